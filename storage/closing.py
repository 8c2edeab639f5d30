"""The end of a book: its ledger, and closing it, which takes it from its clerks and locks those who have no other.

Plan 3510 §III: accounts are made for keying and locked once keying is finished.
"""

from __future__ import annotations

from typing import ClassVar

from sqlmodel import Session, col, select

from registers.errors import HotichError
from registers.ledger import Ledger
from registers.ledger import ledger as account_for
from registers.workflow import Role
from storage import actions, shelf
from storage.engine import Store
from storage.permissions import AccountState, require
from storage.positions import positions_in
from storage.tables import Account, Assignment, Book


class BookUnexplained(HotichError):
    """Numbers of the book are neither keyed nor explained (`ledger`)."""

    key: ClassVar[str] = "storage.book_unexplained"

    def __init__(self, found: Ledger) -> None:
        first = found.unexplained
        super().__init__(count=len(first), first=first[0])
        self.ledger = found


def ledger(store: Store, book_id: str) -> Ledger:
    """Every number of the book accounted for, or named as not. Raises NoSuchBook."""
    with store.read() as session:
        return _ledger(session, book_id)


def close(store: Store, book_id: str, *, by: str) -> list[str]:
    """Close a book whose every number is explained; the names of the clerks locked for want of another book.

    Raises BookUnexplained, BookClosed, NoSuchBook, NotAllowed.
    """
    with store.write() as session:
        require(session, by, "book.close")
        book, _ = shelf.required(session, book_id)
        if book.state != shelf.OPEN:
            raise shelf.BookClosed(book=book_id)
        found = _ledger(session, book_id)
        if not found.explained:
            raise BookUnexplained(found)
        book.state = shelf.CLOSED
        actions.record(session, by, "book.close", book_id, {"keyed": found.keyed})
        session.flush()
        return [_lock(session, account, by) for account in _without_work(session, book_id)]


def reopen(store: Store, book_id: str, *, by: str) -> None:
    """Open a closed book again; accounts it locked stay locked. Raises NoSuchBook, NotAllowed."""
    with store.write() as session:
        require(session, by, "book.open")
        shelf.required(session, book_id)[0].state = shelf.OPEN
        actions.record(session, by, "book.open", book_id)


def _ledger(session: Session, book_id: str) -> Ledger:
    return account_for(shelf.plain(*shelf.required(session, book_id)), positions_in(session, book_id))


def _without_work(session: Session, book_id: str) -> list[Account]:
    """Clerks who were given this book and have no open one left."""
    with_work = (
        select(Assignment.account_id).join(Book, col(Book.id) == Assignment.book_id).where(Book.state == shelf.OPEN)
    )
    query = (
        select(Account)
        .join(Assignment, col(Assignment.account_id) == Account.id)
        .where(Assignment.book_id == book_id, Account.role == Role.CLERK, Account.state == AccountState.ACTIVE)
        .where(col(Account.id).not_in(with_work))
        .order_by(col(Account.folded))
    )
    return list(session.exec(query))


def _lock(session: Session, account: Account, by: str) -> str:
    account.state = AccountState.LOCKED
    actions.record(session, by, "account.lock", account.id, {"reason": "book.close"})
    return account.name
