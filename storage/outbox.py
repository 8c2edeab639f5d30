"""The outbox: which revisions wait for the centre, who is sending them now, and what the centre answered.

An item is leased before it is sent, so that several pushers share the work and never send one item twice at once; a pusher
that dies lets its lease run out. Nothing is ever dropped: an item is sent, waits for its next try, or needs attention.
Leasing and settling are statements over whole batches, and bodies are read outside of them: keying waits for neither.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import CursorResult, TextClause, bindparam, func, not_, text, tuple_, update
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from registers.revision import FIELDS
from storage import actions, heads, settings
from storage.engine import Store, stamp
from storage.jsonrows import rows_from
from storage.permissions import require
from storage.tables import Entry, OutboxItem, Receipt

WAITING, SENT, ATTENTION = "waiting", "sent", "attention"
_COUNTS = "outbox_counts"  # the setting they are kept in
ACCEPTED = ("stored", "already")
"""Answers after which the centre has the revision."""


class Due(msgspec.Struct, frozen=True, gc=False):
    """A leased item: the revision's key, its proof, the canonical bytes to send, and how often it was tried before."""

    office: str
    entry_id: str
    revision: int
    sha256: str
    body: bytes
    tries: int


class Answered(msgspec.Struct, frozen=True, gc=False):
    """What the centre said of one item. `problem` is its text, with field and rule, where it refused."""

    due: Due
    answer: str  # stored, already, conflict, refused
    problem: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Countersignature:
    """The head of the chain of actions as the centre keeps it, and the head it kept before."""

    seq: int
    head: str
    signature: str
    previous: actions.Head | None = None


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
    """How the outbox stands. `next_try` is UTC text, "" where nothing waits; `why` what the last try failed of, "" where it
    did not. `attention` are the first of the `aside` items people must look at; one that was refused needs nobody any more
    once a later revision of its entry is at the centre. `log_differs`: the log lacks what the centre countersigned of it.
    """

    waiting: int
    sent: int
    stored: int
    already: int
    refused: int
    conflict: int
    attention: tuple[Attention, ...]
    next_try: str
    aside: int = 0
    why: str = ""
    log_differs: bool = False


_Later = aliased(OutboxItem)
_REFUSED = '{"answer": "refused"'  # how the problem of a refused item begins
_item: Any = OutboxItem.__table__  # type: ignore[attr-defined]

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
_RELEASE = update(_item).where(_THIS, _item.c.leased_by == bindparam("by")).values(leased_by="", leased_until="")
_ANSWERED = {"of_entry": "TEXT", "of_revision": "INTEGER", "answer": "TEXT", "sha256": "TEXT", "problem": "TEXT"}
_IS_OPEN = "state <> 'sent' AND (leased_by = :by OR answer IN ('stored', 'already'))"
"""An answer about an item that somebody else was answered about meanwhile is not kept."""
_IN_ORDER = tuple(sorted(FIELDS))


# CROSS JOIN and IN keep SQLite on its way: from the few rows given to the many kept, by their primary key.
@cache
def _bodies(dialect: str) -> TextClause:
    told = ", ".join(f'revision."{name}"' for name in _IN_ORDER)
    return text(
        f"SELECT sha256, {told} FROM {rows_from(dialect, 'leased', of_entry='TEXT', of_revision='INTEGER')} AS leased"  # noqa: S608 (names are ours)
        " CROSS JOIN revision WHERE office = :of AND entry_id = of_entry AND revision.revision = of_revision"
    )


@cache
def _receive(dialect: str) -> TextClause:
    return text(
        "INSERT INTO receipt (office, entry_id, revision, tried, answer, at, centre, sha256, chain_seq, chain_head,"  # noqa: S608 (names are ours)
        " signature, problem)"
        " SELECT office, entry_id, revision, tries + 1, answer, :now, :centre, sha256, :seq, :head, :signature, problem"
        f" FROM {rows_from(dialect, 'answered', **_ANSWERED)} AS said CROSS JOIN outbox_item"
        f" WHERE office = :of AND entry_id = of_entry AND revision = of_revision AND {_IS_OPEN} RETURNING answer"
    )


