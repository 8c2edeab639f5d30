"""When every entry of a decided lot was decided with it: a lot cut off half-way is known, and can be finished."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

# Earlier versions left a lot that was cut off decided, its entries waiting as they were drawn: those are not finished.
_FINISHED = """
UPDATE lot SET finished_at = decided_at WHERE decision <> '' AND NOT EXISTS (
  SELECT 1 FROM lot_entry AS member JOIN entry ON entry.office = member.office AND entry.id = member.entry_id
  WHERE member.lot_id = lot.id AND entry.revision = member.revision AND entry.state IN ('keyed', 'settled'))
"""


def upgrade() -> None:
    by_code_point = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
    op.add_column("lot", sa.Column("finished_at", by_code_point, nullable=False, server_default=sa.text("''")))
    op.execute(sa.text(_FINISHED))
