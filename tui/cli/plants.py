"""`hotich review plant`, `planted`, `unplant`: errors shown to a reviewer on purpose, to measure how many he really catches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from registers.catalogue import say
from tui.cli.command import Answer, ExitCode, command, table
from tui.cli.office import account_option, acting, acting_as, opened
from tui.cli.review import app

if TYPE_CHECKING:
    from storage.plants import Planted, Reviewer

Who = Annotated[str, typer.Argument(help=say("plants.cli_reviewer"), metavar="REVIEWER")]
By = Annotated[str, account_option(say("plants.cli_account"))]


@command(app, "plant", say("plants.cli_plant"))
def plant(
    reviewer: Who,
    account: By,
    count: Annotated[int, typer.Option("--count", help=say("plants.cli_count"), min=1, max=1000)] = 1,
    book: Annotated[str, typer.Option("--book", help=say("plants.cli_book"))] = "",
) -> Answer:
    """Plant errors in entries drawn from a reviewer's queue."""
    from random import SystemRandom

    from storage import accounts, books, plants

    with opened() as store:
        by, whom = acting_as(store, account), accounts.get(store, reviewer)
        book_id = books.get(store, book).id if book else ""
        made = plants.sow(store, whom.account_id, count, by=by, random=SystemRandom(), book_id=book_id)
    document = {"reviewer": whom.name, "wanted": count, "planted": len(made)}
    line = say("plants.planted", reviewer=whom.name, count=len(made))
    if len(made) == count:
        return Answer(document, [line])
    code = ExitCode.PART if made else ExitCode.REFUSED
    return Answer(document, [line] if made else (), [say("plants.fewer", count=len(made), wanted=count)], code)


@command(app, "planted", say("plants.cli_planted"))
def planted(
    reviewer: Annotated[str, typer.Argument(help=say("plants.cli_one"), metavar="[REVIEWER]")] = "",
    account: Annotated[str, typer.Option("--account", help=say("plants.cli_reader"))] = "",
) -> Answer:
    """What each reviewer caught; with a reviewer's name, error by error."""
    from storage import accounts, plants

    with opened() as store:
        by = acting_as(store, account) if account else acting(store)
        if reviewer:
            return _one_by_one(plants.of_reviewer(store, accounts.get(store, reviewer).account_id, by=by))
        rows = plants.report(store, by=by)
    columns = ("reviewer", "waiting", "shown", "caught", "missed", "lifted", "rate", "interval")
    header = [say(f"plants.column_{name}") for name in columns]
    return Answer([_document(row) for row in rows], table(header, [_cells(row) for row in rows]))


@command(app, "unplant", say("plants.cli_unplant"))
def unplant(reviewer: Who, account: By) -> Answer:
    """Take away what was planted for a reviewer and not answered yet."""
    from storage import accounts, plants

    with opened() as store:
        by, whom = acting_as(store, account), accounts.get(store, reviewer)
        count = plants.withdraw(store, whom.account_id, by=by)
    return Answer(
        {"reviewer": whom.name, "withdrawn": count}, [say("plants.withdrawn", reviewer=whom.name, count=count)]
    )


def _document(row: Reviewer) -> dict[str, Any]:
    rate = row.rate
    return {
        "reviewer": row.name,
        "waiting": row.waiting,
        "shown": rate.shown,
        "caught": rate.caught,
        "missed": rate.shown - rate.caught,
        "withdrawn": row.lifted,
        "rate": round(rate.caught / rate.shown, 4) if rate.shown else None,
        "low": round(rate.interval.low, 4),
        "high": round(rate.interval.high, 4),
    }


def _cells(row: Reviewer) -> list[object]:
    rate = row.rate
    share = f"{100 * rate.caught / rate.shown:.0f}%" if rate.shown else "–"
    interval = f"{100 * rate.interval.low:.0f}–{100 * rate.interval.high:.0f}%" if rate.shown else "–"
    waiting = "–" if row.waiting is None else row.waiting
    return [row.name, waiting, rate.shown, rate.caught, rate.shown - rate.caught, row.lifted, share, interval]


def _one_by_one(rows: list[Planted]) -> Answer:
    documents = [
        {
            "id": row.entry_id,
            "revision": row.revision,
            "book": row.book_id,
            "position": str(row.position),
            "field": row.field,
            "class": row.error_class.value,
            "planted_at": row.planted_at,
            "answer": row.answer,
            "answered_at": row.answered_at,
        }
        for row in rows
    ]
    lines = table(
        [say(f"plants.column_{name}") for name in ("book", "position", "field", "class", "answer")],
        [
            [
                row.book_id,
                str(row.position),
                row.label,
                row.error_class.label,
                say(f"plants.answer_{row.answer or 'none'}"),
            ]
            for row in rows
        ],
    )
    return Answer(documents, lines)
