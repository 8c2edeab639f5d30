"""Lots: a clerk's waiting entries of one book, accepted by a sample of them or sent back whole (ISO 2859-1).

How hard the next lot is looked at follows from what came of the clerk's lots before (`registers.sampling.next_inspection`).
An accepted lot is approved entry by entry, each against the revision it had when the lot was drawn.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import ClassVar

from sqlalchemy import func, select, update
from sqlmodel import Session

from registers.catalogue import say
from registers.errors import HotichError
from registers.position import Position
from registers.sampling import (
    AQLS,
    Inspection,
    Outcome,
    SamplingPlan,
    faulty_interval,
    next_inspection,
    plan_for,
    points,
)
from registers.workflow import Act, Role
from storage import actions, decisions, plants
from storage.bulk import insert_all
from storage.decisions import Decided, Undecided, notes_at
from storage.engine import Store
from storage.permissions import NotAllowed, role_of
from storage.records import newest, required
from storage.reviewtables import Lot, LotEntry
from storage.tables import WAITS, Action, Entry, core

MARKED = "lot.mark"
"""The act under which a verdict on an entry stands in the log, with what was said at its fields: `{"entry", "verdict", "comments"}`."""

ACCEPTED, REJECTED = "accepted", "rejected"
GOOD, FAULTY = "good", "faulty"

_a, _l, _m, _e = (core(table).c for table in (Action, Lot, LotEntry, Entry))


class NothingToDraw(HotichError):
    """The clerk has no entry waiting in the book that is in no open lot."""

    key: ClassVar[str] = "review.nothing_to_draw"


class NoSuchLot(HotichError):
    """There is no such lot, or it is decided already."""

    key: ClassVar[str] = "review.no_such_lot"


class NotInSample(HotichError):
    """An entry called faulty is not in the lot's sample."""

    key: ClassVar[str] = "review.not_in_sample"


class SampleUnfinished(HotichError):
    """Entries of the sample were not compared with the page yet."""

    key: ClassVar[str] = "lots.unfinished"


class NoSuchLimit(HotichError):
    """There are no tables for that acceptance quality limit."""

    key: ClassVar[str] = "lots.no_such_limit"


@dataclass(frozen=True, slots=True)
class SampledEntry:
    """An entry of a lot's sample; `verdict` is good, faulty or "" while nobody has compared it."""

    entry_id: str
    position: Position
    title: str
    page_no: int | None
    revision: int
    changed: bool  # it has a newer revision than the lot
    verdict: str


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
    drawn_by: str
    drawn_at: str
    decided_by: str
    decided_at: str
    looked_at: int  # entries of the sample somebody has a verdict on

    @property
    def most_if_accepted(self) -> int:
        """The most faulty entries the lot may hold where its sample just passes (95 %)."""
        return faulty_interval(self.size, len(self.sample), min(self.accept, len(self.sample)))[1]

    @property
    def proves(self) -> tuple[int, int] | None:
        """Least and most faulty entries of the lot that its sample does not speak against (95 %); None while undecided."""
        return None if self.faulty is None else faulty_interval(self.size, len(self.sample), self.faulty)


def draw(store: Store, book_id: str, keyer: str, *, aql: str, by: str, random: Random) -> LotRow:
    """Make a lot of everything the clerk has waiting in the book, and draw its sample.

    Raises NothingToDraw, NoSuchLimit, NotAllowed.
    """
    if aql not in AQLS:
        raise NoSuchLimit(aql=aql, known=", ".join(AQLS))
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


