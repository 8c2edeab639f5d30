"""Accounts: who may sign in, as what, until when, on which books.

Sign-in attempts are charged before the password is looked at, so that guessing in parallel gains nothing: after two
failures each further one makes the account wait, 5 seconds, then twice as long each time, up to a quarter of an hour.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from sqlmodel import Session, col, delete, select

from registers.accountname import account_name
from registers.errors import HotichError
from registers.text import clean
from registers.workflow import Role
from storage import actions, passwords
from storage.engine import Store, stamp, store_of
from storage.permissions import OPERATOR, AccountState, require, role_of, why_barred
from storage.shelf import OPEN, BookClosed, NoSuchBook
from storage.tables import Account, Assignment, Book

_FREE_FAILURES = 2
_FIRST_WAIT, _LONGEST_WAIT = 5, 15 * 60  # seconds


class WrongPassword(HotichError):
    """Name or password is wrong. `wait_seconds` is how long the account must wait now, 0 for not at all."""

    key: ClassVar[str] = "storage.wrong_password"
    exit_code = 3

    def __init__(self, *, wait_seconds: int = 0) -> None:
        super().__init__(wait_seconds=wait_seconds)
        self.wait_seconds = wait_seconds


class CurrentPasswordWrong(WrongPassword):
    """What was typed as one's password up to now is another."""

    key: ClassVar[str] = "storage.current_password_wrong"


class MustWait(WrongPassword):
    """Too many failures: the account waits before the next try is looked at."""

    key: ClassVar[str] = "storage.must_wait"


class NoAccounts(HotichError):
    """The store has just been made: there is no account yet that anybody could sign in to."""

    key: ClassVar[str] = "storage.no_accounts"
    exit_code = 3


class NoSuchAccount(HotichError):
    """No account has that name or id."""

    key: ClassVar[str] = "storage.no_such_account"


class NameInUse(HotichError):
    """Another account has that name."""

    key: ClassVar[str] = "storage.name_in_use"


class WeakPassword(HotichError):
    """The password is too short."""

    key: ClassVar[str] = "storage.weak_password"


class LastAdministrator(HotichError):
    """Without this account no administrator could sign in today."""

    key: ClassVar[str] = "storage.last_administrator"


class BadDates(HotichError):
    """The last day of an account lies before its first."""

    key: ClassVar[str] = "storage.bad_dates"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An account that has proved itself."""

    account_id: str
    name: str
    role: Role
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as lists show it; days are `2026-11-22`, "" where open."""

    account_id: str
    name: str
    role: Role
    state: AccountState
    valid_from: str
    valid_to: str
    books: tuple[str, ...]


def sign_in(store: Store, name: str, password: str) -> SignedIn:
    """The account `name`, if `password` is its own and it may work today.

    Raises WrongPassword (MustWait while an earlier failure's delay runs), NoAccounts, AccountLocked, AccountExpired.
    """
    charged = _charge(store, name)
    if charged is None:
        passwords.fits(password, passwords.nobodys())
        with store.read() as session:
            raise WrongPassword if session.exec(select(Account.id).limit(1)).first() else NoAccounts
    good = passwords.fits(password, charged.password)
    rehashed = passwords.hashed(password) if good and passwords.outdated(charged.password) else charged.password
    with store.write() as session:
        account = session.get_one(Account, charged.id)
        if not good:
            actions.record(session, account.id, "account.sign_in_refused", account.id)
            wait = _wait(account.failures)
        else:
            account.failures, account.wait_until, account.password = 0, "", rehashed
            barred = why_barred(account, store.today())
            actions.record(session, account.id, "account.barred" if barred else "account.sign_in", account.id)
    if not good:
        raise MustWait(wait_seconds=wait) if wait else WrongPassword()
    if barred:
        raise barred
    return SignedIn(account.id, account.name, Role(account.role), json.loads(account.settings))


def add(
    store: Store, name: str, role: Role | str, password: str, *, by: str, valid_from: str = "", valid_to: str = ""
) -> AccountRow:
    """A new account. Raises BadAccountName, BadDates, NameInUse, WeakPassword, NotAllowed."""
    name = account_name(name)
    _in_order(valid_from, valid_to)
    kept = _strong(password)
    with store.write() as session:
        require(session, by, "account.add")
        if _folded(name) == OPERATOR or _by_name(session, name):  # the log would take one for the other
            raise NameInUse(name=name)
        account = Account(
            id=store.new_id(),
            name=name,
            folded=_folded(name),
            role=Role(role),
            password=kept,
            valid_from=valid_from,
            valid_to=valid_to,
            created_at=store.now(),
        )
        session.add(account)
        actions.record(session, by, "account.add", account.id, {"name": name, "role": account.role})
        return _plain(account, ())


