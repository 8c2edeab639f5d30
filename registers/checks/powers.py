"""V27, V28: which level the law gave an event to (Luật Hộ tịch 2014 Đ7, Đ27, Đ46; in force 2016 until districts ended)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from registers.checks.entry import REGISTRATION, Entry
from registers.checks.flag import Flag, Severity, named
from registers.checks.persons import NOT_FOREIGN
from registers.checks.span import age_between
from registers.codes import match
from registers.kinds import Level

IN_FORCE = date(2016, 1, 1)
DISTRICTS_ENDED = date(2025, 7, 1)
"""From here communes have the districts' powers (NĐ 120/2025)."""
PERSON, CHANGE = "person", "change_kind"
CHANGED, CORRECTED, ETHNICITY = "1", "2", "4"
DISTRICT_FROM_AGE = 14


def change_at_its_level(entry: Entry) -> Iterator[Flag]:
    """V27: changes and corrections of somebody under 14 at the commune, from 14 at the district, as ethnicity always."""
    if not _law_in_force(entry):
        return
    kind, level, registered, born = entry.text(CHANGE), entry.about.level, entry.registered, entry.born(PERSON)
    if kind == ETHNICITY and level is Level.COMMUNE:
        yield Flag("V27", Severity.I, (CHANGE,), {}, "ethnicity")
    if kind not in (CHANGED, CORRECTED) or born is None or registered is None:
        return
    youngest, oldest = age_between(born, registered)
    fields = (entry.birth(PERSON), REGISTRATION)
    params = {"birth": entry.text(fields[0]), "registered": entry.text(REGISTRATION)}
    if level is Level.COMMUNE and youngest >= DISTRICT_FROM_AGE:
        yield Flag("V27", Severity.I, fields, params | {"age": str(youngest)}, "commune")
    elif level is Level.DISTRICT and 0 <= oldest < DISTRICT_FROM_AGE:
        yield Flag("V27", Severity.I, fields, params | {"age": str(oldest)}, "district")


def foreigner_at_commune(entry: Entry) -> Iterator[Flag]:
    """V28: foreigners' events are the district's, but in communes on the border, which the flag reminds of.

    Which communes touch the border changed with every merger, so the official decides; the flag only informs.
    """
    if entry.about.level is not Level.COMMUNE or not _law_in_force(entry):
        return
    for role in entry.form.roles:
        field = entry.part(role.name, "nationality")
        nationality = entry.text(field)
        if nationality and (match("nation", nationality) or nationality) not in NOT_FOREIGN:
            yield Flag("V28", Severity.I, (field,), {"nationality": nationality, **named("who", role.label)})


def _law_in_force(entry: Entry) -> bool:
    registered = entry.registered
    return registered is not None and registered.first >= IN_FORCE and registered.last < DISTRICTS_ENDED
