"""One entry as lines of fields beside its page: what is kept, what was before, what is flagged and said. No screen here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from registers.catalogue import say
from registers.form import Form
from registers.kinds import PositionState
from registers.value import Value

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from registers.checks import Flag
    from storage.records import RevisionRow, StoredEntry

_BLANK = Value()


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a field said before, and the last revision that said so."""

    value: Value
    revision: int
    keyer: str


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of the page: what is kept of it, what was before (newest first), its flags, what was said at the last return."""

    name: str
    label: str
    value: Value
    before: tuple[Earlier, ...]
    flags: tuple[Flag, ...] = field(hash=False)
    said: str = ""


def lines_of(
    form: Form | None, entry: StoredEntry, history: list[RevisionRow], comments: dict[str, str]
) -> tuple[FieldLine, ...]:
    """The fields in page order; those with nothing, no flag and no change are left out where the page need not have them.

    `form` is None where the entry has no kind. What stands at the number leads where it is no normal page, or was none: a
    missing page has no field to tell it.
    """
    lines, asked = _what_stands(entry, history), entry.position_state.has_values
    for one in form.fields if form else ():
        value = entry.values.get(one.name, _BLANK)
        before = _before(one.name, history)
        flags = tuple(flag for flag in entry.flags if one.name in flag.fields)
        if not value.empty or flags or before or one.name in comments or (one.required and asked):
            lines.append(FieldLine(one.name, str(one.full_label), value, before, flags, comments.get(one.name, "")))
    return tuple(lines)


def _what_stands(entry: StoredEntry, history: list[RevisionRow]) -> list[FieldLine]:
    """The line that says what the number of the book is; none where it is and was a normal page. It has no field's name."""
    before, now = [], entry.position_state
    for row in reversed(history[:-1]):
        if row.position_state is not now:
            before.append(Earlier(Value(str(row.position_state.label)), row.revision, row.keyer))
            now = row.position_state
    if entry.position_state is PositionState.NORMAL and not before:
        return []
    return [FieldLine("", say("review.what_stands"), Value(str(entry.position_state.label)), tuple(before), ())]


def _before(name: str, history: list[RevisionRow]) -> tuple[Earlier, ...]:
    """Every other text the field had, newest first."""
    found: list[Earlier] = []
    now = history[-1].values.get(name, _BLANK)
    for row in reversed(history[:-1]):
        value = row.values.get(name, _BLANK)
        if value != now:
            found.append(Earlier(value, row.revision, row.keyer))
            now = value
    return tuple(found)


def shown(value: Value) -> str:
    """What was keyed, what it is stored as where that is another text, and its mark."""
    stored = f" → {value.normalised}" if _tells_more(value) else ""
    mark = f" [{value.mark.label}]" if value.mark else ""
    return f"{value.as_written}{stored}{mark}"


def _tells_more(value: Value) -> bool:
    """False where what is stored is only another form of what is seen: a date with dots, a code, a number without its zeros, a capital first."""
    written, stored = value.as_written, value.normalised
    forms = (written, written.replace("/", "."), written.lstrip("0"), written[:1].upper() + written[1:])
    is_code = stored.isdecimal() and not any(letter.isdecimal() for letter in written)
    return bool(stored) and stored not in forms and not is_code
