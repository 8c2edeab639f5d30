"""`Idempotency-Key`: the same request sent again gets the same answer, byte for byte, without being looked at again.

Answers are kept packed and for a while only: a request sent again later finds every revision there anyway, as `already`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

import zstandard
from sqlalchemy import Connection, text

from sync.centre.database import Database, stamp

KEPT_FOR = timedelta(days=7)
"""How long an answer is kept; the longest pause between two tries of an office is minutes."""

_KNOWN = text("SELECT request, answer FROM idempotency WHERE office = :office AND key = :key")
_KEEP = text(
    "INSERT INTO idempotency (office, key, request, answer, at) VALUES (:office, :key, :request, :answer, :at)"
    " ON CONFLICT (office, key) DO NOTHING"
)
_CORRECT = text("UPDATE idempotency SET answer = :answer WHERE office = :office AND key = :key")
_FORGET = text("DELETE FROM idempotency WHERE at < :before")


class Replay(Enum):
    """What an Idempotency-Key says about a request when it is no replay."""

    NEW = 1
    OTHER_REQUEST = 2


def replayed(connection: Connection, office: str, key: str, request: str) -> bytes | Replay:
    """The answer already given under `key` to the request with this SHA-256, or why there is none."""
    row = connection.execute(_KNOWN, {"office": office, "key": key}).one_or_none()
    if row is None:
        return Replay.NEW
    return zstandard.decompress(bytes(row[1])) if row[0] == request else Replay.OTHER_REQUEST


def remember(connection: Connection, office: str, key: str, request: str, answer: bytes, now: str) -> bool:
    """Keep the answer given under `key`; the first of two racing ones stays. Whether it is this one."""
    kept = {"office": office, "key": key, "request": request, "answer": _packed(answer), "at": now}
    return connection.execute(_KEEP, kept).rowcount > 0


def correct(connection: Connection, office: str, key: str, answer: bytes) -> None:
    """Keep another answer in the place of the one this transaction kept under `key`."""
    connection.execute(_CORRECT, {"office": office, "key": key, "answer": _packed(answer)})


def _packed(answer: bytes) -> bytes:
    return zstandard.compress(answer, level=1)


def forget(database: Database, now: datetime) -> int:
    """Drop the answers that are older than KEPT_FOR; how many there were."""
    with database.write() as connection:
        return connection.execute(_FORGET, {"before": stamp(now - KEPT_FOR)}).rowcount
