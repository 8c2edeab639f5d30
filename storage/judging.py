"""Is what is stated of a position fit to be kept? The one gate for a clerk's saving, a correction, and an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from registers.checks import Flag, Severity, check
from registers.errors import HotichError
from registers.form import Form, load
from registers.text import clean
from registers.value import Value
from storage.revisions import People
from storage.shelf import BookRow
from storage.surroundings import Stated, Surroundings

LONGEST_TEXT = 20_000
"""Characters of one value or reason, as the centre takes them."""


class EntryBlocked(HotichError):
    """The checks found what can only be a slip (`flags`, all of them); it is mended, or kept with a reason for each."""

    key: ClassVar[str] = "storage.entry_blocked"

    def __init__(self, flags: Sequence[Flag], blocking: Sequence[Flag]) -> None:
        super().__init__(count=len(blocking), first=blocking[0].message)
        self.flags = tuple(flags)
        self.blocking = tuple(blocking)


class TextTooLong(HotichError):
    """A value or reason is longer than any page."""

    key: ClassVar[str] = "storage.text_too_long"


@dataclass(frozen=True, slots=True)
class Read:
    """What is stated, cleaned, with its form and the persons it speaks of: what the surroundings are loaded for.

    `form` is None where the position has no page and nobody knows its kind.
    """

    stated: Stated
    form: Form | None
    people: People


@dataclass(frozen=True, slots=True)
class Judged:
    """What is stated, found fit to be kept, with what the checks said and the reasons to keep what they would block."""

    stated: Stated
    people: People
    flags: tuple[Flag, ...]
    overrides: Mapping[str, str]


def read(book: BookRow, stated: Stated) -> Read:
    """`stated` with clean values, and none where its position has no page. Raises UnknownForm, TextTooLong.

    A field the form does not have is a fault of the program: ValueError.
    """
    kind = stated.kind or book.kind
    if not stated.position_state.has_values:
        form = load(kind, book.layout) if kind else None  # what stands on a lost page of a combined book nobody knows
        return Read(replace(stated, kind=kind, values={}), form, People())
    form = load(kind, book.layout)
    strange = [name for name in stated.values if name not in form]
    if strange:
        raise ValueError(f"{kind} {book.layout} has no field {strange[0]!r}")
    values = {name: _cleaned(form, name, value) for name, value in stated.values.items()}
    return Read(replace(stated, kind=kind, values=values), form, People.of(form, values))


def judge(around: Surroundings, what: Read, overrides: Mapping[str, str]) -> Judged:
    """Run the checks. Raises EntryBlocked where one blocks and `overrides` has no reason to keep it all the same.

    `overrides` gives reasons by `Flag.key`, or by rule for all that the rule would block. Each is kept with the flag it explains,
    a warning's too; one nothing is flagged for any more is not.
    """
    flags: tuple[Flag, ...] = ()
    if what.form is not None:
        flags = tuple(check(what.form, what.stated.values, around.about(what.stated, what.people.about)))
    reasons = {key: reason_of(text) for key, text in overrides.items()}
    blocking = [flag for flag in flags if flag.severity is Severity.E and not flag.explained(reasons)]
    if blocking:
        raise EntryBlocked(flags, blocking)
    kept = {flag.key: flag.explained(reasons) for flag in flags if flag.severity is Severity.E or reasons.get(flag.key)}
    return Judged(what.stated, what.people, flags, kept)


def reason_of(text: str) -> str:
    """A reason somebody typed, clean. Raises TextTooLong."""
    reason = clean(text)
    if len(reason) > LONGEST_TEXT:
        raise TextTooLong(field="", most=LONGEST_TEXT)
    return reason


def _cleaned(form: Form, name: str, value: Value) -> Value:
    written, normalised = clean(value.as_written), clean(value.normalised)
    if max(len(written), len(normalised)) > LONGEST_TEXT:
        raise TextTooLong(field=form[name].label, most=LONGEST_TEXT)
    return Value(written, normalised, value.mark)
