"""Settings of the office as a whole, by name: which office this is, the plan in force …"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from sqlalchemy import Insert, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.engine import Store
from storage.tables import Setting, core

OFFICE = "office"
"""Code of the office this store belongs to."""

PLAN = "plan"
"""TOML text of the plan in force; absent where it is the built-in one."""


def get(store: Store, key: str, default: Any = None) -> Any:
    """The setting's value, `default` where it was never set."""
    with store.read() as session:
        return get_in(session, key, default)


def put(store: Store, key: str, value: Any) -> None:
    """Set `key` to `value` (anything JSON holds)."""
    with store.write() as session:
        put_in(session, key, value)


def get_in(session: Session, key: str, default: Any = None) -> Any:
    """The same as `get`, within a unit of work."""
    kept = session.connection().execute(_KEPT, {"named": key}).scalar_one_or_none()
    return default if kept is None else json.loads(kept)


def put_in(session: Session, key: str, value: Any) -> None:
    """The same as `put`, within a unit of work."""
    connection = session.connection()
    connection.execute(_keep(connection.dialect.name), {"key": key, "value": json.dumps(value)})


_s = core(Setting).c
_KEPT = select(_s.value).where(_s.key == bindparam("named"))


@cache
def _keep(dialect: str) -> Insert:
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(core(Setting))
    statement: Insert = insert.on_conflict_do_update(index_elements=["key"], set_={"value": insert.excluded.value})
    return statement
