"""A list of any length on a screen of a few lines: only the rows in sight are ever asked for. Pure.

A filter is typed: each word of it, folded, must stand somewhere in a row's text. Typing on narrows what was found, so a
hundred thousand rows answer at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

from registers.text import fold

Item = TypeVar("Item")
Item_co = TypeVar("Item_co", covariant=True)


class Source(Protocol[Item_co]):
    """Anything with a length and an item at each place: a list, or pages of a store fetched as they are asked for."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Item_co: ...


class Rows(Generic[Item]):
    """Which rows are in sight and which one is chosen.

    `text_of` gives a row's text for the filter; it is asked only once a filter is typed, then kept folded.
    """

    def __init__(self, text_of: Callable[[Item], str]) -> None:
        self._text_of = text_of
        self._source: Source[Item] = ()
        self._folded: list[str] | None = None
        self._found: Sequence[int] = range(0)
        self._words: tuple[str, ...] = ()
        self.filtered_by = ""
        self.cursor = 0
        self.top = 0
        self.height = 1

    def __len__(self) -> int:
        return len(self._found)

    @property
    def total(self) -> int:
        """Rows there are without the filter."""
        return len(self._source)

    @property
    def chosen(self) -> Item | None:
        """The row the cursor is on; None where there is none."""
        return self._source[self._found[self.cursor]] if self._found else None

    def folded(self, source: Source[Item]) -> list[str]:
        """The texts a filter looks through. Thousands take a while: have them made where the rows are read, in a thread."""
        return [fold(self._text_of(source[at])) for at in range(len(source))]

    def fill(
        self,
        source: Source[Item],
        same: Callable[[Item, Item], bool] | None = None,
        folded: list[str] | None = None,
    ) -> None:
        """Show `source` instead, under the same filter. The cursor stays with the row that is the `same`, else with its place."""
        was = self.chosen
        self._source, self._folded, self._words = source, folded, ()
        self._found = range(len(source))
        cursor = self.cursor
        self._search(self.filtered_by)
        if was is not None and same is not None:
            cursor = next((i for i, at in enumerate(self._found) if same(source[at], was)), cursor)
        self._move(cursor)

    def filter(self, typed: str) -> None:
        """Keep the rows that have every word of `typed`; the cursor goes to the first that has most of them side by side.

        `khai tu 2017` means the deaths, not the births (khai sinh) of 2017 that stand in cupboard (tủ) 1.
        """
        if typed == self.filtered_by:
            return
        self._search(typed)
        self._move(self._meant())

    def go_on_to(self, wanted: Callable[[Item], bool]) -> None:
        """Put the cursor on the next row that is `wanted`, from the first one again past the last; nowhere where none is."""
        count = len(self._found)
        ahead = ((self.cursor + step) % count for step in range(1, count))
        self._move(next((at for at in ahead if wanted(self._source[self._found[at]])), self.cursor))

    def choose(self, index: int) -> None:
        """Put the cursor on the row at `index` of those found."""
        self._move(index)

    def do(self, name: str) -> None:
        """Run the action `name` of the group `list`."""
        last = len(self._found) - 1
        steps = {
            "up": self.cursor - 1,
            "down": self.cursor + 1,
            "page_up": self.cursor - self.height,
            "page_down": self.cursor + self.height,
            "first": 0,
            "last": last,
        }
        self._move(steps[name])

    def in_sight(self, height: int) -> list[tuple[Item, bool]]:
        """The rows to draw in `height` lines, each with whether it is the chosen one."""
        self.height = max(1, height)
        self._move(self.cursor)
        last = min(self.top + self.height, len(self._found))
        return [(self._source[self._found[at]], at == self.cursor) for at in range(self.top, last)]

    def _move(self, to: int) -> None:
        self.cursor = max(0, min(to, len(self._found) - 1))
        lowest = max(0, len(self._found) - self.height)
        self.top = max(0, min(self.top, self.cursor, lowest), self.cursor - self.height + 1)

    def _meant(self) -> int:
        pairs = [f"{one} {other}" for one, other in pairwise(self._words)]
        if not pairs or self._folded is None:
            return 0
        texts = self._folded
        side_by_side = [sum(pair in texts[at] for pair in pairs) for at in self._found]
        return side_by_side.index(max(side_by_side)) if side_by_side else 0

    def _search(self, typed: str) -> None:
        self.filtered_by = typed
        words = tuple(fold(typed).split())
        narrower = all(any(old in new for new in words) for old in self._words)
        within = self._found if narrower else range(len(self._source))
        self._words = words
        if not words:
            self._found = range(len(self._source))
            return
        if self._folded is None:
            self._folded = self.folded(self._source)
        texts = self._folded
        self._found = [at for at in within if all(word in texts[at] for word in words)]