@cache
def _sent(dialect: str) -> TextClause:
    return text(
        "UPDATE outbox_item SET state = 'sent', tries = tries + 1, leased_by = '', leased_until = '', last_error = ''"  # noqa: S608 (names are ours)
        " WHERE office = :of AND state <> 'sent' AND (entry_id, revision) IN (SELECT of_entry, of_revision"
        f" FROM {rows_from(dialect, 'answered', **_ANSWERED)} AS said WHERE answer IN ('stored', 'already'))"
    )


_SET_ASIDE = (
    update(_item)
    .where(_THIS, _item.c.state != SENT, _item.c.leased_by == bindparam("by"))
    .values(state=ATTENTION, tries=_item.c.tries + 1, leased_by="", leased_until="", last_error=bindparam("error"))
)


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
    keys = json.dumps([(entry, number) for entry, number, _, _ in free])
    tries = {(entry, number): tried for entry, number, tried, _ in free}
    with store.read() as session:
        connection = session.connection()
        cursor = connection.execute(_bodies(connection.dialect.name), {"of": office, "leased": keys}).cursor
        assert cursor is not None
        rows = cursor.fetchall()  # as they lie: rows of SQLAlchemy's cost as much again as reading them
    due = []
    for sha256, *facts in rows:
        key = facts[_ENTRY_ID], facts[_REVISION]
        due.append(Due(office, *key, sha256, body_of(facts), tries[key]))
    return due


_ENTRY_ID, _REVISION = _IN_ORDER.index("entry_id"), _IN_ORDER.index("revision")
_LIES_AS_JSON = tuple(_IN_ORDER.index(name) for name in ("overrides", "values"))
_Body = msgspec.defstruct("_Body", _IN_ORDER, gc=False)
_encoder = msgspec.json.Encoder()


def body_of(facts: Sequence[Any]) -> bytes:
    """The canonical bytes of a revision, as its SHA-256 was taken of, out of its columns FIELDS in the order of their names.

    Values and overrides are kept as canonical JSON, so they are taken as they lie; writing them anew costs ten times as much.
    """
    told = list(facts)
    for place in _LIES_AS_JSON:
        told[place] = msgspec.Raw(told[place])
    return _encoder.encode(_Body(*told))


def settle(
    store: Store, pusher: str, answered: Sequence[Answered], *, centre: str, signed: Countersignature | None = None
) -> int:
    """Keep the centre's answers: a receipt each, and the item sent or set aside for attention; all are of one office.

    An answer about an item that somebody else was answered about meanwhile is not kept. How many were kept.
    """
    if not answered:
        return 0
    said = [
        (
            one.due.entry_id,
            one.due.revision,
            one.answer,
            one.due.sha256,
            "" if one.answer in ACCEPTED else _text(one.problem | {"answer": one.answer}),
        )
        for one in answered
    ]
    facts: dict[str, Any] = {
        "of": answered[0].due.office,
        "by": pusher,
        "answered": _encoder.encode(said).decode(),
        "now": store.now(),
        "centre": centre,
        "seq": signed.seq if signed else 0,
        "head": signed.head if signed else "",
        "signature": signed.signature if signed else "",
    }
    with store.write() as session:
        before = _counts(session)
        connection = session.connection()
        kept: Counter[str] = Counter(connection.execute(_receive(connection.dialect.name), facts).scalars())
        receipts = kept.total()
        if signed:
            heads.note(session, facts["of"], actions.Head(signed.seq, signed.head), signed.previous)
        if any(one.answer in ACCEPTED for one in answered):
            kept[SENT] = connection.execute(_sent(connection.dialect.name), facts).rowcount
        settings.put_in(session, _COUNTS, before + kept)
        aside = [
            {"of": facts["of"], "by": pusher, "entry": entry, "number": number, "error": problem}
            for entry, number, answer, _, problem in said
            if answer not in ACCEPTED
        ]
        if aside:
            connection.execute(_SET_ASIDE, aside)
    return receipts


