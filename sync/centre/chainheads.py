"""The heads of the offices' chains of actions: kept with each push and countersigned, and held against what was kept before.

An office's log only grows, so a line once countersigned has the same hash ever after. A push tells the hash its log now has
at the line that was named to it last; another hash, or none, means the log was rewritten, cut short, or put back to an old
copy since. That is told as a finding, once, and changes nothing else: people must look.
"""

from __future__ import annotations

import hmac
import json

import structlog
from sqlalchemy import Connection, text

from sync.protocol import ChainHead, ChainLink, Countersigned

log = structlog.get_logger("hotich.centre")

REWRITTEN = "log_rewritten"
"""The rule of the finding."""

_KEPT = text(
    "SELECT seq, hash, at, signature FROM chain WHERE office = :office AND seq IN (:newest, :before, :seq) ORDER BY at, hash"
)
_NEWEST = text("UPDATE office SET chain = chain WHERE office = :office RETURNING chain")  # locks it, as a batch does
_READ = text("SELECT chain FROM office WHERE office = :office")
_KEEP = text("INSERT INTO chain (office, seq, hash, at, signature) VALUES (:office, :seq, :hash, :at, :signature)")
_NAME = text("UPDATE office SET chain = :seq WHERE office = :office")
_TOLD = text("SELECT 1 FROM finding WHERE office = :office AND rule = :rule AND entry_id = :entry")
_NUMBER = text("UPDATE office SET found = found + 1 WHERE office = :office RETURNING found")
_TELL = text(
    "INSERT INTO finding (office, seq, rule, entry_id, other_office, other_entry_id, detail, at)"
    " VALUES (:office, :number, :rule, :entry, '', '', :detail, :at)"
)


def signed_before(connection: Connection, office: str, head: ChainHead) -> Countersigned | None:
    """The signature of `head` where it is the one signed last, and nothing else is to be said of it; None where it is not.

    That it locks nothing is its use: a push of what waits long tells the same head with each batch.
    """
    newest = connection.execute(_READ, {"office": office}).scalar_one()
    if newest != head.seq:
        return None
    kept, first = _kept(connection, office, head, newest)
    if any(told.hash != first.get(told.seq, told.hash) for told in _told(head)):
        return None
    return next((signed for signed in kept if signed.hash == head.hash and signed.seq == head.seq), None)


def countersign(connection: Connection, office: str, head: ChainHead, key: bytes, now: str) -> Countersigned:
    """Keep the head of the office's chain and sign it; the same head is signed once and answered alike ever after."""
    place = {"office": office, "seq": head.seq, "hash": head.hash}
    newest = connection.execute(_NEWEST, place).scalar_one()
    kept, first = _kept(connection, office, head, newest)
    previous = ChainLink(newest, first[newest]) if newest != head.seq and newest in first else None
    for told in _told(head):
        if told.hash != first.get(told.seq, told.hash):
            _tell(connection, office, told.seq, now)
    for signed in kept:
        if (signed.seq, signed.hash) == (head.seq, head.hash):
            signed.previous = previous
            return signed
    signature = hmac.digest(key, f"{office}\n{head.seq}\n{head.hash}\n{now}".encode(), "sha256").hex()
    connection.execute(_KEEP, place | {"at": now, "signature": signature})
    connection.execute(_NAME, place)
    return Countersigned(head.seq, head.hash, now, signature, previous)


def _kept(
    connection: Connection, office: str, head: ChainHead, newest: int
) -> tuple[list[Countersigned], dict[int, str]]:
    """The heads that were signed of the lines `head` speaks of, oldest first; and each line's hash as it was kept first."""
    before = head.before.seq if head.before else head.seq
    lines = {"office": office, "seq": head.seq, "before": before, "newest": newest}
    kept = [
        Countersigned(int(seq), str(known), str(at), str(signature))
        for seq, known, at, signature in connection.execute(_KEPT, lines).all()
    ]
    return kept, {signed.seq: signed.hash for signed in reversed(kept)}


def _told(head: ChainHead) -> list[ChainLink]:
    return [*([head.before] if head.before else []), ChainLink(head.seq, head.hash)]


def _tell(connection: Connection, office: str, seq: int, now: str) -> None:
    """One finding a line of the log."""
    told = {"office": office, "rule": REWRITTEN, "entry": f"{seq}"}
    if connection.execute(_TOLD, told).one_or_none() is not None:
        return
    number = connection.execute(_NUMBER, told).scalar_one()
    connection.execute(_TELL, told | {"number": number, "detail": json.dumps({"line": str(seq)}), "at": now})
    log.warning(REWRITTEN, office=office, line=seq)
