"""Counts the keys of one session while they are pressed: how many, in how much time with hands on the keyboard. Pure."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

PAUSE = timedelta(seconds=20)
"""The longest pause that counts: a page is turned in it. Of a longer one, so much counts."""

LIVE = timedelta(minutes=10)
"""How far back the live figure looks."""


class Gauge:
    """The keys of a session; `taken` hands over what was not handed over yet."""

    def __init__(self) -> None:
        self._last: datetime | None = None
        self._keys = 0
        self._time = timedelta()
        self._lately: deque[tuple[datetime, timedelta]] = deque()  # of each key, the time before it

    def note(self, now: datetime) -> None:
        """A key was pressed."""
        before = min(now - self._last, PAUSE) if self._last is not None else timedelta()
        self._last = now
        self._keys += 1
        self._time += before
        self._lately.append((now, before))
        self._forget(now)

    def so_far(self) -> tuple[int, int]:
        """Keys, and seconds, that nobody took yet."""
        return self._keys, round(self._time.total_seconds())

    def taken(self) -> tuple[int, int]:
        """The same, handed over now."""
        keys, seconds = self.so_far()
        self._keys, self._time = 0, self._time - timedelta(seconds=seconds)
        return keys, seconds

    def live(self, now: datetime) -> int:
        """Keys an hour over the last ten minutes; 0 where that is less than ten seconds of typing."""
        self._forget(now)
        seconds = sum((before for _, before in self._lately), timedelta()).total_seconds()
        return round(len(self._lately) * 3600 / seconds) if seconds >= 10 else 0

    def _forget(self, now: datetime) -> None:
        while self._lately and now - self._lately[0][0] > LIVE:
            self._lately.popleft()
