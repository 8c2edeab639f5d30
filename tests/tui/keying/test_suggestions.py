"""What Tab, a digit and the right arrow take, and that Enter never takes what was not typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from registers.codes import Code, code_list
from registers.form import Carry, load
from tests.tui.keying.boats import BOATS, RAFTS, Knows, effects_of, keyed, seen, sheet
from tui.keying.flagbox import FlagBox
from tui.keying.memory import Lesson, Memory
from tui.keying.ports import Fill, Suggestion
from tui.keying.state import FormState
from tui.keying.view import room_for_suggestions, view
from tui.typing.compose import METHODS, Composer
from tui.typing.suggest.memory import HeldMemory
from tui.typing.suggest.names import NameModel
from tui.typing.suggest.suggester import LearningSuggester

NAMES = Knows(
    {
        "rower": [
            Suggestion("Nông Thị Hiền", "known"),
            Suggestion("Nông Thị Hiển", "known"),
            Suggestion("Lý A", "known"),
        ],
        "sex": [Suggestion("Nữ", "echo")],
        "mate": [Suggestion("Ma Văn", "known", fill=Fill({"mate_nation": "Việt Nam", "sex": "Nam"}, "e7"))],
    }
)
TO_NAME = "0907<enter>"
DATE = "registration_date: 09/2007\n"

CASES = [
    ("Tab takes the first", "nong<tab>", f"{DATE}rower: Nông Thị Hiền (taken)\nborn: |"),
    ("Enter takes what is typed", "nong<enter>", f"{DATE}rower: Nong\nborn: |"),
    ("Another one is chosen by hand", "nong<next><tab>", f"{DATE}rower: Nông Thị Hiển (taken)\nborn: |"),
    ("Round the list, backwards too", "nong<previous_suggestion><tab>", f"{DATE}rower: Nông Thị Hiển (taken)\nborn: |"),
    ("A choice ends with the next letter", "nong<next> <tab>", f"{DATE}rower: Nông Thị Hiền (taken)\nborn: |"),
    ("What is typed already needs no suggestion", "lý a<tab>", f"{DATE}rower: Lý A\nborn: |"),
    ("Something is offered before the first letter", "<tab>", f"{DATE}rower: Nông Thị Hiền (taken)\nborn: |"),
    ("Nothing fits", "xx<tab>", f"{DATE}rower: Xx\nborn: |"),
    ("Of a short list the likely item is chosen", "ly<enter>85<enter><tab>", "sex: Nữ (taken)\nnickname: |"),
    ("One digit still settles it", "ly<enter>85<enter>1", "sex: Nam\nnickname: |"),
]  # fmt: skip


@pytest.mark.parametrize(("tells", "keys", "after"), CASES, ids=[case[0] for case in CASES])
def test_tab_and_enter(tells: str, keys: str, after: str) -> None:
    assert seen(keyed(TO_NAME + keys, suggester=NAMES)).endswith(after)


def test_what_tab_would_take_is_seen_before_it_is_taken() -> None:
    state = keyed(f"{TO_NAME}nong", suggester=NAMES)
    assert [one.text for one in state.suggestions] == ["Nông Thị Hiền", "Nông Thị Hiển"]
    assert state.suggestion is state.suggestions[0]
    assert keyed(f"{TO_NAME}nong<menu>", suggester=NAMES).suggestions == ()


def test_a_known_person_fills_the_block_and_leaves_what_was_typed() -> None:
    state = keyed(f"{TO_NAME}ly<enter>85<enter>2<enter>ma<tab>", suggester=NAMES)
    assert seen(state).endswith("sex: Nữ\nmate: Ma Văn (taken)\nmate_nation: Việt Nam (linked)\nsigner: |")
    assert state.cell("mate_nation").ref == "e7"
    effects_of(state, "<undo>")
    assert seen(state).endswith("sex: Nữ\nmate: Ma|")
    effects_of(state, "<tab>")
    assert "mate: Ma Văn (taken)" in seen(state)


TELEX = [
    ("A digit takes the suggestion it stands beside", "nong2", f"{DATE}rower: Nông Thị Hiển (taken)\nborn: |"),
    ("Where nothing stands beside it, it is typed", "ly7", f"{DATE}rower: Ly7|"),
    ("As typed, digits are digits", "<as_typed>nong2", f"{DATE}rower: nong2|"),
    ("The right arrow takes the next word", "no<right>", f"{DATE}rower: Nông |"),
    ("and the next", "no<right><right>h<right>", f"{DATE}rower: Nông Thị Hiền|"),
    ("inside a name it only moves", "nong<left><right><left>", f"{DATE}rower: Non|g"),
    ("without a suggestion too", "xx<right>", f"{DATE}rower: Xx|"),
]  # fmt: skip


@pytest.mark.parametrize(("tells", "keys", "after"), TELEX, ids=[case[0] for case in TELEX])
def test_digits_and_words(tells: str, keys: str, after: str) -> None:
    state = keyed(TO_NAME, suggester=NAMES, composer=Composer(METHODS["telex"]))
    state.room = 60
    effects_of(state, keys)
    assert seen(state).endswith(after)


def test_no_digit_takes_what_has_no_room_on_the_screen() -> None:
    knows = Knows({"rower": [Suggestion("Nông Thị Hiền", "known"), Suggestion("Nông Văn Pá", "known")]})
    state = keyed(TO_NAME, suggester=knows, composer=Composer(METHODS["telex"]))
    state.room = len("1 Nông Thị Hiền  ")
    effects_of(state, "nong")
    state.settle()
    assert [one.key for one in state.suggestions] == ["1", ""]
    effects_of(state, "2")
    assert seen(state).endswith("rower: Nong2|")


def test_a_digit_stands_before_each_suggestion_that_is_seen_and_before_no_other() -> None:
    alike = [f"Nguyễn Thị Phương {last}" for last in ("Thảo", "Thạo", "Thào", "Tháo")]
    others = [f"Nguyễn Văn {last}" for last in ("Minh", "Quân", "Sáu", "Bảy", "Tám", "Chín", "Mười")]
    knows = Knows({"rower": [Suggestion(name, "known") for name in (*alike, *others)]})
    for chosen, cells in ((0, 80), (1, 80), (3, 80), (4, 80), (7, 80), (10, 80), (0, 60), (5, 60), (0, 240), (9, 240)):
        state = keyed(TO_NAME + "nguyen", suggester=knows, composer=Composer(METHODS["telex"]))
        state.room = room_for_suggestions(cells)
        effects_of(state, "<next>" * chosen)
        state.settle()
        drawn = "\n".join("".join(piece for piece, _ in line) for line in view(state, cells, 21).lines[4:])
        for at, one in enumerate(state.suggestions, 1):
            assert one.key == (str(at) if f"{one.text}  " in f"{drawn}  " and at <= 9 else ""), (
                chosen,
                cells,
                one.text,
            )
            assert (f"{at} {one.text}" in drawn) is bool(one.key)
        assert all(one.key for one in state.suggestions[:4]) is (chosen < 4), (
            "lookalikes are all seen, on as many lines as they take"
        )


@pytest.mark.parametrize("digit", range(1, 5))
def test_of_lookalikes_on_several_lines_each_is_taken_by_its_digit(digit: int) -> None:
    alike = [f"Nguyễn Thị Phương {last}" for last in ("Thảo", "Thạo", "Thào", "Tháo")]
    knows = Knows({"rower": [Suggestion(name, "known") for name in alike]})
    state = keyed(TO_NAME, suggester=knows, composer=Composer(METHODS["telex"]))
    state.room = 52
    effects_of(state, f"nguyen{digit}")
    assert seen(state).endswith(f"rower: {alike[digit - 1]} (taken)\nborn: |")


@pytest.mark.parametrize("method", ["vni", "none"])
def test_where_digits_may_be_tones_they_take_nothing(method: str) -> None:
    state = keyed(f"{TO_NAME}nong2", suggester=NAMES, composer=Composer(METHODS[method]))
    assert state.draft.at == "rower"
    assert all(not one.key for one in state.suggestions)


def test_what_this_book_leaves_empty_is_not_filled_in_with_a_person() -> None:
    empty = Memory({"mate_nation": Lesson(blank=2)})
    state = keyed(f"{TO_NAME}ly<enter>85<enter>2<enter>ma<tab>", suggester=NAMES, on=sheet(memory=empty))
    assert seen(state).endswith("sex: Nữ\nmate: Ma Văn (taken)\nmate_nation: |")


def test_the_suggester_is_told_which_page_is_keyed() -> None:
    knows = Knows({})
    state = FormState(sheet(forms=(BOATS, RAFTS)), suggester=knows)
    effects_of(state, "2")
    assert not state.suggestions
    assert knows.opened == ["RAFT 01-BOAT 2007"]


def test_tab_leaves_a_value_that_stood_there_already() -> None:
    knows = Knows({"rower": [Suggestion("Nông Thị Hiền", "known")]})
    state = keyed("0907<enter>nong<enter><back>", suggester=knows)
    assert (state.draft.at, state.suggestion) == ("rower", None)
    effects_of(state, "<tab>")
    assert state.cell("rower").text == "Nong"
    effects_of(state, "<back><next><tab>")
    assert state.cell("rower").text == "Nông Thị Hiền", "chosen by hand it is taken"


def test_tab_takes_again_once_something_is_typed() -> None:
    knows = Knows({"rower": [Suggestion("Nông Thị Hiền", "known")]})
    state = keyed("0907<enter>nong<enter><back> t<tab>", suggester=knows)
    assert state.cell("rower").text == "Nông Thị Hiền"


RESIDENT = replace(sheet(), forms={"KS": load("KS", "D")})


def at_the_residence(keys: str, *likely: str) -> FormState:
    """A birth, its father's residence typed, the kind of it under the cursor; what is likely comes from other pages."""
    knows = Knows({"father_residence_kind": [Suggestion(text, "usual") for text in likely]})
    at = RESIDENT.forms["KS"].index["father_residence"] + 1
    return keyed(f"<goto>{at}Hồng Việt<enter>{keys}", on=RESIDENT, suggester=knows)


