"""Rows of an inventory: what is taken, what is mended, and every reason a row is refused for."""

from __future__ import annotations

from datetime import date

import pytest

from registers.inventory import Fault, read_row
from registers.kinds import Layout, Level, RegisterKind

TODAY = date(2026, 11, 23)
GOOD = {
    "book_id": "01351-KS-2008-01",
    "office_code": "01351",
    "office_name": "UBND xã Hưng Đạo, huyện Bảo Lạc, tỉnh Cao Bằng",
    "level": "commune",
    "kind": "KS",
    "layout": "C1",
    "book_no": "01/2008",
    "year_from": "2008",
    "year_to": "2008",
    "opened": "08.01.2008",
    "closed": "07.07.2008",
    "first_no": "11",
    "last_no": "276",
    "entries": "266",
    "pages": "268",
    "shelf": "Tủ 1, ngăn 3",
    "notes": "ghi tiếp số của quyển trước",
}


def test_a_good_row_is_a_book() -> None:
    reading = read_row(GOOD, TODAY)
    assert not reading.faults
    assert not reading.repairs
    book = reading.book
    assert book is not None
    assert (book.level, book.kind, book.layout) == (Level.COMMUNE, RegisterKind.KS, Layout.C1)
    assert (book.first_no, book.last_no, book.entries, book.pages) == (11, 276, 266, 268)


@pytest.mark.parametrize("column", ["office_name", "opened", "closed", "pages", "shelf", "notes"])
def test_what_a_book_may_lack(column: str) -> None:
    assert read_row(GOOD | {column: ""}, TODAY).book is not None


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"book_id": ""}, [("book_id", "empty")]),
        ({"book_id": "../x"}, [("book_id", "bad_book_id")]),
        ({"book_no": ""}, [("book_no", "empty")]),
        ({"office_code": ""}, [("office_code", "empty")]),
        ({"office_code": "99999"}, [("office_code", "unknown_office")]),
        ({"office_code": "abc"}, [("office_code", "unknown_office")]),
        ({"level": "district"}, [("level", "other_level")]),
        ({"level": "hamlet"}, [("level", "unknown_code")]),
        ({"kind": "XX"}, [("kind", "unknown_code")]),
        ({"kind": ""}, [("kind", "kind_empty")]),
        ({"layout": "Z"}, [("layout", "unknown_code")]),
        ({"layout": "", "kind": ""}, [("layout", "empty")]),
        ({"year_from": "200", "year_to": "20080"}, [("year_from", "year_outside"), ("year_to", "year_outside")]),
        ({"year_from": "2009"}, [("year_to", "before_year_from")]),
        ({"opened": "31.02.2008"}, [("opened", "impossible_date")]),
        ({"opened": "00.00.0000"}, [("opened", "impossible_date")]),
        ({"opened": "8.1.2008"}, [("opened", "not_a_date")]),
        ({"opened": "01/08/2008"}, [("opened", "not_a_date")]),
        ({"closed": "07.01.2008"}, [("closed", "before_opened")]),
        ({"entries": ""}, [("entries", "empty")]),
        ({"entries": "hai trăm"}, [("entries", "not_a_number")]),
        ({"entries": "-5"}, [("entries", "negative")]),
        ({"pages": "-1"}, [("pages", "negative")]),
        ({"entries": "99999999"}, [("entries", "not_a_number")]),
        ({"first_no": "300"}, [("last_no", "last_before_first")]),
        ({"entries": "303"}, [("entries", "count_differs")]),
        ({"kind": "X", "entries": "-1"}, [("kind", "unknown_code"), ("entries", "negative")]),
    ],
)
def test_a_bad_row_says_everything_that_is_wrong(change: dict[str, str], faults: list[tuple[str, str]]) -> None:
    reading = read_row(GOOD | change, TODAY)
    assert reading.book is None
    assert [(fault.column, fault.why) for fault in reading.faults] == faults
    assert all(fault.reason for fault in reading.faults)


def test_the_reason_carries_the_figures() -> None:
    (fault,) = read_row(GOOD | {"entries": "303"}, TODAY).faults
    assert fault == Fault("entries", "count_differs", {"was": "303", "first": "11", "last": "276", "expected": "266"})
    assert "303" in fault.reason
    assert "266" in fault.reason


@pytest.mark.parametrize(
    ("notes", "entries", "good"),
    [
        ("khuyết số 45/2008", "265", True),
        ("khuyết số 45-47/2008", "263", True),
        ("trùng số 17/2008 (bis)", "267", True),
        ("Khuyết số 45/2008; trùng số 17/2008 (bis); trùng số 18/2008 (a)", "267", True),
        ("khuyết số 45/2008", "266", False),
    ],
)
def test_declared_gaps_and_repeats_count(notes: str, entries: str, good: bool) -> None:
    assert bool(read_row(GOOD | {"notes": notes, "entries": entries}, TODAY).book) is good


def test_a_book_of_several_years_binds_no_count() -> None:
    several = GOOD | {"year_from": "1975", "year_to": "1998", "first_no": "1", "last_no": "2", "entries": "54"}
    assert read_row(several | {"opened": "", "closed": ""}, TODAY).book is not None


@pytest.mark.parametrize(
    ("change", "column", "now", "why"),
    [
        ({"office_code": "1351"}, "office_code", "01351", "zero_restored"),
        ({"kind": "ks"}, "kind", "KS", "code_spelled"),
        ({"kind": "Khai sinh"}, "kind", "KS", "code_spelled"),
        ({"level": "Xã"}, "level", "commune", "code_spelled"),
        ({"layout": "c1"}, "layout", "C1", "code_spelled"),
    ],
)
def test_what_is_mended_is_said(change: dict[str, str], column: str, now: str, why: str) -> None:
    reading = read_row(GOOD | change, TODAY)
    assert reading.book is not None
    assert [(r.column, r.was, r.now, r.why) for r in reading.repairs] == [(column, change[column], now, why)]
    assert reading.repairs[0].reason


def test_a_zero_is_restored_only_where_the_name_agrees() -> None:
    reading = read_row(GOOD | {"office_code": "1351", "office_name": "UBND xã Cô Ba, huyện Bảo Lạc"}, TODAY)
    assert [fault.why for fault in reading.faults] == ["unknown_office"]


@pytest.mark.parametrize(
    ("code", "name", "level", "years", "good"),
    [
        ("040", "UBND thành phố Cao Bằng, tỉnh Cao Bằng", "district", "2008", True),
        ("04", "Sở Tư pháp tỉnh Cao Bằng", "province", "2008", True),
        ("01570", "UBND xã Thái Đức, huyện Hạ Lang", "commune", "2008", True),  # gone since 2020
        ("01570", "UBND xã Thái Đức, huyện Hạ Lang", "commune", "2021", False),
        ("01273", "UBND phường Thục Phán", "commune", "2008", True),  # today's keeper, or Hợp Giang of then
    ],
)
def test_an_office_existed_in_the_books_years_or_later(
    code: str, name: str, level: str, years: str, good: bool
) -> None:
    change = {"office_code": code, "office_name": name, "level": level, "year_from": years, "year_to": years}
    assert bool(read_row(GOOD | change | {"opened": "", "closed": ""}, TODAY).book) is good


def test_a_combined_book_has_no_kind_of_its_own() -> None:
    book = read_row(GOOD | {"kind": "", "layout": "C2"}, TODAY).book
    assert book is not None
    assert book.kind is None
