"""V26: wards and guardians."""

from __future__ import annotations

import pytest

from tests.registers.checks.judging import judged

REGISTERED = {"registration_date": "20.06.2018"}


@pytest.mark.parametrize(
    ("birth", "reason", "says"),
    [
        ("21.06.2000", "Cha mẹ đã chết", []),
        ("20.06.2000", "Cha mẹ đã chết", ["I:ward"]),
        ("2000", "Cha mẹ đã chết", []),
        ("1999", "Cha mẹ đã chết", ["I:ward"]),
        ("1970", "Mất năng lực hành vi dân sự", []),
        ("1970", "BỆNH TÂM THẦN", []),
        ("1970", "", ["I:ward"]),
    ],
)
def test_a_ward_is_a_minor_or_lacks_capacity(birth: str, reason: str, says: list[str]) -> None:
    written = {**REGISTERED, "ward_birth_date": birth, "guardianship_reason": reason}
    assert judged("GH", "D", "V26", written) == says


@pytest.mark.parametrize(
    ("birth", "says"), [("20.06.2000", []), ("21.06.2000", ["I:guardian"]), ("2000", []), ("2001", ["I:guardian"])]
)
def test_a_guardian_is_of_age(birth: str, says: list[str]) -> None:
    assert judged("GH", "D", "V26", {**REGISTERED, "guardian_birth_date": birth}) == says
    assert judged("GH", "D", "V26", {**REGISTERED, "guardian2_birth_date": birth}) == says