@pytest.mark.parametrize(
    ("keys", "likely", "kind"),
    [
        ("<tab>", (), ""),
        ("<tab>", ("Không có thông tin",), ""),
        ("<tab>", ("Không có thông tin", "tạm trú"), "tạm trú"),
        ("<tab>", ("thường trú", "Không có thông tin"), "thường trú"),
        ("0", ("thường trú",), "Không có thông tin"),
        ("<next><tab>", (), "Không có thông tin"),
    ],
)
def test_tab_never_takes_no_information_unless_it_was_chosen_by_hand(
    keys: str, likely: Sequence[str], kind: str
) -> None:
    state = at_the_residence(keys, *likely)
    assert state.cell("father_residence_kind").text == kind
    assert state.draft.at != "father_residence_kind"


def test_what_not_every_book_prints_is_filled_in_where_the_pages_before_had_it() -> None:
    told = Knows({"mate": [Suggestion("Ma Văn", "known", fill=Fill({"nickname": "Ma"}, "e7"))]})
    for before, filled in (
        ({}, False),
        ({"nickname": Lesson("Tí", run=1)}, True),
        ({"nickname": Lesson("Tí", blank=1)}, False),
    ):
        state = keyed(f"{TO_NAME}ly<enter>85<enter>2<enter>ma<tab>", suggester=told, on=sheet(memory=Memory(before)))
        assert ("nickname: Ma (linked)" in seen(state)) is filled, before
    told = Knows(
        {"mate": [Suggestion("Ma Văn", "known", fill=Fill({"nickname": "Ma"}, "e7", surely=frozenset({"nickname"})))]}
    )
    assert "nickname: Ma (linked)" in seen(keyed(f"{TO_NAME}ly<enter>85<enter>2<enter>ma<tab>", suggester=told))


