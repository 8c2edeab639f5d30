"""V14–V17, V22: parents and children."""

from __future__ import annotations

import pytest

from registers.value import Mark, Value
from tests.registers.checks.judging import Written, judged, marked

BORN = {"registration_date": "20.06.2010", "child_birth_date": "15.06.2010"}


@pytest.mark.parametrize(
    ("mother", "v14", "v15"),
    [
        ("15.06.1997", [], []),  # 13
        ("16.06.1997", ["W:"], []),  # 12
        ("15.06.1998", ["W:"], []),
        ("16.06.1998", [], ["W:close"]),  # 11
        ("1997", [], []),  # perhaps 13
        ("1998", ["W:"], []),  # 12 at most
        ("1999", [], ["W:close"]),
        ("16.06.1957", [], []),  # 52
        ("15.06.1957", ["W:"], []),  # 53
        ("1957", [], []),
        ("1956", ["W:"], []),
        ("2009", [], ["W:close"]),
        ("2010", [], ["E:reversed"]),
        ("2011", [], ["E:reversed"]),
        ("", [], []),
    ],
)
def test_a_mother_s_age(mother: str, v14: list[str], v15: list[str]) -> None:
    written = {**BORN, "mother_birth_year": mother}
    assert judged("KS", "C2", "V14", written) == v14
    assert judged("KS", "C2", "V15", written) == v15


@pytest.mark.parametrize(("father", "says"), [("1995", []), ("1996", ["W:"]), ("1934", []), ("1933", ["W:"])])
def test_a_father_s_age(father: str, says: list[str]) -> None:
    assert judged("KS", "C2", "V14", {**BORN, "father_birth_year": father}) == says


@pytest.mark.parametrize(
    ("birth", "says"),
    [
        ("1996", ["W:"]),
        ("1995", []),
        (Value("15 tuổi", "1995"), []),
        (Value("14t", "1996"), []),
        (Value("13 tuổi", "1997"), ["W:"]),
    ],
)
def test_an_age_may_be_a_year_off(birth: str | Value, says: list[str]) -> None:
    assert judged("KS", "B", "V14", {**BORN, "father_birth_year": birth}) == says


def test_an_age_that_gives_the_child_s_year_is_doubtful_but_no_sure_slip() -> None:
    assert judged("KS", "B", "V15", {**BORN, "father_birth_year": Value("0", "2010")}) == ["W:close"]
    assert judged("KS", "B", "V15", {**BORN, "father_birth_year": "2010"}) == ["E:reversed"]


def test_a_page_that_has_it_so_is_no_slip() -> None:
    assert judged("KS", "C2", "V15", {**BORN, "mother_birth_year": marked("2010", Mark.DOUBTFUL)}) == ["W:reversed"]


@pytest.mark.parametrize(
    ("birth", "sex", "kind", "says"),
    [
        ("1935", "1", "", []),
        ("1935", "2", "", ["W:"]),
        ("1935", "", "1", []),  # a father acknowledges
        ("1935", "", "4", ["W:"]),  # a mother is acknowledged
        ("1935", "", "", []),
        ("1934", "", "", []),  # perhaps 75
        ("1933", "", "", ["W:"]),
        ("1996", "", "", []),
        ("1996", "1", "", ["W:"]),
    ],
)
def test_the_acknowledging_parent(birth: str, sex: str, kind: str, says: list[str]) -> None:
    written = {
        "registration_date": "20.06.2012",
        "child_birth_date": "15.06.2010",
        "parent_birth_date": birth,
        "parent_sex": sex,
        "acknowledgement_kind": kind,
    }
    assert judged("CMC", "D", "V14", written) == says


ADOPTED = {"registration_date": "20.06.2018", "adoptee_birth_date": "15.06.2010"}


@pytest.mark.parametrize(
    ("birth", "registered", "v16", "v15"),
    [
        ("15.06.1990", "20.06.2018", [], []),
        ("16.06.1990", "20.06.2018", ["W:"], []),
        ("1990", "20.06.2018", [], []),
        ("1991", "20.06.2018", ["W:"], []),
        ("1991", "01.01.2011", ["W:"], []),
        ("1991", "31.12.2010", [], []),  # before the law of adoption
        ("2009", "20.06.2018", ["W:"], []),
        ("2010", "20.06.2018", [], ["E:reversed"]),
    ],
)
def test_an_adopter_is_twenty_years_older(birth: str, registered: str, v16: list[str], v15: list[str]) -> None:
    written = {**ADOPTED, "registration_date": registered, "adoptive_mother_birth_date": birth}
    assert judged("NCN", "D", "V16", written) == v16
    assert judged("NCN", "D", "V15", written) == v15


