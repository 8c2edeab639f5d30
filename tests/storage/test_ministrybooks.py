"""The Ministry's workbooks of a book: right names, right columns, text everywhere, only what is an event."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from registers.form import load
from registers.kinds import Layout, Level, PositionState
from registers.ministry import WORKBOOK, WORKBOOK_2024, columns
from registers.position import Position
from registers.value import Value
from registers.workflow import EntryState
from storage import entries, positions
from storage.engine import Store
from storage.ministrybooks import SHEET, file_stem, write
from storage.shelf import BookRow, NoSuchBook
from tests.storage.office import BIRTHS, COMBINED, birth, found, hire, key


def rows_of(path: Path) -> list[dict[str, object]]:
    """The rows of a workbook by the names of its columns."""
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(SHEET).to_python()
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("book", "name"),
    [
        (BIRTHS, "VinhQuang_CB_CB.KS.2016.01"),
        (replace(BIRTHS, office="01687", year_from=2007, book_no="02/2007"), "HongViet_HA_CB.KS.2007.02"),
        (replace(BIRTHS, office="040", level=Level.DISTRICT, year_from=2006), "CaoBang_CB.KS.2006.01"),
        (replace(BIRTHS, office="04", level=Level.PROVINCE), "CaoBang.KS.2016.01"),
        (replace(BIRTHS, office="99999", office_name="UBND xã Lạ"), "UbndXaLa.KS.2016.01"),
        (replace(BIRTHS, book_no="../x"), "VinhQuang_CB_CB.KS.2016.01"),
    ],
)
def test_a_file_is_named_as_the_vendors_seen_name_it(book: BookRow, name: str) -> None:
    assert file_stem(book, "KS") == name


@pytest.fixture
def births(store: Store) -> Store:
    """A book with two births, one of them with a note a spreadsheet would run, and a cancelled number."""
    found(store)
    lan = hire(store, "Lan")
    key(
        store,
        lan,
        birth(
            "Nông Thị Hiền",
            notes="=1+1",
            child_birth_place="Trạm y tế xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng",
        ),
    )
    key(store, lan, birth("Nông Văn Tài", "01.01.2016"))
    claim = positions.claim(store, BIRTHS.id, Position(2016, 3), lan)
    entries.save(
        store,
        claim,
        kind="KS",
        position_state=PositionState.CANCELLED,
        values={},
        page_no=3,
        account_id=lan,
        reason="hủy số",
    )
    return store


@pytest.mark.parametrize("workbook", [WORKBOOK, WORKBOOK_2024])
def test_a_row_an_entry_and_every_cell_text(births: Store, tmp_path: Path, workbook: str) -> None:
    (written,), without = write(births, BIRTHS.id, tmp_path, workbook=workbook)
    assert (written.kind, written.entries, written.unapproved, without) == ("KS", 2, 2, [])
    assert stat.S_IMODE(written.path.stat().st_mode) == 0o600
    rows = rows_of(written.path)
    assert list(rows[0]) == list(columns(load("KS", Layout.D), workbook))
    assert [row["nksHoTen"] for row in rows] == ["Nông Thị Hiền", "Nông Văn Tài"]
    assert {type(cell) for row in rows for cell in row.values()} == {str}
    assert rows[0]["ghiChu"] == "=1+1"
    assert rows[0]["nksNgaySinh"] == "02.03.2016"
    assert rows[0]["nksNoiSinhDVHC"] == "01693"
    assert rows[0]["quyenSo"] == "01/2016"
    assert rows[0]["noiDangKy"] == BIRTHS.office_name
    if workbook == WORKBOOK_2024:
        assert [row["STT"] for row in rows] == ["1", "2"]


def test_only_one_state_where_it_is_asked_for_and_then_no_file(births: Store, tmp_path: Path) -> None:
    assert write(births, BIRTHS.id, tmp_path, state=EntryState.APPROVED) == ([], [])
    assert not list(tmp_path.glob("*.xlsx*"))


def test_a_combined_book_has_one_workbook_a_kind_and_names_the_kinds_without(store: Store, tmp_path: Path) -> None:
    found(store, COMBINED)
    lan = hire(store, "Lan")
    for number, kind in enumerate(("GH", "CMC", "GH"), 1):
        claim = positions.claim(store, COMBINED.id, Position(2010, number), lan)
        values = {"entry_no": Value(str(number), str(number)), "registration_date": Value("2/3/2010", "02.03.2010")}
        with_reason = dict.fromkeys(("R0",), "sổ ghi như vậy")
        entries.save(
            store, claim, kind=kind, position_state=PositionState.NORMAL, values=values, page_no=number, account_id=lan,
            overrides=with_reason,
        )  # fmt: skip
    written, without = write(store, COMBINED.id, tmp_path)
    assert [(one.kind, one.entries, one.path.name) for one in written] == [
        ("CMC", 1, "VinhQuang_CB_CB.CMC.2010.01.xlsx")
    ]
    assert without == ["GH"]


def test_a_book_that_is_not_there_is_named(store: Store, tmp_path: Path) -> None:
    found(store)
    with pytest.raises(NoSuchBook, match="KS-9"):
        write(store, "KS-9", tmp_path)
