"""What an office brings to an end day by day, and when the plan is done at that pace.

Counted from the log of actions, of all accounts together: what one person does in an hour is for that person's eyes
(`storage.worked`), and a report is no league table.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

from sqlalchemy import func, select

from registers.plan import Phase, Plan, phase_of_book
from registers.workflow import Act
from storage.engine import VIETNAM, Store, in_vietnam, stamp
from storage.shelf import BookRow
from storage.tables import Action, core

_a = core(Action).c
_HOUR = func.substr(_a.at, 1, 13)  # `2026-11-22T01`: a day of Vietnam begins at a full hour of UTC
_COUNTED = {Act.KEY: "keyed", Act.CORRECT: "corrected", Act.RETURN: "returned", Act.APPROVE: "approved"}


@dataclass(frozen=True, slots=True)
class Done:
    """Entries keyed for the first time, corrected, returned and approved from one day on."""

    start: date
    keyed: int = 0
    corrected: int = 0
    returned: int = 0
    approved: int = 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of one phase: entries not keyed yet, what a week must bring to hold the deadline (None once it is past), and the day
    its last entry is keyed at the pace of the period if phases are finished one after the other (None where nothing is keyed)."""

    phase: Phase
    left: int
    needed_a_week: int | None
    finished_on: date | None


def days(store: Store, *, first: date, last: date) -> list[Done]:
    """What was done on each day of Vietnam from `first` to `last`, both included, that anything was."""
    begin, end = (datetime.combine(day, time(), VIETNAM) for day in (first, last + timedelta(days=1)))
    query = (
        select(_HOUR, _a.act, func.count())
        .where(_a.at >= stamp(begin), _a.at < stamp(end), _a.act.in_([f"entry.{act}" for act in _COUNTED]))
        .group_by(_HOUR, _a.act)
    )
    found: defaultdict[date, Counter[str]] = defaultdict(Counter)
    with store.read() as session:
        for hour, act, count in session.execute(query):
            day = in_vietnam(f"{hour}:00:00Z").date()
            found[day][_COUNTED[Act(act.removeprefix("entry."))]] += count
    return [Done(day, **found[day]) for day in sorted(found)]


def weeks(done: Iterable[Done]) -> list[Done]:
    """`done` summed by week; a week starts on its Monday."""
    found: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for one in done:
        monday = one.start - timedelta(days=one.start.weekday())
        found[monday].update({name: getattr(one, name) for name in _COUNTED.values()})
    return [Done(monday, **found[monday]) for monday in sorted(found)]


def outlook(plan: Plan, shelf: Iterable[BookRow], *, a_week: float, today: date) -> list[Outlook]:
    """What is left in the books of each phase, by deadline, keyed at `a_week` entries a week from `today` on.

    A book counts whole in the phase it falls due in, for that is how the queue leads through them.
    """
    left: dict[str, int] = {}
    for book in shelf:
        phase = phase_of_book(plan, book)
        if phase is not None:
            left[phase.id] = left.get(phase.id, 0) + max(0, (book.entries or 0) - book.keyed)
    rows, before = [], 0
    for phase in sorted(plan.phases, key=lambda phase: phase.deadline):
        if phase.id not in left:
            continue
        own = left[phase.id]
        before += own
        weeks_left = (phase.deadline - today).days / 7
        needed = ceil(own / weeks_left) if weeks_left > 0 else None
        finished = today + timedelta(weeks=min(before / a_week, _FAR)) if a_week and own else None
        rows.append(Outlook(phase, own, needed, finished))
    return rows


_FAR = 52.2 * 200  # weeks: beyond, a date says nothing
