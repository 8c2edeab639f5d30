"""V24: the stay and the age on a certificate of marital status."""

from __future__ import annotations

import pytest

from tests.registers.checks.judging import judged

ISSUED = {"registration_date": "20.06.2018"}


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        ("01.01.2015", "20.06.2018", []),
        ("01.01.2015", "21.06.2018", ["W:end"]),
        ("01.01.2015", "01.01.2015", ["W:stay"]),
        ("01.01.2015", "02.01.2015", []),
        ("2015", "2015", []),
        ("2016", "2015", ["W:stay"]),
        ("21.06.2018", "", ["W:start"]),
        ("", "06.2018", []),
        ("", "07.2018", ["W:end"]),
    ],
)
def test_the_stay(start: str, end: str, says: list[str]) -> None:
    assert judged("HN", "D", "V24", {**ISSUED, "stay_from": start, "stay_to": end}) == says


@pytest.mark.parametrize(
    ("birth", "sex", "purpose", "says"),
    [
        ("20.06.1998", "1", "1", []),
        ("21.06.1998", "1", "1", ["W:age"]),
        ("21.06.1998", "1", "5", []),
        ("21.06.1998", "2", "1", []),
        ("21.06.2000", "2", "4", ["W:age"]),
        ("1998", "1", "2", []),
        ("1999", "1", "3", ["W:age"]),
        ("2010", "3", "1", []),
        ("2010", "", "1", []),
    ],
)
def test_who_wants_to_marry_is_old_enough(birth: str, sex: str, purpose: str, says: list[str]) -> None:
    written = {**ISSUED, "person_birth_date": birth, "person_sex": sex, "purpose_kind": purpose}
    assert judged("HN", "D", "V24", written) == says


def test_the_law_of_the_day_of_issue() -> None:
    written = {
        "registration_date": "20.06.2010",
        "person_birth_date": "19.06.1991",
        "person_sex": "1",
        "purpose_kind": "1",
    }
    assert judged("HN", "C2", "V24", written) == []
    assert judged("HN", "C2", "V24", {**written, "person_birth_date": "20.06.1991"}) == ["W:age"]
