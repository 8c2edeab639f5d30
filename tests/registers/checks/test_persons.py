"""V12, V18, V20: sex and name, ethnicity and nationality, residence and its kind."""

from __future__ import annotations

import pytest

from registers.value import Mark, Value
from tests.registers.checks.judging import judged, marked


@pytest.mark.parametrize(
    ("name", "sex", "says"),
    [
        ("Nông Thị Hiền", "2", []),
        ("Nông Thị Hiền", "1", ["I:name"]),
        ("NÔNG VĂN PÁO", "2", ["I:name"]),
        ("Nông Văn Páo", "1", []),
        ("Nông Hoàng Thị Hiền", "1", ["I:name"]),
        ("Nông Thị Văn", "2", []),  # a given name tells nothing
        ("Văn Thị Hiền", "2", []),  # nor a surname
        ("Văn Páo", "2", []),
        ("Nông Thi Hiền", "1", []),
        ("Nông Thị Hiền", "3", []),
        ("Nông Thị Hiền", "", []),
        ("", "1", []),
    ],
)
def test_middle_names_tell_a_sex(name: str, sex: str, says: list[str]) -> None:
    assert judged("HN", "D", "V12", {"person_full_name": name, "person_sex": sex}) == says


@pytest.mark.parametrize(
    ("husband", "wife", "says"),
    [
        ("Nông Văn Páo", "Lý Thị Mỷ", []),
        ("Lý Thị Mỷ", "Nông Văn Páo", ["I:name", "I:name"]),  # the columns may be swapped
    ],
)
def test_a_husband_is_a_man(husband: str, wife: str, says: list[str]) -> None:
    assert judged("KH", "C2", "V12", {"husband_full_name": husband, "wife_full_name": wife}) == says


@pytest.mark.parametrize(
    ("layout", "nationality", "ethnicity", "says"),
    [
        ("D", "Việt Nam", "Tày", []),
        ("D", "Việt Nam", "Khác", []),
        ("D", "Việt Nam", "Người nước ngoài", ["W:vietnamese"]),
        ("D", "VNDCCH", "Tày", []),
        ("A", "Việt Nam Dân chủ Cộng hòa", "Nùng", []),
        ("D", "Trung Quốc", "Người nước ngoài", []),
        ("D", "Trung Quốc", "Khác", []),
        ("D", "Trung Quốc", "Nùng", ["W:foreign"]),
        ("D", "Trung Quốc", "Hoa", ["W:foreign"]),
        ("D", "Trung Quốc", "Choang", ["W:foreign"]),
        ("B", "Trung Quốc", "Hoa", []),  # the list of those days had nothing nearer
        ("B", "Trung Quốc", "Choang", []),
        ("C2", "Trung Quốc", "Nùng", ["W:foreign"]),
        ("C2", "Hàn Quốc", "Hàn", []),
        ("D", "Không quốc tịch", "Nùng", []),
        ("D", "Không rõ", "Nùng", []),
        ("D", "", "Nùng", []),
        ("D", "Trung Quốc", "", []),
    ],
)
def test_a_foreigner_belongs_to_no_group_of_vietnam(
    layout: str, nationality: str, ethnicity: str, says: list[str]
) -> None:
    assert judged("HN", layout, "V18", {"person_nationality": nationality, "person_ethnicity": ethnicity}) == says


@pytest.mark.parametrize(
    ("residence", "kind", "says"),
    [
        ("Xã Hồng Việt", "1", []),
        ("Xã Hồng Việt", "2", []),
        ("Xã Hồng Việt", "0", ["I:filled"]),
        ("Xã Hồng Việt", "", []),
        ("", "0", []),
        ("", "1", ["I:empty"]),
        (Value("…", "", Mark.ILLEGIBLE), "1", []),
        (Value("", "", Mark.TORN), "0", []),
        (Value("", "", Mark.BLANK), "1", ["I:empty"]),
        (Value("", "", Mark.BLANK), "0", []),
        (marked("Xã Hồng Việt", Mark.STRUCK), "0", ["I:filled"]),
    ],
)
def test_a_residence_has_its_kind(residence: str | Value, kind: str, says: list[str]) -> None:
    assert judged("HN", "D", "V20", {"person_residence": residence, "person_residence_kind": kind}) == says


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Nông Thị Hiền", []),
        ("H'Mông Y-Phương", []),
        ("Slinh Wen", []),
        ("050107", ["W:"]),
        ("Nông Thị Hiền 1982", ["W:"]),
        ("--", ["W:"]),
        ("", []),
        (marked("", Mark.ILLEGIBLE), []),
    ],
)
def test_a_name_is_made_of_letters(name: str | Value, says: list[str]) -> None:
    assert judged("KS", "D", "R3", {"mother_full_name": name}) == says
    assert judged("KT", "D", "R3", {"signer_name": name}) == says