def count_in(session: Session, answers: Iterable[str]) -> None:
    """Count receipts with these answers, and their items as sent, that a unit of work adds past `settle`."""
    added = Counter(answers)
    before = _counts(session)
    settings.put_in(session, _COUNTS, before + added + Counter({SENT: added.total()}))


def _counts(session: Session) -> Counter[str]:
    """How many receipts there are by answer, and items that are sent. They only grow, so they are kept, and not counted anew.

    Where none are kept, in a store of a version before, they are counted this once.
    """
    kept = settings.get_in(session, _COUNTS)
    if kept is not None:
        return Counter(kept)
    answers = session.exec(select(Receipt.answer, func.count()).group_by(Receipt.answer)).all()
    return Counter(dict(answers)) + Counter({SENT: _number(session, SENT)})


def _number(session: Session, state: str) -> int:
    """How many items are in `state`, by the index that begins with it."""
    return session.exec(select(func.count()).select_from(OutboxItem).where(OutboxItem.state == state)).one()


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


def release(store: Store, pusher: str, items: Iterable[Due]) -> None:
    """Let go of those of `items` that `pusher` still leases; nothing was tried, they are due as before."""
    held = [{"of": due.office, "entry": due.entry_id, "number": due.revision, "by": pusher} for due in items]
    if held:
        with store.write() as session:
            session.connection().execute(_RELEASE, held)


def hurry(store: Store) -> None:
    """Let what waits for its next try be due now: somebody asks, perhaps knowing that the line is back."""
    with store.write() as session:
        late = update(_item).where(_item.c.state == WAITING, _item.c.due_at > bindparam("now"))
        session.connection().execute(late.values(due_at=bindparam("now")), {"now": store.now()})


def send_again(store: Store, *, account_id: str, entry_id: str | None = None) -> int:
    """Put items that needed attention (all, or one entry's) back in the queue, once people have mended the cause. Raises NotAllowed."""
    with store.write() as session:
        require(session, account_id, "outbox.again")
        again = update(OutboxItem).where(col(OutboxItem.state) == ATTENTION)
        if entry_id is not None:
            again = again.where(col(OutboxItem.entry_id) == entry_id)
        done = session.exec(again.values(state=WAITING, due_at=store.now(), leased_by="", leased_until=""))
        assert isinstance(done, CursorResult)
        actions.record(session, account_id, "outbox.again", entry_id or "", {"items": done.rowcount})
        return int(done.rowcount)


def status(store: Store, *, attention_limit: int = 200) -> OutboxStatus:
    """How the outbox stands now."""
    with store.read() as session:
        counts, waiting_now = _counts(session), _number(session, WAITING)
        waiting = select(OutboxItem.due_at, OutboxItem.last_error).where(OutboxItem.state == WAITING)
        next_try, error = session.exec(waiting.order_by(OutboxItem.due_at).limit(1)).first() or ("", "")
        mended = select(_Later.revision).where(
            _Later.office == OutboxItem.office,
            _Later.entry_id == OutboxItem.entry_id,
            _Later.revision > OutboxItem.revision,
            _Later.state == SENT,
        )
        aside = (
            col(OutboxItem.state) == ATTENTION,
            not_(col(OutboxItem.last_error).startswith(_REFUSED) & mended.exists()),
        )
        count = session.exec(select(func.count()).select_from(OutboxItem).where(*aside)).one()
        rows = session.exec(
            select(OutboxItem, Entry)
            .where(*aside, Entry.office == OutboxItem.office, Entry.id == OutboxItem.entry_id)
            .order_by(OutboxItem.entry_id, col(OutboxItem.revision))
            .limit(attention_limit)
        ).all()
        attention = tuple(_attention(item, entry) for item, entry in rows)
        log_differs = heads.differs(session)
    return OutboxStatus(
        waiting_now,
        counts[SENT],
        counts["stored"],
        counts["already"],
        counts["refused"],
        counts["conflict"],
        attention,
        next_try,
        count,
        json.loads(error).get("detail", "") if error else "",
        log_differs,
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
