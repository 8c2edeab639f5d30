"""One entry as the rules look at it: values by field or by a person's part, dates read once, doubtful readings left out."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterator

from registers.checks.about import About
from registers.checks.span import Span
from registers.dates import PartialDate
from registers.form import Field, FieldType, Form, Kin, Printed, Role
from registers.kinship import is_stated
from registers.value import Mark, Value, Values

REGISTRATION = "registration_date"
DATES = frozenset({FieldType.DATE, FieldType.PDATE, FieldType.AGE_OR_YEAR})
BIRTH = "birth_date"
OLDEST_EVENT = 1900  # no register of the province is older
OLDEST_BIRTH = 1850  # a person of 100 in the oldest books
_NOTHING = Value()
_NOTHING_WRITTEN = frozenset({Mark.NONE, Mark.BLANK})
_UNREADABLE = frozenset({Mark.ILLEGIBLE, Mark.TORN})


def is_birth(field: Field) -> bool:
    """True for the field that says when a person was born."""
    return field.part == BIRTH


def is_noted_later(field: Field) -> bool:
    """True for what was read from later notes: its date may be after the registration."""
    return field.block in ("notes", "noted") or (field.printed is Printed.NEVER and field.type in DATES)


class Entry:
    """An entry under check. Everything is read from the normalised values; a field without one has no text and no date.

    `dated` are the fields that hold dates, in page order.
    """

    __slots__ = ("_dates", "_parts", "_spans", "about", "dated", "form", "values")

    def __init__(self, form: Form, values: Values, about: About) -> None:
        self.form = form
        self.values = values
        self.about = about
        self.dated = tuple(field for field in form.fields if field.type in DATES)
        self._parts = {(field.role, field.part): field.name for field in form.fields if field.role}
        self._dates: dict[str, PartialDate | None] = {}
        self._spans: dict[str, Span | None] = {}

    @property
    def kind(self) -> str:
        """The kind of the entry, which in a combined book is not the book's."""
        return str(self.form.kind)

    def value(self, name: str) -> Value:
        """The value of a field; an empty one where the page does not have it."""
        return self.values.get(name, _NOTHING)

    def text(self, name: str) -> str:
        """The normalised text of a field, "" where there is none."""
        value = self.values.get(name)
        return value.normalised if value is not None else ""

    def number(self, name: str) -> int | None:
        """The whole number in a field, None where it holds none."""
        return whole_number(self.text(name))

    def unreadable(self, name: str) -> bool:
        """True where something is written that nobody can read."""
        return self.value(name).mark in _UNREADABLE

    def blank(self, name: str) -> bool:
        """True where nothing is written: neither a value nor a mark of something that is or was there."""
        value = self.value(name)
        return not value.normalised and value.mark in _NOTHING_WRITTEN

    def raw_date(self, name: str) -> PartialDate | None:
        """The date in a field, however odd."""
        return PartialDate.from_normalised(self.text(name))

    def date(self, name: str) -> PartialDate | None:
        """The date in a field, None where its year is absurd: that is said once, by V29, and no rule reasons on it."""
        try:
            return self._dates[name]
        except KeyError:
            read = self.raw_date(name)
            if read is not None and self.absurd_year(name, read.year):
                read = None
            self._dates[name] = read
            return read

    def absurd_year(self, name: str, year: int) -> bool:
        """True for a year still to come, before anybody these books speak of, or far from the years of the book.

        A registration one year off its book is left to V1: in January officials write last year's date.
        """
        if name == REGISTRATION:
            first, last = self.about.book_years
            return not first - 1 <= year <= min(last + 1, self.about.today.year)
        of_birth = name in self.form and is_birth(self.form[name])
        return not (OLDEST_BIRTH if of_birth else OLDEST_EVENT) <= year <= self.about.today.year

    def span(self, name: str) -> Span | None:
        """The days a field's date can mean. A year that was an age on the page is only known to a year or so."""
        try:
            return self._spans[name]
        except KeyError:
            span = self._spans[name] = self._read_span(name)
            return span

    def _read_span(self, name: str) -> Span | None:
        read = self.date(name)
        if read is None:
            return None
        span = Span.of(read)
        if self.form[name].type is FieldType.AGE_OR_YEAR and str(read.year) not in self.value(name).as_written:
            return span.widened()
        return span

    @property
    def registration(self) -> PartialDate | None:
        """The date of registration."""
        return self.date(REGISTRATION) if REGISTRATION in self.form else None

    @property
    def registered(self) -> Span | None:
        """The days the date of registration can mean."""
        return self.span(REGISTRATION) if REGISTRATION in self.form else None

    def registered_since(self, day: datetime.date) -> bool:
        """True where the entry was surely registered on `day` or later."""
        registered = self.registered
        return registered is not None and registered.first >= day

    def part(self, role: str, part: str) -> str:
        """The name of the field that holds `part` of `role`, "" where the form has none."""
        return self._parts.get((role, part), "")

    def of(self, role: str, part: str) -> str:
        """The normalised text of a person's part."""
        return self.text(self.part(role, part))

    def birth(self, role: str) -> str:
        """The name of the field with the birth of `role`, "" where the form has none."""
        return self.part(role, BIRTH)

    def born(self, role: str) -> Span | None:
        """The days `role` can have been born on."""
        name = self.birth(role)
        return self.span(name) if name else None

    def role(self, name: str) -> Role | None:
        """The form's role of that name."""
        return next((role for role in self.form.roles if role.name == name), None)

    def sex(self, role: Role) -> str:
        """The sex of a role: what the page says, else what the role or a tick implies; "" where nothing tells."""
        told = self.of(role.name, "sex") or role.sex
        return told or next((sex for field, code, sex in role.sex_of if self.text(field) == code), "")

    def kin(self, relations: Container[str]) -> Iterator[Kin]:
        """The kinships of those relations this page states."""
        return (kin for kin in self.form.kin if kin.relation in relations and is_stated(kin, self.values))


def whole_number(text: str) -> int | None:
    """The number in a short run of digits, None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
