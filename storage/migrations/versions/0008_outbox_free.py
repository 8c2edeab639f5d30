"""The outbox's index begins with who holds an item: leasing a batch looks at free items only, however many are being sent."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.drop_index("ix_outbox_item_due", "outbox_item")
    op.create_index(
        "ix_outbox_item_free", "outbox_item", ["state", "leased_until", "due_at", "entry_id", "revision"], unique=False
    )
