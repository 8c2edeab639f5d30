"""Persons: which mentions are one person, and what says so."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _text(name: str) -> sa.Column[Any]:
    by_code_point = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
    return sa.Column(name, by_code_point, nullable=False)


def _of_entry(table: str, before: str = "") -> sa.ForeignKeyConstraint:
    columns = [f"{before}office", f"{before}entry_id"]
    return sa.ForeignKeyConstraint(
        columns, ["entry.office", "entry.id"], name=op.f(f"fk_{table}_{columns[0]}_{columns[1]}")
    )


def upgrade() -> None:
    op.create_table(
        "person",
        *map(_text, ("office", "entry_id", "role", "person_id", "commune")),
        _of_entry("person"),
        sa.PrimaryKeyConstraint("office", "entry_id", "role", name=op.f("pk_person")),
        sqlite_strict=True,
    )
    op.create_index("ix_person_commune", "person", ["commune"], unique=False)
    op.create_index("ix_person_person_id", "person", ["person_id"], unique=False)
    key = ("office", "entry_id", "role", "other_office", "other_entry_id", "other_role", "how")
    op.create_table(
        "person_link",
        *map(_text, (*key, "evidence", "differs", "account_id", "at")),
        sa.CheckConstraint("how IN ('auto', 'taken', 'refused')", name=op.f("ck_person_link_how")),
        _of_entry("person_link"),
        _of_entry("person_link", "other_"),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_person_link")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_person_link_other", "person_link", ["other_office", "other_entry_id", "other_role"], unique=False
    )
