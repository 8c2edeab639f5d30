"""Values that follow from other values of the same entry: the rules the forms name in `derive` (`words_of:child_birth_date`).

A rule gets the stored values of its sources and gives the stored value, "" where they do not tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from registers.dates import PartialDate
from registers.marginnotes import marriage_status, noted
from registers.statements import changed_field, marital_status
from registers.words import date_words

Rule = Callable[..., str]


def words_of(date: str) -> str:
    """A date in words."""
    known = PartialDate.from_normalised(date)
    return date_words(known) if known is not None and (known.month or 1) <= 12 else ""


def birth_case_of(mother: str, father: str) -> str:
    """Which parents are known (§5.6, `nksLoaiKhaiSinh`); an abandoned child (5) cannot be told from names."""
    return {(True, True): "1", (False, True): "2", (True, False): "3", (False, False): "4"}[bool(mother), bool(father)]


def child_death_class_of(birth: str, death: str) -> str:
    """1 under one year, 2 from one to under five, "" for the older and where partial dates leave it open."""
    born, died = PartialDate.from_normalised(birth), PartialDate.from_normalised(death)
    if born is None or died is None:
        return ""
    oldest = _full_years(PartialDate(*_ymd(born, first=True)), PartialDate(*_ymd(died, first=False)))
    youngest = _full_years(PartialDate(*_ymd(born, first=False)), PartialDate(*_ymd(died, first=True)))
    classes = {_death_class(years) for years in (oldest, max(youngest, 0))}
    return classes.pop() if len(classes) == 1 else ""


def _ymd(date: PartialDate, *, first: bool) -> tuple[int, int, int]:
    day = date.earliest() if first else date.latest()
    return day.year, day.month, day.day


def _full_years(born: PartialDate, died: PartialDate) -> int:
    before_birthday = (died.month or 0, died.day or 0) < (born.month or 0, born.day or 0)
    return died.year - born.year - before_birthday


def _death_class(years: int) -> str:
    return "1" if years < 1 else "2" if years < 5 else ""


_RULES: Mapping[str, Rule] = {
    "words_of": words_of,
    "birth_case_of": birth_case_of,
    "child_death_class_of": child_death_class_of,
    "marital_status_of": marital_status,
    "changed_field_of": changed_field,
    "marriage_status_in": marriage_status,
}
_NOTED = ("declared_dead", "recognise", "capacity", "missing", "annul")


@cache
def _rule(name: str) -> Rule:
    if name in _RULES:
        return _RULES[name]
    item = name.removesuffix("_in")
    event = next((event for event in _NOTED if item.startswith(f"{event}_")), "")
    if item == name or not event:
        raise KeyError(f"no rule {name!r} to derive a value by")
    return lambda notes: noted(event, item.removeprefix(f"{event}_"), notes)


@cache
def _parsed(rule: str) -> tuple[Rule, tuple[str, ...]]:
    name, _, sources = rule.partition(":")
    return _rule(name), tuple(sources.split(","))


def derive(rule: str, entry: Mapping[str, str]) -> str:
    """The value `rule` gives for an entry's stored values. Raises KeyError for a rule nobody wrote."""
    made_by, sources = _parsed(rule)
    values = [entry.get(source, "") for source in sources]
    return made_by(*values) if any(values) else ""
