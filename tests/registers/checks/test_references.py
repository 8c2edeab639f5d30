"""V25: the original an entry names."""

from __future__ import annotations

import pytest

from tests.registers.checks.judging import judged

OWN = "UBND xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"


def known(kind: str, number: str, date: str) -> bool:
    return (kind, number, date) in {("GH", "3", "10.02.2009"), ("KS", "12", "05.05.1990"), ("KH", "7", "2001")}


def end_of(number: str, authority: str = OWN) -> dict[str, str]:
    return {"original_entry_no": number, "original_entry_date": "10.02.2009", "original_authority": authority}


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (end_of("3"), []),
        (end_of("4"), ["I:"]),
        (end_of("4", "UBND xã Hồng Việt"), ["I:"]),  # in short
        (end_of("4", ""), ["I:"]),
        (end_of("4", "UBND xã Đức Long, huyện Hòa An, tỉnh Cao Bằng"), []),  # not in this office's books
        ({**end_of("4"), "original_entry_date": ""}, []),
        (end_of(""), []),
    ],
)
def test_the_guardianship_that_ends(written: dict[str, str], says: list[str]) -> None:
    assert judged("CDGH", "D", "V25", written, known_entries=known) == says


@pytest.mark.parametrize(
    ("document", "number", "date", "says"),
    [
        ("Giấy khai sinh", "12", "05.05.1990", []),
        ("Giấy khai sinh", "13", "05.05.1990", ["I:"]),
        ("Giấy chứng nhận kết hôn", "7", "2001", []),
        ("Giấy chứng nhận kết hôn", "12", "05.05.1990", ["I:"]),
        ("Giấy chứng tử", "12", "05.05.1990", ["I:"]),
        ("Bằng tốt nghiệp", "12", "05.05.1990", []),
    ],
)
def test_the_document_a_change_concerns(document: str, number: str, date: str, says: list[str]) -> None:
    written = {"target_document_kind": document, "target_entry_no": number, "target_date": date}
    assert judged("TDCC", "D", "V25", written, known_entries=known) == says


def test_silent_where_no_store_can_be_asked() -> None:
    assert judged("CDGH", "D", "V25", end_of("4")) == []


def test_the_marriage_a_divorce_ends() -> None:
    written = {"marriage_entry_no": "8", "marriage_date": "2001"}
    assert judged("LH", "D", "V25", written, known_entries=known) == ["I:"]
    assert judged("LH", "D", "V25", {**written, "marriage_entry_no": "7"}, known_entries=known) == []
