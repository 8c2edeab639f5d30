"""The outbox: which revisions wait for the centre, who is sending them now, and what the centre answered.

An item is leased before it is sent, so that several pushers share the work and never send one item twice at once; a pusher
that dies lets its lease run out. Nothing is ever dropped: an item is sent, waits for its next try, or needs attention.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, func, update
from sqlmodel import Session, col, select

from registers.canonical import canonical_json
from registers.revision import body
from storage import actions
from storage.engine import Store, stamp
from storage.tables import Entry, OutboxItem, Receipt, Revision

WAITING, SENT, ATTENTION = "waiting", "sent", "attention"


@dataclass(frozen=True, slots=True)
class Due:
    """A leased item: the revision's key, its proof, the canonical bytes to send, and how often it was tried before."""

    office: str
    entry_id: str
    revision: int
    sha256: str
    body: bytes
    tries: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What the centre said of one item. `problem` is its text, with field and rule, where it refused."""

    due: Due
    answer: str  # stored, already, conflict, refused
    problem: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Countersignature:
    """The head of the chain of actions as the centre keeps it."""

    seq: int
    head: str
    signature: str


@dataclass(frozen=True, slots=True)
class Attention:
    """An item people must look at: which entry and field, what the centre said, and since when."""

    entry_id: str
    revision: int
    book_id: str
    kind: str
    year: int
    number: int
    suffix: str
    answer: str
    field: str
    rule: str
    detail: str
    tries: int


@dataclass(frozen=True, slots=True)
class OutboxStatus:
    """How the outbox stands. `next_try` is UTC text, "" where nothing waits."""

    waiting: int
    sent: int
    stored: int
    already: int
    refused: int
    conflict: int
    attention: tuple[Attention, ...]
    next_try: str


def lease(store: Store, pusher: str, *, limit: int, seconds: float) -> list[Due]:
    """Up to `limit` due items of one office, oldest first, as `pusher`'s alone for `seconds`."""
    now = store.now()
    until = stamp(store.clock() + timedelta(seconds=seconds))
    with store.write() as session:
        free = (
            select(OutboxItem)
            .where(OutboxItem.state == WAITING, OutboxItem.due_at <= now, OutboxItem.leased_until <= now)
            .order_by(OutboxItem.due_at, OutboxItem.entry_id, col(OutboxItem.revision))
            .limit(limit)
        )
        items = list(session.exec(free))
        items = [item for item in items if item.office == items[0].office]
        for item in items:
            item.leased_by, item.leased_until = pusher, until
        return [due for item in items if (due := _due(session, item))]


def _due(session: Session, item: OutboxItem) -> Due | None:
    row = session.get(Revision, (item.office, item.entry_id, item.revision))
    assert row is not None  # a foreign key says so
    return Due(item.office, item.entry_id, item.revision, row.sha256, body_of(row), item.tries)


def body_of(row: Revision) -> bytes:
    """The canonical bytes of a revision, as its SHA-256 was taken of."""
    facts = row.model_dump()
    facts["values"] = json.loads(row.values)
    facts["overrides"] = json.loads(row.overrides)
    return canonical_json(body(facts))


def settle(
    store: Store, pusher: str, answered: Sequence[Answered], *, centre: str, signed: Countersignature | None = None
) -> int:
    """Keep the centre's answers: a receipt each, and the item sent or set aside for attention. How many were still leased."""
    now = store.now()
    kept = 0
    with store.write() as session:
        for one in answered:
            due = one.due
            item = session.get(OutboxItem, (due.office, due.entry_id, due.revision))
            assert item is not None
            if item.state == SENT or (item.leased_by != pusher and one.answer not in ("stored", "already")):
                continue  # somebody else was answered meanwhile
            item.tries += 1
            good = one.answer in ("stored", "already")
            item.state = SENT if good else ATTENTION
            item.leased_by = item.leased_until = ""
            item.last_error = "" if good else _text(one.problem | {"answer": one.answer})
            kept += 1
            session.add(
                Receipt(
                    office=due.office,
                    entry_id=due.entry_id,
                    revision=due.revision,
                    tried=item.tries,
                    answer=one.answer,
                    at=now,
                    centre=centre,
                    sha256=due.sha256,
                    chain_seq=signed.seq if signed else 0,
                    chain_head=signed.head if signed else "",
                    signature=signed.signature if signed else "",
                    problem="" if good else _text(one.problem),
                )
            )
    return kept


def postpone(store: Store, pusher: str, items: Sequence[Due], *, seconds: float, why: str) -> None:
    """Let go of `items`; they are due again in `seconds`."""
    due_at = stamp(store.clock() + timedelta(seconds=seconds))
    with store.write() as session:
        for due in items:
            session.exec(
                update(OutboxItem)
                .where(
                    col(OutboxItem.office) == due.office,
                    col(OutboxItem.entry_id) == due.entry_id,
                    col(OutboxItem.revision) == due.revision,
                    col(OutboxItem.leased_by) == pusher,
                )
                .values(
                    leased_by="",
                    leased_until="",
                    due_at=due_at,
                    tries=OutboxItem.tries + 1,
                    last_error=_text({"detail": why}),
                )
            )


def send_again(store: Store, *, account_id: str, entry_id: str | None = None) -> int:
    """Put items that needed attention (all, or one entry's) back in the queue, once people have mended the cause."""
    with store.write() as session:
        again = update(OutboxItem).where(col(OutboxItem.state) == ATTENTION)
        if entry_id is not None:
            again = again.where(col(OutboxItem.entry_id) == entry_id)
        done = session.exec(again.values(state=WAITING, due_at=store.now(), leased_by="", leased_until=""))
        assert isinstance(done, CursorResult)
        actions.record(session, account_id, "outbox.again", entry_id or "", {"items": done.rowcount})
        return int(done.rowcount)


def chain_head(store: Store) -> actions.Head:
    """The head of the chain of actions, to be countersigned with the next push."""
    with store.read() as session:
        return actions.head(session)


def status(store: Store, *, attention_limit: int = 200) -> OutboxStatus:
    """How the outbox stands now."""
    with store.read() as session:
        states = dict(session.exec(select(OutboxItem.state, func.count()).group_by(OutboxItem.state)).all())
        answers = dict(session.exec(select(Receipt.answer, func.count()).group_by(Receipt.answer)).all())
        waiting = select(func.min(OutboxItem.due_at)).where(OutboxItem.state == WAITING)
        next_try = session.exec(waiting).one_or_none() or ""
        rows = session.exec(
            select(OutboxItem, Entry)
            .where(OutboxItem.state == ATTENTION, Entry.office == OutboxItem.office, Entry.id == OutboxItem.entry_id)
            .order_by(OutboxItem.entry_id, col(OutboxItem.revision))
            .limit(attention_limit)
        ).all()
        attention = tuple(_attention(item, entry) for item, entry in rows)
    return OutboxStatus(
        states.get(WAITING, 0),
        states.get(SENT, 0),
        answers.get("stored", 0),
        answers.get("already", 0),
        answers.get("refused", 0),
        answers.get("conflict", 0),
        attention,
        next_try,
    )


def _attention(item: OutboxItem, entry: Entry) -> Attention:
    problem = json.loads(item.last_error or "{}")
    return Attention(
        item.entry_id,
        item.revision,
        entry.book_id,
        entry.kind,
        entry.year,
        entry.number,
        entry.suffix,
        problem.get("answer", ""),
        problem.get("field", ""),
        problem.get("rule", ""),
        problem.get("detail", ""),
        item.tries,
    )


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