@pytest.mark.parametrize("said", ["Mẹ kế nhận con riêng của chồng", "DÌ RUỘT của trẻ", "chú ruột nhận nuôi"])
def test_step_parents_aunts_and_uncles_are_free_of_it(said: str) -> None:
    written = {**ADOPTED, "adoptive_mother_birth_date": "1995"}
    assert judged("NCN", "D", "V16", {**written, "notes": said}) == []
    assert judged("NCN", "D", "V16", {**written, "notes": "Trẻ mồ côi"}) == ["W:"]


@pytest.mark.parametrize(("relation", "says"), [("cha, mẹ đẻ", ["W:close"]), ("bà nội", []), ("", [])])
def test_who_gives_a_child_is_its_parent_only_where_the_page_says_so(relation: str, says: list[str]) -> None:
    written = {**ADOPTED, "giver_father_birth_date": "2000", "giver_relation": relation}
    assert judged("NCN", "D", "V15", written) == says


BLANK = Value("", "", Mark.BLANK)


@pytest.mark.parametrize(
    ("case", "mother", "father", "says"),
    [
        ("1", "Lý Thị Mỷ", "Lý A Páo", []),
        ("1", "Lý Thị Mỷ", BLANK, ["W:empty"]),
        ("1", BLANK, BLANK, ["W:empty", "W:empty"]),
        ("2", BLANK, "Lý A Páo", []),
        ("2", "Lý Thị Mỷ", "Lý A Páo", ["W:filled"]),
        ("2", BLANK, BLANK, ["W:empty"]),
        ("3", "Lý Thị Mỷ", BLANK, []),
        ("3", "Lý Thị Mỷ", "Lý A Páo", ["W:filled"]),
        ("4", BLANK, BLANK, []),
        ("4", "Lý Thị Mỷ", BLANK, ["W:filled"]),
        ("5", BLANK, BLANK, []),
        ("5", "Lý Thị Mỷ", "Lý A Páo", ["W:filled", "W:filled"]),
        ("1", "Lý Thị Mỷ", Value("…", "", Mark.ILLEGIBLE), []),
        ("1", "Lý Thị Mỷ", Value("", "", Mark.TORN), []),
        ("1", "Lý Thị Mỷ", Value("không rõ", "", Mark.UNKNOWN), []),
        ("3", "Lý Thị Mỷ", Value("…", "", Mark.ILLEGIBLE), []),
        ("", BLANK, BLANK, []),
        ("9", BLANK, BLANK, []),
    ],
)
def test_the_case_of_birth(case: str, mother: str | Value, father: str | Value, says: list[str]) -> None:
    written: Written = {"birth_case": case, "mother_full_name": mother, "father_full_name": father}
    assert judged("KS", "D", "V17", written) == says


def test_cells_a_page_does_not_have_are_not_empty() -> None:
    assert judged("KS", "D", "V17", {"birth_case": "1"}) == []


FAMILY = {
    "child_full_name": "Nông Thị Hiền",
    "child_ethnicity": "Tày",
    "child_nationality": "Việt Nam",
    "mother_full_name": "Lý Thị Mỷ",
    "mother_ethnicity": "Dao (Dao Đỏ)",
    "mother_nationality": "Việt Nam",
    "father_full_name": "Nông Văn Páo",
    "father_ethnicity": "Tày",
    "father_nationality": "Việt Nam",
}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, []),
        ({"child_full_name": "Lí Thị Hiền"}, []),  # the mother's, spelt the other way
        ({"child_full_name": "Hoàng Thị Hiền"}, ["I:full_name"]),
        ({"child_ethnicity": "Dao"}, []),
        ({"child_ethnicity": "Dao (Dao Tiền)"}, []),
        ({"child_ethnicity": "Nùng"}, ["I:ethnicity"]),
        ({"child_nationality": "Lào"}, ["I:nationality"]),
        ({"child_ethnicity": "Nùng", "mother_ethnicity": ""}, ["I:ethnicity"]),
        ({"child_ethnicity": "Nùng", "mother_ethnicity": Value("…", "", Mark.ILLEGIBLE)}, []),  # perhaps hers
        ({"child_ethnicity": "Nùng", "mother_ethnicity": "", "father_ethnicity": ""}, []),
        ({"child_ethnicity": ""}, []),
    ],
)
def test_a_child_is_like_its_parents(changes: dict[str, str | Value], says: list[str]) -> None:
    assert judged("KS", "C2", "V22", {**FAMILY, **changes}) == says
