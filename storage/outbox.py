"""The outbox: which revisions wait for the centre, and who is sending them now.

An item is leased before it is sent, so that several pushers share the work and never send one item twice at once; a pusher
that dies lets its lease run out. Nothing is ever dropped: an item is sent, waits for its next try, or needs attention.
Leasing is a statement over a whole batch, and bodies are read outside of it: keying does not wait for it. What the centre
answered is kept by `storage.receipts`, how all stands is told by `storage.outboxstatus`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, Update, bindparam, text, tuple_, update
from sqlmodel import col

from storage import actions
from storage.bodies import items_text
from storage.engine import Store, stamp
from storage.leases import Due, Lease
from storage.outboxtables import IS_ASIDE, IS_WAITING, ITEM, OutboxItem
from storage.permissions import require

WAITING, SENT, ATTENTION = "waiting", "sent", "attention"


_item: Any = ITEM
_i = _item.c
_FREE = (_i.office == bindparam("of"), IS_WAITING, _i.leased_until == "")
_RUN_OUT = (
    update(_item)
    .where(IS_WAITING, _i.leased_until > "", _i.leased_until <= bindparam("now"))
    .values(leased_by="", leased_until="")
)
"""Lets go of what pushers hold that died; their items are in their old places again, so that leasing looks at free ones only.

Those of every office: a condition on the office would lead SQLite through all the office ever sent.
"""
_UPTO = tuple_(_i.due_at, _i.entry_id, _i.revision) <= tuple_(
    bindparam("last_due"), bindparam("last_entry"), bindparam("last_number")
)
# The first bound is within the second; said apart, it is where SQLite stops, and not at the last item that waits.
_LEASE = (
    update(_item)
    .where(*_FREE, _i.due_at <= bindparam("last_due"), _UPTO)
    .values(leased_by=bindparam("by"), leased_until=bindparam("until"))
)
THIS = (_i.office == bindparam("of")) & (_i.entry_id == bindparam("entry")) & (_i.revision == bindparam("number"))
"""The item of one revision."""
_MINE = (THIS, _i.leased_by == bindparam("by"))
LEASED = (
    (_i.office == bindparam("of"))
    & IS_WAITING
    & (_i.leased_until == bindparam("lease_end"))
    & (_i.leased_by == bindparam("by"))
)
"""The items a pusher still holds of one lease. For thousands of them it takes half the time of naming each by its key, or less."""
_LET_GO = {"leased_by": "", "leased_until": ""}
_LATER = _LET_GO | {"due_at": bindparam("due"), "tries": _i.tries + 1, "last_error": bindparam("error")}
_POSTPONE = update(_item).where(*_MINE).values(_LATER)
_POSTPONE_LEASE = update(_item).where(LEASED).values(_LATER)
_RELEASE = update(_item).where(*_MINE).values(_LET_GO)
_RELEASE_LEASE = update(_item).where(LEASED).values(_LET_GO)


_LAST = text(
    "SELECT due_at, entry_id, revision FROM (SELECT due_at, entry_id, revision FROM outbox_item WHERE office = :of"
    " AND state = 'waiting' AND leased_until = '' AND due_at <= :now ORDER BY due_at, entry_id, revision LIMIT :most)"
    " AS oldest ORDER BY due_at DESC, entry_id DESC, revision DESC LIMIT 1"
)
_LEASED = text("SELECT 1 FROM outbox_item WHERE state = 'waiting' AND leased_until = :until LIMIT 1")


def problem_text(problem: dict[str, Any]) -> str:
    """What went wrong with an item, as its column keeps it."""
    return json.dumps(problem, ensure_ascii=False, sort_keys=True)


def lease(store: Store, office: str, pusher: str, *, limit: int, seconds: float) -> Lease:
    """Up to `limit` due items of `office`, oldest first, as `pusher`'s alone for `seconds`."""
    now = store.now()
    end = store.clock() + timedelta(seconds=seconds)
    with store.write() as session:
        connection = session.connection()
        connection.execute(_RUN_OUT, {"now": now})
        last = connection.execute(_LAST, {"of": office, "now": now, "most": limit}).one_or_none()
        if last is None:
            return Lease()
        # A lease is known by its end: what is leased now is then read by it, and nobody else's.
        while connection.execute(_LEASED, {"until": stamp(end)}).first() is not None:
            end += timedelta(microseconds=1)
        until = stamp(end)
        upto = dict(zip(("last_due", "last_entry", "last_number"), last, strict=True))
        connection.execute(_LEASE, {"of": office, "by": pusher, "until": until, **upto})
    # Revisions never change, so they can be read once the leases are kept and the store is everybody's again.
    with store.read() as session:
        return Lease(office, until, *items_text(session, office, until))


def postpone(store: Store, pusher: str, items: Sequence[Due], *, seconds: float, why: str) -> None:
    """Let go of those of `items` that `pusher` still leases; they are due again in `seconds`."""
    late = {"due": stamp(store.clock() + timedelta(seconds=seconds)), "error": problem_text({"detail": why})}
    _let_go(store, pusher, items, _POSTPONE, _POSTPONE_LEASE, late)


def release(store: Store, pusher: str, items: Sequence[Due]) -> None:
    """Let go of those of `items` that `pusher` still leases; nothing was tried, they are due as before."""
    _let_go(store, pusher, items, _RELEASE, _RELEASE_LEASE, {})


def _let_go(
    store: Store, pusher: str, items: Sequence[Due], each: Update, leased: Update, facts: Mapping[str, str]
) -> None:
    if not items:
        return
    with store.write() as session:
        connection = session.connection()
        if isinstance(items, Lease):
            connection.execute(leased, {"of": items.office, "by": pusher, "lease_end": items.until, **facts})
            return
        held = [
            {"of": due.office, "entry": due.entry_id, "number": due.revision, "by": pusher, **facts} for due in items
        ]
        connection.execute(each, held)


def hurry(store: Store) -> None:
    """Let what waits for its next try be due now: somebody asks, perhaps knowing that the line is back."""
    with store.write() as session:
        late = update(_item).where(IS_WAITING, _i.due_at > bindparam("now"))
        session.connection().execute(late.values(due_at=bindparam("now")), {"now": store.now()})


def send_again(store: Store, *, account_id: str, entry_id: str | None = None) -> int:
    """Put items that needed attention (all, or one entry's) back in the queue, once people have mended the cause. Raises NotAllowed."""
    with store.write() as session:
        require(session, account_id, "outbox.again")
        again = update(OutboxItem).where(IS_ASIDE)
        if entry_id is not None:
            again = again.where(col(OutboxItem.entry_id) == entry_id)
        done = session.exec(again.values(state=WAITING, due_at=store.now(), leased_by="", leased_until=""))
        assert isinstance(done, CursorResult)
        actions.record(session, account_id, "outbox.again", entry_id or "", {"items": done.rowcount})
        return int(done.rowcount)
