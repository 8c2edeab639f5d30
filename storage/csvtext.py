"""Comma-separated text, read strictly and in bounded memory.

The standard reader accepts a lost quote silently (rows melt into one cell) and stops dead at a cell over its limit. An
inventory is typed by many hands, so here a quote out of place names its row, and a huge cell is cut and marked while the
rows after it are still read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

CELL_LIMIT = 32_767
"""Characters a cell may hold: what a spreadsheet cell can."""

WIDTH_LIMIT = 512
"""Cells of a row that are kept; the rest are only counted."""


class QuoteOutOfPlace(ValueError):
    """A quote where none can stand, or one never closed. `row` is counted from 0, the header."""

    def __init__(self, row: int) -> None:
        super().__init__(f"quote out of place in row {row}")
        self.row = row


@dataclass(frozen=True, slots=True)
class RawRow:
    """One record: `number` counted from 0 (the header), `width` cells in all, of which `cells` are kept.

    A cell longer than `CELL_LIMIT` holds its first `CELL_LIMIT + 1` characters.
    """

    number: int
    cells: tuple[str, ...]
    width: int

    @property
    def blank(self) -> bool:
        """True for an empty line and for a row of empty cells, which spreadsheets leave at the end."""
        return not any(cell.strip() for cell in self.cells)


class _Inside(Enum):
    START = auto()  # before a cell
    PLAIN = auto()
    QUOTED = auto()
    CLOSED = auto()  # a quote inside a quoted cell: its end, or the first half of a doubled one


class _Row:
    """The record being read."""

    __slots__ = ("_cells", "_length", "_parts", "number", "width")

    def __init__(self) -> None:
        self.number = 0
        self.restart()

    def restart(self) -> None:
        self._cells: list[str] = []
        self._parts: list[str] = []
        self._length = self.width = 0

    def add(self, text: str) -> None:
        room = CELL_LIMIT + 1 - self._length
        if room <= 0:
            return
        self._parts.append(text[:room])
        self._length += len(self._parts[-1])

    def end_cell(self) -> None:
        self.width += 1
        if self.width <= WIDTH_LIMIT:
            self._cells.append("".join(self._parts))
        self._parts, self._length = [], 0

    def end(self) -> RawRow:
        self.end_cell()
        row = RawRow(self.number, tuple(self._cells), self.width)
        self.number += 1
        self.restart()
        return row

    @property
    def begun(self) -> bool:
        return bool(self.width or self._length)


def read_rows(chunks: Iterable[str], delimiter: str) -> Iterator[RawRow]:
    """The records of `chunks`, whatever mixture of CR, LF and CRLF ends them.

    Raises QuoteOutOfPlace. Memory is bounded by one chunk and one row of cut cells.
    """
    specials = re.compile(f'([{re.escape(delimiter)}"\r\n])')
    row, inside, after_cr = _Row(), _Inside.START, False
    for chunk in chunks:
        for piece in specials.split(chunk):
            if not piece:
                continue
            if piece == "\n" and after_cr:
                after_cr = False
                continue
            after_cr = piece == "\r"
            if inside is _Inside.QUOTED:
                if piece == '"':
                    inside = _Inside.CLOSED
                else:
                    row.add("\n" if piece == "\r" else piece)
            elif piece == '"':
                if inside is _Inside.PLAIN:
                    raise QuoteOutOfPlace(row.number)
                if inside is _Inside.CLOSED:
                    row.add('"')
                inside = _Inside.QUOTED
            elif piece == delimiter:
                row.end_cell()
                inside = _Inside.START
            elif piece in "\r\n":
                yield row.end()
                inside = _Inside.START
            elif inside is _Inside.CLOSED:
                raise QuoteOutOfPlace(row.number)
            else:
                row.add(piece)
                inside = _Inside.PLAIN
    if inside is _Inside.QUOTED:
        raise QuoteOutOfPlace(row.number)
    if row.begun or inside is not _Inside.START:
        yield row.end()
