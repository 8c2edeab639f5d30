"""A store of a version that kept a receipt an item says after its migration what it said before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlmodel import col, select

from storage import outboxstatus, schema
from storage.engine import Store
from storage.outboxtables import OutboxItem, Receipt, Refusal
from tests.storage.schemas import migrate

_Batch = tuple[str, str, int, str, str]  # at, centre, line of the log, its hash, signature
_Told = tuple[str, int, str, _Batch]  # entry, try, answer, of which batch
_OFFICE = "01693"
_FIRST = ("2026-11-20T01:00:00.000000Z", "centre-a", 7, "a" * 64, "s1")
_LATER = ("2026-11-21T01:00:00.000000Z", "centre-a", 9, "b" * 64, "s2")
_RECEIPTS: tuple[_Told, ...] = (
    ("e1", 1, "stored", _FIRST),
    ("e2", 1, "refused", _FIRST),
    ("e3", 1, "already", _FIRST),
    ("e2", 2, "stored", _LATER),
    ("e4", 1, "conflict", _LATER),
)
_STATES = {"e1": "sent", "e2": "sent", "e3": "sent", "e4": "attention", "e5": "waiting"}


def _old_store(engine: Engine, states: Mapping[str, str] = _STATES, receipts: Sequence[_Told] = _RECEIPTS) -> None:
    """A store of schema 0008 with an entry, its revision and its item for each of `states`."""
    migrate(engine, "0008")
    with engine.begin() as connection:
        _fill(connection, _OFFICE, "B", states, receipts)


def _fill(connection: Connection, office: str, book: str, states: Mapping[str, str], receipts: Sequence[_Told]) -> None:
    def put(table: str, **row: object) -> None:
        marks = ", ".join(f":{name}" for name in row)
        columns = ", ".join(f'"{name}"' for name in row)
        connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({marks})"), row)

    put("office", code=office, name="x", level="commune")
    put(
        "book", id=book, office=office, kind="KS", layout="C1", book_no="1", year_from=2007, year_to=2007, opened="",
        closed="", shelf="", notes="", state="open", pinned=0, keyed=len(states), approved=0, profile="{}",
    )  # fmt: skip
    tries = Counter(entry for entry, *_ in receipts)
    for number, (entry, state) in enumerate(states.items(), 1):
        place = {"kind": "KS", "year": 2007, "number": number, "suffix": "", "position_state": "normal"}
        put(
            "entry", office=office, id=entry, book_id=book, series="KS", state="keyed", revision=1, keyer="lan",
            keyed_at=_FIRST[0], registration="", title="", flags="[]", severity="", **place,
        )  # fmt: skip
        put(
            "revision", office=office, entry_id=entry, revision=1, book_id=book, layout="C1", state="keyed", act="key",
            account_id="lan", keyer="lan", at=_FIRST[0], reason="", values="{}", overrides="{}", flags="[]",
            sha256="c" * 64, **place,
        )  # fmt: skip
        put(
            "outbox_item", office=office, entry_id=entry, revision=1, state=state, due_at=_FIRST[0], tries=tries[entry],
            leased_by="", leased_until="", last_error="",
        )  # fmt: skip
    for entry, tried, answer, (at, centre, seq, head, signature) in receipts:
        put(
            "receipt", office=office, entry_id=entry, revision=1, tried=tried, answer=answer, at=at, centre=centre,
            sha256="c" * 64, chain_seq=seq, chain_head=head, signature=signature,
            problem="" if answer in ("stored", "already") else f'{{"answer": "{answer}"}}',
        )  # fmt: skip


def test_receipts_of_items_become_receipts_of_batches(empty_url: str, engine_at: Callable[[str], Engine]) -> None:
    _old_store(engine_at(empty_url))
    store = Store.open(empty_url)
    with store.read() as session:
        receipts = session.exec(select(Receipt).order_by(col(Receipt.number))).all()
        items = {item.entry_id: (item.answer, item.receipt) for item in session.exec(select(OutboxItem))}
        refusals = session.exec(select(Refusal).order_by(col(Refusal.entry_id))).all()
    assert [(one.number, one.at, one.centre, one.chain_seq, one.chain_head, one.signature) for one in receipts] == [
        (1, *_FIRST),
        (2, *_LATER),
    ]
    assert items == {
        "e1": ("stored", 1), "e2": ("stored", 2), "e3": ("already", 1), "e4": ("conflict", 2), "e5": ("", 0),
    }  # fmt: skip
    assert [(one.entry_id, one.tried, one.answer, one.receipt, one.problem) for one in refusals] == [
        ("e2", 1, "refused", 1, '{"answer": "refused"}'),
        ("e4", 1, "conflict", 2, '{"answer": "conflict"}'),
    ]
    now = outboxstatus.status(store)
    assert (now.waiting, now.sent, now.stored, now.already, now.refused, now.conflict) == (1, 3, 2, 1, 1, 1)
    store.close()


def test_receipts_of_each_office_are_numbered_by_themselves(empty_url: str, engine_at: Callable[[str], Engine]) -> None:
    engine = engine_at(empty_url)
    _old_store(engine)
    with engine.begin() as connection:
        _fill(
            connection,
            "01700",
            "C",
            {"f1": "sent", "f2": "attention"},
            [("f1", 1, "stored", _LATER), ("f2", 1, "refused", _LATER)],
        )
    store = Store.open(empty_url)
    with store.read() as session:
        numbers = session.exec(
            select(Receipt.office, Receipt.number, Receipt.at).order_by(Receipt.office, col(Receipt.number))
        ).all()
        theirs = session.exec(
            select(OutboxItem.entry_id, OutboxItem.answer, OutboxItem.receipt).where(OutboxItem.office == "01700")
        ).all()
    assert [tuple(row) for row in numbers] == [
        (_OFFICE, 1, _FIRST[0]),
        (_OFFICE, 2, _LATER[0]),
        ("01700", 1, _LATER[0]),
    ]
    assert {tuple(row) for row in theirs} == {("f1", "stored", 1), ("f2", "refused", 1)}
    now = outboxstatus.status(store)
    assert (now.sent, now.stored, now.refused) == (4, 3, 2)
    store.close()


def test_what_a_migration_costs_grows_with_the_receipts_alone(
    tmp_path: Path, engine_at: Callable[[str], Engine]
) -> None:
    """Counted in steps of SQLite's machine, each receipt a batch of its own, as a pusher in the screen makes them."""
    steps = []
    for many in (0, 200, 600):
        engine = engine_at(f"sqlite:///{tmp_path / f'{many}.db'}")
        states = {f"e{number:03}": "sent" for number in range(many)}
        _old_store(engine, states, [(entry, 1, "stored", (entry, *_FIRST[1:])) for entry in states])
        counted = [0]

        def step(counted: list[int] = counted) -> int:
            counted[0] += 1
            return 0

        with engine.connect() as connection, connection.begin():
            raw: Any = connection.connection.driver_connection
            raw.set_progress_handler(step, 10)
            schema.migrate(connection, "here", "0009")
            raw.set_progress_handler(None, 10)
        steps.append(counted[0])
    none, some, thrice = steps
    assert thrice - none < 4 * (some - none)
