"""V13, V19, R1: one person in two roles, one number of two persons, and how numbers of identity papers are built."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from registers.checks.entry import REGISTRATION, Entry
from registers.checks.flag import Flag, Severity, inside, named
from registers.checks.span import age_between
from registers.form import FieldType, Role
from registers.identity import (
    CCCD,
    CCCD_FROM_AGE,
    CMND,
    CMND_FROM_AGE,
    PASSPORT,
    PERSONAL_NUMBER_SINCE,
    PersonalNumber,
    clean_number,
    fits,
    personal_number,
)
from registers.text import fold

PERSONAL = "personal_no"
_SHAPES_SAID = (CMND, PASSPORT, CCCD)
LEAST_AGE = {CMND: CMND_FROM_AGE, CCCD: CCCD_FROM_AGE}
ALSO_FOR_CHILDREN = date(2024, 7, 1)
"""Luật Căn cước 26/2023 gives cards to children too."""


def not_the_same_person(entry: Entry) -> Iterator[Flag]:
    """V13: nobody is spouse, parent or guardian of himself: not one name with births that agree, nor one number."""
    for kin in entry.form.kin:
        one, other = entry.role(kin.subject), entry.role(kin.object)
        if one is None or other is None:
            continue
        who = {**named("one", one.label), **named("other", inside(other.label))}
        numbers = entry.part(one.name, "id_no"), entry.part(other.name, "id_no")
        number = _number(entry.text(numbers[0]))
        if number and number == _number(entry.text(numbers[1])):
            yield Flag("V13", Severity.W, numbers, who | {"number": number}, "number")
        names = entry.part(one.name, "full_name"), entry.part(other.name, "full_name")
        if _same_name(entry, *names) and _births_agree(entry, one, other):
            yield Flag("V13", Severity.W, names, who | {"name": entry.text(names[0])}, "person")


def _same_name(entry: Entry, one: str, other: str) -> bool:
    name = fold(entry.text(one))
    return bool(name) and name == fold(entry.text(other))


def _births_agree(entry: Entry, one: Role, other: Role) -> bool:
    born, also = entry.born(one.name), entry.born(other.name)
    return born is None or also is None or not (born.surely_after(also) or also.surely_after(born))


def one_number_one_person(entry: Entry) -> Iterator[Flag]:
    """V19: mother, father, declarant and everybody else have numbers of their own; who stands in two roles has one name."""
    related = {frozenset((kin.subject, kin.object)) for kin in entry.form.kin}
    holders = []
    for role in entry.form.roles:
        field = entry.part(role.name, "id_no")
        number = _number(entry.text(field))
        if number:
            holders.append((role, field, number))
    for (one, field, number), (other, other_field, other_number) in combinations(holders, 2):
        if number != other_number or frozenset((one.name, other.name)) in related:  # V13 speaks of those
            continue
        names = entry.of(one.name, "full_name"), entry.of(other.name, "full_name")
        if names[0] and names[1] and fold(names[0]) != fold(names[1]):
            who = {**named("one", one.label), **named("other", inside(other.label))}
            params = {"number": number, "name": names[0], "other_name": names[1], **who}
            yield Flag("V19", Severity.W, (field, other_field), params)


def number_is_built_right(entry: Entry) -> Iterator[Flag]:
    """R1: the shape of its kind of paper, a bearer old enough, and of twelve digits the province, sex and birth they hold."""
    for field in entry.form.fields:
        number = _number(entry.text(field.name)) if field.type is FieldType.ID_NO else ""
        if not number or not field.role:
            continue
        kind = CCCD if field.part == PERSONAL else entry.of(field.role, "id_kind")
        params = {"number": number, **named("field", field.full_label)}
        if not fits(kind, number):
            case = PERSONAL if field.part == PERSONAL else kind if kind in _SHAPES_SAID else "other"
            yield Flag("R1", Severity.W, (field.name,), params | {"length": str(len(number))}, f"shape_{case}")
            continue
        held = personal_number(number) if kind in (CMND, CCCD) else None
        if held is not None:
            yield from _twelve_digits(entry, field.role, field.name, held, params)
        if field.part != PERSONAL:
            yield from _old_enough(entry, field.role, field.name, kind, params)


def _twelve_digits(entry: Entry, role: str, name: str, held: PersonalNumber, params: dict[str, str]) -> Iterator[Flag]:
    if not held.known_province:
        yield Flag("R1", Severity.W, (name,), params | {"province": held.province}, "province")
    registered = entry.registered
    if registered is not None and registered.last < PERSONAL_NUMBER_SINCE:
        yield Flag("R1", Severity.W, (name, REGISTRATION), params | {"date": entry.text(REGISTRATION)}, "early")
    person = entry.role(role)
    sex = entry.sex(person) if person else ""
    if sex in ("1", "2") and sex != held.sex:
        yield Flag("R1", Severity.W, tuple(filter(None, (name, entry.part(role, "sex")))), params, "sex")
    born, birth = entry.born(role), entry.birth(role)
    if born is not None and not born.first.year <= held.birth_year <= born.last.year:
        years = {"year": str(held.birth_year), "birth": entry.text(birth)}
        yield Flag("R1", Severity.W, (name, birth), params | years, "birth")


def _old_enough(entry: Entry, role: str, name: str, kind: str, params: dict[str, str]) -> Iterator[Flag]:
    least, born, registered = LEAST_AGE.get(kind), entry.born(role), entry.registered
    if least is None or born is None or registered is None or registered.last >= ALSO_FOR_CHILDREN:
        return
    age = age_between(born, registered)[1]
    if 0 <= age < least:
        birth = entry.birth(role)
        told = {"age": str(age), "least": str(least), "birth": entry.text(birth)}
        yield Flag("R1", Severity.W, (name, birth), params | told, "young")


def _number(text: str) -> str:
    """A number as it is compared; an entry keyed elsewhere may hold it with spaces."""
    return clean_number(text) if text else ""
