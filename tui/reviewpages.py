"""The rows of the review queue as a list sees them: any length, and only the pages that are looked at are ever read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.review import Waiting

Read = Callable[[Sequence[Any] | None, Sequence[Any] | None], "list[Waiting]"]
"""Reads the page after a place, or the one before it (() for the end)."""


class Pages:
    """`total` rows, read a page at a time from the nearest row that is known.

    A row another reviewer has decided meanwhile leaves its page short; then None stands at the end until the queue is read again.
    """

    def __init__(self, total: int, size: int, read: Read) -> None:
        self._total = total
        self._size = size
        self._read = read
        self._rows: dict[int, Waiting] = {}

    def __len__(self) -> int:
        return self._total

    def __getitem__(self, index: int, /) -> Waiting | None:
        if index not in self._rows:
            self._fetch(index)
        return self._rows.get(index)

    def _fetch(self, index: int) -> None:
        """Page towards `index` from whichever known row, or end of the queue, is nearer."""
        below = max((known for known in self._rows if known < index), default=-1)
        above = min((known for known in self._rows if known > index), default=self._total)
        if index - below <= above - index:
            self._forwards(below, index)
        else:
            self._backwards(above, index)

    def _forwards(self, at: int, index: int) -> None:
        while at < index:
            page = self._read(self._rows[at].place if at >= 0 else None, None)
            self._put(at + 1, page)
            if not page:
                return
            at += len(page)

    def _backwards(self, at: int, index: int) -> None:
        while at > index:
            page = self._read(None, self._rows[at].place if at < self._total else ())
            at -= len(page)
            self._put(at, page)
            if not page:
                return

    def _put(self, first: int, page: Sequence[Waiting]) -> None:
        self._rows.update(enumerate(page, start=first))
