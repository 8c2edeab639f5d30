"""Existing sheets of entries: the Ministry's columns, this program's fields, old encodings; row by row, or refused."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from registers.form import load
from registers.legacy import Encoding
from registers.ministry import columns
from storage.engine import Store
from storage.entrysheets import BookUnnamed, NumberColumnMissing, SheetReport, import_sheet
from storage.export import Wanted, lines, write_csv
from storage.intake import importer
from storage.inventory import import_inventory
from storage.permissions import OPERATOR
from storage.sheets import LegacyText

INVENTORY = (
    "book_id,office_code,office_name,level,kind,layout,book_no,year_from,year_to,first_no,last_no,entries\n"
    "KS-08,01693,UBND xã Vĩnh Quang,commune,KS,C1,01/2008,2008,2008,1,9,9\n"
    "KH-06,01693,UBND xã Vĩnh Quang,commune,KH,C1,01/2006,2006,2008,1,9,20\n"
    "HT-12,01693,UBND xã Vĩnh Quang,commune,,C2,01/2012,2012,2012,1,5,5\n"
)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Store:
    """A store with three books."""
    path = tmp_path / "inventory.csv"
    path.write_text(INVENTORY, encoding="utf-8")
    assert import_inventory(store, path, by=OPERATOR, today=date(2026, 11, 23)).imported == 3
    return store


def _take(store: Store, path: Path, book: str | None = None, encoding: Encoding | None = None) -> SheetReport:
    return import_sheet(store, path, account_id=importer(store), book_id=book, encoding=encoding)


def _sheet(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _ministry_row(**cells: str) -> list[str]:
    form = load("KS", "C1")
    given = {"loaiDangKy": "1", "nksGioiTinh": "2", "meLoaiCuTru": "0"} | cells
    return [given.get(column, "") for column in columns(form)]


def test_the_ministrys_workbook_is_read_by_its_columns(office: Store, tmp_path: Path) -> None:
    path = tmp_path / "KS.2008.01.xlsx"
    rows = [
        list(columns(load("KS", "C1"))),
        _ministry_row(
            so="01/2008", trangSo="7", ngayDangKy="27.10.2008", nksHoTen="nông thị hiền", meHoTen="Lý Thị Mẩy"
        ),
        _ministry_row(so="2", ngayDangKy="28.10.2008", nksHoTen="Nông Văn Tài", nksNgaySinh="01.09.2008"),
    ]
    rows[0][4] = "loaiDangKy \ni=[1,2,3,4,5,6]"  # a hint below the name, as some of the Ministry's files have it
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("DL Import")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    report = _take(office, path, "KS-08")
    assert (report.intake.imported, report.intake.refused) == (2, [])
    assert report.unused == ["nksnoisinhdvhc"]
    first, second = lines(office, Wanted())
    assert (first["year"], first["entry_no"], first["page_no"]) == (2008, 1, 7)
    assert first["values"]["child_full_name"]["normalised"] == "Nông Thị Hiền"
    assert first["values"]["child_sex"]["normalised"] == "2"
    assert "mother_residence_kind" not in first["values"]  # 0 says that nobody knows
    assert second["values"]["child_birth_date"]["normalised"] == "01.09.2008"


def test_fields_by_name_and_rows_of_several_books(office: Store, tmp_path: Path) -> None:
    path = _sheet(
        tmp_path / "old.csv",
        [
            {"book": "KS-08", "kind": "", "entry_no": "3", "year": "", "child_full_name": "Nông Văn A", "x": "?"},
            {"book": "KH-06", "kind": "KH", "entry_no": "4bis", "year": "2007", "child_full_name": "", "x": ""},
            {"book": "HT-12", "kind": "gh", "entry_no": "5/2012", "year": "", "child_full_name": "", "x": ""},
        ],
    )
    report = _take(office, path)
    assert (report.intake.imported, report.intake.refused, report.unused) == (3, [], ["x"])
    assert [(x["book"], x["kind"], x["year"], x["entry_no"], x["suffix"]) for x in lines(office, Wanted())] == [
        ("HT-12", "GH", 2012, 5, ""),
        ("KH-06", "KH", 2007, 4, "bis"),
        ("KS-08", "KS", 2008, 3, ""),
    ]


def test_the_year_is_that_of_the_registration_where_no_column_says_it(office: Store, tmp_path: Path) -> None:
    path = _sheet(tmp_path / "kh.csv", [{"so": "7", "ngayDangKy": "12/03/2007"}])
    _take(office, path, "KH-06")
    assert [x["year"] for x in lines(office, Wanted())] == [2007]


@pytest.mark.parametrize(
    ("row", "book"),
    [
        ({"entry_no": "7"}, "KH-06"),  # of which of three years?
        ({"entry_no": "seven"}, "KS-08"),
        ({"entry_no": "7/1999"}, "KS-08"),
        ({"entry_no": "7"}, "HT-12"),  # which kind?
        ({"entry_no": "7", "kind": "KH"}, "KS-08"),
        ({"entry_no": "7", "position": "eaten"}, "KS-08"),
        ({"entry_no": "7", "notes": "x" * 40_000}, "KS-08"),
        ({"entry_no": "7", "child_birth_date": "12.12.2030", "registration_date": "01.02.2008"}, "KS-08"),
    ],
)
def test_a_row_nobody_vouches_for_is_refused(office: Store, tmp_path: Path, row: dict[str, str], book: str) -> None:
    report = _take(office, _sheet(tmp_path / "bad.csv", [row, row]), book)
    assert [(r.book, r.row) for r in report.intake.refused] == [(book, 1), (book, 2)]
    assert not list(lines(office, Wanted()))


def test_rows_of_a_book_nobody_knows_are_refused_together(office: Store, tmp_path: Path) -> None:
    report = _take(office, _sheet(tmp_path / "bad.csv", [{"so": "1"}, {"so": "2"}]), "NO-SUCH-BOOK")
    assert [(r.book, r.row, r.why) for r in report.intake.refused] == [("NO-SUCH-BOOK", 0, "storage.no_such_book")]


def test_a_sheet_must_say_number_and_book(office: Store, tmp_path: Path) -> None:
    with pytest.raises(NumberColumnMissing):
        _take(office, _sheet(tmp_path / "a.csv", [{"child_full_name": "Nông Văn A"}]), "KS-08")
    with pytest.raises(BookUnnamed):
        _take(office, _sheet(tmp_path / "b.csv", [{"so": "1"}]))


def test_a_sheet_in_an_old_encoding_is_converted_when_a_person_says_so(office: Store, tmp_path: Path) -> None:
    path = tmp_path / "vni.csv"
    path.write_bytes("so,nksHoTen,nksNoiSinh\n1,Noâng Thò Hieàn,traïm y teá xaõ Vónh Quang\n".encode("latin-1"))
    with pytest.raises(LegacyText):
        _take(office, path, "KS-08")
    report = _take(office, path, "KS-08", Encoding.VNI)
    assert report.intake.imported == 1
    assert report.mended
    assert next(lines(office, Wanted()))["values"]["child_full_name"]["normalised"] == "Nông Thị Hiền"


def test_what_this_program_exported_it_takes_back_unchanged(office: Store, tmp_path: Path) -> None:
    given = {"entry_no": "07", "child_full_name": "NÔNG THỊ HIỀN", "child_birth_date": "1/9/2008", "notes": "- rách"}
    _take(office, _sheet(tmp_path / "in.csv", [given | {"child_sex": "Nữ"}]), "KS-08")
    out = io.StringIO()
    write_csv(office, out, Wanted())
    (tmp_path / "out.csv").write_text(out.getvalue(), encoding="utf-8")
    report = _take(office, tmp_path / "out.csv")
    assert (report.intake.imported, report.intake.unchanged, report.intake.refused) == (0, 1, [])
    assert report.unused == []


def test_a_mark_is_taken_with_its_value(office: Store, tmp_path: Path) -> None:
    row: dict[str, Any] = {"so": "1", "child_full_name": "Nông Văn …", "child_full_name.mark": "illegible"}
    _take(office, _sheet(tmp_path / "marks.csv", [row]), "KS-08")
    value = next(lines(office, Wanted()))["values"]["child_full_name"]
    assert value == {"as_written": "Nông Văn …", "normalised": "", "mark": "illegible"}
