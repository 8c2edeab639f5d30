"""Tables of review: what was compared, second keyings and what they charge, lots and their samples, planted errors."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field

from storage.tables import TEXT, Table

_STRICT = {"sqlite_strict": True}


def _of_revision() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["office", "entry_id", "revision"], ["revision.office", "revision.entry_id", "revision.revision"]
    )


class Measured(Table, table=True):
    """Of one keyer: how many fields were compared, and how many of them were faulty."""

    __tablename__: ClassVar[str] = "measured"
    __table_args__ = (ForeignKeyConstraint(["account_id"], ["account.id"]), _STRICT)

    account_id: str = Field(primary_key=True, sa_type=TEXT)
    fields: int
    faults: int


class Keying(Table, table=True):
    """A later keying of a revision's fields from the page, blind: turn 2 by another clerk, turn 3 by who settles."""

    __tablename__: ClassVar[str] = "keying"
    __table_args__ = (_of_revision(), ForeignKeyConstraint(["account_id"], ["account.id"]), _STRICT)

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    revision: int = Field(primary_key=True)  # the one whose values were keyed again
    turn: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    account_id: str = Field(sa_type=TEXT)
    at: str = Field(sa_type=TEXT)
    fields: str = Field(sa_type=TEXT)  # JSON list of those asked for
    values: str = Field(sa_type=TEXT)  # canonical JSON, as in `revision`


class Rekeying(Table, table=True):
    """An entry given out to be keyed a second time: which fields, and who took them up, the second and the third time."""

    __tablename__: ClassVar[str] = "rekeying"
    __table_args__ = (
        _of_revision(),
        ForeignKeyConstraint(["book_id"], ["book.id"]),
        Index("ix_rekeying_book_id", "book_id", "entry_id"),
        _STRICT,
    )

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    revision: int  # the one given out; once the entry is corrected it has to be given out again
    book_id: str = Field(sa_type=TEXT)
    scope: str = Field(sa_type=TEXT)  # all, key_fields, adaptive
    fields: str = Field(sa_type=TEXT)  # JSON list of those asked for
    spots: str = Field(sa_type=TEXT)  # JSON list of those of them asked for only as a spot check
    given_by: str = Field(sa_type=TEXT)
    given_at: str = Field(sa_type=TEXT)
    second: str = Field(default="", sa_type=TEXT)  # account that keys it the second time, "" while anybody may
    third: str = Field(default="", sa_type=TEXT)


class Fault(Table, table=True):
    """An error a comparison proved, charged to the account that typed it: what was typed, and what the page says."""

    __tablename__: ClassVar[str] = "fault"
    __table_args__ = (
        _of_revision(),
        ForeignKeyConstraint(["account_id"], ["account.id"]),
        Index("ix_fault_account_id", "account_id", "error_class"),
        _STRICT,
    )

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    revision: int = Field(primary_key=True)
    field: str = Field(primary_key=True, sa_type=TEXT)
    account_id: str = Field(primary_key=True, sa_type=TEXT)
    error_class: str = Field(sa_type=TEXT)
    typed: str = Field(sa_type=TEXT)
    page: str = Field(sa_type=TEXT)


class Lot(Table, table=True):
    """Entries of one clerk in one book, accepted or sent back as a whole by a sample of `sample` (ISO 2859-1)."""

    __tablename__: ClassVar[str] = "lot"
    __table_args__ = (
        ForeignKeyConstraint(["book_id"], ["book.id"]),
        ForeignKeyConstraint(["keyer"], ["account.id"]),
        Index("ix_lot_keyer", "keyer", "drawn_at", "id"),
        _STRICT,
    )

    id: str = Field(primary_key=True, sa_type=TEXT)
    book_id: str = Field(sa_type=TEXT)
    keyer: str = Field(sa_type=TEXT)
    inspection: str = Field(sa_type=TEXT)  # normal, tightened, reduced, full
    aql: str = Field(sa_type=TEXT)  # faulty entries in a hundred
    size: int
    sample: int
    accept: int  # faulty entries up to which the lot is accepted
    drawn_by: str = Field(sa_type=TEXT)
    drawn_at: str = Field(sa_type=TEXT)
    decision: str = Field(default="", sa_type=TEXT)  # accepted, rejected, "" while it is looked at
    faulty: int | None = None
    decided_by: str = Field(default="", sa_type=TEXT)
    decided_at: str = Field(default="", sa_type=TEXT)
    finished_at: str = Field(
        default="", sa_type=TEXT, sa_column_kwargs={"server_default": text("''")}
    )  # when every entry was decided with the lot; until then it is to be finished


class LotEntry(Table, table=True):
    """An entry of a lot, at the revision it had then; `verdict` of a sampled one is good, faulty or "" so far."""

    __tablename__: ClassVar[str] = "lot_entry"
    __table_args__ = (ForeignKeyConstraint(["lot_id"], ["lot.id"]), _of_revision(), _STRICT)

    lot_id: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    office: str = Field(sa_type=TEXT)
    revision: int
    sampled: int = 0
    verdict: str = Field(default="", sa_type=TEXT)


class Plant(Table, table=True):
    """A planted error: what a reviewer is shown in one field of an entry that never had it. Revisions know nothing of it."""

    __tablename__: ClassVar[str] = "plant"
    __table_args__ = (
        _of_revision(),
        ForeignKeyConstraint(["reviewer"], ["account.id"]),
        Index("ix_plant_reviewer", "reviewer", "answer"),
        _STRICT,
    )

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    revision: int = Field(primary_key=True)
    reviewer: str = Field(primary_key=True, sa_type=TEXT)
    field: str = Field(sa_type=TEXT)
    error_class: str = Field(sa_type=TEXT)
    shown: str = Field(sa_type=TEXT)  # JSON [as_written, normalised, mark]
    planted_at: str = Field(sa_type=TEXT)
    answer: str = Field(default="", sa_type=TEXT)  # caught, missed, lifted, "" while it waits
    answered_at: str = Field(default="", sa_type=TEXT)
