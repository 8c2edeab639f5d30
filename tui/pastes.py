"""Cuts pastes out of what a terminal sends. Pure.

Textual's parser looks for key sequences inside a paste too: an escape character in pasted text swallows what follows it, the
end of the paste included, or turns it into keys. So pastes are taken out before the parser sees anything.
"""

from __future__ import annotations

from typing import NamedTuple

BEGIN = "\x1b[200~"
END = "\x1b[201~"
"""What a terminal puts around a paste when it was asked to (DEC mode 2004)."""

PATIENCE = 20
"""Silent looks (a tenth of a second each) after which a paste without an end counts as ended: a line may have lost it."""


class Piece(NamedTuple):
    """Some of what arrived: pasted as a whole, or keys for the parser."""

    text: str
    pasted: bool


class Pastes:
    """Splits a stream of text into pieces, whatever reads it is cut into."""

    def __init__(self) -> None:
        self._held = ""  # what may be the beginning of a marker
        self._paste: list[str] | None = None
        self._silent = 0

    def feed(self, text: str) -> list[Piece]:
        """The pieces `text` completes."""
        self._silent = 0
        text, self._held = self._held + text, ""
        pieces: list[Piece] = []
        while text:
            marker = BEGIN if self._paste is None else END
            before, found, text = text.partition(marker)
            if not found:
                before, self._held = _without_start_of(marker, before)
            self._take(before, pieces)
            if found:
                self._turn(pieces)
        return pieces

    def silence(self) -> list[Piece]:
        """Nothing came for a while: what was held back was no marker, and a paste does not wait for its end for ever."""
        self._silent += 1
        if self._paste is not None and self._silent < PATIENCE:
            return []
        pieces: list[Piece] = []
        held, self._held = self._held, ""
        self._take(held, pieces)
        if self._paste is not None:
            self._turn(pieces)
        return pieces

    def _take(self, text: str, pieces: list[Piece]) -> None:
        if self._paste is not None:
            self._paste.append(text)
        elif text:
            pieces.append(Piece(text, False))

    def _turn(self, pieces: list[Piece]) -> None:
        """A paste begins or ends."""
        if self._paste is None:
            self._paste = []
            return
        pieces.append(Piece("".join(self._paste), True))
        self._paste = None


def _without_start_of(marker: str, text: str) -> tuple[str, str]:
    """`text` without the beginning of `marker` at its end, and that beginning."""
    for size in range(min(len(marker) - 1, len(text)), 0, -1):
        if text.endswith(marker[:size]):
            return text[:-size], text[-size:]
    return text, ""
