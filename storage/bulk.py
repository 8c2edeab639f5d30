"""Statements over many rows that SQLModel does not write: insert where absent, on either engine."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Insert, Text, any_, insert, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.tables import Table, core


def one_of(session: Session, column: ColumnElement[str], values: Collection[str]) -> ColumnElement[bool]:
    """The column says one of the values, hundreds or thousands of them."""
    these = sorted(set(values))
    if session.connection().dialect.name == "postgresql":  # one parameter: hundreds take it longer than the look-up
        return column == any_(literal(these, ARRAY(Text())))
    return column.in_(these)


def insert_all(session: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, each a dict of columns; none is no statement."""
    if rows:
        session.execute(_insert(table), rows)


def insert_missing(session: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows whose key is not there yet."""
    if rows:
        session.execute(_insert_missing(table, session.connection().dialect.name), rows)


# A statement made once is compiled once: making one anew costs more than running it.
@cache
def _insert(table: type[Table]) -> Insert:
    statement: Insert = insert(core(table))
    return statement


@cache
def _insert_missing(table: type[Table], dialect: str) -> Insert:
    statement: Insert = (postgresql if dialect == "postgresql" else sqlite).insert(core(table)).on_conflict_do_nothing()
    return statement
