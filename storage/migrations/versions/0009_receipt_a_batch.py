"""A receipt for each batch the centre answered, not for each item of it; the outbox's indexes hold what is not sent alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_BATCH = "office, at, centre, chain_seq, chain_head, signature"
_BEFORE = "CREATE TEMPORARY TABLE receipt_before AS SELECT * FROM receipt"
_BATCHES = f"""
CREATE TEMPORARY TABLE batch_before AS
SELECT row_number() OVER (PARTITION BY office ORDER BY at, centre, chain_seq, chain_head, signature) AS number, {_BATCH}
FROM (SELECT DISTINCT {_BATCH} FROM receipt_before) AS batch
"""  # noqa: S608 (names are ours)
_RECEIPTS = f"INSERT INTO receipt (number, {_BATCH}) SELECT number, {_BATCH} FROM batch_before"  # noqa: S608 (names are ours)
_SAME = " AND ".join(f"batch.{name} = told.{name}" for name in _BATCH.split(", "))
_REFUSALS = f"""
INSERT INTO refusal (office, entry_id, revision, tried, answer, receipt, problem)
SELECT told.office, told.entry_id, told.revision, told.tried, told.answer, batch.number, told.problem
FROM receipt_before AS told JOIN batch_before AS batch ON {_SAME}
WHERE told.answer NOT IN ('stored', 'already')
"""  # noqa: S608 (names are ours)
_LAST = f"""
CREATE TEMPORARY TABLE answer_before AS
SELECT told.office, told.entry_id, told.revision, told.answer, batch.number
FROM receipt_before AS told JOIN batch_before AS batch ON {_SAME}
WHERE told.tried = (SELECT max(later.tried) FROM receipt_before AS later WHERE later.office = told.office
                    AND later.entry_id = told.entry_id AND later.revision = told.revision)
"""  # noqa: S608 (names are ours)
_ITEMS = """
UPDATE outbox_item SET answer = told.answer, receipt = told.number FROM answer_before AS told
WHERE outbox_item.office = told.office AND outbox_item.entry_id = told.entry_id AND outbox_item.revision = told.revision
"""


def upgrade() -> None:
    by_code_point = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
    op.execute(sa.text(_BEFORE))
    op.execute(sa.text("CREATE INDEX ix_receipt_before ON receipt_before (office, entry_id, revision, tried)"))
    op.execute(sa.text(_BATCHES))
    # By its moment a batch is found at once; by its office alone every receipt would be held against every batch.
    op.execute(
        sa.text("CREATE INDEX ix_batch_before ON batch_before (at, office, centre, chain_seq, chain_head, signature)")
    )
    op.drop_table("receipt")
    op.create_table(
        "receipt",
        sa.Column("office", by_code_point, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", by_code_point, nullable=False),
        sa.Column("centre", by_code_point, nullable=False),
        sa.Column("chain_seq", sa.Integer(), nullable=False),
        sa.Column("chain_head", by_code_point, nullable=False),
        sa.Column("signature", by_code_point, nullable=False),
        sa.PrimaryKeyConstraint("office", "number", name="pk_receipt"),
        sqlite_strict=True,
    )
    op.create_table(
        "refusal",
        sa.Column("office", by_code_point, nullable=False),
        sa.Column("entry_id", by_code_point, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("tried", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", by_code_point, nullable=False),
        sa.Column("receipt", sa.Integer(), nullable=False),
        sa.Column("problem", by_code_point, nullable=False),
        sa.PrimaryKeyConstraint("office", "entry_id", "revision", "tried", name="pk_refusal"),
        sa.ForeignKeyConstraint(
            ["office", "entry_id", "revision"],
            ["revision.office", "revision.entry_id", "revision.revision"],
            name="fk_refusal_office_entry_id_revision",
        ),
        sqlite_strict=True,
    )
    op.add_column("outbox_item", sa.Column("answer", by_code_point, nullable=False, server_default=sa.text("''")))
    op.add_column("outbox_item", sa.Column("receipt", sa.Integer(), nullable=False, server_default=sa.text("0")))
    for statement in (_RECEIPTS, _REFUSALS, _LAST):
        op.execute(sa.text(statement))
    op.execute(sa.text("CREATE INDEX ix_answer_before ON answer_before (office, entry_id, revision)"))
    op.execute(sa.text(_ITEMS))
    for name in ("answer_before", "batch_before", "receipt_before"):
        op.execute(sa.text(f"DROP TABLE {name}"))
    op.drop_index("ix_outbox_item_free", "outbox_item")
    for name, columns in (
        ("waiting", ["leased_until", "due_at", "entry_id", "revision", "office", "tries"]),
        ("attention", ["entry_id", "revision"]),
    ):
        those = sa.text(f"state = '{name}'")
        op.create_index(f"ix_outbox_item_{name}", "outbox_item", columns, sqlite_where=those, postgresql_where=those)
