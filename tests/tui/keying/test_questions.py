"""Boxes the form draws itself: positions, numbers, kinds, reasons. Every answer is one key, and keys stay in order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registers.form import load
from registers.kinds import PositionState
from registers.position import Position
from tests.tui.keying.boats import BOATS, RAFTS, effects_of, habits, keyed, seen, sheet
from tui.keying.effects import Effect, GoTo, Leave, Renumber, Save, TakeUp
from tui.keying.flagbox import FlagBox
from tui.keying.panel import Panel
from tui.keying.questions import WITHOUT_KIND
from tui.keying.state import FormState


def asked(state: FormState) -> str:
    """The name of the open box, "" where none is."""
    if isinstance(state.panel, FlagBox):
        return "flags"
    return state.panel.name if isinstance(state.panel, Panel) else ""


def saved(effects: list[Effect]) -> Save | None:
    """What shall be stored, if anything."""
    return next((effect for effect in effects if isinstance(effect, Save)), None)


WHOLE = "0907<enter>nông ly<enter>85<enter>1<enter>ma<enter>Việt Nam<enter>lê<enter>m<enter>"

POSITIONS = [
    ("A missing page is stored at once, with its reason", "<position>43", PositionState.MISSING_PAGE, "Trang bị xé hoặc thất lạc"),
    ("A blank page", "<position>32", PositionState.BLANK_PAGE, "Trang bị gạch chéo"),
    ("A number the book leapt over", "<position>54", PositionState.SKIPPED, "Sổ đánh cách số"),
    ("A reason in own words", "<position>49mối ăn<enter>", PositionState.MISSING_PAGE, "mối ăn"),
    ("One that begins with a digit", "<position>492 tờ dính<enter>", PositionState.MISSING_PAGE, "2 tờ dính"),
]  # fmt: skip


@pytest.mark.parametrize(("tells", "keys", "position_state", "reason"), POSITIONS, ids=[case[0] for case in POSITIONS])
def test_positions_without_a_page(tells: str, keys: str, position_state: PositionState, reason: str) -> None:
    save = saved(effects_of(keyed(""), keys))
    assert save is not None
    assert (save.state, save.reason, save.values) == (position_state, reason, {})


EMPTIED = [
    ("Habit goes on typing: no digit, no Tab and no F9 empties the page", "<position>43" + "43" + "<position>32", None),
    ("Enter keeps it", "<position>43<enter>", None),
    ("So does the key of no", "<position>43k", None),
    ("And closing the box", "<position>43<cancel>", None),
    ("Only the word does it", "<position>43c", PositionState.MISSING_PAGE),
    ("Also with a reason of one's own", "<position>49mất<enter>c", PositionState.MISSING_PAGE),
]


@pytest.mark.parametrize(("tells", "keys", "position_state"), EMPTIED, ids=[case[0] for case in EMPTIED])
def test_where_values_stand_a_position_without_a_page_asks_first(
    tells: str, keys: str, position_state: PositionState | None
) -> None:
    state = keyed("0907<enter>nông ly<enter>")
    before = state.draft.cells
    save = saved(effects_of(state, keys))
    assert (save.state if save else None) == position_state
    assert state.draft.cells == before, "undo finds them, whatever was answered"
    assert (state.draft.state is PositionState.NORMAL) is (position_state is None)


def test_the_question_says_what_would_be_lost() -> None:
    state = keyed("0907<enter>nông ly<enter><position>43")
    assert isinstance(state.panel, Panel)
    assert state.panel.title == "Số này đang có 2 ô đã ghi; có đúng là mất trang?"
    assert [(item.key, item.text) for item in state.panel.items] == [
        ("k", "Giữ nguyên, quay lại"),
        ("c", "Đúng là mất trang, bỏ các ô đó"),
    ]


def test_a_cancelled_number_keeps_what_can_be_read() -> None:
    why = keyed("<position>1").panel
    assert isinstance(why, Panel)
    assert why.title == "Số bị hủy: vì sao?"
    state = keyed("<position>11")
    assert (state.draft.state, asked(state)) == (PositionState.CANCELLED, "")
    save = saved(effects_of(state, "<enter>nông<finish>"))
    assert save is not None
    assert save.state is PositionState.CANCELLED
    assert save.values["rower"].as_written == "Nông"


def test_a_cancelled_number_takes_nothing_over_from_the_entry_before() -> None:
    carried = sheet(memory=habits({"registration_date": 3, "signer": 3}))
    save = saved(effects_of(keyed("<position>11", on=carried), "nông<finish>"))
    assert save is not None
    assert {name: value.as_written for name, value in save.values.items() if value.as_written} == {
        "entry_no": "45",
        "book_no": "01/2007",
        "rower": "Nông",
    }


def test_a_position_is_normal_again_by_one_key() -> None:
    state = keyed("<position>11<position>0")
    assert (state.draft.state, state.draft.reason) == (PositionState.NORMAL, "")


@pytest.mark.parametrize(
    ("keys", "effect"),
    [
        ("<position>61", Renumber(Position(2007, 45, "bis"))),
        ("<position>646<enter>", None),
        ("<position>747<enter>", Renumber(Position(2007, 47))),
        ("<position>847<enter>", GoTo(Position(2007, 47))),
        ("<position>812/2008<enter>", GoTo(Position(2008, 12))),
        ("<position>9", GoTo(Position(2008, 1))),
        ("<position>845<enter>", None),
        ("<position>8x<enter>", None),
        ("<position>8<cancel>", None),
        ("<position><cancel>", None),
    ],
)
def test_other_numbers(keys: str, effect: Effect | None) -> None:
    found = [one for one in effects_of(keyed(""), keys) if isinstance(one, GoTo | Renumber)]
    if keys.startswith("<position>64"):
        effect = Renumber(Position(2007, 45, "b"))  # the fourth of the suffixes
    assert found == ([effect] if effect else [])


def test_a_number_nobody_can_read_is_said() -> None:
    assert keyed("<position>8x<enter>").message == "“x” không phải là số trong sổ. Gõ như 45 hoặc 45/2008."


def test_fields_there_are_not() -> None:
    assert keyed("<goto>0<enter>").message == "Không có ô số 0. Gõ số từ 1 đến 14."
    assert keyed("<goto>ab1<enter>").draft.at == "entry_no"  # letters are no numbers


COMBINED = sheet(forms=(BOATS, RAFTS))


def test_a_page_nothing_is_keyed_of_is_not_stored_as_an_ordinary_entry() -> None:
    old = sheet(forms=(replace(BOATS, fields=(BOATS["entry_no"], BOATS["book_no"], BOATS["nickname"])),))
    state = FormState(old, menu=[("e", "Số này  F9", "position")])
    state.settle()
    assert not state.flags, "before 2006 no page must have anything"
    assert saved(effects_of(state, "<finish>")) is None
    assert not state.waiting
    assert state.message == (
        "Trang này chưa gõ gì nên chưa ghi. Trang trắng, mất trang, số bị hủy, khuyết số thì bấm Số này F9."
    )
    assert saved(effects_of(state, "<enter>")) is None
    assert saved(effects_of(state, "Tí<finish>")) is not None
    blank = saved(effects_of(FormState(old), "<position>32"))
    assert blank is not None
    assert blank.state is PositionState.BLANK_PAGE


@pytest.mark.parametrize(("kind", "first"), [("KH", "husband_full_name"), ("KT", "deceased_full_name")])
def test_an_entry_of_old_that_names_nobody_is_not_stored(kind: str, first: str) -> None:
    state = keyed("120307<enter>", on=replace(sheet(), forms={kind: load(kind, "B")}))
    assert saved(effects_of(state, "<finish>")) is None
    assert not state.waiting
    assert state.draft.at == first
    assert state.message == "Chưa có họ tên của ai nên chưa ghi: gõ họ tên, hoặc đánh dấu không đọc được, rách, trống."
    assert saved(effects_of(state, "<illegible><finish>")) is not None


def test_one_name_is_enough_of_a_couple() -> None:
    state = keyed("120307<enter>lý a<finish>", on=replace(sheet(), forms={"KH": load("KH", "B")}))
    assert state.waiting


@pytest.mark.parametrize("action", sorted(WITHOUT_KIND - {"menu", "position"}))
def test_what_needs_no_kind_leaves_the_question_for_it_open(action: str) -> None:
    assert asked(keyed(f"<{action}>", on=COMBINED)) == "kind"


def test_a_combined_book_asks_for_the_kind_first() -> None:
    state = keyed("", on=COMBINED)
    assert (asked(state), seen(state).count("|")) == ("kind", 0)
    effects_of(state, "2")
    assert (state.draft.kind, state.draft.at) == ("RAFT", "wood")


def test_letters_typed_ahead_of_the_kind_land_behind_it() -> None:
    state = keyed("2nghiến<enter>", on=COMBINED)
    assert seen(state) == "wood: nghiến\nnotes: |"


def test_the_kind_of_the_entry_before_is_one_enter() -> None:
    assert keyed("<enter>", on=replace(COMBINED, previous_kind="RAFT")).draft.kind == "RAFT"


def test_nothing_is_keyed_without_a_kind() -> None:
    state = keyed("<cancel><cancel>x<blank><note>", on=COMBINED)
    assert asked(state) == "kind"


def test_a_lost_page_of_a_combined_book_needs_no_kind() -> None:
    save = saved(effects_of(keyed("", on=COMBINED), "<position>43"))
    assert save is not None
    assert (save.kind, save.state, save.values) == ("", PositionState.MISSING_PAGE, {})
    assert asked(keyed("<position>11", on=COMBINED)) == "kind"
    assert asked(keyed("<position><cancel>", on=COMBINED)) == "kind"
    assert effects_of(keyed("", on=COMBINED), "<position>9") == [GoTo(Position(2008, 1))]


def test_undo_takes_the_kind_back_and_then_the_entry_before_up() -> None:
    state = keyed("2<undo>", on=COMBINED)
    assert (asked(state), state.draft.kind) == ("kind", "")
    assert effects_of(state, "<undo>") == [TakeUp()]
    effects_of(state, "<redo>")
    assert (asked(state), state.draft.kind) == ("", "RAFT")


def test_the_menu_before_the_kind_has_what_needs_none_and_leads_back_to_the_question() -> None:
    lines = [("e", "Số này  F9", "position"), ("o", "Trống  F5", "blank"), ("s", "Cách nhập", "profile")]
    state = FormState(COMBINED, menu=lines)
    effects_of(state, "<menu>")
    assert isinstance(state.panel, Panel)
    assert [item.value for item in state.panel.items] == ["position", "profile"]
    effects_of(state, "s")
    assert (asked(state), state.heads_down) == ("kind", False)
    effects_of(state, "<menu><cancel>")
    assert asked(state) == "kind"
    save = saved(effects_of(state, "<menu>e43"))
    assert save is not None
    assert save.state is PositionState.MISSING_PAGE


def test_a_number_said_to_be_ordinary_before_its_kind_is_still_asked_for_it() -> None:
    assert asked(keyed("<position>0", on=COMBINED)) == "kind"


def test_the_menu_runs_any_action_by_a_letter() -> None:
    state = FormState(sheet(), menu=[("k", "không rõ", "unknown"), ("b", "trống", "blank")])
    effects_of(state, "<menu>k")
    assert state.draft.at == "rower"


# ---- flags


def test_a_whole_entry_without_flags_is_stored_at_the_last_enter() -> None:
    save = saved(effects_of(keyed(""), f"{WHOLE}<enter>"))
    assert save is not None
    assert {name: value.normalised for name, value in save.values.items() if value.as_written} == {
        "entry_no": "45",
        "book_no": "01/2007",
        "registration_date": "09.2007",
        "rower": "Nông Ly",
        "born": "1985",
        "born_in_words": "năm một nghìn chín trăm tám mươi lăm",
        "sex": "1",
        "mate": "Ma",
        "mate_nation": "Việt Nam",
        "signer": "Lê",
        "relation": "mẹ",
    }


def test_flags_wait_for_the_end_and_one_key_answers_each() -> None:
    state = keyed("0907<enter>ly<enter><enter><enter><enter>ma<enter>Việt Nam<enter>lê<enter>m<enter>")
    state.settle()
    assert asked(state) == ""
    assert [flag.fields for flag in state.shown_flags] == [("born",), ("sex",)]
    assert saved(effects_of(state, "<enter>")) is None
    assert asked(state) == "flags"
    save = saved(effects_of(state, "<blank><unknown>"))
    assert save is not None
    assert save.values["born"].mark == "blank"
    assert save.values["sex"].mark == "unknown"


def test_a_warning_passes_by_enter_or_with_a_reason() -> None:
    before = "0907<enter><enter>85<enter>1<enter>ma<enter>Việt Nam<enter>lê<enter>m<enter><enter>"
    passed = saved(effects_of(keyed(before), "<enter>"))
    assert passed is not None
    assert passed.overrides == {}
    given = saved(effects_of(keyed(before), "1"))
    assert given is not None
    assert given.overrides == {"R0:rower": "Đúng như trong sổ"}
    typed = saved(effects_of(keyed(before), "9thôi<enter>"))
    assert typed is not None
    assert typed.overrides == {"R0:rower": "thôi"}
    numbered = saved(effects_of(keyed(before), "92 con dấu<enter>"))
    assert numbered is not None
    assert numbered.overrides == {"R0:rower": "2 con dấu"}


def test_each_flag_has_a_reason_of_its_own_though_the_rule_is_one() -> None:
    state = keyed("0907<enter><enter>85<enter>1<enter>ma<enter>Việt Nam<enter><enter>m<enter><enter>")
    assert isinstance(state.panel, FlagBox)
    assert [flag.key for flag in state.panel.flags] == ["R0:rower", "R0:signer"]
    save = saved(effects_of(state, "12"))
    assert save is not None
    assert save.overrides == {"R0:rower": "Đúng như trong sổ", "R0:signer": "Sổ ghi sai, giữ nguyên"}


def test_tab_mends_a_flagged_field_and_enter_ends_the_position() -> None:
    state = keyed("0907<enter><enter>85<enter>1<enter>ma<enter>Việt Nam<enter>lê<enter>m<enter><enter>")
    assert saved(effects_of(state, "<tab>")) is None
    assert state.draft.at == "rower"
    save = saved(effects_of(state, "nông<enter>"))
    assert save is not None
    assert save.values["rower"].normalised == "Nông"


def test_an_error_is_mended_or_explained_never_passed() -> None:
    state = keyed(WHOLE.replace("85<enter>", "3005<enter>") + "<enter>")
    assert isinstance(state.panel, FlagBox)
    assert state.panel.blocks
    assert saved(effects_of(state, "<enter>")) is None
    assert (asked(state), state.draft.at) == ("", "born")
    save = saved(effects_of(state, "<clear>1985<enter>"))
    assert save is not None
    assert save.values["born"].normalised == "1985"
    explained = saved(effects_of(keyed(WHOLE.replace("85<enter>", "3005<enter>") + "<enter>"), "1"))
    assert explained is not None
    assert list(explained.overrides) == ["V29:born"]


def test_closing_the_flags_goes_back_to_the_page() -> None:
    state = keyed("<finish><cancel>")
    assert (asked(state), state.draft.at, state.waiting) == ("", "registration_date", False)


def test_the_other_profile_stops_at_each_flag() -> None:
    state = keyed("0907<enter><enter>", heads_down=False)
    assert (asked(state), state.draft.at) == ("flags", "rower")
    effects_of(state, "<enter>")
    assert (asked(state), state.draft.at) == ("", "born")
    effects_of(state, "<back><enter>")  # let pass once is let pass
    assert state.draft.at == "born"


def test_no_key_counts_while_the_store_works_and_all_do_after_it_refused() -> None:
    state = keyed(f"{WHOLE}<enter>")
    assert state.waiting
    assert effects_of(state, "abc") == []
    state.stay("đĩa đầy")
    assert (state.message, state.draft.at) == ("đĩa đầy", "notes")
    assert saved(effects_of(state, "<enter>")) is not None


def test_who_went_on_after_mending_is_brought_back_by_the_notes_not_sent_to_the_end() -> None:
    state = keyed("0907<enter><finish>")
    assert isinstance(state.panel, FlagBox)
    effects_of(state, "<tab>nông<enter>85<enter>")
    assert state.draft.at == "sex"
    effects_of(state, "<note>mờ<enter>")
    assert (asked(state), state.draft.at) == ("", "sex")


def test_a_cancelled_number_says_what_to_do_next() -> None:
    state = FormState(sheet(), menu=[("f", "Ghi  ^F", "finish")])
    effects_of(state, "<position>11")
    assert state.message == "Số này: số bị hủy. Gõ những gì trang còn ghi, rồi bấm Ghi ^F."


def test_the_menu_leads_back() -> None:
    state = FormState(sheet(), menu=[("b", "Về hàng đợi", "back")])
    assert Leave() in effects_of(state, "<menu>b")
