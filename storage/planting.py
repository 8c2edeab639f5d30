"""Where an error is planted, and which: one that looks like any slip a clerk makes and no check tells.

Lists show an entry's title and registration date as they are, so those fields would give it away; so would a flag that quotes the
true value, or one the slip would have raised, had a clerk made it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from sqlmodel import Session

from registers.checks import Flag, check
from registers.dates import PartialDate
from registers.form import Field, load
from registers.normalise import Context, normalise
from registers.slips import ErrorClass, slip
from registers.value import Value
from storage import shelf
from storage.judging import read
from storage.records import StoredEntry, load_in
from storage.surroundings import Stated, Surroundings
from storage.tables import Entry

_TRIES = 4
"""Slips tried in one field before another one is taken."""


@dataclass(frozen=True, slots=True)
class Slipped:
    """A field of an entry with a slip in it, as a clerk's keying would have left it."""

    field: str
    error_class: ErrorClass
    shown: Value


def slip_in(session: Session, entry: Entry, random: Random) -> Slipped | None:
    """A slip in one field of the entry, within a unit of work; None where no field takes one."""
    kept = load_in(session, entry)
    if not kept.position_state.has_values:
        return None
    form, context = load(kept.kind, kept.layout), _context(session, entry, kept)
    fields = [name for name in kept.values if name in form and _takes_one(name, entry, kept)]
    random.shuffle(fields)
    told = _flags(session, kept, kept.values)
    for name in fields:
        value = kept.values[name]
        for _ in range(_TRIES):
            made = slip(value.as_written, random)
            if made is None:
                break
            shown = _as_keyed(form[name], made[1], context)
            if shown is None or shown.normalised == value.normalised:
                continue
            if _flags(session, kept, kept.values | {name: shown}) == told:
                return Slipped(name, made[0], shown)
    return None


def _takes_one(name: str, entry: Entry, kept: StoredEntry) -> bool:
    value = kept.values[name]
    plain = bool(value.as_written and value.normalised and not value.mark)
    shown_in_lists = value.normalised in (entry.title, entry.registration)
    return plain and not shown_in_lists and all(name not in flag.fields for flag in kept.flags)


def _context(session: Session, entry: Entry, kept: StoredEntry) -> Context:
    book = shelf.facts(session, entry.book_id)
    return Context(
        office=book.office,
        level=book.level,
        kind=kept.kind,
        layout=kept.layout,
        year=kept.position.year,
        registration=PartialDate.from_normalised(entry.registration),
        entry={name: value.normalised for name, value in kept.values.items()},
    )


def _as_keyed(field: Field, written: str, context: Context) -> Value | None:
    """The value the form would make of `written`; None where it would ask the clerk to look again."""
    reading = normalise(field, written, context)
    asked = reading.mark or not reading.normalised or any(not note.sure for note in reading.notes)
    return None if asked else Value(written, reading.normalised)


def _flags(session: Session, kept: StoredEntry, values: Mapping[str, Value]) -> list[Flag]:
    book = shelf.facts(session, kept.book_id)
    what = read(book, Stated(kept.position, kept.kind, kept.position_state, values, kept.page_no, kept.id))
    around = Surroundings(session, book, [kept.position])
    around.expect([(what.stated.kind, person) for person in what.people.about], but=kept.id)
    assert what.form is not None
    return list(check(what.form, what.stated.values, around.about(what.stated, what.people.about)))
