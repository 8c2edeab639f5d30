"""What a person known already brought in, once somebody else stands in his place; by every key that puts another name there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registers.form import load
from tests.tui.keying.boats import PREVIOUS, Knows, effects_of, keyed, sheet
from tui.keying.draft import Source
from tui.keying.history import folded
from tui.keying.ports import Fill, Suggestion
from tui.keying.sheet import Sheet
from tui.keying.state import FormState

LINKED = {"born": "1960", "sex": "Nam", "nickname": "Ba Lái"}
COUPLE = Fill(LINKED | {"mate": "Mai Thị Lan"}, ref="rower=e1/a mate=e1/b", surely=frozenset({"nickname"}))
NAMESAKE = Fill({"born": "1985"}, ref="rower=e2/a")
PAGE = sheet(previous=PREVIOUS)
KNOWN = Knows({"rower": [Suggestion("Nông Văn Pá", "person", fill=COUPLE), Suggestion("Lý A Páo", "name")]})
TAKEN = {"registration_date": "09/2007", "rower": "Nông Văn Pá"} | dict(COUPLE.values)


def _taken(suggester: Knows = KNOWN, on: Sheet = PAGE) -> FormState:
    """The couple is taken, the cursor is in the name again, which stands selected."""
    state = keyed("0907<enter>no<tab>", on=on, suggester=suggester)
    state.jump("rower", comes_back=False)
    return state


def _values(state: FormState) -> dict[str, str]:
    return {name: cell.text for name, cell in state.draft.cells.items() if cell.text}


ANOTHER = {
    "taken a word at a time": "ly<right><enter>",
    "letters of the old one left": "<end><bs><bs>sơn<enter>",
    "one letter of the old one left": "<end>" + "<bs>" * 10 + "guyễn thị lan<enter>",
    "as the entry before": "<repeat>",
    "nothing written": "<blank>",
    "written as unknown": "<unknown>",
    "unreadable": "<illegible>",
    "chosen by hand": "<end><clear>l<tab>",
}


@pytest.mark.parametrize("keys", ANOTHER.values(), ids=ANOTHER)
def test_whoever_comes_in_his_place_nothing_of_him_stays(keys: str) -> None:
    state = _taken()
    effects_of(state, keys)
    assert not [name for name, cell in state.draft.cells.items() if cell.source is Source.LINKED]
    assert "Không còn là người trước" in state.message
    while _values(state) != TAKEN and state.history.past:
        effects_of(state, "<undo>")
    assert _values(state) == TAKEN


SAME = {
    "erased and typed once more": "<end>" + "<bs>" * 11 + "nông văn pá<enter>",
    "another tone": "<end><bs>à<enter>",
    "another letter": "<end><bs>ó<enter>",
    "looked at": "<end><enter>",
    "not sure": "<doubtful>",
}


@pytest.mark.parametrize("keys", SAME.values(), ids=SAME)
def test_who_is_only_mended_keeps_what_came_with_him(keys: str) -> None:
    state = _taken()
    effects_of(state, keys)
    assert _values(state) | {"rower": ""} == TAKEN | {"rower": ""}
    assert not state.message


def test_marks_put_in_make_no_other_person() -> None:
    state = _taken(Knows({"rower": [Suggestion("Nong Van Pa", "person", fill=COUPLE)]}))
    effects_of(state, "nông văn pá<enter>")
    assert _values(state) == TAKEN


def test_another_person_of_the_name_brings_only_what_is_his() -> None:
    state = _taken()
    state.offering.suggester = Knows({"rower": [Suggestion("Nông Văn Pá", "person", fill=NAMESAKE)]})
    effects_of(state, "nong<tab>")
    assert _values(state) == {"registration_date": "09/2007", "rower": "Nông Văn Pá", "born": "1985"}


def test_a_page_is_not_ended_before_what_is_gone_was_asked() -> None:
    state = _taken()
    effects = effects_of(state, "lý a páo<finish>")
    assert (state.draft.at, state.waiting, state.panel) == ("born", False, None)
    assert effects
    assert "Không còn là người trước" in state.message


def test_half_a_name_from_the_journal_is_still_known_to_replace_another() -> None:
    state = _taken()
    effects_of(state, "lý")
    restored = FormState(PAGE, history=folded(state.history.first, state.history.compact()))
    effects_of(restored, " a páo<enter>")
    assert _values(restored) == {"registration_date": "09/2007", "rower": "Lý A Páo"}


def test_the_block_of_the_entry_before_takes_nothing_of_another_mate_with_it() -> None:
    before = {name: value for name, value in PREVIOUS.items() if name != "mate_nation"}
    state = keyed("0907<enter>ly<enter>", on=sheet(previous=before))
    state.fill_block(Fill({"mate": "Mai Thị Lan", "mate_nation": "Trung Quốc"}, ref="rower=e1/a mate=e1/b"))
    state.jump("mate", comes_back=False)
    effects_of(state, "<repeat_block>")
    assert state.cell("mate").text == "Lý Thị Mỷ"
    assert state.draft.cells.get("mate_nation") is None


def test_a_name_typed_after_its_block_was_filled_in_without_one_replaces_nobody() -> None:
    state = keyed("0907<enter>ly<enter>")
    state.fill_block(Fill({"mate_nation": "Trung Quốc"}, ref="rower=e1/a mate=e1/b"))
    state.jump("mate", comes_back=False)
    effects_of(state, "mỷ<enter>")
    assert state.cell("mate_nation").text == "Trung Quốc"


def test_another_mother_of_a_known_child_leaves_its_father() -> None:
    adoptions = replace(sheet(), forms={"NCN": load("NCN", "D")})
    state = keyed("", on=adoptions)
    state.jump("adoptee_full_name", comes_back=False)
    effects_of(state, "an<enter>")
    family = {"adoptee_ethnicity": "Tày", "giver_father_full_name": "Pá", "giver_mother_full_name": "Mỷ"}
    mother = {"giver_mother_residence": "Xóm Nà Kinh"}
    ref = "adoptee=e/child giver_father=e/father giver_mother=e/mother"
    state.fill_block(Fill(family | mother, ref=ref, surely=frozenset(family | mother)))
    assert _values(state) == {"adoptee_full_name": "An"} | family | mother
    state.jump("giver_mother_full_name", comes_back=False)
    effects_of(state, "lan<enter>")
    assert _values(state) == {"adoptee_full_name": "An"} | family | {"giver_mother_full_name": "Lan"}
    state.jump("adoptee_full_name", comes_back=False)
    effects_of(state, "<clear>bình<enter>")
    assert _values(state) == {"adoptee_full_name": "Bình", "giver_mother_full_name": "Lan"}
