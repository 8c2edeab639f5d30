"""Leasing ahead: while one batch is on the wire the next is at hand, and nobody waits for what is not sent after all."""

from __future__ import annotations

import itertools
from datetime import timedelta

import httpx

from bench.offices import OFFICE, office_with
from storage import outbox, outboxstatus
from storage.engine import Store, stamp
from storage.receipts import Answered
from sync.batchsize import BatchSize
from sync.pusher import Backoff, push_once
from sync.storeside import StoreSide
from tests.storage.conftest import Ticking
from tests.sync.conftest import Running
from tests.sync.test_pusher import Between, items


def leased(store: Store) -> set[str]:
    """Who holds items."""
    return {item.leased_by for item in items(store) if item.leased_by}


def test_what_was_leased_ahead_is_free_again_when_the_line_fails(office: Store, centre: Running) -> None:
    office_with(office, 6)
    line = centre.line(transport=Between(lambda _request: httpx.Response(503)))
    assert push_once(office, line, pusher="a", batch=2, backoff=Backoff(lambda _low, high: high)).failures == 1
    assert leased(office) == set()
    assert [item.tries for item in items(office)] == [1, 1, 0, 0, 0, 0]  # what was only held has not been tried
    untried = {(item.entry_id, item.revision) for item in items(office) if not item.tries}
    now = outbox.lease(office, OFFICE, "b", limit=9, seconds=60)
    assert untried <= {(due.entry_id, due.revision) for due in now}
    line.close()


def test_nothing_is_leased_beyond_the_limit(office: Store, centre: Running) -> None:
    office_with(office, 6)
    line = centre.line()
    assert push_once(office, line, pusher="a", batch=2, limit=3).stored == 3
    assert leased(office) == set()
    assert [item.state for item in items(office)] == ["sent"] * 3 + ["waiting"] * 3
    line.close()


def test_the_next_batch_is_held_while_one_is_sent_and_answers_are_kept_by_the_end(office: Store) -> None:
    office_with(office, 4)
    with StoreSide(office, OFFICE, "a", size=BatchSize.fixed(2), limit=None, lease_seconds=60) as side:
        first, second = side.next(), side.next()
        assert not {due.entry_id for due in first} & {due.entry_id for due in second}
        for part in (first, second):
            side.keep([Answered(due, "stored") for due in part], centre="c")
    assert outboxstatus.status(office).sent == 4


def test_a_lease_whose_turn_comes_late_is_taken_anew(office: Store, clock: Ticking) -> None:
    office_with(office, 4)
    hour = itertools.count(0, 3600)  # an hour between any two looks at the clock
    with StoreSide(
        office, OFFICE, "a", size=BatchSize.fixed(2), limit=None, lease_seconds=60, monotonic=lambda: float(next(hour))
    ) as side:
        side.next()
        clock.forward(45)  # a slow answer: a minute's lease would be over within the next request
        later = stamp(clock.moment + timedelta(seconds=30))
        second = side.next()
    ends = {item.leased_until for item in items(office) if item.entry_id in {due.entry_id for due in second}}
    assert len(second) == 2
    assert all(end > later for end in ends)
