"""What of an entry speaks for the value of a field: other fields with the same kind of value, and conditions met before.

Everything follows from the form: types, roles, parts, kinships. No kind of register and no field is named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from registers.form import Field, FieldType, Form
from registers.text import fold
from tui.typing.suggest.memory import Key

Known = Mapping[str, str]
"""Normalised values of the entry by field name; no empty ones."""

CATEGORIES = frozenset({FieldType.CODE, FieldType.ID_KIND, FieldType.LIST, FieldType.ETHNIC, FieldType.NATION})
"""Types with few values, so that one value says something about another."""

_DATES = frozenset({FieldType.DATE, FieldType.PDATE})
_UNECHOED = frozenset({FieldType.CODE, FieldType.ID_KIND, FieldType.TIME, FieldType.INT, FieldType.AGE_OR_YEAR})
_OF_ONE_PERSON = frozenset({FieldType.ID_NO, FieldType.TIME, *_DATES})
_LINES = frozenset({FieldType.PLACE, FieldType.TEXT})

NAME_PART, BIRTH_PART = "full_name", "birth_date"
YEAR_SLOT = "person/birth_year"


class Clue(NamedTuple):
    """One reason to expect a value. `kind` groups clues of one nature, `id` tells this one from others of its kind."""

    kind: str
    id: str
    key: Key


class Echo(NamedTuple):
    """Another field of the entry whose value may stand here again."""

    id: str
    value: str


def part_of(field: Field) -> str:
    """What the field holds, whoever it speaks of: `residence` for mother, father and deceased alike."""
    return field.part or field.name


def echoes(form: Form, field: Field, known: Known) -> Iterator[Echo]:
    """Values of the same type known already."""
    if field.type in _UNECHOED:
        return
    for other in form.fields:
        value = known.get(other.name)
        if value and other is not field and _alike(other.type, field.type):
            yield Echo(other.name, value)


def clues(form: Form, field: Field, known: Known, book: str) -> Iterator[Clue]:
    """Conditions under which values of `field` were counted, as the entry stands."""
    name, part = field.name, part_of(field)
    names = [
        (other, known[other.name]) for other in form.fields if other.type is FieldType.NAME and known.get(other.name)
    ]
    if field.role and field.part == NAME_PART:
        yield from _kin_clues(form, field, known)
    elif field.role:
        yield from _person_clues(field, part, names)
    for other in form.fields:
        value = known.get(other.name)
        if value and other is not field and _speaks_for(other, field):
            slot = f"part/{part}" if _shared_by_roles(other, field) else f"field/{name}"
            yield Clue("given", other.name, Key(slot, f"{part_of(other) if slot[0] == 'p' else other.name}={value}"))
    if not (field.role and (field.type is FieldType.NAME or field.type in _OF_ONE_PERSON)):
        yield Clue("book", "book", Key(f"book/{name}", book))
    if field.type not in _OF_ONE_PERSON:
        yield Clue("often", "field", Key(f"field/{name}"))
        yield Clue("often", "part", Key(f"part/{part}"))


def facts(form: Form, values: Known, book: str) -> Iterator[tuple[Key, str]]:
    """What an entry teaches: each value under each condition that stood before it on the page."""
    known: dict[str, str] = {}
    for field in form.fields:
        value = values.get(field.name)
        if not value:
            continue
        for clue in clues(form, field, known, book):
            yield clue.key, value
            if clue.key.slot == f"person/{BIRTH_PART}":
                yield Key(YEAR_SLOT, clue.key.given), value[-4:]
        if field.part == NAME_PART and field.role:
            for clue in _kin_clues(form, field, known):  # and the other way round
                other = clue.id
                yield Key(_turned(clue.key.slot), fold(value)), known[other]
        known[field.name] = value


def _person_clues(field: Field, part: str, names: list[tuple[Field, str]]) -> Iterator[Clue]:
    own = next((value for other, value in names if other.role == field.role and other.part == NAME_PART), "")
    if not own:
        return
    person = fold(own)
    yield Clue("person", "person", Key(f"person/{part}", person))
    if part == BIRTH_PART:
        yield Clue("person", "year", Key(YEAR_SLOT, person))
    same = next((other.role for other, value in names if other.role != field.role and value == own), "-")
    yield Clue("who", "who", Key(f"field/{field.name}", f"who={same}"))
    if field.type in CATEGORIES:
        words = own.split()
        yield Clue("surname", "surname", Key(f"part/{part}", f"surname={words[0]}"))
        yield Clue("given_name", "given_name", Key(f"part/{part}", f"name={words[-1]}"))
        if len(words) > 2:
            yield Clue("middle", "middle", Key(f"part/{part}", f"middle={words[1]}"))


def _kin_clues(form: Form, field: Field, known: Known) -> Iterator[Clue]:
    """Who stood in this kinship to the persons named already; the clue's id is the field that names the other."""
    for kin in form.kin:
        if field.role not in (kin.subject, kin.object):
            continue
        other = form.part(kin.object if kin.subject == field.role else kin.subject, NAME_PART)
        value = known.get(other.name) if other is not None else None
        if other is not None and value:
            direction = ">" if kin.subject == field.role else "<"
            yield Clue("kin", other.name, Key(f"kin/{direction}{kin.relation}", fold(value)))


def _turned(slot: str) -> str:
    return slot.replace("/>", "/<") if "/>" in slot else slot.replace("/<", "/>")


def _alike(one: FieldType, other: FieldType) -> bool:
    return one is other or (one in _DATES and other in _DATES)


def _speaks_for(other: Field, field: Field) -> bool:
    """True where the value of `other` makes some values of `field` likelier."""
    if field.type in CATEGORIES or field.type in _LINES:
        if other.type in CATEGORIES and (other.role == field.role or other.part == field.part):
            return True
        if other.type is FieldType.PLACE and field.type in (FieldType.PLACE, FieldType.ETHNIC):
            return True
    near = not field.role and not other.role and field.block == other.block
    return near and field.type is not FieldType.TEXT and other.type in (FieldType.NAME, FieldType.LIST, FieldType.CODE)


def _shared_by_roles(other: Field, field: Field) -> bool:
    return other.type is FieldType.PLACE and field.type is FieldType.ETHNIC
