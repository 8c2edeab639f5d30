"""Ending a position: what must be looked at first, what keeps the position open, and what is stored."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from registers.catalogue import say
from registers.checks import Flag
from registers.kinds import PositionState
from tui.keying import blame, judge, route
from tui.keying.effects import Save
from tui.keying.flagbox import FlagBox

if TYPE_CHECKING:
    from tui.keying.state import FormState


@dataclass
class Ending:
    """How near its end a position is: `begun` once the clerk was at the end, until he goes on through the page."""

    begun: bool = False
    passed: set[Flag] = field(default_factory=set)  # warnings he saw and left as they are, without a reason


def finish(state: FormState) -> None:
    """End the position: show what must be looked at, else store it."""
    state.ending.begun = True
    state.read_again()
    waiting = blame.unanswered(state, state.flags)
    if waiting:
        state.panel = FlagBox(tuple(waiting), then=state.finish)
    elif not _stays_open(state):
        _store(state)


def _stays_open(state: FormState) -> bool:
    """True where there is nothing to store yet; then that is said. A second keying stores whatever it was asked for."""
    draft = state.draft
    if state.sheet.beside is not None:
        return False
    if draft.state is PositionState.NORMAL and not state.keyed:  # a slip, or a page of another state
        state.ending.begun = False
        state.message = say("keying.nothing_keyed", this=state.named("position"))
        return True
    nameless = judge.nameless(state.page, draft)
    if nameless is None:
        return False
    state.ending.begun = False
    state.move(lambda page, draft: route.jump(page, draft, nameless, comes_back=False))
    state.message = say("keying.names_nobody")
    return True


def _store(state: FormState) -> None:
    state.waiting = True
    draft, page = state.draft, replace(state.page, ended=True)
    values, _ = judge.values_of(page, draft)
    carried = page.only_carried(draft) if draft.state.has_values else {}
    number = judge.page_number(values)
    state.tell(Save(draft.kind, draft.state, draft.reason, values, draft.overrides, number, carried))
