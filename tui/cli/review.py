"""`hotich review`: the queue, returning with comments, approving one, several or all that a filter finds."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from registers.catalogue import say
from registers.errors import HotichError
from registers.workflow import Act, EntryState
from tui.cli import lots, rekeying
from tui.cli.command import Answer, ExitCode, command, noun, table
from tui.cli.comments import comments_in
from tui.cli.office import account_option, acting_as, opened
from tui.cli.steps import in_steps

if TYPE_CHECKING:
    from storage.decisions import Decided, Undecided
    from storage.engine import Store
    from storage.review import Waiting, Wanted


class InOrder(StrEnum):
    """What comes first, by the names of `storage.review.Order`, which is imported once a command runs."""

    RISK = "risk"
    AGE = "age"
    PLACE = "place"


class Gravest(StrEnum):
    """The gravest flag of an entry."""

    E = "E"
    W = "W"
    I = "I"  # noqa: E741  the severity's name
    NONE = "none"


app = noun("review", say("review.cli_review"))

app.add_typer(lots.app)
app.add_typer(rekeying.app)

Ids = Annotated[list[str] | None, typer.Argument(help=say("review.cli_entries"), metavar="ENTRY…")]
Account = Annotated[str, account_option(say("review.cli_account"))]
Reason = Annotated[str, typer.Option("--reason", help=say("review.cli_reason"))]
Book = Annotated[str, typer.Option("--book", help=say("review.cli_filter_book"))]
Clerk = Annotated[str, typer.Option("--clerk", help=say("review.cli_filter_clerk"))]
Kind = Annotated[str, typer.Option("--kind", help=say("review.cli_filter_kind"))]
Rule = Annotated[str, typer.Option("--flag", help=say("review.cli_filter_rule"))]
Grave = Annotated[Gravest | None, typer.Option("--severity", help=say("review.cli_filter_severity"))]
Older = Annotated[int | None, typer.Option("--older-than", help=say("review.cli_filter_older"), min=0)]
Risk = Annotated[int | None, typer.Option("--risk", help=say("review.cli_filter_risk"), min=0)]
States = Annotated[list[EntryState] | None, typer.Option("--state", help=say("review.cli_filter_state"))]
Revision = Annotated[int | None, typer.Option("--revision", help=say("review.cli_revision"), min=1)]
All = Annotated[bool, typer.Option("--all", help=say("review.cli_all"))]


class NothingNamed(HotichError):
    """Neither entries nor --all were given."""

    key: ClassVar[str] = "review.cli_nothing_named"


@command(app, "queue", say("review.cli_queue"))
def queue(
    text: Annotated[list[str] | None, typer.Argument(help=say("review.cli_text"), metavar="TEXT…")] = None,
    book: Book = "",
    clerk: Clerk = "",
    kind: Kind = "",
    rule: Rule = "",
    severity: Grave = None,
    older_than: Older = None,
    risk: Risk = None,
    state: States = None,
    order: Annotated[InOrder, typer.Option("--order", help=say("review.cli_order"))] = InOrder.RISK,
    limit: Annotated[int, typer.Option("--limit", help=say("review.cli_limit"), min=1, max=10_000)] = 100,
) -> Answer:
    """What waits for review, riskiest first."""
    from storage import accounts, review

    grave = severity or ""
    wanted = review.Wanted(book, clerk, kind, rule, grave, older_than, risk, tuple(state or ()), tuple(text or ()))
    with opened() as store:
        rows = review.queue(store, wanted, order=review.Order(order), limit=limit)
        counts = review.count(store, wanted)
        names = accounts.names(store)
    document = {
        "total": counts.total,
        "by_severity": {grade or "none": number for grade, number in sorted(counts.by_severity.items())},
        "entries": [_document(row, names) for row in rows],
    }
    graded = {grade: counts.by_severity.get(grade, 0) for grade in ("E", "W", "I")}
    return Answer(
        document, _lines(rows, names), [say("review.cli_summary", shown=len(rows), total=counts.total, **graded)]
    )


@command(app, "return", say("review.cli_return"))
def send_back(
    account: Account,
    entry: Ids = None,
    reason: Reason = "",
    comment: Annotated[list[str] | None, typer.Option("--comment", help=say("review.cli_comment"))] = None,
    revision: Revision = None,
) -> Answer:
    """Return entries to be corrected."""
    from storage import decisions

    comments = comments_in(comment)
    with opened() as store:
        by = acting_as(store, account)
        answers: list[Decided | Undecided] = []
        for entry_id, base in _named(store, entry, revision):
            try:
                made = decisions.send_back(
                    store, entry_id, base_revision=base, account_id=by, reason=reason, comments=comments
                )
                answers.append(made)
            except HotichError as why:
                answers.append(decisions.Undecided(entry_id, why))
    return _answer(answers)


@command(app, "approve", say("review.cli_approve"))
def approve(
    account: Account,
    entry: Ids = None,
    everything: All = False,
    reason: Reason = "",
    revision: Revision = None,
    book: Book = "",
    clerk: Clerk = "",
    kind: Kind = "",
    severity: Grave = None,
) -> Answer:
    """Approve entries; those that cannot be are named and left as they were."""
    from storage import decisions
    from storage.review import Wanted

    with opened() as store:
        by = acting_as(store, account)
        if everything:
            wanted: Wanted = Wanted(book=book, clerk=clerk, kind=kind, severity=severity or "")
            named = decisions.found_by(store, wanted)
        else:
            named = _named(store, entry, revision)
        with in_steps(len(named)) as go_on:
            answers = decisions.decide(store, Act.APPROVE, named, account_id=by, reason=reason, go_on=go_on)
    return _answer(answers, rest=len(named) - len(answers))


def _named(store: Store, ids: list[str] | None, revision: int | None) -> list[tuple[str, int]]:
    from storage import entries

    if not ids:
        raise NothingNamed
    return [(entry_id, revision or entries.load(store, entry_id).revision) for entry_id in ids]


def _document(row: Waiting, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.entry_id,
        "office": row.office,
        "book": row.book_id,
        "kind": row.kind,
        "year": row.position.year,
        "entry_no": str(row.position.number),
        "suffix": row.position.suffix,
        "page_no": row.page_no,
        "position_state": row.position_state.value,
        "state": row.state.value,
        "revision": row.revision,
        "keyer": names.get(row.keyer, row.keyer),
        "keyed_at": row.keyed_at,
        "title": row.title,
        "risk": row.risk,
        "severity": row.severity,
        "flags": [{"rule": f.rule, "severity": f.severity.value, "fields": [*f.fields]} for f in row.flags],
    }


def _lines(rows: list[Waiting], names: dict[str, str]) -> list[str]:
    columns = ("entry", "book", "position", "state", "risk", "flags", "title", "keyer")
    return table(
        [say(f"review.cli_column_{name}") for name in columns],
        [
            [
                row.entry_id,
                row.book_id,
                str(row.position),
                row.state.label,
                row.risk,
                " ".join(dict.fromkeys(flag.rule for flag in row.flags)),
                row.what,
                names.get(row.keyer, row.keyer),
            ]
            for row in rows
        ],
    )


def _answer(answers: list[Decided | Undecided], rest: int = 0) -> Answer:
    """What was decided and what was left; `rest` were not looked at, for it was stopped."""
    from storage.decisions import Undecided

    left = [answer for answer in answers if isinstance(answer, Undecided)]
    done = [answer for answer in answers if not isinstance(answer, Undecided)]
    document = {
        "decided": [{"id": answer.entry_id, "revision": answer.revision} for answer in done],
        "undecided": [{"id": answer.entry_id, "why": answer.why.key, "reason": str(answer.why)} for answer in left],
    }
    messages = [say("review.cli_undecided", entry=answer.entry_id, why=answer.why) for answer in left]
    code = ExitCode.PART if rest else ExitCode.DONE
    if rest:
        document["not_looked_at"] = rest
        messages.append(say("review.cli_stopped", rest=rest))
    elif left:
        code = ExitCode.PART if done else ExitCode(max(answer.why.exit_code for answer in left))
    return Answer(document, [say("review.cli_decided", done=len(done), left=len(left))], messages, code)
