"""V24: a certificate of marital status: the stay it speaks of, and the age of somebody who wants it in order to marry."""

from __future__ import annotations

from collections.abc import Iterator

from registers.checks.entry import REGISTRATION, Entry
from registers.checks.flag import Flag, Severity
from registers.checks.marriage import MAN, WOMAN, broken_law, too_young

FROM, TO, PURPOSE, PERSON = "stay_from", "stay_to", "purpose_kind", "person"
TO_MARRY = frozenset("1234")


def certificate_fits(entry: Entry) -> Iterator[Flag]:
    """V24."""
    yield from _stay(entry)
    yield from _old_enough(entry)


def _stay(entry: Entry) -> Iterator[Flag]:
    start, end, issued = entry.span(FROM), entry.span(TO), entry.registered
    params = {"start": entry.text(FROM), "end": entry.text(TO), "issued": entry.text(REGISTRATION)}
    if start is not None and end is not None and start.first >= end.last:
        yield Flag("V24", Severity.W, (FROM, TO), params, "stay")
    if issued is None:
        return
    if end is not None and end.surely_after(issued):
        yield Flag("V24", Severity.W, (TO, REGISTRATION), params, "end")
    if start is not None and start.surely_after(issued):
        yield Flag("V24", Severity.W, (FROM, REGISTRATION), params, "start")


def _old_enough(entry: Entry) -> Iterator[Flag]:
    birth_name = entry.birth(PERSON)
    birth, issued, sex = entry.date(birth_name), entry.registration, entry.of(PERSON, "sex")
    if entry.text(PURPOSE) not in TO_MARRY or birth is None or issued is None or sex not in (MAN, WOMAN):
        return
    broken = broken_law(birth, sex, issued)
    if broken is not None:
        yield Flag("V24", Severity.W, (birth_name, PURPOSE), too_young(birth, sex, issued, broken), "age")
