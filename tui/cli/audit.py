"""`hotich audit`: who did what, and is the log of it whole?"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from registers.catalogue import say
from tui import logwords
from tui.cli.command import Answer, ExitCode, command, noun, table
from tui.cli.office import acting, opened
from tui.days import read_day

app = noun("audit", say("cli.audit"))


@command(app, "log", say("log.cli_log"))
def read(
    who: Annotated[str, typer.Option("--who", help=say("log.cli_who"), metavar=say("cli.metavar_name"))] = "",
    act: Annotated[str, typer.Option("--act", help=say("log.cli_act"))] = "",
    about: Annotated[str, typer.Option("--about", help=say("log.cli_about"))] = "",
    first: Annotated[str, typer.Option("--from", help=say("log.cli_from"), metavar="DD/MM/YYYY")] = "",
    last: Annotated[str, typer.Option("--to", help=say("log.cli_to"), metavar="DD/MM/YYYY")] = "",
    before: Annotated[int | None, typer.Option("--before", help=say("log.cli_before"), min=1)] = None,
    limit: Annotated[int, typer.Option("--limit", help=say("log.cli_limit"), min=1, max=100_000)] = 200,
) -> Answer:
    """The lines of the log, newest first."""
    from storage import log

    wanted = log.Wanted(who, act, about, _day(first), _day(last))
    with opened() as store:
        found = log.lines(store, wanted, by=acting(store), before=before, limit=limit)
    document = [
        {
            "line": line.seq,
            "at": line.at.isoformat(timespec="seconds"),
            "who": line.who,
            "act": line.act,
            "subject": line.subject,
            "about": line.about,
            "detail": dict(line.detail),
        }
        for line in found
    ]
    columns = [say(f"log.column_{name}") for name in ("line", "at", "who", "act", "about", "detail")]
    rows = [
        [
            line.seq,
            f"{line.at:%d/%m/%Y %H:%M:%S}",
            line.who,
            str(logwords.act(line.act)),
            line.about,
            logwords.detail(line.detail),
        ]
        for line in found
    ]
    return Answer(document, table(columns, rows) if rows else [say("log.empty")])


def _day(text: str) -> date | None:
    return date.fromisoformat(day) if (day := read_day(text)) else None


@command(app, "verify", say("cli.audit_verify"))
def verify() -> Answer:
    """Follow the chain of the log from its first line, and look for entries it does not account for."""
    from storage import chain

    with opened() as store:
        report = chain.verify(store)
    document = {
        "ok": report.ok,
        "lines": report.lines,
        "head": report.head,
        "faults": [
            {"seq": f.seq, "fault": f.kind, "subject": f.subject, "revision": f.revision, "detail": str(f)}
            for f in report.faults
        ],
    }
    if report.ok:
        return Answer(document, [say("cli.audit_ok", lines=report.lines, head=report.head)])
    lines = [say("cli.audit_broken", lines=report.lines), *(f"  {fault}" for fault in report.faults)]
    return Answer(document, lines, [say("cli.audit_advice")], ExitCode.PART)
