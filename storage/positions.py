"""The numbered places of a book: which are keyed, which are being keyed, and whose turn the next one is.

A claim is a row of the draft table, whose key is the position, made in a unit of work of its own: no two clerks ever have
one position. What somebody typed is never taken from him but by a supervisor's act; what was merely opened by a program
that is gone is free again.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import bindparam, tuple_
from sqlalchemy import select as core_select
from sqlmodel import Session, select

from registers.checks.flag import Flag
from registers.errors import HotichError
from registers.kinds import PositionState
from registers.ledger import expected_next
from registers.position import Position
from registers.workflow import EntryState, Role
from storage import shelf, tables
from storage.drafts import NOTHING, Draft, held, key, plain
from storage.engine import Store, store_of
from storage.holder import is_gone, this_process
from storage.permissions import NotAllowed, role_of
from storage.queue import is_given
from storage.shelf import BookRow
from storage.surroundings import place, place_of
from storage.tables import Entry

HIGHEST_NUMBER = 999_999

_e = tables.core(Entry).c
_SAME_NUMBER = core_select(_e.id, _e.book_id).where(
    _e.office == bindparam("office"),
    _e.series == bindparam("series"),
    _e.year == bindparam("year"),
    _e.number == bindparam("number"),
    _e.suffix == bindparam("suffix"),
    tables.live(),
)
_FIRST, _LAST = place_of("first_"), place_of("last_")
_NUMBERS_BETWEEN = core_select(_e.id, _e.book_id, _e.year, _e.number, _e.suffix).where(
    _e.office == bindparam("office"),
    _e.series == bindparam("series"),
    tuple_(_e.year, _e.number, _e.suffix) >= _FIRST,
    tuple_(_e.year, _e.number, _e.suffix) <= _LAST,
    tables.live(),
)
_NUMBERS_OF_YEARS = core_select(_e.year, _e.number, _e.suffix).where(
    _e.office == bindparam("office"),
    _e.series == bindparam("series"),
    _e.year.between(bindparam("first"), bindparam("last")),
    tables.live(),
)
_d, _a = tables.core(tables.Draft).c, tables.core(tables.Account).c
_DRAFTS_BETWEEN = (
    core_select(_d.year, _d.number, _d.suffix, _d.account_id, _a.name)
    .join_from(tables.core(tables.Draft), tables.core(tables.Account), _a.id == _d.account_id)
    .where(_d.book_id == bindparam("book"))
    .where(tuple_(_d.year, _d.number, _d.suffix) >= _FIRST, tuple_(_d.year, _d.number, _d.suffix) <= _LAST)
)


class PositionTaken(HotichError):
    """Somebody else is keying the position, or the same account in another window. `by` is the account's id."""

    key: ClassVar[str] = "storage.position_taken"

    def __init__(self, *, by: str, name: str, position: Position) -> None:
        super().__init__(name=name, position=position)
        self.by = by


class PositionKeyed(HotichError):
    """The position is keyed already; `entry_id` is its entry, `book_id` the book that has it."""

    key: ClassVar[str] = "storage.position_keyed"

    def __init__(self, *, entry_id: str, book_id: str, position: Position) -> None:
        super().__init__(book=book_id, position=position)
        self.entry_id = entry_id
        self.book_id = book_id


Taken = PositionTaken | PositionKeyed
"""Why a position cannot be had."""


class BookAssigned(HotichError):
    """The book is given to others."""

    key: ClassVar[str] = "storage.book_assigned"
    exit_code = 3


class BookComplete(HotichError):
    """Every position of the book is keyed or being keyed."""

    key: ClassVar[str] = "storage.book_complete"


class BadPosition(HotichError):
    """The book cannot have that position."""

    key: ClassVar[str] = "storage.bad_position"


