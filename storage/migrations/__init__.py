"""The schemas this program has had. Kept apart from Alembic, whose import is not paid for unless a store is behind."""

from __future__ import annotations

SCHEMAS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
"""Every schema, oldest first; each has its step in `versions/`. A released step is never edited."""

HEAD = SCHEMAS[-1]
"""The schema of this version of the program."""
