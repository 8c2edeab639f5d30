"""PostgreSQL as a store: the same units of work, one writer at a time, so that every rule holds as it does on SQLite."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL

from storage.errors import NotUtf8

_TURN = 0x686F7469636B  # the advisory lock writers of one database queue at
_CONNECT_SECONDS = 10
_IDLE_SECONDS = 60  # a process stopped inside a unit of work is cut off: it may not hold everybody


def connect(url: URL, patience: float) -> Engine:
    """An engine for `postgresql+psycopg://…`; connections are tried before use, for lines drop.

    `patience` is how many seconds a statement waits for a lock.
    """
    engine = create_engine(url, pool_size=2, pool_pre_ping=True, connect_args={"connect_timeout": _CONNECT_SECONDS})
    event.listen(engine, "connect", partial(_configure, patience))
    return engine


def _configure(patience: float, connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{max(1, round(patience * 1000))}ms'")
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{_IDLE_SECONDS}s'")
    connection.commit()


def require_utf8(connection: Connection, where: str) -> None:
    """Raises NotUtf8 for a database that cannot hold Vietnamese text."""
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise NotUtf8(where=where, encoding=encoding)


def take_turn(connection: Connection) -> None:
    """Wait for this transaction's turn to write; its end lets the next one in.

    One writer at a time is what BEGIN IMMEDIATE gives on SQLite. The chain of actions and the claiming of positions rest on it,
    and an office's clerks make one or two units of work a second.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TURN})
