"""The outbox: which revisions wait for the centre, who is sending them now, and what the centre answered.

An item is leased before it is sent, so that several pushers share the work and never send one item twice at once; a pusher
that dies lets its lease run out. Nothing is ever dropped: an item is sent, waits for its next try, or needs attention.
Leasing and settling are statements over whole batches, and bodies are read outside of them: keying waits for neither.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from json.encoder import encode_basestring
from typing import Any

from sqlalchemy import CursorResult, Row, bindparam, func, tuple_, update
from sqlalchemy import select as columns
from sqlmodel import col, select

from registers.revision import FIELDS
from storage import actions
from storage.bulk import insert_all
from storage.engine import Store, stamp
from storage.tables import Entry, OutboxItem, Receipt, Revision

WAITING, SENT, ATTENTION = "waiting", "sent", "attention"
ACCEPTED = ("stored", "already")
"""Answers after which the centre has the revision."""


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


_item: Any = OutboxItem.__table__  # type: ignore[attr-defined]
_revision: Any = Revision.__table__  # type: ignore[attr-defined]
_receipt: Any = Receipt.__table__  # type: ignore[attr-defined]

_IS_FREE = (
    _item.c.office == bindparam("of"),
    _item.c.state == WAITING,
    _item.c.due_at <= bindparam("now"),
    _item.c.leased_until <= bindparam("now"),
)
_FREE = (
    columns(_item.c.entry_id, _item.c.revision, _item.c.tries, _item.c.due_at)
    .where(*_IS_FREE)
    .order_by(_item.c.due_at, _item.c.entry_id, _item.c.revision)
    .limit(bindparam("most"))
)
_THIS = (
    (_item.c.office == bindparam("of"))
    & (_item.c.entry_id == bindparam("entry"))
    & (_item.c.revision == bindparam("number"))
)
_UPTO = tuple_(_item.c.due_at, _item.c.entry_id, _item.c.revision) <= tuple_(
    bindparam("last_due"), bindparam("last_entry"), bindparam("last_number")
)
_LEASE = update(_item).where(*_IS_FREE, _UPTO).values(leased_by=bindparam("by"), leased_until=bindparam("until"))
_POSTPONE = (
    update(_item)
    .where(_THIS, _item.c.leased_by == bindparam("by"))
    .values(
        leased_by="",
        leased_until="",
        due_at=bindparam("due"),
        tries=_item.c.tries + 1,
        last_error=bindparam("error"),
    )
)
_SETTLE = (
    update(_item)
    .where(_THIS)
    .values(
        state=bindparam("becomes"),
        tries=bindparam("tried"),
        leased_by="",
        leased_until="",
        last_error=bindparam("error"),
    )
)
_NOW = columns(_item.c.entry_id, _item.c.revision, _item.c.state, _item.c.leased_by, _item.c.tries).where(
    _item.c.office == bindparam("of"), _item.c.entry_id.in_(bindparam("entries", expanding=True))
)
_IN_ORDER = tuple(sorted(FIELDS))
_BODIES = columns(
    _revision.c.entry_id,
    _revision.c.revision,
    _revision.c.sha256,
    *(_revision.c[name].label(f"f_{name}") for name in _IN_ORDER),
).where(_revision.c.office == bindparam("of"), _revision.c.entry_id.in_(bindparam("entries", expanding=True)))


def lease(store: Store, office: str, pusher: str, *, limit: int, seconds: float) -> list[Due]:
    """Up to `limit` due items of `office`, oldest first, as `pusher`'s alone for `seconds`."""
    now = store.now()
    until = stamp(store.clock() + timedelta(seconds=seconds))
    with store.write() as session:
        free = session.execute(_FREE, {"of": office, "now": now, "most": limit}).all()
        if not free:
            return []
        last_entry, last_number, _, last_due = free[-1]
        end = {"last_due": last_due, "last_entry": last_entry, "last_number": last_number}
        session.execute(_LEASE, {"of": office, "now": now, "by": pusher, "until": until, **end})
    # Revisions never change, so they can be read once the leases are kept and the store is everybody's again.
    wanted = sorted({entry for entry, _, _, _ in free})
    with store.read() as session:
        found = session.execute(_BODIES, {"of": office, "entries": wanted})
        bodies = {(row[0], row[1]): (row[2], body_of(row[3:])) for row in found}
    return [Due(office, entry, number, *bodies[entry, number], tries) for entry, number, tries, _ in free]


