"""Makes what is typed durable behind the clerk's back: the journal onto the disk, a snapshot of it into the store.

One thread, and only the newest snapshot counts: whatever piles up while the disk is slow is written once. It waits a
little first, so that the field just reached is painted before a processor is asked for anything else.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

from tui.keying.history import History
from tui.keying.journal import Journal, snapshot

PAUSE = 0.15
"""Seconds between a wish to keep and the keeping. Only a cut of power, and another machine, can notice."""

_THREADS = ThreadPoolExecutor(1, thread_name_prefix="keeper")


class Keeper:
    """Keeps one position. `put` writes a snapshot into the store; None for a correction, which has no draft there."""

    def __init__(self, journal: Journal, put: Callable[[Mapping[str, Any]], None] | None) -> None:
        self.journal = journal
        self.error: Exception | None = None  # what went wrong last, until somebody is told
        self._put = put
        self._stored = False  # the store has what was kept last
        self._lock = threading.Lock()
        self._next: History | None = None
        self._running: Future[None] | None = None
        self._resting = False
        self._hurry = threading.Event()

    @property
    def is_kept(self) -> bool:
        """True where all that was given to `keep` is on the disk or in the store."""
        return not self.journal.is_torn or self._stored

    def keep(self, history: History) -> None:
        """Make what is typed so far durable, soon."""
        with self._lock:
            if self._resting:
                return
            self._next = history.copy()
            if self._running is None:
                self._running = _THREADS.submit(self._work)

    def finish(self) -> None:
        """Wait until all that was given to `keep` is kept."""
        self._hurry.set()
        running = self._running
        if running is not None:
            running.result()
        self._hurry.clear()

    def rest(self) -> None:
        """Wait until nothing is being written, and write nothing more."""
        with self._lock:
            self._resting, self._next = True, None
        self.finish()

    def go_on(self) -> None:
        """Keep again, after `rest`."""
        self._resting = False

    def _work(self) -> None:
        while True:
            self._hurry.wait(PAUSE)
            with self._lock:
                kept, self._next = self._next, None
                if kept is None:
                    self._running = None
                    return
            self.error = self._failed(self.journal.sync)
            if self._put is not None:  # also where the disk refused: the store may lie on another one
                refused = self._failed(partial(self._put, snapshot(kept)))
                self._stored = refused is None
                self.error = refused or self.error

    @staticmethod
    def _failed(work: Callable[[], None]) -> Exception | None:
        """What went wrong with `work`: told to the clerk at his next key."""
        try:
            work()
        except Exception as error:  # noqa: BLE001  whatever it is, typing goes on
            return error
        return None
