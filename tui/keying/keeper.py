"""Makes what is typed durable behind the clerk's back: the journal onto the disk, a snapshot of it into the store.

One thread, and only the newest snapshot counts: whatever piles up while the disk is slow is written once. It waits a
little first, so that the field just reached is painted before a processor is asked for anything else.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
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
        self._lock = threading.Lock()
        self._next: History | None = None
        self._running: Future[None] | None = None
        self._resting = False
        self._hurry = threading.Event()

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
            try:
                self.journal.sync()
                if self._put is not None:
                    self._put(snapshot(kept))
            except Exception as error:  # noqa: BLE001  told to the clerk at his next key; the journal has every line
                self.error = error