def list_all(store: Store) -> list[AccountRow]:
    """Every account but the removed, by name."""
    with store.read() as session:
        books: dict[str, list[str]] = {}
        for given in session.exec(select(Assignment).order_by(col(Assignment.book_id))):
            books.setdefault(given.account_id, []).append(given.book_id)
        query = select(Account).where(Account.state != AccountState.REMOVED).order_by(col(Account.folded))
        return [_plain(account, tuple(books.get(account.id, ()))) for account in session.exec(query)]


def get(store: Store, name: str) -> AccountRow:
    """The account of that name. Raises NoSuchAccount."""
    with store.read() as session:
        account = _required(session, name)
        given = session.exec(select(Assignment.book_id).where(Assignment.account_id == account.id)).all()
        return _plain(account, tuple(sorted(given)))


def names(store: Store) -> dict[str, str]:
    """Name of every account that ever was, by id, for lists that show who did what."""
    with store.read() as session:
        return dict(session.exec(select(Account.id, Account.name)).all())


def lock(store: Store, name: str, *, by: str, reason: str = "") -> None:
    """The account cannot sign in until it is unlocked. Raises NoSuchAccount, NotAllowed, LastAdministrator."""
    _change(store, name, "account.lock", by, reason=clean(reason), state=AccountState.LOCKED)


def unlock(store: Store, name: str, *, by: str) -> None:
    """The account may sign in again, at once. Raises NoSuchAccount, NotAllowed."""
    _change(store, name, "account.unlock", by, state=AccountState.ACTIVE, failures=0, wait_until="")


def remove(store: Store, name: str, *, by: str) -> None:
    """The account is gone for good; its name is free, its acts stay. Raises NoSuchAccount, NotAllowed, LastAdministrator."""
    with store.write() as session:
        require(session, by, "account.remove")
        account = _required(session, name)
        account.state, account.password, account.folded = AccountState.REMOVED, "", f"{account.folded}\n{account.id}"
        _keep_an_administrator(session, account)
        session.exec(delete(Assignment).where(col(Assignment.account_id) == account.id))
        actions.record(session, by, "account.remove", account.id, {"name": account.name})


def set_dates(store: Store, name: str, valid_from: str, valid_to: str, *, by: str) -> None:
    """The account works from one day to another, both `2026-11-22` or "" for open.

    Raises BadDates, NoSuchAccount, NotAllowed, LastAdministrator.
    """
    _in_order(valid_from, valid_to)
    _change(store, name, "account.dates", by, valid_from=valid_from, valid_to=valid_to)


def set_password(store: Store, name: str, password: str, *, by: str) -> None:
    """A new password: one's own, or anybody's by an administrator. Raises NoSuchAccount, NotAllowed, WeakPassword."""
    kept = _strong(password)
    with store.write() as session:
        account = _required(session, name)
        if by != account.id:
            require(session, by, "account.password")
        account.password, account.failures, account.wait_until = kept, 0, ""
        actions.record(session, by, "account.password", account.id)


def change_password(store: Store, account_id: str, current: str, new: str) -> None:
    """One's own password, by who proves with `current` that he is the one: at an unattended terminal somebody else may sit.

    A wrong one counts as at a sign-in. Raises WeakPassword, CurrentPasswordWrong (MustWait while an earlier failure's delay runs),
    NotAllowed, AccountLocked, AccountExpired.
    """
    kept = _strong(new)
    with store.read() as session:
        role_of(session, account_id)
        name = session.get_one(Account, account_id).name
    charged = _charge(store, name)
    good = charged is not None and charged.id == account_id and passwords.fits(current, charged.password)
    with store.write() as session:
        account = session.get_one(Account, account_id)
        if good:
            account.password, account.failures, account.wait_until = kept, 0, ""
        actions.record(session, account_id, "account.password" if good else "account.password_refused", account_id)
        wait = _wait(account.failures)
    if not good:
        raise MustWait(wait_seconds=wait) if wait else CurrentPasswordWrong()


def save_settings(store: Store, account_id: str, settings: Mapping[str, Any]) -> None:
    """Keep some of the account's own settings (input method, profile …), anything JSON holds; others stay. Raises NoSuchAccount."""
    with store.write() as session:
        account = session.get(Account, account_id)
        if account is None:
            raise NoSuchAccount(name=account_id)
        account.settings = json.dumps(json.loads(account.settings) | settings)


