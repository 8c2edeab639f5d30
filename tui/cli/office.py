"""The office a command works on: its home, its open store, and in whose name.

HOTICH_ACCOUNT names the account a command acts for; without it the command is the operator's, who holds the machine's service
account. An auditor's commands read everything and change nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from registers.catalogue import say

if TYPE_CHECKING:  # `hotich --help` need not wait for the store's libraries
    from storage.engine import Store

ACTING = "HOTICH_ACCOUNT"


def account_option(help_text: str) -> Any:
    """The option `--account`: in whose name a command acts; HOTICH_ACCOUNT stands for it."""
    text = f"{help_text} ({say('cli.or_acting', variable=ACTING)})"
    return typer.Option("--account", envvar=ACTING, show_envvar=False, help=text, metavar=say("cli.metavar_name"))


@contextmanager
def opened(*, create: bool = False) -> Iterator[Store]:
    """The store of HOTICH_HOME or HOTICH_DATABASE, closed at the end.

    Raises StoreError; StoreMissing where `hotich init` is due; what keeps the account of HOTICH_ACCOUNT from working.
    """
    from storage.engine import Store
    from storage.home import Home

    if create:
        operators_alone()
    store = Store.open(Home.find().store_url, create=create)
    try:
        yield store.read_only() if _reads_only(store) else store
    finally:
        store.close()


def acting(store: Store) -> str:
    """Id of the account HOTICH_ACCOUNT names, the operator's without one. Raises NoSuchAccount."""
    from storage import accounts
    from storage.permissions import OPERATOR

    name = os.environ.get(ACTING, "")
    return accounts.get(store, name).account_id if name else OPERATOR


def acting_as(store: Store, name: str) -> str:
    """Id of the account `name` a command is to act for; nobody acts for another than HOTICH_ACCOUNT. Raises NoSuchAccount, NotAllowed."""
    from storage import accounts
    from storage.permissions import OPERATOR, NotAllowed

    who, account_id = acting(store), accounts.get(store, name).account_id
    if who not in (OPERATOR, account_id):
        raise NotAllowed
    return account_id


def to_write(store: Store) -> Store:
    """The store, for a command whose every part would write. Raises ReadsOnly."""
    from storage.errors import ReadsOnly

    if store.reads_only:
        raise ReadsOnly
    return store


def operators_alone() -> None:
    """Raises NotAllowed where a command that makes or replaces a whole store is run for an account."""
    from storage.permissions import NotAllowed

    if os.environ.get(ACTING, ""):
        raise NotAllowed


def _reads_only(store: Store) -> bool:
    """Raises AccountLocked and the like where the account may not work today."""
    from registers.workflow import Role
    from storage.permissions import OPERATOR, role_of

    who = acting(store)
    if who == OPERATOR:
        return False
    with store.read() as session:
        return role_of(session, who) is Role.AUDITOR
