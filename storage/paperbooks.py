"""A folder of transcribed books (format paperbooks/1): `inventory.csv` and, of each book, `entries/<book_id>.jsonl`.

Of each line the values and marks are taken, as if a perfect clerk had typed them from the page; what the folder says of their
meaning (`truth`, `persons`, `kin`) is never looked at, so that normalisation can be judged against it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from registers.catalogue import say
from registers.kinds import PositionState
from registers.position import Position
from registers.text import clean
from registers.value import Mark
from storage.engine import Store
from storage.intake import BadPage, Intake, IntakeReport, Page, RefusedPage
from storage.inventory import ImportReport, import_inventory
from storage.permissions import OPERATOR
from storage.sheets import FileMissing

LINE_LIMIT = 1 << 20
"""Bytes of one line of a book; a page with every field full has some ten thousand."""


def import_folder(store: Store, folder: Path, *, account_id: str, today: date) -> tuple[ImportReport, IntakeReport]:
    """Take in the folder's inventory and the pages of the books it lists, keyed by `account_id`.

    A page a check would block is kept with the reason that the page says so. Raises SheetRefused for the inventory.
    """
    if not (folder / "inventory.csv").is_file():
        raise FileMissing(path=folder / "inventory.csv")
    inventory = import_inventory(store, folder / "inventory.csv", by=OPERATOR, today=today)
    intake = Intake(
        store, account_id, reason=say("inventory.from_folder"), as_the_page_says=say("inventory.as_the_page_says")
    )
    for book_id in inventory.books:
        path = folder / "entries" / f"{book_id}.jsonl"
        if path.is_file() and not intake.take(book_id, read_book(path, book_id)):
            break
    return inventory, intake.report


def read_book(path: Path, book_id: str) -> Iterator[Page | RefusedPage]:
    """The pages of one file of entries, in its order; a line that is none is refused with its number."""
    with path.open("rb") as file:
        for row, line in enumerate(iter(lambda: file.readline(LINE_LIMIT + 1), b""), start=1):
            if not line.strip():
                continue
            try:
                yield _page(row, line)
            except BadPage as wrong:
                yield RefusedPage(book_id, row, "", str(wrong), wrong.key)
            if len(line) > LINE_LIMIT:
                return  # the rest of the line would be read as lines of its own


def _page(row: int, line: bytes) -> Page:
    if len(line) > LINE_LIMIT:
        raise BadPage(problem=f"> {LINE_LIMIT} B")
    try:
        record = json.loads(line)
        return Page(
            row=row,
            position=_position(record),
            kind=_text(record, "kind"),
            state=PositionState(record.get("state", "normal")),
            page_no=_whole(record, "page_no"),
            values=_texts(record.get("values", {})),
            marks={name: Mark(mark) for name, mark in _texts(record.get("marks", {})).items()},
        )
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as wrong:
        raise BadPage(problem=clean(str(wrong))[:120]) from wrong


def _position(record: dict[str, Any]) -> Position:
    year, number = _whole(record, "year"), _whole(record, "entry_no")
    if year is None or number is None:
        raise ValueError("year, entry_no")
    return Position(year, number, clean(_text(record, "suffix")).lower())


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name, "")
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _whole(record: dict[str, Any], name: str) -> int | None:
    value = record.get(name)
    if value is None or type(value) is int:
        return value
    raise TypeError(name)


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise TypeError("values, marks")
    return value
