"""`hotich books`: the inventory of paper books, which is next, what is missing in one, and closing it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from registers.catalogue import say
from registers.legacy import Encoding
from tui.cli.command import Answer, ExitCode, command, noun, table
from tui.cli.office import acting, opened

if TYPE_CHECKING:
    from registers.ledger import Ledger
    from storage.books import BookRow
    from storage.inventory import ImportReport

app = noun("books", say("cli.books"))

BookId = Annotated[str, typer.Argument(help=say("cli.books_book"), metavar=say("cli.metavar_book"))]
OfficeCode = Annotated[str | None, typer.Option("--office", help=say("cli.books_office"), metavar="CODE")]


@command(app, "import", say("cli.books_import"))
def import_inventory(
    file: Annotated[Path, typer.Argument(help=say("cli.books_file"), metavar="FILE.csv|FILE.xlsx")],
    encoding: Annotated[Encoding | None, typer.Option("--encoding", help=say("cli.encoding"))] = None,
    update: Annotated[bool, typer.Option("--update", help=say("cli.books_update"))] = False,
) -> Answer:
    """Take in the inventory: each row whole, or refused with its reason."""
    from storage import inventory
    from storage.sheets import SheetRefused

    with opened() as store:
        try:
            report = inventory.import_inventory(
                store, file, by=acting(store), today=store.today(), encoding=encoding, renew=update
            )
        except SheetRefused as wrong:
            return _refused(wrong)
    return _imported(report)


def _refused(wrong: Exception) -> Answer:
    document = _import_document() | {
        "refused": [{"row": 0, "column": "", "reason": str(wrong)}],
        "error": str(wrong),
    }
    return Answer(document, (), [str(wrong)], ExitCode.REFUSED)


def _imported(report: ImportReport) -> Answer:
    document = _import_document() | {
        "imported": report.imported,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "repaired": [
            {"row": r.row, "column": r.column, "was": r.was, "now": r.now, "reason": r.reason} for r in report.repaired
        ],
        "refused": [{"row": r.row, "column": r.column, "reason": r.reason} for r in report.refused],
    }
    done = report.imported + report.updated + report.unchanged
    code = ExitCode.DONE if not report.refused else ExitCode.PART if done else ExitCode.REFUSED
    messages = [
        say("cli.books_repaired", row=r.row, column=r.column or "–", was=r.was, now=r.now, reason=r.reason)
        if r.row
        else say("cli.books_mended", reason=r.reason)
        for r in report.repaired
    ]
    messages += [
        say("cli.books_refused" if r.column else "cli.books_refused_row", row=r.row, column=r.column, reason=r.reason)
        for r in report.refused
    ]
    messages += [say("cli.books_refused_next")] if report.refused else []
    counted = {name: document[name] for name in ("imported", "updated", "unchanged")}
    line = say("cli.books_imported", **counted, refused=len({r.row for r in report.refused}))
    return Answer(document, [line], messages, code)


def _import_document() -> dict[str, Any]:
    return {"imported": 0, "updated": 0, "unchanged": 0, "repaired": [], "refused": []}


@command(app, "list", say("cli.books_list"))
def list_all(office: OfficeCode = None) -> Answer:
    """Every book of the inventory."""
    from storage import books

    with opened() as store:
        rows = books.list_books(store, office)
    return Answer([document_of(row) for row in rows], _lines(rows))


@command(app, "next", say("cli.books_next"))
def next_book(
    account: Annotated[str | None, typer.Option("--account", help=say("cli.books_account"))] = None,
    office: OfficeCode = None,
) -> Answer:
    """The book the plan wants keyed next."""
    from storage import accounts, books

    with opened() as store:
        account_id = accounts.get(store, account).account_id if account else None
        row = books.next_book(store, account_id, today=store.today(), office=office)
        names = accounts.names(store)
        empty = row is None and not books.list_books(store, office)
    if row is None:
        return Answer(None, (), [say("cli.books_none_yet" if empty else "cli.books_none_left")])
    document = document_of(row.book) | {
        "phase": row.phase,
        "deadline": row.deadline.isoformat() if row.deadline else None,
        "overdue": row.overdue,
        "drafts": row.drafts,
        "returned": row.returned,
        "assigned_to": [names.get(account_id, account_id) for account_id in row.assigned_to],
    }
    return Answer(document, _lines([row.book]))


@command(app, "ledger", say("cli.books_ledger"))
def ledger(book: BookId) -> Answer:
    """Every number of a book accounted for, or named as not."""
    from storage import books

    with opened() as store:
        row, account = books.get(store, book), books.ledger(store, book)
    document = {"book": document_of(row)} | _ledger(account)
    return Answer(document, [*_lines([row]), "", *_ledger_lines(account)])


@command(app, "close", say("cli.books_close"))
def close(book: BookId) -> Answer:
    """Close a book whose every number is accounted for."""
    from storage import books

    with opened() as store:
        closed = books.close(store, book, by=acting(store))
        row = books.get(store, book)
    lines = [say("cli.books_closed", book=row.id)]
    lines += [say("cli.books_ended", names=", ".join(closed.ended))] if closed.ended else []
    lines += [say("cli.books_locked", names=", ".join(closed.locked))] if closed.locked else []
    return Answer(document_of(row) | {"ended": [*closed.ended], "locked": [*closed.locked]}, lines)


@command(app, "reopen", say("cli.books_reopen"))
def reopen(book: BookId) -> Answer:
    """Open a closed book again; nobody has it until it is given anew."""
    from storage import books

    with opened() as store:
        books.reopen(store, book, by=acting(store))
        row = books.get(store, book)
    return Answer(document_of(row), [say("cli.books_reopened", book=row.id)])


@command(app, "carried", say("cli.books_carried"))
def carried(book: BookId) -> Answer:
    """What of a book was only carried and never differed in it."""
    from storage.carried import of_book

    with opened() as store:
        report = of_book(store, book)
    fields = [
        {
            "field": one.name,
            "label": one.label,
            "how": one.how,
            "value": one.value,
            "entries": [str(position) for position in one.positions],
            "of": one.pages,
        }
        for one in report.fields
    ]
    document = {"book": report.book_id, "entries": report.entries, "unknown": report.unknown, "fields": fields}
    names = ("field", "how", "value", "entries")
    rows = [
        [one.label, say(f"review.carried_{one.how}"), one.written or one.value, one.ranges] for one in report.fields
    ]
    lines = table([say(f"review.carried_{name}") for name in names], rows) if rows else [say("review.carried_none")]
    unknown = [say("review.carried_unknown", count=report.unknown)] if report.unknown else []
    return Answer(document, lines, unknown)


def document_of(row: BookRow) -> dict[str, Any]:
    """A book as every command gives it: the inventory's columns, and how far it is keyed."""
    return {
        "book_id": row.id,
        "office_code": row.office,
        "office_name": row.office_name,
        "level": row.level.value,
        "kind": row.kind,
        "layout": row.layout.value,
        "book_no": row.book_no,
        "year_from": row.year_from,
        "year_to": row.year_to,
        "opened": row.opened,
        "closed": row.closed,
        "first_no": row.first_no,
        "last_no": row.last_no,
        "entries": row.entries,
        "pages": row.pages,
        "shelf": row.shelf,
        "notes": row.notes,
        "state": row.state,
        "pinned": row.pinned,
        "keyed": row.keyed,
        "approved": row.approved,
    }


