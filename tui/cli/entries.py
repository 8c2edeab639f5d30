"""`hotich entries`: entries from files and to files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from registers.catalogue import say
from registers.legacy import Encoding
from registers.systemfaults import problem_of
from registers.workflow import EntryState
from tui.cli.command import Answer, ExitCode, command, noun
from tui.cli.files import spared
from tui.cli.office import acting, acting_as, opened, to_write
from tui.cli.refusals import FileUnusable

if TYPE_CHECKING:
    from storage.engine import Store
    from storage.intake import IntakeReport
    from storage.inventory import ImportReport

app = noun("entries", say("cli.entries"))


class Source(StrEnum):
    """Forms entries are taken in from."""

    PAPERBOOKS = "paperbooks"
    XLSX = "xlsx"
    CSV = "csv"


class Target(StrEnum):
    """Forms entries are written in."""

    JSONL = "jsonl"
    CSV = "csv"


@command(app, "import", say("cli.entries_import"))
def import_entries(
    path: Annotated[Path, typer.Argument(help=say("cli.entries_path"), metavar="PATH")],
    source: Annotated[Source | None, typer.Option("--format", help=say("cli.entries_import_format"))] = None,
    book: Annotated[str | None, typer.Option("--book", help=say("cli.entries_import_book"))] = None,
    account: Annotated[str | None, typer.Option("--account", help=say("cli.entries_account"))] = None,
    encoding: Annotated[Encoding | None, typer.Option("--encoding", help=say("cli.encoding"))] = None,
) -> Answer:
    """Take in pages written down elsewhere: normalised, checked and kept like a clerk's."""
    from storage import entrysheets, intake, paperbooks
    from storage.permissions import OPERATOR

    with opened() as store:
        to_write(store)
        account_id = acting_as(store, account) if account else acting(store)
        account_id = intake.importer(store) if account_id == OPERATOR else account_id
        if source is Source.PAPERBOOKS or (source is None and path.is_dir()):
            books, report = paperbooks.import_folder(store, path, account_id=account_id, today=store.today())
            return _taken(report, _books(books))
        sheet = entrysheets.import_sheet(store, path, account_id=account_id, book_id=book, encoding=encoding)
    document = {"unused_columns": sheet.unused, "mended": sheet.mended}
    messages = [say("cli.entries_unused", columns=", ".join(sheet.unused))] if sheet.unused else []
    return _taken(sheet.intake, document, [*sheet.mended, *messages])


def _books(report: ImportReport) -> dict[str, Any]:
    return {
        "books": {
            "imported": report.imported,
            "unchanged": report.unchanged,
            "repaired": len(report.repaired),
            "refused": [{"row": r.row, "column": r.column, "reason": r.reason} for r in report.refused],
        }
    }


def _taken(report: IntakeReport, more: dict[str, Any], messages: list[str] | None = None) -> Answer:
    document = {
        "imported": report.imported,
        "unchanged": report.unchanged,
        "flagged": report.flagged,
        "overridden": report.overridden,
        "refused": [{"book": r.book, "row": r.row, "position": r.position, "reason": r.reason} for r in report.refused],
    } | more
    refused_books = more.get("books", {}).get("refused", [])
    done = report.imported + report.unchanged
    code = ExitCode.DONE
    if report.refused or refused_books:
        code = ExitCode.PART if done else ExitCode.REFUSED
    lines = [
        say(
            "cli.entries_imported",
            imported=report.imported,
            unchanged=report.unchanged,
            flagged=report.flagged,
            refused=len(report.refused),
        )
    ]
    told = [*(messages or [])]
    told += [say("cli.books_refused", **r) for r in refused_books]
    told += [
        say("cli.entries_refused", book=r.book, row=r.row, position=r.position or "–", reason=r.reason)
        if r.row
        else say("cli.entries_refused_book", book=r.book, reason=r.reason)
        for r in report.refused
    ]
    return Answer(document, lines, told, code)


@command(app, "export", say("cli.entries_export"))
def export(
    out: Annotated[Path, typer.Option("--out", help=say("cli.entries_out"), metavar="FILE")],
    target: Annotated[Target, typer.Option("--format", help=say("cli.entries_export_format"))] = Target.JSONL,
    state: Annotated[EntryState | None, typer.Option("--state", help=say("cli.entries_state"))] = None,
    book: Annotated[str | None, typer.Option("--book", help=say("cli.entries_export_book"))] = None,
) -> Answer:
    """Write entries to a file, one line each."""
    from storage import books

    with opened() as store:
        spared(out)
        if book is not None:
            books.get(store, book)  # a misspelt book is no empty export
        with _written(out) as file:
            number = _export(store, file, target, state, book)
    document = {"entries": number, "format": target.value, "out": str(out)}
    message = say("cli.entries_exported", entries=number, out=out)
    return Answer(document, (), [message])


def _export(store: Store, file: TextIO, target: Target, state: EntryState | None, book: str | None) -> int:
    from storage.export import WRITERS, Wanted

    return WRITERS[target.value](store, file, Wanted(state, book))


@contextmanager
def _written(path: Path) -> Iterator[TextIO]:
    """A file that gets its name once it is whole, readable by this account of the machine only. Raises FileUnusable."""
    partial = path.with_name(f"{path.name}.partial")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(handle)
        partial.replace(path)
    except OSError as wrong:
        partial.unlink(missing_ok=True)
        raise FileUnusable(path=path, problem=problem_of(wrong)) from wrong
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
