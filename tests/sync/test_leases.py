"""Several pushers of one store share the work: each item is one's at a time, and what a dead one held comes free."""

from __future__ import annotations

import subprocess
import threading
from collections import Counter
from pathlib import Path

import httpx
import pytest

from bench.offices import OFFICE, office_with
from storage import outbox, receipts
from storage.engine import Store
from sync.pusher import LEASE_SECONDS, Sent, push_once
from tests.storage.conftest import Ticking
from tests.storage.statements import statements
from tests.sync.conftest import Running
from tests.sync.test_pusher import Between, items, pushed


def test_an_item_is_leased_by_one_pusher_at_a_time(office: Store, clock: Ticking) -> None:
    office_with(office, 5)
    mine = outbox.lease(office, OFFICE, "a", limit=3, seconds=60)
    theirs = outbox.lease(office, OFFICE, "b", limit=3, seconds=60)
    assert (len(mine), len(theirs)) == (3, 2)
    assert not {due.entry_id for due in mine} & {due.entry_id for due in theirs}
    assert not outbox.lease(office, OFFICE, "c", limit=3, seconds=60)
    clock.forward(61)
    assert len(outbox.lease(office, OFFICE, "c", limit=9, seconds=60)) == 5


def test_a_pusher_that_died_leaves_its_items_to_the_others_after_its_lease(
    office: Store, centre: Running, clock: Ticking
) -> None:
    office_with(office, 6)

    def die(request: httpx.Request) -> httpx.Response | None:
        with httpx.HTTPTransport() as real:
            real.handle_request(request).read()  # the centre has it
        raise KeyboardInterrupt  # and the pusher is gone, before it could note anything

    dying = centre.line(transport=Between(die))
    with pytest.raises(KeyboardInterrupt):
        push_once(office, dying, pusher="a", batch=4)
    dying.close()
    line = centre.line()
    assert push_once(office, line, pusher="b").stored == 2
    clock.forward(LEASE_SECONDS)
    assert push_once(office, line, pusher="b").already == 4  # the centre has had them all along
    assert centre.kept() == pushed(office)
    line.close()


def test_an_answer_that_comes_after_the_lease_ran_out_is_kept_once(
    office: Store, centre: Running, clock: Ticking
) -> None:
    office_with(office, 3)
    mine = outbox.lease(office, OFFICE, "slow", limit=3, seconds=60)
    clock.forward(61)
    line = centre.line()
    assert push_once(office, line, pusher="quick").stored == 3
    late = [receipts.Answered(due, "already") for due in mine]
    assert receipts.settle(office, "slow", late, centre="c") == 0
    outbox.postpone(office, "slow", mine, seconds=10, why="late")
    assert Counter(item.state for item in items(office)) == {"sent": 3}
    line.close()


def test_several_threads_share_the_work(office: Store, centre: Running) -> None:
    office_with(office, 120)
    seen: list[Sent] = []

    def run(name: str) -> None:
        line = centre.line()
        seen.append(push_once(office, line, pusher=name, batch=7))
        line.close()

    threads = [threading.Thread(target=run, args=(f"pusher {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(one.stored for one in seen), sum(one.already for one in seen)) == (120, 0)
    assert centre.kept() == pushed(office)


_PROCESS = """
import sys
from storage.engine import Store
from sync.pusher import push_once
from sync.transport import Line
url, address, office, token, name = sys.argv[1:]
sent = push_once(Store.open(url), Line(address, office, token), pusher=name, batch=7)
print(sent.stored, sent.already)
"""


def test_several_processes_share_the_work(office_url: str, centre: Running, warm_programs: Path) -> None:
    office = Store.open(office_url)  # by the machine's clock, as the processes
    office_with(office, 60)
    arguments = [office_url, centre.address, OFFICE, centre.tokens[OFFICE]]
    running = [
        subprocess.Popen(
            [warm_programs / "python", "-c", _PROCESS, *arguments, f"process {n}"], stdout=subprocess.PIPE, text=True
        )
        for n in range(3)
    ]
    answers = [process.communicate()[0].split() for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert sum(int(stored) for stored, _ in answers) == 60
    assert all(already == "0" for _, already in answers)
    assert centre.kept() == pushed(office)
    office.close()


def test_leases_of_one_moment_are_told_apart(office: Store) -> None:
    office_with(office, 5)
    frozen = office.clock()
    office.clock = lambda: frozen
    leased = [outbox.lease(office, OFFICE, "a", limit=2, seconds=60) for _ in range(3)]
    assert [len(one) for one in leased] == [2, 2, 1]
    assert len({due.entry_id for one in leased for due in one}) == 5


def test_a_batch_that_was_leased_as_one_is_settled_as_one(office: Store, centre: Running) -> None:
    office_with(office, 5)
    line = centre.line()
    with statements(office) as seen:
        assert push_once(office, line, pusher="a").stored == 5
    assert not any("of_entry" in statement for statement, _ in seen)
    line.close()
