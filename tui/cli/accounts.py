"""`hotich accounts`: who may sign in, as what, until when, on which books."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from registers.catalogue import say
from registers.workflow import Role
from tui.cli.command import Answer, command, noun, table
from tui.cli.office import acting, opened
from tui.days import read_day, shown_day

if TYPE_CHECKING:
    from storage.accounts import AccountRow
    from storage.engine import Store

app = noun("accounts", say("cli.accounts"))

Name = Annotated[str, typer.Argument(help=say("cli.accounts_name"), metavar=say("cli.metavar_name"))]
Books = Annotated[list[str], typer.Argument(help=say("cli.accounts_books"), metavar=say("cli.metavar_books"))]
PasswordStdin = Annotated[bool, typer.Option("--password-stdin", help=say("cli.accounts_password_stdin"))]
Day = Annotated[str, typer.Option(help=say("cli.accounts_day"), metavar="DD/MM/YYYY")]


@command(app, "add", say("cli.accounts_add"))
def add(
    name: Name,
    role: Annotated[Role, typer.Option("--role", help=say("cli.accounts_role"))],
    password_stdin: PasswordStdin = False,
    valid_from: Day = "",
    valid_to: Day = "",
) -> Answer:
    """A new account."""
    from storage import accounts

    password = _password(from_stdin=password_stdin)
    days = read_day(valid_from), read_day(valid_to)
    with opened() as store:
        row = accounts.add(store, name, role, password, by=acting(store), valid_from=days[0], valid_to=days[1])
    return Answer(_document(row), [say("cli.accounts_added", name=row.name, role=row.role.label)])


@command(app, "list", say("cli.accounts_list"))
def list_all() -> Answer:
    """Every account."""
    from storage import accounts

    with opened() as store:
        rows = accounts.list_all(store)
    header = [say(f"cli.accounts_column_{name}") for name in ("name", "role", "state", "from", "to", "books")]
    lines = table(
        header,
        [
            [r.name, r.role.label, r.state.label, *map(shown_day, (r.valid_from, r.valid_to)), ", ".join(r.books)]
            for r in rows
        ],
    )
    return Answer([_document(row) for row in rows], lines)


@command(app, "lock", say("cli.accounts_lock"))
def lock(name: Name, reason: Annotated[str, typer.Option(help=say("cli.accounts_reason"))] = "") -> Answer:
    """Keep the account from signing in."""
    from storage import accounts

    with opened() as store:
        accounts.lock(store, name, by=acting(store), reason=reason)
        return _now(store, name)


@command(app, "unlock", say("cli.accounts_unlock"))
def unlock(name: Name) -> Answer:
    """Let the account sign in again."""
    from storage import accounts

    with opened() as store:
        accounts.unlock(store, name, by=acting(store))
        return _now(store, name)


@command(app, "remove", say("cli.accounts_remove"))
def remove(name: Name) -> Answer:
    """End the account for good."""
    from storage import accounts
    from storage.permissions import AccountState

    with opened() as store:
        row = accounts.get(store, name)
        accounts.remove(store, name, by=acting(store))
    document = _document(row) | {"state": AccountState.REMOVED.value, "books": []}
    return Answer(document, [say("cli.accounts_now", name=row.name, state=AccountState.REMOVED.label)])


@command(app, "password", say("cli.accounts_password"))
def password(name: Name, password_stdin: PasswordStdin = False) -> Answer:
    """Give the account a new password."""
    from storage import accounts

    new = _password(from_stdin=password_stdin)
    with opened() as store:
        accounts.set_password(store, name, new, by=acting(store))
        return _now(store, name)


@command(app, "dates", say("cli.accounts_dates"))
def dates(name: Name, valid_from: Day = "", valid_to: Day = "") -> Answer:
    """From when until when the account may sign in; a day left out is open."""
    from storage import accounts

    days = read_day(valid_from), read_day(valid_to)
    with opened() as store:
        accounts.set_dates(store, name, *days, by=acting(store))
        return _now(store, name)


@command(app, "assign", say("cli.accounts_assign"))
def assign(name: Name, books: Books) -> Answer:
    """Give books to the account."""
    from storage import accounts

    with opened() as store:
        accounts.assign(store, name, books, by=acting(store))
        return _assigned(store, name)


@command(app, "unassign", say("cli.accounts_unassign"))
def unassign(name: Name, books: Books) -> Answer:
    """Take books from the account."""
    from storage import accounts

    with opened() as store:
        accounts.unassign(store, name, books, by=acting(store))
        return _assigned(store, name)


def _now(store: Store, name: str) -> Answer:
    from storage import accounts

    row = accounts.get(store, name)
    return Answer(_document(row), [say("cli.accounts_now", name=row.name, state=row.state.label)])


def _assigned(store: Store, name: str) -> Answer:
    from storage import accounts

    row = accounts.get(store, name)
    if row.books:
        told = say("cli.accounts_assigned", name=row.name, books=", ".join(row.books))
    else:
        told = say("cli.accounts_assigned_none", name=row.name)
    return Answer(_document(row), [told])


def _document(row: AccountRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "role": row.role.value,
        "state": row.state.value,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "books": list(row.books),
        "id": row.account_id,
    }


def _password(*, from_stdin: bool) -> str:
    """The password on the first line of stdin, or asked for twice at a terminal."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        from tui.cli.refusals import PasswordUnasked

        raise PasswordUnasked
    return str(typer.prompt(say("cli.accounts_ask_password"), hide_input=True, confirmation_prompt=True, err=True))
