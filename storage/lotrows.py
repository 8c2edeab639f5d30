"""A lot as it is read: how it is looked at, how far its sample is, what came of it, and what was said at its entries' fields."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import Select, select
from sqlmodel import Session

from registers.errors import HotichError
from registers.position import Position
from registers.sampling import Inspection, faulty_interval
from storage.reviewtables import Lot, LotEntry
from storage.tables import Action, Entry, core

ACCEPTED, REJECTED = "accepted", "rejected"
GOOD, FAULTY = "good", "faulty"

MARKED = "lot.mark"
"""The act under which a verdict on an entry stands in the log, with what was said at its fields: `{"entry", "verdict", "comments"}`."""

_a, _e, _l, _m = (core(table).c for table in (Action, Entry, Lot, LotEntry))

WORK_FIRST = (_l.finished_at != "", _l.drawn_at.desc(), _l.id.desc())
"""The order of lists: a lot that is not finished stands before those that are, however old it is."""


class NoSuchLot(HotichError):
    """There is no such lot."""

    key: ClassVar[str] = "review.no_such_lot"


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
    found: tuple[str, ...]  # entries of the sample called faulty so far
    decision: str
    faulty: int | None
    drawn_by: str
    drawn_at: str
    decided_by: str
    decided_at: str
    finished_at: str  # "" while entries of a decided lot were not decided with it
    looked_at: int  # entries of the sample somebody has a verdict on

    def goes_back(self, entry_id: str) -> bool:
        """True for an entry the decision returns: all of a rejected lot, the faulty ones of an accepted one's sample."""
        return self.decision == REJECTED or entry_id in self.found

    @property
    def unfinished(self) -> bool:
        """True where the lot is decided, and not all its entries are: that is under way, or was cut off and is to be finished."""
        return bool(self.decision) and not self.finished_at

    @property
    def most_if_accepted(self) -> int:
        """The most faulty entries the lot may hold where its sample just passes (95 %)."""
        return faulty_interval(self.size, len(self.sample), min(self.accept, len(self.sample)))[1]

    @property
    def proves(self) -> tuple[int, int] | None:
        """Least and most faulty entries of the lot that its sample does not speak against (95 %); None while undecided."""
        return None if self.faulty is None else faulty_interval(self.size, len(self.sample), self.faulty)


def row_in(session: Session, lot_id: str) -> LotRow:
    """The lot, within a unit of work. Raises NoSuchLot."""
    found = rows_in(session, select(_l.id).where(_l.id == lot_id))
    if not found:
        raise NoSuchLot
    return found[0]


def rows_in(session: Session, ids: Select[tuple[str]]) -> list[LotRow]:
    """The lots whose ids `ids` selects, those to be worked on first, then newest first, within a unit of work."""
    chosen = ids.scalar_subquery()
    query = select(core(Lot)).where(_l.id.in_(chosen)).order_by(*WORK_FIRST)
    sampled = select(_m.lot_id, _m.entry_id, _m.verdict).where(_m.lot_id.in_(chosen), _m.sampled == 1)
    samples: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for lot_id, entry_id, verdict in session.execute(sampled.order_by(_m.lot_id, _m.entry_id)):
        samples[lot_id].append((entry_id, verdict))
    return [_row(row, samples[row.id]) for row in session.execute(query)]


def _row(row: Any, sampled: Sequence[tuple[str, str]]) -> LotRow:
    sample = tuple(entry_id for entry_id, _ in sampled)
    found = tuple(entry_id for entry_id, verdict in sampled if verdict == FAULTY)
    looked_at = sum(verdict != "" for _, verdict in sampled)
    return LotRow(
        row.id, row.book_id, row.keyer, Inspection(row.inspection), row.aql, row.size, row.accept, sample, found, row.decision,
        row.faulty, row.drawn_by, row.drawn_at, row.decided_by, row.decided_at, row.finished_at, looked_at,
    )  # fmt: skip


def members_of(session: Session, lot_id: str) -> list[LotEntry]:
    """Every entry of the lot, by its id, within a unit of work."""
    query = select(core(LotEntry)).where(_m.lot_id == lot_id).order_by(_m.entry_id)
    return list(session.execute(query).all())  # type: ignore[arg-type]


def sample_in(session: Session, lot_id: str) -> list[SampledEntry]:
    """The sample of the lot in the order of the book, within a unit of work."""
    query = (
        select(_m.entry_id, _m.revision, _m.verdict, _e.year, _e.number, _e.suffix, _e.title, _e.page_no)
        .add_columns(_e.revision.label("newest"))
        .join(core(Entry), (_e.office == _m.office) & (_e.id == _m.entry_id))
        .where(_m.lot_id == lot_id, _m.sampled == 1)
        .order_by(_e.year, _e.number, _e.suffix)
    )
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
        for row in session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comparing an entry of a sample with its page last came to: good, faulty, or "" while nobody has; `by` is an account's id."""

    verdict: str = ""
    by: str = ""
    comments: Mapping[str, str] = field(default_factory=dict)  # by field


def verdicts_in(session: Session, lot_id: str, entry_ids: Collection[str]) -> dict[str, Verdict]:
    """The last verdict on each of the entries that has one."""
    lines = session.execute(
        select(_a.account_id, _a.detail).where(_a.subject == lot_id, _a.act == MARKED).order_by(_a.seq)
    )
    marks = [(line.account_id, json.loads(line.detail)) for line in lines]
    return {
        mark["entry"]: Verdict(mark["verdict"], by, dict(mark.get("comments", {})))
        for by, mark in marks
        if mark["entry"] in entry_ids
    }
