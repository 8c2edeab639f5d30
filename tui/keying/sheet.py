"""Everything that is known of a position before its first key: the book, its forms, the entry before, what stands already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from registers.checks import About
from registers.form import Form
from registers.kinds import PositionState
from registers.position import Position
from registers.value import Values
from tui.keying.draft import Cell, Draft
from tui.keying.memory import Memory
from tui.keying.page import BookFacts


@dataclass(frozen=True, slots=True)
class Sheet:
    """One position laid out for keying. `forms` are those an entry of the book may have, by kind, in the plan's order."""

    book: BookFacts
    forms: Mapping[str, Form]
    position: Position
    about: About
    memory: Memory = dataclass_field(default_factory=Memory)
    previous: Values = dataclass_field(default_factory=dict)
    previous_kind: str = ""
    beside: Values | None = (
        None  # in second keying: the fields that are not asked for; then nothing is filled in, and no rule speaks
    )
    comments: Mapping[str, str] = dataclass_field(
        default_factory=dict
    )  # of a returned entry by field, of all of it under ""

    @property
    def first_draft(self) -> Draft:
        """The draft before anything is decided; only a book of one kind knows its kind already."""
        return Draft(self.position, kind=next(iter(self.forms)) if len(self.forms) == 1 else "")


def stored(
    sheet: Sheet, kind: str, state: PositionState, values: Values, overrides: Mapping[str, str], reason: str = ""
) -> Draft:
    """The draft of an entry that is stored already, to be corrected: every field on its path, the cursor in the first.

    Of a returned one the path leads from one commented field to the next, and ends at the page's last.
    """
    cells = {name: Cell(value.as_written, value.mark) for name, value in values.items() if not value.empty}
    form = sheet.forms[kind]
    path = tuple(f.name for f in form.fields if f.name in cells or (f.required and f.name in values))
    path = path or (form.fields[0].name,)
    said = tuple(f.name for f in form.fields if f.name in sheet.comments)
    if said:
        path = (*said, *(name for name in path[-1:] if form.index[name] > form.index[said[-1]]))
    first = cells.get(path[0], Cell())
    return Draft(
        sheet.position,
        kind=kind,
        state=state,
        reason=reason,
        cells=cells,
        path=path,
        cursor=len(first.text),
        overrides=dict(overrides),
    )
