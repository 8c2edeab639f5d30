"""Ages written where a birth date stands: `22`, `30 tuổi`, `21t`, `3 tháng` (layouts A and B print "Tuổi")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from registers.dates import PartialDate
from registers.text import clean, fold
from registers.words import parse_number_words

OLDEST = 125
_FIGURES = re.compile(
    r"(?P<about>khoang|chung|do|~)? ?(?P<n>\d{1,3}) ?(?P<unit>tuoi|thang tuoi|thang|ngay tuoi|ngay|t\b)?\.?"
)
_IN_WORDS = re.compile(r"(?P<words>[a-z ]+?) tuoi")


@dataclass(frozen=True, slots=True)
class Age:
    """An age in years, or in months or days for infants. `said` is True where the text names a unit, so that it is no year."""

    years: int
    months: int = 0
    days: int = 0
    about: bool = False
    said: bool = False

    def birth(self, registration: PartialDate) -> PartialDate:
        """The birth as far as an age tells it: registration year less the years; for infants from the month, where known."""
        if self.months and registration.month is not None:
            back = registration.year * 12 + registration.month - 1 - self.months
            return PartialDate(back // 12)
        return PartialDate(registration.year - self.years)


@lru_cache(maxsize=16384)
def parse_age(text: str) -> Age | None:
    """The age `text` says; None where it says none. A bare number up to three digits counts, for whoever expects an age."""
    plain = fold(clean(text)).strip()
    match = _FIGURES.fullmatch(plain)
    if match is not None:
        number, unit, about = int(match["n"]), match["unit"] or "", match["about"] is not None
        if unit.startswith("thang"):
            return Age(number // 12, months=number, about=about, said=True)
        if unit.startswith("ngay"):
            return Age(number // 365, days=number, about=about, said=True)
        return Age(number, about=about, said=bool(unit)) if number <= OLDEST else None
    match = _IN_WORDS.fullmatch(plain)
    number_said = parse_number_words(match["words"].split()) if match else None
    return Age(number_said, said=True) if number_said is not None and number_said <= OLDEST else None
