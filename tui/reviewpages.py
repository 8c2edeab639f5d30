"""The rows of the review queue as a list sees them: any length, and only the pages that are looked at are ever read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.review import Waiting

Read = Callable[[Sequence[Any] | None, Sequence[Any] | None], "list[Waiting]"]
"""Reads the page after a place, or the one before it (() for the end)."""

_KEPT = 20
"""Pages that are kept in memory: a queue of a hundred thousand may be walked from one end to the other."""


class Pages:
    """`total` rows, of which those around what was looked at last are known, without a gap.

    Going on reads the next page, either way; going to an end begins anew there. Rows other reviewers decide meanwhile leave a page
    short: then None stands for what is gone until the queue is read again.
    """

    def __init__(self, total: int, size: int, read: Read) -> None:
        self._total = total
        self._size = size
        self._read = read
        self._first = 0
        self._rows: list[Waiting] = []

    def put(self, first: int, page: Sequence[Waiting]) -> None:
        """A page that was read already, its first row being number `first`; a short one is the last."""
        self._first, self._rows = first, list(page)
        end = first + len(page)
        self._total = end if len(page) < self._size else max(self._total, end)

    def counted(self, total: int) -> None:
        """There are `total` rows, and no fewer than were read: until somebody counts them, that is how many there are."""
        self._total = max(total, self._end if self._rows else 0)

    def place(self, index: int) -> Sequence[Any] | None:
        """Where the row stands in the order; None where it was not read."""
        row = self._known(index)
        return row.place if row is not None else None

    @property
    def _end(self) -> int:
        return self._first + len(self._rows)

    def __len__(self) -> int:
        return self._total

    def __getitem__(self, index: int, /) -> Waiting | None:
        if self._known(index) is None and 0 <= index < self._total:
            self._fetch(index)
        return self._known(index)

    def _known(self, index: int) -> Waiting | None:
        return self._rows[index - self._first] if self._first <= index < self._end else None

    def _fetch(self, index: int) -> None:
        """Page towards `index` from the rows that are known, or from the end of the queue that is nearer."""
        away = self._first - index if index < self._first else index - self._end
        if not self._rows or min(index, self._total - index) < away:
            from_the_end = index > self._total - index
            self._first, self._rows = (self._total if from_the_end else 0), []
        while index < self._first:
            page = self._read(None, self._rows[0].place if self._rows else ())
            if not page:
                return
            self._first -= len(page)
            self._rows = [*page, *self._rows][: self._size * _KEPT]
        while index >= self._end:
            page = self._read(self._rows[-1].place if self._rows else None, None)
            if not page:
                return
            self._rows += page
            gone = max(0, len(self._rows) - self._size * _KEPT)
            self._first += gone
            del self._rows[:gone]
