"""What a clerk sees: the rows of the page with their values, the list under the cursor, the question that is open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from registers.catalogue import Language, say
from registers.text import strip_marks

FLAG_BOX = say("keying.ask_flags", Language.VI)
KIND_BOX = say("keying.ask_kind", Language.VI)
QUEUE = say("shell.heading_queue", Language.VI)

_ROW = re.compile(r"^ ?(\d{1,3}) ")
_POSITION = re.compile(r"· số (\S+/\d{4})")
_GAP = re.compile(r" {2,}")
_VALUE_CELLS = 70
_NOTE_SIGN = " · "
_BELOW = 3  # the program's word and the keys stand under it


class Piece(NamedTuple):
    """Letters of one look."""

    text: str
    bold: bool
    reverse: bool


class Board(Protocol):
    """A screen and the keys before it; `press` comes back when the screen stands still."""

    columns: int

    def press(self, *keys: str) -> None:
        """Press keys, each a character or a key's name."""

    def line(self, row: int) -> str:
        """One row of the screen, right-stripped."""

    def pieces(self, row: int) -> Sequence[Piece]:
        """The same row by its looks."""

    @property
    def lines(self) -> Sequence[str]:
        """Every row."""

    @property
    def cursor_row(self) -> int:
        """The row the cursor stands in."""

    @property
    def cursor_column(self) -> int:
        """The column the cursor stands in."""


class Offer(NamedTuple):
    """A suggestion on the screen: its text, what stands beside it, whether Tab takes it, the key before it."""

    text: str
    note: str
    picked: bool
    key: str = ""


class Eye:
    """Reads a keying screen."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self._start = 3 + max(24, min(34, board.columns // 4)) + 1  # number, label, space

    @property
    def position(self) -> str:
        """The position the heading names, "" where there is none."""
        found = _POSITION.search(self.board.line(0))
        return found[1] if found else ""

    @property
    def number(self) -> int:
        """The number of the field the cursor stands in, 0 where it stands in none."""
        row = _ROW.match(self.board.line(self.board.cursor_row))
        return int(row[1]) if row else 0

    @property
    def typed(self) -> str:
        """What stands in the field under the cursor, left of it."""
        return self.board.line(self.board.cursor_row).ljust(self.board.cursor_column)[
            self._start : self.board.cursor_column
        ]

    @property
    def info(self) -> str:
        """The line below the page: what is to be known of the field under the cursor, or of what Tab would put in."""
        return self.board.line(len(self.board.lines) - _BELOW)

    def sees(self, title: str) -> bool:
        """True where `title` stands on the screen."""
        return any(title in line for line in self.board.lines)

    def rows(self) -> dict[int, str]:
        """What every field in sight shows, by its number; what it reads as stands apart from it."""
        found = {}
        for line in self.board.lines[1:]:
            row = _ROW.match(line)
            if row is not None:
                value = line[self._start : self._start + _VALUE_CELLS]
                found[int(row[1])] = value.split("→", maxsplit=1)[0].strip()
        return found

    def offers(self) -> list[Offer]:
        """The suggestions for the field under the cursor, as they stand there."""
        at = self.board.cursor_row
        rows = self._listed(range(at + 1, len(self.board.lines))) or self._listed(range(at - 1, 0, -1))[::-1]
        found: list[Offer] = []
        for row in rows:
            here = self._offers_in(row, alone=len(rows) == 1)
            if found and found[-1].picked and len(here) == 1 and here[0].picked:  # a long one goes on in the next line
                found[-1] = found[-1]._replace(text=f"{found[-1].text} {here[0].text}", note="")
            else:
                found += here
        return found

    def _listed(self, rows: range) -> list[int]:
        found = []
        for row in rows:
            line = self.board.line(row)
            if not line[self._start :].strip() or line[: self._start].strip():
                break
            found.append(row)
        return found

    def _offers_in(self, row: int, *, alone: bool) -> list[Offer]:
        texts: list[tuple[str, bool]] = []
        keys: list[str] = []
        open_, key = False, ""
        for piece in self.board.pieces(row):
            if piece.bold and not piece.reverse:
                open_, key = False, piece.text.strip()
                continue
            for at, text in enumerate(_GAP.split(piece.text)):
                if at:
                    open_ = False
                if not text.strip():
                    continue
                if open_:
                    texts[-1] = (texts[-1][0] + text, texts[-1][1] or piece.reverse)
                else:
                    texts.append((text, piece.reverse))
                    keys.append(key)
                    key = ""
                open_ = True
        found = [(text.strip(), picked) for text, picked in texts]
        beside = "  ".join(text for text, _ in found[1:])
        noted = not alone or (len(found) > 1 and (_NOTE_SIGN in found[-1][0] or beside == self.info.strip()))
        noted = noted and not any(lookalikes(found[0][0], text) for text, _ in found[1:])
        if noted and found and not all(keys):  # a list of codes has a key before each and fills several lines
            return [Offer(found[0][0], beside, found[0][1], keys[0])]
        return [Offer(text, "", picked, key) for (text, picked), key in zip(found, keys, strict=True)]


def lookalikes(one: str, other: str) -> bool:
    """True where two texts differ only in marks."""
    return one.lower() != other.lower() and strip_marks(one).lower() == strip_marks(other).lower()
