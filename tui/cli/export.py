"""`hotich export`: files to hand on, in the shapes others fixed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from registers import ministry
from registers.catalogue import say
from registers.systemfaults import problem_of
from registers.workflow import EntryState
from tui.cli.command import Answer, ExitCode, command, noun
from tui.cli.files import spared
from tui.cli.office import opened
from tui.cli.refusals import FileUnusable

app = noun("export", say("cli.export"))


class Edition(StrEnum):
    """The years the Ministry published workbooks in."""

    OF_2019 = "2019"
    OF_2024 = "2024"


_WORKBOOKS = {Edition.OF_2019: ministry.WORKBOOK, Edition.OF_2024: ministry.WORKBOOK_2024}


@command(app, "ministry", say("cli.export_ministry"))
def export_ministry(
    book: Annotated[str, typer.Option("--book", help=say("cli.export_ministry_book"))],
    out: Annotated[Path, typer.Option("--out", help=say("cli.export_ministry_out"), metavar="DIR")],
    edition: Annotated[Edition, typer.Option("--workbook", help=say("cli.export_ministry_workbook"))] = Edition.OF_2019,
    state: Annotated[EntryState | None, typer.Option("--state", help=say("cli.entries_state"))] = None,
) -> Answer:
    """One workbook of each kind keyed in the book; what the Ministry has none for is named."""
    from storage import ministrybooks

    with opened() as store:
        spared(out)
        try:
            out.mkdir(parents=True, exist_ok=True)
            written, without = ministrybooks.write(store, book, out, workbook=_WORKBOOKS[edition], state=state)
        except OSError as wrong:
            raise FileUnusable(path=out, problem=problem_of(wrong)) from wrong
    files = [{"file": str(one.path), "kind": one.kind, "entries": one.entries} for one in written]
    lines = [say("cli.export_ministry_written", path=one.path, entries=one.entries) for one in written]
    unapproved = sum(one.unapproved for one in written)
    messages = [say("cli.export_ministry_unapproved", count=unapproved)] if unapproved else []
    messages += [str(ministry.NoWorkbook(kind=kind)) for kind in without]
    if not written and not without:
        messages = [say("cli.export_ministry_nothing", book=book)]
    code = ExitCode.DONE if not without else ExitCode.PART if written else ExitCode.REFUSED
    return Answer(
        {"book": book, "files": files, "unapproved": unapproved, "without_workbook": without}, lines, messages, code
    )
