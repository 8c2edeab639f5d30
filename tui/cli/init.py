"""`hotich init`: make the home and the store of one office."""

from __future__ import annotations

from typing import Annotated

import typer

from registers.catalogue import say
from tui.cli.command import Answer, command
from tui.cli.office import opened


def add_to(app: typer.Typer) -> None:
    """Give `app` the command."""
    command(app, "init", say("cli.init"))(init)


def init(office: Annotated[str, typer.Option("--office", help=say("cli.init_office"))]) -> Answer:
    """Make the home's folders and the store, and say which office it is."""
    from datetime import UTC, datetime

    from storage import settings
    from storage.founding import found, office_of
    from storage.home import Home
    from storage.migrations import HEAD

    office_of(office, datetime.now(UTC).date())  # before anything is made
    home = Home.find()
    home.make()
    with opened(create=True) as store:
        there = settings.get(store, settings.OFFICE) == office
        founded = found(store, office)
        document = {"office": founded.code, "name": founded.name, "database": store.url, "schema": HEAD}
    word = "cli.init_there" if there else "cli.init_done"
    lines = [say(word, office=f"{founded.name} ({founded.code})", database=document["database"])]
    return Answer(document, lines, [say("cli.init_next")])
