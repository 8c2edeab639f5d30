"""What lots can be drawn of, and how hard the next one of a clerk is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session

from registers.sampling import Inspection, Outcome, SamplingPlan, next_inspection, points
from storage.engine import Store
from storage.lotrows import ACCEPTED
from storage.reviewtables import Lot, LotEntry
from storage.tables import WAITS, Entry, core

_l, _m, _e = (core(table).c for table in (Lot, LotEntry, Entry))

# A lot is open until the last of its entries is decided.
IN_OPEN_LOTS = select(_m.entry_id).join(core(Lot), _l.id == _m.lot_id).where(_l.finished_at == "")
"""Ids of entries that are in a lot by now, and in no other until it is finished."""


@dataclass(frozen=True, slots=True)
class Drawable:
    """Work a lot can be made of: `count` entries of a clerk wait in the book in no open lot."""

    book_id: str
    keyer: str
    count: int
    inspection: Inspection


def drawable(store: Store, *, by: str) -> list[Drawable]:
    """What `by` may make lots of, by book; nobody judges his own work."""
    query = (
        select(_e.book_id, _e.keyer, func.count())
        .where(WAITS, _e.keyer != by, _e.id.not_in(IN_OPEN_LOTS))
        .group_by(_e.book_id, _e.keyer)
        .order_by(_e.book_id, _e.keyer)
    )
    with store.read() as session:
        rows = session.execute(query).all()
        inspections = {keyer: next_inspection(past(session, keyer)) for keyer in {row[1] for row in rows}}
    return [Drawable(row[0], row[1], row[2], inspections[row[1]]) for row in rows]


def inspection_of(store: Store, keyer: str) -> Inspection:
    """How hard the clerk's next lot will be looked at."""
    with store.read() as session:
        return next_inspection(past(session, keyer))


def past(session: Session, keyer: str) -> list[Outcome]:
    """What came of the clerk's lots so far, the oldest first, within a unit of work."""
    query = select(core(Lot)).where(_l.keyer == keyer, _l.decision != "").order_by(_l.decided_at, _l.id)
    found = []
    for row in session.execute(query):
        plan = SamplingPlan(Inspection(row.inspection), "", row.sample, row.accept)
        more = points(plan, row.size, row.aql, row.faulty)
        found.append(Outcome(plan.inspection, row.decision == ACCEPTED, more))
    return found
