"""Standardising (chuẩn hóa): where today's rules would store a written value otherwise than it is stored, one change a field.

The page's own words are never touched; a proposal changes what they are stored as. It is computed by the one normaliser
(`registers.normalise`), so it names what that has learned since: a hamlet's spelling, a unit's name at its date, a wording of a list.
Nothing is changed here. Whoever accepts a proposal makes a revision of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from registers.catalogue import Label, label
from registers.dates import PartialDate
from registers.form import Field, FieldType, Form
from registers.normalise import Context, normalise, normalise_entry
from registers.text import fold, spelling
from registers.value import Mark, Value, Values


class Change(StrEnum):
    """What a proposal changes, in the order lists show it."""

    TONE = "tone"  # where the tone mark stands: `Hoà` → `Hòa`
    CAPITALS = "capitals"
    ABBREVIATION = "abbreviation"  # `x. Hồng Việt` → `xã Hồng Việt`
    PLACE = "place"  # a unit by its name at the date of the entry, a hamlet by the spelling of the office's books
    ETHNIC = "ethnic"  # ethnic groups and nationalities by their official names
    DATE = "date"
    CODE = "code"  # of a list: sex, kind of registration, kind of paper
    WORDING = "wording"  # anything else the rules read otherwise
    DOUBT = "doubt"  # the clerk was not sure, though what he wrote reads surely

    @property
    def label(self) -> Label:
        """The kind of change in words."""
        return label(f"standardise.change_{self.value}")

    @property
    def singly(self) -> bool:
        """True where nobody can accept it without a look at the page: only one by one."""
        return self is Change.DOUBT


@dataclass(frozen=True, slots=True)
class Proposal:
    """One field that would be stored otherwise. Both values say the same `as_written`."""

    field: str
    change: Change
    was: Value
    becomes: Value


def proposals(form: Form, values: Values, context: Context) -> list[Proposal]:
    """What today's rules would write otherwise in an entry, in page order. `context` is as for `normalise_entry`.

    The marks of the entry are taken as the clerk's. A value nothing was written for is left to what told it.
    """
    written = {name: value.as_written for name, value in values.items() if value.as_written}
    marks = {name: value.mark for name, value in values.items() if value.as_written}
    today = normalise_entry(form, written, marks, context)
    stored = {name: value.normalised for name, value in today.items()}
    registered = PartialDate.from_normalised(stored.get("registration_date", ""))
    around = replace(context, entry=stored, registration=registered)
    found = []
    for field in form.fields:
        was = values.get(field.name)
        if was is None or not was.as_written:
            continue
        becomes = today[field.name]
        if becomes == was and was.mark is Mark.DOUBTFUL and _reads_surely(field, was, around):
            becomes = Value(was.as_written, was.normalised)
        if becomes != was:
            found.append(Proposal(field.name, change_of(field, was, becomes), was, becomes))
    return found


def _reads_surely(field: Field, value: Value, context: Context) -> bool:
    reading = normalise(field, value.as_written, context)
    return bool(reading.normalised) and not reading.mark and all(note.sure for note in reading.notes)


_BY_TYPE: Mapping[FieldType, Change] = {
    FieldType.DATE: Change.DATE,
    FieldType.PDATE: Change.DATE,
    FieldType.AGE_OR_YEAR: Change.DATE,
    FieldType.WORDS: Change.DATE,
    FieldType.ETHNIC: Change.ETHNIC,
    FieldType.NATION: Change.ETHNIC,
    FieldType.CODE: Change.CODE,
    FieldType.ID_KIND: Change.CODE,
}


def change_of(field: Field, was: Value, becomes: Value) -> Change:
    """The kind of change that makes `becomes` of `was`, which differ."""
    before, after = was.normalised, becomes.normalised
    if before == after and was.mark is Mark.DOUBTFUL:
        return Change.DOUBT
    if field.type in _BY_TYPE:
        return _BY_TYPE[field.type]
    if before != after:
        if before.lower() == after.lower():
            return Change.CAPITALS
        if spelling(before) == spelling(after):
            return Change.TONE
        if _is_short_for(before, after):
            return Change.ABBREVIATION
    return Change.PLACE if field.type is FieldType.PLACE else Change.WORDING


def _is_short_for(short: str, long: str) -> bool:
    """True where some words of `short` are not in `long` but their letters are, in order: `h.`, `TP`, `Ng.`."""
    words, whole = fold(long).replace(",", " ").split(), fold(long)
    cut = [word.strip(".") for word in fold(short).replace(",", " ").replace(".", ". ").split()]
    lacking = [word for word in cut if word and word not in words]
    return len(long) > len(short) and bool(lacking) and all(_letters_in(word, whole) for word in lacking)


def _letters_in(word: str, whole: str) -> bool:
    letters = iter(whole)
    return all(letter in letters for letter in word)
