"""What a clerk does costs what he does, not what the store holds: no statement of keying walks through a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from registers.position import Position
from registers.workflow import Act, Role
from storage import decisions, drafts, entries, log, outbox, persons, positions, search, shelf, standardising
from storage.engine import Store
from storage.permissions import OPERATOR
from storage.standardising import Around
from tests.storage.office import BIRTHS, MARRIAGES, birth, found, hire, key, save
from tests.storage.statements import statements, walks

Arranged = tuple[Store, str, str]
_SECOND = replace(BIRTHS, id="01693-KS-2016-02", book_no="02/2016")


@pytest.fixture
def office(sqlite_url: str) -> Iterator[Arranged]:
    """A store with a clerk, a supervisor and an entry."""
    store = Store.open(sqlite_url)
    found(store, BIRTHS, MARRIAGES, _SECOND)
    lan, huong = hire(store, "Lan"), hire(store, "Hương", Role.SUPERVISOR)
    key(store, lan)
    yield store, lan, huong
    store.close()


def _entry(store: Store) -> str:
    return positions.list_positions(store, BIRTHS.id)[0].entry_id or ""


def _draft(store: Store, lan: str) -> None:
    claim = positions.claim_next(store, BIRTHS.id, lan)
    drafts.put(store, claim, {"x": 1})
    drafts.get(store, claim)
    drafts.of_account(store, lan)
    positions.release(store, claim)


def _many(store: Store, lan: str) -> None:
    from registers.kinds import PositionState
    from storage.surroundings import Stated

    normal = PositionState.NORMAL
    stated = [Stated(Position(2016, number), "KS", normal, birth(), number) for number in (10, 11, 12)]
    entries.save_many(store, BIRTHS.id, stated, account_id=lan)


def _standardise(store: Store, huong: str) -> None:
    around = Around(shelf.get(store, BIRTHS.id), {})
    entries.correct(store, _entry(store), values=birth("NÔNG THỊ HÒA"), base_revision=1, account_id=huong)
    (one,) = standardising.part(store, around).found
    standardising.accept(store, around, [one], account_id=huong)
    standardising.part(store, around, Position(2016, 1))


_ACTS: dict[str, Callable[[Store, str, str], object]] = {
    "claim": lambda store, lan, _: positions.claim_next(store, BIRTHS.id, lan),
    "claim in a volume that overlaps": lambda store, lan, _: positions.claim_next(store, _SECOND.id, lan),
    "claim one": lambda store, lan, _: positions.claim(store, BIRTHS.id, Position(2016, 9), lan),
    "draft": lambda store, lan, _: _draft(store, lan),
    "save": lambda store, lan, _: save(store, positions.claim_next(store, BIRTHS.id, lan), birth("Lý Thị Mỷ")),
    "save many": lambda store, lan, _: _many(store, lan),
    "correct": lambda store, lan, _: entries.correct(
        store, _entry(store), values=birth("Nông Thị Hiên"), base_revision=1, account_id=lan
    ),
    "approve": lambda store, _, huong: entries.step(
        store, _entry(store), Act.APPROVE, base_revision=1, account_id=huong
    ),
    "load": lambda store, _, __: (entries.load(store, _entry(store)), entries.history(store, _entry(store))),
    "before": lambda store, _, __: entries.last_of_book(store, BIRTHS.id, Position(2016, 9)),
    "around": lambda store, lan, _: entries.surroundings(
        store, positions.claim(store, BIRTHS.id, Position(2016, 8), lan), birth()
    ),
    "log": lambda store, _, __: [
        log.lines(store, wanted, by=OPERATOR)
        for wanted in (log.Wanted(who="lan"), log.Wanted(about=BIRTHS.id), log.Wanted(about="1/2016"))
    ],
    "search": lambda store, _, __: search.entries_by_name(store, "nong hien 2016"),
    "person": lambda store, _, __: persons.person_of(store, _entry(store), "child"),
    "returned": lambda store, lan, _: decisions.returned_to(store, lan, book_id=BIRTHS.id, limit=1),
    "standardise": lambda store, _, huong: _standardise(store, huong),
    "lease": lambda store, _, __: outbox.lease(store, BIRTHS.office, "pusher", limit=10, seconds=60),
}


@pytest.mark.parametrize("act", _ACTS)
def test_no_statement_walks_through_a_table(office: Arranged, act: str) -> None:
    store, lan, huong = office
    with statements(store) as seen:
        _ACTS[act](store, lan, huong)
    assert seen
    assert walks(store, seen) == []


def test_whom_a_mention_is_is_asked_of_its_entry_alone(office: Arranged) -> None:
    """Not of the whole index of mentions either: a clerk asks at every card, and after a save that joins persons."""
    store, *_ = office
    with statements(store) as seen:
        persons.person_of(store, _entry(store), "child")
    with store.read() as session:
        plans = [
            step
            for statement, parameters in seen
            if statement.startswith("SELECT") and "FROM mention" in statement
            for *_, step in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert any(step.startswith("SEARCH mention") for step in plans)
    assert not any(step.startswith("SCAN mention") for step in plans)


def test_looking_for_a_person_goes_through_no_mention_to_see_whether_any_is_due(office: Arranged) -> None:
    store, *_ = office
    with statements(store) as seen:
        persons.find(store, "sam mui may")  # nobody's name: what is left is the look for what is due
    with store.read() as session:
        plans = [
            step
            for statement, parameters in seen
            if statement.startswith("SELECT")
            for *_, step in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert any("ungathered" in step for step in plans)
    assert not [step for step in plans if step.startswith(("SCAN mention", "SCAN person", "SCAN entry"))]


def test_a_walk_would_be_seen(office: Arranged) -> None:
    store, *_ = office
    assert walks(store, [("SELECT * FROM entry WHERE title = 'x'", ())])
