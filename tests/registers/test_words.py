"""Numbers and dates in words, both ways."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registers.dates import PartialDate
from registers.text import fold, strip_marks
from registers.words import date_words, number_words, parse_date_words, parse_number_words


def test_every_number_is_read_as_it_is_said() -> None:
    for n in range(10000):
        assert parse_number_words(fold(number_words(n)).split()) == n


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"), (5, "năm"), (10, "mười"), (15, "mười lăm"), (21, "hai mươi mốt"), (24, "hai mươi tư"), (35, "ba mươi lăm"),
        (105, "một trăm linh năm"), (1905, "một nghìn chín trăm linh năm"), (1994, "một nghìn chín trăm chín mươi tư"),
        (2000, "hai nghìn"), (2008, "hai nghìn không trăm linh tám"), (2010, "hai nghìn không trăm mười"),
    ],
)  # fmt: skip
def test_numbers_in_words(number: int, words: str) -> None:
    assert number_words(number) == words


@pytest.mark.parametrize("number", [-1, 10000])
def test_numbers_without_words_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        number_words(number)


def test_every_day_of_two_centuries() -> None:
    day, last = datetime.date(1875, 1, 1), datetime.date(2075, 1, 1)
    while day < last:
        date = PartialDate(day.year, day.month, day.day)
        assert parse_date_words(date_words(date)) == date
        day += datetime.timedelta(1)


@given(st.integers(1850, 2100), st.one_of(st.none(), st.integers(1, 12)))
def test_partial_dates(year: int, month: int | None) -> None:
    date = PartialDate(year, month)
    assert parse_date_words(date_words(date)) == date


@settings(max_examples=200)
@given(st.dates(datetime.date(1850, 1, 1), datetime.date(2100, 12, 31)))
def test_marks_and_capitals_do_not_matter(day: datetime.date) -> None:
    words = date_words(PartialDate(day.year, day.month, day.day))
    for hand in (words.upper(), strip_marks(words), words.capitalize()):
        assert parse_date_words(hand) == PartialDate(day.year, day.month, day.day)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("Ngày mùng năm tháng năm năm hai ngàn lẻ năm", PartialDate(2005, 5, 5)),
        ("ngày hai mươi bốn tháng bốn năm một nghìn chín trăm chín mươi bốn", PartialDate(1994, 4, 24)),
        ("ngày hăm hai tháng chạp năm một chín chín ba", PartialDate(1993, 12, 22)),
        ("tháng giêng năm hai nghìn không trăm lẻ một", PartialDate(2001, 1)),
        ("Ngày 27 tháng tám năm hai nghìn không trăm linh tám", PartialDate(2008, 8, 27)),
        ("ngày ba mươi tháng hai năm một nghìn chín trăm chín mươi tám", PartialDate(1998, 2, 30)),
        ("ngày mười tháng mười một năm một nghìn chín trăm bảy mươi nhăm", PartialDate(1975, 11, 10)),
        ("ngày mười một tháng mười năm một nghìn chín trăm bảy mươi", PartialDate(1970, 10, 11)),
    ],
)
def test_dialects(written: str, date: PartialDate) -> None:
    assert parse_date_words(written) == date


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ngày",
        "tháng năm",
        "Hòa An",
        "ngày bốn mươi tháng hai năm hai nghìn",
        "tháng mười ba năm hai nghìn",
        "ngày 13061995",
    ],
)
def test_other_words_say_no_date(written: str) -> None:
    assert parse_date_words(written) is None


def test_characters_that_only_look_like_numbers_say_none() -> None:
    assert parse_number_words(["12"]) == 12
    assert parse_number_words(["¹"]) is None
    assert parse_number_words(["9" * 5000]) is None