PAPER = Knows(
    {
        "declarant_id_kind": [
            Suggestion("Giấy CMND", "person", fill=Fill({"declarant_id_no": "083111222"}, "e7"), note="083111222")
        ]
    }
)
DECLARANT = replace(sheet(), forms={"KS": load("KS", "C1")})


def at_the_paper(keys: str, **options: object) -> FormState:
    """A birth, its declarant named."""
    at = DECLARANT.forms["KS"].index["declarant_name"] + 1
    return keyed(f"<goto>{at}nông văn pá<enter>bố<enter>{keys}", on=DECLARANT, **options)  # type: ignore[arg-type]


def test_a_known_paper_is_named_in_the_line_below_and_tab_fills_it_in_whole() -> None:
    state = at_the_paper("", suggester=PAPER)
    assert state.draft.at == "declarant_id_kind"
    state.settle()
    drawn = ["".join(piece for piece, _ in line).rstrip() for line in view(state, 80, 21).lines]
    assert drawn[-1] == "083111222"
    assert "1 Giấy CMND" in "".join(drawn)  # the list keeps its digits
    effects_of(state, "<tab>")
    assert (state.draft.at, state.cell("declarant_id_no").text) == ("declarant_id_date", "083111222")
    typed = at_the_paper("1", suggester=PAPER)
    assert (typed.draft.at, typed.cell("declarant_id_no").text) == ("declarant_id_no", "")


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ({}, ["083111222"]),
        ({"declarant_id_date": Lesson("01/01/2001", 1)}, ["083111222", "05/05/2005"]),
        (
            {"declarant_id_date": Lesson("01/01/2001", 1), "declarant_id_place": Lesson("Công an Hà Nội", 1)},
            ["083111222", "05/05/2005", "Công an tỉnh Cao Bằng"],
        ),
        (
            {"declarant_id_date": Lesson("01/01/2001", blank=1), "declarant_id_place": Lesson("Công an Hà Nội", 1)},
            ["083111222", "Công an tỉnh Cao Bằng"],
        ),
    ],
)
def test_the_line_below_names_just_what_tab_puts_in(before: dict[str, Lesson], told: list[str]) -> None:
    parts = ("declarant_id_no", "declarant_id_date", "declarant_id_place")
    paper = dict(zip(parts, ("083111222", "05/05/2005", "Công an tỉnh Cao Bằng"), strict=True))
    fill = Fill(paper, "e7", surely=frozenset({"declarant_id_no"}), told=True)
    knows = Knows({"declarant_id_kind": [Suggestion("Giấy CMND", "person", fill=fill)]})
    at = DECLARANT.forms["KS"].index["declarant_name"] + 1
    state = keyed(
        f"<goto>{at}nông văn pá<enter>bố<enter>", on=replace(DECLARANT, memory=Memory(before)), suggester=knows
    )
    state.settle()
    assert "".join(piece for piece, _ in view(state, 80, 21).lines[-1]).strip() == " · ".join(told)
    effects_of(state, "<tab>")
    linked = [state.draft.cells[part].text for part in parts if part in state.draft.cells]
    assert linked == told


