"""What reading a written value gives (`Reading`, `Note`), and what it may look at (`Context`)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from registers.catalogue import say
from registers.dates import PartialDate
from registers.kinds import Layout, Level, RegisterKind
from registers.value import Mark


@dataclass(frozen=True, slots=True)
class Note:
    """Something a clerk or supervisor should know of a reading: what was filled in, or why nothing was.

    `name` is a text of the catalogue's area `values`; `sure` is False where the page should be looked at again.
    """

    name: str
    params: Mapping[str, str] = field(default_factory=dict)
    sure: bool = False

    def __str__(self) -> str:
        return say(f"values.{self.name}", **self.params)


@dataclass(frozen=True, slots=True)
class Reading:
    """The stored form of a written value, the mark its text implies (`không rõ` → UNKNOWN), and notes on how it was read."""

    normalised: str
    mark: Mark = Mark.NONE
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """The book and the page around a value.

    `office` is the unit code of the registering office, `year` the year its number belongs to, `registration` the entry's
    date once read. `above` holds the stored values of the same register's entry above, for ditto marks, `entry` those of this
    entry keyed so far. `hamlets` are spellings known in this office's books (places.hamlet_key → name), which bring back marks
    the page leaves out.
    """

    office: str
    level: Level
    kind: RegisterKind | str
    layout: Layout
    year: int
    registration: PartialDate | None = None
    above: Mapping[str, str] = field(default_factory=dict)
    entry: Mapping[str, str] = field(default_factory=dict)
    hamlets: Mapping[str, str] = field(default_factory=dict)

    @property
    def day(self) -> datetime.date:
        """The day whose administrative units hold: the registration, else the middle of the number's year."""
        if self.registration is not None and self.registration.full:
            return self.registration.earliest()
        return datetime.date(self.registration.year if self.registration else self.year, 7, 1)

    @property
    def pivot(self) -> int:
        """The year no two-digit year may pass."""
        return self.registration.year if self.registration is not None else self.year
