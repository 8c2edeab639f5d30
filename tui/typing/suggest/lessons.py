"""What one kept entry teaches: facts to count, clues to judge, names to know. Whoever learns asks here, in memory or in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from registers.form import Field, FieldType, Form
from registers.value import Value
from tui.typing.suggest import dates, phrases, places
from tui.typing.suggest.clues import NAME_PART, Known
from tui.typing.suggest.expect import Expectations
from tui.typing.suggest.memory import Key, Memory
from tui.typing.suggest.trust import ONCE, Trust

REGISTRATION = "registration_date"
_FREE = frozenset({FieldType.TEXT, FieldType.LIST})


def kept_of(form: Form, values: Mapping[str, Value]) -> Known:
    """The readings of an entry's fields; what has none teaches nothing."""
    return {name: value.normalised for name, value in values.items() if value.normalised and name in form}


def learn(expectations: Expectations, form: Form, kept: Known, book: str, *, judged: bool = True) -> None:
    """Count an entry of `book`, and judge first by it what would have been said, unless it is one of a great many."""
    if judged:
        _judge(form, kept, expectations.trust, date_before(expectations.memory, book))
    expectations.learn(form, kept, book, _further_facts(form, kept), judged=judged)


def names_in(form: Form, kept: Known) -> Iterator[tuple[str, str, str]]:
    """The names of an entry's persons in page order, each with its field and the sex, "" where the entry does not tell.

    Who signs stands on every page: his name says nothing of the people of the place, and is known as the book's.
    """
    for field in form.fields:
        name = kept.get(field.name)
        if name and field.role and field.type is FieldType.NAME:
            yield name, field.name, sex_of(form, field, kept)


def date_before(memory: Memory, book: str) -> str:
    """The registration date of the entry learned last of `book`."""
    key = Key(f"book/{REGISTRATION}", book)
    counts = memory.recall([key]).get(key)
    return max(counts, key=lambda count: count.last).value if counts else ""


def others_named(form: Form, field: Field, values: Known) -> list[str]:
    """The fields that name other persons of the entry already; none for a field that speaks of nobody."""
    if not field.role:
        return []
    others = (one.name for one in form.fields if one.type is FieldType.NAME and one.role and one is not field)
    return [name for name in others if values.get(name)]


def sex_of(form: Form, field: Field, values: Known) -> str:
    """The sex of the person a name field speaks of, "" where the entry does not tell."""
    if not field.role or field.part != NAME_PART:
        return ""
    role = next((role for role in form.roles if role.name == field.role), None)
    if role is not None and role.sex:
        return role.sex
    sex = form.part(field.role, "sex")
    told = values.get(sex.name, "") if sex is not None else ""
    return told if told in ("1", "2") else ""


def _judge(form: Form, kept: Known, trust: Trust, before: str) -> None:
    """Record which dates stood near which, and who shared a surname with whom."""
    known: dict[str, str] = {}
    for field in form.fields:
        value = kept.get(field.name)
        if not value:
            continue
        if field.type in dates.DATES:
            dates.judge(field, value, dates.anchors(known, before), trust)
        if field.type is FieldType.NAME:
            for other in others_named(form, field, known):
                same = known[other].split()[0] == value.split()[0]
                trust.judge(field, "surname_of", other, ONCE, right=same)
        known[field.name] = value


def _further_facts(form: Form, kept: Known) -> Iterator[tuple[Key, str]]:
    for field in form.fields:
        value = kept.get(field.name)
        if value and field.type is FieldType.PLACE:
            yield from places.facts(value)
        elif value and field.type in _FREE:
            yield from phrases.facts(field.name, value)
