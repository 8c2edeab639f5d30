"""Entries as the store keeps them, read as sightings of persons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, select, tuple_
from sqlmodel import Session

from registers.form import load
from registers.position import Position
from registers.revision import read
from registers.sightings import Sighting, sightings
from registers.workflow import EntryState
from storage.tables import Entry, Revision, core

_AT_ONCE = 200
"""Entries read by one statement."""

_e, _r = core(Entry).c, core(Revision).c


@dataclass(frozen=True, slots=True)
class PageRead:
    """An entry's page: whose office's book it is in, where in the numbering, and whom it shows."""

    office: str
    entry_id: str
    book_id: str
    kind: str
    position: Position
    seen: tuple[Sighting, ...]

    @property
    def number(self) -> str:
        """Its place in the numbering: `12/2010`."""
        return str(self.position)


def newest(where: ColumnElement[bool]) -> Select[Any]:
    """Live entries with the values of their newest revision."""
    return (
        select(
            _e.office, _e.id, _e.book_id, _e.kind, _e.year, _e.number, _e.suffix, _r.layout, _r["values"].label("said")
        )
        .join_from(
            core(Entry),
            core(Revision),
            (_r.office == _e.office) & (_r.entry_id == _e.id) & (_r.revision == _e.revision),
        )
        .where(_e.state != EntryState.WITHDRAWN, where)
    )


_OF = newest(tuple_(_e.office, _e.id).in_(bindparam("entries", expanding=True)))


def pages(session: Session, entries: Sequence[tuple[str, str]]) -> list[PageRead]:
    """The pages of entries by (office, id), in the order of their ids."""
    found: list[PageRead] = []
    for at in range(0, len(entries), _AT_ONCE):
        rows = session.execute(_OF, {"entries": list(entries[at : at + _AT_ONCE])})
        found += pages_of(rows)
    return sorted(found, key=lambda page: page.entry_id)


def pages_of(rows: Iterable[Row[Any]]) -> Iterator[PageRead]:
    """Rows of `newest` as pages; a position without a page shows nobody."""
    for row in rows:
        said = json.loads(row.said)
        if not said:
            continue
        form = load(row.kind, row.layout)
        seen = sightings(form, read(said), entry=row.id, office=row.office, year=row.year)
        position = Position(row.year, row.number, row.suffix)
        yield PageRead(row.office, row.id, row.book_id, row.kind, position, tuple(seen))
