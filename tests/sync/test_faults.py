"""Three hundred revisions through a line that fails every other time: each is stored once, whole, and accounted for.

One pusher's batches are of one size, the others' grow and shrink as the product's do: by failures, slowness, and refusals for size.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import count

import httpx
from sqlmodel import select

from bench.faultproxy import FAULTS, failing_line
from bench.offices import OFFICE, approve, office_with
from bench.pushing import Swaying
from storage import outbox
from storage.engine import Store
from storage.outboxtables import OutboxItem, Receipt
from storage.permissions import OPERATOR
from storage.receipts import ACCEPTED
from sync.batchsize import BatchSize
from sync.pusher import Backoff, push_once
from sync.transport import Line
from tests.storage.conftest import Ticking
from tests.sync.conftest import Running
from tests.sync.test_pusher import items, no_pause, pushed

_BATCH = 3
_FIRST, _MOST = 12, 24
"""Items of a batch that does not stay as it is: from `_BATCH` up to the last, by the line less than the first."""
_LONGEST = 1_700
"""Bytes of a request, above which the line lets none through: twelve items have more, half of them less."""
_SWAYING = 2
"""Pushers of such batches, beside one whose batches are all of one size."""
_MOST_ROUNDS = 2_000


def _push_through(office: Store, address: str, token: str, name: str, size: Callable[[], BatchSize]) -> None:
    """Push until nothing waits; whatever the line did to whole batches is sent again, as people would."""
    now = size()
    line = Line(address, OFFICE, token)
    for _ in range(_MOST_ROUNDS):
        sent = push_once(office, line, pusher=name, batch=now, backoff=Backoff(no_pause), lease_seconds=3600)
        if now.most < _FIRST:  # anew, as by a program started again: what was refused once keeps batches small for good
            now = size()
        if sent.refused or sent.conflict:
            outbox.send_again(office, account_id=OPERATOR)
        elif not sent.failures:
            break  # what still waits is leased by another pusher, which goes on
    line.close()


def test_a_line_that_fails_loses_and_doubles_nothing(office: Store, centre: Running, clock: Ticking) -> None:
    clock.step = timedelta(microseconds=1)
    office_with(office, 240)
    approve(office, OFFICE, [item.entry_id for item in items(office)[:60]])
    host = httpx.URL(centre.address)
    changes: list[str] = []
    swaying = [partial(_swaying, count(n * _MOST_ROUNDS), changes.append) for n in range(_SWAYING)]
    sizes = [partial(BatchSize.fixed, _BATCH), *swaying]
    with failing_line((host.host, host.port or 80), rate=0.5, seed=7, longest=_LONGEST) as line:
        threads = [
            threading.Thread(
                target=_push_through, args=(office, line.address, centre.tokens[OFFICE], f"pusher {n}", size)
            )
            for n, size in enumerate(sizes)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(line.faults.values()) >= 60
    assert len(line.faults) > len(FAULTS) // 2
    assert line.too_long
    assert {*changes} == {"grown", "shrunk", "failed", "refused"}
    assert centre.kept() == pushed(office)
    assert Counter(item.state for item in items(office)) == {"sent": 300}
    assert _without_receipt(office) == []
    assert _official(centre) == 60


def _swaying(seeds: Iterator[int], told: Callable[[str], object]) -> BatchSize:
    return Swaying.between(_BATCH, _FIRST, _MOST, seed=next(seeds), told=told)


def _without_receipt(office: Store) -> list[OutboxItem]:
    with office.read() as session:
        receipts = set(session.exec(select(Receipt.number)))
    return [item for item in items(office) if item.answer not in ACCEPTED or item.receipt not in receipts]


def _official(centre: Running) -> int:
    """Steps of the official partition: one an approved entry, however often its approval arrived."""
    from sync.centre.feeds import changes

    feed = changes(centre.database, "", 1_000).items
    assert len({one.entry_id for one in feed}) == len(feed)
    return len(feed)
