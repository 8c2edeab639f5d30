"""V31: dates put in where nothing was known. Partial dates and marks say that better."""

from __future__ import annotations

from collections.abc import Iterator

from registers.checks.entry import REGISTRATION, Entry
from registers.checks.flag import Flag, Severity, named
from registers.checks.span import days_between

FILLERS = frozenset({"19.11.1999", "01.01.1900"})
"""Met as stand-ins in workbooks of earlier campaigns and in keying guides of surveys (registers.md §4.4, §4.5)."""

REAL_WITHIN_DAYS = 60
"""A date so near its registration is that of a real event of those days."""


def filler_dates(entry: Entry) -> Iterator[Flag]:
    """A registration on such a day is left alone where its book is of that year."""
    for field in entry.dated:
        text = entry.text(field.name)
        if text not in FILLERS or _real(entry, field.name):
            continue
        yield Flag("V31", Severity.W, (field.name,), {**named("field", field.full_label), "date": text})


def _real(entry: Entry, name: str) -> bool:
    span, registered = entry.span(name), entry.registered
    if span is None:
        return False
    if name == REGISTRATION:
        return span.first.year == entry.about.year
    return registered is not None and abs(days_between(span, registered)[0]) <= REAL_WITHIN_DAYS
