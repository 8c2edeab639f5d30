"""Which book is next: the plan's order over the open books, and which of them an account may key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, exists, func, select
from sqlmodel import Session, col

from registers.plan import Plan, load_plan, next_books, plan_3510
from registers.workflow import EntryState, Role
from storage import settings
from storage.engine import Store
from storage.permissions import role_of
from storage.shelf import OPEN, BookRow, plain
from storage.tables import Assignment, Book, Draft, Entry, Office, core

_a, _e = core(Assignment).c, core(Entry).c
_THIS_BOOK, _THIS_ACCOUNT = _a.book_id == bindparam("book"), _a.account_id == bindparam("account")
_GIVEN = select(
    exists().where(_THIS_BOOK, _THIS_ACCOUNT).label("mine"),
    exists().where(_THIS_ACCOUNT).label("any_of_mine"),
    exists().where(_THIS_BOOK).label("of_the_book"),
)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A book's place in the queue, from 1; `phase` is "" and `deadline` None where no phase of the plan covers it."""

    rank: int
    book: BookRow
    phase: str
    deadline: date | None
    overdue: bool
    keyed: int
    drafts: int
    returned: int  # of the account's own entries: they come first
    assigned_to: tuple[str, ...]  # ids of accounts


def queue(store: Store, account_id: str | None = None, *, today: date) -> list[QueueRow]:
    """The open books in the plan's order, those with nothing left to key at the end; for an account, those it may key.

    Books with entries that were returned to the account come before all others.
    A clerk who was given books sees those, one who was given none those given to nobody.
    """
    with store.read() as session:
        plan = plan_in(session)
        drafts = dict(session.execute(select(col(Draft.book_id), func.count()).group_by(col(Draft.book_id))).all())
        given = _given(session)
        rows = session.execute(
            select(Book, Office).join(Office, col(Office.code) == col(Book.office)).where(col(Book.state) == OPEN)
        )
        found = [plain(book, office) for book, office in rows]
        returned = _returned(session, account_id)
        if account_id is not None and role_of(session, account_id) is Role.CLERK:
            found = [book for book in found if may_key(given, book.id, account_id)]
    queued = next_books(plan, found, today)
    # stable: the plan's order stays within each part
    queued.sort(key=lambda item: (item.book.id not in returned, item.book.complete))
    return [
        QueueRow(
            rank=rank,
            book=item.book,
            phase=item.phase.id if item.phase else "",
            deadline=item.phase.deadline if item.phase else None,
            overdue=item.overdue,
            keyed=item.book.keyed,
            drafts=drafts.get(item.book.id, 0),
            returned=returned.get(item.book.id, 0),
            assigned_to=tuple(sorted(given.get(item.book.id, ()))),
        )
        for rank, item in enumerate(queued, start=1)
    ]


def next_book(
    store: Store, account_id: str | None = None, *, today: date, office: str | None = None
) -> QueueRow | None:
    """The first book of the queue that has something left to correct or to key, of one office where named."""
    rows = queue(store, account_id, today=today)
    left = (row for row in rows if row.returned or not row.book.complete)
    return next((row for row in left if office in (None, row.book.office)), None)


def returned_elsewhere(store: Store, account_id: str) -> int:
    """How many of a clerk's entries are returned in books he may not key any more: no row of his queue shows them."""
    with store.read() as session:
        if role_of(session, account_id) is not Role.CLERK:
            return 0
        returned = _returned(session, account_id)
        given = _given(session) if returned else {}
    return sum(count for book, count in returned.items() if not may_key(given, book, account_id))


def plan_in(session: Session) -> Plan:
    """The plan in force: the one that was loaded, else the built-in one."""
    text = settings.get_in(session, settings.PLAN)
    return plan_3510() if text is None else load_plan(text)


def is_given(session: Session, book_id: str, account_id: str) -> bool:
    """Whether a clerk may key the book: it was given to him, or neither he nor the book was given anything."""
    mine, any_of_mine, of_the_book = session.execute(_GIVEN, {"book": book_id, "account": account_id}).one()
    return bool(mine or not (any_of_mine or of_the_book))


def may_key(given: Mapping[str, set[str]], book_id: str, account_id: str) -> bool:
    if account_id in given.get(book_id, ()):
        return True
    return book_id not in given and not any(account_id in accounts for accounts in given.values())


def _returned(session: Session, account_id: str | None) -> dict[str, int]:
    """How many of the account's entries are returned, by book."""
    if account_id is None:
        return {}
    counted = select(_e.book_id, func.count()).where(_e.state == EntryState.RETURNED, _e.keyer == account_id)
    return {row[0]: row[1] for row in session.execute(counted.group_by(_e.book_id))}


def _given(session: Session) -> dict[str, set[str]]:
    """The accounts each book is given to, by book; books given to nobody are not in it."""
    found: dict[str, set[str]] = {}
    for book_id, account_id in session.execute(select(_a.book_id, _a.account_id)):
        found.setdefault(book_id, set()).add(account_id)
    return found