@dataclass(frozen=True, slots=True)
class Claim:
    """A position that is `account_id`'s to key; `draft` is what it typed there before, None where nothing."""

    book_id: str
    position: Position
    account_id: str
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One place of a book as lists show it: an entry, or a draft (state `drafted`, no entry, no revision)."""

    position: Position
    entry_id: str | None
    state: EntryState
    position_state: PositionState
    revision: int
    keyer: str
    flags: tuple[Flag, ...]
    page_no: int | None
    registration: str
    title: str
    kind: str


def claim_next(store: Store, book_id: str, account_id: str) -> Claim:
    """The account's next position in the book: first what it left unfinished there, then the first one nobody has.

    Raises BookComplete, BookClosed, BookAssigned, NoSuchBook, NotAllowed.
    """
    with store.write() as session:
        book = open_to(session, book_id, account_id)
        _drop_forsaken(session, book_id)
        rows = _claims(session, book_id)
        mine = [row for row in rows if row.account_id == account_id and _free(session, row)]
        if mine:
            return _resume(session, max(mine, key=lambda row: row.updated_at))
        taken = _entered(session, book_id) | {_position(row) for row in rows}
        position = expected_next(book, taken)
        if position is not None and same_number(session, book, position) is not None:
            # Another volume has it, and as a rule those that follow: they are read once, not asked for one by one.
            position = expected_next(book, taken, _of_series(session, book))
        if position is None:
            raise BookComplete(book=book_id)
        return _make(session, book_id, position, account_id)


def claim(store: Store, book_id: str, position: Position, account_id: str) -> Claim:
    """That very position of the book. Raises PositionTaken, PositionKeyed, BadPosition, BookClosed, BookAssigned, NotAllowed."""
    with store.write() as session:
        book = open_to(session, book_id, account_id)
        require_possible(book, position)
        _drop_forsaken(session, book_id)
        row = session.get(tables.Draft, key(book_id, position))
        if row is not None and (row.account_id != account_id or not _free(session, row)):
            name = session.get_one(tables.Account, row.account_id).name
            raise PositionTaken(by=row.account_id, name=name, position=position)
        if row is not None:
            return _resume(session, row)
        other = same_number(session, book, position)
        if other is not None:
            raise other
        return _make(session, book_id, position, account_id)


def release(store: Store, claim: Claim) -> None:
    """Leave the position: what was typed stays the account's to take up, an untouched one is free. Raises ClaimLost."""
    with store.write() as session:
        row = held(session, claim)
        if row.payload == NOTHING:
            session.delete(row)
        else:
            row.holder = ""


def list_positions(store: Store, book_id: str) -> list[PositionRow]:
    """Every keyed or drafted position of the book, in its order. Raises NoSuchBook."""
    with store.read() as session:
        shelf.required(session, book_id)
        return positions_in(session, book_id)


def positions_in(session: Session, book_id: str) -> list[PositionRow]:
    """The same as `list_positions`, within a unit of work."""
    live = select(Entry).where(Entry.book_id == book_id, tables.live())
    rows = [_entry_row(entry) for entry in session.exec(live)]
    rows += [_draft_row(draft) for draft in _claims(session, book_id)]
    return sorted(rows, key=lambda row: row.position)


def open_to(session: Session, book_id: str, account_id: str) -> BookRow:
    """The book, where the account may key in it now. Raises NoSuchBook, BookClosed, BookAssigned, NotAllowed.

    A clerk keys the books given to him; one who was given none keeps to those given to nobody.
    """
    role = role_of(session, account_id)
    if role is Role.AUDITOR:
        raise NotAllowed
    book = shelf.facts(session, book_id)
    if book.state != shelf.OPEN:
        raise shelf.BookClosed(book=book_id)
    if role is Role.CLERK and not is_given(session, book_id, account_id):
        raise BookAssigned(book=book_id)
    return book


def require_possible(book: BookRow, position: Position) -> None:
    """Raises BadPosition where the book's years or any book's numbering exclude the position."""
    # A book keeps a year's last entries now and then in the first days of the next one.
    years = range(book.year_from - 1, book.year_to + 2)
    if position.year not in years or not 1 <= position.number <= HIGHEST_NUMBER or len(position.suffix) > 4:
        raise BadPosition(position=position, first=book.year_from, last=book.year_to)


def same_number(session: Session, book: BookRow, position: Position) -> PositionKeyed | None:
    """Who has this number in the series the book belongs to, in this book or another; None where it is free."""
    asked = {"office": book.office, "series": book.kind} | place(position)
    row = session.execute(_SAME_NUMBER, asked).first()
    return None if row is None else PositionKeyed(entry_id=row.id, book_id=row.book_id, position=position)


