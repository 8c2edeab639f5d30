"""V7, V8: the ticks "on time" and "late" against the days the law gave for registering a birth or a death.

The law that counts is the one in force on the day of registration, whatever old stock of paper the page is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from registers.catalogue import Label
from registers.checks.entry import REGISTRATION, Entry
from registers.checks.flag import Flag, Severity, named
from registers.checks.span import AT_LEAST, AT_MOST, EXACT, Span, days_between

KIND = "registration_kind"
ON_TIME, LATE = "1", "4"


@dataclass(frozen=True, slots=True)
class Term:
    """From `since`, up to `days` are on time everywhere; up to `mountain_days` where the law gave mountain areas more."""

    since: date
    days: int
    mountain_days: int
    law: Label


BIRTH_TERMS = (
    Term(date(1961, 4, 1), 30, 30, Label("NĐ 4-CP năm 1961", "Decree 4-CP of 1961")),
    # All of Cao Bằng is mountain area, but no book says which term its official went by: between the two both ticks stand.
    Term(date(1998, 10, 25), 30, 60, Label("NĐ 83/1998", "Decree 83/1998")),
    Term(date(2006, 4, 1), 60, 60, Label("NĐ 158/2005 Đ14", "Decree 158/2005 art. 14")),
    Term(date(2016, 1, 1), 60, 60, Label("Luật Hộ tịch Đ15", "Civil Status Law art. 15")),
)
DEATH_TERMS = (
    Term(date(2006, 4, 1), 15, 15, Label("NĐ 158/2005 Đ20", "Decree 158/2005 art. 20")),
    Term(date(2016, 1, 1), 15, 15, Label("Luật Hộ tịch Đ33", "Civil Status Law art. 33")),
)
"""Before 2006 the term for deaths differed between towns (48 hours) and the country, so nothing is said."""


def birth_in_time(entry: Entry) -> Iterator[Flag]:
    """V7."""
    return _in_time(entry, "V7", "child_birth_date", BIRTH_TERMS)


def death_in_time(entry: Entry) -> Iterator[Flag]:
    """V8."""
    return _in_time(entry, "V8", "death_date", DEATH_TERMS)


def _in_time(entry: Entry, rule: str, event: str, terms: tuple[Term, ...]) -> Iterator[Flag]:
    tick, happened, registered = entry.text(KIND), entry.span(event), entry.registered
    if tick not in (ON_TIME, LATE) or happened is None or registered is None:
        return
    at_once, at_last = days_between(happened, registered)
    in_force = _in_force(terms, registered)
    if at_last < 0 or not in_force:  # an event after its registration is told by V6 and V9
        return
    term = max(in_force, key=lambda t: t.mountain_days)
    if tick == ON_TIME and at_once > term.mountain_days:
        yield _flag(entry, rule, event, "late", at_once, term.mountain_days, term.law)
    term = min(in_force, key=lambda t: t.days)
    if tick == LATE and at_last <= term.days:
        yield _flag(entry, rule, event, "early", at_last, term.days, term.law)


def _in_force(terms: tuple[Term, ...], registered: Span) -> list[Term]:
    if registered.first < terms[0].since:
        return []
    ends = [*(term.since for term in terms[1:]), date.max]
    return [
        term for term, end in zip(terms, ends, strict=True) if term.since <= registered.last and registered.first < end
    ]


def _flag(entry: Entry, rule: str, event: str, case: str, days: int, limit: int, law: Label) -> Flag:
    happened, registered = entry.raw_date(event), entry.registration
    exact = happened is not None and happened.full and registered is not None and registered.full
    params = {
        "event": happened.normalised if happened else "",
        "registered": registered.normalised if registered else "",
        "days": str(days),
        "limit": str(limit),
        **named("about", EXACT if exact else AT_LEAST if case == "late" else AT_MOST),
        **named("law", law),
    }
    return Flag(rule, Severity.W, (KIND, event, REGISTRATION), params, case)
