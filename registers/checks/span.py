"""What a date that is known in part can mean: a first and a last day. A rule may speak only where no reading satisfies it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from registers.catalogue import Label
from registers.dates import PartialDate

EXACT = Label("", "")
AT_LEAST = Label("ít nhất ", "at least ")
AT_MOST = Label("nhiều nhất ", "at most ")


@dataclass(frozen=True, slots=True)
class Span:
    """The days a date can mean, `first` to `last`, both included."""

    first: date
    last: date

    @classmethod
    def of(cls, read: PartialDate) -> Span:
        """The days `read` can mean."""
        return _of(read)

    @property
    def exact(self) -> bool:
        """True where only one day is meant."""
        return self.first == self.last

    def surely_after(self, other: Span) -> bool:
        """True where every reading of this date is later than every reading of `other`."""
        return self.first > other.last

    def widened(self) -> Span:
        """The same with a year added at both ends: what an age that became a year can mean."""
        return Span(years_after(self.first, -1), years_after(self.last, 1))


@lru_cache(maxsize=16384)  # the dates of a book come back on page after page
def _of(read: PartialDate) -> Span:
    return Span(read.earliest(), read.latest())


def days_between(earlier: Span, later: Span) -> tuple[int, int]:
    """The fewest and the most days from `earlier` to `later`; negative where they may run the other way."""
    return (later.first - earlier.last).days, (later.last - earlier.first).days


def age_between(birth: Span, at: Span) -> tuple[int, int]:
    """The lowest and the highest age in completed years at `at`; negative before birth."""
    return completed_years(birth.last, at.first), completed_years(birth.first, at.last)


def completed_years(birth: date, at: date) -> int:
    """Birthdays passed from `birth` to `at`; 29 February is celebrated on 1 March in other years."""
    return at.year - birth.year - ((at.month, at.day) < (birth.month, birth.day))


def years_after(day: date, years: int) -> date:
    """The same day `years` later (or earlier), 28 February for the 29th; stays inside the calendar."""
    year = min(max(day.year + years, date.min.year), date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return day.replace(year=year, day=28)
