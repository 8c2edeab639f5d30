"""Administrative units through time (registers.md §5.3, §5.4, appendix A).

A unit is a code *and* the day it is valid from, since 2020 and 2025 gave old codes to new names. Shipped are the states of
Cao Bằng before 2020 (13 districts, 199 communes), of 2020 (10, 161) and of 2025 (56 communes, no districts), best-effort
states before 2004 (codes/units.csv), and the names of the other provinces (codes/provinces.csv), whose communes can be
imported in the same columns. Sources know most changes before 2025 only to the year, so they count from a 1 January; where
a page names the other state, the page wins. Names carry the classic tone placement (`Hòa An`).
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources

from registers.catalogue import Label
from registers.errors import HotichError
from registers.kinds import Level
from registers.text import classic_tones, clean, fold, strip_marks

SINCE_EVER = date(1900, 1, 1)
"""Stands for "as far back as the books go" in `Unit.valid_from`."""

HOME_PROVINCE = "04"
COLUMNS = ("code", "kind_word", "name", "level", "parent", "valid_from", "valid_to")


class UnitTableError(HotichError):
    """A table of units that cannot be read; `line` and `problem` say where and why."""

    key = "values.unit_table"


@dataclass(frozen=True, slots=True)
class Unit:
    """One administrative unit in one of its states, valid on `valid_from ≤ day < valid_to` (None: still)."""

    code: str  # 2 digits a province, 3 a district, 5 a commune (QĐ 124/2004/QĐ-TTg)
    name: str  # without the kind: "Hồng Việt"
    kind_word: str  # xã, phường, thị trấn, huyện, thị xã, thành phố, tỉnh
    level: Level
    parent: str  # code of the unit above, "" for a province
    valid_from: date
    valid_to: date | None

    @property
    def full(self) -> str:
        """Kind and name: `xã Hồng Việt`."""
        return f"{self.kind_word} {self.name}"

    def valid_on(self, day: date) -> bool:
        """True where the unit is in this state on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def read_table(text: str) -> tuple[Unit, ...]:
    """The units of a CSV text with the columns `COLUMNS`; dates are ISO, empty where open.

    Raises UnitTableError, with the line, for anything that does not fit.
    """
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise UnitTableError(line=1, problem=", ".join(COLUMNS))
    return tuple(_unit_of(row, line) for line, row in enumerate(rows, start=2))


def _unit_of(row: dict[str, str], line: int) -> Unit:
    try:
        unit = Unit(
            code=row["code"].strip(),
            name=classic_tones(clean(row["name"])),
            kind_word=clean(row["kind_word"]).lower(),
            level=Level(row["level"]),
            parent=row["parent"].strip(),
            valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else SINCE_EVER,
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        )
    except (ValueError, AttributeError, TypeError) as problem:
        raise UnitTableError(line=line, problem=str(problem)) from problem
    if not (unit.code and unit.name and unit.kind_word):
        raise UnitTableError(line=line, problem="code, kind_word, name")
    return unit


def initials_of(name: str) -> str:
    """`Hòa An` → `HA`."""
    return "".join(word[0] for word in name.split()).upper()


