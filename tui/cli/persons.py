"""`hotich persons`: the people entries speak of."""

from __future__ import annotations

from typing import Annotated

import typer

from registers.catalogue import say
from tui.cli.command import Answer, command, noun, table
from tui.cli.office import opened

app = noun("persons", say("cli.persons"))


@command(app, "find", say("cli.persons_find"))
def find(
    text: Annotated[list[str], typer.Argument(help=say("cli.persons_text"), metavar="TEXT")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help=say("cli.persons_limit"))] = 50,
) -> Answer:
    """People by name, in any spelling, with a year or a place beside it."""
    from storage import search

    with opened() as store:
        hits = search.entries_by_name(store, " ".join(text), limit=limit)
    names = ("name", "birth", "role", "residence", "kind", "position", "book")
    lines = table(
        [say(f"cli.persons_column_{name}") for name in names],
        [[h.full_name, h.birth, h.role, h.residence, h.kind, h.position, h.book_id] for h in hits],
    )
    documents = [
        {
            "full_name": h.full_name,
            "birth": h.birth,
            "residence": h.residence,
            "role": h.role,
            "kind": h.kind,
            "book": h.book_id,
            "position": str(h.position),
            "entry": h.entry_id,
        }
        for h in hits
    ]
    return Answer(documents, lines if hits else [], [] if hits else [say("cli.persons_none")])
