"""What keying has learned of one book: what stays the same, what went over, what its pages do not print. Immutable.

It is kept with the book, so that the next clerk starts where the last one stopped. Three entries teach: a value that stood
three times running is filled in and passed by, and so is a field left empty three times that need not be on a page. One
entry that differs un-teaches it. A person the page does not name teaches nothing of what else his block holds, and a paper
the page does not have nothing of its date and issuer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import Any

from registers.form import Carry, Field, Form, Printed
from registers.value import Mark, Value, Values

LESSONS = 3
"""Entries in a row that make a habit of a book."""

_FEW = 1
_NOTES, _NAME = "notes", "full_name"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the entries so far taught about one field."""

    value: str = ""  # as written, in the last entry that had one
    run: int = 0  # how many entries in a row had it
    run_before: int = 0  # how long the run before this one was
    rival: str = ""  # another value met once where the book has a constant
    blank: int = 0  # how many entries in a row left the field empty


@dataclass(frozen=True, slots=True)
class Memory:
    """The lessons of one book by field, and the fields its pages do not print."""

    lessons: Mapping[str, Lesson] = dataclass_field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def of(self, field: Field) -> Lesson:
        """What is known of `field`."""
        return self.lessons.get(field.name, _UNTAUGHT)

    def passed_by(self, field: Field) -> bool:
        """True for a field that need not be on a page and that this book, so far, left empty.

        Notes are always asked for, and so is whether there is such a person where every book prints his block.
        """
        asked = field.required or field.block == _NOTES or field.part == _NAME
        return (field.printed is Printed.SOMETIMES or not asked) and self.of(field).blank >= LESSONS

    def left_empty(self, field: Field) -> bool:
        """True for a field the last entries of this book left empty."""
        return self.of(field).blank >= _FEW

    def learned(self, form: Form, values: Values) -> Memory:
        """What is known after one more entry of the book."""
        lessons = dict(self.lessons)
        for field in form.fields:
            if not (_of_nobody(form, field, values) or _of_no_paper(field, values)):
                lessons[field.name] = _taught(field, self.of(field), _said(form, field, values))
        return replace(self, lessons=lessons)

    def corrected(self, form: Form, before: Values, after: Values) -> Memory:
        """What is known after an entry of the book says something else than it did: what it alone taught follows it."""
        lessons = dict(self.lessons)
        for field in form.fields:
            old, was, now = self.of(field), before.get(field.name, _NO_VALUE), _said(form, field, after)
            taught_by_it = old.run == 1 and not was.empty and old.value == was.as_written
            if (
                taught_by_it
                and now.as_written
                and now.normalised
                and now.mark in _TEACH
                and now.as_written != was.as_written
            ):
                lessons[field.name] = replace(old, value=now.as_written)
        return replace(self, lessons=lessons)

    def with_hidden(self, name: str, *, hidden: bool) -> Memory:
        """With the field `name` hidden in this book, or shown again."""
        return replace(self, hidden=self.hidden | {name} if hidden else self.hidden - {name})

    def handed_on(self) -> Memory:
        """What another book of the same office and kind may start from: offered in its first entries, not yet passed by."""
        return Memory(
            {name: Lesson(old.value, min(old.run, LESSONS - 1)) for name, old in self.lessons.items() if old.run}
        )

    def to_json(self) -> dict[str, Any]:
        """The memory as plain JSON."""
        lessons = {
            name: [one.value, one.run, one.run_before, one.rival, one.blank] for name, one in self.lessons.items()
        }
        return {"lessons": lessons, "hidden": sorted(self.hidden)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Memory:
        """The memory `to_json` wrote; nothing known where `kept` is empty."""
        lessons = {name: Lesson(*one) for name, one in kept.get("lessons", {}).items()}
        return cls(lessons, frozenset(kept.get("hidden", ())))


_UNTAUGHT = Lesson()
_NO_VALUE = Value()
_NOBODY = (Mark.NONE, Mark.BLANK)
_TEACH = (Mark.NONE, Mark.STRUCK)  # a damaged spot says nothing about the book


def _of_nobody(form: Form, field: Field, values: Values) -> bool:
    """True for an empty field of a person the page does not name."""
    name = form.part(field.role, _NAME) if field.role else None
    if name is None or name is field or name.required or not values.get(field.name, _NO_VALUE).empty:
        return False
    named = values.get(name.name, _NO_VALUE)
    return not named.as_written and named.mark in _NOBODY


def _said(form: Form, field: Field, values: Values) -> Value:
    """What an entry says in `field`; "no information" is no more than an empty field says, and no book's habit."""
    value = values.get(field.name, _NO_VALUE)
    return _NO_VALUE if value.normalised and value.normalised == form.nothing(field) else value


def _of_no_paper(field: Field, values: Values) -> bool:
    """True for an empty field that tells more of a paper whose number the page does not have."""
    if field.paper in ("", field.name) or not values.get(field.name, _NO_VALUE).empty:
        return False
    number = values.get(field.paper, _NO_VALUE)
    return not number.as_written and number.mark in _NOBODY


def _taught(field: Field, old: Lesson, value: Value) -> Lesson:
    if value.empty:
        return replace(old, blank=old.blank + 1, rival="")
    if value.mark not in _TEACH or not value.as_written or not value.normalised:
        return replace(old, blank=0)  # what reads as nothing (a word no list has) is no more the book's than a slip
    if value.as_written == old.value:
        return replace(old, run=old.run + 1, rival="", blank=0)
    if field.carry is Carry.BOOK and old.value and value.as_written != old.rival:
        return replace(old, rival=value.as_written, blank=0)  # once is an exception; twice running is the new constant
    return Lesson(value.as_written, 1, old.run)
