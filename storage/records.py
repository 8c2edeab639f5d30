"""What is kept of an entry, read: as it stands, and every state it has been in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from registers.checks import Flag
from registers.errors import HotichError
from registers.kinds import Layout, PositionState
from registers.position import Position
from registers.revision import read as read_values
from registers.value import Value
from registers.workflow import Act, EntryState
from storage.engine import Store
from storage.positions import flags_of
from storage.tables import Entry, Revision


class NoSuchEntry(HotichError):
    """The store has no entry of that id."""

    key: ClassVar[str] = "storage.no_such_entry"


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as its newest revision says; `approved_revision` is the official one, None where none was approved yet."""

    id: str
    office: str
    book_id: str
    kind: str
    layout: Layout
    position: Position
    position_state: PositionState
    state: EntryState
    revision: int
    values: dict[str, Value] = field(hash=False)
    flags: tuple[Flag, ...]
    overrides: dict[str, str] = field(hash=False)
    keyer: str
    keyed_at: str
    page_no: int | None
    approved_revision: int | None


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One state an entry has been in: `account_id` took the step `act` at `at`; `keyer` typed the values."""

    revision: int
    act: Act
    state: EntryState
    account_id: str
    keyer: str
    at: str
    reason: str
    kind: str
    position: Position
    position_state: PositionState
    page_no: int | None
    values: dict[str, Value] = field(hash=False)
    flags: tuple[Flag, ...]
    overrides: dict[str, str] = field(hash=False)
    sha256: str


def load(store: Store, entry_id: str) -> StoredEntry:
    """The entry as its newest revision says. Raises NoSuchEntry."""
    with store.read() as session:
        entry = required(session, entry_id)
        return _plain(entry, newest(session, entry))


def load_in(session: Session, entry: Entry) -> StoredEntry:
    """The same as `load`, of an entry's row within a unit of work."""
    return _plain(entry, newest(session, entry))


def history(store: Store, entry_id: str) -> list[RevisionRow]:
    """Every state the entry has been in, oldest first. Raises NoSuchEntry."""
    with store.read() as session:
        entry = required(session, entry_id)
        query = select(Revision).where(Revision.office == entry.office, Revision.entry_id == entry.id)
        return [_as_row(revision) for revision in session.exec(query.order_by(col(Revision.revision)))]


def last_of_book(store: Store, book_id: str, before: Position | None = None) -> StoredEntry | None:
    """The last entry of the book, or the last one before a position: what F2 and a "như trên" of the page repeat.

    A cancelled number and a page that is torn out say nothing to repeat: it is the last one before them.
    """
    place = (col(Entry.year), col(Entry.number), col(Entry.suffix))
    query = select(Entry).where(
        Entry.book_id == book_id,
        Entry.state != EntryState.WITHDRAWN,
        Entry.position_state == PositionState.NORMAL.value,
    )
    if before is not None:
        query = query.where(tuple_(*place) < (before.year, before.number, before.suffix))
    with store.read() as session:
        entry = session.exec(query.order_by(*(part.desc() for part in place)).limit(1)).first()
        return None if entry is None else _plain(entry, newest(session, entry))


def required(session: Session, entry_id: str) -> Entry:
    """The entry's row within a unit of work, as it is now. Raises NoSuchEntry."""
    # Revisions are appended by statements the session knows nothing of: a row it has seen already is read anew.
    query = select(Entry).where(Entry.id == entry_id).execution_options(populate_existing=True)
    entry = session.exec(query).first()
    if entry is None:
        raise NoSuchEntry(entry=entry_id)
    return entry


def newest(session: Session, entry: Entry) -> Revision:
    """The row of the entry's newest revision."""
    return session.get_one(Revision, (entry.office, entry.id, entry.revision))


def _plain(entry: Entry, newest: Revision) -> StoredEntry:
    return StoredEntry(
        id=entry.id,
        office=entry.office,
        book_id=entry.book_id,
        kind=entry.kind,
        layout=Layout(newest.layout),
        position=Position(entry.year, entry.number, entry.suffix),
        position_state=PositionState(entry.position_state),
        state=EntryState(entry.state),
        revision=entry.revision,
        values=read_values(json.loads(newest.values)),
        flags=flags_of(entry.flags),
        overrides=json.loads(newest.overrides),
        keyer=entry.keyer,
        keyed_at=entry.keyed_at,
        page_no=entry.page_no,
        approved_revision=entry.approved_revision,
    )


def _as_row(revision: Revision) -> RevisionRow:
    return RevisionRow(
        revision=revision.revision,
        act=Act(revision.act),
        state=EntryState(revision.state),
        account_id=revision.account_id,
        keyer=revision.keyer,
        at=revision.at,
        reason=revision.reason,
        kind=revision.kind,
        position=Position(revision.year, revision.number, revision.suffix),
        position_state=PositionState(revision.position_state),
        page_no=revision.page_no,
        values=read_values(json.loads(revision.values)),
        flags=flags_of(revision.flags),
        overrides=json.loads(revision.overrides),
        sha256=revision.sha256,
    )
