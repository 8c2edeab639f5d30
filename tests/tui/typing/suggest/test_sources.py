"""The single sources of suggestions: dates, places, phrases, lists; and what typed keys can be the beginning of."""

from __future__ import annotations

import datetime

import pytest

from registers.form import load
from tui.typing.suggest import clues, dates, lessons, phrases, places
from tui.typing.suggest.letters import typed
from tui.typing.suggest.memory import HeldMemory
from tui.typing.suggest.pieces import next_piece
from tui.typing.suggest.shown import date_digits, date_fit, shown, text_fit, without_kind_words
from tui.typing.suggest.trust import Trust

BIRTH, MARRIAGE = load("KS", "C1"), load("KH", "D")
DAY = datetime.date(2014, 5, 6)


# --- what fits


@pytest.mark.parametrize(
    ("keys", "text", "fits"),
    [
        ("xom na k", "Xóm Nà Kinh, xã Vĩnh Quang", True),
        ("na k", "Xóm Nà Kinh, xã Vĩnh Quang", True),
        ("nk", "Xóm Nà Kinh, xã Vĩnh Quang", True),
        ("hv", "xã Hồng Việt", True),
        ("hv", "Hồng Việt", True),
        ("vinh", "Xóm Nà Kinh, xã Vĩnh Quang", False),
        ("nàk", "Xóm Nà Kinh", False),
        ("k", "Xóm Nà Kinh", False),
    ],
)
def test_text_fit(keys: str, text: str, fits: bool) -> None:
    assert (text_fit(typed(keys), text) > 0) is fits


def test_what_begins_a_text_fits_better_than_its_initials() -> None:
    assert text_fit(typed("na"), "Na") > text_fit(typed("na"), "Xóm Na") > text_fit(typed("na"), "Nông An") > 0


def test_kind_words_are_left_out() -> None:
    assert without_kind_words("Thị trấn Pác Miầu, huyện Bảo Lâm") == "Pác Miầu, huyện Bảo Lâm"
    assert without_kind_words("Tại nhà") == "Tại nhà"
    assert without_kind_words("Xóm") == "Xóm"


@pytest.mark.parametrize(
    ("keys", "date", "fits"),
    [
        ("", "27.02.2013", True), ("27", "27.02.2013", True), ("2702", "27.02.2013", True), ("270213", "27.02.2013", True),
        ("27022013", "27.02.2013", True), ("27/2", "27.02.2013", True), ("27/1", "27.12.2013", True), ("27/3", "27.02.2013", False), ("27/02", "27.02.2013", True), ("28", "27.02.2013", False),
        ("85", "1985", True), ("1985", "1985", True), ("0985", "09.1985", True), ("86", "1985", False), ("1", "no date", False),
    ],
)  # fmt: skip
def test_date_fit(keys: str, date: str, fits: bool) -> None:
    assert date_fit(keys, date) is fits


def test_values_are_shown_as_a_page_carries_them() -> None:
    assert shown(BIRTH["child_sex"], "2", 2013) == "Nữ"
    assert shown(BIRTH["child_sex"], "7", 2013) == ""
    assert shown(BIRTH["child_birth_date"], "27.02.2013", 2013) == "27/02/2013"
    age = load("KS", "A")["mother_birth_year"]
    assert shown(age, "1960", 1985) == "25"
    assert shown(age, "1990", 1985) == shown(age, "", 1985) == shown(age, "1960", None) == ""


# --- dates


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("", []),
        ("năm", []),
        ("5", ["5"]),
        ("05", ["05"]),
        ("0504", ["0504"]),
        ("5/", ["05"]),
        ("5/4", ["054", "0504"]),
        ("5.4", ["054", "0504"]),
        ("05/04", ["0504"]),
        ("5/12", ["0512"]),
        ("5/4/08", ["050408"]),
        ("5-4-", ["0504"]),
    ],
)
def test_a_day_or_month_of_one_figure_stands_for_two(typed: str, digits: list[str]) -> None:
    assert date_digits(typed) == digits


def _anchors(**values: str) -> list[dates.Anchor]:
    return dates.anchors(values, "")


