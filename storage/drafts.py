"""What has been typed of a position and not yet saved. Anything a keyboard can send is kept exactly as it came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select

from registers.errors import HotichError
from registers.position import Position
from storage import actions, tables
from storage.engine import Store
from storage.holder import this_process
from storage.permissions import require, role_of

if TYPE_CHECKING:
    from storage.positions import Claim

NOTHING = "{}"
"""The payload of a claim nobody has typed in yet."""

_d = tables.core(tables.Draft).c
_END = delete(tables.core(tables.Draft)).where(
    _d.book_id == bindparam("book"),
    _d.year == bindparam("year"),
    _d.number == bindparam("number"),
    _d.suffix == bindparam("suffix"),
    _d.account_id == bindparam("account"),
)


class ClaimLost(HotichError):
    """The position is this account's no longer: it was saved, discarded or handed over."""

    key: ClassVar[str] = "storage.claim_lost"


@dataclass(frozen=True, slots=True)
class Draft:
    """What account `account_id` typed of a position; `updated_at` is when something was last kept."""

    book_id: str
    position: Position
    account_id: str
    payload: dict[str, Any] = field(hash=False)
    updated_at: datetime


def put(store: Store, claim: Claim, payload: Mapping[str, Any]) -> None:
    """Keep what is typed, anything JSON holds, in place of what was kept before. Raises ClaimLost."""
    text = json.dumps(dict(payload))  # escapes whatever a database would refuse
    with store.write() as session:
        row = held(session, claim)
        row.payload, row.updated_at, row.holder = text, store.now(), this_process()


def get(store: Store, claim: Claim) -> Draft | None:
    """What is kept of the position, None where nothing was typed. Raises ClaimLost."""
    with store.read() as session:
        return plain(held(session, claim))


def of_account(store: Store, account_id: str) -> list[Draft]:
    """Everything the account typed and has not saved, newest first."""
    mine = select(tables.Draft).where(tables.Draft.account_id == account_id)
    with store.read() as session:
        rows = session.exec(mine.order_by(col(tables.Draft.updated_at).desc())).all()
    return [draft for draft in map(plain, rows) if draft is not None]


def discard(store: Store, claim: Claim) -> None:
    """Throw away what is typed and give the position back; the log says that it was done. Raises ClaimLost."""
    with store.write() as session:
        row = held(session, claim)
        if row.payload != NOTHING:
            actions.record(session, claim.account_id, "draft.discard", claim.book_id, {"position": str(claim.position)})
        session.delete(row)


def hand_over(store: Store, book_id: str, position: Position, to: str, *, by: str) -> None:
    """Give a position with what is typed in it to the account `to`. Raises ClaimLost where it is nobody's, NotAllowed."""
    with store.write() as session:
        require(session, by, "draft.hand_over")
        role_of(session, to)
        row = session.get(tables.Draft, key(book_id, position))
        if row is None:
            raise ClaimLost(book=book_id, position=position)
        detail = {"position": str(position), "from": row.account_id, "to": to}
        row.account_id, row.holder = to, ""
        actions.record(session, by, "draft.hand_over", book_id, detail)


def held(session: Session, claim: Claim) -> tables.Draft:
    """The row of a claim within a unit of work. Raises ClaimLost where it is another account's, or gone."""
    row = session.get(tables.Draft, key(claim.book_id, claim.position))
    if row is None or row.account_id != claim.account_id:
        raise ClaimLost(book=claim.book_id, position=claim.position)
    return row


def end(session: Session, claim: Claim, account_id: str) -> None:
    """Take the claim's row away within a unit of work: the position is kept otherwise now.

    Raises ClaimLost where the claim is not, or no longer, that account's.
    """
    where = dict(zip(("book", "year", "number", "suffix"), key(claim.book_id, claim.position), strict=True))
    ended = session.execute(_END, where | {"account": account_id})
    if ended.rowcount != 1:  # type: ignore[attr-defined]
        raise ClaimLost(book=claim.book_id, position=claim.position)


def key(book_id: str, position: Position) -> tuple[str, int, int, str]:
    """The primary key of a position's draft."""
    return book_id, position.year, position.number, position.suffix


def plain(row: tables.Draft) -> Draft | None:
    """The row as a value, None where nothing was typed."""
    if row.payload == NOTHING:
        return None
    position = Position(row.year, row.number, row.suffix)
    return Draft(row.book_id, position, row.account_id, json.loads(row.payload), datetime.fromisoformat(row.updated_at))
