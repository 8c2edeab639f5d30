"""Notes of the inventory: what they admit about a book's numbering, and that everything else stays a remark."""

from __future__ import annotations

import pytest

from registers.booknotes import BookNotes, read_notes
from registers.position import Position

YEAR = 2008


def _gaps(*numbers: int, year: int = YEAR) -> BookNotes:
    return BookNotes(gaps=frozenset(Position(year, number) for number in numbers))


@pytest.mark.parametrize(
    ("notes", "meaning"),
    [
        ("", BookNotes()),
        ("khuyết số 45/2008", _gaps(45)),
        ("Khuyết số 45/2006", _gaps(45, year=2006)),
        ("khuyết số 45", _gaps(45)),
        ("khuyết các số 45, 47 và 50 năm 2008", _gaps(45, 47, 50)),
        ("khuyết số 45-47/2008", _gaps(45, 46, 47)),
        ("KHUYET SO 45 đến 46/2008", _gaps(45, 46)),
        ("bỏ trống số 3/2008; khuyết số 9/2008", _gaps(3, 9)),
        ("trùng số 17/2008 (bis)", BookNotes(repeats=frozenset({Position(2008, 17, "bis")}))),
        ("trùng số 17/2008 (a)", BookNotes(repeats=frozenset({Position(2008, 17, "a")}))),
        ("trùng số 17", BookNotes(repeats=frozenset({Position(2008, 17)}))),
        ("đánh số lại từ 01 mỗi năm", BookNotes(restarts=True)),
        ("ghi tiếp số của quyển trước", BookNotes(continues=True)),
        ("ghi tiếp số của quyển 01/2008", BookNotes(continues=True, earlier_book="01/2008")),
        ("mất một số trang", BookNotes(lost_pages=True)),
        ("mất 3 trang", BookNotes(lost_pages=True)),
        ("bìa rách;  giấy ố vàng ", BookNotes(remarks=("bìa rách", "giấy ố vàng"))),
        ("khuyết số", BookNotes(remarks=("khuyết số",))),
        ("không khuyết số 45/2008", BookNotes(remarks=("không khuyết số 45/2008",))),
    ],
)
def test_notes_are_understood(notes: str, meaning: BookNotes) -> None:
    assert read_notes(notes, YEAR) == meaning


def test_several_notes_add_up() -> None:
    found = read_notes("đánh số lại từ 01 mỗi năm; khuyết số 2/2008; trùng số 5/2009 (bis); dùng mẫu sổ cũ", YEAR)
    assert found == BookNotes(
        gaps=frozenset({Position(2008, 2)}),
        repeats=frozenset({Position(2009, 5, "bis")}),
        restarts=True,
        remarks=("dùng mẫu sổ cũ",),
    )


def test_a_slip_in_a_range_does_not_declare_a_million_numbers() -> None:
    assert len(read_notes("khuyết số 1-999999/2008", YEAR).gaps) == 1001
