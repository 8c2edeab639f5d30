"""The plan of the work: phases with dates, deadline and target, the order of kinds, and which book is next.

Plan 3510/KH-UBND (Cao Bằng, 9/10/2019) is built in; another plan is another TOML file of the same form (`plans/3510.toml`
says what its items mean).
"""

from __future__ import annotations

import tomllib
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from registers.catalogue import label
from registers.dates import PartialDate
from registers.errors import HotichError

_PHASE_KEYS = frozenset({"id", "from", "to", "deadline", "target"})
_PLAN_KEYS = frozenset({"name", "kinds", "phase"})


class PlanUnreadable(HotichError):
    """A plan's file is wrong: `what` is wrong with it and `found` where."""

    key = "plan.unreadable"


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase: the registration dates it covers, both ends included (None: open), its deadline and its target of entries."""

    id: str
    starts: date | None
    ends: date | None
    deadline: date
    target: int

    def contains(self, day: date) -> bool:
        """True where an entry registered on `day` may belong to this phase."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Plan:
    """Phases in their own order, and the groups of kinds in the order they are to be finished within each phase."""

    name: str
    phases: tuple[Phase, ...]
    kinds: tuple[tuple[str, ...], ...]

    @property
    def target(self) -> int:
        """The sum of the phases' targets, in entries."""
        return sum(phase.target for phase in self.phases)


class BookForQueue(Protocol):
    """What the queue must know of a book. Dates are `dd.mm.yyyy` or "", `kind` is "" for a combined book."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def book_no(self) -> str: ...
    @property
    def year_from(self) -> int: ...
    @property
    def year_to(self) -> int: ...
    @property
    def opened(self) -> str: ...
    @property
    def closed(self) -> str: ...
    @property
    def pinned(self) -> bool: ...


Book = TypeVar("Book", bound=BookForQueue)


@dataclass(frozen=True, slots=True)
class Queued(Generic[Book]):
    """A book in the queue: `rank` counts from 1, `phase` is None where no phase of the plan covers the book."""

    rank: int
    book: Book
    phase: Phase | None
    overdue: bool


@cache
def plan_3510() -> Plan:
    """The built-in plan: 634,023 entries in four phases."""
    return load_plan(resources.files("registers").joinpath("plans", "3510.toml").read_text(encoding="utf-8"))


def load_plan(text: str) -> Plan:
    """The plan written in `text` (TOML). Raises PlanUnreadable."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _refuse("not_toml", error)
    _check_keys(table, _PLAN_KEYS, required=_PLAN_KEYS)
    phases = tuple(_phase(entry) for entry in table["phase"])
    if not phases or len({phase.id for phase in phases}) < len(phases):
        _refuse("bad_phase", ", ".join(phase.id for phase in phases) or "phase")
    groups = table["kinds"]
    if not isinstance(groups, list) or not all(isinstance(group, list) for group in groups):
        _refuse("bad_kinds", groups)
    kinds = [kind for group in groups for kind in group]
    if not kinds or not all(isinstance(kind, str) for kind in kinds) or len(set(kinds)) < len(kinds):
        _refuse("bad_kinds", groups)
    return Plan(str(table["name"]), phases, tuple(tuple(group) for group in groups))


def _phase(table: Any) -> Phase:
    if not isinstance(table, dict):
        _refuse("bad_phase", table)
    _check_keys(table, _PHASE_KEYS, required=frozenset({"id", "deadline", "target"}))
    starts, ends, deadline, target = (table.get(key) for key in ("from", "to", "deadline", "target"))
    days = [day for day in (starts, ends, deadline) if day is not None]
    # `type` and not `isinstance`: a moment is a date to Python, and True a number.
    if any(type(day) is not date for day in days) or type(target) is not int or target < 0 or deadline is None:
        _refuse("bad_phase", table["id"])
    if starts and ends and starts > ends:
        _refuse("bad_phase", table["id"])
    return Phase(str(table["id"]), starts, ends, deadline, target)


def _check_keys(table: dict[str, Any], known: frozenset[str], required: frozenset[str]) -> None:
    if missing := required - set(table):
        _refuse("missing", ", ".join(sorted(missing)))
    if unknown := set(table) - known:
        _refuse("unknown", ", ".join(sorted(unknown)))


def _refuse(what: str, found: object) -> NoReturn:
    raise PlanUnreadable(what=label(f"plan.{what}"), found=found)


def phase_of(plan: Plan, day: date) -> Phase | None:
    """The phase an entry registered on `day` belongs to: the first whose dates contain it, None where none does."""
    return next((phase for phase in plan.phases if phase.contains(day)), None)


def phase_of_book(plan: Plan, book: BookForQueue) -> Phase | None:
    """The phase a book is due in: of the phases that own one of its days, the one with the earliest deadline.

    A book may span phases (1998 to 2001); it is taken from the shelf once, when its first entries fall due.
    """
    opened, closed = PartialDate.from_normalised(book.opened), PartialDate.from_normalised(book.closed)
    first = opened.earliest() if opened else date(book.year_from, 1, 1)
    last = closed.latest() if closed else date(book.year_to, 12, 31)
    # Who owns a day changes only where some phase begins or has ended.
    borders = {phase.starts for phase in plan.phases} | {
        phase.ends + timedelta(days=1) for phase in plan.phases if phase.ends
    }
    days = {first} | {day for day in borders if day and first < day <= last}
    owners = {phase for day in days if (phase := phase_of(plan, day))}
    return min(owners, key=lambda phase: phase.deadline, default=None)


def kind_rank(kind: str, plan: Plan | None = None) -> int:
    """The place of a kind's group in the plan's order, from 0; kinds the plan does not name come after all groups."""
    groups = (plan or plan_3510()).kinds
    return next((rank for rank, group in enumerate(groups) if kind in group), len(groups))


def next_books(
    plan: Plan, books: Sequence[Book], today: date, assigned: Container[str] | None = None
) -> list[Queued[Book]]:
    """The books in the order they are to be keyed: pinned first, then phase by deadline, kind, year, volume.

    With `assigned`, only books whose id is in it. A phase past its deadline keeps its place: it is still owed.
    """
    wanted = [book for book in books if assigned is None or book.id in assigned]
    found = [(book, phase_of_book(plan, book)) for book in wanted]

    def place(item: tuple[Book, Phase | None]) -> tuple[Any, ...]:
        book, phase = item
        deadline = phase.deadline if phase else date.max
        return (not book.pinned, deadline, kind_rank(book.kind, plan), book.year_from, _volume(book.book_no), book.id)

    return [
        Queued(rank, book, phase, overdue=phase is not None and phase.deadline < today)
        for rank, (book, phase) in enumerate(sorted(found, key=place), start=1)
    ]


def _volume(book_no: str) -> int:
    """The volume in `01/2007` or `01-TP/HT-2015-GH`."""
    digits = ""
    for character in book_no.strip():
        if not character.isdigit():
            break
        digits += character
    return int(digits or 0)
