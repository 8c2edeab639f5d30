"""Everything around an entry that the rules may look at. It all comes in from outside, today included."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from registers.dates import PartialDate
from registers.kinds import Layout, Level, PositionState, RegisterKind
from registers.value import Values

KnownEntry = Callable[[str, str, str], bool]
"""(kind, number as written, normalised date) → whether this office's store has that entry."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The position just before or just after in the same book."""

    number: int
    suffix: str
    year: int
    registration: PartialDate | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """Another entry of the same office and kind whose person has a similar name and the same birth date."""

    year: int
    number: int
    suffix: str
    values: Values
    position_state: PositionState = PositionState.NORMAL
    entry_id: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """The book, the position and the store around one entry.

    `office` is the office's code, `office_name` its official name. `known_signers` are (signer_name, signer_title) pairs
    stored of this office in the years around; empty where none are known yet, and then nothing is said of the signer.
    `known_entries` is None where no store can be asked.
    """

    office: str
    level: Level
    kind: RegisterKind | str
    layout: Layout
    year: int
    number: int | None
    suffix: str
    book_years: tuple[int, int]
    today: datetime.date
    opened: PartialDate | None = None
    closed: PartialDate | None = None
    position_state: PositionState = PositionState.NORMAL
    before: Neighbour | None = None
    after: Neighbour | None = None
    similar: Sequence[Similar] = ()
    known_signers: frozenset[tuple[str, str]] = frozenset()
    known_entries: KnownEntry | None = None
    office_name: str = ""
    page: int | None = None