_AS_IT_LIES = frozenset({"values", "overrides"})  # kept as canonical JSON
_PARTS = tuple((("," if at else "{") + f'"{name}":', name in _AS_IT_LIES) for at, name in enumerate(_IN_ORDER))


def body_of(facts: Sequence[Any]) -> bytes:
    """The canonical bytes of a revision, as its SHA-256 was taken of, out of its columns FIELDS in the order of their names.

    Values and overrides are kept as canonical JSON, so they are taken as they lie; writing them anew costs ten times as much.
    """
    written = [
        key + (fact if as_it_lies else _json(fact)) for (key, as_it_lies), fact in zip(_PARTS, facts, strict=True)
    ]
    return ("".join(written) + "}").encode()


def _json(fact: str | int | None) -> str:
    """A text, number or None as `canonical_json` writes it."""
    if isinstance(fact, str):
        return encode_basestring(fact)
    return "null" if fact is None else str(fact)


def settle(
    store: Store, pusher: str, answered: Sequence[Answered], *, centre: str, signed: Countersignature | None = None
) -> int:
    """Keep the centre's answers: a receipt each, and the item sent or set aside for attention; all are of one office.

    An answer about an item that somebody else was answered about meanwhile is not kept. How many were kept.
    """
    if not answered:
        return 0
    now, office = store.now(), answered[0].due.office
    entries = sorted({one.due.entry_id for one in answered})
    with store.write() as session:
        rows = session.execute(_NOW, {"of": office, "entries": entries})
        items = {(row.entry_id, row.revision): row for row in rows}
        kept = [(one, items[_key(one)].tries + 1) for one in answered if _still_open(items[_key(one)], one, pusher)]
        if not kept:
            return 0
        session.connection().execute(
            _SETTLE,
            [
                {
                    "of": office,
                    "entry": one.due.entry_id,
                    "number": one.due.revision,
                    "becomes": SENT if one.answer in ACCEPTED else ATTENTION,
                    "tried": tried,
                    "error": "" if one.answer in ACCEPTED else _text(one.problem | {"answer": one.answer}),
                }
                for one, tried in kept
            ],
        )
        insert_all(session, Receipt, [_receipt_of(one, tried, now, centre, signed) for one, tried in kept])
    return len(kept)


def _key(one: Answered) -> tuple[str, int]:
    return one.due.entry_id, one.due.revision


def _still_open(item: Row[Any], one: Answered, pusher: str) -> bool:
    if item.state == SENT:
        return False
    return item.leased_by == pusher or one.answer in ACCEPTED


def _receipt_of(
    one: Answered, tried: int, now: str, centre: str, signed: Countersignature | None
) -> dict[str, str | int]:
    return {
        "office": one.due.office,
        "entry_id": one.due.entry_id,
        "revision": one.due.revision,
        "tried": tried,
        "answer": one.answer,
        "at": now,
        "centre": centre,
        "sha256": one.due.sha256,
        "chain_seq": signed.seq if signed else 0,
        "chain_head": signed.head if signed else "",
        "signature": signed.signature if signed else "",
        "problem": "" if one.answer in ACCEPTED else _text(one.problem),
    }


def postpone(store: Store, pusher: str, items: Iterable[Due], *, seconds: float, why: str) -> None:
    """Let go of those of `items` that `pusher` still leases; they are due again in `seconds`."""
    due_at = stamp(store.clock() + timedelta(seconds=seconds))
    error = _text({"detail": why})
    late = [
        {"of": due.office, "entry": due.entry_id, "number": due.revision, "by": pusher, "due": due_at, "error": error}
        for due in items
    ]
    if not late:
        return
    with store.write() as session:
        session.connection().execute(_POSTPONE, late)


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
