"""Every page of the review queue is a range of an index, in its order: nothing is sorted, nothing walked through, on both engines."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from sqlalchemy import text

from bench import waiting
from registers.workflow import EntryState
from storage import review
from storage.engine import Store
from storage.review import Order, Wanted
from tests.storage.statements import statements

_WALK = re.compile(r"Seq Scan on (entry|mention|name)|SCAN (entry|mention|name)\b(?! USING)")
_NAMED = re.compile(r"ix_entry_waiting_\w+")
_OTHER_WAYS = ("seqscan", "bitmapscan", "sort", "incremental_sort")  # of a small table they are quicker


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with entries of two books that wait."""
    waiting.fill(store, 600)
    return store


BOOK = "01693-KS-2006-0000"
WANTED: dict[str, tuple[Wanted, Callable[[Order], set[str]]]] = {
    "all": (Wanted(), lambda order: {order.value}),
    "book": (Wanted(book=BOOK), lambda order: {"place" if order is Order.PLACE else f"book_{order.value}"}),
    "clerk": (Wanted(clerk="lan 3"), lambda order: {f"clerk_{order.value}"}),
    "kind": (Wanted(kind="KS"), lambda order: {f"kind_{order.value}"}),
    "severity": (Wanted(severity="W"), lambda order: {f"flagged_{order.value}"}),
    "no flag": (Wanted(severity="none"), lambda order: {order.value}),
    "flag": (Wanted(rule="V7"), lambda order: {f"flagged_{order.value}"}),
    "settled": (Wanted(states=(EntryState.SETTLED,)), lambda order: {order.value}),
    "age": (Wanted(older_than=30), lambda order: {order.value}),
    "risk": (Wanted(risk=250), lambda order: {order.value}),
}


def _plan(store: Store, statement: str, parameters: Any) -> str:
    with store.read() as session:
        connection = session.connection()
        if connection.dialect.name == "sqlite":
            return "\n".join(
                step[-1] for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            )
        for other_way in _OTHER_WAYS:
            connection.exec_driver_sql(f"SET LOCAL enable_{other_way} = off")
        return "\n".join(step[0] for step in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))


def test_a_page_is_a_range_of_the_index_of_its_filter_and_order(filled: Store) -> None:
    for (wanted, index), order in product(WANTED.values(), Order):
        place = review.queue(filled, Wanted(), order=order)[50].place
        places: list[dict[str, Any]] = [{}, {"after": place}, {"before": place}, {"before": ()}]
        for where in places:
            with statements(filled) as asked:
                review.queue(filled, wanted, order=order, limit=20, **where)
            statement, parameters = next(one for one in asked if "ORDER BY entry" in one[0])
            plan = _plan(filled, statement, parameters)
            assert set(_NAMED.findall(plan)) == {f"ix_entry_waiting_{one}" for one in index(order)}, plan
            assert "TEMP B-TREE" not in plan, plan
            assert "Sort" not in plan, plan


def test_a_number_and_a_rare_name_are_looked_up_and_not_walked_to(filled: Store) -> None:
    for wanted in (Wanted(text=("12",)), Wanted(text=("12/2006",)), Wanted(text=("be", "trang"))):
        with statements(filled) as asked:
            review.queue(filled, wanted)
            review.count(filled, wanted)
        for statement, parameters in asked:
            if statement.startswith("SELECT"):
                assert not _WALK.search(_plan(filled, statement, parameters))


def test_a_page_reads_no_more_rows_than_it_shows_however_many_wait(postgresql_url: str) -> None:
    """PostgreSQL counts them itself; SQLite does not say."""
    filled = Store.open(postgresql_url)
    waiting.fill(filled, 600)
    with statements(filled) as asked:
        review.queue(filled, Wanted(clerk="lan 3"), order=Order.AGE, limit=10)
    statement, parameters = next(one for one in asked if "ORDER BY entry" in one[0])
    with filled.read() as session:
        connection = session.connection()
        for other_way in _OTHER_WAYS:
            connection.exec_driver_sql(f"SET LOCAL enable_{other_way} = off")
        told = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN (ANALYZE, TIMING OFF) {statement}", parameters)]
    filled.close()
    rows = [int(found) for found in re.findall(r"actual rows=(\d+)", "\n".join(told))]
    assert max(rows) == 10
    assert not any("Rows Removed" in line for line in told)


def test_filters_on_a_filled_queue_find_what_a_look_at_every_row_finds(filled: Store) -> None:
    every = review.queue(filled, limit=1_000)
    assert len(every) == 600
    clerk = next(row.keyer for row in every)
    with filled.read() as session:
        name = session.execute(text("SELECT name FROM account WHERE id = :id"), {"id": clerk}).scalar_one()
    told: dict[str, tuple[Wanted, Callable[[review.Waiting], bool]]] = {
        "clerk": (Wanted(clerk=name), lambda row: row.keyer == clerk),
        "flag": (Wanted(rule="V7"), lambda row: any(flag.rule == "V7" for flag in row.flags)),
        "severity": (Wanted(severity="W", kind="KS"), lambda row: row.severity == "W" and row.kind == "KS"),
        "name": (Wanted(text=("nông",)), lambda row: row.title.startswith("Nông")),
        "two words": (Wanted(text=("dam", "sen")), lambda row: row.title.startswith("Đàm") and "Sen" in row.title),
        "number": (Wanted(text=("12/2006",)), lambda row: (row.position.number, row.position.year) == (12, 2006)),
        "book": (Wanted(text=(BOOK,)), lambda row: row.book_id == BOOK),
    }
    for filter_name, (wanted, holds) in told.items():
        expected = {row.entry_id for row in every if holds(row)}
        assert {row.entry_id for row in review.queue(filled, wanted, limit=1_000)} == expected, filter_name
        assert review.count(filled, wanted).total == len(expected), filter_name
        assert expected, filter_name
