"""V5, V6, V29, V30: dates against registration, today and the calendar."""

from __future__ import annotations

import pytest

from registers.checks import check
from registers.form import load
from registers.value import Mark, Value
from tests.registers.checks.judging import TODAY, Written, about, judged, marked, values

REGISTERED = {"registration_date": "20.06.2010"}


@pytest.mark.parametrize(
    ("issued", "says"),
    [
        ("19.06.2010", []),
        ("20.06.2010", []),
        ("21.06.2010", ["W:"]),
        ("06.2010", []),
        ("07.2010", ["W:"]),
        ("2010", []),
        ("2011", ["W:"]),
    ],
)
def test_nothing_on_the_page_is_later_than_the_page(issued: str, says: list[str]) -> None:
    assert judged("KH", "C2", "V5", {**REGISTERED, "husband_id_date": issued}) == says


@pytest.mark.parametrize(("registered", "says"), [("2010", []), ("05.2010", ["W:"])])
def test_a_registration_known_in_part_is_given_its_latest_day(registered: str, says: list[str]) -> None:
    assert judged("KH", "C2", "V5", {"registration_date": registered, "husband_id_date": "01.06.2010"}) == says


@pytest.mark.parametrize(
    ("kind", "field"),
    [("KH", "annul_note_date"), ("KS", "missing_note_date"), ("KT", "declared_dead_date")],
)
def test_later_notes_may_be_later(kind: str, field: str) -> None:
    assert judged(kind, "C2", "V5", {**REGISTERED, field: "01.02.2014"}) == []


def test_what_a_rule_of_the_kind_compares_is_not_said_twice() -> None:
    death = {**REGISTERED, "death_date": "25.06.2010"}
    assert judged("KT", "C2", "V5", death) == []
    assert judged("KT", "C2", "V9", death) == ["W:registered"]


@pytest.mark.parametrize(
    ("born", "says"),
    [
        ("20.06.2010", []),
        ("21.06.2010", ["W:registered"]),
        ("2010", []),
        ("2011", ["W:registered"]),
        (f"{TODAY:%d.%m.%Y}", ["W:registered"]),
        ("16.03.2026", ["E:future"]),  # tomorrow
        ("2027", []),  # V29 has said it
    ],
)
def test_a_birth_comes_before_its_registration(born: str, says: list[str]) -> None:
    assert judged("KS", "C2", "V6", {**REGISTERED, "child_birth_date": born}) == says


def test_everybody_on_the_page_was_born_before_it() -> None:
    assert judged("KH", "C2", "V6", {**REGISTERED, "wife_birth_date": "2012"}) == ["W:registered"]


def test_an_age_may_be_a_year_off() -> None:
    written: Written = {"registration_date": "20.06.2001", "mother_birth_year": Value("0 tuổi", "2001")}
    assert judged("KS", "B", "V6", written) == []


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("husband_id_date", "5005", ["E:future"]),
        ("husband_id_date", "2027", ["E:future"]),
        ("husband_id_date", "16.03.2026", ["E:future"]),
        ("husband_id_date", "15.03.2026", []),
        ("husband_id_date", "1899", ["E:old"]),
        ("husband_id_date", "1900", []),
        ("husband_birth_date", "5005", ["E:future"]),
        ("husband_birth_date", "1849", ["E:old"]),
        ("husband_birth_date", "1850", []),
        ("husband_birth_date", "200", ["E:form"]),
        ("husband_birth_date", "1.2.1980", ["E:form"]),
        ("husband_birth_date", "hai nghìn", ["E:form"]),
        ("husband_birth_date", "00.1980", ["E:form"]),
        ("registration_date", "20.06.2027", ["E:future"]),
        ("registration_date", "20.06.1910", ["E:book"]),
        ("registration_date", "20.06.2012", ["E:book"]),
        ("registration_date", "20.06.2009", []),  # a year off is often on the paper itself: V1 warns
        ("registration_date", "20.06.2011", []),
    ],
)
def test_years_are_plausible(field: str, value: str, says: list[str]) -> None:
    assert judged("KH", "C2", "V29", {field: value}, year=2010) == says


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (Value("tháng giêng gì đó", ""), ["W:unread"]),
        (Value("không rõ", "", Mark.UNKNOWN), []),
        (Value("12/…", "", Mark.ILLEGIBLE), []),
        (Value("", "", Mark.BLANK), []),
        (Value(), []),
    ],
)
def test_words_that_give_no_date_are_pointed_out(value: Value, says: list[str]) -> None:
    assert judged("KH", "C2", "V29", {"husband_birth_date": value}) == says


def test_a_clerk_who_says_the_page_has_it_is_not_held_up() -> None:
    written: Written = {**REGISTERED, "husband_birth_date": marked("2077", Mark.DOUBTFUL)}
    assert judged("KH", "C2", "V29", written) == ["W:future"]


def test_an_absurd_year_is_said_once() -> None:
    written = values({**REGISTERED, "child_birth_date": "20.05.5005", "mother_birth_year": "1980"})
    found = [
        flag.rule for flag in check(load("KS", "C2"), written, about("KS", "C2")) if "child_birth_date" in flag.fields
    ]
    assert found == ["V29"]


@pytest.mark.parametrize(
    "impossible", ["30.02.1998", "31.04.1998", "31.06.1998", "31.09.1998", "31.11.1998", "29.02.1998", "01.13.1998"]
)
def test_a_day_that_is_not_in_the_calendar_needs_its_mark(impossible: str) -> None:
    assert judged("KH", "C2", "V30", {"wife_birth_date": impossible}) == ["W:"]
    assert judged("KH", "C2", "V30", {"wife_birth_date": marked(impossible, Mark.DOUBTFUL)}) == []
    assert judged("KH", "C2", "V30", {"wife_birth_date": marked(impossible, Mark.STRUCK)}) == ["W:"]


@pytest.mark.parametrize("real", ["28.02.1998", "29.02.2000", "02.1998", "1998", ""])
def test_a_day_of_the_calendar_needs_none(real: str) -> None:
    assert judged("KH", "C2", "V30", {"wife_birth_date": real}) == []
