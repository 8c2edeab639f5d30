"""Lots: a clerk's waiting entries of one book, accepted by a sample of them or sent back whole (ISO 2859-1).

How hard the next lot is looked at follows from what came of the clerk's lots before (`registers.sampling.next_inspection`).
An accepted lot is approved entry by entry, each against the revision it had when the lot was drawn.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from random import Random
from typing import ClassVar

from sqlalchemy import select, update
from sqlmodel import Session

from registers.errors import HotichError
from registers.sampling import (
    Inspection,
    Outcome,
    SamplingPlan,
    faulty_interval,
    next_inspection,
    plan_for,
    points,
)
from registers.workflow import Act, Role
from storage import actions, decisions
from storage.bulk import insert_all
from storage.decisions import Decided, Undecided
from storage.engine import Store
from storage.permissions import NotAllowed, role_of
from storage.reviewtables import Lot, LotEntry
from storage.tables import WAITS, Entry, core

ACCEPTED, REJECTED = "accepted", "rejected"

_l, _m, _e = core(Lot).c, core(LotEntry).c, core(Entry).c


class NothingToDraw(HotichError):
    """The clerk has no entry waiting in the book that is in no open lot."""

    key: ClassVar[str] = "review.nothing_to_draw"


class NoSuchLot(HotichError):
    """There is no such lot, or it is decided already."""

    key: ClassVar[str] = "review.no_such_lot"


class NotInSample(HotichError):
    """An entry called faulty is not in the lot's sample."""

    key: ClassVar[str] = "review.not_in_sample"


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot. `sample` are ids of the entries to compare with the page; `decision` is "" until it is decided."""

    id: str
    book_id: str
    keyer: str
    inspection: Inspection
    aql: str
    size: int
    accept: int
    sample: tuple[str, ...]
    decision: str
    faulty: int | None

    @property
    def proves(self) -> tuple[int, int] | None:
        """Least and most faulty entries of the lot that its sample does not speak against (95 %); None while undecided."""
        return None if self.faulty is None else faulty_interval(self.size, len(self.sample), self.faulty)


def draw(store: Store, book_id: str, keyer: str, *, aql: str, by: str, random: Random) -> LotRow:
    """Make a lot of everything the clerk has waiting in the book, and draw its sample. Raises NothingToDraw, NotAllowed."""
    with store.write() as session:
        _require_reviewer(session, by, keyer)
        open_lots = select(_m.entry_id).join(core(Lot), _l.id == _m.lot_id).where(_l.decision == "")
        query = select(_e.id, _e.office, _e.revision).where(
            WAITS, _e.book_id == book_id, _e.keyer == keyer, _e.id.not_in(open_lots)
        )
        found = session.execute(query.order_by(_e.id)).all()
        if not found:
            raise NothingToDraw
        plan = plan_for(len(found), aql, next_inspection(_past(session, keyer)))
        sample = set(random.sample([row.id for row in found], plan.sample))
        lot_id = store.new_id()
        row = {
            "id": lot_id,
            "book_id": book_id,
            "keyer": keyer,
            "inspection": plan.inspection.value,
            "aql": aql,
            "size": len(found),
            "sample": plan.sample,
            "accept": plan.accept,
            "drawn_by": by,
            "drawn_at": store.now(),
            "decision": "",
            "faulty": None,
            "decided_by": "",
            "decided_at": "",
        }
        insert_all(session, Lot, [row])
        members = [
            {"lot_id": lot_id, "entry_id": each.id, "office": each.office, "revision": each.revision}
            | {"sampled": int(each.id in sample), "verdict": ""}
            for each in found
        ]
        insert_all(session, LotEntry, members)
        detail = {"book": book_id, "keyer": keyer, "inspection": plan.inspection.value, "size": len(found)}
        actions.record(session, by, "lot.draw", lot_id, detail | {"sample": sorted(sample), "accept": plan.accept})
        return _row(session, lot_id)


def decide(
    store: Store, lot_id: str, faulty: Collection[str], *, account_id: str, reason: str = ""
) -> tuple[LotRow, list[Decided | Undecided]]:
    """Accept or reject the lot by the faulty entries of its sample: approve all the rest, or return every entry.

    Of an accepted lot the faulty ones of the sample are returned. What has changed since the lot was drawn is named as undecided.
    Raises NoSuchLot, NotInSample, NotAllowed.
    """
    with store.write() as session:
        lot = _row(session, lot_id)
        _require_reviewer(session, account_id, lot.keyer)
        if lot.decision:
            raise NoSuchLot
        if set(faulty) - set(lot.sample):
            raise NotInSample
        decision = ACCEPTED if len(set(faulty)) <= lot.accept else REJECTED
        values = {"decision": decision, "faulty": len(set(faulty)), "decided_by": account_id, "decided_at": store.now()}
        session.execute(update(core(Lot)).where(_l.id == lot_id).values(**values))
        verdicts = update(core(LotEntry)).where(_m.lot_id == lot_id, _m.sampled == 1)
        session.execute(verdicts.values(verdict="good"))
        session.execute(verdicts.where(_m.entry_id.in_(list(faulty))).values(verdict="faulty"))
        actions.record(session, account_id, f"lot.{decision}", lot_id, {"faulty": sorted(set(faulty))})
        members = [(row.entry_id, row.revision) for row in _members(session, lot_id)]
        lot = _row(session, lot_id)
    good = [each for each in members if decision == ACCEPTED and each[0] not in faulty]
    back = [each for each in members if each not in good]
    answers = decisions.decide(store, Act.APPROVE, good, account_id=account_id, reason=reason)
    answers += decisions.decide(store, Act.RETURN, back, account_id=account_id, reason=reason or f"lot {lot_id}")
    return lot, answers


def list_lots(store: Store, *, keyer: str = "", undecided: bool = False) -> list[LotRow]:
    """The lots, newest first, of one clerk where named."""
    query = select(_l.id).order_by(_l.drawn_at.desc(), _l.id.desc())
    if keyer:
        query = query.where(_l.keyer == keyer)
    if undecided:
        query = query.where(_l.decision == "")
    with store.read() as session:
        return [_row(session, lot_id) for lot_id in session.execute(query).scalars().all()]


def inspection_of(store: Store, keyer: str) -> Inspection:
    """How hard the clerk's next lot will be looked at."""
    with store.read() as session:
        return next_inspection(_past(session, keyer))


