"""A report as an XLSX workbook to hand on: a sheet a table, numbers as numbers, days as days, nothing that runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from storage import xlsxfile

_WIDEST = 60  # characters of a column
_LONGEST_NAME = 31  # of a sheet, in any spreadsheet program
_NOT_IN_A_NAME = str.maketrans("", "", "[]:*?/\\'")

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; a `float` is a share of 1 and shown in per cent, None an empty cell."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def write(path: Path, tables: Sequence[Table]) -> None:
    """Write `tables` to `path`, which gets its name once it is whole. Raises OSError."""
    with xlsxfile.written(path, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            int: book.add_format({"num_format": "#,##0"}),
            float: book.add_format({"num_format": "0.00%"}),
            date: book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
        }
        for table in tables:
            _sheet(book.add_worksheet(table.title.translate(_NOT_IN_A_NAME)[:_LONGEST_NAME]), table, formats)


def _sheet(sheet: Any, table: Table, formats: dict[Any, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(table.header):
        sheet.write_string(0, column, name, formats["head"])
        texts = [name, *(str(row[column]) for row in table.rows)]
        sheet.set_column(column, column, min(_WIDEST, max(map(len, texts)) + 2))
    for at, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(at, column, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(at, column, cell, formats[date])
            elif cell is not None:
                sheet.write_number(at, column, cell, formats[type(cell)])
