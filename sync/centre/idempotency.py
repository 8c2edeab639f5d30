"""`Idempotency-Key`: the same request sent again gets the same answer, byte for byte, without being looked at again."""

from __future__ import annotations

from enum import Enum

from sqlalchemy import text

from sync.centre.database import Database


class Replay(Enum):
    """What an Idempotency-Key says about a request when it is no replay."""

    NEW = 1
    OTHER_REQUEST = 2


def replayed(database: Database, office: str, key: str, request: str) -> bytes | Replay:
    """The answer already given under `key` to the request with this SHA-256, or why there is none."""
    with database.read() as connection:
        row = connection.execute(
            text("SELECT request, answer FROM idempotency WHERE office = :office AND key = :key"),
            {"office": office, "key": key},
        ).one_or_none()
    if row is None:
        return Replay.NEW
    return bytes(row[1]) if row[0] == request else Replay.OTHER_REQUEST


def remember(database: Database, office: str, key: str, request: str, answer: bytes) -> None:
    """Keep the answer given under `key`; the first of two racing ones stays."""
    with database.write() as connection:
        connection.execute(
            text(
                "INSERT INTO idempotency (office, key, request, answer, at) VALUES (:office, :key, :request, :answer, :at)"
                " ON CONFLICT (office, key) DO NOTHING"
            ),
            {"office": office, "key": key, "request": request, "answer": answer, "at": database.now()},
        )
