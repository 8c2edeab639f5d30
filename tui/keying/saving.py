"""Storing a finished position, in a thread: a last look at what the store knows, the entry, what it teaches, the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from registers.checks import About, Flag
from registers.kinds import PositionState
from storage.entries import Saved
from storage.judging import EntryBlocked
from tui.keying import blame, judge
from tui.keying.effects import Save
from tui.keying.memory import Memory
from tui.keying.sitting import Laid, Sitting
from tui.keying.state import FormState


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of it: the revision and the position after it, or what kept one of them back.

    `flags` are shown to the clerk before anything is stored; `about` is what the store knows beyond the page.
    """

    saved: Saved | None = None
    following: Laid | None = None
    error: Exception | None = None
    flags: Sequence[Flag] = ()
    about: About | None = None


def store(sitting: Sitting, laid: Laid, state: FormState, done: Save, *, go_on: bool = True) -> Stored:
    """Store what `state` is done with, and lay the next position out, unless this one is all that was wanted (`go_on`).

    Raises nothing: the position must stay open.
    """
    try:
        about = sitting.around(laid, done)
        flags = blame.unanswered(state, judge.flags_of(state.page, state.draft, done.values, about))
        if flags:
            return Stored(flags=flags, about=about)
        saved = sitting.save(laid, done)
    except EntryBlocked as error:
        return Stored(flags=error.blocking)
    except Exception as error:  # noqa: BLE001  told to the clerk, who may try again
        return Stored(error=error)
    try:
        if done.state is PositionState.NORMAL:
            sitting.learn(_taught(sitting, laid, state, done))
        return Stored(saved, sitting.next() if go_on else None)
    except Exception as error:  # noqa: BLE001  the entry is stored: only going on failed
        return Stored(saved, error=error)


def _taught(sitting: Sitting, laid: Laid, state: FormState, done: Save) -> Memory:
    """What is known of the book with this entry in it."""
    form = state.page.form
    if laid.entry is None:
        return state.memory.learned(form, done.values)
    return sitting.known().corrected(form, laid.entry.values, done.values)
