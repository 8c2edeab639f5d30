"""What of an entry speaks for the value of a field: other fields with the same kind of value, and conditions met before.

Everything follows from the form: types, roles, parts, kinships. No kind of register and no field is named here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from registers.form import Carry, Field, FieldType, Form
from registers.text import fold
from tui.typing.suggest.memory import Key

Known = Mapping[str, str]
"""Normalised values of the entry by field name; no empty ones."""

CATEGORIES = frozenset({FieldType.CODE, FieldType.ID_KIND, FieldType.LIST, FieldType.ETHNIC, FieldType.NATION})
"""Types with few values, so that one value says something about another."""

NAME_PART, BIRTH_PART = "full_name", "birth_date"

_BY_DIGIT = frozenset({FieldType.CODE, FieldType.ID_KIND})  # one digit keys them; a suggestion saves nothing
_BY_ITSELF = frozenset({Carry.BOOK, Carry.INCREMENT, Carry.DERIVE})  # the form fills these in
_DATES = frozenset({FieldType.DATE, FieldType.PDATE})
_ID_DATE = "id_date"
_UNECHOED = frozenset({FieldType.TIME, FieldType.INT, FieldType.AGE_OR_YEAR})
_OF_ONE_PERSON = frozenset({FieldType.ID_NO, FieldType.TIME, *_DATES})
_WORDS = frozenset({FieldType.TEXT, FieldType.LIST})
_LINES = frozenset({FieldType.PLACE, FieldType.TEXT})
_PERSON, _YEAR = "person/", "person/birth_year"


class Clue(NamedTuple):
    """One reason to expect a value. `kind` groups clues of one nature, `id` tells this one from others of its kind."""

    kind: str
    id: str
    key: Key


@dataclass(frozen=True, slots=True)
class Clues:
    """Where to look for clues to one field of one form: names of other fields, and the slots their values are counted in."""

    echoes: tuple[tuple[str, str], ...] = ()  # (field of the same type, field naming whom both must speak of or "")
    own_name: str = ""  # the field that names the person this one speaks of
    other_names: tuple[tuple[str, str], ...] = ()  # (field, role) of the other persons named
    kin: tuple[tuple[str, str], ...] = ()  # (field that names a kinsman, slot of the kinship)
    speakers: tuple[tuple[str, Key], ...] = ()  # (field, slot and beginning of the condition)
    always: tuple[Clue, ...] = ()
    in_book: bool = False

    def echoed(self, known: Known) -> Iterator[tuple[str, str]]:
        """The fields whose value may stand here again, with it; a number of somebody else's papers never may."""
        own = known.get(self.own_name)
        for other, name in self.echoes:
            value = known.get(other)
            if value and (not name or (own and known.get(name) == own)):
                yield other, value

    def of(self, field: Field, known: Known, book: str) -> Iterator[Clue]:
        """The clues to `field` as the entry stands."""
        for other, slot in self.kin:
            value = known.get(other)
            if value:
                yield Clue("kin", other, Key(slot, fold(value)))
        own = known.get(self.own_name)
        if own:
            yield from self._of_person(field, own, known)
        for other, (slot, condition) in self.speakers:
            value = known.get(other)
            if value:
                yield Clue("given", other, Key(slot, condition + value))
        if self.in_book:
            yield Clue("book", "book", Key(f"book/{field.name}", book))
        yield from self.always

    def _of_person(self, field: Field, own: str, known: Known) -> Iterator[Clue]:
        person, part = fold(own), part_of(field)
        yield Clue("person", "person", Key(_PERSON + part, person))
        if part == BIRTH_PART:
            yield Clue("person", "year", Key(_YEAR, person))
        if field.type not in _OF_ONE_PERSON:
            same = next((role for other, role in self.other_names if known.get(other) == own), "-")
            yield Clue("who", "who", Key(f"field/{field.name}", f"who={same}"))
        if field.type in CATEGORIES:
            words = own.split()
            yield Clue("surname", "surname", Key(f"part/{part}", f"surname={words[0]}"))
            yield Clue("given_name", "given_name", Key(f"part/{part}", f"name={words[-1]}"))
            if len(words) > 2:
                yield Clue("middle", "middle", Key(f"part/{part}", f"middle={words[1]}"))


def part_of(field: Field) -> str:
    """What the field holds, whoever it speaks of: `residence` for mother, father and deceased alike."""
    return field.part or field.name


def clues_of(form: Form) -> dict[str, Clues]:
    """Where to look, by field; fields nobody types a value into are left out."""
    return {field.name: _clues(form, field) for field in form.fields if _is_typed(field)}