def mark(
    store: Store,
    lot_id: str,
    entry_id: str,
    *,
    faulty: bool,
    account_id: str,
    comments: Mapping[str, str] | None = None,
) -> None:
    """Keep what comparing an entry of the sample with its page came to; `comments` meet the clerk once it goes back.

    Raises NoSuchLot, NotInSample, NoSuchField, NotAllowed; StillPlanted where the error the reviewer saw, or not, was a planted one: then the
    entry is to be compared once more.
    """
    planted: decisions.StillPlanted | None = None
    with store.write() as session:
        lot = _row(session, lot_id)
        _require_reviewer(session, account_id, lot.keyer)
        if lot.decision:
            raise NoSuchLot
        if entry_id not in lot.sample:
            raise NotInSample
        planted = decisions.planted_for(session, entry_id, account_id, caught=faulty)
        if planted is None:
            verdict = FAULTY if faulty else GOOD
            one = update(core(LotEntry)).where(_m.lot_id == lot_id, _m.entry_id == entry_id)
            session.execute(one.values(verdict=verdict))
            entry = required(session, entry_id)
            notes = notes_at(entry.kind, newest(session, entry).layout, comments or {})
            detail = {"entry": entry_id, "verdict": verdict} | ({"comments": notes} if notes else {})
            actions.record(session, account_id, MARKED, lot_id, detail)
    if planted is not None:
        raise planted


def decide(
    store: Store, lot_id: str, faulty: Collection[str] | None = None, *, account_id: str, reason: str = ""
) -> tuple[LotRow, list[Decided | Undecided]]:
    """Accept or reject the lot by the faulty entries of its sample: approve all the rest, or return every entry.

    `faulty` None takes what was marked entry by entry. Of an accepted lot the faulty ones of the sample are returned. What has
    changed since the lot was drawn is named as undecided. Raises NoSuchLot, NotInSample, SampleUnfinished, NotAllowed.
    """
    with store.write() as session:
        lot = _row(session, lot_id)
        _require_reviewer(session, account_id, lot.keyer)
        if lot.decision:
            raise NoSuchLot
        members = _members(session, lot_id)
        found = _marked(lot, members) if faulty is None else set(faulty)
        if found - set(lot.sample):
            raise NotInSample
        decision = ACCEPTED if len(found) <= lot.accept else REJECTED
        values = {"decision": decision, "faulty": len(found), "decided_by": account_id, "decided_at": store.now()}
        session.execute(update(core(Lot)).where(_l.id == lot_id).values(**values))
        verdicts = update(core(LotEntry)).where(_m.lot_id == lot_id, _m.sampled == 1)
        session.execute(verdicts.values(verdict=GOOD))
        session.execute(verdicts.where(_m.entry_id.in_(list(found))).values(verdict=FAULTY))
        plants.lift_all(session, [each.entry_id for each in members if not each.sampled], account_id)
        actions.record(session, account_id, f"lot.{decision}", lot_id, {"faulty": sorted(found)})
        lot, said = _row(session, lot_id), _comments(session, lot_id, found)
    every = [(each.entry_id, each.revision) for each in members]
    good = [each for each in every if decision == ACCEPTED and each[0] not in found]
    back = [each for each in every if decision == REJECTED or each[0] in found]
    # Only the sample was compared: what is decided with it measures nobody.
    faults = {each: max(1, len(said.get(each, {}))) if each in found else 0 for each in lot.sample}
    answers = decisions.decide(store, Act.APPROVE, good, account_id=account_id, reason=reason, faults=faults)
    why = reason or say("lots.rejected_because", faulty=len(found), sample=len(lot.sample), accept=lot.accept)
    answers += decisions.decide(
        store, Act.RETURN, back, account_id=account_id, reason=why, comments=said, faults=faults
    )
    return lot, answers


def get(store: Store, lot_id: str) -> LotRow:
    """One lot. Raises NoSuchLot."""
    with store.read() as session:
        return _row(session, lot_id)


def sample_of(store: Store, lot_id: str) -> list[SampledEntry]:
    """The sample in the order of the book. Raises NoSuchLot."""
    query = (
        select(_m.entry_id, _m.revision, _m.verdict, _e.year, _e.number, _e.suffix, _e.title, _e.page_no)
        .add_columns(_e.revision.label("newest"))
        .join(core(Entry), (_e.office == _m.office) & (_e.id == _m.entry_id))
        .where(_m.lot_id == lot_id, _m.sampled == 1)
        .order_by(_e.year, _e.number, _e.suffix)
    )
    with store.read() as session:
        _row(session, lot_id)
        rows = session.execute(query).all()
    return [
        SampledEntry(
            entry_id=row.entry_id,
            position=Position(row.year, row.number, row.suffix),
            title=row.title,
            page_no=row.page_no,
            revision=row.revision,
            changed=row.newest != row.revision,
            verdict=row.verdict,
        )
        for row in rows
    ]


