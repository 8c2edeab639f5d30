"""Getting many rows into the database at once: COPY on PostgreSQL, one prepared insert on SQLite.

What entries are folded of goes into a staging table; from there on, both engines run the same statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

COLUMNS = {
    "office": "TEXT",
    "entry_id": "TEXT",
    "revision": "INTEGER",
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
"""Columns of a staged row, in order, with their types: what an entry is folded of."""

_TYPES = {"TEXT": 'TEXT COLLATE "C"', "INTEGER": "INTEGER", "BYTEA": "BYTEA"}
_POSTGRESQL = ", ".join(f"{name} {_TYPES[kind]}" for name, kind in COLUMNS.items())
_SQLITE = ", ".join(f"{name} {kind.replace('BYTEA', 'BLOB')}" for name, kind in COLUMNS.items())
_PSYCOPG = {"TEXT": "text", "INTEGER": "int4", "BYTEA": "bytea"}


def stage(connection: Connection, rows: Iterable[Sequence[Any]]) -> None:
    """Put `rows` (values in the order of COLUMNS) into the empty temporary table `staged` of this transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"CREATE TEMP TABLE IF NOT EXISTS staged ({_POSTGRESQL}) ON COMMIT DELETE ROWS"))
    else:
        connection.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS staged ({_SQLITE})")
        connection.exec_driver_sql("DELETE FROM staged")
    copy_into(connection, "staged", COLUMNS, rows)


def copy_into(connection: Connection, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
    """Add `rows`, each the values of `columns` (names and types: TEXT, INTEGER, BYTEA) in their order, to a table."""
    names = ", ".join(columns)
    if connection.dialect.name != "postgresql":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", [tuple(row) for row in rows])  # noqa: S608 (names are ours)
        return
    raw = connection.connection.driver_connection
    assert raw is not None
    with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types([_PSYCOPG[kind] for kind in columns.values()])
        for row in rows:
            copy.write_row(row)
