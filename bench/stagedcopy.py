"""COPY into a staging table and one INSERT … ON CONFLICT from there: the peer the whole path is measured beside.

The centre itself copies revisions straight in (`sync.centre.ingest`); this is what one would write who has nothing but SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

from registers.plan import Plan
from sync.centre.examine import Accepted
from sync.centre.ingest import FOLD, folds_of
from sync.centre.staging import copy_into

_COLUMNS = {
    "office": "TEXT",
    "entry_id": "TEXT",
    "revision": "INTEGER",
    "sha256": "TEXT",
    "body": "BYTEA",
    "place": "INTEGER",
    "book_id": "TEXT",
    "kind": "TEXT",
    "year": "INTEGER",
    "number": "INTEGER",
    "suffix": "TEXT",
    "registration": "TEXT",
    "phase": "TEXT",
    "position_state": "TEXT",
    "state": "TEXT",
}
_TYPES = {"TEXT": 'TEXT COLLATE "C"', "INTEGER": "INTEGER", "BYTEA": "BYTEA"}
_MADE = ", ".join(f"{name} {_TYPES[kind]}" for name, kind in _COLUMNS.items())
_STAGED = text(f"CREATE TEMP TABLE IF NOT EXISTS staged ({_MADE}) ON COMMIT DELETE ROWS")
_INSERT = text(
    "INSERT INTO revision (office, entry_id, revision, sha256, body, arrival, received_at)"
    " SELECT office, entry_id, revision, sha256, body, place, '' FROM staged"
    " ON CONFLICT (office, entry_id, revision) DO NOTHING"
)


def rows_of(plan: Plan, office: str, accepted: Sequence[Accepted]) -> list[tuple[Any, ...]]:
    """Revisions as they are staged, numbered from 1."""
    folds = folds_of(plan, office, accepted)
    return [
        (*fold[:3], one.sha256, one.canonical, place, *fold[3:])
        for place, (one, fold) in enumerate(zip(accepted, folds, strict=True), 1)
    ]


def copy(connection: Connection, rows: Sequence[tuple[Any, ...]], *, fold: bool = False) -> None:
    """Store `rows` (`rows_of`) in this transaction, and with `fold` the newest states of their entries."""
    connection.execute(_STAGED)
    copy_into(connection, "staged", _COLUMNS, rows)
    connection.execute(_INSERT)
    if fold:
        connection.execute(FOLD)
