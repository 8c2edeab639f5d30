"""`hotich outbox` and `hotich push`: what waits for the centre, and sending it."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from registers.catalogue import say
from tui.cli.command import Answer, ExitCode, command, table, tell
from tui.cli.office import acting, opened, operators_alone, to_write

if TYPE_CHECKING:
    from storage.engine import Store
    from storage.home import Home
    from storage.outboxstatus import Attention, OutboxStatus
    from sync.link import Link
    from sync.pusher import Sent
    from sync.transport import Line

Again = Annotated[bool, typer.Option("--again", help=say("push.cli_again"))]
Entry = Annotated[str, typer.Option("--entry", help=say("push.cli_entry"), metavar="ENTRY")]
Once = Annotated[bool, typer.Option("--once/--watch", help=say("push.cli_once"))]
Address = Annotated[str, typer.Option("--centre", help=say("push.cli_centre"), metavar="URL")]
TokenStdin = Annotated[bool, typer.Option("--token-stdin", help=say("push.cli_token_stdin"))]
Authority = Annotated[str, typer.Option("--authority", help=say("push.cli_authority"), metavar="FILE")]
Certificate = Annotated[str, typer.Option("--certificate", help=say("push.cli_certificate"), metavar="FILE")]
Key = Annotated[str, typer.Option("--key", help=say("push.cli_key"), metavar="FILE")]


def add_to(app: typer.Typer) -> None:
    """Give `app` the two commands."""
    command(app, "outbox", say("push.cli_outbox"))(outbox)
    command(app, "push", say("push.cli_push"))(push)


def outbox(again: Again = False, entry: Entry = "") -> Answer:
    """How the outbox stands; with `--again` what was set aside is put back in the queue first."""
    from storage import outbox as items
    from storage.home import Home
    from storage.outboxstatus import status
    from sync import link as links

    with opened() as store:
        if again:
            moved = items.send_again(store, account_id=acting(store), entry_id=entry or None)
            tell(say("push.again_done", items=moved))
        return _standing(status(store), store.now(), linked=links.is_known(Home.find().path))


def push(
    once: Once = True,
    centre: Address = "",
    token_stdin: TokenStdin = False,
    authority: Authority = "",
    certificate: Certificate = "",
    key: Key = "",
) -> Answer:
    """Send what waits, once or until told to end; the centre's address and token are kept for the next time."""
    from storage import outbox
    from storage.errors import StoreMissing
    from storage.home import Home
    from storage.outboxstatus import status
    from sync import link as links

    home = Home.find()
    link = links.load(home.path)
    files = {"authority": authority, "certificate": certificate, "key": key}
    # Kept whole: a service that pushes later begins in another folder.
    files = {name: str(Path(file).absolute()) for name, file in files.items() if file}
    given: dict[str, Any] = files | ({"address": centre} if centre else {})
    changed = replace(link, **given)
    if token_stdin:
        changed = changed.with_token(sys.stdin.readline())
    with ExitStack() as stack:
        try:
            store = stack.enter_context(opened())
        except StoreMissing:
            if changed == link:
                raise
            return _kept_for_a_rebuild(home, changed)
        to_write(store)
        lines = changed.lines()
        for line in lines:
            stack.callback(line.close)
        if changed != link:
            links.save(home.path, changed)
        if token_stdin or given:  # what failed before, failed with another address or token
            outbox.hurry(store)
        total = _push(store, lines) if once else _watch(store, lines)
        return _standing(status(store), store.now(), total)


def _kept_for_a_rebuild(home: Home, link: Link) -> Answer:
    """An office that lost its store says where the centre is before it has one again. Raises NotAllowed, what `lines` does."""
    from sync import link as links

    operators_alone()
    for line in link.lines():  # nothing that could not be pushed with is kept
        line.close()
    home.make()
    links.save(home.path, link)
    return Answer({"kept": True}, [], [say("push.kept_without_store")])


def _push(store: Store, lines: list[Line]) -> Sent:
    from storage.outboxstatus import status
    from sync.link import pusher_name
    from sync.pusher import Sent, push_once

    total, name, waiting = Sent(), pusher_name(), status(store).waiting

    def progress(sent: Sent) -> None:
        if (done := total.answered + sent.answered) < waiting:
            tell(say("push.screen_progress", done=done, total=waiting))

    for line in lines:
        total += push_once(store, line, pusher=name, progress=progress)
    return total


def _watch(store: Store, lines: list[Line]) -> Sent:
    from sync.link import pusher_name
    from sync.pusher import Sent, watch

    total, ended = Sent(), threading.Event()

    def report(sent: Sent) -> None:
        nonlocal total
        total += sent
        if sent.batches or sent.failures:
            tell(_told(sent))

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    watch(store, lines, pusher=pusher_name(), stopped=ended.wait, report=report)
    return total


def _told(sent: Sent) -> str:
    if sent.failures:
        from sync.attention import reason

        return say("push.line_failed", why=reason(sent.why), seconds=max(1, round(sent.pause)))
    return say("push.line_sent", stored=sent.stored, already=sent.already, aside=sent.refused + sent.conflict)


def _standing(status: OutboxStatus, now: str, sent: Sent | None = None, *, linked: bool = True) -> Answer:
    """`stored`, `already`, `refused` and `conflict` are of this run where something was sent, else of all time.
    Where nothing is `linked` to a centre, what waits can go nowhere yet.
    """
    from sync.attention import when

    counted = status if sent is None else sent
    document: dict[str, Any] = {
        "waiting": status.waiting,
        "sent": status.sent,
        "stored": counted.stored,
        "already": counted.already,
        "refused": counted.refused,
        "conflict": counted.conflict,
        "attention": [_attention(one) for one in status.attention],
        "next_try": status.next_try,
        "log_differs": status.log_differs,
    }
    lines = [say("push.standing", waiting=status.waiting, sent=status.sent, aside=status.aside)]
    if told := when(status, now, linked=linked):
        lines.append(told)
    if status.log_differs:
        lines.append(say("push.log_differs"))
    if status.attention:
        lines += ["", *_listed(status.attention)]
    failed = sent is not None and sent.failures > 0
    put_off = sent is not None and status.waiting > 0 and status.next_try > now  # by a failure of an earlier run
    if failed and sent is not None:
        document["why"] = sent.why
    messages = [_told(sent)] if sent is not None and (failed or sent.batches) else []
    part = failed or put_off or status.attention or status.log_differs
    return Answer(document, lines, messages, ExitCode.PART if part else ExitCode.DONE)


def _attention(one: Attention) -> dict[str, Any]:
    from sync.attention import advice, refusal

    return {
        "entry": one.entry_id,
        "revision": one.revision,
        "book": one.book_id,
        "kind": one.kind,
        "year": one.year,
        "entry_no": one.number,
        "suffix": one.suffix,
        "answer": one.answer,
        "field": one.field,
        "rule": one.rule,
        "detail": one.detail,
        "reason": refusal(one),
        "advice": str(advice(one.answer, one.rule)),
    }


def _listed(items: Sequence[Attention]) -> list[str]:
    """A table of the items, and under each what to do about it: beside them it would be wider than any terminal."""
    from sync.attention import advice, field_name, refusal

    header = [say(f"push.column_{name}") for name in ("book", "position", "field", "reason")]
    rows = [
        [one.book_id, f"{one.number}{one.suffix}/{one.year}", field_name(one.kind, one.field), refusal(one)]
        for one in items
    ]
    head, *told = table(header, rows)
    mends = [f"  {advice(one.answer, one.rule)}" for one in items]
    return [head, *(line for both in zip(told, mends, strict=True) for line in both)]