def numbers_of(session: Session, book: BookRow, positions: Collection[Position]) -> dict[Position, Taken]:
    """Who has which number between the first and the last of `positions`: entries of any book of the series, drafts of this one."""
    taken: dict[Position, Taken] = {}
    if not positions:
        return taken
    asked = _between(positions) | {"office": book.office, "series": book.kind, "book": book.id}
    for row in session.execute(_DRAFTS_BETWEEN, asked):
        position = Position(row.year, row.number, row.suffix)
        taken[position] = PositionTaken(by=row.account_id, name=row.name, position=position)
    for row in session.execute(_NUMBERS_BETWEEN, asked):
        position = Position(row.year, row.number, row.suffix)
        taken[position] = PositionKeyed(entry_id=row.id, book_id=row.book_id, position=position)
    return taken


def _between(positions: Collection[Position]) -> dict[str, Any]:
    first, last = min(positions), max(positions)
    return {f"first_{name}": value for name, value in place(first).items()} | {
        f"last_{name}": value for name, value in place(last).items()
    }


def _entered(session: Session, book_id: str) -> set[Position]:
    live = select(Entry.year, Entry.number, Entry.suffix).where(Entry.book_id == book_id, tables.live())
    return {Position(*row) for row in session.exec(live)}


def _of_series(session: Session, book: BookRow) -> set[Position]:
    """Every number of the book's years that an entry of its series has, in whichever book."""
    asked = {"office": book.office, "series": book.kind, "first": book.year_from, "last": book.year_to}
    return {Position(*row) for row in session.execute(_NUMBERS_OF_YEARS, asked)}


def _claims(session: Session, book_id: str) -> list[tables.Draft]:
    return list(session.exec(select(tables.Draft).where(tables.Draft.book_id == book_id)))


def _drop_forsaken(session: Session, book_id: str) -> None:
    """Free what was opened, never typed in, and left by a process that is gone."""
    untouched = select(tables.Draft).where(tables.Draft.book_id == book_id, tables.Draft.payload == NOTHING)
    for row in session.exec(untouched).all():
        if row.holder != this_process() and _free(session, row):
            session.delete(row)
    session.flush()


def _free(session: Session, row: tables.Draft) -> bool:
    """True where this process holds the claim, or none does any more."""
    seen = datetime.fromisoformat(row.updated_at)
    return row.holder == this_process() or is_gone(row.holder, seen, store_of(session).clock())


def _resume(session: Session, row: tables.Draft) -> Claim:
    row.holder = this_process()
    session.add(row)
    return Claim(row.book_id, _position(row), row.account_id, plain(row))


def _make(session: Session, book_id: str, position: Position, account_id: str) -> Claim:
    now = store_of(session).now()
    session.add(
        tables.Draft(
            book_id=book_id,
            year=position.year,
            number=position.number,
            suffix=position.suffix,
            account_id=account_id,
            holder=this_process(),
            payload=NOTHING,
            claimed_at=now,
            updated_at=now,
        )
    )
    return Claim(book_id, position, account_id)


def _position(row: tables.Draft | Entry) -> Position:
    return Position(row.year, row.number, row.suffix)


def flags_of(kept: str) -> tuple[Flag, ...]:
    """The flags a JSON column holds."""
    return tuple(map(Flag.from_json, json.loads(kept))) if kept != "[]" else ()  # most have none


def _entry_row(entry: Entry) -> PositionRow:
    return PositionRow(
        position=_position(entry),
        entry_id=entry.id,
        state=EntryState(entry.state),
        position_state=PositionState(entry.position_state),
        revision=entry.revision,
        keyer=entry.keyer,
        flags=flags_of(entry.flags),
        page_no=entry.page_no,
        registration=entry.registration,
        title=entry.title,
        kind=entry.kind,
    )


def _draft_row(draft: tables.Draft) -> PositionRow:
    return PositionRow(
        position=_position(draft),
        entry_id=None,
        state=EntryState.DRAFTED,
        position_state=PositionState.NORMAL,
        revision=0,
        keyer=draft.account_id,
        flags=(),
        page_no=None,
        registration="",
        title="",
        kind="",
    )
