"""Sheets of entries a locality has from before (CSV, XLSX): columns named as this program's fields or as the Ministry's.

Plan 3510: inherit the electronic data localities already have. A row is a page keyed elsewhere; it is normalised and checked
like any other, and what a check blocks is refused by row, for nobody vouches that the paper says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from registers.catalogue import say
from registers.errors import HotichError
from registers.form import ROW, UNIT, Form, UnknownForm, kinds_in_book, load
from registers.kinds import PositionState
from registers.legacy import Encoding
from registers.position import Position
from registers.value import Mark
from storage import shelf
from storage.csvtext import CELL_LIMIT, RawRow
from storage.engine import Store
from storage.export import harmless
from storage.intake import BadPage, Intake, IntakeReport, Page, RefusedPage
from storage.sheets import SheetRefused, mend, open_sheet, visible
from storage.shelf import BookRow

_PLACE_COLUMNS = {
    "book": ("book", "book_id"),
    "kind": ("kind",),
    "number": ("entry_no", "so"),
    "year": ("year",),
    "suffix": ("suffix",),
    "page_no": ("page_no", "trangso"),
    "state": ("position",),
}
"""What says where a row belongs, and the names its column may have."""

_AS_WRITTEN, _MARK = ".as_written", ".mark"
_OWN = frozenset({"id", "office", "state", "revision", "mentions", "kinship"})
"""Columns of this program's own exports that follow from the others."""
_YEAR = re.compile(r"\d{4}")


class NumberColumnMissing(SheetRefused):
    """No column says which number a row is."""

    key: ClassVar[str] = "inventory.number_column_missing"


class BookUnnamed(SheetRefused):
    """Neither the command nor a column says which book the rows belong to."""

    key = "inventory.book_unnamed"


@dataclass
class SheetReport:
    """What became of the rows; `unused` are columns no form of the book has."""

    intake: IntakeReport
    unused: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)