def test_a_day_is_completed_before_and_behind_the_dates_of_the_entry() -> None:
    field = BIRTH["child_birth_date"]
    found = dates.complete(field, "27", _anchors(registration_date="01.03.2013"), Trust())
    assert set(found) == {"27.02.2013", "27.03.2013"}
    found = dates.complete(field, "2712", _anchors(registration_date="01.03.2013"), Trust())
    assert set(found) == {"27.12.2012", "27.12.2013"}


def test_what_a_page_tells_is_not_sought_after_the_day_it_was_written() -> None:
    around = _anchors(mother_birth_date="14.04.1943", registration_date="22.01.2017")
    registered = datetime.date(2017, 1, 22)
    found = dates.complete(BIRTH["child_birth_date"], "17", around, Trust(), registered)
    assert next(iter(sorted(found, key=lambda date: -found[date]))) == "17.01.2017"
    assert min(found, key=lambda date: found[date]) == "17.02.2017"


def test_the_direction_is_learned() -> None:
    field, trust = BIRTH["child_birth_date"], Trust()
    for birth, registered in (("27.02.2013", "01.03.2013"), ("05.01.2013", "20.01.2013"), ("30.12.2012", "04.01.2013")):
        dates.judge(field, birth, _anchors(registration_date=registered), trust)
    found = dates.complete(field, "15", _anchors(registration_date="01.03.2013"), trust)
    assert max(found, key=found.__getitem__) == "15.02.2013"


@pytest.mark.parametrize("digits", ["", "1", "32", "00", "1513", "150", "15022013", "ab"])
def test_no_date_is_completed_from_what_is_no_day(digits: str) -> None:
    assert dates.complete(BIRTH["child_birth_date"], digits, _anchors(registration_date="01.03.2013"), Trust()) == {}


def test_the_thirtieth_is_looked_for_in_months_that_have_it() -> None:
    found = dates.complete(BIRTH["child_birth_date"], "31", _anchors(registration_date="01.03.2013"), Trust())
    assert set(found) == {"31.01.2013", "31.03.2013"}
    assert dates.complete(BIRTH["child_birth_date"], "3002", _anchors(registration_date="01.03.2013"), Trust()) == {}


def test_partial_and_impossible_dates_are_no_anchors() -> None:
    assert _anchors(a="2013", b="02.2013", c="30.02.2013", d="không rõ") == []
    assert [anchor.id for anchor in dates.anchors({}, "01.03.2013")] == ["book"]


# --- places


def _places(*lines: str) -> HeldMemory:
    memory = HeldMemory()
    for line in lines:
        memory.record(places.facts(line))
    return memory


def _best(memory: HeldMemory, keys: str, office: str = "", day: datetime.date = DAY) -> str:
    lines = places.put_together(memory, typed(keys), day, office)
    return max(lines, key=lines.__getitem__, default="")


HONG_VIET = "xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"


def test_a_hamlet_keyed_before_brings_its_commune() -> None:
    memory = _places(f"Xóm Nà Kinh, {HONG_VIET}", f"Xóm Lũng Nọi, {HONG_VIET}")
    assert _best(memory, "na k") == f"Xóm Nà Kinh, {HONG_VIET}"
    assert _best(memory, "ln") == f"Xóm Lũng Nọi, {HONG_VIET}"


def test_initials_bring_a_commune_nobody_keyed_in_the_units_of_the_day() -> None:
    memory = _places(f"Xóm Nà Kinh, {HONG_VIET}")
    assert _best(memory, "hong v") == f"X{HONG_VIET[1:]}"
    assert "thị xã Cao Bằng" in _best(HeldMemory(), "vinh quang", "01693", datetime.date(2010, 1, 1))
    assert "thành phố Cao Bằng" in _best(HeldMemory(), "vinh quang", "01693", datetime.date(2014, 1, 1))


def test_a_new_hamlet_gets_the_office_s_own_commune_and_marks_of_words_known() -> None:
    assert _best(HeldMemory(), "Xóm Nà Mu", "01687") == f"Xóm Nà Mu, {HONG_VIET}"
    memory = _places(f"Xóm Nà Kinh, {HONG_VIET}", f"Xóm Bản Vường, {HONG_VIET}")
    assert _best(memory, "xom na vuong") == f"Xóm Nà Vường, {HONG_VIET}"


