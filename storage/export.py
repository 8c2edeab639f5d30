"""Entries on their way out: one JSON object or one CSV row an entry, streamed from one view of the store.

A CSV is opened by spreadsheets, which run cells as formulas; such cells get an apostrophe before them. JSON is left alone.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TextIO

from sqlalchemy import Select, select
from sqlmodel import Session, col

from registers.form import load
from registers.workflow import EntryState
from storage.engine import Store
from storage.gathering import gather, person_id_of
from storage.persontables import Person
from storage.tables import Entry, Kinship, Mention, Revision

_CHUNK = 500
RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PARTS = ("as_written", "normalised", "mark")
_HEAD = ("id", "office", "kind", "year", "book", "entry_no", "suffix", "page_no", "position", "state", "revision")
_COLUMNS = (  # those of _HEAD, and the values
    col(Entry.id), col(Entry.office), col(Entry.kind), col(Entry.year), col(Entry.book_id), col(Entry.number),
    col(Entry.suffix), col(Entry.page_no), col(Entry.position_state), col(Entry.state), col(Entry.revision),
    col(Revision.values),
)  # fmt: skip
NEWEST = (
    (col(Revision.office) == col(Entry.office))
    & (col(Revision.entry_id) == col(Entry.id))
    & (col(Revision.revision) == col(Entry.revision))
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of one state, of one book; None for any. Withdrawn ones only where asked for by that state."""

    state: EntryState | None = None
    book: str | None = None


def write_jsonl(store: Store, out: TextIO, wanted: Wanted) -> int:
    """Write one JSON object a line; the number of lines."""
    number = 0
    for line in lines(store, wanted):
        out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
        number += 1
    return number


def write_csv(store: Store, out: TextIO, wanted: Wanted) -> int:
    """Write a header and one row an entry: the head of the export line, three columns a field, persons and kinships as JSON.

    The fields are those of the forms the wanted entries are keyed on, each kind's in page order. The number of entries.
    """
    gather(store)
    with store.read() as session:
        fields = _fields(session, wanted)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*_HEAD, *(column for name in fields for column in _columns(name)), "mentions", "kinship"])
        number = 0
        for line in _lines(session, wanted):
            writer.writerow([harmless(cell) for cell in _row(line, fields)])
            number += 1
        return number


WRITERS: Mapping[str, Callable[[Store, TextIO, Wanted], int]] = {"jsonl": write_jsonl, "csv": write_csv}
"""The formats, by name."""


def lines(store: Store, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """The export line of each entry, by book and number, a few hundred in memory at a time.

    Persons are gathered first, as far as that is due, so that a person bears one id throughout.
    """
    gather(store)
    with store.read() as session:
        yield from _lines(session, wanted)


def harmless(cell: object) -> str:
    """The text of a cell no spreadsheet runs as a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(RUN_AS_FORMULA) else text


def _lines(session: Session, wanted: Wanted) -> Iterator[dict[str, Any]]:
    query = (
        asked(select(*_COLUMNS).join(Revision, NEWEST), wanted)
        .order_by(col(Entry.book_id), col(Entry.year), col(Entry.number), col(Entry.suffix))
        .execution_options(yield_per=_CHUNK)
    )
    rows = iter(session.execute(query))
    while chunk := list(islice(rows, _CHUNK)):
        ids = [row[0] for row in chunk]
        mentions, kinships = _mentions_of(session, ids), _kinships_of(session, ids)
        for *head, values in chunk:
            yield {
                **dict(zip(_HEAD, head, strict=True)),
                "values": {name: dict(zip(_PARTS, kept, strict=True)) for name, kept in json.loads(values).items()},
                "mentions": mentions.get(head[0], []),
                "kinship": kinships.get(head[0], []),
            }


def asked(query: Select[*tuple[Any, ...]], wanted: Wanted) -> Select[*tuple[Any, ...]]:
    if wanted.state is None:
        query = query.where(col(Entry.state) != EntryState.WITHDRAWN)
    else:
        query = query.where(col(Entry.state) == wanted.state)
    return query if wanted.book is None else query.where(col(Entry.book_id) == wanted.book)


def _mentions_of(session: Session, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Persons in their roles; `person` is the same wherever the same person is mentioned (`storage.gathering`)."""
    columns = [col(c) for c in (Mention.entry_id, Mention.role, Mention.full_name, Mention.sex, Mention.birth)]
    same = (col(Person.office) == col(Mention.office)) & (col(Person.entry_id) == col(Mention.entry_id))
    query = (
        select(*columns, col(Person.person_id))
        .join(Person, same & (col(Person.role) == col(Mention.role)), isouter=True)
        .where(col(Mention.entry_id).in_(ids))
        .order_by(col(Mention.role))
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for entry_id, role, full_name, sex, birth, person in session.execute(query):
        facts = {"role": role, "person": person or person_id_of((entry_id, role))}
        found.setdefault(entry_id, []).append(facts | {"full_name": full_name, "sex": sex, "birth": birth})
    return found


def _kinships_of(session: Session, ids: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    columns = [col(column) for column in (Kinship.entry_id, Kinship.subject, Kinship.relation, Kinship.object)]
    found: dict[str, list[dict[str, str]]] = {}
    for entry_id, subject, relation, object_ in session.execute(
        select(*columns).where(col(Kinship.entry_id).in_(ids)).order_by(*columns)
    ):
        found.setdefault(entry_id, []).append({"subject": subject, "relation": relation, "object": object_})
    return found


def _fields(session: Session, wanted: Wanted) -> list[str]:
    query = asked(select(col(Entry.kind), col(Revision.layout)).join(Revision, NEWEST).distinct(), wanted)
    forms = sorted((kind, layout) for kind, layout in session.execute(query) if kind)
    return list(dict.fromkeys(field.name for kind, layout in forms for field in load(kind, layout).fields))


def _columns(field: str) -> list[str]:
    """The columns of a field. Number and page stand in the head; only what is written of them follows."""
    return [*([] if field in _HEAD else [field]), f"{field}.as_written", f"{field}.mark"]


def _row(line: Mapping[str, Any], fields: Sequence[str]) -> Iterator[object]:
    yield from (line[name] for name in _HEAD)
    for name in fields:
        value = line["values"].get(name)
        if name not in _HEAD:
            yield value["normalised"] if value else ""
        yield from (value["as_written"], value["mark"]) if value else ("", "")
    yield json.dumps(line["mentions"], ensure_ascii=False)
    yield json.dumps(line["kinship"], ensure_ascii=False)
