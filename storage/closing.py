"""The end of a book: its ledger, and closing it, which takes it from those it was given to and locks clerks who have no other.

Plan 3510 §III: accounts are made for keying and locked once keying is finished.
"""

from __future__ import annotations

from dataclasses import dataclass
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


class BookOpen(HotichError):
    """The book is open already."""

    key: ClassVar[str] = "storage.book_open"


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing a book ended: names of the accounts it was taken from, and of those of them that were locked."""

    ended: tuple[str, ...]
    locked: tuple[str, ...]


def close(store: Store, book_id: str, *, by: str) -> Closed:
    """Close a book whose every number is explained, end its assignments, lock the clerks who had no other book.

    Each of these is an act in the log. Raises BookUnexplained, BookClosed, NoSuchBook, NotAllowed.
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
        ended = [_end(session, account, book_id, by) for account in _given_to(session, book_id)]
        session.flush()
        locked = [_lock(session, account, by) for account in ended if _is_done(session, account)]
        return Closed(tuple(account.name for account in ended), tuple(locked))


def reopen(store: Store, book_id: str, *, by: str) -> None:
    """Open a closed book again. It is nobody's then: assignments that ended are given anew, accounts it locked stay locked.

    Raises BookOpen, NoSuchBook, NotAllowed.
    """
    with store.write() as session:
        require(session, by, "book.open")
        book, _ = shelf.required(session, book_id)
        if book.state == shelf.OPEN:
            raise BookOpen(book=book_id)
        book.state = shelf.OPEN
        for account in _given_to(session, book_id):  # closed by an earlier version, which left them
            _end(session, account, book_id, by)
        actions.record(session, by, "book.open", book_id)


def _ledger(session: Session, book_id: str) -> Ledger:
    return account_for(shelf.plain(*shelf.required(session, book_id)), positions_in(session, book_id))


def _given_to(session: Session, book_id: str) -> list[Account]:
    query = select(Account).join(Assignment, col(Assignment.account_id) == Account.id)
    return list(session.exec(query.where(Assignment.book_id == book_id).order_by(col(Account.folded))))


def _end(session: Session, account: Account, book_id: str, by: str) -> Account:
    session.delete(session.get_one(Assignment, (account.id, book_id)))
    actions.record(session, by, "account.unassign", account.id, {"book": book_id, "reason": "book.close"})
    return account


def _is_done(session: Session, account: Account) -> bool:
    """True for a clerk who may sign in and has no open book left."""
    left = select(Book.id).join(Assignment, col(Assignment.book_id) == Book.id)
    left = left.where(Assignment.account_id == account.id, Book.state == shelf.OPEN)
    works = account.role == Role.CLERK and account.state == AccountState.ACTIVE
    return works and session.exec(left).first() is None


def _lock(session: Session, account: Account, by: str) -> str:
    account.state = AccountState.LOCKED
    actions.record(session, by, "account.lock", account.id, {"state": account.state, "reason": "book.close"})
    return account.name
