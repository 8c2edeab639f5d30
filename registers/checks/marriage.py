"""V11: the age of the spouses, by the law in force on the day they became a couple (registers.md §6.2).

That day is the one the relationship is recognised from, where the page gives it: a couple living together since before
3 January 1987 is married since then, however late it registered (NĐ 123/2015 Đ44).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from registers.catalogue import Label
from registers.checks.entry import REGISTRATION, Entry
from registers.checks.flag import Flag, Severity, named
from registers.checks.span import Span, age_between, years_after
from registers.dates import PartialDate

RELATIONSHIP = "relationship_date"
MAN, WOMAN = "1", "2"


@dataclass(frozen=True, slots=True)
class AgeLaw:
    """The least age from `since` on. `entering`: the year of life need only have begun, one day after the birthday before.

    For "from 20" of the laws of 1959 and 1986 the same mild reading is taken, for courts did so, and a warning is only
    given where no reading helps.
    """

    since: date
    man: int
    woman: int
    entering: bool
    law: Label

    def age(self, sex: str) -> int:
        """The age the law names for a man (`1`) or a woman (`2`)."""
        return self.man if sex == MAN else self.woman

    def old_enough(self, birth: PartialDate, sex: str, day: date) -> bool:
        """True where somebody born on `birth` may be old enough on `day`; only years count where only the year is known."""
        least = self.age(sex) - self.entering
        if birth.month is None:
            return day.year - birth.year >= least
        reached = years_after(birth.earliest(), least) + timedelta(days=int(self.entering))
        return day >= reached


LAWS = (
    AgeLaw(date(1960, 1, 13), 20, 18, True, Label("Luật HNGĐ 1959 Đ6", "Family Law 1959 art. 6")),
    AgeLaw(date(1987, 1, 3), 20, 18, True, Label("Luật HNGĐ 1986 Đ5", "Family Law 1986 art. 5")),
    AgeLaw(
        date(2001, 1, 1), 20, 18, True, Label("Luật HNGĐ 2000 Đ9, NĐ 70/2001", "Family Law 2000 art. 9, Decree 70/2001")
    ),
    AgeLaw(date(2015, 1, 1), 20, 18, False, Label("Luật HNGĐ 2014 Đ8", "Family Law 2014 art. 8")),
)


def broken_law(birth: PartialDate, sex: str, at: PartialDate) -> AgeLaw | None:
    """The law somebody born on `birth` was too young for, whatever `birth` and `at` may mean; None where a reading fits."""
    days = Span.of(at)
    if days.first < LAWS[0].since:
        return None
    broken = None
    ends = [*(law.since for law in LAWS[1:]), date.max]
    for law, end in zip(LAWS, ends, strict=True):
        if days.last < law.since or end <= days.first:
            continue
        if law.old_enough(birth, sex, min(days.last, end - timedelta(days=1))):
            return None
        broken = law
    return broken


def marriage_age(entry: Entry) -> Iterator[Flag]:
    """V11, for each spouse."""
    basis = RELATIONSHIP if entry.date(RELATIONSHIP) is not None else REGISTRATION
    married = entry.date(basis)
    if married is None:
        return
    for role in entry.form.roles:
        name = entry.birth(role.name)
        birth = entry.date(name) if role.sex and name else None
        broken = broken_law(birth, role.sex, married) if birth is not None else None
        if birth is None or broken is None:
            continue
        yield Flag(
            "V11", Severity.W, (name, basis), too_young(birth, role.sex, married, broken) | named("who", role.label)
        )


def too_young(birth: PartialDate, sex: str, at: PartialDate, broken: AgeLaw) -> dict[str, str]:
    """The params of a text that says who was too young for which law."""
    return {
        "birth": birth.normalised,
        "date": at.normalised,
        "age": str(age_between(Span.of(birth), Span.of(at))[1]),
        "least": str(broken.age(sex)),
        **named("law", broken.law),
    }
