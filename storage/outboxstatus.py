"""How the outbox stands: what waits and until when, what is sent, and what people must look at."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import func, not_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storage import heads
from storage.engine import Store
from storage.outbox import SENT
from storage.outboxtables import IS_ASIDE, IS_WAITING, OutboxItem
from storage.receipts import counts
from storage.tables import Entry


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
    did not. `attention` are the first of the `aside` items people must look at; one the centre refused needs nobody any more
    once a later revision of its entry is there, one whose request was turned away on the way is still to be sent.
    `log_differs`: the log lacks what the centre countersigned of it.
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
_REFUSED, _ON_THE_WAY = '{"answer": "refused"', '"rule": "request"'
"""How the problem of a refused item begins, and what it holds where no centre judged the item, but the request was turned away."""

_REFUSED_ITSELF = col(OutboxItem.last_error).startswith(_REFUSED) & not_(
    col(OutboxItem.last_error).contains(_ON_THE_WAY)
)


def status(store: Store, *, attention_limit: int = 200) -> OutboxStatus:
    """How the outbox stands now."""
    with store.read() as session:
        kept, waiting = counts(session), _waiting(session)
        next_try, error = _next_try(session)
        mended = select(_Later.revision).where(
            _Later.office == OutboxItem.office,
            _Later.entry_id == OutboxItem.entry_id,
            _Later.revision > OutboxItem.revision,
            _Later.state == SENT,
        )
        aside = (
            IS_ASIDE,
            not_(_REFUSED_ITSELF & mended.exists()),
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
        waiting,
        kept[SENT],
        kept["stored"],
        kept["already"],
        kept["refused"],
        kept["conflict"],
        attention,
        next_try,
        count,
        json.loads(error).get("detail", "") if error else "",
        log_differs,
    )


def _waiting(session: Session) -> int:
    return session.exec(select(func.count()).select_from(OutboxItem).where(IS_WAITING)).one()


def _next_try(session: Session) -> tuple[str, str]:
    """When the first item that nobody is sending is due, and what its last try failed of; where all are being sent, one of those."""
    waiting = select(OutboxItem.due_at, OutboxItem.last_error).where(IS_WAITING)
    first = waiting.order_by(OutboxItem.leased_until, OutboxItem.due_at).limit(1)
    return session.exec(first).first() or ("", "")


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
