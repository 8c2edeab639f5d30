"""A paper entry as a careful person reads it: what is to be stored of each field, and whether a text on the screen says that.

Only what stands on the paper is used, and what the pages before it said; never the truth of the sample.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from bench.paper import PaperBook, PaperEntry
from registers.dates import PartialDate
from registers.form import Field, Form
from registers.kinds import Layout, Level, PositionState
from registers.normalise import normalise, normalise_entry
from registers.placefields import hamlets_of
from registers.reading import Context
from registers.value import Mark, Value


@dataclass
class PageRead:
    """One entry, read."""

    entry: PaperEntry
    form: Form
    context: Context
    values: Mapping[str, Value]
    before: Mapping[str, str]  # what the entry before in the book says, by field
    _read: dict[tuple[str, str], str] = field(default_factory=dict)

    def reads(self, one: Field, text: str) -> str:
        """What `text` in the field `one` of this page would be stored as."""
        key = (one.name, text)
        if key not in self._read:
            self._read[key] = normalise(one, text, self._before(one)).normalised
        return self._read[key]

    def says(self, one: Field, text: str) -> bool:
        """True where `text` says in the field `one` what the paper says there."""
        written = self.entry.values.get(one.name, "")
        return text == written or (bool(written and text) and self.reads(one, text) == self.wanted(one))

    def wanted(self, one: Field) -> str:
        """What is to be stored of the field."""
        value = self.values.get(one.name)
        return value.normalised if value is not None else ""

    def _before(self, one: Field) -> Context:
        """What is known where the field is keyed: what stands before it on the page."""
        at = self.form.index[one.name]
        entry = {
            name: value.normalised
            for name, value in self.values.items()
            if name in self.form and self.form.index[name] < at
        }
        return replace(self.context, entry=entry, registration=self._registration)

    @cached_property
    def _registration(self) -> PartialDate | None:
        value = self.values.get("registration_date")
        return PartialDate.from_normalised(value.normalised) if value is not None else None


class Reader:
    """Reads the pages of books in their order, and remembers what a person would."""

    def __init__(self) -> None:
        self._hamlets: dict[str, dict[str, str]] = {}
        self._book = ""
        self._above: dict[str, str] = {}
        self._before: Mapping[str, str] = {}

    def read(self, book: PaperBook, entry: PaperEntry, form: Form) -> PageRead:
        """`entry` of `book`, the next one in its order that has a page."""
        row = book.row
        if book.id != self._book:
            self._book, self._above, self._before = book.id, {}, {}
        known = self._hamlets.setdefault(row["office_code"], {})
        context = Context(
            office=row["office_code"],
            level=Level(row["level"]),
            kind=entry.kind,
            layout=Layout(row["layout"]),
            year=entry.position.year,
            above=self._above,
            hamlets=dict(known),
        )
        marks = {name: Mark(mark) for name, mark in entry.marks.items()}
        values = normalise_entry(form, entry.values, marks, context)
        page = PageRead(entry, form, context, values, self._before)
        stored = {name: value.normalised for name, value in values.items()}
        known |= hamlets_of(stored, context)
        if entry.state is PositionState.NORMAL:
            self._above, self._before = stored, entry.values
        return page