def test_where_a_paper_has_no_number_there_is_none_and_its_other_fields_are_passed_by() -> None:
    carried = {"declarant_id_kind": Lesson("Giấy CMND", 3), "declarant_id_place": Lesson("Công an tỉnh Cao Bằng", 3)}
    on = replace(DECLARANT, memory=Memory(carried))
    at = on.forms["KS"].index["declarant_name"] + 1
    state = keyed(f"<goto>{at}nông văn pá<enter>bố<enter>", on=on)
    assert (state.draft.at, state.cell("declarant_id_place").text) == ("declarant_id_no", "Công an tỉnh Cao Bằng")
    effects_of(state, "<blank>")
    assert state.draft.at == "declarant_residence"
    assert {state.cell(f"declarant_id_{part}").text for part in ("kind", "no", "date", "place")} == {""}
    effects_of(state, "<undo>")
    assert state.cell("declarant_id_place").text == "Công an tỉnh Cao Bằng"
    effects_of(state, "083111222<enter>")
    assert (state.draft.at, state.cell("declarant_id_kind").text) == ("declarant_id_date", "Giấy CMND")


def test_the_digits_of_a_list_are_seen_while_a_carried_item_stands_selected() -> None:
    fields = tuple(replace(one, carry=Carry.LAST) if one.name == "sex" else one for one in BOATS.fields)
    carried = sheet(forms=[replace(BOATS, fields=fields)], memory=Memory({"sex": Lesson("Nam", 1)}))
    state = keyed("<enter><enter><enter>", on=carried)
    assert [one.key for one in state.suggestions] == ["1", "2", "3"]
    assert state.suggestion is None  # Tab leaves what stands there
    assert "sex: Nam (carried)\n" in seen(keyed("<enter><enter><enter><tab>", on=carried))
    assert "sex: Nữ\n" in seen(keyed("<enter><enter><enter>2", on=carried))


WAYS_BACK = ["<back>", "<up>", "<goto>4", "<goto>04", "<enter><goto>4", "<enter><undo><back>"]
"""Ways back from the day of birth into the name, the fourth field."""


