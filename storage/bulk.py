"""Statements over many rows that SQLModel does not write: insert where absent, on either engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.tables import Table, core


def insert_all(session: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, each a dict of columns; none is no statement."""
    if rows:
        session.execute(insert(core(table)), rows)


def insert_missing(session: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows whose key is not there yet."""
    if not rows:
        return
    dialect = postgresql if session.connection().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(core(table)).on_conflict_do_nothing(), rows)