class Gazetteer:
    """Units with their indexes: by day, by code, by folded name."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = tuple(sorted(units, key=lambda unit: unit.valid_from))
        self._by_code: dict[str, list[Unit]] = {}
        self._by_name: dict[str, list[Unit]] = {}
        self._by_initials: dict[str, list[Unit]] = {}
        self._by_syllable: dict[tuple[int, int, str], list[Unit]] = {}
        self._below: dict[str, set[str]] = {}
        for unit in self.units:
            self._by_code.setdefault(unit.code, []).append(unit)
            for key in {fold(unit.name), fold(unit.full)}:
                self._by_name.setdefault(key, []).append(unit)
            syllables = fold(unit.name).split()
            for initials in {initials_of(unit.name), initials_of(strip_marks(unit.name))}:
                self._by_initials.setdefault(initials, []).append(unit)
            for at, syllable in enumerate(syllables):
                self._by_syllable.setdefault((len(syllables), at, syllable), []).append(unit)
            if unit.level is Level.DISTRICT:
                self._below.setdefault(unit.parent, {unit.parent}).add(unit.code)
        self._changes = sorted(
            {unit.valid_from for unit in self.units} | {u.valid_to for u in self.units if u.valid_to}
        )

    def period(self, day: date) -> date:
        """The first day of the time around `day` in which no unit changed: what is read for one of its days holds for all."""
        at = bisect_right(self._changes, day)
        return self._changes[at - 1] if at else day

    def at(self, day: date) -> tuple[Unit, ...]:
        """Every unit valid on `day`."""
        return tuple(unit for unit in self.units if unit.valid_on(day))

    def states(self, code: str) -> tuple[Unit, ...]:
        """All states of `code`, oldest first."""
        return tuple(self._by_code.get(code, ()))

    def unit(self, code: str, day: date) -> Unit | None:
        """The unit `code` meant on `day`, or None."""
        return next((unit for unit in self._by_code.get(code, ()) if unit.valid_on(day)), None)

    def named(self, name: str) -> tuple[Unit, ...]:
        """The units of any time called `name`, bare or with the kind before it, in whatever spelling folds alike."""
        return tuple(self._by_name.get(fold(name), ()))

    def initialled(self, initials: str) -> tuple[Unit, ...]:
        """The units of any time with these initials, `HA` for Hòa An; `Đ` may stand as `D`."""
        return tuple(self._by_initials.get(initials, ()))

    def with_syllable(self, count: int, at: int, syllable: str) -> tuple[Unit, ...]:
        """The units of any time whose name has `count` syllables and `syllable`, folded, at place `at`."""
        return tuple(self._by_syllable.get((count, at, fold(syllable)), ()))

    def parents_within(self, province: str) -> frozenset[str]:
        """The codes a commune of `province` may have above it: its districts of any time, and the province itself."""
        return frozenset(self._below.get(province, {province}))

    def find(self, name: str, day: date, within: str | None = None) -> tuple[Unit, ...]:
        """The units of `day` called `name`; `within` keeps those under the unit of that code, at any depth."""
        found = [unit for unit in self.named(name) if unit.valid_on(day)]
        if within is not None:
            found = [unit for unit in found if within in (above.code for above in self.above(unit, day))]
        return tuple(found)

    def above(self, unit: Unit, day: date) -> tuple[Unit, ...]:
        """The district and province of `unit` on `day`, nearest first."""
        chain: list[Unit] = []
        parent = self.unit(unit.parent, day) if unit.parent else None
        while parent is not None and len(chain) < 3:
            chain.append(parent)
            parent = self.unit(parent.parent, day) if parent.parent else None
        return tuple(chain)

    def written_out(self, unit: Unit, day: date) -> str:
        """`xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng` as of `day`."""
        return ", ".join(each.full for each in (unit, *self.above(unit, day)))

    def extended(self, units: Iterable[Unit]) -> Gazetteer:
        """A gazetteer that knows `units` too; a row of a code and start already known replaces the old one."""
        merged = {(unit.code, unit.valid_from): unit for unit in self.units}
        merged.update({(unit.code, unit.valid_from): unit for unit in units})
        return Gazetteer(merged.values())


def _shipped_text(name: str) -> str:
    return resources.files("registers").joinpath("codes", name).read_text(encoding="utf-8")


@cache
def _shipped() -> Gazetteer:
    return Gazetteer(read_table(_shipped_text("units.csv")) + read_table(_shipped_text("provinces.csv")))


_imported: Gazetteer | None = None


def gazetteer() -> Gazetteer:
    """The units places are read against: the shipped ones and those imported since the start."""
    return _imported or _shipped()


def import_units(text: str) -> tuple[Unit, ...]:
    """Add the units of a CSV text (columns `COLUMNS`), another province's say, for as long as the program runs.

    Gives the units read. Raises UnitTableError, and then nothing is added.
    """
    global _imported
    units = read_table(text)
    _imported = gazetteer().extended(units)
    _forget_answers()
    return units


def forget_imported() -> None:
    """Back to the shipped units alone."""
    global _imported
    _imported = None
    _forget_answers()


def _forget_answers() -> None:
    units_at.cache_clear()
    official_name.cache_clear()


@lru_cache(maxsize=64)
def units_at(day: date) -> tuple[Unit, ...]:
    """Every known unit valid on `day`, other provinces included."""
    return gazetteer().at(day)


def unit(code: str, day: date) -> Unit | None:
    """The unit `code` meant on `day`, or None: codes are used again for other names."""
    return gazetteer().unit(code, day)


def find_units(folded_name: str, day: date, within: str | None = None) -> tuple[Unit, ...]:
    """The units of `day` whose folded name is `folded_name` (`vinh quang`, `xa vinh quang`); `within` is the code above."""
    return gazetteer().find(folded_name, day, within)


@lru_cache(maxsize=4096)
def official_name(code: str, day: date) -> str:
    """The registering office of unit `code` on `day`: `UBND xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng`.

    A province's is its justice department (registers.md §1.2). Raises KeyError where no unit had that code.
    """
    found = unit(code, day)
    if found is None:
        raise KeyError(f"no unit {code} on {day}")
    if found.level is Level.PROVINCE:
        return f"Sở Tư pháp {found.full}"
    return f"UBND {gazetteer().written_out(found, day)}"


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a unit's past where its table of states cannot tell the whole."""

    code: str
    valid_from: date
    valid_to: date | None
    text: Label


@cache
def history() -> tuple[Fact, ...]:
    """The facts of registers.md §5.4 about units before 2004."""
    return tuple(
        Fact(
            row["code"],
            date.fromisoformat(row["valid_from"]) if row["valid_from"] else SINCE_EVER,
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            Label(row["vi"], row["en"]),
        )
        for row in csv.DictReader(io.StringIO(_shipped_text("history.csv")))
    )


def facts(code: str, day: date) -> tuple[Fact, ...]:
    """What a reader of a page of `day` should know about unit `code`."""
    return tuple(
        fact
        for fact in history()
        if fact.code == code and fact.valid_from <= day and (fact.valid_to is None or day < fact.valid_to)
    )
