"""Undo and redo across fields, and past the first key into the position before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registers.form import load
from tests.tui.keying.boats import PREVIOUS, effects_of, habits, keyed, seen, sheet
from tui.keying.effects import TakeUp

DATE = "registration_date: 09/2007\n"

CASES = [
    ("A word typed is one step", "0907<enter>nông ly", "<undo>", f"{DATE}rower: |"),
    ("Then the walk, then the word before", "0907<enter>nông", "<undo><undo>", "registration_date: 09/2007|"),
    ("And back to the beginning", "0907<enter>nông", "<undo><undo><undo>", "registration_date: |"),
    ("Redo does it again", "0907<enter>nông", "<undo><undo><redo><redo>", f"{DATE}rower: Nông|"),
    ("A new key ends redoing", "0907<enter>nông", "<undo>a<redo>", f"{DATE}rower: A|"),
    ("A mark is taken back with the text it cleared", "0907<enter>nông<blank>", "<undo>", f"{DATE}rower: Nông|"),
    ("So is what one digit settled", "0907<enter>nông<enter><enter>1", "<undo>", f"{DATE}rower: Nông\nsex: |"),
]


@pytest.mark.parametrize(("tells", "before", "keys", "after"), CASES, ids=[case[0] for case in CASES])
def test_undo(tells: str, before: str, keys: str, after: str) -> None:
    assert seen(keyed(before + keys)) == after


def test_a_repeated_block_is_one_step() -> None:
    known = sheet(previous=PREVIOUS, memory=habits({"signer": 3}))
    before = keyed("0907<enter>", on=known)
    after = keyed("0907<enter><repeat_block><undo>", on=known)
    assert after.draft == before.draft


def test_undo_past_the_first_key_takes_up_the_position_before() -> None:
    state = keyed("0907")
    assert not [one for one in effects_of(state, "<undo>") if isinstance(one, TakeUp)]
    assert effects_of(state, "<undo>") == [TakeUp()]


def test_overrides_and_positions_are_undone_too() -> None:
    state = keyed("<position>11<undo>")
    assert state.draft == keyed("").draft


@pytest.mark.parametrize(("keys", "ends"), [("<finish>", False), ("<enter>" * 20, True)], ids=["early", "gone through"])
def test_who_mends_a_page_ended_early_goes_back_to_where_he_was(keys: str, ends: bool) -> None:
    state = keyed(f"120307<enter>lý a<enter>{keys}", on=replace(sheet(), forms={"KH": load("KH", "B")}))
    assert state.waiting
    at = state.draft.at
    state.taken_up()
    effects_of(state, "<goto>3<enter><clear>130307<enter>")
    assert state.waiting is ends
    assert state.draft.at == at
