"""V13, V19, R1: persons and the numbers of their papers."""

from __future__ import annotations

import pytest

from tests.registers.checks.judging import judged

COUPLE = {
    "husband_full_name": "Nông Văn Páo",
    "husband_birth_date": "1980",
    "husband_id_no": "080123456",
    "wife_full_name": "Nông Thị Mỷ",
    "wife_birth_date": "1982",
    "wife_id_no": "080654321",
}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, []),  # one surname is normal
        ({"wife_id_no": "080123456"}, ["W:number"]),
        ({"wife_id_no": "080 123 456"}, ["W:number"]),
        ({"wife_id_no": "", "husband_id_no": ""}, []),
        ({"wife_full_name": "NÔNG VĂN PÁO"}, []),  # the births differ
        ({"wife_full_name": "NÔNG VĂN PÁO", "wife_birth_date": "12.05.1980"}, ["W:person"]),
        ({"wife_full_name": "Nông Văn Páo", "wife_birth_date": ""}, ["W:person"]),
        ({"wife_full_name": "", "husband_full_name": ""}, []),
    ],
)
def test_nobody_marries_himself(changes: dict[str, str], says: list[str]) -> None:
    assert judged("KH", "C2", "V13", {**COUPLE, **changes}) == says


def test_nobody_is_his_own_parent_or_guardian() -> None:
    name = {"father_full_name": "Lý A Páo", "child_full_name": "Lý A Páo"}
    assert judged("KS", "C2", "V13", {**name, "father_birth_year": "1985", "child_birth_date": "2010"}) == []
    assert judged("KS", "C2", "V13", {**name, "father_birth_year": "2010", "child_birth_date": "2010"}) == ["W:person"]
    assert judged("GH", "D", "V13", {"guardian_id_no": "080123456", "ward_id_no": "080123456"}) == ["W:number"]


BIRTH = {
    "mother_full_name": "Lý Thị Mỷ",
    "mother_id_no": "080111111",
    "father_full_name": "Nông Văn Páo",
    "father_id_no": "080222222",
    "declarant_name": "Nông Văn Páo",
    "declarant_id_no": "080222222",
}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, []),  # the father declares: one person, one number
        ({"declarant_id_no": "080111111"}, ["W:"]),  # the father's name, the mother's number
        ({"declarant_name": "Nong Van Pao"}, []),
        ({"declarant_name": "Hoàng Văn Sì"}, ["W:"]),
        ({"declarant_name": ""}, []),
        ({"declarant_id_no": ""}, []),
    ],
)
def test_one_number_is_one_person_s(changes: dict[str, str], says: list[str]) -> None:
    assert judged("KS", "D", "V19", {**BIRTH, **changes}) == says


def test_mother_and_father_with_one_number_are_told_once() -> None:
    written = {**BIRTH, "mother_id_no": "080222222", "declarant_id_no": ""}
    assert judged("KS", "D", "V13", written) == ["W:number"]
    assert judged("KS", "D", "V19", written) == []


WOMAN = {"registration_date": "20.06.2018", "person_sex": "2", "person_birth_date": "12.05.1990"}


@pytest.mark.parametrize(
    ("kind", "number", "says"),
    [
        ("1", "080123456", []),
        ("1", "08012345", ["W:shape_1"]),
        ("1", "0801234567", ["W:shape_1"]),
        ("1", "004190123456", []),
        ("4", "004190123456", []),
        ("4", "00419012345", ["W:shape_4"]),
        ("4", "080123456", ["W:shape_4"]),
        ("4", "003190123456", ["W:province"]),
        ("4", "004090123456", ["W:sex"]),
        ("4", "004390123456", ["W:birth"]),  # a woman of 2090
        ("4", "004191123456", ["W:birth"]),
        ("2", "B1234567", []),
        ("2", "?", ["W:shape_2"]),
        ("5", "87411481", []),
        ("8", "whatever", []),
        ("", "12", []),
    ],
)
def test_numbers_have_the_shape_of_their_paper(kind: str, number: str, says: list[str]) -> None:
    assert judged("HN", "D", "R1", {**WOMAN, "person_id_kind": kind, "person_id_no": number}) == says


@pytest.mark.parametrize(("registered", "says"), [("31.12.2011", ["W:early"]), ("01.01.2012", []), ("2012", [])])
def test_twelve_digits_came_in_2012(registered: str, says: list[str]) -> None:
    written = {**WOMAN, "registration_date": registered, "person_id_kind": "1", "person_id_no": "004190123456"}
    assert judged("HN", "C2", "R1", written) == says


@pytest.mark.parametrize(
    ("kind", "birth", "registered", "says"),
    [
        ("1", "20.06.2003", "20.06.2018", []),
        ("1", "21.06.2003", "20.06.2018", ["W:young"]),
        ("1", "2003", "20.06.2018", []),
        ("1", "2004", "20.06.2018", ["W:young"]),
        ("4", "20.06.2004", "20.06.2018", []),
        ("4", "21.06.2004", "20.06.2018", ["W:young"]),
        ("4", "2020", "01.07.2024", []),
        ("2", "2017", "20.06.2018", []),
    ],
)
def test_a_card_has_a_bearer_old_enough(kind: str, birth: str, registered: str, says: list[str]) -> None:
    number = {"1": "080123456", "2": "B1234567", "4": f"0043{birth[-2:]}123456"}[kind]
    written = {
        "registration_date": registered,
        "person_sex": "2",
        "person_birth_date": birth,
        "person_id_kind": kind,
        "person_id_no": number,
    }
    assert judged("HN", "E", "R1", written) == says


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("004318000123", []),
        ("00431800012", ["W:shape_personal_no"]),
        ("004218000123", ["W:sex"]),
        ("004317000123", ["W:birth"]),
    ],
)
def test_a_child_s_personal_number(number: str, says: list[str]) -> None:
    written = {
        "registration_date": "20.06.2018",
        "child_sex": "2",
        "child_birth_date": "12.06.2018",
        "child_personal_no": number,
    }
    assert judged("KS", "D", "R1", written) == says


def test_a_free_paper_with_an_odd_number_is_told_so_in_general_words() -> None:
    assert judged("HN", "D", "R1", {**WOMAN, "person_id_kind": "6", "person_id_no": "?"}) == ["W:shape_other"]
