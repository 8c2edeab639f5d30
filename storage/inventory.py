"""The inventory of paper books comes into the store: from CSV or XLSX, row by row, each taken whole or refused with its reason.

Importing the same file again changes nothing. A row that contradicts a book already kept is refused, unless the import is
told to update; even then a book that has entries keeps its office, kind, layout and years.
"""

from __future__ import annotations

import dataclasses
import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import insert, select, update
from sqlmodel import Session

from registers.catalogue import say
from registers.inventory import COLUMNS, OPTIONAL, BookFacts, Fault, read_row
from registers.kinds import MIXED
from registers.legacy import Encoding
from storage import actions
from storage.csvtext import CELL_LIMIT, RawRow
from storage.engine import Store
from storage.permissions import require
from storage.sheets import Sheet, SheetRefused, mend, open_sheet, visible
from storage.tables import metadata

ROW_LIMIT = 50_000
"""Rows of one inventory. A whole province has some four thousand books."""

_BOOK, _OFFICE = metadata.tables["book"], metadata.tables["office"]
_TEXTS = frozenset({"office_name", "book_no", "shelf", "notes"})
_FORMULA = ("=", "+", "-", "@")
_FORM = ("office", "kind", "layout")  # what decides how the book's pages are read
_IDENTITY = (*_FORM, "year_from", "year_to")
_STORED_FACTS = (
    *_IDENTITY, "book_no", "opened", "closed", "first_no", "last_no", "entries", "pages", "shelf", "notes",
)  # fmt: skip


class ColumnsMissing(SheetRefused):
    """Values: `missing`, `unknown`: names of columns."""

    key: ClassVar[str] = "inventory.columns_missing"


class ColumnTwice(SheetRefused):
    """Values: `column`."""

    key = "inventory.column_twice"


class TooManyRows(SheetRefused):
    """Values: `limit`."""

    key = "inventory.too_many_rows"


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not stored. `column` is "" for the row as a whole; `why` names the reason in the catalogue."""

    row: int
    column: str
    reason: str
    why: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """A cell stored otherwise than it stood, made safe to print; row 0 is the file as a whole."""

    row: int
    column: str
    was: str
    now: str
    reason: str
    why: str


@dataclass(frozen=True)
class InventorySheet:
    """A sheet read and judged, before anything is stored."""

    books: list[tuple[int, BookFacts]]  # with their rows
    repaired: list[Repaired]
    refused: list[Refused]
    sha256: str


@dataclass(frozen=True)
class ImportReport:
    """What became of each row."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    repaired: Sequence[Repaired] = ()
    refused: Sequence[Refused] = ()
    books: Sequence[str] = field(default=(), repr=False)  # ids of the books kept as the sheet names them, in its order


def import_inventory(
    store: Store, path: Path, *, by: str, today: date, encoding: Encoding | None = None, renew: bool = False
) -> ImportReport:
    """Keep the books `path` lists, as account `by`, in one unit of work.

    `encoding` converts a sheet from before Unicode, `renew` lets a row change a book that is there. Raises SheetRefused where
    the file as a whole cannot be used, NotAllowed; then nothing is stored.
    """
    sheet = read_inventory(path, today=today, encoding=encoding)
    with store.write() as session:
        require(session, by, "books.import")
        return _keep(session, sheet, path.name, by, renew=renew)


def read_inventory(path: Path, *, today: date, encoding: Encoding | None = None) -> InventorySheet:
    """Judge every row of `path`, storing nothing. Raises SheetRefused."""
    sheet = open_sheet(path, encoding)
    _require_columns(sheet.header)
    read = InventorySheet([], [], [], _sha256(path))
    rows_of: dict[str, int] = {}
    for count, row in enumerate(sheet.rows):
        if count >= ROW_LIMIT:
            raise TooManyRows(limit=ROW_LIMIT)
        _judge(row, sheet.header, today, read, rows_of)
    read.repaired[:0] = _of_the_file(sheet)
    return read


def _require_columns(header: Sequence[str]) -> None:
    twice = next((name for name in header if name and header.count(name) > 1), None)
    if twice:
        raise ColumnTwice(column=visible(twice))
    missing = [name for name in COLUMNS if name not in header and name not in OPTIONAL]
    if missing:
        unknown = [visible(name, 40) for name in header if name not in COLUMNS]
        raise ColumnsMissing(missing=", ".join(missing), unknown=", ".join(unknown[:20]) or "–")


def _of_the_file(sheet: Sheet) -> Iterator[Repaired]:
    for what in sheet.mended:
        yield Repaired(0, "", "", "", say(f"inventory.mended_{what}"), what)
    for name in sheet.header:
        if name not in COLUMNS:
            yield Repaired(0, visible(name, 40), "", "", say("inventory.column_unused"), "column_unused")
    known = [name for name in sheet.header if name in COLUMNS]
    if known != [name for name in COLUMNS if name in known]:
        yield Repaired(0, "", ", ".join(known), "", say("inventory.columns_reordered"), "columns_reordered")


