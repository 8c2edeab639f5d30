"""The first schema: offices, books, entries with their revisions, mentions, drafts, accounts, actions, outbox."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_LIVE = sa.text("state <> 'withdrawn'")
_GIVEN = sa.text("id_no <> ''")
_APPEND_ONLY = ("revision", "action")


def _text(name: str) -> sa.Column[Any]:
    by_code_point = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
    return sa.Column(name, by_code_point, nullable=False)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "account",
        _text("id"),
        _text("name"),
        _text("folded"),
        _text("role"),
        _text("password"),
        _text("state"),
        _text("valid_from"),
        _text("valid_to"),
        _whole("failures"),
        _text("wait_until"),
        _text("settings"),
        _text("created_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sqlite_strict=True,
    )
    op.create_index("uq_account_folded", "account", ["folded"], unique=True)
    op.create_table(
        "action",
        _whole("seq"),
        _text("at"),
        _text("account_id"),
        _text("act"),
        _text("subject"),
        _text("detail"),
        _text("previous"),
        _text("hash"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_action")),
        sqlite_strict=True,
    )
    op.create_index("ix_action_account_id", "action", ["account_id", "seq"], unique=False)
    op.create_index("ix_action_subject", "action", ["subject", "seq"], unique=False)
    op.create_table(
        "name",
        _text("start"),
        _text("folded"),
        sa.PrimaryKeyConstraint("start", "folded", name=op.f("pk_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "office",
        _text("code"),
        _text("name"),
        _text("level"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_office")),
        sqlite_strict=True,
    )
    op.create_table(
        "setting",
        _text("key"),
        _text("value"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
        sqlite_strict=True,
    )
    op.create_table(
        "signer",
        _text("office"),
        _whole("year"),
        _text("name"),
        _text("title"),
        sa.PrimaryKeyConstraint("office", "year", "name", "title", name=op.f("pk_signer")),
        sqlite_strict=True,
    )
    op.create_table(
        "book",
        _text("id"),
        _text("office"),
        _text("kind"),
        _text("layout"),
        _text("book_no"),
        _whole("year_from"),
        _whole("year_to"),
        _text("opened"),
        _text("closed"),
        _whole("first_no", nullable=True),
        _whole("last_no", nullable=True),
        _whole("entries", nullable=True),
        _whole("pages", nullable=True),
        _text("shelf"),
        _text("notes"),
        _text("state"),
        _whole("pinned"),
        _whole("keyed"),
        _whole("approved"),
        _text("profile"),
        sa.CheckConstraint("year_from <= year_to", name=op.f("ck_book_years")),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_book_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book")),
        sqlite_strict=True,
    )
    op.create_index("ix_book_office", "book", ["office", "kind", "year_from"], unique=False)
    op.create_table(
        "assignment",
        _text("account_id"),
        _text("book_id"),
        _text("assigned_by"),
        _text("assigned_at"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_assignment_account_id")),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=op.f("fk_assignment_book_id")),
        sa.PrimaryKeyConstraint("account_id", "book_id", name=op.f("pk_assignment")),
        sqlite_strict=True,
    )
    op.create_index("ix_assignment_book_id", "assignment", ["book_id"], unique=False)
    op.create_table(
        "draft",
        _text("book_id"),
        _whole("year"),
        _whole("number"),
        _text("suffix"),
        _text("account_id"),
        _text("holder"),
        _text("payload"),
        _text("claimed_at"),
        _text("updated_at"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_draft_account_id")),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=op.f("fk_draft_book_id")),
        sa.PrimaryKeyConstraint("book_id", "year", "number", "suffix", name=op.f("pk_draft")),
        sqlite_strict=True,
    )
    op.create_index("ix_draft_account_id", "draft", ["account_id", "updated_at"], unique=False)
    op.create_table(
        "entry",
        _text("office"),
        _text("id"),
        _text("book_id"),
        _text("series"),
        _text("kind"),
        _whole("year"),
        _whole("number"),
        _text("suffix"),
        _text("position_state"),
        _text("state"),
        _whole("revision"),
        _whole("approved_revision", nullable=True),
        _text("keyer"),
        _text("keyed_at"),
        _whole("page_no", nullable=True),
        _text("registration"),
        _text("title"),
        _text("flags"),
        _text("severity"),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_entry_revision")),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=op.f("fk_entry_book_id")),
        sa.PrimaryKeyConstraint("office", "id", name=op.f("pk_entry")),
        sqlite_strict=True,
    )
    op.create_index("ix_entry_book", "entry", ["book_id", "year", "number", "suffix"], unique=False)
    op.create_index("ix_entry_id", "entry", ["id"], unique=False)
    op.create_index("ix_entry_state", "entry", ["state", "book_id", "keyed_at"], unique=False)
    op.create_index(
        "uq_entry_position",
        "entry",
        ["office", "series", "year", "number", "suffix"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    op.create_table(
        "kinship",
        _text("office"),
        _text("entry_id"),
        _text("subject"),
        _text("relation"),
        _text("object"),
        sa.ForeignKeyConstraint(
            ["office", "entry_id"], ["entry.office", "entry.id"], name=op.f("fk_kinship_office_entry_id")
        ),
        sa.PrimaryKeyConstraint("office", "entry_id", "subject", "relation", "object", name=op.f("pk_kinship")),
        sqlite_strict=True,
    )
    op.create_table(
        "mention",
        _text("office"),
        _text("entry_id"),
        _text("role"),
        _text("full_name"),
        _text("folded"),
        _text("sex"),
        _text("birth"),
        _text("ethnicity"),
        _text("nationality"),
        _text("residence"),
        _text("id_no"),
        _text("same_as"),
        sa.ForeignKeyConstraint(
            ["office", "entry_id"], ["entry.office", "entry.id"], name=op.f("fk_mention_office_entry_id")
        ),
        sa.PrimaryKeyConstraint("office", "entry_id", "role", name=op.f("pk_mention")),
        sqlite_strict=True,
    )
    op.create_index("ix_mention_birth", "mention", ["office", "birth"], unique=False)
    op.create_index(
        "ix_mention_id_no", "mention", ["id_no"], unique=False, sqlite_where=_GIVEN, postgresql_where=_GIVEN
    )
    op.create_index("ix_mention_name", "mention", ["folded", "birth"], unique=False)
    op.create_table(
        "revision",
        _text("office"),
        _text("entry_id"),
        _whole("revision"),
        _text("book_id"),
        _text("kind"),
        _text("layout"),
        _whole("year"),
        _whole("number"),
        _text("suffix"),
        _whole("page_no", nullable=True),
        _text("position_state"),
        _text("state"),
        _text("act"),
        _text("account_id"),
        _text("keyer"),
        _text("at"),
        _text("reason"),
        _text("values"),
        _text("flags"),
        _text("overrides"),
        _text("sha256"),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_revision_revision")),
        sa.ForeignKeyConstraint(
            ["office", "entry_id"], ["entry.office", "entry.id"], name=op.f("fk_revision_office_entry_id")
        ),
        sa.PrimaryKeyConstraint("office", "entry_id", "revision", name=op.f("pk_revision")),
        sqlite_strict=True,
    )
    op.create_table(
        "outbox_item",
        _text("office"),
        _text("entry_id"),
        _whole("revision"),
        _text("state"),
        _text("due_at"),
        _whole("tries"),
        _text("leased_by"),
        _text("leased_until"),
        _text("last_error"),
        sa.ForeignKeyConstraint(
            ["office", "entry_id", "revision"],
            ["revision.office", "revision.entry_id", "revision.revision"],
            name=op.f("fk_outbox_item_office_entry_id_revision"),
        ),
        sa.PrimaryKeyConstraint("office", "entry_id", "revision", name=op.f("pk_outbox_item")),
        sqlite_strict=True,
    )
    op.create_index("ix_outbox_item_due", "outbox_item", ["state", "due_at", "entry_id", "revision"], unique=False)
    op.create_table(
        "receipt",
        _text("office"),
        _text("entry_id"),
        _whole("revision"),
        _whole("tried"),
        _text("answer"),
        _text("at"),
        _text("centre"),
        _text("sha256"),
        _whole("chain_seq"),
        _text("chain_head"),
        _text("signature"),
        _text("problem"),
        sa.ForeignKeyConstraint(
            ["office", "entry_id", "revision"],
            ["revision.office", "revision.entry_id", "revision.revision"],
            name=op.f("fk_receipt_office_entry_id_revision"),
        ),
        sa.PrimaryKeyConstraint("office", "entry_id", "revision", "tried", name=op.f("pk_receipt")),
        sqlite_strict=True,
    )

    if op.get_bind().dialect.name == "sqlite":
        _refuse_changes_sqlite()
    else:
        _refuse_changes_postgresql()


def _refuse_changes_sqlite() -> None:
    for table in _APPEND_ONLY:
        for change in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change} BEFORE {change.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _refuse_changes_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in _APPEND_ONLY:
        for change in ("update", "delete", "truncate"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change} BEFORE {change.upper()} ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
            )
