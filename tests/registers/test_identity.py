"""Numbers of identity papers: how they are stored, what they tell, which kind they fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.identity import (
    ARMY,
    CAO_BANG,
    CCCD,
    CMND,
    OTHER,
    PASSPORT,
    clean_number,
    fits,
    likely_kinds,
    personal_number,
    province_numbers,
)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("080 123 456", "080123456"),
        ("080.123.456", "080123456"),
        ("Số 080123456", "080123456"),
        ("b 1234567", "B1234567"),
        ("004-1-99-000123", "004199000123"),
        ("CMND: 080123456", "080123456"),
        ("", ""),
    ],
)
def test_numbers_are_stored_without_gaps(written: str, stored: str) -> None:
    assert clean_number(written) == stored


@given(
    st.sampled_from(sorted(province_numbers())), st.integers(1900, 2199), st.sampled_from("12"), st.integers(0, 999999)
)
def test_a_personal_number_tells_province_sex_and_year(province: str, year: int, sex: str, serial: int) -> None:
    digit = (year - 1900) // 100 * 2 + (sex == "2")
    read = personal_number(f"{province}{digit}{year % 100:02}{serial:06}")
    assert read is not None
    assert (read.province, read.sex, read.birth_year, read.serial) == (province, sex, year, f"{serial:06}")
    assert read.known_province


@pytest.mark.parametrize("number", ["", "080123456", "00419900012", "0041990001234", "00419900012A"])
def test_only_twelve_digits_are_a_personal_number(number: str) -> None:
    assert personal_number(number) is None


def test_provinces_of_numbers() -> None:
    assert len(province_numbers()) == 63
    assert CAO_BANG in province_numbers()
    unknown = personal_number("003199000123")
    assert unknown is not None
    assert not unknown.known_province


@pytest.mark.parametrize(
    ("kind", "number", "fitting"),
    [
        (CMND, "080123456", True), (CMND, "004199000123", True), (CMND, "08012345", False), (CCCD, "004199000123", True),
        (CCCD, "080123456", False), (PASSPORT, "B1234567", True), (PASSPORT, "E12345678", True), (PASSPORT, "004199000123", False),
        (ARMY, "12345678", True), (OTHER, "12/2006", True), (CMND, "", True), ("", "x", True),
    ],
)  # fmt: skip
def test_forms_that_papers_have(kind: str, number: str, fitting: bool) -> None:
    assert fits(kind, number) is fitting


@pytest.mark.parametrize("number", ["080123456", "004199000123", "B1234567"])
def test_likely_kinds_fit(number: str) -> None:
    assert all(fits(kind, number) for kind in likely_kinds(number))
