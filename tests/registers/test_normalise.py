"""From what is written to what is stored: each type of field, whole entries, and that no text breaks anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registers.catalogue import entries
from registers.dates import PartialDate
from registers.derived import birth_case_of, child_death_class_of, derive, words_of
from registers.form import Carry, Field, all_forms, load
from registers.kinds import Layout, Level, RegisterKind
from registers.normalise import Context, Note, normalise, normalise_entry
from registers.placefields import hamlets_of
from registers.places import hamlet_key
from registers.value import Mark, Value

BIRTHS = load(RegisterKind.KS, Layout.B)
CONTEXT = Context("01693", Level.COMMUNE, RegisterKind.KS, Layout.B, 1999, PartialDate(1999, 6, 13))


@pytest.mark.parametrize(
    ("field", "written", "stored", "mark"),
    [
        ("entry_no", "05", "5", Mark.NONE),
        ("entry_no", "5 bis/1999", "5bis", Mark.NONE),
        ("book_no", "01-TP/HT-1999-KS", "01/1999", Mark.NONE),
        ("book_no", "Quyển số 1/1999", "01/1999", Mark.NONE),
        ("book_no", "TP/HT-1999-A3", "TP/HT-1999-A3", Mark.NONE),
        ("registration_date", "13/6/99", "13.06.1999", Mark.NONE),
        ("child_full_name", "LÝ T. DỞ", "Lý Thị Dở", Mark.NONE),
        ("child_full_name", "Lý Thị Dở (?)", "Lý Thị Dở", Mark.DOUBTFUL),
        ("child_full_name", "không rõ", "", Mark.UNKNOWN),
        ("child_full_name", "-", "", Mark.BLANK),
        ("child_full_name", "Lý …", "", Mark.ILLEGIBLE),
        ("child_birth_date", "1/9/87", "01.09.1987", Mark.NONE),
        ("child_birth_date", "30/2/1998", "30.02.1998", Mark.DOUBTFUL),
        ("child_birth_date", "15/8/1950 âm lịch", "15/8/1950 âm lịch", Mark.DOUBTFUL),
        ("child_birth_date", "khoảng 1950", "1950", Mark.DOUBTFUL),
        ("child_birth_date", "không nhớ ngày", "", Mark.UNKNOWN),
        ("child_birth_date", "mồng năm Tết", "mồng năm Tết", Mark.DOUBTFUL),
        ("child_birth_date", "ngày mồng sáu tháng tư năm một nghìn chín trăm chín mươi", "06.04.1990", Mark.NONE),
        ("child_birth_date", "72 tuổi", "1927", Mark.NONE),
        ("child_birth_date_words", "Ngày mùng sáu tháng bốn năm hai ngàn", "ngày mồng sáu tháng tư năm hai nghìn", Mark.NONE),
        ("child_sex", "Nữ", "2", Mark.NONE),
        ("child_sex", "không rõ", "3", Mark.UNKNOWN),
        ("child_sex", "đỏ", "", Mark.NONE),
        ("child_ethnicity", "Thổ", "Tày", Mark.NONE),
        ("child_ethnicity", "Nông", "Nông", Mark.NONE),
        ("child_nationality", "VN", "Việt Nam", Mark.NONE),
        ("child_nationality", "không rõ", "Không rõ", Mark.UNKNOWN),
        ("child_birth_order", "thứ 2", "2", Mark.NONE),
        ("child_birth_order", "con thứ nhất", "1", Mark.NONE),
        ("mother_birth_year", "22", "1977", Mark.NONE),
        ("mother_birth_year", "21t", "1978", Mark.NONE),
        ("mother_birth_year", "1975", "1975", Mark.NONE),
        ("mother_birth_year", "khoảng 30 tuổi", "1969", Mark.DOUBTFUL),
        ("mother_birth_year", "không rõ", "", Mark.UNKNOWN),
        ("mother_residence", "Vĩnh Quang-CB-CB", "Xã Vĩnh Quang, thị xã Cao Bằng, tỉnh Cao Bằng", Mark.NONE),
        ("mother_residence", "không rõ địa chỉ", "Không rõ", Mark.UNKNOWN),
        ("mother_residence", "tạm trú tại tổ 4, phường Sông Hiến, TX Cao Bằng", "Tổ 4, phường Sông Hiến, thị xã Cao Bằng, tỉnh Cao Bằng", Mark.NONE),
        ("declarant_relation", "Bố đẻ", "cha", Mark.NONE),
        ("declarant_relation", "Anh rể", "Anh rể", Mark.NONE),
        ("declarant_id_no", "080 123 456", "080123456", Mark.NONE),
        ("declarant_id_no", "không có", "", Mark.BLANK),
        ("declarant_id_kind", "CMT", "1", Mark.NONE),
        ("declarant_id_place", "CA Cao Bằng", "Công an tỉnh Cao Bằng", Mark.NONE),
        ("signer_title", "KT. Chủ tịch, PCT", "Phó Chủ tịch", Mark.NONE),
        ("signer_title", "bí thư", "Bí thư", Mark.NONE),
        ("registration_kind", "quá hạn", "4", Mark.NONE),
        ("mother_occupation", "không rõ", "không rõ", Mark.NONE),
        ("notes", "  Sinh  đôi ", "Sinh đôi", Mark.NONE),
        ("notes", "", "", Mark.NONE),
    ],
)  # fmt: skip
def test_each_type_of_field(field: str, written: str, stored: str, mark: Mark) -> None:
    reading = normalise(BIRTHS[field], written, CONTEXT)
    assert (reading.normalised, reading.mark) == (stored, mark)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("15 giờ 25 phút", "15:25"), ("7h05", "07:05"), ("7 giờ", "07:00"), ("7g30", "07:30"), ("19:05", "19:05"), ("0730", "07:30"),
        ("5 giờ chiều", "17:00"), ("9 giờ 15 phút tối", "21:15"), ("11 giờ đêm", "23:00"), ("2 giờ đêm", "02:00"), ("5 giờ sáng", "05:00"), ("24 giờ", "00:00"),
        ("gần sáng", "gần sáng"), ("25 giờ", "25 giờ"),
    ],
)  # fmt: skip
def test_times(written: str, stored: str) -> None:
    deaths = load(RegisterKind.KT, Layout.B)
    assert normalise(deaths["death_time"], written, CONTEXT).normalised == stored


@pytest.mark.parametrize("ditto", ["nt", "-nt-", "″", "-//-", "//", "như trên", "NT."])
def test_ditto_marks_repeat_the_line_above(ditto: str) -> None:
    above = replace(CONTEXT, above={"mother_ethnicity": "Nùng (Nùng An)"})
    assert normalise(BIRTHS["mother_ethnicity"], ditto, above).normalised == "Nùng (Nùng An)"
    alone = normalise(BIRTHS["mother_ethnicity"], ditto, CONTEXT)
    assert (alone.normalised, [note.name for note in alone.notes]) == ("", ["ditto_nothing"])


@pytest.mark.parametrize(("layout", "noted"), [(Layout.B, ["year_or_age"]), (Layout.C1, [])])
def test_two_digits_for_a_birth_are_doubted_where_pages_have_ages(layout: Layout, noted: list[str]) -> None:
    reading = normalise(load(RegisterKind.KH, layout)["husband_birth_date"], "22", CONTEXT_OF[layout])
    assert reading.normalised == "1922"
    assert [note.name for note in reading.notes] == noted


CONTEXT_OF = {layout: replace(CONTEXT, layout=layout) for layout in Layout}


def _written(**values: str) -> Mapping[str, str]:
    return {"registration_date": "13/6/1999", **values}


def _stored(values: Mapping[str, Value]) -> dict[str, str]:
    return {name: value.normalised for name, value in values.items()}


def test_an_entry_is_read_in_the_order_its_fields_need() -> None:
    got = normalise_entry(
        BIRTHS,
        {
            "mother_birth_year": "22",
            "child_birth_place": "Trạm y tế xã",
            "declarant_relation": "Ông",
            "declarant_name": "Hoàng Văn Bảo",
            "father_full_name": "Hoàng V. Sơn",
            "mother_full_name": "Nông T. Hoa",
            "mother_residence": "Nà Kinh-Vĩnh Quang-CB-CB",
            "father_residence": "như mẹ",
            "registration_date": "13/6/98",
        },
        {},
        replace(CONTEXT, registration=None),
    )
    assert list(got) == [field.name for field in BIRTHS.fields if field.name in got]
    assert _stored(got) == {
        "registration_date": "13.06.1998",
        "mother_birth_year": "1976",
        "child_birth_place": "Trạm y tế xã Vĩnh Quang, thị xã Cao Bằng, tỉnh Cao Bằng",
        "declarant_relation": "ông nội",
        "declarant_name": "Hoàng Văn Bảo",
        "father_full_name": "Hoàng Văn Sơn",
        "mother_full_name": "Nông Thị Hoa",
        "mother_residence": "Xóm Nà Kinh, xã Vĩnh Quang, thị xã Cao Bằng, tỉnh Cao Bằng",
        "father_residence": "Xóm Nà Kinh, xã Vĩnh Quang, thị xã Cao Bằng, tỉnh Cao Bằng",
    }
    assert got["mother_birth_year"].as_written == "22"


def test_a_grandfather_of_either_side_is_not_guessed() -> None:
    same = _written(
        declarant_relation="Ông", declarant_name="Lý A", father_full_name="Lý B", mother_full_name="Lý Thị C"
    )
    assert normalise_entry(BIRTHS, same, {}, CONTEXT)["declarant_relation"].normalised == "Ông"


@pytest.mark.parametrize("mark", [Mark.ILLEGIBLE, Mark.TORN, Mark.UNKNOWN, Mark.BLANK])
def test_a_mark_for_no_value_stores_none(mark: Mark) -> None:
    got = normalise_entry(BIRTHS, _written(child_full_name="Lý …"), {"child_full_name": mark}, CONTEXT)
    assert got["child_full_name"] == Value("Lý …", "", mark)


@pytest.mark.parametrize("mark", [Mark.DOUBTFUL, Mark.STRUCK])
def test_other_marks_keep_the_value(mark: Mark) -> None:
    got = normalise_entry(BIRTHS, _written(child_full_name="Lý A Pó"), {"child_full_name": mark}, CONTEXT)
    assert got["child_full_name"] == Value("Lý A Pó", "Lý A Pó", mark)


def test_events_in_the_notes_fill_their_fields() -> None:
    marriages = load(RegisterKind.KH, Layout.C1)
    notes = "Ngày 16/02/2009 hủy việc kết hôn theo Quyết định số 21/QĐ-TA"
    got = _stored(normalise_entry(marriages, _written(notes=notes), {}, CONTEXT))
    assert got == {
        "registration_date": "13.06.1999",
        "notes": notes,
        "marriage_status": "Đã hủy việc kết hôn",
        "annul_note_date": "16.02.2009",
        "annul_basis": "Quyết định số 21/QĐ-TA",
    }


def test_the_kind_of_residence_is_told_by_its_words() -> None:
    certificates = load(RegisterKind.HN, Layout.C1)
    got = _stored(normalise_entry(certificates, _written(person_residence="Vĩnh Quang-CB-CB (tạm trú)"), {}, CONTEXT))
    assert got["person_residence_kind"] == "2"
    assert got["person_residence"] == "Xã Vĩnh Quang, thị xã Cao Bằng, tỉnh Cao Bằng"


def test_what_the_form_does_not_know_is_kept_as_written() -> None:
    got = normalise_entry(BIRTHS, _written(colour=" đỏ  thắm "), {}, CONTEXT)
    assert got["colour"] == Value("đỏ thắm", "đỏ thắm")


def test_marks_of_a_hamlet_come_from_the_same_page_the_line_above_or_the_books() -> None:
    written = _written(father_residence="Na Loa, Vinh Quang, Cao Bang, Cao Bang")
    stored = "Xóm Nà Lòa, xã Vĩnh Quang, thị xã Cao Bằng, tỉnh Cao Bằng"
    key = hamlet_key("01693", "Nà Lòa")
    for values, context in (
        ({**written, "mother_residence": stored}, CONTEXT),
        (written, replace(CONTEXT, above={"mother_residence": stored})),
        (written, replace(CONTEXT, hamlets={key: "Nà Lòa"})),
    ):
        assert normalise_entry(BIRTHS, values, {}, context)["father_residence"].normalised == stored
    assert hamlets_of({"mother_residence": stored}, CONTEXT) == {key: "Nà Lòa"}


def test_values_that_follow_from_others() -> None:
    assert words_of("06.04.2000") == "ngày mồng sáu tháng tư năm hai nghìn"
    assert words_of("") == ""
    assert [birth_case_of(*names) for names in (("A", "B"), ("", "B"), ("A", ""), ("", ""))] == ["1", "2", "3", "4"]
    assert child_death_class_of("01.01.2010", "31.12.2010") == "1"
    assert child_death_class_of("01.01.2010", "01.01.2011") == "2"
    assert child_death_class_of("2009", "2010") == ""
    assert child_death_class_of("01.01.1950", "2010") == ""
    assert derive("words_of:child_birth_date", {"child_birth_date": "2000"}) == "năm hai nghìn"
    with pytest.raises(KeyError):
        derive("colour_of:child", {"child": "x"})


def test_every_rule_a_form_names_is_there() -> None:
    for form in all_forms():
        for field in form.fields:
            if field.carry is Carry.DERIVE:
                derive(field.derive, dict.fromkeys(field.derive.partition(":")[2].split(","), "x"))


FIELDS = list({(f.type, f.codes, f.part): f for form in all_forms() for f in form.fields}.values())
BITS = [
    "ngày", "tháng", "năm", "1", "12", "1995", "/", "-", ".", ",", "xã", "huyện", "tỉnh", "X.", "H.", "Cao Bằng", "CB", "Nà Kinh", "BV", "TYT", "không rõ",
    "nt", "…", "?", "âm lịch", "mười", "hai", "tuổi", "(", "'", "Ng.", "V.", "Thị", "12345678901", "theo", "hủy", "kết hôn", "00", "từ", "đến", "giờ", "″",
]  # fmt: skip
SCRAWLS = st.text(max_size=30) | st.lists(st.sampled_from(BITS), max_size=8).flatmap(
    lambda bits: st.sampled_from([" ".join(bits), "".join(bits)])
)
DAYS = st.sampled_from([None, PartialDate(1999), PartialDate(1999, 2, 30), PartialDate(2012, 5, 5)])


@settings(max_examples=800)
@given(st.sampled_from(FIELDS), SCRAWLS, DAYS)
def test_no_text_breaks_it_and_every_note_has_its_words(field: Field, written: str, day: PartialDate | None) -> None:
    reading = normalise(field, written, replace(CONTEXT, registration=day))
    for note in reading.notes:
        assert str(note)


def test_notes_say_what_happened() -> None:
    assert (
        str(Note("age_to_year", {"age": "22", "registration": "1995", "year": "1973"}))
        == "Tuổi “22” đăng ký năm 1995, tức sinh năm 1973."
    )
    assert set(entries("values")) >= {"ditto", "date_lunar", "date_impossible", "place_ambiguous", "not_in_list"}
