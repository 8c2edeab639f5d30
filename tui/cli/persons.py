"""`hotich persons`: the people entries speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from registers.catalogue import say
from registers.dates import with_slashes
from tui.booknames import kind_name, role_label
from tui.cli.command import Answer, command, noun, table
from tui.cli.office import opened

if TYPE_CHECKING:
    from storage.persons import Found

app = noun("persons", say("cli.persons"))


@command(app, "find", say("cli.persons_find"))
def find(
    text: Annotated[list[str], typer.Argument(help=say("cli.persons_text"), metavar="TEXT")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help=say("cli.persons_limit"))] = 50,
) -> Answer:
    """People by name, in any spelling, with a year or a place beside it."""
    from storage import persons

    with opened() as store:
        found = persons.find(store, " ".join(text), limit=limit)
    names = ("name", "birth", "role", "residence", "kind", "position", "book")
    lines = table(
        [say(f"cli.persons_column_{name}") for name in names],
        [
            [
                hit.full_name,
                with_slashes(hit.birth),
                role_label(hit.kind, hit.role),
                hit.residence,
                kind_name(hit.kind),
                hit.position,
                hit.book_id,
            ]
            for person in found
            for hit in person.hits
        ],
    )
    none = [] if found else [say("cli.persons_none")]
    return Answer([_document(person) for person in found], lines if found else (), none)


def _document(person: Found) -> dict[str, Any]:
    return {
        "person": person.person_id,
        "full_name": person.full_name,
        "birth": person.birth,
        "sex": person.sex,
        "residence": person.residence,
        "mentions": [
            {
                "role": hit.role,
                "full_name": hit.full_name,
                "birth": hit.birth,
                "residence": hit.residence,
                "kind": hit.kind,
                "book": hit.book_id,
                "position": str(hit.position),
                "entry": hit.entry_id,
            }
            for hit in person.hits
        ],
        "kin": [
            {"relation": kin.relation, "person": kin.person_id, "full_name": kin.full_name, "birth": kin.birth}
            for kin in person.kin
        ],
    }
