"""The one place where a written value becomes a stored one (registers.md §3.1, §6.4).

`normalise` reads one field for the screen at each key; `normalise_entry` a whole entry, each field after those it looks at.
The paper wins: what cannot be read for certain stays as written, with a `Note`, and nothing is ever guessed silently.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from registers import fieldreaders as readers
from registers import placefields
from registers.codes import match
from registers.dates import PartialDate
from registers.derived import derive
from registers.form import Carry, Field, FieldType, Form, Printed
from registers.missing import UNREADABLE, is_ditto, says_nothing
from registers.reading import Context, Note, Reading
from registers.text import clean
from registers.value import Mark, Value

__all__ = ["Context", "Note", "Reading", "normalise", "normalise_entry"]

_READERS: Mapping[FieldType, Callable[[Field, str, Context], Reading]] = {
    FieldType.NAME: readers.name,
    FieldType.DATE: readers.date,
    FieldType.PDATE: readers.date,
    FieldType.AGE_OR_YEAR: readers.age_or_year,
    FieldType.WORDS: readers.words,
    FieldType.PLACE: placefields.place,
    FieldType.ETHNIC: readers.ethnic,
    FieldType.NATION: readers.nation,
    FieldType.CODE: readers.code,
    FieldType.ID_KIND: readers.code,
    FieldType.ID_NO: readers.id_number,
    FieldType.TIME: readers.time,
    FieldType.INT: readers.integer,
    FieldType.TEXT: readers.text,
    FieldType.LIST: readers.listed,
    FieldType.AUTHORITY: readers.authority,
    FieldType.ENTRY_NO: readers.entry_number,
    FieldType.BOOK_NO: readers.book_number,
}

_FREE = frozenset({FieldType.TEXT, FieldType.LIST, FieldType.AUTHORITY})
"""Types whose "không rõ" or dash is a wording like any other."""

_KEEPS_UNKNOWN = frozenset({FieldType.CODE, FieldType.ETHNIC, FieldType.NATION, FieldType.PLACE, FieldType.ID_KIND})
"""Types that have a stored value for "không rõ"."""


def normalise(field: Field, as_written: str, context: Context) -> Reading:
    """Read one written value.

    Empty text reads as empty without a mark; a value whose readable part ends in `…` as empty and ILLEGIBLE; a ditto mark as
    the value above. Never raises for anything a page may hold.
    """
    text = clean(as_written)
    if not text:
        return Reading("")
    if is_ditto(text):
        above = context.above.get(field.name, "")
        return Reading(above, notes=(Note("ditto", {"value": above}, sure=True) if above else Note("ditto_nothing"),))
    if field.type not in _FREE:
        if UNREADABLE in text:
            return Reading("", Mark.ILLEGIBLE)
        nothing = Mark.NONE if field.codes and match(field.codes, text) else says_nothing(text)
        if nothing is Mark.BLANK or (nothing is Mark.UNKNOWN and field.type not in _KEEPS_UNKNOWN):
            return Reading("", nothing)
    return _READERS[field.type](field, text, context)


_NO_VALUE = frozenset({Mark.BLANK, Mark.UNKNOWN, Mark.ILLEGIBLE, Mark.TORN})

# What is read before what: a field may look only at fields of an earlier rank.
_RANK = {
    FieldType.CODE: 1,
    FieldType.ID_KIND: 1,
    FieldType.NATION: 1,
    FieldType.NAME: 2,
    FieldType.LIST: 3,
    FieldType.PLACE: 3,
}
_REGISTRATION = "registration_date"
_LAST_RANK = 4


def normalise_entry(
    form: Form, written: Mapping[str, str], marks: Mapping[str, Mark], context: Context
) -> dict[str, Value]:
    """Read a whole entry: `written` by field name, with the marks a clerk set.

    A set mark wins over the one the text implies; BLANK, UNKNOWN, ILLEGIBLE and TORN store nothing. Fields the page does not
    print but its notes or wordings tell are added. The order is that of the form; fields it does not know come last, as
    written.
    """
    entry: dict[str, str] = dict(context.entry)
    context = replace(context, entry=entry)  # grows as fields are read, so that later ones see them
    found: dict[str, Value] = {}
    for field in sorted((field for field in form.fields if field.name in written), key=_rank):
        reading = normalise(field, written[field.name], context)
        set_mark = marks.get(field.name, Mark.NONE)
        stored = "" if set_mark in _NO_VALUE else reading.normalised
        found[field.name] = Value(clean(written[field.name]), stored, set_mark or reading.mark)
        entry[field.name] = stored
        if field.name == _REGISTRATION:
            context = replace(context, registration=PartialDate.from_normalised(stored))
    for field in form.fields:
        told = _told_by_others(field, written, entry) if field.name not in found else ""
        if told:
            found[field.name] = Value("", told)
    known = {field.name: found[field.name] for field in form.fields if field.name in found}
    if len(known) == len(written):
        return known
    return known | {name: Value(clean(text), clean(text)) for name, text in written.items() if name not in known}


def _told_by_others(field: Field, written: Mapping[str, str], entry: Mapping[str, str]) -> str:
    """The stored value of a field nothing was written for, where other fields of the page hold it; else ""."""
    if field.carry is Carry.DERIVE and field.printed is Printed.NEVER:
        return derive(field.derive, entry)
    if field.part == "residence_kind":
        return placefields.residence_kind_told(field, written)
    return ""


def _rank(field: Field) -> tuple[int, bool]:
    """Registration date, codes and nationalities, names, relations and places (homes first), the rest."""
    if field.name == _REGISTRATION:
        return 0, False
    return _RANK.get(field.type, _LAST_RANK), field.type is FieldType.PLACE and field.part != "residence"
