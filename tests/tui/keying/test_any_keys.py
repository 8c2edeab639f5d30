"""Whatever is pressed: nothing raises, undo leads back to the beginning, and the journal tells the same story."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registers.form import kinds_in_book, load
from tests.tui.keying.boats import BOATS, PREVIOUS, RAFTS, habits, sheet
from tui.keying.deeds import DEEDS
from tui.keying.draft import delta, patched
from tui.keying.edit import EDITS
from tui.keying.effects import Changed
from tui.keying.history import folded
from tui.keying.marks import MARKS
from tui.keying.press import Press, act, typed
from tui.keying.questions import ASKED
from tui.keying.state import FormState
from tui.typing.compose import Composer

ACTIONS = sorted({*DEEDS, *EDITS, *MARKS, *ASKED, "cancel", "back", "nonsense"})
LETTERS = st.one_of(st.sampled_from("aăeêođuưnthi 0123456789/…\"'"), st.characters(max_codepoint=0x2FFFF))
PRESSES = st.lists(st.one_of(LETTERS.map(typed), st.sampled_from(ACTIONS).map(act)), max_size=60)
SHEETS = st.sampled_from(
    [
        sheet(),
        sheet(previous=PREVIOUS, memory=habits({"registration_date": 1, "signer": 3}, blank=["nickname"])),
        sheet(forms=(BOATS, RAFTS)),
        sheet(forms=(load("KS", "A"),)),
        sheet(forms=tuple(load(kind, "C2") for kind in kinds_in_book("", "C2"))),
    ]
)
QUICK = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(on=SHEETS, presses=PRESSES, heads_down=st.booleans())
def test_no_key_ever_raises_and_the_journal_tells_the_same_story(
    on: object, presses: list[Press], heads_down: bool
) -> None:
    state = FormState(on, composer=Composer(), heads_down=heads_down)  # type: ignore[arg-type]
    first = state.draft
    records = []
    for press in presses:
        records += [effect.record for effect in state.handle(press) if isinstance(effect, Changed)]
        state.settle()
        _ = state.suggestions, state.shown_flags
    kept = [json.loads(json.dumps(record)) for record in records]
    told = folded(first, kept)
    assert told.draft == state.draft
    assert (told.past, told.future, told.number) == (state.history.past, state.history.future, state.history.number)
    short = folded(first, json.loads(json.dumps(state.history.compact())))
    assert (short.draft, short.past) == (state.draft, state.history.past)
    assert not short.past or short.number == state.history.number


@QUICK
@given(on=SHEETS, presses=PRESSES)
def test_undo_leads_back_to_the_beginning_and_redo_to_the_end(on: object, presses: list[Press]) -> None:
    state = FormState(on)  # type: ignore[arg-type]
    first = state.draft
    for press in presses:
        state.handle(press)
    state.stay("")
    state.panel = None
    last, steps = state.draft, len(state.history.past)
    for _ in range(steps):
        state.panel = None
        state.handle(act("undo"))
    assert state.draft == first
    for _ in range(steps):
        state.panel = None
        state.handle(act("redo"))
    if not any(press.action == "undo" for press in presses):
        assert state.draft == last


@QUICK
@given(presses=PRESSES)
def test_the_difference_of_two_drafts_makes_the_one_of_the_other(presses: list[Press]) -> None:
    state = FormState(sheet())
    first = state.draft
    for press in presses:
        state.handle(press)
    assert patched(first, json.loads(json.dumps(delta(first, state.draft)))) == state.draft
    assert patched(state.draft, json.loads(json.dumps(delta(state.draft, first)))) == first
