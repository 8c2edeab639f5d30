"""Which entries are to be gathered is kept: whoever looked for a person walked through every mention to find that none was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_DUE = """
INSERT INTO ungathered (office, entry_id)
SELECT DISTINCT mention.office, mention.entry_id FROM mention LEFT JOIN person
  ON person.office = mention.office AND person.entry_id = mention.entry_id AND person.role = mention.role
WHERE person.person_id IS NULL
UNION
SELECT entry.office, entry.id FROM entry JOIN person_link AS link ON link.office = entry.office AND link.entry_id = entry.id
WHERE entry.state = 'withdrawn' AND link.how = 'auto'
UNION
SELECT entry.office, entry.id FROM entry JOIN person_link AS link
  ON link.other_office = entry.office AND link.other_entry_id = entry.id
WHERE entry.state = 'withdrawn' AND link.how = 'auto'
"""


def upgrade() -> None:
    by_code_point = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
    op.create_table(
        "ungathered",
        sa.Column("office", by_code_point, nullable=False),
        sa.Column("entry_id", by_code_point, nullable=False),
        sa.PrimaryKeyConstraint("office", "entry_id", name="pk_ungathered"),
        sa.ForeignKeyConstraint(
            ["office", "entry_id"], ["entry.office", "entry.id"], name="fk_ungathered_office_entry_id"
        ),
        sqlite_strict=True,
    )
    op.execute(sa.text(_DUE))
