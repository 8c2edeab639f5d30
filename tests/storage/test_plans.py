"""What a clerk does costs what he does, not what the store holds: no statement of keying walks through a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from registers.position import Position
from registers.workflow import Act, Role
from storage import drafts, entries, outbox, positions, search
from storage.engine import Store
from tests.storage.office import BIRTHS, MARRIAGES, birth, found, hire, key, save

_GROWING = ["entry", "revision", "mention", "kinship", "name", "signer", "action", "outbox_item", "receipt", "draft"]
_WALKS = re.compile(rf"\bSCAN ({'|'.join(_GROWING)})\b(?! USING (COVERING )?INDEX)")


@contextmanager
def _statements(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """Everything that is executed meanwhile, with its parameters."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        seen.append((statement, parameters[0] if many else parameters))

    event.listen(store._engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store._engine, "before_cursor_execute", note)


def _walks(store: Store, seen: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Statements whose plan walks through a table that grows, with that step of the plan."""
    found = []
    with store.read() as session:
        for statement, parameters in seen:
            if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
                plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                found += [(step, statement) for *_, step in plan if _WALKS.search(step)]
    return found


Arranged = tuple[Store, str, str]


@pytest.fixture
def office(sqlite_url: str) -> Iterator[Arranged]:
    """A store with a clerk, a supervisor and an entry."""
    store = Store.open(sqlite_url)
    found(store, BIRTHS, MARRIAGES)
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


_ACTS: dict[str, Callable[[Store, str, str], object]] = {
    "claim": lambda store, lan, _: positions.claim_next(store, BIRTHS.id, lan),
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
    "search": lambda store, _, __: search.entries_by_name(store, "nong hien 2016"),
    "lease": lambda store, _, __: outbox.lease(store, BIRTHS.office, "pusher", limit=10, seconds=60),
}


@pytest.mark.parametrize("act", _ACTS)
def test_no_statement_walks_through_a_table(office: Arranged, act: str) -> None:
    store, lan, huong = office
    with _statements(store) as seen:
        _ACTS[act](store, lan, huong)
    assert seen
    assert _walks(store, seen) == []


def test_a_walk_would_be_seen(office: Arranged) -> None:
    store, *_ = office
    assert _walks(store, [("SELECT * FROM entry WHERE title = 'x'", ())])
