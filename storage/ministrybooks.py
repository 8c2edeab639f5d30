"""The Ministry's workbook of a book: one XLSX file of each kind keyed in it, one row an entry, every cell text.

Columns, their order and what each holds are data of the forms (`registers.ministry`). Files are named
`<commune>_<district initials>_<province initials>.<kind>.<year>.<volume>.xlsx` (registers.md §3.1).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from registers import ministry
from registers.dates import PartialDate
from registers.form import Form, load
from registers.kinds import PositionState
from registers.places import read_place
from registers.reading import Context
from registers.revision import read as read_values
from registers.text import strip_marks
from registers.units import initials_of, unit
from registers.workflow import EntryState
from storage import shelf, xlsxfile
from storage.engine import Store
from storage.export import NEWEST, RUN_AS_FORMULA, Wanted, asked
from storage.shelf import BookRow
from storage.tables import Entry, Revision

_OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
SHEET = "DL Import"
"""The sheet the importer reads (registers.md §3.2)."""

_NOT_IN_A_NAME = re.compile(r"[^0-9A-Za-z]+")
_COLUMNS = (
    col(Entry.kind),
    col(Revision.layout),
    col(Entry.year),
    col(Entry.page_no),
    col(Entry.state),
    col(Revision.values),
)


@dataclass(frozen=True, slots=True)
class Written:
    """A workbook: `entries` rows, `unapproved` of them not official yet."""

    path: Path
    kind: str
    entries: int
    unapproved: int


def write(
    store: Store, book_id: str, folder: Path, *, workbook: str = ministry.WORKBOOK, state: EntryState | None = None
) -> tuple[list[Written], list[str]]:
    """Write the workbooks of a book into `folder`; with them the kinds keyed in it that the Ministry has no workbook for.

    Only pages that are events are rows: no cancelled or struck-out number. A file gets its name once it is whole.
    Raises NoSuchBook, OSError.
    """
    book = shelf.get(store, book_id)
    written, without = [], []
    with store.read() as session:
        for kind, rows in groupby(_events(session, Wanted(state, book_id)), key=lambda row: row.kind):
            if workbook not in load(kind, book.layout).workbooks:
                without.append(kind)
                continue
            path = folder / f"{file_stem(book, kind)}.xlsx"
            written.append(_file(path, book, kind, workbook, rows))
    return written, without


def file_stem(book: BookRow, kind: str) -> str:
    """`HongViet_HA_CB.KS.2007.01` of a commune's book; a district's begins with its own name, a province's likewise."""
    day = date(book.year_from, 1, 1)
    own = unit(book.office, day)
    name = own.name if own is not None else book.office_name
    above = []
    while own is not None and own.parent:
        own = unit(own.parent, day)
        above += [initials_of(strip_marks(own.name))] if own is not None else []
    volume = _plain(book.book_no.partition("/")[0]) or "01"
    return ".".join(["_".join([_plain(name), *above]), kind, str(book.year_from), volume])


def _plain(text: str) -> str:
    return _NOT_IN_A_NAME.sub("", strip_marks(text).title() if " " in text else strip_marks(text))


def _events(session: Session, wanted: Wanted) -> Iterator[Any]:
    """The rows of the wanted pages that are events, by kind and number."""
    query = (
        asked(select(*_COLUMNS).join(Revision, NEWEST), wanted)
        .where(col(Entry.position_state) == PositionState.NORMAL)
        .order_by(col(Entry.kind), col(Entry.year), col(Entry.number), col(Entry.suffix))
        .execution_options(yield_per=500)
    )
    return iter(session.execute(query))


def _file(path: Path, book: BookRow, kind: str, workbook: str, rows: Iterator[Any]) -> Written:
    count = unapproved = 0
    with xlsxfile.written(path, _OPTIONS) as file:
        sheet = file.add_worksheet(SHEET)
        text = file.add_format({"num_format": "@"})
        quoted = file.add_format({"num_format": "@", "quote_prefix": True})  # no spreadsheet runs it after an edit
        for column, name in enumerate(ministry.columns(load(kind, book.layout), workbook)):
            sheet.write_string(0, column, name, text)
        for row in rows:
            count += 1
            unapproved += row.state != EntryState.APPROVED
            for column, cell in enumerate(_cells(book, row, workbook, count)):
                if cell:
                    sheet.write_string(count, column, cell, quoted if cell.startswith(RUN_AS_FORMULA) else text)
    return Written(path, kind, count, unapproved)


def _cells(book: BookRow, row: Any, workbook: str, number: int) -> list[str]:
    form: Form = load(row.kind, row.layout)
    values = read_values(json.loads(row.values))
    of_book = {
        "book_no": book.book_no,
        "registration_authority": book.office_name,
        "page_no": str(row.page_no or ""),
    }
    registered = values.get("registration_date")
    context = Context(
        book.office,
        book.level,
        row.kind,
        form.layout,
        row.year,
        registration=PartialDate.from_normalised(registered.normalised) if registered else None,
    )

    def code_of(place: str) -> str:
        units = read_place(place, day=context.day, office=book.office).units
        return units[0].code if units else ""

    return ministry.row(form, values, of_book, workbook=workbook, row_no=number, unit_of=code_of)
