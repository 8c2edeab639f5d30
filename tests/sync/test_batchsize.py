"""Batches grow on a good line and shrink on a bad one, and a centre that takes fewer items is given fewer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import httpx
import msgspec
import pytest
import zstandard
from msgspec import Meta, Struct

from bench.offices import OFFICE, birth_book, key, office_with
from storage import outbox, outboxstatus
from storage.engine import Store
from sync import pusher
from sync.batchsize import FIRST, LEAST, LONG, SHORT, BatchSize
from sync.centre import receive
from sync.protocol import MAX_ITEMS, Batch, ChainHead, Item
from sync.pusher import Backoff, Sent, push_once, watch
from tests.storage.conftest import Ticking
from tests.sync.conftest import Running
from tests.sync.test_pusher import Between, items, no_pause, pushed


class Line:
    """A real line on which each request takes `seconds` by a clock of its own; it notes how many items each had."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.now = 0.0
        self.batches: list[int] = []
        self.answer: Callable[[httpx.Request], httpx.Response | None] = lambda _request: None

    def size(self, now: int, least: int, most: int) -> BatchSize:
        """A size by this line's clock."""
        return BatchSize(now, least, most, lambda: self.now)

    def take(self, request: httpx.Request) -> httpx.Response | None:
        """What a request passes on its way."""
        self.now += self.seconds
        self.batches.append(len(told(request).items))
        return self.answer(request)


def written(request: httpx.Request) -> bytes:
    """The body of a request, unpacked."""
    body = request.read()
    return zstandard.decompress(body) if request.headers.get("content-encoding") == "zstd" else body


def told(request: httpx.Request) -> Batch:
    """The batch of a request."""
    return msgspec.json.decode(written(request), type=Batch)


# ---- by itself


def test_full_batches_that_are_short_double_up_to_the_most() -> None:
    size = BatchSize()
    sizes = []
    for _ in range(3):
        size.passed(size.now, SHORT)
        sizes.append(size.now)
    assert sizes == [2 * FIRST, MAX_ITEMS, MAX_ITEMS]


@pytest.mark.parametrize(
    ("items", "seconds"),
    [(FIRST - 1, 0.0), (FIRST, SHORT * 1.01), (FIRST, LONG)],
    ids=["not full", "fair", "nearly long"],
)
def test_what_says_nothing_of_a_better_size_changes_none(items: int, seconds: float) -> None:
    size = BatchSize()
    size.passed(items, seconds)
    assert size.now == FIRST


def test_twice_the_items_in_twice_the_time_are_not_too_long() -> None:
    assert 2 * SHORT < LONG


@pytest.mark.parametrize("bad", [lambda size: size.passed(1, LONG * 1.01), lambda size: size.failed()])
def test_long_and_failed_batches_halve_down_to_the_least(bad: Callable[[BatchSize], None]) -> None:
    size = BatchSize()
    sizes = []
    for _ in range(5):
        bad(size)
        sizes.append(size.now)
    assert sizes == [2000, 1000, 500, LEAST, LEAST]


def test_a_size_that_was_refused_is_not_tried_again() -> None:
    size = BatchSize(now=8_000)
    size.refused_above(4_000)
    size.passed(4_000, 0.0)
    assert size.now == 4_000
    size.refused_above(100)  # fewer than the least there was
    size.failed()
    assert size.now == 100


def test_what_was_refused_may_be_grown_into_again_once_that_is_forgotten() -> None:
    size = BatchSize(now=8_000)
    size.refused_above(100)
    size.forget_refusals()
    assert (size.now, size.least, size.most) == (LEAST, LEAST, MAX_ITEMS)
    size.passed(LEAST, 0.0)
    assert size.now == 2 * LEAST


def test_a_fixed_size_stays() -> None:
    size = BatchSize.fixed(7)
    size.passed(7, 0.0)
    size.failed()
    assert size.now == 7


# ---- on a line


def test_batches_grow_while_the_line_is_quick(office: Store, centre: Running) -> None:
    office_with(office, 100)
    way = Line(seconds=0.1)
    line = centre.line(transport=Between(way.take))
    size = way.size(4, 2, 16)
    assert push_once(office, line, pusher="a", batch=size).stored == 100
    assert way.batches == [4, 4, 8, 8, 16, 16, 16, 16, 12]  # the next is leased already when one is found to be quick
    assert centre.kept() == pushed(office)
    line.close()


def test_batches_shrink_at_once_when_the_line_is_slow_and_each_is_told(office: Store, centre: Running) -> None:
    office_with(office, 40)
    way = Line(seconds=6.0)
    line = centre.line(transport=Between(way.take))
    heard: list[int] = []
    sent = push_once(
        office, line, pusher="a", batch=way.size(16, 2, 16), progress=lambda sent: heard.append(sent.answered)
    )
    assert way.batches[:5] == [16, 8, 4, 2, 2]  # the second lease was of sixteen, too
    assert set(way.batches[5:]) == {2}
    assert heard == [sum(way.batches[: n + 1]) for n in range(sent.batches)]
    assert (sent.stored, centre.kept()) == (40, pushed(office))
    line.close()


