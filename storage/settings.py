"""Settings of the office as a whole, by name: which office this is, the plan in force …"""

from __future__ import annotations

import json
from typing import Any

from sqlmodel import Session

from storage.engine import Store
from storage.tables import Setting

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
    row = session.get(Setting, key)
    return default if row is None else json.loads(row.value)


def put_in(session: Session, key: str, value: Any) -> None:
    """The same as `put`, within a unit of work."""
    session.merge(Setting(key=key, value=json.dumps(value)))
