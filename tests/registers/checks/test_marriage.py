"""V11: old enough to marry, by the law of the day."""

from __future__ import annotations

import pytest

from registers.checks.marriage import LAWS, broken_law
from registers.form import load
from tests.registers.checks.judging import about, day, flags, judged

MAN, WOMAN = "1", "2"


@pytest.mark.parametrize(
    ("married", "sex", "youngest", "too_young"),
    [
        # "from 20", "from 18" of 1959 and 1986, read as entering the year of life
        ("13.01.1960", MAN, "12.01.1941", "13.01.1941"),
        ("02.01.1987", WOMAN, "01.01.1970", "02.01.1970"),
        ("03.01.1987", MAN, "02.01.1968", "03.01.1968"),
        ("31.12.2000", WOMAN, "30.12.1983", "31.12.1983"),
        # 2001: the day after the nineteenth and the seventeenth birthday
        ("01.01.2001", MAN, "31.12.1981", "01.01.1982"),
        ("20.06.2010", MAN, "19.06.1991", "20.06.1991"),
        ("20.06.2010", WOMAN, "19.06.1993", "20.06.1993"),
        ("31.12.2014", WOMAN, "30.12.1997", "31.12.1997"),
        # 2015: full years
        ("01.01.2015", MAN, "01.01.1995", "02.01.1995"),
        ("01.01.2015", WOMAN, "01.01.1997", "02.01.1997"),
        ("20.06.2018", MAN, "20.06.1998", "21.06.1998"),
        # only years count where only the year is known
        ("01.01.2010", MAN, "1991", "1992"),
        ("31.12.2010", WOMAN, "1993", "1994"),
        ("01.01.2018", MAN, "1998", "1999"),
        ("01.01.2018", WOMAN, "2000", "2001"),
        # some day of the month
        ("20.06.2010", MAN, "06.1991", "07.1991"),
        ("01.06.2018", MAN, "06.1998", "07.1998"),
        # a day of marriage known in part gets its kindest reading, and the kindest law
        ("06.2010", MAN, "29.06.1991", "30.06.1991"),
        ("2018", MAN, "31.12.1998", "01.01.1999"),
        # 29 February
        ("28.02.2018", MAN, "28.02.1998", "01.03.1998"),
        ("28.02.2016", MAN, "28.02.1996", "29.02.1996"),
        ("29.02.2016", MAN, "29.02.1996", "01.03.1996"),
    ],
)
def test_the_boundary_of_each_law(married: str, sex: str, youngest: str, too_young: str) -> None:
    assert broken_law(day(youngest), sex, day(married)) is None
    assert broken_law(day(too_young), sex, day(married)) is not None


def test_before_the_first_law_nothing_is_said() -> None:
    assert broken_law(day("1950"), MAN, day("12.01.1960")) is None
    assert broken_law(day("1950"), MAN, day("1960")) is None
    assert broken_law(day("1950"), MAN, day("13.01.1960")) is LAWS[0]


def test_the_table_is_in_order_of_time() -> None:
    assert [law.since for law in LAWS] == sorted(law.since for law in LAWS)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"husband_birth_date": "20.06.1991", "wife_birth_date": "1980"}, ["husband_birth_date"]),
        (
            {"husband_birth_date": "20.06.1991", "wife_birth_date": "20.06.1993"},
            ["husband_birth_date", "wife_birth_date"],
        ),
        ({"husband_birth_date": "", "wife_birth_date": ""}, []),
        ({"husband_birth_date": "2077", "wife_birth_date": "1980"}, []),  # V29 has said it
    ],
)
def test_each_spouse_is_judged(written: dict[str, str], says: list[str]) -> None:
    found = flags(load("KH", "C2"), "V11", {"registration_date": "20.06.2010", **written}, about("KH", "C2"))
    assert [flag.fields[0] for flag in found] == says


@pytest.mark.parametrize(
    ("since", "says"),
    [
        ("", []),
        ("10.05.1986", ["W:"]),  # 17 when they moved together: the date that counts
        ("10.05.1989", []),
        ("2010", []),
    ],
)
def test_a_couple_is_married_since_its_relationship_is_recognised(since: str, says: list[str]) -> None:
    written = {"registration_date": "20.06.2010", "relationship_date": since, "husband_birth_date": "01.05.1969"}
    assert judged("KH", "C2", "V11", written) == says


def test_cohabitation_long_before_the_registration_is_no_fault() -> None:
    written = {
        "registration_date": "20.06.2018",
        "relationship_date": "1980",
        "husband_birth_date": "1955",
        "wife_birth_date": "1958",
        "registration_kind": "1",
    }
    assert judged("KH", "D", "V5", written) == judged("KH", "D", "V11", written) == []


def test_the_text_names_the_law_of_the_day() -> None:
    def text(registered: str, birth: str) -> str:
        year = day(registered).year
        around = about("KH", "C2", year)
        written = {"registration_date": registered, "wife_birth_date": birth}
        return str(flags(load("KH", "C2"), "V11", written, around)[0].message)

    assert text("20.06.2010", "01.06.1994") == (
        "Vợ sinh 01/06/1994, đến 20/06/2010 mới 16 tuổi, chưa đến 18 tuổi (Luật HNGĐ 2000 Đ9, NĐ 70/2001)."
    )
    assert "Luật HNGĐ 2014 Đ8" in text("20.06.2018", "21.06.2000")
    assert "Luật HNGĐ 1986 Đ5" in text("20.06.1990", "1974")
    assert "Luật HNGĐ 1959 Đ6" in text("20.06.1970", "1954")
