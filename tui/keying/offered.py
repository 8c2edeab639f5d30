"""What is offered in the field under the cursor as the form stands now, and which of it Tab takes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from registers.form import Field
from tui.keying import choices, repeat
from tui.keying.ports import Suggestion

if TYPE_CHECKING:
    from tui.keying.state import FormState

Offered = tuple[Sequence[Suggestion], int]
"""Suggestions, and which of them Tab takes (-1: none)."""


def suggestions(state: FormState) -> Sequence[Suggestion]:
    """What the field may hold, the best first; while a value stands there selected only the items of a list."""
    field = _asking(state)
    if field is None:
        return ()
    found = _of(state, field)
    return state.offering.with_digits(field, found, _chosen(state, len(found)))


def held(state: FormState) -> Offered | None:
    """The suggestions of the key before, while those for what was typed are still to be found; None where they are."""
    field = _asking(state)
    if field is None or state.offering.is_asked(state.page.form, field, state.cell(field.name).text, state.values):
        return None
    before = state.offering.held(field)
    pick = _chosen(state, len(before))
    return state.offering.with_digits(field, before, pick), pick


def pick(state: FormState) -> int:
    """Which suggestion Tab takes: the one chosen by hand, else the likeliest; -1 where it goes on like Enter."""
    field = _asking(state)
    return -1 if field is None else _chosen(state, len(_of(state, field)))


def _asking(state: FormState) -> Field | None:
    """The field, unless it is to be kept or typed over; of a list the digits must be seen to type over it."""
    field = state.field
    if field is None or state.panel is not None or (state.draft.fresh and not choices.is_chosen(field)):
        return None
    return field


def _of(state: FormState, field: Field) -> Sequence[Suggestion]:
    """What `field` under the cursor may hold; which of it has a digit depends on what is chosen."""
    offering = state.offering
    offering.numbered, offering.room = state.composer.leaves_digits, state.room
    offering.refused = state.draft.refused
    offering.puts_in = partial(repeat.put_in, state.page, state.draft)
    book, year = state.sheet.book.id, state.draft.position.year
    return offering.of(state.page.form, book, year, field, state.cell(field.name).text, state.values)


def _chosen(state: FormState, count: int) -> int:
    if not count:
        return -1
    if state.picked is not None:
        return min(state.picked, count - 1)
    return -1 if state.draft.fresh or _only_looked_at(state) else state.offering.likeliest


def _only_looked_at(state: FormState) -> bool:
    """True where a value stood already and nothing was typed: Tab leaves it, unless a suggestion is chosen by hand."""
    field = state.field
    text = state.cell(field.name).text if field is not None else ""
    return not state.touched and field is not None and bool(text) and not choices.is_item(field, text)
