"""Which of a page's flags are shown now, and which the clerk has to answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from registers.checks import Flag
from tui.keying import judge
from tui.keying.draft import NOWHERE

if TYPE_CHECKING:
    from tui.keying.state import FormState


def shown(state: FormState) -> list[Flag]:
    """The flags of what was keyed so far; a field still to come is not blamed for being empty."""
    draft = state.draft
    seen = {*draft.path[: draft.here], *draft.path[draft.here + 1 :]}
    if draft.here < len(draft.path) - 1 or draft.origin != NOWHERE:
        seen.add(draft.at)  # the clerk came back to it
    return [
        flag
        for flag in state.flags
        if all(name in seen or (name != draft.at and _says_something(state, name)) for name in flag.fields)
        and all(state.is_read(name) for name in flag.fields)
    ]


def unanswered(state: FormState, flags: Sequence[Flag]) -> list[Flag]:
    """Those of `flags` the clerk has to look at: neither explained nor let pass."""
    return [flag for flag in judge.open_flags(flags, state.draft.overrides) if flag not in state.ending.passed]


def of_field(state: FormState, name: str) -> list[Flag]:
    """The unanswered flags the field `name` is left with, where all they are about was keyed."""
    return [
        flag
        for flag in unanswered(state, state.flags)
        if name in flag.fields and all(n == name or _says_something(state, n) for n in flag.fields)
    ]


def _says_something(state: FormState, name: str) -> bool:
    return name in state.page.form and not state.cell(name).empty
