"""Keys wait here, in the order they came, until a screen can take them. Pure.

A screen that is opening or busy takes no key; the keys that arrive meanwhile go to whichever screen is on top once it is
ready. Nothing stands between this line and the screen's `take`, so no key overtakes another and none reaches a screen below.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol

from tui.keys import Key


class Taker(Protocol):
    """What takes keys: the screen on top."""

    @property
    def ready(self) -> bool:
        """False while the screen opens or waits for work; keys wait with it."""

    def take(self, key: Key) -> None:
        """Do what `key` says, at once."""


class TypeAhead:
    """The line of waiting keys. `top` says who is on top now; it is asked again for each key."""

    def __init__(self, top: Callable[[], Taker | None]) -> None:
        self._top = top
        self._waiting: deque[Key] = deque()
        self._delivering = False

    def __len__(self) -> int:
        return len(self._waiting)

    def arrive(self, keys: Iterable[Key]) -> None:
        """Put `keys` at the end of the line."""
        self._waiting.extend(keys)

    def deliver(self) -> None:
        """Hand out keys as long as there are any and a screen is ready; a call from within a `take` leaves it to the outer one."""
        if self._delivering:
            return
        self._delivering = True
        try:
            while self._waiting and (taker := self._top()) is not None and taker.ready:
                taker.take(self._waiting.popleft())
        finally:
            self._delivering = False

    def put_aside(self) -> list[Key]:
        """Take all that waits out of the line: it was typed for a place that cannot be reached yet."""
        aside = list(self._waiting)
        self._waiting.clear()
        return aside

    def put_first(self, keys: Iterable[Key]) -> None:
        """Put `keys` back at the head of the line."""
        self._waiting.extendleft(reversed(list(keys)))

    def forget(self) -> None:
        """Drop what waits: the person it came from is no longer at the desk."""
        self._waiting.clear()
