"""Paper books of the sample form, as a clerk has them on the desk: what stands at each position, and the truth to compare with."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from registers.kinds import PositionState
from registers.position import Position


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """One numbered position. `values` is what stands on the paper, `marks` its damage, `truth` what is to be stored."""

    kind: str
    position: Position
    page_no: int | None
    state: PositionState
    values: Mapping[str, str]
    marks: Mapping[str, str]
    truth: Mapping[str, str]
    persons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PaperBook:
    """A book: its row of the inventory and its entries in page order."""

    id: str
    row: Mapping[str, str]
    entries: tuple[PaperEntry, ...]


def read_inventory(folder: Path) -> dict[str, dict[str, str]]:
    """The rows of the folder's inventory, by book id."""
    with (folder / "inventory.csv").open(encoding="utf-8", newline="") as file:
        return {row["book_id"]: row for row in csv.DictReader(file)}


def read_book(folder: Path, book_id: str) -> PaperBook:
    """The book `book_id` of `folder`."""
    lines = (folder / "entries" / f"{book_id}.jsonl").read_text(encoding="utf-8").splitlines()
    return PaperBook(book_id, read_inventory(folder)[book_id], tuple(_entry(json.loads(line)) for line in lines))


def write_inventory(folder: Path, book_ids: list[str], to: Path) -> Path:
    """An inventory of `book_ids` alone, taken from the folder's."""
    rows = read_inventory(folder)
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(next(iter(rows.values()))))
        writer.writeheader()
        writer.writerows(rows[book_id] for book_id in book_ids)
    return to


def _entry(line: dict[str, object]) -> PaperEntry:
    def texts(name: str) -> dict[str, str]:
        found = line.get(name)
        assert isinstance(found, dict)
        return {str(key): str(value) for key, value in found.items()}

    page = line.get("page_no")
    return PaperEntry(
        str(line["kind"]),
        Position(int(str(line["year"])), int(str(line["entry_no"])), str(line["suffix"])),
        int(str(page)) if page is not None else None,
        PositionState(str(line["state"])),
        texts("values"),
        texts("marks"),
        texts("truth"),
        texts("persons"),
    )
