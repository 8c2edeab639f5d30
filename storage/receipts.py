"""What the centre answered: a receipt of each try, and the item sent, or set aside for people.

Answers of a batch are kept by a statement for each answer there is, mostly one, in one unit of work. How many there are is
kept beside them, so that nothing is counted anew each time it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import TextClause, bindparam, func, text, update
from sqlmodel import Session, select

from storage import actions, heads, settings
from storage.engine import Store
from storage.jsonrows import rows_from
from storage.outbox import ATTENTION, SENT, THIS, Due, problem_text
from storage.tables import OutboxItem, Receipt, core

_COUNTS = "outbox_counts"  # the setting they are kept in
ACCEPTED = ("stored", "already")
"""Answers after which the centre has the revision."""


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


_ANSWERED = {"of_entry": "TEXT", "of_revision": "INTEGER", "sha256": "TEXT", "problem": "TEXT"}
_SENT = {name: _ANSWERED[name] for name in ("of_entry", "of_revision")}


@cache
def _receive(dialect: str) -> TextClause:
    return text(
        "INSERT INTO receipt (office, entry_id, revision, tried, answer, at, centre, sha256, chain_seq, chain_head,"  # noqa: S608 (names are ours)
        " signature, problem)"
        " SELECT office, entry_id, revision, tries + 1, :answer, :now, :centre, sha256, :seq, :head, :signature, problem"
        f" FROM {rows_from(dialect, 'answered', **_ANSWERED)} AS said CROSS JOIN outbox_item"
        " WHERE office = :of AND entry_id = of_entry AND revision = of_revision AND state <> 'sent'"
        " AND (leased_by = :by OR :answer IN ('stored', 'already'))"
    )


@cache
def _sent(dialect: str) -> TextClause:
    return text(
        "UPDATE outbox_item SET state = 'sent', tries = tries + 1, leased_by = '', leased_until = '', last_error = ''"  # noqa: S608 (names are ours)
        " WHERE office = :of AND state <> 'sent' AND (entry_id, revision) IN (SELECT of_entry, of_revision"
        f" FROM {rows_from(dialect, 'answered', **_SENT)} AS said)"
    )


_item: Any = core(OutboxItem)
_SET_ASIDE = (
    update(_item)
    .where(THIS, _item.c.state != SENT, _item.c.leased_by == bindparam("by"))
    .values(state=ATTENTION, tries=_item.c.tries + 1, leased_by="", leased_until="", last_error=bindparam("error"))
)
_encoder = msgspec.json.Encoder()


def settle(
    store: Store, pusher: str, answered: Sequence[Answered], *, centre: str, signed: Countersignature | None = None
) -> int:
    """Keep the centre's answers: a receipt each, and the item sent or set aside for attention; all are of one office.

    An answer about an item that somebody else was answered about meanwhile is not kept. How many were kept.
    """
    if not answered:
        return 0
    about: dict[str, Any] = {
        "of": answered[0].due.office,
        "by": pusher,
        "now": store.now(),
        "centre": centre,
        "seq": signed.seq if signed else 0,
        "head": signed.head if signed else "",
        "signature": signed.signature if signed else "",
    }
    by_answer = groupby(sorted(answered, key=_answer), _answer)
    told = {answer: [(one.due, _problem(one)) for one in some] for answer, some in by_answer}
    kept: Counter[str] = Counter()
    with store.write() as session:
        before = counts(session)
        connection = session.connection()
        for answer, items in told.items():
            rows = [(due.entry_id, due.revision, due.sha256, problem) for due, problem in items]
            facts = about | {"answer": answer, "answered": _encoder.encode(rows).decode()}
            kept[answer] = connection.execute(_receive(connection.dialect.name), facts).rowcount
            if answer in ACCEPTED:
                kept[SENT] += connection.execute(_sent(connection.dialect.name), facts).rowcount
            else:
                connection.execute(_SET_ASIDE, [_aside(pusher, due, problem) for due, problem in items])
        if signed:
            heads.note(session, about["of"], actions.Head(signed.seq, signed.head), signed.previous)
        settings.put_in(session, _COUNTS, before + kept)
    return kept.total() - kept[SENT]


def _answer(one: Answered) -> str:
    return one.answer


def _problem(one: Answered) -> str:
    return "" if one.answer in ACCEPTED else problem_text(one.problem | {"answer": one.answer})


def _aside(pusher: str, due: Due, problem: str) -> dict[str, Any]:
    return {"of": due.office, "by": pusher, "entry": due.entry_id, "number": due.revision, "error": problem}


def count_in(session: Session, answers: Iterable[str]) -> None:
    """Count receipts with these answers, and their items as sent, that a unit of work adds past `settle`."""
    added = Counter(answers)
    before = counts(session)
    settings.put_in(session, _COUNTS, before + added + Counter({SENT: added.total()}))


def counts(session: Session) -> Counter[str]:
    """How many receipts there are by answer, and items that are sent. They only grow, so they are kept, and not counted anew.

    Where none are kept, in a store of a version before, they are counted this once.
    """
    kept = settings.get_in(session, _COUNTS)
    if kept is not None:
        return Counter(kept)
    answers = session.exec(select(Receipt.answer, func.count()).group_by(Receipt.answer)).all()
    sent = session.exec(select(func.count()).select_from(OutboxItem).where(OutboxItem.state == SENT)).one()
    return Counter(dict(answers)) + Counter({SENT: sent})
