"""V1–V4: the place of an entry in its book: its number, its page and its date against the book and the positions around.

NĐ 158/2005 Đ68: numbers start at 01 each year and run on through the second and third book of a year.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from registers.checks.about import About, Neighbour
from registers.checks.entry import REGISTRATION, Entry
from registers.checks.flag import Flag, Severity
from registers.checks.span import Span
from registers.kinds import Layout, PositionState
from registers.position import Position

NUMBER = "entry_no"
PAGE = "page_no"
DATE_TOLERANCE = timedelta(days=3)
"""Entries were written up some days late and out of order; within these days nobody is told."""

_LOOSE = (Layout.A, Layout.B)


def inside_book(entry: Entry) -> Iterator[Flag]:
    """V1: registered between the opening and the closing of the book, in the year the number belongs to."""
    about, registered, written = entry.about, entry.registered, entry.registration
    if registered is None or written is None:
        return
    day = {"date": written.normalised}
    if about.opened is not None and Span.of(about.opened).surely_after(registered):
        yield Flag("V1", Severity.W, (REGISTRATION,), day | {"opened": about.opened.normalised}, "before")
    if about.closed is not None and registered.surely_after(Span.of(about.closed)):
        yield Flag("V1", Severity.W, (REGISTRATION,), day | {"closed": about.closed.normalised}, "after")
    if written.year != about.year:
        yield Flag("V1", Severity.W, (REGISTRATION,), day | {"year": str(about.year)}, "year")


def numbers_run_on(entry: Entry) -> Iterator[Flag]:
    """V2: numbers run 1, 2, 3 … in a year, without gap or repeat; a suffix (bis, a) marks a number given twice."""
    about = entry.about
    if about.number is None or about.position_state is PositionState.SKIPPED:
        return
    here = Position(about.year, about.number, about.suffix)
    if here.suffix:
        yield Flag("V2", Severity.I, (NUMBER,), {"number": str(here)}, "suffix")
    written = entry.text(NUMBER)
    if written and not _says(written, here):
        yield Flag("V2", Severity.W, (NUMBER,), {"written": written, "number": str(here)}, "differs")
    before, after = _position(about.before), _position(about.after)
    if here in (before, after):
        yield Flag("V2", Severity.W, (NUMBER,), {"number": str(here)}, "repeat")
    elif before is not None and (before.year, before.number) > (here.year, here.number):
        yield Flag("V2", _severity(about), (NUMBER,), {"first": str(before), "second": str(here)}, "backwards")
    elif before is not None:
        yield from _gap(about, before, here)
    if after is not None and (after.year, after.number) < (here.year, here.number):
        yield Flag("V2", _severity(about), (NUMBER,), {"first": str(here), "second": str(after)}, "backwards")


def _says(written: str, here: Position) -> bool:
    try:
        return Position.parse(written, here.year) == here
    except ValueError:
        return False


def _gap(about: About, before: Position, here: Position) -> Iterator[Flag]:
    """Nothing is said of the first position of a book: an earlier book may hold the numbers before it."""
    first = before.number + 1 if before.year == here.year else 1
    if here.number <= first:
        return
    missing = str(first) if here.number - first == 1 else f"{first}–{here.number - 1}"
    yield Flag(
        "V2", _severity(about), (NUMBER,), {"missing": missing, "year": str(here.year), "number": str(here)}, "gap"
    )


def _severity(about: About) -> Severity:
    """Books of before 2006 were numbered with less care, so there a break is only told."""
    return Severity.I if about.layout in _LOOSE else Severity.W


def dates_rise(entry: Entry) -> Iterator[Flag]:
    """V3: as numbers rise, dates of registration do not fall by more than a few days."""
    registered, written = entry.registered, entry.registration
    if registered is None or written is None:
        return
    before, after = entry.about.before, entry.about.after
    for earlier, later, neighbour in ((before, registered, before), (registered, after, after)):
        first, second = _registered(earlier), _registered(later)
        if neighbour is None or first is None or second is None or first.first - second.last <= DATE_TOLERANCE:
            continue
        params = {
            "date": written.normalised,
            "other": neighbour.registration.normalised if neighbour.registration else "",
            "number": str(_position(neighbour)),
            "days": str((first.first - second.last).days),
        }
        yield Flag("V3", Severity.W, (REGISTRATION,), params, "before" if neighbour is before else "after")


def _registered(at: Neighbour | Span | None) -> Span | None:
    if isinstance(at, Neighbour):
        return Span.of(at.registration) if at.registration else None
    return at


def pages_run_on(entry: Entry) -> Iterator[Flag]:
    """V4: pages rise with the numbers, and none is passed over between two numbers that follow each other."""
    about = entry.about
    page = about.page if about.page is not None else entry.number(PAGE)
    before = about.before
    if page is None or before is None or before.page is None:
        return
    params = {"page": str(page), "before": str(before.page), "number": str(_position(before))}
    if page < before.page:
        yield Flag("V4", Severity.I, (PAGE,), params, "backwards")
    elif page > before.page + 1 and _follows(about, before):
        yield Flag("V4", Severity.I, (PAGE,), params, "gap")


def _follows(about: About, before: Neighbour) -> bool:
    return before.year != about.year or about.number is None or about.number - before.number <= 1


def _position(neighbour: Neighbour | None) -> Position | None:
    return Position(neighbour.year, neighbour.number, neighbour.suffix) if neighbour else None