def import_sheet(
    store: Store, path: Path, *, account_id: str, book_id: str | None = None, encoding: Encoding | None = None
) -> SheetReport:
    """Take in the rows of `path`, keyed by `account_id`. Raises SheetRefused, NoSuchBook."""
    sheet = open_sheet(path, encoding)
    places = {what: sheet.header.index(n) for what, names in _PLACE_COLUMNS.items() for n in names if n in sheet.header}
    if "number" not in places:
        raise NumberColumnMissing(columns=", ".join(visible(name, 40) for name in sheet.header[:20]))
    if book_id is None and "book" not in places:
        raise BookUnnamed
    reader = _Reader(store, sheet.header, places, book_id)
    intake = Intake(store, account_id, reason=say("inventory.from_sheet", file=path.name))
    for name, pages in reader.by_book(sheet.rows):
        if not intake.take(name, pages):
            break
    return SheetReport(intake.report, reader.unused(), [say(f"inventory.mended_{what}") for what in sheet.mended])


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the sheet: which part of which field it holds, and the text that stands for nothing there."""

    field: str
    part: str
    nothing: str = ""


class _Reader:
    """Rows made into pages, under the header of one sheet."""

    def __init__(self, store: Store, header: Sequence[str], places: Mapping[str, int], book_id: str | None) -> None:
        self._store = store
        self._header = header
        self._places = places
        self._book_id = book_id
        self._books: dict[str, BookRow] = {}
        self._columns: dict[tuple[str, str], dict[int, _Column]] = {}
        self._used: set[int] = set(places.values())

    def unused(self) -> list[str]:
        """Names of the columns no row's form has."""
        return [
            visible(name, 40)
            for at, name in enumerate(self._header)
            if name not in _OWN | {""} and at not in self._used
        ]

    def by_book(self, rows: Iterator[RawRow]) -> Iterator[tuple[str, list[Page | RefusedPage]]]:
        """Rows of the same book that follow each other, as pages, a thousand at most at a time."""
        book_id, pages = "", list[Page | RefusedPage]()
        for row in rows:
            cells = [mend(cell) for cell in row.cells]
            named = self._book_id or self._cell(cells, "book")
            if pages and (named != book_id or len(pages) >= 1000):
                yield book_id, pages
                pages = []
            book_id = named
            pages.append(self._page(row, cells, named))
        if pages:
            yield book_id, pages

    def _page(self, row: RawRow, cells: Sequence[str], book_id: str) -> Page | RefusedPage:
        try:
            if max(map(len, row.cells)) > CELL_LIMIT:
                raise BadPage(problem=say("inventory.cell_too_long", limit=CELL_LIMIT))
            book = self._book(book_id)
            kind = self._kind(book, cells)
            written, marks = self._values(load(kind, book.layout.value), cells)
            return Page(
                row=row.number,
                position=self._position(book, cells, written),
                kind=kind,
                state=self._state(cells),
                page_no=self._page_no(cells),
                values=written,
                marks=marks,
            )
        except HotichError as wrong:
            return RefusedPage(book_id, row.number, self._cell(cells, "number"), str(wrong), wrong.key)

    def _book(self, book_id: str) -> BookRow:
        if book_id not in self._books:
            self._books[book_id] = shelf.get(self._store, book_id)
        return self._books[book_id]

    def _cell(self, cells: Sequence[str], what: str) -> str:
        at = self._places.get(what)
        return cells[at] if at is not None and at < len(cells) else ""

    def _kind(self, book: BookRow, cells: Sequence[str]) -> str:
        possible = kinds_in_book(book.kind, book.layout.value)
        kind = self._cell(cells, "kind").upper() or book.kind
        if kind not in possible:
            raise UnknownForm(kind=visible(kind) or "?", layout=book.layout.value)
        return kind

    def _position(self, book: BookRow, cells: Sequence[str], written: Mapping[str, str]) -> Position:
        year = self._cell(cells, "year")
        if not year:
            found = _YEAR.findall(written.get("registration_date", ""))
            year = found[-1] if found else str(book.year_from) if book.year_from == book.year_to else ""
        number = self._cell(cells, "number") + self._cell(cells, "suffix")
        try:
            return Position.parse(number, int(year) if year.isdecimal() else None)
        except ValueError as wrong:
            raise BadPage(problem=visible(number) or "entry_no") from wrong

    def _state(self, cells: Sequence[str]) -> PositionState:
        text = self._cell(cells, "state") or PositionState.NORMAL.value
        try:
            return PositionState(text)
        except ValueError as wrong:
            raise BadPage(problem=visible(text)) from wrong

    def _page_no(self, cells: Sequence[str]) -> int | None:
        text = self._cell(cells, "page_no")
        return int(text) if text.isdecimal() and len(text) < 7 else None

    def _values(self, form: Form, cells: Sequence[str]) -> tuple[dict[str, str], dict[str, Mark]]:
        written: dict[str, str] = {}
        marks: dict[str, Mark] = {}
        for at, column in self._columns_of(form).items():
            text = _as_it_was(cells[at]) if at < len(cells) else ""
            if not text or text == column.nothing:
                continue
            if column.part != _MARK:
                written[column.field] = text
            elif text in set(Mark):
                marks[column.field] = Mark(text)
        return written, marks

    def _columns_of(self, form: Form) -> dict[int, _Column]:
        """Which column holds what, for the rows of one form."""
        key = (str(form.kind), form.layout.value)
        if key not in self._columns:
            ministry = _ministry_columns(form)
            own = {at: _own_column(name) for at, name in enumerate(self._header)}
            found = {at: column for at, column in own.items() if column.field in form}
            found |= {
                at: ministry[name] for at, name in enumerate(self._header) if at not in found and name in ministry
            }
            self._used |= found.keys()
            written = {column.field for column in found.values() if column.part == _AS_WRITTEN}
            # A field that has its text as written needs no other: what stands beside it was made from it.
            self._columns[key] = {at: c for at, c in found.items() if c.part or c.field not in written}
        return self._columns[key]


def _own_column(name: str) -> _Column:
    for part in (_AS_WRITTEN, _MARK):
        if name.endswith(part):
            return _Column(name.removesuffix(part), part)
    return _Column(name, "")


def _ministry_columns(form: Form) -> dict[str, _Column]:
    """The Ministry's columns, small-lettered as headers are; where a code is not known they hold a code for that."""
    return {
        column.casefold(): _Column(source, "", workbook.none.get(column, ""))
        for workbook in form.workbooks.values()
        for column, source in workbook.sources.items()
        if source != ROW and not source.startswith(UNIT) and source in form
    }


def _as_it_was(cell: str) -> str:
    """A cell without the apostrophe an export put before what looks like a formula."""
    bare = cell.removeprefix("'")
    return bare if bare != cell and harmless(bare) == cell else cell