@pytest.mark.parametrize("way", WAYS_BACK)
def test_a_value_taken_whole_stands_selected_whichever_way_the_clerk_comes_back_to_it(way: str) -> None:
    def back(keys: str) -> FormState:
        return keyed(f"{TO_NAME}nong<tab>{way}{keys}", suggester=NAMES)

    assert "rower: ⟦Nông Thị Hiền⟧ (taken)" in seen(back(""))
    assert "rower: L|" in seen(back("l")), "the first letter replaces it"
    assert "rower: Nông Thị Hiền| (taken)" in seen(back("<right>"))
    assert "rower: Nông Thị Hiềnl|" in seen(back("<end>l"))
    assert "rower: Nông Thị Hiền (taken)" in seen(back("<enter><enter>"))  # one Enter belongs to a field's number
    assert "rower: Nông Thị Hi|ền" in seen(back("<left><left>"))


def test_a_flag_leads_back_to_a_taken_value_as_every_other_way_does() -> None:
    born_late = Knows({"rower": NAMES.known["rower"], "born": [Suggestion("05/05/2031", "known")]})
    state = keyed(f"{TO_NAME}nong<tab><tab>", suggester=born_late, heads_down=False)
    assert isinstance(state.panel, FlagBox)
    effects_of(state, "<tab>")
    assert "born: ⟦05/05/2031⟧ (taken)" in seen(state)


DEATH = replace(
    sheet(), forms={"KT": load("KT", "D")}, memory=Memory({"notice_issuer": Lesson("Trạm y tế xã Vĩnh Quang", 3)})
)


@pytest.mark.parametrize(
    ("keys", "at"),
    [
        ("<blank>", "declarant_name"),
        ("0", "declarant_name"),
        ("<enter><enter>", "declarant_name"),
        ("<enter><blank>", "declarant_name"),
        ("1", "notice_no"),
        ("1<enter>", "notice_date"),
        ("<enter>12/BT<enter>", "notice_date"),
    ],
)
def test_where_a_death_has_no_notice_its_number_date_and_issuer_are_passed_by(keys: str, at: str) -> None:
    to_notice = f"<goto>{DEATH.forms['KT'].index['notice_kind'] + 1}<enter>"  # Enter belongs to the number
    state = keyed(to_notice, on=DEATH)
    assert (state.draft.at, state.cell("notice_issuer").text) == ("notice_kind", "Trạm y tế xã Vĩnh Quang")
    effects_of(state, keys)
    assert state.draft.at == at
    assert state.cell("notice_issuer").empty is (at == "declarant_name")


def test_a_notice_passed_by_is_there_again_once_something_of_it_is_keyed() -> None:
    number = DEATH.forms["KT"].index["notice_no"] + 1
    state = keyed(f"<goto>{number - 1}<blank><goto>{number:02}<enter>12/BT<enter><enter>", on=DEATH)
    assert (state.cell("notice_no").text, state.cell("notice_issuer").text) == ("12/BT", "Trạm y tế xã Vĩnh Quang")


@pytest.mark.parametrize("key", ["<enter>", "<tab>"])
@pytest.mark.parametrize("item", code_list("marital_text").items, ids=lambda item: item.short)
def test_a_marital_status_is_keyed_by_its_short_form_and_stays_free_text(item: Code, key: str) -> None:
    certificate = replace(sheet(), forms={"HN": load("HN", "D")})
    to_status = f"<goto>{certificate.forms['HN'].index['marital_status_text'] + 1}"
    suggester = LearningSuggester(HeldMemory(), NameModel(), "01693")
    state = keyed(f"{to_status}{item.short}{key}", on=certificate, suggester=suggester)
    assert (state.draft.at, state.cell("marital_status_text").text) == ("purpose_kind", item.label.vi)
    own = "hiện nay ở một mình"
    assert keyed(f"{to_status}{own}<enter>", on=certificate).cell("marital_status_text").text == own


@pytest.mark.parametrize("step", ["<tab>", "<refuse>", "<right>"])
def test_what_was_being_typed_is_completed_again_once_a_step_over_it_is_taken_back(step: str) -> None:
    someone = Suggestion("Nông Thị Hiền", "person", fill=Fill({}, "rower=e7/child", "rower=e7/child"), note="1980")
    state = keyed(f"{TO_NAME}nong{step}", suggester=Knows({"rower": [someone]}))
    effects_of(state, "<undo>")
    assert seen(state).endswith("rower: Nong|")
    effects_of(state, "<tab>")
    assert seen(state).endswith("rower: Nông Thị Hiền (taken)\nborn: |")
