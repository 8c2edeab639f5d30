"""Entries given out to be keyed a second time."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def _text(name: str) -> sa.Column[Any]:
    by_code_point = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
    return sa.Column(name, by_code_point, nullable=False)


def upgrade() -> None:
    op.create_table(
        "rekeying",
        *map(_text, ("office", "entry_id")),
        sa.Column("revision", sa.Integer(), nullable=False),
        *map(_text, ("book_id", "scope", "fields", "spots", "given_by", "given_at", "second", "third")),
        sa.ForeignKeyConstraint(
            ["office", "entry_id", "revision"],
            ["revision.office", "revision.entry_id", "revision.revision"],
            name=op.f("fk_rekeying_office_entry_id_revision"),
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=op.f("fk_rekeying_book_id")),
        sa.PrimaryKeyConstraint("office", "entry_id", name=op.f("pk_rekeying")),
        sqlite_strict=True,
    )
    op.create_index("ix_rekeying_book_id", "rekeying", ["book_id", "entry_id"])
