"""Every statement a store executes, and whether the engine would walk through a whole table for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from storage.engine import Store

_GROWING = [
    "entry",
    "revision",
    "mention",
    "kinship",
    "name",
    "signer",
    "action",
    "outbox_item",
    "receipt",
    "refusal",
    "person",
    "person_link",
    "ungathered",
    "draft",
]
_WALKS = re.compile(rf"\bSCAN ({'|'.join(_GROWING)})\b(?! USING (COVERING )?INDEX)")


@contextmanager
def statements(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """Everything that is executed meanwhile, with its parameters."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        seen.append((statement, parameters[0] if many else parameters))

    event.listen(store._engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store._engine, "before_cursor_execute", note)


def walks(store: Store, seen: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Statements whose plan walks through a table that grows, with that step of the plan."""
    found = []
    with store.read() as session:
        for statement, parameters in seen:
            if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
                plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                found += [(step, statement) for *_, step in plan if _WALKS.search(step)]
    return found
