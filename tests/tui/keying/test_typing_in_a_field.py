"""What letters do in a field: one line a case, the field's text with the cursor before and after."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from registers.form import FieldType
from registers.position import Position
from tests.tui.keying.boats import BOATS, BOOK, effects_of, keyed, seen, sheet
from tui.keying import edit, line
from tui.keying.draft import Cell, Draft
from tui.keying.memory import Memory
from tui.keying.page import Page
from tui.keying.press import act, pasted
from tui.keying.state import FormState
from tui.typing.compose import Composer

TO_NAME = "0907<enter>"
NFD_E = unicodedata.normalize("NFD", "ễ")


def name_after(keys: str, *, telex: bool = False) -> str:
    """The name field, with its cursor, after `keys` typed into it."""
    state = keyed(TO_NAME + keys, composer=Composer() if telex else None)
    return next(row for row in seen(state).splitlines() if row.startswith("rower: ")).removeprefix("rower: ")


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        ("nong thi", "Nong Thi|"),  # capitals come by themselves
        ("hoàng a pá-tẩn", "Hoàng A Pá-Tẩn|"),
        ("h'mông", "H'Mông|"),
        ("NÔNG", "NÔNG|"),
        ("ly<left>x", "Lx|y"),
        ("ly<left><left>a", "A|Ly"),
        ("ly<home>x", "X|Ly"),
        ("ly<home><right><end>x", "Lyx|"),
        ("ly<bs>a", "La|"),
        ("ly<left><del>", "L|"),
        ("ly<clear>a", "A|"),
        ("<bs><del><left><right>", "|"),
        ("n<bs>Đông", "Đông|"),  # Backspace and letters fused, as input methods outside send them
        ("phu<bs><bs>ương", "Pương|"),
        (f"nguy{NFD_E}n", f"Nguy{NFD_E}n|"),  # decomposed letters wait until the field is left
        (f"nguy{NFD_E}<bs><bs>ê", "Nguyeê|"),  # Backspace takes code points back, as input methods count them
        (f"{NFD_E}x<left><left>", f"|{unicodedata.normalize('NFD', 'Ễ')}x"),  # arrows go by what the eye sees
        ("a\x07\x1b[2Jb\u202e\u200b\x9bc", "A[2Jbc|"),
        ("Ðông", "Đông|"),
        ("<as_typed>de souza", "de souza|"),
    ],
)
def test_letters_in_a_name(keys: str, after: str) -> None:
    assert name_after(keys) == after


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        ("noong thij hieenf", "Nông Thị Hiền|"),
        ("ddinhj", "Định|"),
        ("lee<as_typed> wen", "Lee wen|"),
        ("lee<as_typed><as_typed>s", "Lế|"),
    ],
)
def test_letters_in_a_name_under_telex(keys: str, after: str) -> None:
    assert name_after(keys, telex=True) == after


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"nguy{NFD_E}n  thi ", "Nguyễn Thi"),  # composed, single spaces, none at the ends
        ("a\u2019la", "A'La"),
    ],
)
def test_a_field_is_cleaned_when_it_is_left(typed: str, kept: str) -> None:
    assert keyed(f"{TO_NAME}{typed}<enter>").cell("rower").text == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("010987", "01/09/1987"),
        ("01091987", "01/09/1987"),
        ("0987", "09/1987"),
        ("87", "1987"),
        ("1987", "1987"),
        ("1/9/87", "1/9/87"),  # what has separators stays as the page has it
        ("30021987", "30/02/1987"),  # a date that does not exist is kept, never moved
        ("ngày 5 tháng 3 năm 1987", "ngày 5 tháng 3 năm 1987"),
        ("abc", "abc"),
    ],
)
def test_dates_typed_in_digits_are_written_out(typed: str, kept: str) -> None:
    assert keyed(f"{TO_NAME}ly<enter>{typed}<enter>").cell("born").text == kept


TO_SEX = f"{TO_NAME}ly<enter>85<enter>"


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        ("1", "sex: Nam\nnickname: |"),  # one digit settles it and goes on
        ("2", "sex: Nữ\nnickname: |"),
        ("n", "sex: n|"),  # nam or nữ?
        ("na", "sex: Nam\nnickname: |"),
        ("nữ", "sex: Nữ\nnickname: |"),
        ("g", "sex: Nữ\nnickname: |"),  # gái
        ("x", "sex: x|"),
        ("x<enter>", "sex: x\nnickname: |"),
        ("<next><next><tab>", "sex: Nữ (taken)\nnickname: |"),
        ("<tab>", "nickname: |"),  # a list nobody narrowed is no suggestion
    ],
)
def test_a_short_list_goes_on_by_itself(keys: str, after: str) -> None:
    assert seen(keyed(TO_SEX + keys)).endswith(after)


TO_RELATION = f"{TO_SEX}1<enter>ma<enter>Việt Nam<enter>lê<enter>"


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        ("m<enter>", "mẹ"),
        ("on<enter>", "ông nội"),
        ("người hàng xóm<enter>", "người hàng xóm"),  # a list to pick from holds anything
        ("cha<tab>", "cha"),
        ("ngươi g<tab>", "người giám hộ"),
    ],
)
def test_a_list_to_pick_from(keys: str, kept: str) -> None:
    assert keyed(TO_RELATION + keys).cell("relation").text == kept


def test_a_paste_is_typed_key_by_key_and_never_composed() -> None:
    state = FormState(sheet(), composer=Composer())
    for press in pasted("010907\r\nLee Soo Wen\t1985"):
        state.handle(press)
    assert state.cell("registration_date").text == "01/09/2007"
    assert state.cell("rower").text == "Lee Soo Wen"
    assert state.cell("born").text == "1985"


def test_a_field_holds_only_so_much() -> None:
    state = keyed(f"{TO_NAME}<note>{'x' * (line.LONGEST + 5)}")
    assert len(state.cell("notes").text) == line.LONGEST


def test_letters_that_are_numbers_are_never_composed() -> None:
    state = keyed("", composer=Composer())
    assert BOATS["entry_no"].type is FieldType.ENTRY_NO
    for press in [act("goto"), *pasted("1"), act("accept")]:
        state.handle(press)
    for letter in "45aa":
        state.handle(pasted(letter)[0])
    assert state.cell("entry_no").text == "45aa"


def test_another_digit_in_a_field_of_codes_chooses_another_item() -> None:
    state = keyed("0907<enter>ly<enter>85<enter>1<back>")
    assert state.draft.at == "sex"
    state.settle()
    assert [one.text for one in state.suggestions][:2] == ["Nam", "Nữ"]
    assert state.suggestion is not None
    assert state.suggestion.text == "Nam", "Tab keeps it"
    effects_of(state, "2")
    assert (state.cell("sex").text, state.draft.at) == ("Nữ", "nickname")


def test_the_comma_behind_a_part_of_a_place_stands_only_before_another_part() -> None:
    fields = tuple(replace(one, type=FieldType.PLACE) if one.name == "mate" else one for one in BOATS.fields)
    page = Page(replace(BOATS, fields=fields), BOOK, Memory())
    draft = Draft(Position(2007, 45), "BOAT", path=("mate",)).with_cell("mate", Cell("Bệnh viện, "))
    assert edit.left_behind(page, draft).cells["mate"].text == "Bệnh viện"
