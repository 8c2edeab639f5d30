"""A pusher in a process of its own, to be killed: `python -m bench.pushing STORE ADDRESS OFFICE NAME BATCH`, the token on stdin.

It pushes until it is killed or nothing is left; pauses after failures are nought, so that faults are met as fast as they come.
"""

from __future__ import annotations

import sys
import time

from storage import outboxstatus
from storage.engine import Store
from sync.pusher import Backoff, push_once
from sync.transport import Line

LEASE_SECONDS = 3.0
"""Short, so that what a killed pusher held is soon pushed by another."""
_NOTHING_FREE = 0.05
"""Seconds to wait while everything that is left is leased by others."""


def main() -> None:
    """Push until the outbox has nothing waiting."""
    url, address, office, name, batch = sys.argv[1:]
    store = Store.open(url, create=False)
    line = Line(address, office, sys.stdin.readline().strip())
    backoff = Backoff(lambda _low, _high: 0.0)
    while outboxstatus.status(store).waiting:
        sent = push_once(
            store,
            line,
            pusher=name,
            batch=int(batch),
            backoff=backoff,
            limit=50 * int(batch),
            lease_seconds=LEASE_SECONDS,
        )
        if not (sent.batches or sent.failures):
            time.sleep(_NOTHING_FREE)


if __name__ == "__main__":
    main()
