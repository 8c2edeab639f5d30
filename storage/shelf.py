"""The books on the shelf: what the inventory says of each, how far it is keyed, and what keying learned of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import bindparam
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from registers.errors import HotichError
from registers.kinds import Layout, Level
from storage import actions
from storage.engine import Store
from storage.offices import OfficeRow
from storage.offices import put as put_office
from storage.permissions import require
from storage.tables import Book, Office, core

OPEN, CLOSED = "open", "closed"

_WITH_OFFICE = select(Book, Office).join(Office, col(Office.code) == col(Book.office))
_BY_ID = _WITH_OFFICE.where(col(Book.id) == bindparam("book"))
_b, _o = core(Book).c, core(Office).c
_FACTS = (
    core_select(*_b, _o.name.label("office_name"), _o.level)
    .join_from(core(Book), core(Office), _o.code == _b.office)
    .where(_b.id == bindparam("book"))
)


class NoSuchBook(HotichError):
    """The inventory has no book of that id."""

    key: ClassVar[str] = "storage.no_such_book"


class BookClosed(HotichError):
    """The book is closed: nothing is keyed into it any more."""

    key: ClassVar[str] = "storage.book_closed"


@dataclass(frozen=True, slots=True)
class BookRow:
    """A book of the inventory. Dates are `dd.mm.yyyy` or "", `kind` is "" for a combined book, `keyed` counts live entries.

    `profile` is what keying learned of the book: constants, carried values, fields its pages do not print.
    """

    id: str
    office: str
    office_name: str
    level: Level
    kind: str
    layout: Layout
    book_no: str
    year_from: int
    year_to: int
    opened: str = ""
    closed: str = ""
    first_no: int | None = None
    last_no: int | None = None
    entries: int | None = None
    pages: int | None = None
    shelf: str = ""
    notes: str = ""
    state: str = OPEN
    pinned: bool = False
    keyed: int = 0
    approved: int = 0
    profile: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def complete(self) -> bool:
        """True where as much is keyed as the inventory counts."""
        return self.entries is not None and self.keyed >= self.entries


def add(session: Session, books: Iterable[BookRow]) -> None:
    """Keep books that are new to the store, with their offices, within a unit of work. What they count starts at nothing."""
    for book in books:
        put_office(session, OfficeRow(book.office, book.office_name, book.level))
        session.add(
            Book(
                id=book.id,
                office=book.office,
                kind=book.kind,
                layout=book.layout,
                book_no=book.book_no,
                year_from=book.year_from,
                year_to=book.year_to,
                opened=book.opened,
                closed=book.closed,
                first_no=book.first_no,
                last_no=book.last_no,
                entries=book.entries,
                pages=book.pages,
                shelf=book.shelf,
                notes=book.notes,
                profile=json.dumps(book.profile),
            )
        )
    session.flush()


def get(store: Store, book_id: str) -> BookRow:
    """The book of that id. Raises NoSuchBook."""
    with store.read() as session:
        return plain(*required(session, book_id))


def list_books(store: Store, office: str | None = None) -> list[BookRow]:
    """Every book, of one office where named, by office, kind and year."""
    query = _WITH_OFFICE
    if office is not None:
        query = query.where(Book.office == office)
    with store.read() as session:
        found = session.exec(query.order_by(col(Book.office), col(Book.kind), col(Book.year_from), col(Book.id)))
        return [plain(book, of) for book, of in found]


def save_profile(store: Store, book_id: str, profile: Mapping[str, Any]) -> None:
    """Keep what keying learned of the book, anything JSON holds. Raises NoSuchBook."""
    text = json.dumps(dict(profile))
    with store.write() as session:
        required(session, book_id)[0].profile = text


def pin(store: Store, book_id: str, pinned: bool, *, by: str) -> None:
    """Put the book at the head of the queue, or back in its place. Raises NoSuchBook, NotAllowed."""
    with store.write() as session:
        require(session, by, "book.pin")
        required(session, book_id)[0].pinned = int(pinned)
        actions.record(session, by, "book.pin", book_id, {"pinned": pinned})


def required(session: Session, book_id: str) -> tuple[Book, Office]:
    """The book and its office within a unit of work. Raises NoSuchBook."""
    found = session.exec(_BY_ID, params={"book": book_id}).first()
    if found is None:
        raise NoSuchBook(book=book_id)
    return found


def facts(session: Session, book_id: str) -> BookRow:
    """The book as a value within a unit of work. Raises NoSuchBook."""
    row = session.execute(_FACTS, {"book": book_id}).mappings().first()
    if row is None:
        raise NoSuchBook(book=book_id)
    told = dict(row)
    told["level"], told["layout"] = Level(row["level"]), Layout(row["layout"])
    told["pinned"], told["profile"] = bool(row["pinned"]), json.loads(row["profile"])
    return BookRow(**told)


def plain(book: Book, office: Office) -> BookRow:
    """The rows as a value."""
    return BookRow(
        id=book.id,
        office=book.office,
        office_name=office.name,
        level=Level(office.level),
        kind=book.kind,
        layout=Layout(book.layout),
        book_no=book.book_no,
        year_from=book.year_from,
        year_to=book.year_to,
        opened=book.opened,
        closed=book.closed,
        first_no=book.first_no,
        last_no=book.last_no,
        entries=book.entries,
        pages=book.pages,
        shelf=book.shelf,
        notes=book.notes,
        state=book.state,
        pinned=bool(book.pinned),
        keyed=book.keyed,
        approved=book.approved,
        profile=json.loads(book.profile),
    )