def settings(store: Store, name: str) -> tuple[str, dict[str, Any]]:
    """The id of the account of that name, and what it chose for itself. Raises NoSuchAccount."""
    with store.read() as session:
        account = _required(session, name)
        return account.id, json.loads(account.settings)


def assign(store: Store, name: str, book_ids: Sequence[str], *, by: str) -> None:
    """Give books to the account, besides those it has. Raises NoSuchAccount, NotAllowed, NoSuchBook, BookClosed."""
    with store.write() as session:
        require(session, by, "account.assign")
        account = _required(session, name)
        for book_id in dict.fromkeys(book_ids):
            book = session.get(Book, book_id)
            if book is None:
                raise NoSuchBook(book=clean(book_id))
            if book.state != OPEN:
                raise BookClosed(book=book_id)
            if session.get(Assignment, (account.id, book_id)) is None:
                now = store.now()
                session.add(Assignment(account_id=account.id, book_id=book_id, assigned_by=by, assigned_at=now))
                actions.record(session, by, "account.assign", account.id, {"book": book_id})


def unassign(store: Store, name: str, book_ids: Sequence[str], *, by: str) -> None:
    """Take books from the account; its drafts in them stay. Raises NoSuchAccount, NotAllowed."""
    with store.write() as session:
        require(session, by, "account.unassign")
        account = _required(session, name)
        for book_id in dict.fromkeys(book_ids):
            given = session.get(Assignment, (account.id, book_id))
            if given is not None:
                session.delete(given)
                actions.record(session, by, "account.unassign", account.id, {"book": book_id})


def _charge(store: Store, name: str) -> Account | None:
    """Count the attempt as a failure before it is looked at; a good password takes the count back."""
    now = store.clock()
    with store.write() as session:
        account = _by_name(session, clean(name))
        if account is None:
            return None
        left = (datetime.fromisoformat(account.wait_until) - now).total_seconds() if account.wait_until else 0
        if left > 0:
            raise MustWait(wait_seconds=int(left) + 1)
        account.failures += 1
        wait = _wait(account.failures)
        account.wait_until = stamp(now + timedelta(seconds=wait)) if wait else ""
        return account


def _wait(failures: int) -> int:
    beyond = failures - _FREE_FAILURES - 1
    return 0 if beyond < 0 else min(_FIRST_WAIT * 2 ** min(beyond, 16), _LONGEST_WAIT)


def _change(store: Store, name: str, act: str, by: str, *, reason: str = "", **columns: Any) -> None:
    with store.write() as session:
        require(session, by, act)
        account = _required(session, name)
        if account.role == Role.ADMIN:
            require(session, by, "account.administrator")
        for column, value in columns.items():
            setattr(account, column, value)
        _keep_an_administrator(session, account)
        shown = {column: value for column, value in columns.items() if column != "failures"}
        actions.record(session, by, act, account.id, shown | ({"reason": reason} if reason else {}))


def _keep_an_administrator(session: Session, changed: Account) -> None:
    """Raises LastAdministrator where `changed`, as it is now, leaves nobody who could add or unlock an account today."""
    today = store_of(session).today()
    if changed.role != Role.ADMIN or why_barred(changed, today) is None:
        return
    others = session.exec(select(Account).where(Account.role == Role.ADMIN, Account.id != changed.id)).all()
    if all(why_barred(other, today) is not None for other in others):
        raise LastAdministrator(name=changed.name)


def _in_order(valid_from: str, valid_to: str) -> None:
    if valid_to and valid_to < valid_from:
        first, last = (f"{date.fromisoformat(day):%d/%m/%Y}" for day in (valid_from, valid_to))
        raise BadDates(first=first, last=last)


def _required(session: Session, name: str) -> Account:
    account = _by_name(session, clean(name))
    if account is None:
        raise NoSuchAccount(name=clean(name))
    return account


def _by_name(session: Session, name: str) -> Account | None:
    return session.exec(select(Account).where(Account.folded == _folded(name))).first()


def _folded(name: str) -> str:
    return name.casefold()


def _strong(password: str) -> str:
    if len(password) < passwords.SHORTEST:
        raise WeakPassword(shortest=passwords.SHORTEST)
    return passwords.hashed(password)


def _plain(account: Account, books: tuple[str, ...]) -> AccountRow:
    return AccountRow(
        account.id,
        account.name,
        Role(account.role),
        AccountState(account.state),
        account.valid_from,
        account.valid_to,
        books,
    )
