"""Workbooks: what their cells show as text, and hostile ones stopped before they take the memory."""

from __future__ import annotations

import struct
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from storage import workbook
from storage.workbook import WorkbookBroken, WorkbookTooLarge, read_rows


def _made(path: Path, cells: dict[tuple[int, int], Any]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for (row, column), value in cells.items():
            if isinstance(value, datetime):
                sheet.write_datetime(row, column, value, day)
            else:
                sheet.write(row, column, value)
    return path


def test_cells_become_the_text_they_show(tmp_path: Path) -> None:
    path = _made(
        tmp_path / "a.xlsx",
        {
            (2, 0): "mã",
            (2, 1): "số",
            (2, 2): "ngày",
            (3, 0): "01693-KS",
            (3, 1): 12,
            (3, 2): datetime(1975, 2, 26),  # noqa: DTZ001 - a sheet knows no zones
            (5, 1): 1.5,
        },
    )
    rows = [(row.number, row.cells) for row in read_rows(path)]
    assert rows == [
        (0, ("mã", "số", "ngày")),
        (1, ("01693-KS", "12", "26.02.1975")),
        (2, ("", "", "")),
        (3, ("", "1.5", "")),
    ]


def test_two_cells_far_apart_are_refused_before_they_are_laid_out(tmp_path: Path) -> None:
    with pytest.raises(WorkbookTooLarge):
        list(read_rows(_made(tmp_path / "far.xlsx", {(0, 0): "x", (1_048_575, 16_383): "y"})))


def _packed(path: Path, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", content)
    return path


def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 1 << 20)
    with pytest.raises(WorkbookTooLarge):
        list(read_rows(_packed(tmp_path / "bomb.xlsx", b"0" * (2 << 20))))


def test_a_size_that_lies_is_found_by_unpacking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 1 << 20)
    path = _packed(tmp_path / "liar.xlsx", b"0" * (2 << 20))
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 10)  # the declared unpacked size
    path.write_bytes(raw)
    with pytest.raises(WorkbookTooLarge):
        list(read_rows(path))


@pytest.mark.parametrize("kept", [0, 10, 1500])
def test_a_file_that_is_no_workbook_is_broken(tmp_path: Path, kept: int) -> None:
    whole = _made(tmp_path / "whole.xlsx", {(0, 0): "x"}).read_bytes()
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(whole[:kept])
    with pytest.raises(WorkbookBroken):
        list(read_rows(cut))


def test_a_zip_without_a_sheet_is_broken(tmp_path: Path) -> None:
    with pytest.raises(WorkbookBroken):
        list(read_rows(_packed(tmp_path / "no.xlsx", b"<x/>")))
