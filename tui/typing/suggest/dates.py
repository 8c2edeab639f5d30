"""Dates completed from a day, or a day and a month: the next such date after another of the entry, or the last before it.

Entries of a book go on in time, and what an entry tells of happened shortly before it was registered, so `27` is mostly enough.
Which date a field leans on, and in which direction, is learned (`Trust`).
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from registers.dates import PartialDate
from registers.form import Field, FieldType
from tui.typing.suggest.trust import ONCE, Trust

DATES = frozenset({FieldType.DATE, FieldType.PDATE})

_YEARS = 12  # how far the nearest such date may lie
_AFTERWARDS = 0.01  # what a page tells of happened before it was written, but for a few fields


class Anchor(NamedTuple):
    """A full date that others lie near: the field it stands in (or `book` for the entry before), and the day."""

    id: str
    day: datetime.date


def anchors(values: Mapping[str, str], previous: str) -> list[Anchor]:
    """The full dates among `values` (normalised, by field) and the registration date of the entry before."""
    found = [Anchor(name, day) for name, text in values.items() if (day := full_day(text))]
    before = full_day(previous)
    return [*found, Anchor("book", before)] if before else found


def complete(
    field: Field, digits: str, around: list[Anchor], trust: Trust, registered: datetime.date | None = None
) -> dict[str, float]:
    """Dates (normalised) that `digits`, a day or a day and a month, mean here, with their chances.

    `registered` is the day of registration where the page has it: what it tells of happened before, and mostly not long before.
    """
    wanted = day_month(digits)
    found: dict[str, float] = {}
    if wanted is None:
        return found
    for anchor in sorted(around, key=lambda one: one.day != registered):
        for kind, near in _nearest(anchor.day, *wanted):
            chance = trust.of(field, kind, anchor.id, ONCE)
            if registered is not None and (full_day(near) or registered) > registered:
                chance *= _AFTERWARDS
            found[near] = max(chance, found.get(near, 0.0))
    return found


def in_year(digits: str, year: int) -> str:
    """The date (normalised) of the day and month `digits` in `year`; "" where they mean none, or the year is not known (0)."""
    day, month = day_month(digits) or (0, None)
    if not year or month is None:
        return ""
    date = PartialDate(year, month, day)
    return date.normalised if date.exists else ""


def judge(field: Field, value: str, around: list[Anchor], trust: Trust) -> None:
    """Record which anchors would have completed `value` from its day, and from its day and month."""
    date = PartialDate.from_normalised(value)
    if date is None or date.day is None:
        return
    for anchor in around:
        for month in (None, date.month):
            for kind, near in _nearest(anchor.day, date.day, month):
                trust.judge(field, kind, anchor.id, ONCE, right=near == value)


def _nearest(day: datetime.date, wanted: int, month: int | None) -> Iterator[tuple[str, str]]:
    for kind, step in (("after", 1), ("before", -1)):
        near = _search(day, wanted, month, step)
        if near is not None:
            by = "day" if month is None else "month"
            yield f"{kind}_{by}", f"{near.day:02}.{near.month:02}.{near.year:04}"


def _search(day: datetime.date, wanted: int, month: int | None, step: int) -> datetime.date | None:
    """The first date from `day` on (or back) with the wanted day of the month, in the wanted month."""
    year, number = day.year, day.month
    for _ in range(12 * _YEARS):
        if month in (None, number) and wanted <= calendar.monthrange(year, number)[1]:
            near = datetime.date(year, number, wanted)
            if (near - day).days * step >= 0:
                return near
        number += step
        if number not in range(1, 13):
            number, year = (1, year + 1) if step > 0 else (12, year - 1)
        if not 1 < year < 9999:
            return None
    return None


def day_month(digits: str) -> tuple[int, int | None] | None:
    """The day, and the month where it is given, that two or four digits mean; None for others."""
    if not digits.isdecimal() or len(digits) not in (2, 4):
        return None
    day, month = int(digits[:2]), int(digits[2:]) if len(digits) == 4 else None
    return (day, month) if 1 <= day <= 31 and (month is None or 1 <= month <= 12) else None


def full_day(text: str) -> datetime.date | None:
    """The day `text` (normalised) tells; None where it is none, or only a part of one."""
    date = PartialDate.from_normalised(text)
    return date.earliest() if date is not None and date.full and date.exists else None
