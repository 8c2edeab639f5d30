"""V32: registered before, twins, registered again."""

from __future__ import annotations

import pytest

from registers.checks import Similar
from registers.kinds import PositionState
from tests.registers.checks.judging import judged, values

CHILD = {
    "child_full_name": "Nông Thị Hoa",
    "child_birth_date": "12.03.2010",
    "mother_full_name": "Lý Thị Mỷ",
    "father_full_name": "Nông Văn Páo",
    "registration_kind": "1",
}


def other(
    number: int, changes: dict[str, str], *, year: int = 2010, state: PositionState = PositionState.NORMAL
) -> Similar:
    return Similar(year, number, "", values({**CHILD, **changes}), state)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (other(40, {}), ["W:twice"]),
        (other(40, {"child_full_name": "NÔNG THỊ HÒA"}), ["W:twice"]),  # a slip of a mark
        (other(40, {"child_full_name": "Nông Thị Hoan"}), ["W:twice"]),  # of a letter
        (other(40, {"child_full_name": "Nông Thị Hương"}), []),
        (other(40, {"child_birth_date": "13.03.2010"}), []),
        (other(40, {"child_birth_date": ""}), []),
        (other(6, {}), ["W:twice"]),  # one name: no twins
        (other(6, {"child_full_name": "Nông Thị Hòa"}), []),  # twins
        (other(4, {"child_full_name": "Nông Thị Hòa"}), []),
        (other(7, {"child_full_name": "Nông Thị Hòa"}), []),  # one struck out between them
        (other(8, {"child_full_name": "Nông Thị Hòa"}), ["W:twice"]),
        (other(6, {"child_full_name": "Nông Thị Hòa"}, year=2011), ["W:twice"]),
        (other(6, {"child_full_name": "Nông Thị Hòa", "mother_full_name": "Lý Thị Sua"}), ["W:twice"]),
        (other(40, {"registration_kind": "2"}), ["I:again"]),
        (other(40, {}, state=PositionState.STRUCK_OUT), []),  # written again under the next number
        (other(40, {}, state=PositionState.CANCELLED), []),
    ],
)
def test_a_birth_like_another(found: Similar, says: list[str]) -> None:
    assert judged("KS", "C2", "V32", CHILD, similar=[found]) == says


def test_a_registration_again_is_another_thing() -> None:
    assert judged("KS", "C2", "V32", {**CHILD, "registration_kind": "2"}, similar=[other(40, {})]) == ["I:again"]


def test_what_is_struck_out_itself_is_no_second_entry() -> None:
    assert judged("KS", "C2", "V32", CHILD, similar=[other(6, {})], position_state=PositionState.STRUCK_OUT) == []


def test_twins_need_known_parents() -> None:
    nobody = {"mother_full_name": "", "father_full_name": ""}
    found = other(6, {"child_full_name": "Nông Thị Hòa", **nobody})
    assert judged("KS", "C2", "V32", {**CHILD, **nobody}, similar=[found]) == ["W:twice"]


def test_one_dies_once_and_a_couple_marries_once() -> None:
    death = {"deceased_full_name": "Nông Thị Hoa", "deceased_birth_date": "1950"}
    assert judged("KT", "C2", "V32", death, similar=[Similar(2009, 3, "", values(death))]) == ["W:twice"]
    couple = {
        "husband_full_name": "Nông Văn Páo",
        "husband_birth_date": "1980",
        "wife_full_name": "Lý Thị Mỷ",
        "wife_birth_date": "1982",
    }
    assert judged("KH", "C2", "V32", couple, similar=[Similar(2009, 3, "", values(couple))]) == ["W:twice"]
    second = {**couple, "wife_full_name": "Lý Thị Sua"}
    assert judged("KH", "C2", "V32", couple, similar=[Similar(2009, 3, "", values(second))]) == []
    certificate = {"person_full_name": "Nông Thị Hoa", "person_birth_date": "1990"}
    assert judged("HN", "C2", "V32", certificate, similar=[Similar(2009, 3, "", values(certificate))]) == []
