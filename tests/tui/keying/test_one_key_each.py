"""Marks, repeats, fields a book does not print: one key each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from registers.form import load
from registers.value import Mark, Value
from tests.tui.keying.boats import PREVIOUS, effects_of, habits, keyed, seen, sheet
from tui.keying.draft import Source
from tui.keying.effects import Learned
from tui.keying.memory import Memory
from tui.keying.ports import Fill

DATE = "registration_date: 09/2007\n"
TO_NAME = "0907<enter>"

MARKED = [
    ("An empty spot on the page", "<blank>", f"{DATE}rower:  [blank]\nborn: |"),
    ("A value written as unknown", "<unknown>", f"{DATE}rower: không rõ [unknown]\nborn: |"),
    ("Nothing of it can be read", "<illegible>", f"{DATE}rower: … [illegible]\nborn: |"),
    ("A part of it can be read", "nông t…<illegible>", f"{DATE}rower: Nông T… [illegible]\nborn: |"),
    ("The corner is torn off", "<torn>", f"{DATE}rower: … [torn]\nborn: |"),
    (
        "Read, but not surely: the mark key goes on like Enter",
        "nông<doubtful>",
        f"{DATE}rower: Nông [doubtful]\nborn: |",
    ),
    ("Struck through and corrected", "nông<struck>", f"{DATE}rower: Nông [struck]\nborn: |"),
    ("A doubtful value without text waits for it", "<doubtful>nô<enter>", f"{DATE}rower: Nô [doubtful]\nborn: |"),
    ("The same key takes the mark away", "nông<doubtful><back><doubtful>", f"{DATE}rower: Nông|"),
    ("An unknown taken back is empty", "<unknown><back><unknown>", f"{DATE}rower: |"),
    ("A blank that has text after all", "<blank><back>nô<enter>", f"{DATE}rower: Nô\nborn: |"),
]


@pytest.mark.parametrize(("tells", "keys", "after"), MARKED, ids=[case[0] for case in MARKED])
def test_marks(tells: str, keys: str, after: str) -> None:
    assert seen(keyed(TO_NAME + keys)) == after


def test_a_mark_clears_what_only_the_form_had_put_there() -> None:
    known = sheet(previous=PREVIOUS, memory=habits({"registration_date": 1}))
    assert seen(keyed("<illegible>", on=known)) == "registration_date: … [illegible]\nrower: |"
    assert seen(keyed("<doubtful>", on=known)) == "registration_date: 05/03/2007 [doubtful]\nrower: |"


REPEATED = [
    ("The field of the entry before", "<repeat>", f"{DATE}rower: Hoàng Văn Pá (repeated)\nborn: |"),
    ("Also over what was begun", "hoang<repeat>", f"{DATE}rower: Hoàng Văn Pá (repeated)\nborn: |"),
    (
        "The whole block, and on behind it",
        "<repeat_block>",
        (
            f"{DATE}rower: Hoàng Văn Pá (repeated)\nborn: 1980 (repeated)\n"
            "born_in_words: năm một nghìn chín trăm tám mươi (derived)\nsex: Nam (repeated)\nnickname: |"
        ),
    ),
    (
        "The block, but for what is keyed already",
        "<enter>1985<repeat_block>",
        (
            f"{DATE}rower: Hoàng Văn Pá (repeated)\nborn: 1985\n"
            "born_in_words: năm một nghìn chín trăm tám mươi lăm (derived)\nsex: Nam (repeated)\nnickname: |"
        ),
    ),
    ("Nothing to repeat", "<enter><enter><enter><repeat>", f"{DATE}nickname: |"),
]


@pytest.mark.parametrize(("tells", "keys", "after"), REPEATED, ids=[case[0] for case in REPEATED])
def test_repeats(tells: str, keys: str, after: str) -> None:
    state = keyed(TO_NAME + keys, on=sheet(previous=PREVIOUS))
    assert seen(state) == after
    assert bool(state.message) == (tells == "Nothing to repeat")


BIRTHS = replace(sheet(), forms={"KS": load("KS", "D")})
MOTHER = {
    "mother_full_name": "Hoàng Thị Mỷ",
    "mother_birth_year": "1982",
    "mother_ethnicity": "Tày",
    "mother_nationality": "Việt Nam",
    "mother_residence": "xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng",
    "mother_residence_kind": "thường trú",
}


@pytest.mark.parametrize(
    ("typed", "copied"),
    [
        ("", MOTHER.keys()),
        ("hoàng thị mỷ", MOTHER.keys()),
        ("Hoang Thi My", MOTHER.keys()),
        ("hoàng thị mỵ", MOTHER.keys() - {"mother_full_name", "mother_birth_year"}),
        ("hoàng thị mai", MOTHER.keys() - {"mother_full_name", "mother_birth_year"}),
    ],
)
def test_a_block_with_another_name_is_another_persons(typed: str, copied: Collection[str]) -> None:
    on = replace(BIRTHS, previous={name: Value(text, text) for name, text in MOTHER.items()})
    at = BIRTHS.forms["KS"].index["mother_full_name"] + 1
    state = keyed(f"<goto>{at}{typed}<repeat_block>", on=on)
    repeated = {name for name, cell in state.draft.cells.items() if cell.source is Source.REPEATED}
    assert repeated == set(copied) - ({"mother_full_name"} if typed else set())
    assert ("khác trường hợp trước" in state.message) is (len(copied) < len(MOTHER))
    effects_of(state, "<undo>")
    assert not any(cell.source is Source.REPEATED for cell in state.draft.cells.values())


def test_of_another_person_nothing_known_already_is_replaced_and_nothing_may_be_left_to_copy() -> None:
    state = keyed(f"{TO_NAME}ly<repeat_block>", on=sheet(previous=PREVIOUS))
    assert seen(state) == f"{DATE}rower: Ly|"
    assert state.message == "Họ tên gõ ở đây khác trường hợp trước: những gì của riêng người đó không chép sang."
    linked = keyed(f"{TO_NAME}<goto>9ly<enter>", on=sheet(previous=PREVIOUS))
    linked.fill_block(Fill({"mate_nation": "Trung Quốc"}, ref="e1"))
    effects_of(linked, "<repeat_block>")
    assert linked.cell("mate_nation").text == "Trung Quốc"


def test_a_repeated_block_leaves_what_follows_from_this_pages_own_fields() -> None:
    before = dict(PREVIOUS) | {"born_in_words": Value("năm một nghìn chín trăm", "năm một nghìn chín trăm")}
    after = seen(keyed(f"{TO_NAME}<enter>1985<repeat_block>", on=sheet(previous=before)))
    assert "born: 1985\nborn_in_words: năm một nghìn chín trăm tám mươi lăm (derived)" in after


def test_a_mark_of_the_entry_before_is_repeated_with_its_value() -> None:
    known = sheet(previous={"rower": Value("Hoàng…", "", Mark.ILLEGIBLE)})
    assert seen(keyed(f"{TO_NAME}<repeat>", on=known)) == f"{DATE}rower: Hoàng… (repeated) [illegible]\nborn: |"


def test_a_person_known_already_fills_the_block_but_for_what_is_keyed() -> None:
    state = keyed(f"{TO_NAME}ly<enter>")
    state.fill_block(Fill({"rower": "Lý A", "born": "1980", "sex": "Nữ", "mate": "Mỷ", "nobody": "x"}, ref="e1"))
    assert seen(state) == (
        f"{DATE}rower: Ly\nborn: ⟦1980⟧ (linked)\nborn_in_words: năm một nghìn chín trăm tám mươi (derived)\n"
        "sex: Nữ (linked)\nmate: Mỷ (linked)"
    )
    assert state.cell("sex").ref == "e1"
    effects_of(state, "<enter>")
    assert state.draft.at == "nickname"


def test_a_field_this_book_does_not_print_is_hidden_and_shown_again() -> None:
    state = keyed(f"{TO_NAME}ly<enter>85<enter>1")
    hidden = effects_of(state, "<hide>")
    assert Learned(Memory(hidden=frozenset({"nickname"}))) in hidden
    assert state.draft.at == "mate"
    assert "nickname" in state.message
    shown = effects_of(state, "<show_hidden>1")
    assert Learned(Memory()) in shown
    assert state.draft.at == "nickname"


@pytest.mark.parametrize("typed", ["", "Tí"])
def test_a_slip_that_hid_a_field_of_the_whole_book_is_taken_back_by_one_undo(typed: str) -> None:
    state = keyed(f"{TO_NAME}ly<enter>85<enter>1{typed}")
    effects_of(state, "<hide>")
    assert (state.draft.at, state.memory.hidden) == ("mate", frozenset({"nickname"}))
    back = effects_of(state, "<undo>")
    assert Learned(Memory()) in back
    assert (state.draft.at, state.cell("nickname").text) == ("nickname", typed)
    effects_of(state, "<redo>")
    assert (state.draft.at, state.memory.hidden) == ("mate", frozenset({"nickname"}))


def test_a_hidden_field_is_never_a_stop_nor_blamed_for_being_empty() -> None:
    state = keyed("", on=sheet(memory=Memory(hidden=frozenset({"registration_date", "born"}))))
    assert state.draft.at == "rower"
    effects_of(state, "ly<enter>")
    assert state.draft.at == "sex"
    effects_of(state, "<finish>")
    assert {flag.fields for flag in state.flags} == {("sex",), ("signer",)}


def test_no_hidden_field_no_list() -> None:
    state = keyed("<show_hidden>")
    assert state.panel is None
    assert state.message == "Quyển sổ này không có ô nào bị ẩn."
