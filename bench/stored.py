"""What the store holds after a journey, beside what the paper's truth says it should."""

from __future__ import annotations

from dataclasses import dataclass

from bench.office import ScratchOffice
from bench.paper import PaperBook, PaperEntry
from registers.kinds import PositionState
from storage import entries, positions
from storage.entries import StoredEntry


@dataclass(frozen=True, slots=True)
class Wrong:
    """One stored thing that is not as the paper's truth has it."""

    position: str
    what: str
    stored: str
    truth: str


def stored_entries(office: ScratchOffice, book_id: str) -> dict[str, StoredEntry]:
    """Every entry of the book in the office's store, by position."""
    store = office.store()
    try:
        rows = positions.list_positions(store, book_id)
        return {str(row.position): entries.load(store, row.entry_id) for row in rows if row.entry_id is not None}
    finally:
        store.close()


def differences(office: ScratchOffice, book: PaperBook) -> list[Wrong]:
    """Everything stored of `book` that differs from its truth: fields, states, kinds, positions missing or too many."""
    stored = stored_entries(office, book.id)
    paper = {str(entry.position): entry for entry in book.entries}
    found = [Wrong(position, "position", "", "on paper") for position in paper.keys() - stored.keys()]
    found += [Wrong(position, "position", "stored", "") for position in stored.keys() - paper.keys()]
    for position in paper.keys() & stored.keys():
        found += _of_entry(position, stored[position], paper[position])
    return found


def _of_entry(position: str, kept: StoredEntry, paper: PaperEntry) -> list[Wrong]:
    found = []
    if kept.position_state != paper.state:
        found.append(Wrong(position, "state", kept.position_state, paper.state))
    if paper.state.has_values and kept.kind != paper.kind:
        found.append(Wrong(position, "kind", kept.kind, paper.kind))
    if paper.state is PositionState.NORMAL and kept.page_no not in (None, paper.page_no):
        found.append(Wrong(position, "page", str(kept.page_no), str(paper.page_no)))
    for name in {*paper.truth, *kept.values} if paper.state.has_values else ():
        if name == "registration_authority":  # a constant of the book, not on the page
            continue
        value = kept.values.get(name)
        normalised, truth = value.normalised if value else "", paper.truth.get(name, "")
        if normalised != truth:
            found.append(Wrong(position, name, normalised, truth))
        mark = str(value.mark) if value else ""
        if paper.marks.get(name, mark) != mark:
            found.append(Wrong(position, f"{name}: mark", mark, paper.marks[name]))
    return found