def test_a_failed_round_is_followed_by_smaller_batches_until_it_is_quick_again(office: Store, centre: Running) -> None:
    office_with(office, 60)
    way = Line()
    replies = [httpx.Response(503), httpx.Response(503)]
    way.answer = lambda _request: replies.pop() if replies else None
    line = centre.line(transport=Between(way.take))
    size = way.size(16, 2, 16)
    for left in (60, 60):
        assert push_once(office, line, pusher="a", batch=size, backoff=Backoff(no_pause)).failures == 1
        assert outboxstatus.status(office).waiting == left
    assert push_once(office, line, pusher="a", batch=size).stored == 60
    assert way.batches[:5] == [16, 8, 4, 4, 8]
    line.close()


def test_watching_keeps_the_size_from_round_to_round(office: Store, centre: Running, clock: Ticking) -> None:
    office_with(office, 600)
    way = Line()
    replies = [httpx.Response(503) for _ in range(4)]
    way.answer = lambda _request: replies.pop() if replies else None
    line = centre.line(transport=Between(way.take))
    seen: list[Sent] = []

    def stopped(seconds: float) -> bool:
        clock.forward(seconds)
        return len(seen) == 5

    watch(office, [line], pusher="a", stopped=stopped, report=seen.append, uniform=no_pause)
    assert [one.stored for one in seen] == [0, 0, 0, 0, 600]
    assert way.batches[:5] == [600, 600, 600, 500, 250]
    line.close()


def test_watching_outlives_refusals_that_have_passed(
    office: Store, centre: Running, clock: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each stray refusal kept batches smaller for good, in the end of one revision, until the program ended."""
    monkeypatch.setattr(pusher, "BatchSize", lambda: BatchSize(8, 1, 8, lambda: 0.0))
    account = office_with(office, 24)
    way = Line()
    stray = [httpx.Response(413) for _ in range(3)]
    way.answer = lambda _request: stray.pop() if stray else None
    line = centre.line(transport=Between(way.take))
    rounds: list[list[int]] = []

    def stopped(seconds: float) -> bool:
        clock.forward(seconds)
        rounds.append(way.batches[:])
        way.batches.clear()
        numbers = range(100 * len(rounds), 100 * len(rounds) + 24)
        key(office, birth_book().id, account, numbers)
        return len(rounds) == 2

    watch(office, [line], pusher="a", stopped=stopped, uniform=no_pause)
    assert max(rounds[0][3:]) == 1
    assert max(rounds[1]) == 8
    line.close()


@pytest.mark.parametrize(("room", "batches"), [(1_000, 1), (10, 2), (-1_000, 2), (-20_000, 16)])
def test_no_request_is_longer_than_the_centre_reads(
    office: Store, centre: Running, monkeypatch: pytest.MonkeyPatch, room: int, batches: int
) -> None:
    office_with(office, 16)
    lease = outbox.lease(office, OFFICE, "a", limit=16, seconds=60)
    outbox.release(office, "a", lease)
    longest = max(len(lease.text) + room, 1)
    monkeypatch.setattr(pusher, "MAX_BODY_BYTES", longest)
    lengths: list[int] = []
    line = centre.line(transport=Between(lambda request: lengths.append(len(written(request)))))
    assert push_once(office, line, pusher="a").stored == 16
    line.close()
    assert len(lengths) == batches
    assert batches == 16 or max(lengths) <= longest  # one that is too long by itself is for the centre to refuse
    assert centre.kept() == pushed(office)


# ---- a centre that takes fewer


class Older(Struct):
    """A batch of a version before."""

    items: Annotated[list[Item], Meta(min_length=1, max_length=8)]
    chain: ChainHead | None = None
    brief: bool = False


@pytest.mark.parametrize(
    ("first", "batches"),
    [
        # Grown into it: one request is for nothing, and what was leased as large is parted.
        (4, [4, 4, 8, 8, 16, 8, 8, 8, 8]),
        (40, [40, 20, 10, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5]),
    ],
)
def test_an_older_centre_is_given_what_it_takes_and_nothing_is_set_aside(
    office: Store, centre: Running, monkeypatch: pytest.MonkeyPatch, first: int, batches: list[int]
) -> None:
    monkeypatch.setattr(receive, "_batch", msgspec.json.Decoder(Older))
    office_with(office, 60)
    way = Line()
    line = centre.line(transport=Between(way.take))
    sent = push_once(office, line, pusher="a", batch=way.size(first, 2, 64))
    assert (sent.stored, sent.failures, sent.refused) == (60, 0, 0)
    assert way.batches[: len(batches)] == batches
    assert max(way.batches[len(batches) :], default=0) <= 8
    assert outboxstatus.status(office).attention == ()
    assert centre.kept() == pushed(office)
    line.close()


def test_an_item_that_is_to_blame_makes_no_batch_smaller(office: Store, centre: Running) -> None:
    office_with(office, 16)
    culprit = items(office)[11].entry_id
    way = Line()
    way.answer = lambda request: (
        httpx.Response(400) if culprit in {one.entry_id for one in told(request).items} else None
    )
    line = centre.line(transport=Between(way.take))
    size = way.size(16, 2, 64)
    sent = push_once(office, line, pusher="a", batch=size)
    assert (sent.stored, sent.refused) == (15, 1)
    assert (size.now, size.most) == (16, 64)
    line.close()
