"""`hotich review standardise BOOK`: what today's rules would store otherwise, and taking it up or refusing it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from registers.catalogue import say
from registers.dates import with_slashes
from registers.errors import HotichError
from registers.standardise import Change
from tui.cli.command import Answer, ExitCode, command, table
from tui.cli.office import account_option, acting_as, opened
from tui.cli.review import app

if TYPE_CHECKING:
    from storage.decisions import Decided, Undecided
    from storage.engine import Store
    from storage.standardising import Around, Proposed


class Nobody(HotichError):
    """Something is to be decided and nobody decides it."""

    key: ClassVar[str] = "standardise.cli_nobody"


class Unknown(HotichError):
    """What is named is neither a kind of change nor something proposed."""

    key: ClassVar[str] = "standardise.cli_unknown"


@command(app, "standardise", say("standardise.cli_standardise"))
def standardise(
    book: Annotated[str, typer.Argument(help=say("standardise.cli_book"), metavar="BOOK")],
    kind: Annotated[Change | None, typer.Option("--kind", help=say("standardise.cli_kind"))] = None,
    accept: Annotated[list[str] | None, typer.Option("--accept", help=say("standardise.cli_accept"))] = None,
    refuse: Annotated[list[str] | None, typer.Option("--refuse", help=say("standardise.cli_refuse"))] = None,
    account: Annotated[str, account_option(say("standardise.cli_account"))] = "",
) -> Answer:
    """The proposals of a book by kind of change; with `--accept` and `--refuse`, what is decided about them."""
    from storage import standardising

    with opened() as store:
        around = standardising.look_around(store, book)
        found = [one for one in standardising.proposed(store, around) if kind in (None, one.proposal.change)]
        if accept or refuse:
            return _decided(store, around, found, accept or [], refuse or [], account)
    counts = Counter(one.proposal.change for one in found)
    document = {
        "book": book,
        "counts": {change.value: counts[change] for change in Change if counts[change]},
        "proposals": [_document(one) for one in found],
    }
    columns = [say(f"standardise.head_{name}") for name in ("change", "position", "field", "text")]
    rows = [
        (
            str(one.proposal.change.label),
            str(one.position),
            f"{one.entry_id}:{one.proposal.field}",
            f"{with_slashes(one.proposal.was.normalised)} → {with_slashes(one.proposal.becomes.normalised)}",
        )
        for one in found
    ]
    return Answer(document, table(columns, rows) if found else [say("standardise.nothing")])


def _decided(
    store: Store, around: Around, found: list[Proposed], accept: list[str], refuse: list[str], account: str
) -> Answer:
    from storage import standardising
    from storage.decisions import Undecided

    if not account:
        raise Nobody
    by = acting_as(store, account)
    named = {f"{one.entry_id}:{one.proposal.field}": one for one in found}
    refused = [_one(named, text) for text in refuse]
    wanted = [one for text in accept for one in _wanted(named, text)]
    for one in refused:
        standardising.refuse(store, around, one, account_id=by)
    gone = {one.key for one in refused}
    chosen = {one.key: one for one in wanted if one.key not in gone}
    answers: list[Decided | Undecided] = standardising.accept(store, around, chosen.values(), account_id=by)
    left = [answer for answer in answers if isinstance(answer, Undecided)]
    done = [answer for answer in answers if not isinstance(answer, Undecided)]
    document = {
        "book": around.book.id,
        "accepted": [{"id": answer.entry_id, "revision": answer.revision} for answer in done],
        "refused": [_document(one) for one in refused],
        "undecided": [{"id": answer.entry_id, "why": answer.why.key, "reason": str(answer.why)} for answer in left],
    }
    code = ExitCode.DONE
    if left:
        code = ExitCode.PART if done or refused else ExitCode(max(answer.why.exit_code for answer in left))
    messages = [say("review.cli_undecided", entry=answer.entry_id, why=answer.why) for answer in left]
    word = say("standardise.cli_done", entries=len(done), refused=len(refused), left=len(left))
    return Answer(document, [word], messages, code)


def _wanted(named: dict[str, Proposed], text: str) -> list[Proposed]:
    """What `text` names: every proposal of a kind of change, or one."""
    if text in set(Change) and not Change(text).singly:
        return [one for one in named.values() if one.proposal.change == text]
    return [_one(named, text)]


def _one(named: dict[str, Proposed], text: str) -> Proposed:
    if text not in named:
        raise Unknown(text=text, kinds=", ".join(change for change in Change if not change.singly))
    return named[text]


def _document(one: Proposed) -> dict[str, Any]:
    proposal = one.proposal
    return {
        "entry": one.entry_id,
        "revision": one.revision,
        "kind": one.kind,
        "year": one.position.year,
        "entry_no": str(one.position.number),
        "suffix": one.position.suffix,
        "field": proposal.field,
        "change": proposal.change.value,
        "as_written": proposal.was.as_written,
        "was": {"normalised": proposal.was.normalised, "mark": str(proposal.was.mark)},
        "becomes": {"normalised": proposal.becomes.normalised, "mark": str(proposal.becomes.mark)},
    }
