"""Actions of the form: every one is handled, every one is in the menu and on the clerk's page."""

from __future__ import annotations

from pathlib import Path

import pytest

from registers.catalogue import Language, label, set_language
from tui.actions import of_group
from tui.keying import cheatsheet, menu
from tui.keying.deeds import DEEDS
from tui.keying.edit import EDITS
from tui.keying.marks import MARKS
from tui.keying.questions import ASKED, REASONS, STATE_REASONS
from tui.keymap import Keymap
from tui.screens.keying import _OWN

PAGE = Path(__file__).parents[3] / "docs" / "keying.md"


def test_every_action_is_done_by_somebody_and_nothing_is_done_without_an_action() -> None:
    named = {action.name for action in of_group("keying")}
    assert named == {*DEEDS, *EDITS, *MARKS, *ASKED, *_OWN, "cancel"}


@pytest.mark.parametrize("language", list(Language))
def test_every_action_stands_in_the_menu_under_a_letter_of_its_own(language: Language) -> None:
    set_language(language)
    lines = menu.lines(Keymap())
    letters = [letter for letter, _, _ in lines]
    assert len(set(letters)) == len(letters)
    assert all(len(letter) == 1 for letter in letters)
    plain = {action.name for action in of_group("keying")} - {name for _, _, name in lines}
    assert plain.isdisjoint({*MARKS, "repeat", "repeat_block", "note", "undo", "position", "hide", "goto", "finish"})


def test_what_is_left_out_of_the_menu_leaves_the_other_letters_as_they_are() -> None:
    whole = menu.lines(Keymap())
    assert menu.lines(Keymap(), {"repeat", "hide"}) == [one for one in whole if one[2] not in ("repeat", "hide")]


def test_the_menu_follows_the_users_own_keys() -> None:
    own = menu.lines(Keymap({"keying.blank": ("ctrl+a",), "keying.hide": ()}))
    assert {name: letter for letter, _, name in own}["blank"] == "a"
    assert "hide" in {name for _, _, name in own}


def test_the_clerks_page_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert cheatsheet.renewed(page) == page, "python -m tui.keying.cheatsheet docs/keying.md"


def test_a_page_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="vi"):
        cheatsheet.renewed("# Keys")


def test_every_reason_has_its_words() -> None:
    assert len({str(label(key)) for key in (*REASONS, *STATE_REASONS)}) == len(REASONS) + len(STATE_REASONS)
