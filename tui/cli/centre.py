"""`hotich centre`: the province's end of the wire. It needs no office and no HOTICH_HOME."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from registers.catalogue import say
from tui.cli.command import Answer, command, noun, table
from tui.cli.office import operators_alone

if TYPE_CHECKING:
    from sync.centre.database import Database
    from sync.centre.tokens import TokenRow

app = noun("centre", say("centre.cli_centre"))
token = noun("token", say("centre.cli_token"))
app.add_typer(token)

Where = Annotated[
    str, typer.Option("--database", help=say("centre.cli_database"), envvar="HOTICH_CENTRE_DATABASE", metavar="URL")
]
Office = Annotated[str, typer.Argument(help=say("centre.cli_office"), metavar="OFFICE")]
File = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help=say("centre.cli_file"))]


@command(app, "serve", say("centre.cli_serve"))
def serve(
    database: Where,
    host: Annotated[str, typer.Option(help=say("centre.cli_host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=say("centre.cli_port"), min=0, max=65535)] = 8765,
    certificate: File = None,
    key: File = None,
    client_ca: File = None,
    rate: Annotated[float, typer.Option(help=say("centre.cli_rate"), min=0.1)] = 50.0,
    burst: Annotated[int, typer.Option(help=say("centre.cli_burst"), min=1)] = 200,
) -> Answer:
    """Serve until SIGTERM or SIGINT; what is under way is finished first."""
    from sync.centre import serve as serving

    operators_alone()
    serving.serve(
        database, host=host, port=port, certificate=certificate, key=key, client_ca=client_ca, rate=rate, burst=burst
    )
    return Answer({"ok": True}, [], [say("centre.cli_served")])


@command(token, "issue", say("centre.cli_issue"))
def issue(
    office: Office, database: Where, note: Annotated[str, typer.Option(help=say("centre.cli_note"))] = ""
) -> Answer:
    """A new token of an office: told once, here."""
    from sync.centre import tokens

    with _opened(database) as centre:
        made = tokens.issue(centre, office, note=note)
    return Answer({"office": office, "token": made}, [made], [say("centre.cli_issued", office=office)])


@command(token, "list", say("centre.cli_list"))
def list_tokens(
    database: Where,
    office: Annotated[str | None, typer.Argument(help=say("centre.cli_office"), metavar="OFFICE")] = None,
) -> Answer:
    """The tokens there are; no secret is shown again."""
    from sync.centre import tokens

    with _opened(database) as centre:
        rows = tokens.list_tokens(centre, office)
    header = [say(f"centre.cli_column_{name}") for name in ("office", "id", "note", "issued", "revoked")]
    lines = table(header, [[r.office, r.id, r.note, _when(r.issued_at), _when(r.revoked_at)] for r in rows])
    return Answer([_document(row) for row in rows], lines)


@command(token, "revoke", say("centre.cli_revoke"))
def revoke(
    office: Office,
    database: Where,
    only: Annotated[str, typer.Option("--id", help=say("centre.cli_id"), metavar="ID")] = "",
) -> Answer:
    """Let one token, or all of the office, in no longer."""
    from sync.centre import tokens

    with _opened(database) as centre:
        count = tokens.revoke(centre, office, only or None)
    return Answer({"office": office, "revoked": count}, [say("centre.cli_revoked", count=count, office=office)])


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    from sync.centre.database import Database

    operators_alone()
    database = Database.open(url)
    try:
        yield database
    finally:
        database.close()


def _when(at: str) -> str:
    """As people's own clock shows it; "" for never."""
    from storage.engine import in_vietnam

    return f"{in_vietnam(at):%d/%m/%Y %H:%M:%S}" if at else ""


def _document(row: TokenRow) -> dict[str, Any]:
    return {
        "office": row.office,
        "id": row.id,
        "note": row.note,
        "issued_at": row.issued_at,
        "revoked_at": row.revoked_at,
    }