def _lines(rows: list[BookRow]) -> list[str]:
    names = ("book", "office", "kind", "layout", "years", "numbers", "entries", "keyed", "approved", "state")
    return table(
        [say(f"cli.books_column_{name}") for name in names],
        [
            [
                row.id,
                row.office,
                row.kind or say("cli.combined_book"),
                row.layout.value,
                str(row.year_from) if row.year_from == row.year_to else f"{row.year_from}–{row.year_to}",
                f"{row.first_no or '?'}–{row.last_no or '?'}",
                row.entries,
                row.keyed,
                row.approved,
                say(f"cli.book_state_{row.state}"),
            ]
            for row in rows
        ],
    )


def _ledger(account: Ledger) -> dict[str, Any]:
    return {
        "first": str(account.first) if account.first else None,
        "last": str(account.last) if account.last else None,
        "keyed": account.keyed,
        "expected": account.expected,
        "explained": account.explained,
        "gaps": [
            {"year": gap.year, "first": gap.first, "last": gap.last, "reason": gap.reason.value} for gap in account.gaps
        ],
        "repeats": [
            {"position": str(r.position), "declared": r.declared, "keyed": r.keyed, "plain": r.plain}
            for r in account.repeats
        ],
        "odd_pages": [
            {
                "position": str(p.position),
                "state": p.state.value,
                "page_no": p.page_no,
                "falls": p.falls,
                "beyond": p.beyond,
            }
            for p in account.odd_pages
        ],
        "beyond": [str(position) for position in account.beyond],
        "states": {state.value: number for state, number in account.states.items()},
        "position_states": {state.value: number for state, number in account.position_states.items()},
        "unexplained": [str(sentence) for sentence in account.unexplained],
    }


def _ledger_lines(account: Ledger) -> list[str]:
    if account.explained:
        return [say("cli.ledger_explained", keyed=account.keyed)]
    return [say("cli.ledger_unexplained"), *(f"  {sentence}" for sentence in account.unexplained)]
