"""Tables of what goes to the centre: the revisions to push, and what the centre answered."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field

from storage.tables import TEXT, Table, core

_STRICT = {"sqlite_strict": True}


def _of_revision() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["office", "entry_id", "revision"], ["revision.office", "revision.entry_id", "revision.revision"]
    )


IS_WAITING = text("outbox_item.state = 'waiting'")
"""The condition that an item is not sent. Its word stands in the statement itself: only so the index of those serves."""

IS_ASIDE = text("outbox_item.state = 'attention'")
"""The same of those people must look at."""


_DUE = ("leased_until", "due_at", "entry_id", "revision", "office", "tries")  # all that leasing asks of an item


def _those(state: str) -> dict[str, Any]:
    only = text(f"state = '{state}'")
    return {"sqlite_where": only, "postgresql_where": only}


class OutboxItem(Table, table=True):
    """A revision to push. `state` is waiting, sent or attention; a lease keeps two pushers off one item.

    Its indexes hold what is not sent alone: most items are, and nobody asks for those by anything but their keys.
    """

    __tablename__: ClassVar[str] = "outbox_item"
    __table_args__ = (
        _of_revision(),
        Index("ix_outbox_item_waiting", *_DUE, **_those("waiting")),
        Index("ix_outbox_item_attention", "entry_id", "revision", **_those("attention")),
        _STRICT,
    )

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    revision: int = Field(primary_key=True)
    state: str = Field(default="waiting", sa_type=TEXT)
    due_at: str = Field(sa_type=TEXT)
    tries: int = 0
    leased_by: str = Field(default="", sa_type=TEXT)
    leased_until: str = Field(default="", sa_type=TEXT)
    last_error: str = Field(default="", sa_type=TEXT)  # JSON of the problem, "" where none
    answer: str = Field(  # the centre's last one: stored, already, conflict, refused; "" while there is none
        default="", sa_type=TEXT, sa_column_kwargs={"server_default": text("''")}
    )
    receipt: int = Field(  # number of the receipt that answer came with, 0 while there is none
        default=0, sa_column_kwargs={"server_default": text("0")}
    )


class Receipt(Table, table=True):
    """What the centre answered a batch with: when, who, and the head of the log of acts as it countersigned it.

    One for all the batch, named by each item it speaks of: what it says is the same for thousands of them.
    """

    __tablename__: ClassVar[str] = "receipt"
    __table_args__ = (_STRICT,)

    office: str = Field(primary_key=True, sa_type=TEXT)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})  # from 1, in their order
    at: str = Field(sa_type=TEXT)
    centre: str = Field(sa_type=TEXT)
    chain_seq: int = 0  # last action the push told the centre of
    chain_head: str = Field(default="", sa_type=TEXT)  # its hash, as the centre countersigned it
    signature: str = Field(default="", sa_type=TEXT)


class Refusal(Table, table=True):
    """A try the centre answered with refused or conflict: what it said, kept also when a later try is accepted."""

    __tablename__: ClassVar[str] = "refusal"
    __table_args__ = (_of_revision(), _STRICT)

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    revision: int = Field(primary_key=True)
    tried: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})  # the first try is 1
    answer: str = Field(sa_type=TEXT)
    receipt: int
    problem: str = Field(sa_type=TEXT)  # JSON


ITEM = core(OutboxItem)
