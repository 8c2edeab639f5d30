"""Which account may do what to accounts and books. What may be done to entries is `registers.workflow`'s to say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from sqlalchemy import bindparam, select
from sqlmodel import Session

from registers.catalogue import Label, label
from registers.errors import HotichError
from registers.workflow import Role
from storage.engine import store_of
from storage.tables import Account, core

OPERATOR = "operator"
"""Who acts when a command is run by one who holds the machine's service account, not by an account of the store."""

_ADMIN = frozenset({Role.ADMIN})
_LEADERS = frozenset({Role.ADMIN, Role.SUPERVISOR})

_MAY: Mapping[str, frozenset[Role]] = {
    "account.add": _ADMIN,
    "account.remove": _ADMIN,
    "account.password": _ADMIN,
    "account.dates": _ADMIN,
    "account.administrator": _ADMIN,  # whatever is done to an administrator's account
    "account.lock": _LEADERS,
    "account.unlock": _LEADERS,
    "account.assign": _LEADERS,
    "account.unassign": _LEADERS,
    "book.close": _LEADERS,
    "book.open": _LEADERS,
    "book.pin": _LEADERS,
    "audit.read": _ADMIN | {Role.AUDITOR},
    "draft.hand_over": _LEADERS,
    "books.import": _LEADERS,
    "outbox.again": _LEADERS,
    "plan.load": _ADMIN,
    "plant.make": _LEADERS,
    "plant.lift": _LEADERS,
    "plant.read": _LEADERS | {Role.AUDITOR},
    "rekeying.give": _LEADERS,
    "rekeying.key": frozenset(Role) - {Role.AUDITOR},
}


_a = core(Account).c
_BY_ID = select(_a.name, _a.role, _a.state, _a.valid_from, _a.valid_to).where(_a.id == bindparam("id"))


class MayWork(Protocol):
    """What is looked at to tell whether an account may work: an Account, or those columns of one."""

    name: Any
    state: Any
    valid_from: Any
    valid_to: Any


class AccountState(StrEnum):
    """Whether an account may sign in."""

    ACTIVE = "active"
    LOCKED = "locked"
    REMOVED = "removed"

    @property
    def label(self) -> Label:
        """The state in words."""
        return label(f"storage.account_{self.value}")


class AccountLocked(HotichError):
    """The account is locked or gone."""

    key: ClassVar[str] = "storage.account_is_locked"
    exit_code = 3


class AccountExpired(HotichError):
    """Today is outside the account's dates."""

    key: ClassVar[str] = "storage.account_expired"
    exit_code = 3


class NotAllowed(HotichError):
    """The account's role does not include the act."""

    key: ClassVar[str] = "storage.not_allowed"
    exit_code = 3


def require(session: Session, by: str, act: str) -> None:
    """Raises NotAllowed, AccountLocked or AccountExpired unless `by` may do `act` today. The operator may do all of it."""
    if by != OPERATOR and role_of(session, by) not in _MAY[act]:
        raise NotAllowed


def role_of(session: Session, account_id: str) -> Role:
    """The role of an account that may work today. Raises NotAllowed for no account, AccountLocked, AccountExpired."""
    account = session.execute(_BY_ID, {"id": account_id}).first()
    if account is None:
        raise NotAllowed
    barred = why_barred(account, store_of(session).today())
    if barred is not None:
        raise barred
    return Role(account.role)


def why_barred(account: MayWork, today: date) -> HotichError | None:
    """What keeps the account from working today, None where nothing does."""
    day = today.isoformat()
    if account.state != AccountState.ACTIVE:
        return AccountLocked(name=account.name)
    if day < account.valid_from or (account.valid_to and day > account.valid_to):
        return AccountExpired(name=account.name)
    return None
