"""The rows that saved entries left in an office's store, and writing them into a like file with bare sqlite3: no program can be faster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from storage.sqlite import library

Rows = list[tuple[str, tuple[Any, ...]]]
"""Statements that insert all there is of one entry, with their parameters."""

_OF_ENTRY = {
    "entry": "id",
    "revision": "entry_id",
    "mention": "entry_id",
    "kinship": "entry_id",
    "ungathered": "entry_id",
    "outbox_item": "entry_id",
    "action": "subject",
}
_DICTIONARIES = {
    "name": "SELECT * FROM name WHERE folded IN (SELECT folded FROM mention WHERE entry_id = ?)",
    "signer": "SELECT signer.* FROM signer JOIN entry USING (office, year) WHERE entry.id = ?",
}
_PATIENCE_MS = 60_000


def of_entries(store: Path, entries: Sequence[str]) -> list[Rows]:
    """What the store holds of each entry."""
    with opened(store) as connection:
        return [list(_of(connection, entry)) for entry in entries]


def like(store: Path, path: Path) -> Path:
    """A new file at `path` with the tables and indexes of the store, and nothing in them."""
    with opened(store) as source, opened(path) as connection:
        made = "SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql <> '' ORDER BY type DESC"
        for (sql,) in source.execute(made).fetchall():
            connection.execute(sql)
    return path


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A connection with the settings of the office's store (what is committed survives a power cut), but no foreign keys looked up."""
    connection = library().connect(str(path), isolation_level=None)
    for setting in ("journal_mode = WAL", "synchronous = FULL", f"busy_timeout = {_PATIENCE_MS}"):
        connection.execute(f"PRAGMA {setting}")
    try:
        yield connection
    finally:
        connection.close()


def insert(connection: Any, entries: Sequence[Rows]) -> None:
    """Insert the rows of some entries in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    for rows in entries:
        for statement, row in rows:
            connection.execute(statement, row)
    connection.execute("COMMIT")


def _of(connection: Any, entry: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for table, key in _OF_ENTRY.items():
        for row in connection.execute(f"SELECT * FROM {table} WHERE {key} = ?", (entry,)):
            yield f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row
    for table, query in _DICTIONARIES.items():
        for row in connection.execute(query, (entry,)):
            yield f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(row))})", row