def facts(form: Form, where: Mapping[str, Clues], values: Known, book: str) -> Iterator[tuple[Key, str]]:
    """What an entry teaches: each value under each condition that stood before it on the page."""
    known: dict[str, str] = {}
    for field in form.fields:
        value = values.get(field.name)
        if not value:
            continue
        if field.name in where:
            for clue in where[field.name].of(field, known, book):
                yield clue.key, value[-4:] if clue.key.slot == _YEAR else value
                if clue.kind == "kin":  # and the other way round
                    yield Key(_turned(clue.key.slot), fold(value)), known[clue.id]
        known[field.name] = value


def _is_typed(field: Field) -> bool:
    return field.type not in _BY_DIGIT and field.carry not in _BY_ITSELF


def _clues(form: Form, field: Field) -> Clues:
    name, part = field.name, part_of(field)
    others = [other for other in form.fields if other is not field]
    named = [other for other in others if other.type is FieldType.NAME and other.role and other.part == NAME_PART]
    own = next((other.name for other in named if other.role == field.role and field.part != NAME_PART), "")
    personal = bool(field.role) and (field.type is FieldType.NAME or field.type in _OF_ONE_PERSON)
    often = (Clue("often", "field", Key(f"field/{name}")), Clue("often", "part", Key(f"part/{part}")))
    return Clues(
        echoes=tuple(_echoes(form, field, others, {other.role: other.name for other in named})),
        own_name=own,
        other_names=tuple((other.name, other.role) for other in named if other.role != field.role),
        kin=tuple(_kin(form, field)),
        speakers=tuple((other.name, _slot(other, field)) for other in others if _speaks_for(other, field)),
        always=often if field.type not in _OF_ONE_PERSON else (),
        in_book=not personal,
    )


def _echoes(form: Form, field: Field, others: Iterable[Field], namers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Fields of the same type; dates and numbers of another person's only where both fields are about one person.

    A name only of a role that the page may repeat: who declares may be the father, a bride is never the groom.
    """
    for other in others if field.type not in _UNECHOED else ():
        if _alike(other, field) and not _somebody_else(form, other, field):
            elsewhere = field.role and other.role and other.role != field.role and field.type in _OF_ONE_PERSON
            yield other.name, namers.get(other.role, "") if elsewhere else ""


def _kin(form: Form, field: Field) -> Iterator[tuple[str, str]]:
    if field.part != NAME_PART or not field.role:
        return
    for kin in form.kin:
        if field.role in (kin.subject, kin.object):
            forward = kin.subject == field.role
            other = form.part(kin.object if forward else kin.subject, NAME_PART)
            if other is not None:
                yield other.name, f"kin/{'>' if forward else '<'}{kin.relation}"


def _turned(slot: str) -> str:
    return slot.replace("/>", "/<") if "/>" in slot else slot.replace("/<", "/>")


def _alike(one: Field, other: Field) -> bool:
    if one.type is FieldType.NAME and bool(one.role) is not bool(other.role):
        return False  # who signs is nobody of the page
    if _ID_DATE in (one.part, other.part) and one.part != other.part:
        return False  # the day a paper was issued is the day of nothing else
    if one.type in _WORDS and part_of(one) != part_of(other):
        return False  # who issued a paper is no marital status
    return one.type is other.type or (one.type in _DATES and other.type in _DATES)


def _somebody_else(form: Form, one: Field, other: Field) -> bool:
    """True for names of two roles of which neither may repeat the other."""
    if one.type is not FieldType.NAME or not (one.role and other.role) or one.role == other.role:
        return False
    again = {(role.name, same) for role in form.roles for same, _ in role.same_as}
    return (one.role, other.role) not in again and (other.role, one.role) not in again


def _slot(other: Field, field: Field) -> Key:
    if other.type is FieldType.PLACE and field.type is FieldType.ETHNIC:  # of whichever person
        return Key(f"part/{part_of(field)}", f"{part_of(other)}=")
    return Key(f"field/{field.name}", f"{other.name}=")


def _speaks_for(other: Field, field: Field) -> bool:
    """True where the value of `other` makes some values of `field` likelier."""
    if field.type in CATEGORIES or field.type in _LINES:
        if other.type in CATEGORIES and (other.role == field.role or other.part == field.part):
            return True
        if other.type is FieldType.PLACE and field.type in (FieldType.PLACE, FieldType.ETHNIC):
            return True
    near = not field.role and not other.role and field.block == other.block
    return near and field.type is not FieldType.TEXT and other.type in (FieldType.NAME, FieldType.LIST, FieldType.CODE)