@pytest.mark.parametrize(
    "keys",
    ["xã xuân hò", "tỉnh lạng s", "huyện trà lĩ", "tp cao b", "thành phố cao b", "bệnh viện bạch m", "bv việt đ"],
)
def test_what_lies_in_no_commune_is_put_into_none(keys: str) -> None:
    memory = _places(f"Xóm Nà Kinh, {HONG_VIET}")
    assert not [line for line in places.put_together(memory, typed(keys), DAY, "01687") if HONG_VIET in line]
    assert _best(memory, "trạm xá", "01687") == f"Trạm xá {HONG_VIET}"


def test_behind_a_comma_the_next_part_is_completed() -> None:
    memory = _places(f"Xóm Nà Kinh, {HONG_VIET}", "Xóm Bản Mu, xã Bình Long, huyện Hòa An, tỉnh Cao Bằng")
    assert _best(memory, "na kinh, ") == f"Xóm Nà Kinh, {HONG_VIET}"
    assert _best(memory, "na kinh, binh") == "Xóm Nà Kinh, xã Bình Long, huyện Hòa An, tỉnh Cao Bằng"
    assert _best(memory, "tại nhà, ban m") == "Tại nhà, xóm Bản Mu, xã Bình Long, huyện Hòa An, tỉnh Cao Bằng"


def test_a_line_of_another_year_is_renewed() -> None:
    old = "Xóm Nà Kinh, xã Vĩnh Quang, thị xã Cao Bằng, tỉnh Cao Bằng"
    assert places.renewed(old, datetime.date(2014, 1, 1)) == old.replace("thị xã", "thành phố")
    assert places.renewed(old, datetime.date(2010, 1, 1)) == old
    assert places.renewed("Bệnh viện Bạch Mai", DAY) == "Bệnh viện Bạch Mai"
    gone = "Xã Vân An, huyện Hà Quảng, tỉnh Cao Bằng"  # its code means another commune since 2020
    assert places.renewed(gone, datetime.date(2021, 1, 1)) == gone


def test_nothing_typed_puts_nothing_together() -> None:
    assert places.put_together(_places(f"Xóm Nà Kinh, {HONG_VIET}"), typed(""), DAY) == {}


# --- phrases

NOTES = [
    "Ngày 07/5/2016 cải chính năm sinh mẹ từ 1986 thành 1987 theo QĐ số 29/QĐ-UBND",
    "Ngày 24/8/2011 cải chính ngày sinh từ 21.09.2007 thành 24.09.2007 theo QĐ số 4/QĐ-UBND",
    "Ngày 03/1/2012 cải chính năm sinh cha từ 1980 thành 1981 theo QĐ số 7/QĐ-UBND",
]
PURPOSES = ["Để đăng ký kết hôn với bà Nông Thị Hiền", "Để đăng ký kết hôn với bà Lý Thị Mai"]


def _texts(*texts: str) -> HeldMemory:
    memory = HeldMemory()
    for text in texts:
        memory.record(phrases.facts("notes", text))
    return memory


def _goes_on(memory: HeldMemory, text: str) -> str:
    return " ".join(phrases.go_on(memory, "notes", typed(text)).words)


def test_a_phrase_goes_on_to_where_something_new_must_be_typed() -> None:
    memory = _texts(*NOTES)
    assert _goes_on(memory, "") == "Ngày"
    assert _goes_on(memory, "Ngày 9/9/2019 ") == "cải chính"  # năm or ngày
    assert _goes_on(memory, "Ngày 9/9/2019 cải chính na") == "năm sinh"  # cha or mẹ
    assert _goes_on(memory, "Ngày 9/9/2019 cải chính năm sinh c") == "cha từ"
    assert _goes_on(memory, "Ngày 9/9/2019 cải chính năm sinh cha từ 1970 ") == "thành"
    assert _goes_on(memory, "Ngày 9/9/2019 cải chính năm sinh cha từ 1970 thành 1971 ") == "theo QĐ số"


def test_a_phrase_tells_where_the_text_ends_and_where_a_name_is_due() -> None:
    memory = _texts("Chưa kết hôn với ai", *PURPOSES, *PURPOSES)
    assert phrases.go_on(memory, "notes", typed("Chưa ")).ends
    phrase = phrases.go_on(memory, "notes", typed("Để "))
    assert (" ".join(phrase.words), phrase.name_due, phrase.ends) == ("đăng ký kết hôn với bà", True, False)


