"""What each account keyed on each day, for its own eyes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _text(name: str) -> sa.Column[Any]:
    by_code_point = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
    return sa.Column(name, by_code_point, nullable=False)


def upgrade() -> None:
    op.create_table(
        "worked",
        *map(_text, ("account_id", "day")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("keys", "seconds", "entries", "corrections")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_worked_account_id")),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_worked")),
        sqlite_strict=True,
    )
