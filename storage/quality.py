"""What is known of how good an office's entries are: compared fields, proven errors, returns, lots, planted errors, flags.

Of all accounts together. Shares come with the interval they lie in (95 %), for a few dozen compared fields prove little.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlmodel import Session

from registers.sampling import Inspection, Interval, binomial_interval
from registers.slips import ErrorClass
from registers.workflow import Act, EntryState
from storage.engine import Store
from storage.lotrows import ACCEPTED, REJECTED
from storage.plants import CAUGHT, MISSED
from storage.reviewtables import Fault, Lot, Measured, Plant
from storage.tables import Action, Entry, core

_a, _e, _f, _l, _m, _p = (core(table).c for table in (Action, Entry, Fault, Lot, Measured, Plant))


@dataclass(frozen=True, slots=True)
class Share:
    """`found` of `looked_at`, and the interval the true share lies in."""

    found: int
    looked_at: int

    @property
    def interval(self) -> Interval:
        """0 to 1 where nothing was looked at."""
        return binomial_interval(self.found, self.looked_at)


@dataclass(frozen=True, slots=True)
class OfKind:
    """Entries of one kind: live ones, those that are official, and those that were ever returned to their clerk."""

    kind: str
    entries: int
    approved: int
    returned: int


@dataclass(frozen=True, slots=True)
class OfInspection:
    """Lots looked at in one way: how many, entries in them and in their samples, how they ended, faulty entries seen."""

    inspection: Inspection
    lots: int
    entries: int
    sampled: int
    accepted: int
    rejected: int
    faulty: int


@dataclass(frozen=True, slots=True)
class Quality:
    """`fields`: faulty of those compared with the page or a second keying. `planted`: planted errors that reviewers caught.

    `classes` are errors a comparison proved. `flags` counts live entries by rule and severity of the flags they stand with.
    """

    fields: Share
    planted: Share
    classes: dict[ErrorClass, int]
    kinds: tuple[OfKind, ...]
    lots: tuple[OfInspection, ...]
    flags: dict[tuple[str, str], int]


def of_office(store: Store) -> Quality:
    """All of it, on one view of the store."""
    with store.read() as session:
        compared = session.execute(select(func.sum(_m.fields), func.sum(_m.faults))).one()
        answers = _counts(session, select(_p.answer, func.count()).group_by(_p.answer))
        classes = _counts(session, select(_f.error_class, func.count()).group_by(_f.error_class))
        caught, missed = answers.get(CAUGHT, 0), answers.get(MISSED, 0)
        return Quality(
            fields=Share(int(compared[1] or 0), int(compared[0] or 0)),
            planted=Share(caught, caught + missed),
            classes={each: classes[each] for each in ErrorClass if each in classes},
            kinds=_kinds(session),
            lots=_lots(session),
            flags=_flags(session),
        )


def _counts(session: Session, query: Select[tuple[str, int]]) -> dict[str, int]:
    return {row[0]: int(row[1]) for row in session.execute(query)}


def _kinds(session: Session) -> tuple[OfKind, ...]:
    official = func.sum(case((_e.approved_revision.is_not(None), 1), else_=0))
    live = _e.state != EntryState.WITHDRAWN
    query = select(_e.kind, func.count(), official).where(live).group_by(_e.kind).order_by(_e.kind)
    is_return = and_(_a.subject == _e.id, _a.act == f"entry.{Act.RETURN}")
    returned = select(_e.kind, func.count(_e.id.distinct())).join(core(Action), is_return).where(live).group_by(_e.kind)
    back = _counts(session, returned)
    return tuple(OfKind(row[0], row[1], int(row[2]), back.get(row[0], 0)) for row in session.execute(query))


def _lots(session: Session) -> tuple[OfInspection, ...]:
    def ended(how: str) -> ColumnElement[int]:
        return func.sum(case((_l.decision == how, 1), else_=0))

    figures = (
        func.count(),
        func.sum(_l.size),
        func.sum(_l.sample),
        ended(ACCEPTED),
        ended(REJECTED),
        func.sum(_l.faulty),
    )
    query = select(*(_l.inspection, *figures)).group_by(_l.inspection).order_by(_l.inspection)
    return tuple(
        OfInspection(Inspection(row[0]), *(int(figure or 0) for figure in row[1:])) for row in session.execute(query)
    )


def _flags(session: Session) -> dict[tuple[str, str], int]:
    query = select(_e.flags).where(_e.severity != "", _e.state != EntryState.WITHDRAWN)
    found: Counter[tuple[str, str]] = Counter()
    for flags in session.execute(query.execution_options(yield_per=1000)).scalars():
        found.update({(flag["rule"], flag["severity"]) for flag in json.loads(flags)})
    return dict(found.most_common())
