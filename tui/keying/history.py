"""The chain of drafts of one position: undo, redo, and the records that bring the same chain back elsewhere.

A record is plain JSON: `{"n": number, "t": tag, "d": delta}` for a change, `{"n": number, "u": 1}` for undo, `{"n": number, "r": 1}`
for redo. Changes in a row with the same tag are one step of undo (a word typed, a walk along the path), unless a record
says `"s": 1`: that one begins a step. Folding the records over the first draft gives the same values, cursor, path and undo
history, because the same code runs when a key is pressed and when a journal is read. A key that fills a field and goes on gives
both changes one tag: it is taken back by one key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from registers.position import Position
from tui.keying.draft import Draft, delta, patched

Record = dict[str, Any]
"""One line of the journal."""


class History:
    """The draft as it stands now, with what can be undone and redone."""

    __slots__ = ("_tag", "draft", "future", "number", "past")

    def __init__(self, first: Draft, number: int = 0) -> None:
        self.draft = first
        self.past: list[tuple[Draft, str]] = []
        self.future: list[tuple[Draft, str]] = []
        self.number = number
        self._tag = ""

    @property
    def first(self) -> Draft:
        """The draft it all began with."""
        return self.past[0][0] if self.past else self.draft

    @property
    def undone(self) -> str:
        """The tag of the step taken back last, "" where none is."""
        return self.future[-1][1] if self.future else ""

    def change(self, new: Draft, tag: str) -> Record | None:
        """Go on to `new`; the record of it, None where nothing changed."""
        difference = delta(self.draft, new)
        if not difference:
            return None
        self._step(new, tag)
        return self._numbered({"t": tag, "d": difference})

    def undo(self) -> Record | None:
        """Take back the last step; None where there is none."""
        return self._numbered({"u": 1}) if self._back() else None

    def redo(self) -> Record | None:
        """Do the step again that was taken back last; None where there is none."""
        return self._numbered({"r": 1}) if self._forth() else None

    def replay(self, record: Record) -> None:
        """Apply a record. Raises KeyError, ValueError, TypeError where it is none."""
        number = int(record["n"])
        if "u" in record:
            self._back()
        elif "r" in record:
            self._forth()
        else:
            if "s" in record:
                self._tag = ""
            self._step(patched(self.draft, record["d"]), record["t"])
        self.number = number

    def compact(self) -> list[Record]:
        """Records that give this draft and all that can be undone, one a step; what was undone is left out."""
        drafts = [*(draft for draft, _ in self.past), self.draft]
        first = self.number - len(self.past) + 1
        return [
            {"n": first + i, "s": 1, "t": tag, "d": delta(drafts[i], drafts[i + 1])}
            for i, (_, tag) in enumerate(self.past)
        ]

    def copy(self) -> History:
        """The same history, untouched by what follows."""
        other = History(self.draft, self.number)
        other.past, other.future, other._tag = self.past.copy(), self.future.copy(), self._tag
        return other

    def renumbered(self, position: Position) -> History:
        """The same history under another number of the book: undo does not lead back to a number that was given up."""
        other = self.copy()
        other.draft = replace(self.draft, position=position)
        other.past = [(replace(draft, position=position), tag) for draft, tag in self.past]
        other.future = [(replace(draft, position=position), tag) for draft, tag in self.future]
        return other

    def _step(self, new: Draft, tag: str) -> None:
        if tag != self._tag or not self.past:
            self.past.append((self.draft, tag))
        self._tag = tag
        self.future.clear()
        self.draft = new

    def _back(self) -> bool:
        if not self.past:
            return False
        draft, tag = self.past.pop()
        self.future.append((self.draft, tag))
        self.draft, self._tag = draft, ""
        return True

    def _forth(self) -> bool:
        if not self.future:
            return False
        draft, tag = self.future.pop()
        self.past.append((self.draft, tag))
        self.draft, self._tag = draft, ""
        return True

    def _numbered(self, record: Record) -> Record:
        self.number += 1
        return {"n": self.number, **record}


def folded(first: Draft, records: Iterable[Record]) -> History:
    """The history that `records` tell from `first` on."""
    history = History(first)
    for record in records:
        history.replay(record)
    return history
