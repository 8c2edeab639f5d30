"""Lots: a clerk's waiting entries of one book, accepted by a sample of them or sent back whole (ISO 2859-1).

How hard the next lot is looked at follows from what came of the clerk's lots before (`registers.sampling.next_inspection`).
An accepted lot is approved entry by entry, each against the revision it had when the lot was drawn. That takes more than one unit
of work: a lot that was cut off between them stays unfinished until somebody finishes it. Of several who decide one lot at the
same moment the first unit of work counts; the others are told whose it was, and decide nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from random import Random
from typing import ClassVar

from sqlalchemy import select, update
from sqlmodel import Session

from registers.catalogue import label, say
from registers.errors import HotichError
from registers.sampling import (
    AQLS,
    next_inspection,
    plan_for,
)
from registers.workflow import Act, EntryState, Role
from storage import actions, decisions, plants
from storage.bulk import insert_all
from storage.decisions import Decided, GoOn, Undecided, notes_at
from storage.drawing import IN_OPEN_LOTS, past
from storage.engine import Store, in_vietnam, store_of
from storage.lotrows import (
    ACCEPTED,
    FAULTY,
    GOOD,
    MARKED,
    REJECTED,
    WORK_FIRST,
    LotRow,
    SampledEntry,
    Verdict,
    members_of,
    row_in,
    rows_in,
    sample_in,
    verdicts_in,
)
from storage.permissions import NotAllowed, role_of
from storage.records import newest, required
from storage.reviewtables import Lot, LotEntry
from storage.tables import WAITS, Account, Entry, core

_l, _m, _e = (core(table).c for table in (Lot, LotEntry, Entry))
_OF_ENTRY = (_e.office == _m.office) & (_e.id == _m.entry_id)


class NothingToDraw(HotichError):
    """The clerk has no entry waiting in the book that is in no open lot."""

    key: ClassVar[str] = "review.nothing_to_draw"


class DecidedBefore(HotichError):
    """The lot was decided already, and its entries with it; nothing of this decision is kept.

    Values: `who` decided it (the account's name), `at` what moment in Vietnam, `decision` in words, `faulty` of the sample.
    """

    key: ClassVar[str] = "lots.decided_before"


class DecidedUnfinished(DecidedBefore):
    """The lot was decided already, and its entries are being written, or were cut off: then `finish` it."""

    key: ClassVar[str] = "lots.decided_unfinished"


class NothingToFinish(HotichError):
    """The lot is to be decided first."""

    key: ClassVar[str] = "lots.nothing_to_finish"


class NotInSample(HotichError):
    """An entry called faulty is not in the lot's sample."""

    key: ClassVar[str] = "review.not_in_sample"


class JudgedMeanwhile(HotichError):
    """Another has a verdict on the entry that its reviewer did not know of; his own is not kept. Values: `who`, `verdict`."""

    key: ClassVar[str] = "lots.judged_meanwhile"


class CalledFaulty(HotichError):
    """An entry of the sample that somebody called faulty is not among the faulty ones given."""

    key: ClassVar[str] = "lots.called_faulty"


class SampleUnfinished(HotichError):
    """Entries of the sample were not compared with the page yet."""

    key: ClassVar[str] = "lots.unfinished"


class NoSuchLimit(HotichError):
    """There are no tables for that acceptance quality limit."""

    key: ClassVar[str] = "lots.no_such_limit"


def draw(store: Store, book_id: str, keyer: str, *, aql: str, by: str, random: Random) -> LotRow:
    """Make a lot of everything the clerk has waiting in the book, and draw its sample.

    Raises NothingToDraw, NoSuchLimit, NotAllowed.
    """
    if aql not in AQLS:
        raise NoSuchLimit(aql=aql, known=", ".join(AQLS))
    with store.write() as session:
        _require_reviewer(session, by, keyer)
        query = select(_e.id, _e.office, _e.revision).where(
            WAITS, _e.book_id == book_id, _e.keyer == keyer, _e.id.not_in(IN_OPEN_LOTS)
        )
        found = session.execute(query.order_by(_e.id)).all()
        if not found:
            raise NothingToDraw
        plan = plan_for(len(found), aql, next_inspection(past(session, keyer)))
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
            "finished_at": "",
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
        return row_in(session, lot_id)


def mark(
    store: Store,
    lot_id: str,
    entry_id: str,
    *,
    faulty: bool,
    account_id: str,
    comments: Mapping[str, str] | None = None,
    seen: Verdict | None = None,
) -> None:
    """Keep what comparing an entry of the sample with its page came to; `comments` meet the clerk once it goes back.

    `seen` is the verdict this one takes the place of, where the reviewer was shown it: what another has said since is not written over.
    Raises NoSuchLot, DecidedBefore, NotInSample, JudgedMeanwhile, NoSuchField, NotAllowed; StillPlanted where the error the reviewer
    saw, or not, was a planted one: then the entry is to be compared once more.
    """
    planted: decisions.StillPlanted | None = None
    with store.write() as session:
        lot = row_in(session, lot_id)
        _require_reviewer(session, account_id, lot.keyer)
        if lot.decision:
            raise _decided_before(session, lot)
        if entry_id not in lot.sample:
            raise NotInSample
        entry = required(session, entry_id)
        notes = notes_at(entry.kind, newest(session, entry).layout, comments or {})

        def caught(field: str) -> bool:  # a comment elsewhere is about something else
            return faulty and (field in notes or not notes)

        planted = decisions.planted_for(session, entry_id, account_id, caught=caught)
        if planted is None:
            verdict = FAULTY if faulty else GOOD
            before = verdicts_in(session, lot_id, {entry_id}).get(entry_id, Verdict())
            if seen not in (None, before) and (before.verdict, before.comments) != (verdict, notes):
                raise JudgedMeanwhile(who=_name(session, before.by), verdict=label(f"lots.verdict_{before.verdict}"))
            one = update(core(LotEntry)).where(_m.lot_id == lot_id, _m.entry_id == entry_id)
            session.execute(one.values(verdict=verdict))
            detail = {"entry": entry_id, "verdict": verdict} | ({"comments": notes} if notes else {})
            actions.record(session, account_id, MARKED, lot_id, detail)
    if planted is not None:
        raise planted


def decide(
    store: Store,
    lot_id: str,
    faulty: Collection[str] | None = None,
    *,
    account_id: str,
    reason: str = "",
    go_on: GoOn = lambda _: True,
) -> tuple[LotRow, list[Decided | Undecided]]:
    """Accept or reject the lot by the faulty entries of its sample: approve all the rest, or return every entry.

    `faulty` None takes what was marked entry by entry; given, it names all that were marked so. Of an accepted lot the faulty ones of the sample are returned. What has
    changed since the lot was drawn is named as undecided. Where `go_on` ends it, it is to be finished. Raises NoSuchLot,
    DecidedBefore, NotInSample, CalledFaulty, SampleUnfinished, NotAllowed.
    """
    with store.write() as session:
        lot = row_in(session, lot_id)
        _require_reviewer(session, account_id, lot.keyer)
        if lot.decision:
            raise _decided_before(session, lot)
        _keep_decision(session, lot, faulty, account_id)
        as_drawn = select(_m.entry_id).join(core(Entry), _OF_ENTRY)
        mine = set(session.execute(as_drawn.where(_m.lot_id == lot_id, _e.revision == _m.revision)).scalars())
    return _carry_out(store, lot_id, account_id, reason, go_on, mine)


def finish(
    store: Store, lot_id: str, *, account_id: str, reason: str = "", go_on: GoOn = lambda _: True
) -> tuple[LotRow, list[Decided | Undecided]]:
    """Write what is left of a decision that was cut off, or that `go_on` ended, whoever made it.

    Answers as `decide`; what was decided by then is answered as it stands. Raises NoSuchLot, NothingToFinish, NotAllowed;
    DecidedBefore where nothing is left.
    """
    with store.read() as session:
        lot = row_in(session, lot_id)
        _require_reviewer(session, account_id, lot.keyer)
        if not lot.decision:
            raise NothingToFinish
        if lot.finished_at:
            raise _decided_before(session, lot)
        everything = {each.entry_id for each in members_of(session, lot_id)}
    return _carry_out(store, lot_id, account_id, reason, go_on, everything)


def _decided_before(session: Session, lot: LotRow) -> DecidedBefore:
    told = DecidedUnfinished if lot.unfinished else DecidedBefore
    at = f"{in_vietnam(lot.decided_at):%H:%M %d/%m/%Y}"
    who = _name(session, lot.decided_by)
    return told(who=who, at=at, decision=label(f"lots.decision_{lot.decision}"), faulty=lot.faulty)


def _name(session: Session, account_id: str) -> str:
    found: str = session.execute(select(core(Account).c.name).where(core(Account).c.id == account_id)).scalar_one()
    return found


def _keep_decision(session: Session, lot: LotRow, faulty: Collection[str] | None, by: str) -> None:
    """Decide the lot by the faulty ones of its sample; nothing is done to its entries yet."""
    if faulty is None and lot.looked_at < len(lot.sample):
        raise SampleUnfinished(left=len(lot.sample) - lot.looked_at)
    found = set(lot.found if faulty is None else faulty)
    if found - set(lot.sample):
        raise NotInSample
    if forgotten := set(lot.found) - found:
        numbers = [str(each.position) for each in sample_in(session, lot.id) if each.entry_id in forgotten]
        raise CalledFaulty(positions=", ".join(numbers))
    decision = ACCEPTED if len(found) <= lot.accept else REJECTED
    values = {"decision": decision, "faulty": len(found), "decided_by": by, "decided_at": store_of(session).now()}
    session.execute(update(core(Lot)).where(_l.id == lot.id).values(**values))
    verdicts = update(core(LotEntry)).where(_m.lot_id == lot.id, _m.sampled == 1)
    session.execute(verdicts.values(verdict=GOOD))
    session.execute(verdicts.where(_m.entry_id.in_(list(found))).values(verdict=FAULTY))
    plants.lift_all(session, [each.entry_id for each in members_of(session, lot.id) if not each.sampled], by)
    actions.record(session, by, f"lot.{decision}", lot.id, {"faulty": sorted(found)})


def _carry_out(
    store: Store, lot_id: str, account_id: str, reason: str, go_on: GoOn, mine: Collection[str]
) -> tuple[LotRow, list[Decided | Undecided]]:
    """Approve and return the entries of a decided lot. Those of `mine` that stand as it wants by now were decided with it."""
    with store.read() as session:
        lot, members = row_in(session, lot_id), members_of(session, lot_id)
        said = {each: verdict.comments for each, verdict in verdicts_in(session, lot_id, lot.found).items()}
    # Only the sample was compared: what is decided with it measures nobody.
    faults = {each: max(1, len(said.get(each, {}))) if each in lot.found else 0 for each in lot.sample}
    because = say(f"lots.{lot.decision}_because", faulty=len(lot.found), sample=len(lot.sample), accept=lot.accept)
    good, back = (
        [(m.entry_id, m.revision) for m in members if lot.goes_back(m.entry_id) is side] for side in (False, True)
    )
    answers = decisions.decide(
        store, Act.APPROVE, good, account_id=account_id, reason=reason, faults=faults, go_on=go_on
    )
    if len(answers) == len(good):
        answers += decisions.decide(
            store, Act.RETURN, back, account_id=account_id, reason=reason or because, comments=said, faults=faults,
            go_on=lambda done: go_on(len(good) + done),
        )  # fmt: skip
    with store.write() as session:
        answers = _as_they_stand(session, lot, answers, mine)
        if len(answers) == lot.size:
            unfinished = update(core(Lot)).where(_l.id == lot_id, _l.finished_at == "")
            session.execute(unfinished.values(finished_at=store.now()))
        return row_in(session, lot_id), answers


def _as_they_stand(
    session: Session, lot: LotRow, answers: Sequence[Decided | Undecided], mine: Collection[str]
) -> list[Decided | Undecided]:
    """The answers, where those of `mine` that another decided with the lot, before it was cut off or beside this, count as decided:
    the revision after the lot's is what it wanted."""
    query = select(_e.id, _e.revision, _e.state, _m.revision.label("drawn")).join_from(
        core(LotEntry), core(Entry), _OF_ENTRY
    )
    wanted = (EntryState.APPROVED, EntryState.RETURNED)
    done = {
        row.id: row.revision
        for row in session.execute(query.where(_m.lot_id == lot.id))
        if row.id in mine and row.revision == row.drawn + 1 and row.state == wanted[lot.goes_back(row.id)]
    }
    return [Decided(each.entry_id, done[each.entry_id]) if each.entry_id in done else each for each in answers]


def get(store: Store, lot_id: str) -> LotRow:
    """One lot. Raises NoSuchLot."""
    with store.read() as session:
        return row_in(session, lot_id)


def sample_of(store: Store, lot_id: str) -> list[SampledEntry]:
    """The sample in the order of the book. Raises NoSuchLot."""
    with store.read() as session:
        row_in(session, lot_id)
        return sample_in(session, lot_id)


def list_lots(store: Store, *, keyer: str = "", undecided: bool = False, limit: int | None = None) -> list[LotRow]:
    """The lots, those not finished first, then newest first; of one clerk where named; `undecided`: only those not finished."""
    ids = select(_l.id).order_by(*WORK_FIRST).limit(limit)
    if keyer:
        ids = ids.where(_l.keyer == keyer)
    if undecided:
        ids = ids.where(_l.finished_at == "")
    with store.read() as session:
        return rows_in(session, ids)


def verdict_on(store: Store, lot_id: str, entry_id: str) -> Verdict:
    """The last verdict on an entry of the sample, with its comments. Raises NoSuchLot."""
    with store.read() as session:
        row_in(session, lot_id)
        return verdicts_in(session, lot_id, {entry_id}).get(entry_id, Verdict())


def _require_reviewer(session: Session, account_id: str, keyer: str) -> None:
    if role_of(session, account_id) is not Role.SUPERVISOR or account_id == keyer:
        raise NotAllowed
