"""How far the plan is: of each phase and kind, what the inventory counts, what is keyed, what is approved.

The inventory is counted by book, in the phase its book falls due in; an entry by its own date of registration, so a book that
spans two phases gives entries to both. An entry without a date counts with its book.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, func, select
from sqlmodel import col

from registers.dates import PartialDate
from registers.plan import Phase, Plan, phase_of, phase_of_book
from registers.workflow import EntryState
from storage import books
from storage.engine import Store
from storage.tables import Entry

_Place = tuple[str, str, str]  # office, phase, kind

_WHOLE_DAY = len("dd.mm.yyyy")

BEYOND = ""
"""Stands for the phase of what no phase of the plan covers."""


@dataclass(frozen=True, slots=True)
class Count:
    """Entries of one phase and kind. `inventory` counts under the book's kind ("" for combined books), the others under their own.

    `office` is "" where those of all offices are counted together.
    """

    phase: str
    kind: str
    inventory: int = 0
    keyed: int = 0
    approved: int = 0
    office: str = ""


def of_plan(store: Store, plan: Plan, *, by_office: bool = False) -> list[Count]:
    """The counts of every phase and kind that has any, of all offices together or of each; phases and kinds in no order."""
    inventory: Counter[_Place] = Counter()
    due: dict[str, tuple[str, str]] = {}
    for book in books.list_books(store):
        office, phase = due[book.id] = book.office if by_office else "", _id(phase_of_book(plan, book))
        inventory[office, phase, book.kind] += book.entries or 0
    keyed: Counter[_Place] = Counter()
    approved: Counter[_Place] = Counter()
    for book_id, kind, registration, number, official in _entries(store, _split_months(plan)):
        day = PartialDate.from_normalised(registration)
        office, phase = due[book_id]
        place = office, _id(phase_of(plan, day.earliest())) if day else phase, kind
        keyed[place] += number
        approved[place] += official
    return [
        Count(phase, kind, inventory[place], keyed[place], approved[place], office)
        for place in sorted({*inventory, *keyed})
        for office, phase, kind in [place]
    ]


def _split_months(plan: Plan) -> list[str]:
    """Months (`mm.yyyy`) within which a phase begins or ends, so that their days are not all of one phase."""
    ends = (phase.ends + timedelta(days=1) for phase in plan.phases if phase.ends)
    begins = (phase.starts for phase in plan.phases if phase.starts)
    return sorted({f"{day:%m.%Y}" for day in (*begins, *ends) if day.day != 1})


def _entries(store: Store, split: list[str]) -> Iterable[tuple[str, str, str, int, int]]:
    """Book, kind and date of registration, with how many entries have them and how many of those are approved.

    By month, but by day in the months that are `split`: of a hundred thousand entries nearly each has a day of its own in its book.
    """
    day = col(Entry.registration)
    month = func.substr(day, 4)
    date = case(((func.length(day) == _WHOLE_DAY) & month.not_in(split), month), else_=day)
    official = func.sum(case((col(Entry.approved_revision).is_not(None), 1), else_=0))
    counted = select(col(Entry.book_id), col(Entry.kind), date.label("registered"), func.count(), official)
    query = counted.where(col(Entry.state) != EntryState.WITHDRAWN).group_by(Entry.book_id, Entry.kind, "registered")
    with store.read() as session:
        for book_id, kind, registered, number, approved in session.execute(query):
            yield book_id, kind, registered, number, int(approved)


def _id(phase: Phase | None) -> str:
    return phase.id if phase else BEYOND
