"""One press decides one entry: what a key pressed twice, held, or typed ahead would decide was seen by nobody yet. Pure.

Each refused press begins the time anew, so that a key held down decides one entry, however long it repeats.
"""

from __future__ import annotations

from datetime import datetime

from registers.catalogue import say
from tui.desk import Desk


class Glance:
    """Since when the entry that the next decision is about has been in sight."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._since: datetime | None = None
        self._told = ""

    def begins(self, told: str = "") -> None:
        """An entry has come into sight; `told` says what became of the one before it."""
        self._since, self._told = self._desk.clock(), told

    def refuses(self) -> str:
        """What to say to whoever decides now, "" where he may."""
        now = self._desk.clock()
        if self._since is None or abs(now - self._since) >= self._desk.glance:
            return ""
        self._since = now
        return f"{self._told} {say('review.not_seen')}".strip()
