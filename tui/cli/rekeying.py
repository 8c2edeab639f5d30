"""`hotich review second`: give a book out for second keying, take it back, how far it is, and the errors it proved."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from registers.catalogue import say
from registers.rekeying import Scope
from tui.cli.command import Answer, command, noun, table
from tui.cli.office import account_option, acting_as, opened

app = noun("second", say("rekeying.cli"))

Account = Annotated[str, account_option(say("rekeying.cli_account"))]
Book = Annotated[str, typer.Argument(help=say("rekeying.cli_book"), metavar="BOOK")]


@command(app, "give", say("rekeying.cli_give"))
def give(
    book: Book,
    account: Account,
    scope: Annotated[Scope, typer.Option("--scope", help=say("rekeying.cli_scope"))] = Scope.ADAPTIVE,
    share: Annotated[float, typer.Option("--share", help=say("rekeying.cli_share"), min=0.001, max=1.0)] = 1.0,
    to: Annotated[str, typer.Option("--to", help=say("rekeying.cli_to"))] = "",
) -> Answer:
    """Give a book out to be keyed a second time."""
    from random import SystemRandom

    from storage import accounts, rekeying

    with opened() as store:
        by, whom = acting_as(store, account), accounts.get(store, to).account_id if to else ""
        given = rekeying.give_out(store, book, scope, by=by, random=SystemRandom(), share=share, to=whom)
    document = {"book": book, "scope": scope.value, "to": to} | asdict(given)
    return Answer(document, [say("rekeying.given", entries=given.entries, fields=given.fields)])


@command(app, "back", say("rekeying.cli_back"))
def back(book: Book, account: Account) -> Answer:
    """Take back what nobody keyed again yet."""
    from storage import rekeying

    with opened() as store:
        taken = rekeying.take_back(store, book, by=acting_as(store, account))
    told = [say("rekeying.taken_back", entries=taken.entries)]
    if taken.freed:
        told.append(say("rekeying.freed", count=taken.freed))
    return Answer({"book": book} | asdict(taken), told)


@command(app, "list", say("rekeying.cli_list"))
def list_all() -> Answer:
    """How far second keying is, by book."""
    from storage import rekeying
    from storage.permissions import OPERATOR

    with opened() as store:
        rows = rekeying.books(store, OPERATOR, every=True)
    figures = ("to_give", "given", "differing", "settled")
    header = [say("rekeying.head_book"), *(say(f"rekeying.head_{name}") for name in figures)]
    documents = [{"book": row.book_id} | {name: getattr(row, name) for name in figures} for row in rows]
    return Answer(documents, table(header, [list(document.values()) for document in documents]))


@command(app, "faults", say("rekeying.cli_faults"))
def faults(clerk: Annotated[str, typer.Option("--clerk", help=say("rekeying.cli_clerk"))] = "") -> Answer:
    """Proven errors by class."""
    from storage import accounts, rekeying

    with opened() as store:
        found = rekeying.charged(store, accounts.get(store, clerk).account_id if clerk else "")
        names = accounts.names(store)
    documents = [
        {"clerk": names.get(each.account_id, each.account_id), "class": each.error_class.value, "count": each.count}
        for each in found
    ]
    lines = table(
        [say(f"rekeying.column_{name}") for name in ("who", "class", "count")],
        [[names.get(each.account_id, each.account_id), each.error_class.label, each.count] for each in found],
    )
    return Answer(documents, lines)
