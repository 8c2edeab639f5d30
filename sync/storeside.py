"""The store's side of a push: the next batch is leased, and answers are kept, while a batch is on the wire.

A thread of its own does what waits for the store's disk; the pusher's waits for the centre. What was leased ahead and is not
sent after all is let go of at the end, so that no other pusher waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from storage import outbox, receipts
from storage.engine import Store
from storage.leases import Lease
from storage.receipts import AllAccepted, Answered, Countersignature
from sync.batchsize import BatchSize


@dataclass(frozen=True, slots=True)
class _Leased:
    items: Lease
    full: bool  # as many as were asked for: there may be more
    since: float  # on the monotonic clock


class StoreSide:
    """Batches out of the outbox and answers into it, of one office, for one run of `pusher`."""

    def __init__(
        self,
        store: Store,
        office: str,
        pusher: str,
        *,
        size: BatchSize,
        limit: int | None,
        lease_seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._office = office
        self._pusher = pusher
        self._size = size
        self._left = limit
        self._lease_seconds = lease_seconds
        self._monotonic = monotonic
        self._thread: ThreadPoolExecutor | None = None  # a push of one batch needs none
        self._ahead: Future[_Leased] | None = None
        self._keeping: list[Future[int]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of what was leased ahead, and wait until every answer is kept. Raises StoreError."""
        if self._thread is None:
            return
        with self._thread:
            self.keep_up()
            if self._ahead is not None:
                outbox.release(self._store, self._pusher, self._ahead.result().items)

    def next(self) -> Lease:
        """The next batch, leased; empty where nothing is due or the limit is reached. Raises StoreError."""
        leased = self._ahead.result() if self._ahead is not None else None
        self._ahead = None
        if leased is not None and self._monotonic() - leased.since > self._lease_seconds / 2:
            outbox.release(self._store, self._pusher, leased.items)  # a lease has to last for a whole request
            leased = None
        if leased is None or not leased.items:  # where nothing was due then, something may be now
            leased = self._lease(self._next_size())
        if self._left is not None:
            self._left -= len(leased.items)
        if leased.full and self._left != 0:
            self._thread = self._thread or ThreadPoolExecutor(1, "outbox")
            self._ahead = self._thread.submit(self._lease, self._next_size())
        return leased.items

    def keep(
        self, answered: Sequence[Answered] | AllAccepted, *, centre: str, signed: Countersignature | None = None
    ) -> None:
        """Keep the centre's answers, as `receipts.settle` does; perhaps a little later. Raises StoreError."""
        if self._thread is None:
            receipts.settle(self._store, self._pusher, answered, centre=centre, signed=signed)
            return
        self.keep_up()
        keeping = self._thread.submit(
            receipts.settle, self._store, self._pusher, answered, centre=centre, signed=signed
        )
        self._keeping.append(keeping)

    def keep_up(self) -> None:
        """Wait until every answer handed over is kept. Raises StoreError."""
        keeping, self._keeping = self._keeping, []
        for one in keeping:
            one.result()

    def _next_size(self) -> int:
        return self._size.now if self._left is None else max(0, min(self._size.now, self._left))

    def _lease(self, size: int) -> _Leased:
        since = self._monotonic()
        items = (
            outbox.lease(self._store, self._office, self._pusher, limit=size, seconds=self._lease_seconds)
            if size
            else Lease()
        )
        return _Leased(items, len(items) == size, since)