def list_lots(store: Store, *, keyer: str = "", undecided: bool = False) -> list[LotRow]:
    """The lots, newest first, of one clerk where named."""
    query = select(_l.id).order_by(_l.drawn_at.desc(), _l.id.desc())
    if keyer:
        query = query.where(_l.keyer == keyer)
    if undecided:
        query = query.where(_l.decision == "")
    with store.read() as session:
        return [_row(session, lot_id) for lot_id in session.execute(query).scalars().all()]


@dataclass(frozen=True, slots=True)
class Drawable:
    """Work a lot can be made of: `count` entries of a clerk wait in the book in no open lot."""

    book_id: str
    keyer: str
    count: int
    inspection: Inspection


def drawable(store: Store, *, by: str) -> list[Drawable]:
    """What `by` may make lots of, by book; nobody judges his own work."""
    in_open_lots = select(_m.entry_id).join(core(Lot), _l.id == _m.lot_id).where(_l.decision == "")
    query = (
        select(_e.book_id, _e.keyer, func.count())
        .where(WAITS, _e.keyer != by, _e.id.not_in(in_open_lots))
        .group_by(_e.book_id, _e.keyer)
        .order_by(_e.book_id, _e.keyer)
    )
    with store.read() as session:
        rows = session.execute(query).all()
        inspections = {keyer: next_inspection(_past(session, keyer)) for keyer in {row[1] for row in rows}}
    return [Drawable(row[0], row[1], row[2], inspections[row[1]]) for row in rows]


def inspection_of(store: Store, keyer: str) -> Inspection:
    """How hard the clerk's next lot will be looked at."""
    with store.read() as session:
        return next_inspection(_past(session, keyer))


def _marked(lot: LotRow, members: Sequence[LotEntry]) -> set[str]:
    """The entries of the sample that were marked faulty, once each was compared."""
    if lot.looked_at < len(lot.sample):
        raise SampleUnfinished(left=len(lot.sample) - lot.looked_at)
    return {each.entry_id for each in members if each.sampled and each.verdict == FAULTY}


def comments_of(store: Store, lot_id: str, entry_id: str) -> dict[str, str]:
    """What was said at fields of an entry of the sample when it was called faulty. Raises NoSuchLot."""
    with store.read() as session:
        _row(session, lot_id)
        return _comments(session, lot_id, {entry_id}).get(entry_id, {})


def _comments(session: Session, lot_id: str, entry_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """The comments of the last verdict on each of the entries, where it has any."""
    lines = session.execute(select(_a.detail).where(_a.subject == lot_id, _a.act == MARKED).order_by(_a.seq))
    marks = [json.loads(line.detail) for line in lines]
    last = {mark["entry"]: mark.get("comments", {}) for mark in marks if mark["entry"] in entry_ids}
    return {entry_id: dict(said) for entry_id, said in last.items() if said}


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
    sampled = [each for each in _members(session, lot_id) if each.sampled]
    sample, looked_at = tuple(each.entry_id for each in sampled), sum(each.verdict != "" for each in sampled)
    return LotRow(
        row.id, row.book_id, row.keyer, Inspection(row.inspection), row.aql, row.size, row.accept, sample, row.decision,
        row.faulty, row.drawn_by, row.drawn_at, row.decided_by, row.decided_at, looked_at,
    )  # fmt: skip


def _members(session: Session, lot_id: str) -> list[LotEntry]:
    query = select(core(LotEntry)).where(_m.lot_id == lot_id).order_by(_m.entry_id)
    return list(session.execute(query).all())  # type: ignore[arg-type]


def _require_reviewer(session: Session, account_id: str, keyer: str) -> None:
    if role_of(session, account_id) is not Role.SUPERVISOR or account_id == keyer:
        raise NotAllowed
