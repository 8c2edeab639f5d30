"""What of a book nobody typed, as the log has it: fields the form carried and the clerk let stand without looking."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select

from registers.carried import Carried, Page, never_changed
from registers.form import load
from registers.kinds import PositionState
from registers.position import Position
from registers.revision import read
from registers.value import Values
from registers.workflow import Act
from storage import shelf
from storage.engine import Store
from storage.tables import Action, Entry, Revision, core, live

_a, _e, _r = core(Action).c, core(Entry).c, core(Revision).c
_first = core(Revision).alias("first_revision")
_PAGES = (
    select(
        _e.kind, _e.year, _e.number, _e.suffix, _r.layout, _r["values"].label("said"),
        _first.c["values"].label("said_first"), _a.detail,
    )
    .join_from(
        core(Entry),
        core(Revision),
        (_r.office == _e.office) & (_r.entry_id == _e.id) & (_r.revision == _e.revision),
    )
    .join(_first, (_first.c.office == _e.office) & (_first.c.entry_id == _e.id) & (_first.c.revision == 1))
    .join(core(Action), (_a.subject == _e.id) & (_a.act == f"entry.{Act.KEY}"), isouter=True)
    .where(_e.book_id == bindparam("book"), _e.position_state == PositionState.NORMAL.value, live())
    .order_by(_e.year, _e.number, _e.suffix)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """The fields of a book that were carried and never changed; of `unknown` entries it is not known what was typed."""

    book_id: str
    entries: int
    unknown: int
    fields: tuple[Carried, ...]


def of_book(store: Store, book_id: str) -> Report:
    """The report on one book, about a millisecond an entry. Raises NoSuchBook."""
    with store.read() as session:
        shelf.required(session, book_id)
        pages = [_page(row) for row in session.execute(_PAGES, {"book": book_id})]
    unknown = sum(page.carried is None for page in pages)
    return Report(book_id, len(pages), unknown, tuple(never_changed(pages)))


def _page(row: Row[Any]) -> Page:
    values, first = read(json.loads(row.said)), read(json.loads(row.said_first))
    form = load(row.kind, row.layout)
    detail = json.loads(row.detail) if row.detail else {}
    carried = dict(_still(detail["carried"], values, first)) if "carried" in detail else None
    return Page(Position(row.year, row.number, row.suffix), form, values, carried)


def _still(carried: Mapping[str, list[str]], values: Values, first: Values) -> Iterator[tuple[str, str]]:
    """The fields carried when the entry was keyed that say the same still: a correction was typed."""
    for how, names in carried.items():
        for name in names:
            if name in values and values[name] == first.get(name):
                yield name, how
