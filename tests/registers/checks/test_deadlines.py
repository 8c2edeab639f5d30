"""V7, V8: on time or late, by the law of the day of registration."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registers.catalogue import Language
from registers.form import load
from tests.registers.checks.judging import about, day, flags, judged

ON_TIME, LATE, AGAIN = "1", "4", "2"


def born(registered: str, days: int) -> str:
    return f"{day(registered).earliest() - timedelta(days=days):%d.%m.%Y}"


@pytest.mark.parametrize(
    ("registered", "days", "on_time", "late"),
    [
        # NĐ 4-CP of 1961: 30 days
        ("01.06.1996", 30, [], ["W:early"]),
        ("01.06.1996", 31, ["W:late"], []),
        ("24.10.1998", 31, ["W:late"], []),
        # NĐ 83/1998: 30 days, 60 in mountain areas: between the two both ticks stand
        ("25.10.1998", 31, [], []),
        ("01.06.2001", 30, [], ["W:early"]),
        ("01.06.2001", 60, [], []),
        ("01.06.2001", 61, ["W:late"], []),
        ("31.03.2006", 31, [], []),
        # NĐ 158/2005: 60 days
        ("01.04.2006", 31, [], ["W:early"]),
        ("01.06.2010", 60, [], ["W:early"]),
        ("01.06.2010", 61, ["W:late"], []),
        # Luật Hộ tịch 2014: 60 days
        ("01.06.2018", 60, [], ["W:early"]),
        ("01.06.2018", 61, ["W:late"], []),
        ("01.06.2010", 0, [], ["W:early"]),
        # before the first known term nothing is said
        ("31.03.1961", 400, [], []),
        ("01.04.1961", 400, ["W:late"], []),
    ],
)
def test_births(registered: str, days: int, on_time: list[str], late: list[str]) -> None:
    for layout in ("A", "C1", "D"):  # the law counts, not the paper
        written = {"registration_date": registered, "child_birth_date": born(registered, days)}
        assert judged("KS", layout, "V7", {**written, "registration_kind": ON_TIME}) == on_time
        assert judged("KS", layout, "V7", {**written, "registration_kind": LATE}) == late
        assert judged("KS", layout, "V7", {**written, "registration_kind": AGAIN}) == []


@pytest.mark.parametrize(
    ("registered", "days", "on_time", "late"),
    [
        ("31.03.2006", 200, [], []),
        ("01.04.2006", 15, [], ["W:early"]),
        ("01.04.2006", 16, ["W:late"], []),
        ("01.06.2018", 15, [], ["W:early"]),
        ("01.06.2018", 16, ["W:late"], []),
    ],
)
def test_deaths(registered: str, days: int, on_time: list[str], late: list[str]) -> None:
    written = {"registration_date": registered, "death_date": born(registered, days)}
    assert judged("KT", "C2", "V8", {**written, "registration_kind": ON_TIME}) == on_time
    assert judged("KT", "C2", "V8", {**written, "registration_kind": LATE}) == late


@pytest.mark.parametrize(
    ("event", "registered", "tick", "says"),
    [
        ("04.2010", "20.06.2010", ON_TIME, []),  # 30 April is 51 days before
        ("03.2010", "20.06.2010", ON_TIME, ["W:late"]),
        ("2010", "20.06.2010", LATE, []),
        ("06.2010", "20.06.2010", LATE, ["W:early"]),
        ("2010", "2010", LATE, []),
        ("2010", "2012", ON_TIME, ["W:late"]),
        ("21.06.2010", "20.06.2010", LATE, []),  # the wrong way round: V6 says it
        ("", "20.06.2010", ON_TIME, []),
        ("20.02.2006", "2006", ON_TIME, []),  # 2006 knew two laws
    ],
)
def test_dates_known_in_part(event: str, registered: str, tick: str, says: list[str]) -> None:
    written = {"registration_date": registered, "child_birth_date": event, "registration_kind": tick}
    assert judged("KS", "C2", "V7", written) == says


@pytest.mark.parametrize(
    ("event", "language", "text"),
    [
        (
            "12.03.2010",
            Language.VI,
            "Quá hạn: sinh 12/03/2010, đăng ký 20/06/2010 là 100 ngày, quá 60 ngày (NĐ 158/2005 Đ14), nhưng trang ghi đúng hạn.",
        ),
        (
            "12.03.2010",
            Language.EN,
            "Late: born 12/03/2010, registered 20/06/2010, 100 days, more than 60 (Decree 158/2005 art. 14), but ticked on time.",
        ),
        (
            "03.2010",
            Language.VI,
            "Quá hạn: sinh 03/2010, đăng ký 20/06/2010 là ít nhất 81 ngày, quá 60 ngày (NĐ 158/2005 Đ14), nhưng trang ghi đúng hạn.",
        ),
    ],
)
def test_the_text_gives_the_reason(event: str, language: Language, text: str) -> None:
    written = {"registration_date": "20.06.2010", "child_birth_date": event, "registration_kind": ON_TIME}
    (flag,) = flags(load("KS", "C2"), "V7", written, about("KS", "C2"))
    assert flag.message.within(language) == text
    assert flag.fields == ("registration_kind", "child_birth_date", "registration_date")
