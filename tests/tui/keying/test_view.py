"""What a clerk sees, as text. A picture is compared whole where the whole matters, and by line elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registers.form import load
from tests.tui.keying.boats import PREVIOUS, Knows, effects_of, habits, keyed, sheet
from tui.ink import Ink
from tui.keying.layout import in_sight, rows
from tui.keying.memory import Lesson, Memory
from tui.keying.ports import Suggestion
from tui.keying.state import FormState
from tui.keying.view import View, room_for_suggestions, view
from tui.typing.compose import METHODS, Composer

TELEX = Composer(METHODS["telex"])
KS = replace(sheet(), forms={"KS": load("KS", "C1")})


def picture(state: FormState, cells: int = 80, height: int = 21) -> View:
    """The picture after everything is read."""
    state.settle()
    return view(state, cells, height)


def text(drawn: View) -> list[str]:
    """Its lines, right-stripped."""
    return ["".join(piece for piece, _ in line).rstrip() for line in drawn.lines]


def inks(drawn: View, line: int) -> list[tuple[str, Ink]]:
    """What of a line is drawn how."""
    return [(piece.strip(), ink) for piece, ink in drawn.lines[line] if piece.strip()]


def test_a_page_in_a_known_book() -> None:
    known = sheet(previous=PREVIOUS, memory=habits({"registration_date": 1, "mate_nation": 3}, blank=["nickname"]))
    drawn = picture(keyed("<enter>ly<enter>30021985<enter>", on=known), height=15)
    assert text(drawn) == [
        " 1 entry_no                 45                                                s",
        " 2 book_no                  01/2007                                           s",
        " 3 registration_date        05/03/2007                                        t",
        " 4 rower                    Ly",
        " 5 born                     30/02/1985 [nghi ngờ]                              ·",
        " 6 born_in_words            ngày ba mươi tháng hai năm một nghìn chín trăm t… d",
        " 7 sex",
        "                            1 Nam  2 Nữ  3 Không xác định",
        " 8 nickname                                                                   b",
        " 9 mate",
        "10 mate_nation              Việt Nam                                          t",
        "11 signer",
        "12 relation",
        "13 notes",
        "",
    ]
    assert drawn.cursor == (28, 6)


def test_a_field_empty_in_this_book_says_so() -> None:
    drawn = picture(keyed("", on=sheet(memory=habits({}, blank=["nickname"]))))
    assert text(drawn)[8] == " 8 nickname                                                                   b"


def test_the_field_under_the_cursor_stands_out_without_any_colour() -> None:
    drawn = picture(keyed("0907<enter>ly"))
    assert inks(drawn, 3) == [("4", Ink.STRONG), ("rower", Ink.STRONG), ("Ly", Ink.FIELD)]
    assert inks(drawn, 2)[1:] == [("registration_date", Ink.LABEL), ("09/2007", Ink.PLAIN)]


def test_a_selected_value_is_reversed_and_the_line_below_says_why_it_stands_there() -> None:
    drawn = picture(keyed("", on=sheet(previous=PREVIOUS, memory=habits({"registration_date": 1}))))
    assert ("05/03/2007", Ink.CHOSEN) in inks(drawn, 2)
    assert text(drawn)[-1] == "t: theo trường hợp trước"


def test_a_long_value_is_shown_around_the_cursor() -> None:
    place = "Xóm Nà Kinh, xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"
    drawn = picture(keyed(f"<note>{place}"))
    line = text(drawn)[12]
    assert line.endswith("thành phố Cao Bằng, tỉnh Cao Bằng")
    assert "…" in line
    assert drawn.cursor is not None
    assert drawn.cursor[0] == len(line)
    start = picture(keyed(f"<note>{place}<home>"))
    assert "Xóm Nà Kinh, xã Vĩnh Quang" in text(start)[12]
    assert start.cursor == (28, 12)


def test_of_a_long_selected_value_the_beginning_is_seen() -> None:
    place = "Xóm Nà Kinh, xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"
    carried = Memory({"registration_date": Lesson(place, 1)})
    drawn = picture(keyed("", on=sheet(memory=carried)))
    chosen = next(piece for piece, ink in inks(drawn, 2) if ink is Ink.CHOSEN)
    assert chosen.startswith("Xóm Nà Kinh, xã Vĩnh Quang")
    assert chosen.endswith("…")
    assert drawn.cursor == (28 + len(chosen), 2)


def test_a_date_that_reads_otherwise_stands_with_slashes_beside_it() -> None:
    state = keyed("120307<enter>nông thị hiền<enter>tháng 3 năm 2006<enter>", on=KS)
    assert text(picture(state))[6].endswith("tháng 3 năm 2006 → 03/2006")


def test_what_a_value_reads_as_stands_beside_it() -> None:
    state = keyed("120307<enter>nguyễn van bình<enter>", on=KS)
    assert text(picture(state))[5].endswith("Nguyễn Van Bình → Nguyễn Văn Bình")
    wide = text(picture(state, cells=120))
    assert wide[5].index("→ Nguyễn Văn Bình") == 3 + 30 + 1 + 55


def test_the_chosen_suggestion_is_reversed() -> None:
    knows = Knows({"rower": [Suggestion("Nông Thị Hiền", "known"), Suggestion("Nông Thị Hiển", "known")]})
    drawn = picture(keyed("0907<enter>nong<next>", suggester=knows))
    assert inks(drawn, 4) == [("Nông Thị Hiền", Ink.PLAIN), ("Nông Thị Hiển", Ink.CHOSEN)]


def test_the_line_below_says_why_something_is_offered() -> None:
    offered = [Suggestion("Nông Thị Hiền", "known"), Suggestion("Nông Thị Hiển", "nobody_said_why")]
    state = keyed("0907<enter>nong", suggester=Knows({"rower": offered}))
    assert text(picture(state))[-1] == "Họ tên đã nhập ở cơ quan này"
    effects_of(state, "<next>")
    assert text(picture(state))[-1] == ""


def test_what_is_offered_has_a_line_of_its_own_and_covers_no_other_field() -> None:
    knows = Knows({"rower": [Suggestion("Nông Thị Hiền", "known")], "notes": [Suggestion("Đã cải chính", "known")]})
    drawn = picture(keyed("0907<enter>", suggester=knows), height=15)
    assert [line[3:].strip() for line in text(drawn)[3:6]] == ["rower", "Nông Thị Hiền", "born"]
    low = picture(keyed("<note>", suggester=knows), height=15)
    assert [line[3:].strip() for line in text(low)[12:14]] == ["notes", "Đã cải chính"]


def test_names_that_differ_in_marks_only_are_all_shown_however_long_they_are() -> None:
    alike = ["Nguyễn Thị Phương Thảo", "Nguyễn Thị Phương Thạo", "Nguyễn Thị Phương Thào"]
    offered = [alike[0], "Nguyễn Thị Phương Thảo Hiền", *alike[1:]]
    state = keyed("0907<enter>nguyen", suggester=Knows({"rower": [Suggestion(name, "known") for name in offered]}))
    drawn = text(picture(state))
    assert [one.text for one in state.suggestions] == [*alike, offered[1]]
    assert all(name in " ".join(drawn[4:6]) for name in alike)


def test_a_suggestion_longer_than_a_line_is_seen_whole_before_it_is_taken() -> None:
    said = "Đã đăng ký kết hôn với bà Dương Chứ, nhưng đã ly hôn, hiện tại chưa kết hôn với ai"
    offered = [Suggestion("Đã cải chính", "known"), Suggestion(said, "known")]
    for keys in ("<note>da d", "<note><next>"):
        drawn = picture(keyed(keys, suggester=Knows({"notes": offered})), height=15)
        shown = [piece for line in drawn.lines for piece, ink in line if ink is Ink.CHOSEN]
        assert (len(shown), " ".join(shown)) == (2, said)


def test_the_last_suggestion_of_a_line_needs_no_gap_behind_it() -> None:
    names = ["Hoàng Văn Quân", "Hoàng Văn Minh", "Hoàng Văn An"]  # with their digits 2, 2 and 2 and two gaps: 50 cells
    state = keyed(
        "0907<enter>", suggester=Knows({"rower": [Suggestion(name, "known") for name in names]}), composer=TELEX
    )
    for cells, digits in ((78, ["1", "2", "3"]), (77, ["1", "2", ""])):
        state.room = room_for_suggestions(cells)
        effects_of(state, "ho<bs><bs>")
        shown = text(picture(state, cells))[4]
        assert [one.key for one in state.suggestions] == digits
        assert shown.strip().endswith("3 Hoàng Văn An" if digits[2] else "2 Hoàng Văn Minh  …"), (
            "seen means taken by its digit"
        )


def test_of_a_long_name_of_a_field_both_ends_are_seen() -> None:
    marriage = replace(sheet(), forms={"KH": load("KH", "B")})
    assert "Chữ ký, điểm…của chồng" in "\n".join(text(picture(keyed("", on=marriage), height=60)))


def test_persons_of_one_name_stand_each_in_a_line_with_what_tells_them_apart() -> None:
    same = [Suggestion("Nông Văn Pá", "person", note=f"sinh {year}, xóm Nà Kinh") for year in range(1970, 1980)]
    drawn = picture(keyed("0907<enter>nong<next>", suggester=Knows({"rower": same})))
    assert text(drawn)[4:10] == [f"{'':28}Nông Văn Pá  sinh {year}, xóm Nà Kinh" for year in range(1970, 1976)]
    assert ("Nông Văn Pá", Ink.CHOSEN) in inks(drawn, 5)
    further = picture(keyed("0907<enter>nong" + "<next>" * 8, suggester=Knows({"rower": same})))
    assert text(further)[9].endswith("sinh 1978, xóm Nà Kinh")
    low = picture(keyed("<note>", suggester=Knows({"notes": same})), height=15)
    assert text(low)[6].endswith("sinh 1970, xóm Nà Kinh")
    assert text(low)[12].startswith("13 notes")


def test_a_page_longer_than_the_screen_is_shown_by_whole_blocks() -> None:
    state = FormState(KS)
    blocks = [row.field.block for row in rows(state.page, state.draft, {}) if row.field]
    for field in state.page.form.fields[:41]:
        part = in_sight(rows(state.page, state.draft, {}), field.name, 20)
        assert len(part) <= 20
        whole = [row.field.block for row in part if row.field]
        assert whole.count(field.block) == blocks.count(field.block), field.name


@pytest.mark.parametrize("height", [1, 2, 5])
def test_a_block_longer_than_the_screen_is_cut(height: int) -> None:
    state = FormState(KS)
    for field in state.page.form.fields[:41]:
        part = in_sight(rows(state.page, state.draft, {}), field.name, height)
        assert field.name in [row.field.name for row in part if row.field]
        assert len(part) <= height


def test_a_hidden_field_takes_no_line() -> None:
    drawn = picture(keyed("", on=sheet(memory=Memory(hidden=frozenset({"nickname"})))))
    assert not any("nickname" in line for line in text(drawn))


def test_a_field_the_page_does_not_print_shows_once_it_says_something() -> None:
    assert not any("page_no" in line for line in text(picture(keyed(""))))
    assert any("page_no" in line for line in text(picture(keyed("<goto>14"))))


# ---- boxes


def test_flags_one_a_line_with_the_reasons_below() -> None:
    drawn = picture(keyed("0907<enter>ly<enter>3005<enter><finish>"))
    start = next(i for i, line in enumerate(text(drawn)) if "Cần xem lại" in line)
    lines = text(drawn)[start:]
    assert lines[0].startswith(" Cần xem lại (1/3)   1–9 lý do giữ nguyên   Enter sửa")
    assert lines[1].startswith("! ")
    assert lines[2].startswith("? ")
    assert " 1 Đúng như trong sổ" in "\n".join(lines)
    assert "[trống]" not in lines[1]
    assert ("!", Ink.BAD) in inks(drawn, start + 1)


def test_a_box_keeps_away_from_the_field_it_asks_about() -> None:
    low = picture(keyed("<note><position>"))
    assert text(low)[0].startswith(" Số này trong sổ là")
    assert text(low)[12].startswith("13 notes")
    high = picture(keyed("<position>"))
    assert text(high)[2].startswith(" 3 registration_date")


def test_a_typed_answer_has_the_cursor() -> None:
    drawn = picture(keyed("<position>8ab"))
    line = next(i for i, line in enumerate(text(drawn)) if "Chuyển đến số" in line)
    assert text(drawn)[line].endswith(": ab")
    assert drawn.cursor == (len(text(drawn)[line]), line)


def test_a_long_list_stands_in_columns_and_the_chosen_item_is_reversed() -> None:
    menu = [(key, f"lệnh {key}", "nothing") for key in "abcdefghijklmnop"]
    state = FormState(sheet(), menu=menu)
    effects_of(state, "<menu><down>")
    drawn = picture(state)
    lines = [line for line in text(drawn) if "lệnh" in line]
    assert len(lines) == 8
    assert ("lệnh b", Ink.CHOSEN) in [pair for at in range(len(drawn.lines)) for pair in inks(drawn, at)]


@pytest.mark.parametrize(("cells", "height"), [(80, 21), (120, 37), (40, 8), (10, 2), (1, 1)])
@pytest.mark.parametrize("keys", ["", "0907<enter>ly", "<finish>", "<position>", "<menu>", "<note>" + "x" * 300])
def test_any_size_of_screen_is_filled_exactly(keys: str, cells: int, height: int) -> None:
    drawn = picture(keyed(keys), cells, height)
    assert len(drawn.lines) == max(height, 2)
    if drawn.cursor is not None:
        assert drawn.cursor[1] < len(drawn.lines)


def test_every_item_of_a_list_is_shown_with_its_key() -> None:
    page = replace(sheet(), forms={"KH": load("KH", "D")})
    drawn = text(picture(keyed("<goto>11", on=page)))
    shown = " ".join(line.strip() for line in drawn)
    assert "1 Giấy CMND" in shown
    assert "4 Thẻ căn cước công dân" in shown
    assert "8 Giấy tờ khác" in shown
    assert all(len(line) <= 80 for line in drawn)


def test_a_row_of_suggestions_says_that_there_are_more() -> None:
    many = [Suggestion(f"Nông Thị Hiền {number}", "known") for number in range(9)]
    drawn = picture(keyed("0907<enter>nong", suggester=Knows({"rower": many})))
    assert text(drawn)[4].endswith("…")


def test_a_flag_says_in_two_lines_what_to_do() -> None:
    drawn = text(picture(keyed("0907<enter><enter>85<enter><goto>4"), cells=60))
    assert drawn[-2].startswith("? Chưa có “rower”")
    assert drawn[-1].startswith("  ")
    assert "…" not in drawn[-1]


def test_a_name_brought_back_by_halves_is_pointed_out_at_its_field() -> None:
    birth = replace(sheet(), forms={"KS": load("KS", "C1")})
    name = birth.forms["KS"].index["child_full_name"] + 1
    drawn = " ".join(text(picture(keyed(f"<goto>{name:02}<enter>nguyen van hien<enter><back>", on=birth)))[-2:])
    assert "Nguyễn Văn Hien" in drawn
    passed = text(picture(keyed(f"<goto>{name:02}<enter>nguyen van hien<enter>", on=birth)))
    assert next(line for line in passed if "Nguyen Van Hien" in line).endswith("·"), "seen from the next field, too"
    marked = text(picture(keyed(f"<goto>{name:02}<enter>Nguyễn Văn Hiền<enter>", on=birth)))
    assert not next(line for line in marked if "Nguyễn Văn Hiền" in line).endswith("·")
    assert "xem lại trong sổ" in " ".join(drawn.split())


def test_what_was_against_a_value_is_gone_while_another_is_typed() -> None:
    state = keyed("120307<enter>nông 7<enter><back>", on=KS)
    assert [flag.key for flag in state.shown_flags if "child_full_name" in flag.fields]
    effects_of(state, "8")
    state.settle()
    assert not [flag for flag in state.shown_flags if "child_full_name" in flag.fields]
    effects_of(state, "<enter>")
    state.settle()
    assert [flag.key for flag in state.shown_flags if "child_full_name" in flag.fields]
