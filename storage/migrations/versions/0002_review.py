"""Review: the risk entries are queued by, second keyings, measured quality, lots, planted errors."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_WAITS = sa.text("state || '' IN ('keyed', 'settled')")
_ORDERS = (
    ("risk", ["risk", "id", "severity"]),
    ("age", ["keyed_at", "id"]),
    ("place", ["book_id", "year", "number", "suffix", "id"]),
)


def _text(name: str) -> sa.Column[Any]:
    by_code_point = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
    return sa.Column(name, by_code_point, nullable=False)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=nullable)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _of_revision(table: str) -> sa.ForeignKeyConstraint:
    columns = ["office", "entry_id", "revision"]
    to = [f"revision.{column}" for column in columns]
    return sa.ForeignKeyConstraint(columns, to, name=op.f(f"fk_{table}_office_entry_id_revision"))


def upgrade() -> None:
    op.add_column("entry", sa.Column("risk", sa.Integer(), nullable=False, server_default=sa.text("0")))
    for name, columns in _ORDERS:
        op.create_index(f"ix_entry_waiting_{name}", "entry", columns, sqlite_where=_WAITS, postgresql_where=_WAITS)
    op.create_table(
        "measured",
        _text("account_id"),
        _whole("fields"),
        _whole("faults"),
        _points("measured", "account_id", "account.id"),
        _key("measured", "account_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "keying",
        _text("office"),
        _text("entry_id"),
        _whole("revision"),
        _whole("turn"),
        _text("account_id"),
        _text("at"),
        _text("fields"),
        _text("values"),
        _of_revision("keying"),
        _points("keying", "account_id", "account.id"),
        _key("keying", "office", "entry_id", "revision", "turn"),
        sqlite_strict=True,
    )
    op.create_table(
        "fault",
        _text("office"),
        _text("entry_id"),
        _whole("revision"),
        _text("field"),
        _text("account_id"),
        _text("error_class"),
        _text("typed"),
        _text("page"),
        _of_revision("fault"),
        _points("fault", "account_id", "account.id"),
        _key("fault", "office", "entry_id", "revision", "field", "account_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_fault_account_id", "fault", ["account_id", "error_class"])
    op.create_table(
        "lot",
        _text("id"),
        _text("book_id"),
        _text("keyer"),
        _text("inspection"),
        _text("aql"),
        _whole("size"),
        _whole("sample"),
        _whole("accept"),
        _text("drawn_by"),
        _text("drawn_at"),
        _text("decision"),
        _whole("faulty", nullable=True),
        _text("decided_by"),
        _text("decided_at"),
        _points("lot", "book_id", "book.id"),
        _points("lot", "keyer", "account.id"),
        _key("lot", "id"),
        sqlite_strict=True,
    )
    op.create_index("ix_lot_keyer", "lot", ["keyer", "drawn_at", "id"])
    op.create_table(
        "lot_entry",
        _text("lot_id"),
        _text("entry_id"),
        _text("office"),
        _whole("revision"),
        _whole("sampled"),
        _text("verdict"),
        _points("lot_entry", "lot_id", "lot.id"),
        _of_revision("lot_entry"),
        _key("lot_entry", "lot_id", "entry_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "plant",
        _text("office"),
        _text("entry_id"),
        _whole("revision"),
        _text("reviewer"),
        _text("field"),
        _text("error_class"),
        _text("shown"),
        _text("planted_at"),
        _text("answer"),
        _text("answered_at"),
        _of_revision("plant"),
        _points("plant", "reviewer", "account.id"),
        _key("plant", "office", "entry_id", "revision", "reviewer"),
        sqlite_strict=True,
    )
    op.create_index("ix_plant_reviewer", "plant", ["reviewer", "answer"])
