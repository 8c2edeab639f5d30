"""V31: dates that stand in for dates not known."""

from __future__ import annotations

import pytest

from tests.registers.checks.judging import judged


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"registration_date": "20.06.2010", "child_birth_date": "19.11.1999"}, ["W:"]),
        ({"registration_date": "20.06.2010", "child_birth_date": "18.11.1999"}, []),
        ({"registration_date": "20.06.2010", "mother_birth_year": "01.01.1900"}, ["W:"]),
        ({"registration_date": "20.06.2010", "mother_birth_year": "1900"}, []),
        ({"registration_date": "18.01.2000", "child_birth_date": "19.11.1999"}, []),  # sixty days: a real birth
        ({"registration_date": "19.01.2000", "child_birth_date": "19.11.1999"}, ["W:"]),
        ({"child_birth_date": "19.11.1999"}, ["W:"]),
    ],
)
def test_stand_in_dates(written: dict[str, str], says: list[str]) -> None:
    assert judged("KS", "C2", "V31", written) == says


@pytest.mark.parametrize(("year", "says"), [(1999, []), (2000, ["W:"])])
def test_a_registration_of_that_day_is_real_in_a_book_of_that_year(year: int, says: list[str]) -> None:
    assert judged("KS", "B", "V31", {"registration_date": "19.11.1999"}, year=year) == says
