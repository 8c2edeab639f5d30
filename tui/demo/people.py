"""Invented people of one commune. Names are drawn from the program's own lists of what is common; nobody here is real."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib import resources
from random import Random

MAN, WOMAN = "1", "2"  # code list "sex"

_MIDDLE_SHARE = 0.9  # most men and women here have a middle name
_OWN_NAMES = ("Mông", "Dao")  # groups whose given and middle names have lists of their own
_SHARES = {"Tày": 45, "Nùng": 35, "Mông": 8, "Dao": 8, "Kinh": 4}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented. `sex` is a code, `group` the ethnic group, `id_no` nine digits or "" before the age for one."""

    name: str
    sex: str
    group: str
    born: date
    hamlet: str
    id_no: str = ""
    id_date: date = date.min


@dataclass(frozen=True, slots=True)
class Couple:
    """Two who married on `day`."""

    man: Person
    woman: Person
    day: date

    @property
    def at_home(self) -> Couple:
        """The two as they live since: in the man's hamlet, the custom here."""
        return replace(self, woman=replace(self.woman, hamlet=self.man.hamlet))


class Commune:
    """Draws people of one commune, the same ones for the same `random`."""

    def __init__(self, random: Random, hamlets: tuple[str, ...]) -> None:
        self._random = random
        self._hamlets = hamlets

    def couple(self, day: date) -> Couple:
        """A couple that marries on `day`."""
        group = self._group()
        other = group if group in _OWN_NAMES or self._random.random() < 0.75 else self._group()
        man = self.grown(MAN, group, day, self._random.randint(21, 28))
        woman = self.grown(WOMAN, other, day, self._random.randint(19, 25))
        return Couple(man, woman, day)

    def grown(self, sex: str, group: str, day: date, age: int) -> Person:
        """A person who is `age` on `day`."""
        born = self._day_before(day.replace(day=1, year=day.year - age), 300)
        issued = max(born.replace(day=1, year=born.year + 16), date(1985, 1, 1))
        id_no = f"08{self._random.randint(0, 9_999_999):07d}" if issued < day else ""
        return Person(self._name(sex, group), sex, group, born, self._random.choice(self._hamlets), id_no, issued)

    def old(self, day: date) -> Person:
        """An old person of any group."""
        return self.grown(self._random.choice((MAN, WOMAN)), self._group(), day, self._random.randint(61, 92))

    def child(self, of: Couple, born: date) -> Person:
        """A child of the couple, with its father's surname, ethnic group and hamlet."""
        sex = self._random.choice((MAN, WOMAN))
        surname = of.man.name.split()[0]
        return Person(self._name(sex, of.man.group, surname), sex, of.man.group, born, of.man.hamlet)

    def _group(self) -> str:
        return self._random.choices(list(_SHARES), list(_SHARES.values()))[0]

    def _name(self, sex: str, group: str, surname: str = "") -> str:
        own = group if group in _OWN_NAMES else ""
        parts = [surname or self._drawn("surnames", (group,))]
        if self._random.random() < _MIDDLE_SHARE:
            parts.append(self._drawn("middle", (own, sex)))
        parts.append(self._drawn("given", (own, sex)))
        return " ".join(parts)

    def _drawn(self, table: str, key: tuple[str, ...]) -> str:
        names, weights = _table(table)[key]
        return self._random.choices(names, weights)[0]

    def _day_before(self, day: date, days: int) -> date:
        return day - timedelta(days=self._random.randint(1, days))


@cache
def _table(name: str) -> dict[tuple[str, ...], tuple[list[str], list[float]]]:
    """Names and weights of a list, by the columns before the name: (group,) of surnames, (group, sex) of the others."""
    text = resources.files("tui.typing").joinpath("lists", f"{name}.csv").read_text(encoding="utf-8")
    found: dict[tuple[str, ...], tuple[list[str], list[float]]] = defaultdict(lambda: ([], []))
    for *key, drawn, weight in list(csv.reader(text.splitlines()))[1:]:
        names, weights = found[tuple(key)]
        names.append(drawn)
        weights.append(float(weight))
    return dict(found)
