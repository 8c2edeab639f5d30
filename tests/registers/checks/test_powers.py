"""V27, V28: the level an event belongs to."""

from __future__ import annotations

import pytest

from registers.kinds import Level
from tests.registers.checks.judging import judged


@pytest.mark.parametrize(
    ("birth", "kind", "at_commune", "at_district"),
    [
        ("20.06.2004", "1", ["I:commune"], []),  # 14
        ("21.06.2004", "1", [], ["I:district"]),
        ("2004", "2", [], []),  # perhaps 13, perhaps 14
        ("2003", "2", ["I:commune"], []),
        ("2005", "2", [], ["I:district"]),
        ("1980", "3", [], []),  # supplements at any age
        ("1980", "4", ["I:ethnicity"], []),
        ("1980", "5", [], []),
        ("", "1", [], []),
    ],
)
def test_changes(birth: str, kind: str, at_commune: list[str], at_district: list[str]) -> None:
    written = {"registration_date": "20.06.2018", "person_birth_date": birth, "change_kind": kind}
    assert judged("TDCC", "D", "V27", written, level=Level.COMMUNE) == at_commune
    assert judged("TDCC", "D", "V27", written, level=Level.DISTRICT) == at_district


@pytest.mark.parametrize(
    ("layout", "registered", "says"),
    [
        ("C2", "20.06.2018", []),
        ("D", "31.12.2015", []),
        ("D", "01.01.2016", ["I:commune"]),
        ("E", "30.06.2025", ["I:commune"]),
        ("E", "01.07.2025", []),
    ],
)
def test_only_while_the_law_held_and_districts_were(layout: str, registered: str, says: list[str]) -> None:
    written = {"registration_date": registered, "person_birth_date": "1980", "change_kind": "1"}
    assert judged("TDCC", layout, "V27", written) == says


@pytest.mark.parametrize(
    ("kind", "layout", "level", "nationality", "says"),
    [
        ("HN", "D", Level.COMMUNE, "Trung Quốc", ["I:"]),
        ("HN", "D", Level.COMMUNE, "Việt Nam", []),
        ("HN", "D", Level.COMMUNE, "Không quốc tịch", []),
        ("HN", "D", Level.COMMUNE, "", []),
        ("HN", "D", Level.DISTRICT, "Trung Quốc", []),
        ("HN", "C2", Level.COMMUNE, "Trung Quốc", []),
        ("LH", "D", Level.COMMUNE, "Trung Quốc", []),
    ],
)
def test_foreigners_at_the_commune(kind: str, layout: str, level: Level, nationality: str, says: list[str]) -> None:
    written = {"registration_date": "20.06.2018", "person_nationality": nationality}
    assert judged(kind, layout, "V28", written, level=level) == says
