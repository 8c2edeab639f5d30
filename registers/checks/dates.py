"""V5, V6, V29, V30: dates against the registration, against today, and against the calendar."""

from __future__ import annotations

from collections.abc import Iterator

from registers.checks.entry import REGISTRATION, Entry, is_birth, is_noted_later
from registers.checks.flag import Flag, Severity, named
from registers.checks.span import Span
from registers.form import Field, FieldType
from registers.value import Mark

_SAID_ELSEWHERE = {
    ("KT", "death_date"): "V9",
    ("HN", "stay_from"): "V24",
    ("HN", "stay_to"): "V24",
}
"""Dates a rule of their kind already compares with the registration."""


def not_after_registration(entry: Entry) -> Iterator[Flag]:
    """V5: nothing the page tells happened after the page was written, but what later notes tell."""
    registered, written = entry.registered, entry.registration
    if registered is None or written is None:
        return
    for field in entry.dated:
        if is_birth(field) or is_noted_later(field) or field.name == REGISTRATION:
            continue
        span = entry.span(field.name)
        if span is not None and span.surely_after(registered) and (entry.kind, field.name) not in _SAID_ELSEWHERE:
            yield _against(entry, "V5", field, {"registered": written.normalised})


def births_before_registration(entry: Entry) -> Iterator[Flag]:
    """V6: everybody on the page was born before it was written; a birth after today can only be a slip."""
    registered, written = entry.registered, entry.registration
    today = Span(entry.about.today, entry.about.today)
    for field in entry.dated:
        span = entry.span(field.name) if is_birth(field) else None
        if span is None:
            continue
        if span.surely_after(today):
            yield _against(entry, "V6", field, {"today": _shown(today)}, "future", Severity.E)
        elif registered is not None and written is not None and span.surely_after(registered):
            yield _against(entry, "V6", field, {"registered": written.normalised}, "registered")


def plausible_years(entry: Entry) -> Iterator[Flag]:
    """V29: years have four digits, are not still to come, not before these books, and not far from the book's own."""
    today = entry.about.today
    for field in entry.dated:
        value = entry.value(field.name)
        read = entry.raw_date(field.name)
        if read is None:
            yield from _no_date(field, value.as_written, value.normalised, value.mark)
        elif entry.absurd_year(field.name, read.year):
            yield _absurd(entry, field, read.normalised, read.year)
        elif not is_birth(field) and read.earliest() > today:
            yield _against(entry, "V29", field, {"today": _shown(Span(today, today))}, "future", Severity.E)


def _no_date(field: Field, as_written: str, normalised: str, mark: Mark) -> Iterator[Flag]:
    """A normalised text that is no date is a slip of whatever wrote it; words that give no date are only pointed out."""
    if normalised:
        yield Flag("V29", Severity.E, (field.name,), {**named("field", field.full_label), "text": normalised}, "form")
    elif as_written and mark is Mark.NONE:
        yield Flag("V29", Severity.W, (field.name,), {**named("field", field.full_label), "text": as_written}, "unread")


def _absurd(entry: Entry, field: Field, text: str, year: int) -> Flag:
    params = {**named("field", field.full_label), "date": text}
    if year > entry.about.today.year:
        params["today"] = _shown(Span(entry.about.today, entry.about.today))
        return Flag("V29", Severity.E, (field.name,), params, "future")
    if field.name == REGISTRATION:
        first, last = entry.about.book_years
        params |= {"first": str(first), "last": str(last)}
        return Flag("V29", Severity.E, (field.name,), params, "book")
    return Flag("V29", Severity.E, (field.name,), params, "old")


def impossible_dates(entry: Entry) -> Iterator[Flag]:
    """V30: a day the calendar does not have is kept as the book has it, and only with the mark that says so."""
    for field in entry.dated:
        if field.type is FieldType.AGE_OR_YEAR or entry.value(field.name).mark is Mark.DOUBTFUL:
            continue
        read = entry.raw_date(field.name)
        if read is not None and not read.exists:
            yield _against(entry, "V30", field, {})


def _against(
    entry: Entry, rule: str, field: Field, params: dict[str, str], case: str = "", severity: Severity = Severity.W
) -> Flag:
    read = entry.raw_date(field.name)
    params = {**named("field", field.full_label), "date": read.normalised if read else "", **params}
    return Flag(rule, severity, (field.name,), params, case)


def _shown(day: Span) -> str:
    return f"{day.first:%d.%m.%Y}"
