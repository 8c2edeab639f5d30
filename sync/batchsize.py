"""How many revisions a batch holds: as many as the line carries, and the centre takes in, in a fraction of a second.

Whatever is in it, a request costs both ends the same few milliseconds, so that on a good line large batches are the cheapest.
On a bad one a large batch is long under way, is cut the more easily, and is then sent again from its beginning; and where
several pushers wait for one centre, larger ones only leave it, and them, longer without work at either end.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from sync.protocol import MAX_ITEMS

FIRST = 4_000
"""Items of the first batch. Centres of versions before take half of that: they refuse it once, and then take its halves."""
LEAST = 250
"""Items of a batch on the worst of lines."""
SHORT, LONG = 0.25, 5.0
"""Seconds: a batch that is answered within the first is followed by a larger one, a batch that takes more than the second by
a smaller one. Between them lies more than what twice the items take, so that a steady line does not sway."""


@dataclass
class BatchSize:
    """The size of the next batch to one centre: `now` items, between `least` and `most`. `clock` gives seconds, monotonic."""

    now: int = FIRST
    least: int = LEAST
    most: int = MAX_ITEMS
    clock: Callable[[], float] = time.monotonic
    _bounds: tuple[int, int] = field(init=False, repr=False)  # as they were before anything was refused

    def __post_init__(self) -> None:
        self._bounds = self.least, self.most

    @classmethod
    def fixed(cls, items: int) -> Self:
        """A size that stays, unless the centre refuses it."""
        return cls(items, items, items)

    def passed(self, items: int, seconds: float) -> None:
        """A batch of so many items was answered after so many seconds. One that was not full says nothing of larger ones."""
        if seconds > LONG:
            self._become(self.now // 2)
        elif seconds <= SHORT and items >= self.now:
            self._become(self.now * 2)

    def failed(self) -> None:
        """A batch brought no answer."""
        self._become(self.now // 2)

    def refused_above(self, items: int) -> None:
        """The centre, of an older version perhaps, or something before it takes no more than so many items at once."""
        self.most = min(self.most, items)
        self.least = min(self.least, items)
        self._become(self.now)

    def forget_refusals(self) -> None:
        """What was refused may pass now. A size that is too large for good costs one refused request each time it is grown into."""
        self.least, self.most = self._bounds
        self._become(self.now)

    def _become(self, items: int) -> None:
        self.now = max(self.least, min(self.most, items))