def _judge(row: RawRow, header: Sequence[str], today: date, read: InventorySheet, rows_of: dict[str, int]) -> None:
    if row.width != len(header) and (row.width < len(header) or any(row.cells[len(header) :])):
        read.refused.append(_refused(row, Fault("", "ragged", {"was": str(row.width), "expected": str(len(header))})))
        return
    cells: dict[str, str] = {}
    for column, cell in zip(header, row.cells, strict=False):
        if column not in COLUMNS:
            continue
        if len(cell) > CELL_LIMIT:
            read.refused.append(_refused(row, Fault(column, "cell_too_long", {"limit": str(CELL_LIMIT)})))
            return
        cells[column] = mend(cell)
        why = _mending(column, cell, cells[column])
        if why:
            read.repaired.append(_repaired(row, column, cell, cells[column], why))
    reading = read_row(cells, today)
    read.repaired.extend(_repaired(row, r.column, r.was, r.now, r.why) for r in reading.repairs)
    faults = list(reading.faults)
    first = rows_of.setdefault(cells["book_id"], row.number) if cells["book_id"] else row.number
    if first != row.number:
        faults.append(Fault("book_id", "book_id_twice", {"first": str(first)}))
    read.refused.extend(_refused(row, fault) for fault in faults)
    if reading.book and not faults:
        read.books.append((row.number, reading.book))


def _mending(column: str, cell: str, mended: str) -> str:
    """What was mended in a cell, as a name in the catalogue; "" where it stands as it was."""
    if mended == cell.strip():
        return "formula_kept" if column in _TEXTS and mended.startswith(_FORMULA) else ""
    if unicodedata.normalize("NFC", cell).strip() == mended:
        return "composed"
    if all(c.isprintable() for c in cell):
        return "letters_mapped"
    return "characters_removed"


def _refused(row: RawRow, fault: Fault) -> Refused:
    values = {name: visible(value) for name, value in fault.values.items()}
    return Refused(row.number, fault.column, dataclasses.replace(fault, values=values).reason, fault.why)


def _repaired(row: RawRow, column: str, was: str, now: str, why: str) -> Repaired:
    return Repaired(row.number, column, visible(was), visible(now), say(f"inventory.{why}"), why)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _keep(session: Session, sheet: InventorySheet, name: str, by: str, *, renew: bool) -> ImportReport:
    kept = _kept_books(session)
    offices = set(session.execute(select(_OFFICE.c.code)).scalars())
    new_offices: dict[str, dict[str, Any]] = {}
    new_books: list[dict[str, Any]] = []
    ids: list[str] = []
    refused, updated, unchanged = list(sheet.refused), 0, 0
    for row, facts in sheet.books:
        stored = _columns(facts)
        before = kept.get(facts.book_id)
        changed = [column for column in _STORED_FACTS if before is not None and before[column] != stored[column]]
        if not set(changed) & set(_FORM) or (renew and before is not None and not before["keyed"]):
            ids.append(facts.book_id)
        if before is None:
            if facts.office_code not in offices:
                new_offices.setdefault(
                    facts.office_code,
                    {"code": facts.office_code, "name": facts.office_name, "level": facts.level.value},
                )
            new_books.append(stored)
        elif not changed:
            unchanged += 1
        elif renew and not (before["keyed"] and set(changed) & set(_IDENTITY)):
            _renew(session, stored, {column: before[column] for column in changed}, by)
            updated += 1
        else:
            why = "book_has_entries" if renew else "book_differs"
            refused.append(Refused(row, "book_id", say(f"inventory.{why}", columns=", ".join(changed)), why))
    if new_offices:
        session.execute(insert(_OFFICE), list(new_offices.values()))
    if new_books:
        session.execute(insert(_BOOK), new_books)
        detail = {"file": name, "sha256": sheet.sha256, "books": len(new_books)}
        actions.record(session, by, "books.import", "inventory", detail)
    refused.sort(key=lambda each: each.row)
    return ImportReport(len(new_books), updated, unchanged, sheet.repaired, refused, ids)


def _kept_books(session: Session) -> dict[str, dict[str, Any]]:
    columns = [_BOOK.c[name] for name in ("id", "keyed", *_STORED_FACTS)]
    return {row["id"]: dict(row) for row in session.execute(select(*columns)).mappings()}


def _columns(facts: BookFacts) -> dict[str, Any]:
    return {
        "id": facts.book_id,
        "office": facts.office_code,
        "kind": facts.kind.value if facts.kind else MIXED,
        "layout": facts.layout.value,
        **{name: getattr(facts, name) for name in _STORED_FACTS if name not in ("office", "kind", "layout")},
    }


def _renew(session: Session, stored: dict[str, Any], before: dict[str, Any], by: str) -> None:
    now = {column: stored[column] for column in before}
    session.execute(update(_BOOK).where(_BOOK.c.id == stored["id"]).values(**now))
    actions.record(session, by, "books.renew", stored["id"], {"was": before, "now": now})
