"""`hotich review lots`: draw a lot, compare its sample, decide it, and read what the sample proves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from registers.catalogue import say
from registers.errors import HotichError
from tui import lotwords
from tui.cli.command import Answer, ExitCode, command, noun, table
from tui.cli.comments import comments_in
from tui.cli.office import account_option, acting_as, opened
from tui.cli.steps import in_steps

if TYPE_CHECKING:
    from storage.decisions import Decided, Undecided
    from storage.engine import Store
    from storage.lotrows import LotRow, SampledEntry

app = noun("lots", say("lots.cli"))

Account = Annotated[str, account_option(say("review.cli_account"))]
LotId = Annotated[str, typer.Argument(help=say("lots.cli_lot"), metavar="LOT")]


class SayWhich(HotichError):
    """Neither or both of --good and --faulty were given."""

    key: ClassVar[str] = "lots.cli_say_which"


class OneFinding(HotichError):
    """Faulty entries were named, and said not to be."""

    key: ClassVar[str] = "lots.cli_one_finding"


class CommentAlone(HotichError):
    """A comment was given about an entry that is good."""

    key: ClassVar[str] = "lots.cli_comment_alone"


class FinishAlone(HotichError):
    """--finish was given with what the sample came to."""

    key: ClassVar[str] = "lots.cli_finish_alone"


@command(app, "draw", say("lots.cli_draw"))
def draw(
    account: Account,
    book: Annotated[str, typer.Option("--book", help=say("lots.cli_book"))],
    clerk: Annotated[str, typer.Option("--clerk", help=say("lots.cli_clerk"))],
    aql: Annotated[str, typer.Option("--aql", help=say("lots.cli_aql"))] = "1.0",
) -> Answer:
    """Make a lot and draw its sample."""
    from random import SystemRandom

    from storage import accounts, lots, shelf

    with opened() as store:
        by, keyer = acting_as(store, account), accounts.get(store, clerk).account_id
        lot = lots.draw(store, shelf.get(store, book).id, keyer, aql=aql, by=by, random=SystemRandom())
        answer = _shown(store, lot)
    return Answer(answer.document, [say("lots.drawn", lot=lot.id), *answer.lines])


@command(app, "list", say("lots.cli_list"))
def list_all(
    clerk: Annotated[str, typer.Option("--clerk", help=say("lots.cli_clerk"))] = "",
    undecided: Annotated[bool, typer.Option("--open", help=say("lots.cli_open"))] = False,
) -> Answer:
    """The lots."""
    from storage import accounts, lots

    with opened() as store:
        keyer = accounts.get(store, clerk).account_id if clerk else ""
        rows, names = lots.list_lots(store, keyer=keyer, undecided=undecided), accounts.names(store)
    columns = ("lot", "book", "clerk", "inspection", "size", "sample", "accept", "faulty", "decision")
    lines = table(
        [say(f"lots.column_{name}") for name in columns],
        [
            [
                lot.id,
                lot.book_id,
                names.get(lot.keyer, lot.keyer),
                lot.inspection.label,
                lot.size,
                len(lot.sample),
                lot.accept,
                "" if lot.faulty is None else str(lot.faulty),
                lotwords.decision(lot),
            ]
            for lot in rows
        ],
    )
    return Answer([_document(lot, names) for lot in rows], lines)


@command(app, "show", say("lots.cli_show"))
def show(lot: LotId) -> Answer:
    """One lot with its sample."""
    from storage import lots

    with opened() as store:
        return _shown(store, lots.get(store, lot))


@command(app, "mark", say("lots.cli_mark"))
def mark(
    account: Account,
    lot: LotId,
    entry: Annotated[str, typer.Argument(help=say("review.cli_entries"), metavar="ENTRY")],
    good: Annotated[bool, typer.Option("--good", help=say("lots.cli_good"))] = False,
    faulty: Annotated[bool, typer.Option("--faulty", help=say("lots.cli_bad"))] = False,
    comment: Annotated[list[str] | None, typer.Option("--comment", help=say("review.cli_comment"))] = None,
) -> Answer:
    """Keep the verdict on one entry of the sample."""
    from storage import lots

    if good == faulty:
        raise SayWhich
    if good and comment:
        raise CommentAlone
    with opened() as store:
        by = acting_as(store, account)
        lots.mark(store, lot, entry, faulty=faulty, account_id=by, comments=comments_in(comment))
        return _shown(store, lots.get(store, lot))


@command(app, "decide", say("lots.cli_decide"))
def decide(
    account: Account,
    lot: LotId,
    faulty: Annotated[list[str] | None, typer.Option("--faulty", help=say("lots.cli_faulty"))] = None,
    no_fault: Annotated[bool, typer.Option("--no-fault", help=say("lots.cli_no_fault"))] = False,
    reason: Annotated[str, typer.Option("--reason", help=say("review.cli_reason"))] = "",
    finish: Annotated[bool, typer.Option("--finish", help=say("lots.cli_finish"))] = False,
) -> Answer:
    """Accept the lot, or return it whole."""
    from storage import accounts, lots

    if finish and (faulty or no_fault):
        raise FinishAlone
    if faulty and no_fault:
        raise OneFinding
    with opened() as store:
        by, found = acting_as(store, account), (faulty or []) if faulty or no_fault else None
        with in_steps(lots.get(store, lot).size) as go_on:
            if finish:
                decided, answers = lots.finish(store, lot, account_id=by, reason=reason, go_on=go_on)
            else:
                decided, answers = lots.decide(store, lot, found, account_id=by, reason=reason, go_on=go_on)
        shown, whose = _shown(store, decided), accounts.names(store)[decided.decided_by]
    return _decided(decided, answers, shown, "" if decided.decided_by == by else whose)


def _decided(lot: LotRow, answers: list[Decided | Undecided], shown: Answer, whose: str) -> Answer:
    from storage.decisions import Undecided

    left = [answer for answer in answers if isinstance(answer, Undecided)]
    back = [lot.goes_back(answer.entry_id) for answer in answers if not isinstance(answer, Undecided)]
    counts = {"approved": back.count(False), "returned": back.count(True)}
    document = (
        shown.document
        | counts
        | {"undecided": [{"id": answer.entry_id, "why": answer.why.key, "reason": str(answer.why)} for answer in left]}
    )
    messages = [say("review.cli_undecided", entry=answer.entry_id, why=answer.why) for answer in left]
    code = ExitCode.PART if left or lot.unfinished else ExitCode.DONE
    return Answer(document, [lotwords.outcome(lot, answers, whose), *shown.lines], messages, code)


def _shown(store: Store, lot: LotRow) -> Answer:
    from storage import accounts, lots

    names, sample = accounts.names(store), lots.sample_of(store, lot.id)
    document = _document(lot, names) | {"entries": [_entry(each) for each in sample]}
    told = [lotwords.plan(lot), lotwords.decision(lot), lotwords.proof(lot), lotwords.to_finish(lot)]
    lines = [*filter(None, told), ""]
    columns = [say("review.cli_column_entry"), *(say(f"lots.head_{name}") for name in ("position", "name", "verdict"))]
    rows = [[each.entry_id, str(each.position), each.title, lotwords.verdict(lot, each)] for each in sample]
    return Answer(document, [*lines, *table(columns, rows)])


def _entry(each: SampledEntry) -> dict[str, Any]:
    return {
        "id": each.entry_id,
        "year": each.position.year,
        "entry_no": str(each.position.number),
        "suffix": each.position.suffix,
        "page_no": each.page_no,
        "title": each.title,
        "revision": each.revision,
        "changed": each.changed,
        "verdict": each.verdict,
    }


def _document(lot: LotRow, names: dict[str, str]) -> dict[str, Any]:
    proves = lot.proves
    return {
        "lot": lot.id,
        "book": lot.book_id,
        "clerk": names.get(lot.keyer, lot.keyer),
        "inspection": lot.inspection.value,
        "aql": lot.aql,
        "size": lot.size,
        "sample": len(lot.sample),
        "accept": lot.accept,
        "compared": lot.looked_at,
        "faulty": lot.faulty,
        "decision": lot.decision,
        "unfinished": lot.unfinished,
        "proves": None if proves is None else {"least": proves[0], "most": proves[1], "confidence": 0.95},
        "says": lotwords.proof(lot),
        "drawn_by": names.get(lot.drawn_by, lot.drawn_by),
        "drawn_at": lot.drawn_at,
        "decided_by": names.get(lot.decided_by, lot.decided_by),
        "decided_at": lot.decided_at,
    }
