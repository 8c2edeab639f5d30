"""V9, V10: birth, death, registration; the age at death; the tick for a child."""

from __future__ import annotations

import pytest

from registers.value import Mark, Value
from tests.registers.checks.judging import Written, judged, marked


@pytest.mark.parametrize(
    ("birth", "death", "says"),
    [
        ("05.05.2010", "05.05.2010", []),
        ("06.05.2010", "05.05.2010", ["E:birth"]),
        ("05.2010", "05.05.2010", []),
        ("06.2010", "05.05.2010", ["E:birth"]),
        ("2010", "2010", []),
        ("2011", "2010", ["E:birth"]),
        ("06.05.1894", "05.05.2010", []),  # 115
        ("05.05.1894", "05.05.2010", ["W:old"]),  # 116
        ("1894", "05.05.2010", []),  # perhaps 115
        ("1893", "05.05.2010", ["W:old"]),
        ("", "05.05.2010", []),
        ("", "20.06.2010", []),
        ("", "21.06.2010", ["W:registered"]),
        ("", "07.2010", ["W:registered"]),
        ("", "16.03.2026", ["E:future"]),
        ("", "5005", []),  # V29 has said it
    ],
)
def test_birth_death_registration(birth: str, death: str, says: list[str]) -> None:
    written = {"registration_date": "20.06.2010", "deceased_birth_date": birth, "death_date": death}
    assert judged("KT", "C2", "V9", written) == says


def test_a_page_that_has_it_so_is_no_slip() -> None:
    written: Written = {"deceased_birth_date": "1960", "death_date": marked("05.05.1958", Mark.DOUBTFUL)}
    assert judged("KT", "C2", "V9", written) == ["W:birth"]


def test_an_age_is_a_year_off_at_most() -> None:
    def died(birth: Value) -> list[str]:
        return judged(
            "KT", "A", "V9", {"registration_date": "20.06.1990", "deceased_birth_date": birth, "death_date": "1989"}
        )

    assert died(Value("0 tuổi", "1990")) == []
    assert died(Value("1990", "1990")) == ["E:birth"]


@pytest.mark.parametrize(
    ("death", "says"), [("05.05.2010", []), ("05.2010", ["W:time"]), ("2010", ["W:time"]), ("", [])]
)
def test_an_hour_needs_a_day(death: str, says: list[str]) -> None:
    assert judged("KT", "C2", "V9", {"death_time": "08:30", "death_date": death}) == says


@pytest.mark.parametrize(
    ("birth", "death", "tick", "says"),
    [
        ("06.05.2016", "05.05.2017", "1", []),
        ("05.05.2016", "05.05.2017", "1", ["W:tick1"]),  # his first birthday
        ("06.05.2016", "05.05.2017", "2", ["W:tick2"]),
        ("05.05.2016", "05.05.2017", "2", []),
        ("06.05.2012", "05.05.2017", "2", []),
        ("05.05.2012", "05.05.2017", "2", ["W:tick2"]),  # his fifth
        ("2016", "05.05.2017", "1", []),  # perhaps under 1
        ("2016", "05.05.2017", "2", []),  # perhaps past it
        ("2015", "05.05.2017", "1", ["W:tick1"]),
        ("06.05.2016", "05.05.2017", "", ["I:none"]),
        ("06.05.2012", "05.05.2017", "", ["I:none"]),
        ("05.05.2012", "05.05.2017", "", []),
        ("1950", "05.05.2017", "", []),
        ("1950", "05.05.2017", "1", ["W:tick1"]),
    ],
)
def test_the_tick_for_a_child(birth: str, death: str, tick: str, says: list[str]) -> None:
    written = {"deceased_birth_date": birth, "death_date": death, "child_death_class": tick}
    assert judged("KT", "D", "V10", written, year=2017) == says


def test_pages_without_the_tick_are_not_asked_for_it() -> None:
    written: dict[str, str | Value] = {"deceased_birth_date": "06.05.2016", "death_date": "05.05.2017"}
    assert judged("KT", "D", "V10", written, year=2017) == []
    assert judged("KT", "D", "V10", {**written, "child_death_class": Value("…", "", Mark.ILLEGIBLE)}, year=2017) == []
    assert judged("KT", "B", "V10", {**written, "child_death_class": "2"}, year=2017) == []