def _past(session: Session, keyer: str) -> list[Outcome]:
    query = select(core(Lot)).where(_l.keyer == keyer, _l.decision != "").order_by(_l.decided_at, _l.id)
    found = []
    for row in session.execute(query):
        plan = SamplingPlan(Inspection(row.inspection), "", row.sample, row.accept)
        more = points(plan, row.size, row.aql, row.faulty)
        found.append(Outcome(plan.inspection, row.decision == ACCEPTED, more))
    return found


def _row(session: Session, lot_id: str) -> LotRow:
    row = session.execute(select(core(Lot)).where(_l.id == lot_id)).first()
    if row is None:
        raise NoSuchLot
    sample = tuple(each.entry_id for each in _members(session, lot_id) if each.sampled)
    return LotRow(
        row.id, row.book_id, row.keyer, Inspection(row.inspection), row.aql, row.size, row.accept, sample, row.decision,
        row.faulty,
    )  # fmt: skip


def _members(session: Session, lot_id: str) -> list[LotEntry]:
    query = select(core(LotEntry)).where(_m.lot_id == lot_id).order_by(_m.entry_id)
    return list(session.execute(query).all())  # type: ignore[arg-type]


def _require_reviewer(session: Session, account_id: str, keyer: str) -> None:
    if role_of(session, account_id) is not Role.SUPERVISOR or account_id == keyer:
        raise NotAllowed
