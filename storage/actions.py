"""The append-only log of acts. Each line's hash covers the line and the hash before it, so a change anywhere shows.

A unit of work records its act in its own transaction: what was done and the line about it are kept together or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from registers.canonical import canonical_json
from storage.bulk import insert_all
from storage.engine import Store, store_of
from storage.tables import Action, core

GENESIS = "0" * 64
"""What the first line has for the hash before it."""

_a = core(Action).c
_NEWEST = core_select(_a.seq, _a.hash).where(_a.seq == core_select(func.max(_a.seq)).scalar_subquery())


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One line: the account `account_id` did `act` to `subject` (an entry, book, account …) at `at`."""

    seq: int
    at: str
    account_id: str
    act: str
    subject: str
    detail: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The newest line's number and hash: what the centre countersigns. Number 0 for an empty log."""

    seq: int
    hash: str


def record(session: Session, account_id: str, act: str, subject: str, detail: Mapping[str, Any] | None = None) -> Head:
    """Append one line to the log within the unit of work `session`, which must be a writing one."""
    return record_all(session, account_id, [(act, subject, detail or {})])


def record_all(session: Session, account_id: str, acts: Iterable[tuple[str, str, Mapping[str, Any]]]) -> Head:
    """Append a line for each of `acts` (act, subject, detail), in their order; the head they end at."""
    at, end = store_of(session).now(), head(session)
    rows = []
    for act, subject, detail in acts:
        seq, text = end.seq + 1, canonical_json(detail).decode()
        link = line_hash(seq, at, account_id, act, subject, text, end.hash)
        rows.append(
            {
                "seq": seq,
                "at": at,
                "account_id": account_id,
                "act": act,
                "subject": subject,
                "detail": text,
                "previous": end.hash,
                "hash": link,
            }
        )
        end = Head(seq, link)
    insert_all(session, Action, rows)
    return end


def line_hash(seq: int, at: str, account_id: str, act: str, subject: str, detail: str, previous: str) -> str:
    """SHA-256 over the canonical JSON list of a line's columns, `detail` as its text."""
    return hashlib.sha256(canonical_json([seq, at, account_id, act, subject, detail, previous])).hexdigest()


def head(session: Session) -> Head:
    """The end of the log within a unit of work."""
    newest = session.connection().execute(_NEWEST).first()
    return Head(*newest) if newest else Head(0, GENESIS)


def recent(store: Store, *, limit: int = 100, subject: str = "", account_id: str = "") -> list[ActionRow]:
    """The newest lines, newest first, of one subject or account where named."""
    query = select(Action).order_by(col(Action.seq).desc()).limit(limit)
    if subject:
        query = query.where(Action.subject == subject)
    if account_id:
        query = query.where(Action.account_id == account_id)
    with store.read() as session:
        return [_plain(line) for line in session.exec(query)]


def stream(session: Session, after: int = 0) -> Iterator[ActionRow]:
    """Every line after number `after`, in order, a thousand in memory at a time."""
    query = select(Action).where(Action.seq > after).order_by(col(Action.seq)).execution_options(yield_per=1000)
    for line in session.exec(query):
        yield _plain(line)
        session.expunge(line)


def _plain(line: Action) -> ActionRow:
    detail = json.loads(line.detail)
    return ActionRow(line.seq, line.at, line.account_id, line.act, line.subject, detail, line.previous, line.hash)
