"""A pusher in a process of its own, to be killed: `python -m bench.pushing STORE ADDRESS OFFICE NAME BATCH`, the token on stdin.

It pushes until it is killed or nothing is left; pauses after failures are nought, so that faults are met as fast as they come.
BATCH is how many items a batch holds; `FIRST-MOST` lets it grow and shrink as the product's do, and says each change on stdout.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from storage import outboxstatus
from storage.engine import Store
from sync.batchsize import LONG, SHORT, BatchSize
from sync.pusher import Backoff, push_once
from sync.transport import Line

LEASE_SECONDS = 3.0
"""Short, so that what a killed pusher held is soon pushed by another."""
_NOTHING_FREE = 0.05
"""Seconds to wait while everything that is left is leased by others."""
_TOOK = (*[SHORT / 2] * 6, (SHORT + LONG) / 2, LONG * 2)
"""Seconds a batch takes by a `paced` clock: mostly it is quick, now and then slow. What fails makes batches smaller besides."""


def paced(seed: int | str) -> Callable[[], float]:
    """A clock by which batches are quick or slow as `seed` has it, however quick this machine is: sizes grow and shrink."""
    chance, now = random.Random(seed), [0.0]

    def clock() -> float:
        now[0] += chance.choice(_TOOK)
        return now[0]

    return clock


@dataclass
class Swaying(BatchSize):
    """A batch size that says how it changes: `grown`, `shrunk` (it was slow), `failed`, `refused` (there were too many items)."""

    told: Callable[[str], object] = print

    @classmethod
    def between(cls, least: int, first: int, most: int, *, seed: int | str, told: Callable[[str], object]) -> Swaying:
        """From `least` items to `most`, `first` to begin with."""
        return cls(first, least, most, paced(seed), told)

    def passed(self, items: int, seconds: float) -> None:
        """As the size it is."""
        before = self.now
        super().passed(items, seconds)
        if self.now != before:
            self.told("grown" if self.now > before else "shrunk")

    def failed(self) -> None:
        """As the size it is."""
        before = self.now
        super().failed()
        if self.now != before:
            self.told("failed")

    def refused_above(self, items: int) -> None:
        """As the size it is."""
        super().refused_above(items)
        self.told("refused")


def main() -> None:
    """Push until the outbox has nothing waiting."""
    url, address, office, name, batch = sys.argv[1:]
    first, _, most = batch.partition("-")
    store = Store.open(url, create=False)
    line = Line(address, office, sys.stdin.readline().strip())
    backoff = Backoff(lambda _low, _high: 0.0)
    rounds, size = 0, BatchSize.fixed(int(first))
    while outboxstatus.status(store).waiting:
        if not rounds or (most and size.most < int(most) // 2):
            # Anew, as by a program that is started again: what was refused once keeps batches small for good.
            rounds += 1
            size = _size(first, most, f"{name} {rounds}")
        sent = push_once(
            store,
            line,
            pusher=name,
            batch=size,
            backoff=backoff,
            limit=50 * int(first),
            lease_seconds=LEASE_SECONDS,
        )
        if not (sent.batches or sent.failures):
            time.sleep(_NOTHING_FREE)


def _size(first: str, most: str, seed: str) -> BatchSize:
    if not most:
        return BatchSize.fixed(int(first))
    return Swaying.between(1, int(first), int(most), seed=seed, told=_say)


def _say(change: str) -> None:
    # In one piece: others say theirs into the same file, and whoever does may be killed.
    sys.stdout.write(f"{change}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