def test_a_name_is_found_where_it_begins() -> None:
    memory = _texts(*PURPOSES)
    text = "Để đăng ký kết hôn với bà ho"
    assert phrases.name_begun(memory, "notes", typed(text)) == text.rindex(" ") + 1
    assert phrases.name_begun(memory, "notes", typed("Để đăng ký kết hôn với bà Hoàng th")) == text.rindex(" ") + 1
    assert phrases.name_begun(memory, "notes", typed("Để đăng k")) is None
    assert phrases.name_begun(memory, "notes", typed("")) is None


def test_an_unknown_text_goes_nowhere() -> None:
    assert _goes_on(_texts(*NOTES), "Xyz ") == ""
    assert phrases.go_on(HeldMemory(), "notes", typed("a")).words == ()


# --- pieces


@pytest.mark.parametrize(
    ("field", "keys", "suggestion", "then"),
    [
        ("wife_full_name", "", "Nông Thị Hiền", "Nông "),
        ("wife_full_name", "no", "Nông Thị Hiền", "Nông "),
        ("wife_full_name", "Nông ", "Nông Thị Hiền", "Nông Thị "),
        ("wife_full_name", "Nông Thị h", "Nông Thị Hiền", "Nông Thị Hiền"),
        ("wife_residence", "xom", "Xóm Nà Kinh, xã Vĩnh Quang, tỉnh Cao Bằng", "Xóm Nà Kinh, "),
        ("wife_residence", "na k", "Xóm Nà Kinh, xã Vĩnh Quang", "Xóm Nà Kinh, "),
        ("wife_residence", "Xóm Nà Kinh, ", "Xóm Nà Kinh, xã Vĩnh Quang", "Xóm Nà Kinh, xã Vĩnh Quang"),
        ("wife_residence", "Xóm Nà Kinh, vi", "Xóm Nà Kinh, xã Vĩnh Quang, tỉnh Cao Bằng", "Xóm Nà Kinh, xã Vĩnh Quang, "),
        ("notes", "Ngày 1/1/2010 ", "Ngày 1/1/2010 cải chính ", "Ngày 1/1/2010 cải chính "),
    ],
)  # fmt: skip
def test_next_piece(field: str, keys: str, suggestion: str, then: str) -> None:
    assert next_piece(MARRIAGE[field], keys, suggestion) == then


def test_a_hamlet_nobody_keyed_yet_is_offered_as_it_will_be_stored() -> None:
    memory = HeldMemory()
    memory.record(places.facts("Xóm Nà Kinh, xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"))
    lines = places.put_together(memory, typed("phiêng cà"), DAY, "01693")
    assert "Xóm Phiêng Cà, xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng" in lines


def test_who_signs_is_nobody_of_the_page() -> None:
    kept = {"child_full_name": "Lý A Páo", "signer_name": "Hứa Văn Tài", "registrar_name": "Đàm Văn Đoàn"}
    assert [name for name, _, _ in lessons.names_in(BIRTH, kept)] == ["Lý A Páo"]
    where = clues.clues_of(BIRTH)
    echoed = {name for name, _ in where["father_full_name"].echoes}
    assert "signer_name" not in echoed


def test_a_name_is_repeated_only_where_the_page_may_name_somebody_twice() -> None:
    birth, marriage = clues.clues_of(BIRTH), clues.clues_of(load("KH", "D"))
    assert {name for name, _ in birth["declarant_name"].echoes} == {
        "child_full_name",
        "mother_full_name",
        "father_full_name",
    }
    assert {name for name, _ in marriage["wife_full_name"].echoes} == set()


def test_the_day_a_paper_was_issued_is_the_day_of_nothing_else() -> None:
    marriage = clues.clues_of(load("KH", "D"))
    assert {name for name, _ in marriage["registration_date"].echoes} & {"wife_id_date", "husband_id_date"} == set()
    assert {name for name, _ in marriage["wife_id_date"].echoes} == {"husband_id_date"}


def test_words_stand_again_only_where_the_same_thing_is_asked() -> None:
    found = clues.clues_of(load("HN", "C1"))
    assert found["marital_status_text"].echoes == ()
    assert [name for name, _ in found["declarant_id_place"].echoes] == ["person_id_place"]
