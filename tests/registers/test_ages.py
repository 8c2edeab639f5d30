"""Ages where a birth date stands."""

from __future__ import annotations

import pytest

from registers.ages import parse_age
from registers.dates import PartialDate

REGISTRATION = PartialDate(1995, 6, 13)


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("22", "1973"), ("30 tuổi", "1965"), ("21t", "1974"), ("21 T", "1974"), ("khoảng 40 tuổi", "1955"), ("3 tháng", "1995"),
        ("8 tháng tuổi", "1994"), ("10 ngày", "1995"), ("hai mươi hai tuổi", "1973"), ("102 tuổi", "1893"), ("01", "1994"),
    ],
)  # fmt: skip
def test_an_age_becomes_a_year(written: str, year: str) -> None:
    age = parse_age(written)
    assert age is not None
    assert age.birth(REGISTRATION).normalised == year


@pytest.mark.parametrize("written", ["", "1975", "200 tuổi", "12/5/1975", "tuổi", "không rõ", "trưởng thành tuổi"])
def test_what_is_no_age(written: str) -> None:
    assert parse_age(written) is None


def test_a_bare_number_does_not_say_that_it_is_an_age() -> None:
    bare, said = parse_age("75"), parse_age("75 tuổi")
    assert bare is not None
    assert said is not None
    assert (bare.said, said.said) == (False, True)
