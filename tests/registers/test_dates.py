"""Dates as books write and clerks type them: partial, impossible, short, lunar."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.dates import PartialDate, parse_date

FULL = PartialDate(1987, 9, 1)
WAYS = [
    "{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d:02}-{m:02}-{y}", "{d}.{m}.{y}", "{d} / {m} / {y}", "{d:02}/{m}/{y}", "{y}-{m:02}-{d:02}",
    "ngày {d} tháng {m} năm {y}", "Ngày {d:02} tháng {m:02} năm {y}", "{d} tháng {m} năm {y}", "ngày {d}/{m}/{y}",
    "ngày mồng {d} tháng {m} năm {y}", "{d:02}{m:02}{y}", "NGÀY {d} THÁNG {m} NĂM {y}", "ngay {d} thang {m} nam {y}",
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@given(day=st.dates(datetime.date(1850, 1, 1), datetime.date(2100, 12, 31)))
def test_every_day_in_every_hand(way: str, day: datetime.date) -> None:
    read = parse_date(way.format(d=day.day, m=day.month, y=day.year), pivot=None)
    assert read.date == PartialDate(day.year, day.month, day.day)
    assert not read.rest
    assert not read.lunar


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("010987", "01.09.1987"),
        ("01091987", "01.09.1987"),
        ("091987", "09.1987"),
        ("0987", "09.1987"),
        ("87", "1987"),
        ("1/9/87", "01.09.1987"),
        ("1987", "1987"),
        ("9/1987", "09.1987"),
        ("9.1987", "09.1987"),
        ("tháng 9/1987", "09.1987"),
        ("tháng 9 năm 1987", "09.1987"),
        ("năm 1987", "1987"),
        ("năm 87", "1987"),
        ("13/VI/1954", "13.06.1954"),
        ("13-XII-1954", "13.12.1954"),
        ("00/00/1985", "1985"),
        ("00/05/1985", "05.1985"),
        ("tháng giêng năm 1950", "01.1950"),
        ("12/5/03", "12.05.1903"),  # 2003 lies after the book's year
        ("12/5/95", "12.05.1995"),
        ("5/48", "05.1948"),
    ],
)
def test_short_and_partial(written: str, stored: str) -> None:
    read = parse_date(written, pivot=1999)
    assert read.date is not None
    assert read.date.normalised == stored


@pytest.mark.parametrize(
    "written",
    ["", "không rõ", "5", "1234567", "5/8", "15/3", "tháng 5", "ngày 3", "12:30", "05/08", "15/03", "abc", "1/2/3"],
)
def test_what_is_no_date_is_not_guessed(written: str) -> None:
    assert parse_date(written, pivot=1999).date is None


def test_without_a_pivot_two_digits_say_no_year() -> None:
    assert parse_date("1/9/87", pivot=None).date is None


@pytest.mark.parametrize("written", ["30/2/1998", "31/4/1998", "29/2/1999", "31-11-1998", "31/13/1998"])
def test_days_that_do_not_exist_keep_their_digits(written: str) -> None:
    read = parse_date(written, pivot=None)
    assert read.date is not None
    assert not read.date.exists
    day, month, year = written.replace("-", "/").split("/")
    assert read.date.normalised == f"{int(day):02}.{int(month):02}.{year}"


@pytest.mark.parametrize("written", ["15/8/1950 âm lịch", "15/8/1950 (ÂL)", "15/8/1950 AL", "15/8/1950 A.L"])
def test_lunar_dates_say_so(written: str) -> None:
    read = parse_date(written, pivot=None)
    assert read.lunar
    assert read.date == PartialDate(1950, 8, 15)
    assert not read.rest


def test_what_the_writer_was_not_sure_of() -> None:
    assert parse_date("khoảng 1950", pivot=None).about
    assert parse_date("1950?", pivot=None).about
    assert not parse_date("1950", pivot=None).about


def test_what_stands_beside_a_date_is_kept() -> None:
    read = parse_date("12/5/2014 tại Hòa An", pivot=None)
    assert (read.date, read.rest) == (PartialDate(2014, 5, 12), "tại Hòa An")


@given(
    st.builds(
        PartialDate,
        st.integers(1, 9999),
        st.one_of(st.none(), st.integers(1, 12)),
    )
    | st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12), st.integers(1, 31))
)
def test_stored_form_and_back(date: PartialDate) -> None:
    assert PartialDate.from_normalised(date.normalised) == date
    assert date.earliest() <= date.latest()


@pytest.mark.parametrize(
    "text", ["", "1.9.1987", "01/09/1987", "87", "00.1987", "00.09.1987", "01.09.0000", "01.09.1987 "]
)
def test_only_the_stored_form_is_read_back(text: str) -> None:
    assert PartialDate.from_normalised(text) is None


@pytest.mark.parametrize("parts", [(1987, None, 1), (0, 1, 1), (10000, None, None), (1987, 0, None), (1987, 1, 0)])
def test_parts_without_sense_are_refused(parts: tuple[int, int | None, int | None]) -> None:
    with pytest.raises(ValueError, match=r"day|range"):
        PartialDate(*parts)


def test_order_is_by_parts_the_less_known_first() -> None:
    dates = [FULL, PartialDate(1987, 9), PartialDate(1987), PartialDate(1986, 12, 31), PartialDate(1987, 9, 2)]
    assert [d.normalised for d in sorted(dates)] == ["31.12.1986", "1987", "09.1987", "01.09.1987", "02.09.1987"]


def test_bounds_of_partial_and_impossible_dates() -> None:
    assert PartialDate(1987).earliest() == datetime.date(1987, 1, 1)
    assert PartialDate(1987, 2).latest() == datetime.date(1987, 2, 28)
    assert PartialDate(1998, 2, 30).earliest() == PartialDate(1998, 2, 30).latest() == datetime.date(1998, 2, 28)
