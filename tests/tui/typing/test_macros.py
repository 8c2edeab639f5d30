"""A clerk's own abbreviations: written out where he stands, kept, given out and taken in, refused with the reason."""

from __future__ import annotations

import datetime

import pytest

from registers.catalogue import Language, areas
from tui.typing import macros
from tui.typing.macros import MacroError, Macros, from_csv, from_settings, from_toml, places_of

DAY = datetime.date(2014, 5, 6)
HONG_VIET = places_of("01687", DAY)
OWN = Macros({"tyt": "trạm y tế {commune_full}", "cb": "Cao Bằng", "n5": "năm {year} {{5}}"})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tyt", "Trạm y tế xã Hồng Việt"),
        ("TYT", "Trạm y tế xã Hồng Việt"),
        ("Sinh tại tyt", "Sinh tại trạm y tế xã Hồng Việt"),
        ("Sinh tại Tyt", "Sinh tại Trạm y tế xã Hồng Việt"),
        ("Hòa An,cb", "Hòa An,Cao Bằng"),
        ("n5", "Năm 2014 {5}"),
        ("xtyt", None), ("tyt ", None), ("", None), ("têtyt", None), ("ty", None), ("tyt.", None),
    ],
)  # fmt: skip
def test_the_last_word_is_written_out(before: str, after: str | None) -> None:
    assert OWN.expand(before, HONG_VIET) == after


def test_places_are_those_of_the_day() -> None:
    assert HONG_VIET["address"] == "xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"
    assert set(HONG_VIET) == set(macros.PLACES)
    assert places_of("01693", datetime.date(2010, 1, 1))["district_full"] == "thị xã Cao Bằng"
    assert places_of("040", DAY)["commune"] == ""
    assert places_of("99999", DAY)["province"] == ""


def test_they_come_back_from_toml_csv_and_settings() -> None:
    odd = Macros({**OWN.texts, "q1": 'nói "thế" \\ {address}'})
    assert from_toml(odd.to_toml()) == odd
    assert from_csv(odd.to_csv()) == odd
    assert from_settings(odd.to_settings()) == odd
    assert from_toml("") == from_settings(None) == from_settings([1]) == Macros()


def test_what_is_wrong_in_the_settings_is_left_out() -> None:
    assert from_settings({"tyt": "trạm y tế", "có dấu": "x", "x1": "{nowhere}"}) == Macros({"tyt": "trạm y tế"})


def test_a_spreadsheet_s_file_is_read() -> None:
    assert from_csv("\ufeffabbreviation,text\r\nTYT,Trạm y tế\r\n\r\ncb,Cao Bằng\r\n").texts == {
        "tyt": "Trạm y tế",
        "cb": "Cao Bằng",
    }


@pytest.mark.parametrize(
    ("toml", "error", "part"),
    [
        ("tyt = ", macros.NotToml, "TOML"),
        ('"có dấu" = "x"', macros.WrongAbbreviation, "có dấu"),
        ('a = "x"', macros.WrongAbbreviation, "“a”"),
        ('12 = "x"', macros.WrongAbbreviation, "“12”"),
        ('abcdefghijklm = "x"', macros.WrongAbbreviation, "12 chữ cái"),
        ('tyt = "x"\nTYT = "y"', macros.AbbreviationTwice, "“tyt”"),
        ('tyt = ""', macros.EmptyText, "“tyt”"),
        ("tyt = 5", macros.EmptyText, "“tyt”"),
        ('tyt = "{nowhere}"', macros.UnknownPlace, "{nowhere}"),
        ('tyt = "{commune!r}"', macros.UnknownPlace, "{commune}"),
        ('tyt = "{commune:>9}"', macros.UnknownPlace, "{commune}"),
        ('tyt = "{commune.__class__}"', macros.UnknownPlace, "__class__"),
        ('tyt = "{"', macros.UnknownPlace, "{"),
        (f'tyt = "{"x" * 401}"', macros.TextTooLong, "400"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_whole_and_says_where(toml: str, error: type[MacroError], part: str) -> None:
    with pytest.raises(error) as caught:
        from_toml(toml)
    assert part in str(caught.value)
    assert caught.value.within(Language.EN) != str(caught.value)


@pytest.mark.parametrize(
    ("text", "part"),
    [("", "abbreviation,text"), ("tắt,nội dung\na,b", "tắt,nội dung"), ("abbreviation,text\ntyt,x\nx y,z", "3")],
)
def test_a_wrong_csv_is_refused_with_its_line(text: str, part: str) -> None:
    with pytest.raises(MacroError) as caught:
        from_csv(text)
    assert part in str(caught.value)


def test_the_area_of_texts_is_there() -> None:
    assert "typing" in areas()
