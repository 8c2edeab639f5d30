"""How the outbox stands is told from what is kept beside it, and is what counting everything comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from sqlalchemy import event
from sqlmodel import select

from bench.offices import OFFICE, office_with
from registers.workflow import Act, Role
from storage import decisions, outbox, outboxstatus, receipts
from storage.engine import Store
from storage.leases import Due, Lease
from storage.outboxtables import OutboxItem, Receipt, Refusal
from storage.permissions import OPERATOR
from storage.receipts import AllAccepted, Answered, Countersignature, MoreLeased
from storage.tables import Setting
from tests.storage.conftest import Ticking
from tests.storage.office import BIRTHS, found, hire, key
from tests.storage.statements import statements, walks

_COUNTS = "outbox_counts"


def counted(store: Store) -> tuple[Counter[str], Counter[str]]:
    """Every item by its state, and every answer there was by what it said."""
    with store.read() as session:
        items = session.exec(select(OutboxItem.state, OutboxItem.answer)).all()
        answers = [answer for state, answer in items if state == "sent"]
        return Counter(state for state, _ in items), Counter([*answers, *session.exec(select(Refusal.answer))])


def told(store: Store) -> tuple[Counter[str], Counter[str]]:
    """The same as `status` tells it."""
    now = outboxstatus.status(store)
    states = {"waiting": now.waiting, "sent": now.sent, "attention": now.aside}
    answers = {name: getattr(now, name) for name in ("stored", "already", "refused", "conflict")}
    return Counter(states) + Counter(), Counter(answers) + Counter()


def settle(store: Store, due: Sequence[Due], *answers: str) -> int:
    return receipts.settle(store, "a", [Answered(*one) for one in zip(due, answers, strict=True)], centre="c")


@pytest.fixture
def answered(store: Store) -> Store:
    """Seven items: of the first five each came back otherwise, one of them twice, and one was sent again and stored."""
    office_with(store, 7)
    assert told(store) == counted(store) == (Counter(waiting=7), Counter())
    due = outbox.lease(store, OFFICE, "a", limit=5, seconds=60)
    assert settle(store, due, "stored", "already", "refused", "conflict", "refused") == 5
    assert settle(store, due[:1], "already") == 0  # somebody else was quicker: not counted twice
    assert outbox.send_again(store, account_id=OPERATOR, entry_id=due[2].entry_id) == 1
    again = [one for one in outbox.lease(store, OFFICE, "a", limit=9, seconds=0) if one.entry_id == due[2].entry_id]
    assert settle(store, again, "stored") == 1
    return store


def test_what_is_kept_is_what_counting_comes_to(answered: Store) -> None:
    states, answers = counted(answered)
    assert states == Counter(waiting=2, sent=3, attention=2)
    assert answers == Counter(stored=2, already=1, refused=2, conflict=1)
    assert told(answered) == (states, answers)


def test_a_store_that_kept_no_counts_counts_once(answered: Store) -> None:
    with answered.write() as session:
        kept = session.get(Setting, _COUNTS)
        assert kept is not None
        session.delete(kept)
    assert told(answered) == counted(answered)
    due = outbox.lease(answered, OFFICE, "b", limit=9, seconds=0)
    receipts.settle(answered, "b", [Answered(due[0], "stored")], centre="c")
    assert told(answered) == counted(answered)


def test_how_it_stands_is_told_without_walking_through_a_table(answered: Store) -> None:
    if answered.path is None:
        pytest.skip("the plan is read as SQLite writes it")
    with statements(answered) as seen:
        outboxstatus.status(answered)
    assert walks(answered, seen) == []
    assert not any(table in statement for statement, _ in seen for table in ("FROM receipt", "FROM refusal"))


def test_how_it_stands_is_told_so_too_before_anything_was_ever_answered(store: Store) -> None:
    """An office may key for weeks before it has a centre."""
    if store.path is None:
        pytest.skip("the plan is read as SQLite writes it")
    office_with(store, 3)
    with statements(store) as seen:
        now = outboxstatus.status(store)
    assert (now.waiting, now.sent, now.refused) == (3, 0, 0)
    assert walks(store, seen) == []


@pytest.mark.parametrize(("rule", "aside"), [("V4", []), ("request", [1])])
def test_a_refusal_needs_nobody_once_a_later_revision_is_there_unless_only_the_request_was_turned_away(
    store: Store, rule: str, aside: list[int]
) -> None:
    found(store)
    entry = key(store, hire(store, "Lan")).entry_id
    minh = hire(store, "Minh", Role.SUPERVISOR)
    decisions.decide(store, Act.RETURN, [(entry, 1)], account_id=minh, reason="mờ")
    due = sorted(outbox.lease(store, BIRTHS.office, "a", limit=2, seconds=60), key=lambda one: one.revision)
    problem = {"detail": 'nói "rule": "request"', "rule": rule}
    receipts.settle(store, "a", [Answered(due[0], "refused", problem), Answered(due[1], "stored")], centre="c")
    assert [one.revision for one in outboxstatus.status(store).attention] == aside


def test_what_waits_for_its_next_try_is_due_now_when_somebody_asks(store: Store) -> None:
    office_with(store, 3)
    held = outbox.lease(store, OFFICE, "a", limit=2, seconds=60)
    outbox.postpone(store, "a", held[:1], seconds=3600, why="503")
    outbox.hurry(store)
    due = outbox.lease(store, OFFICE, "b", limit=9, seconds=60)
    assert {one.entry_id for one in due}.isdisjoint({held[1].entry_id})  # another's lease stands
    assert held[0].entry_id in {one.entry_id for one in due}


def standing(store: Store) -> dict[str, tuple[str, int, str]]:
    """State, tries and holder of each item, by its entry."""
    with store.read() as session:
        return {one.entry_id: (one.state, one.tries, one.leased_by) for one in session.exec(select(OutboxItem))}


def test_a_lease_that_came_to_one_answer_is_kept_as_a_whole_and_nothing_beside_it(store: Store) -> None:
    office_with(store, 6)
    first, second = (outbox.lease(store, OFFICE, "a", limit=2, seconds=60) for _ in range(2))
    outbox.lease(store, OFFICE, "b", limit=1, seconds=60)
    before = standing(store)
    with statements(store) as seen:
        assert receipts.settle(store, "a", AllAccepted(first, "stored"), centre="c") == 2
    assert sum("UPDATE outbox_item" in statement for statement, _ in seen) == 1
    assert standing(store) == before | {due.entry_id: ("sent", 1, "") for due in first}
    assert receipts.settle(store, "a", AllAccepted(second[:1], "already"), centre="c") == 1  # a part is no lease
    assert standing(store)[second[1].entry_id] == ("waiting", 0, "a")
    assert told(store) == counted(store) == (Counter(waiting=3, sent=3), Counter(stored=2, already=1))


def test_what_is_leased_no_longer_is_kept_as_accepted_all_the_same(store: Store, clock: Ticking) -> None:
    office_with(store, 4)
    late = outbox.lease(store, OFFICE, "a", limit=4, seconds=60)
    clock.forward(61)
    now = outbox.lease(store, OFFICE, "b", limit=3, seconds=60)
    receipts.settle(store, "b", [Answered(now[0], "stored")], centre="c")
    assert receipts.settle(store, "a", AllAccepted(late, "already"), centre="c") == 3
    assert {state for state, _, _ in standing(store).values()} == {"sent"}
    assert receipts.settle(store, "b", AllAccepted(now, "already"), centre="c") == 0
    assert told(store) == counted(store) == (Counter(sent=4), Counter(stored=1, already=3))


@pytest.mark.parametrize("whole", [True, False])
def test_of_a_lease_that_is_let_go_of_only_what_is_still_held_goes(store: Store, whole: bool) -> None:
    office_with(store, 8)
    lease, other = (outbox.lease(store, OFFICE, "a", limit=3, seconds=60) for _ in range(2))
    receipts.settle(store, "a", AllAccepted(lease[:1], "stored"), centre="c")
    outbox.postpone(store, "a", lease if whole else list(lease), seconds=10, why="503")
    outbox.postpone(store, "b", lease, seconds=10, why="not b's")
    outbox.release(store, "a", other if whole else list(other))
    assert Counter(standing(store).values()) == {("sent", 1, ""): 1, ("waiting", 1, ""): 2, ("waiting", 0, ""): 5}


def test_a_lease_is_found_by_the_index_of_what_waits(store: Store) -> None:
    """Not by the office: that would lead through all it ever sent."""
    if store.path is None:
        pytest.skip("the plan is read as SQLite writes it")
    office_with(store, 6)
    settled, late, free = (outbox.lease(store, OFFICE, "a", limit=2, seconds=60) for _ in range(3))
    with statements(store) as seen:
        receipts.settle(store, "a", AllAccepted(settled, "stored"), centre="c")
        outbox.postpone(store, "a", late, seconds=10, why="503")
        outbox.release(store, "a", free)
    with store.read() as session:
        plans = [
            step
            for statement, parameters in seen
            if "UPDATE outbox_item" in statement
            for *_, step in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert len(plans) == 3
    assert [plan for plan in plans if "ix_outbox_item_waiting (leased_until=" not in plan] == []


def test_leasing_looks_at_free_items_only(store: Store) -> None:
    """Items on their way may be many, and lie in front: they are passed over by the index, not read one by one."""
    if store.path is None:
        pytest.skip("the plan is read as SQLite writes it")
    office_with(store, 3)
    with statements(store) as seen:
        outbox.lease(store, OFFICE, "a", limit=2, seconds=60)
    with store.read() as session:
        plans = [
            step
            for statement, parameters in seen
            if "outbox_item" in statement
            for *_, step in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            if "outbox_item" in step
        ]
    assert (
        len(plans) == 5
    )  # those that ran out, the oldest free ones, whether a lease ends so, taking them, and reading them
    assert [plan for plan in plans if "ix_outbox_item_waiting (leased_until" not in plan] == []


def test_leasing_costs_what_is_leased_and_not_what_waits(sqlite_url: str) -> None:
    """Counted in steps of SQLite's machine: it stops where the batch does."""
    steps = []
    for entries in (500, 1500):  # five hundred are due at one moment
        store = Store.open(f"{sqlite_url}-{entries}", clock=Ticking())
        office_with(store, entries)
        outbox.lease(store, OFFICE, "first", limit=10, seconds=60)
        counted = [0]

        def step(counted: list[int] = counted) -> int:
            counted[0] += 1
            return 0

        event.listen(
            store._engine, "begin", lambda c, step=step: c.connection.driver_connection.set_progress_handler(step, 1)
        )
        assert len(outbox.lease(store, OFFICE, "second", limit=10, seconds=60)) == 10
        store.close()
        steps.append(counted[0])
    few, many = steps
    assert many < 1.1 * few


def test_an_answer_about_fewer_items_than_are_leased_together_keeps_nothing(store: Store) -> None:
    office_with(store, 3)
    lease = outbox.lease(store, OFFICE, "a", limit=3, seconds=60)
    of_two = Lease(OFFICE, lease.until, 2, lease.text)
    signed = Countersignature(1, "h", "s")
    with pytest.raises(MoreLeased) as more:
        receipts.settle(store, "a", AllAccepted(of_two, "stored"), centre="c", signed=signed)
    assert (more.value.values["leased"], more.value.values["sent"]) == (3, 2)
    assert told_and_counted(store) == (Counter(waiting=3), Counter())
    with store.read() as session:
        assert session.exec(select(Receipt)).all() == []
        assert {item.leased_by for item in session.exec(select(OutboxItem))} == {"a"}
    assert receipts.settle(store, "a", AllAccepted(lease, "stored"), centre="c", signed=signed) == 3
    assert told_and_counted(store) == (Counter(sent=3), Counter(stored=3))


def told_and_counted(store: Store) -> tuple[Counter[str], Counter[str]]:
    """How the outbox stands, told and counted alike."""
    now = told(store)
    assert now == counted(store)
    return now
