"""A store of a version that kept a receipt an item says after its migration what it said before."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine, text
from sqlmodel import col, select

from storage import outboxstatus
from storage.engine import Store
from storage.outboxtables import OutboxItem, Receipt, Refusal
from tests.storage.schemas import migrate

_OFFICE = "01693"
_FIRST = ("2026-11-20T01:00:00.000000Z", "centre-a", 7, "a" * 64, "s1")
_LATER = ("2026-11-21T01:00:00.000000Z", "centre-a", 9, "b" * 64, "s2")
_RECEIPTS = (  # entry, try, answer, of which batch
    ("e1", 1, "stored", _FIRST),
    ("e2", 1, "refused", _FIRST),
    ("e3", 1, "already", _FIRST),
    ("e2", 2, "stored", _LATER),
    ("e4", 1, "conflict", _LATER),
)
_STATES = {"e1": "sent", "e2": "sent", "e3": "sent", "e4": "attention", "e5": "waiting"}


def _old_store(engine: Engine) -> None:
    migrate(engine, "0008")
    with engine.begin() as connection:

        def put(table: str, **row: object) -> None:
            marks = ", ".join(f":{name}" for name in row)
            columns = ", ".join(f'"{name}"' for name in row)
            connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({marks})"), row)

        put("office", code=_OFFICE, name="x", level="commune")
        put(
            "book", id="B", office=_OFFICE, kind="KS", layout="C1", book_no="1", year_from=2007, year_to=2007, opened="",
            closed="", shelf="", notes="", state="open", pinned=0, keyed=5, approved=0, profile="{}",
        )  # fmt: skip
        for number, (entry, state) in enumerate(_STATES.items(), 1):
            place = {"kind": "KS", "year": 2007, "number": number, "suffix": "", "position_state": "normal"}
            put(
                "entry", office=_OFFICE, id=entry, book_id="B", series="KS", state="keyed", revision=1, keyer="lan",
                keyed_at=_FIRST[0], registration="", title="", flags="[]", severity="", **place,
            )  # fmt: skip
            put(
                "revision", office=_OFFICE, entry_id=entry, revision=1, book_id="B", layout="C1", state="keyed", act="key",
                account_id="lan", keyer="lan", at=_FIRST[0], reason="", values="{}", overrides="{}", flags="[]",
                sha256="c" * 64, **place,
            )  # fmt: skip
            put(
                "outbox_item", office=_OFFICE, entry_id=entry, revision=1, state=state, due_at=_FIRST[0],
                tries=sum(one == entry for one, *_ in _RECEIPTS), leased_by="", leased_until="", last_error="",
            )  # fmt: skip
        for entry, tried, answer, (at, centre, seq, head, signature) in _RECEIPTS:
            put(
                "receipt", office=_OFFICE, entry_id=entry, revision=1, tried=tried, answer=answer, at=at, centre=centre,
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
