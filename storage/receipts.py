"""What the centre answered: a receipt of each batch, and each of its items sent, or set aside for people.

Answers of a batch are kept by a statement for each answer there is, mostly one, in one unit of work: what the centre accepted
names its receipt, what it did not is kept try by try. How many answers there are is kept beside them, so that nothing is
counted anew each time it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, ClassVar

import msgspec
from sqlalchemy import TextClause, bindparam, func, insert, text, update
from sqlmodel import Session, select

from storage import actions, heads, settings
from storage.engine import Store
from storage.errors import StoreError
from storage.jsonrows import rows_from
from storage.leases import Due, Lease
from storage.outbox import ATTENTION, LEASED, SENT, THIS, problem_text
from storage.outboxtables import ITEM, OutboxItem, Receipt, Refusal
from storage.tables import core

_COUNTS = "outbox_counts"  # the setting they are kept in
ACCEPTED = ("stored", "already")
"""Answers after which the centre has the revision."""


class Answered(msgspec.Struct, frozen=True, gc=False):
    """What the centre said of one item. `problem` is its text, with field and rule, where it refused."""

    due: Due
    answer: str  # stored, already, conflict, refused
    problem: dict[str, Any] = {}


class AllAccepted(msgspec.Struct, frozen=True, gc=False):
    """One answer about all of `items`, quickest a whole lease: the centre has them."""

    items: Sequence[Due]
    answer: str  # stored, already


class MoreLeased(StoreError):
    """The outbox holds more items under a lease than were sent of it: an answer about all of them would be none about the others."""

    key: ClassVar[str] = "push.more_leased"


@dataclass(frozen=True, slots=True)
class Countersignature:
    """The head of the chain of actions as the centre keeps it, and the head it kept before."""

    seq: int
    head: str
    signature: str
    previous: actions.Head | None = None


_ANSWERED = {"of_entry": "TEXT", "of_revision": "INTEGER"}
_REFUSED = _ANSWERED | {"problem": "TEXT"}


@cache
def _sent(dialect: str) -> TextClause:
    return text(
        "UPDATE outbox_item SET state = 'sent', tries = tries + 1, leased_by = '', leased_until = '', last_error = '',"  # noqa: S608 (names are ours)
        " answer = :answer, receipt = :receipt"
        " WHERE office = :of AND state <> 'sent' AND (entry_id, revision) IN (SELECT of_entry, of_revision"
        f" FROM {rows_from(dialect, 'answered', **_ANSWERED)} AS said)"
    )


@cache
def _refused(dialect: str) -> TextClause:
    return text(
        "INSERT INTO refusal (office, entry_id, revision, tried, answer, receipt, problem)"  # noqa: S608 (names are ours)
        " SELECT office, entry_id, revision, tries + 1, :answer, :receipt, problem"
        f" FROM {rows_from(dialect, 'answered', **_REFUSED)} AS said CROSS JOIN outbox_item"
        " WHERE office = :of AND entry_id = of_entry AND revision = of_revision AND state <> 'sent' AND leased_by = :by"
    )


_item: Any = ITEM
_SET_ASIDE = (
    update(_item)
    .where(THIS, _item.c.state != SENT, _item.c.leased_by == bindparam("by"))
    .values(
        state=ATTENTION, tries=_item.c.tries + 1, leased_by="", leased_until="", last_error=bindparam("error"),
        answer=bindparam("said"), receipt=bindparam("of_receipt"),
    )
)  # fmt: skip
_SENT_LEASE = (
    update(_item)
    .where(LEASED)
    .values(
        state=SENT, tries=_item.c.tries + 1, leased_by="", leased_until="", last_error="",
        answer=bindparam("said"), receipt=bindparam("of_receipt"),
    )
)  # fmt: skip
_c = core(Receipt).c
_NEXT = select(func.coalesce(func.max(_c.number), 0) + 1).where(_c.office == bindparam("of"))
_encoder = msgspec.json.Encoder()


def settle(
    store: Store,
    pusher: str,
    answered: Sequence[Answered] | AllAccepted,
    *,
    centre: str,
    signed: Countersignature | None = None,
) -> int:
    """Keep the centre's answers to a batch: a receipt, and each item sent or set aside for attention; all are of one office.

    An answer about an item that somebody else was answered about meanwhile is not kept. How many were kept. Raises MoreLeased,
    and then nothing is kept.
    """
    told = _by_answer(answered)
    if not told:
        return 0
    items = next(iter(told.values()))[0]
    office = items.office if isinstance(items, Lease) else items[0].office
    kept: Counter[str] = Counter()
    with store.write() as session:
        before = counts(session)
        number = session.connection().execute(_NEXT, {"of": office}).scalar_one()
        for answer, (items, problems) in told.items():
            about = {"of": office, "by": pusher, "answer": answer, "receipt": number}
            kept[answer] = _keep(session, about, items, problems)
            kept[SENT] += kept[answer] if answer in ACCEPTED else 0
        if kept.total():
            session.connection().execute(insert(core(Receipt)), _receipt(office, number, store.now(), centre, signed))
        if signed:
            heads.note(session, office, actions.Head(signed.seq, signed.head), signed.previous)
        settings.put_in(session, _COUNTS, before + kept)
    return kept.total() - kept[SENT]


def _by_answer(answered: Sequence[Answered] | AllAccepted) -> dict[str, tuple[Sequence[Due], Sequence[str]]]:
    """The items of each answer there is, and the problem of each where the centre did not accept them."""
    if isinstance(answered, AllAccepted):
        return {answered.answer: (answered.items, ())}
    told = {answer: list(some) for answer, some in groupby(sorted(answered, key=_answer), _answer)}
    return {
        answer: ([one.due for one in some], [] if answer in ACCEPTED else [_problem(one) for one in some])
        for answer, some in told.items()
    }


def _keep(session: Session, about: dict[str, Any], items: Sequence[Due], problems: Sequence[str]) -> int:
    """Keep one answer about all of `items`; how many it was kept of."""
    connection = session.connection()
    dialect = connection.dialect.name
    if about["answer"] in ACCEPTED:
        kept = 0
        if isinstance(items, Lease):
            leased = {"of": about["of"], "by": about["by"], "lease_end": items.until}
            said = {"said": about["answer"], "of_receipt": about["receipt"]}
            kept = connection.execute(_SENT_LEASE, leased | said).rowcount
            if kept > len(items):  # more than was sent is never said to be: then nothing is kept
                raise MoreLeased(leased=kept, sent=len(items))
            if kept == len(items):
                return kept
        # What is leased no longer, or by somebody else by now, is at the centre all the same.
        keys = [(due.entry_id, due.revision) for due in items]
        return kept + connection.execute(_sent(dialect), about | {"answered": _encoder.encode(keys).decode()}).rowcount
    rows = [(due.entry_id, due.revision, problem) for due, problem in zip(items, problems, strict=True)]
    kept = connection.execute(_refused(dialect), about | {"answered": _encoder.encode(rows).decode()}).rowcount
    connection.execute(_SET_ASIDE, [_aside(about, *row) for row in rows])
    return kept


def _receipt(office: str, number: int, at: str, centre: str, signed: Countersignature | None) -> dict[str, Any]:
    return {
        "office": office,
        "number": number,
        "at": at,
        "centre": centre,
        "chain_seq": signed.seq if signed else 0,
        "chain_head": signed.head if signed else "",
        "signature": signed.signature if signed else "",
    }


def _answer(one: Answered) -> str:
    return one.answer


def _problem(one: Answered) -> str:
    return problem_text(one.problem | {"answer": one.answer})


def _aside(about: dict[str, Any], entry: str, number: int, problem: str) -> dict[str, Any]:
    told = {"said": about["answer"], "of_receipt": about["receipt"], "error": problem}
    return {"of": about["of"], "by": about["by"], "entry": entry, "number": number} | told


def restored(session: Session, office: str, received: Sequence[str]) -> dict[str, int]:
    """Count items in as stored that a rebuild took back, each with the moment the centre had `received` it.

    Gives the number of the receipt there is for each moment from now on: what arrived together was answered together.
    """
    first = session.connection().execute(_NEXT, {"of": office}).scalar_one()
    numbers = {moment: number for number, moment in enumerate(dict.fromkeys(received), first)}
    if numbers:
        rows = [_receipt(office, number, moment, "", None) for moment, number in numbers.items()]
        session.connection().execute(insert(core(Receipt)), rows)
    settings.put_in(session, _COUNTS, counts(session) + Counter({"stored": len(received), SENT: len(received)}))
    return numbers


def counts(session: Session) -> Counter[str]:
    """How many receipts there are by answer, and items that are sent. They only grow, so they are kept, and not counted anew.

    Where none are kept, in a store of a version before, they are counted this once.
    """
    kept = settings.get_in(session, _COUNTS)
    if kept is not None:
        return Counter(kept)
    if session.exec(select(Receipt.number).limit(1)).first() is None:  # however much waits, nothing of it was answered
        return Counter()
    accepted = select(OutboxItem.answer, func.count()).where(OutboxItem.state == SENT).group_by(OutboxItem.answer)
    refused = select(Refusal.answer, func.count()).group_by(Refusal.answer)
    found = Counter(dict(session.exec(accepted).all())) + Counter(dict(session.exec(refused).all()))
    return found + Counter({SENT: sum(found[answer] for answer in ACCEPTED)})
