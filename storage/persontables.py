"""Tables of persons: which mentions are one person, and what says so. Derived from entries, never part of them.

`person` can be made anew from mentions and links at any time. A link somebody took or refused is that person's word: it
stays until he, or somebody else, takes it back; the log keeps all three.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field

from storage.tables import TEXT, Table

_STRICT = {"sqlite_strict": True}


class Person(Table, table=True):
    """Which person a mention is. `person_id` is the first of his mentions, `entry id/role`."""

    __tablename__: ClassVar[str] = "person"
    __table_args__ = (
        ForeignKeyConstraint(["office", "entry_id"], ["entry.office", "entry.id"]),
        Index("ix_person_person_id", "person_id"),
        Index("ix_person_commune", "commune"),
        _STRICT,
    )

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    role: str = Field(primary_key=True, sa_type=TEXT)
    person_id: str = Field(sa_type=TEXT)
    commune: str = Field(sa_type=TEXT)  # unit code of the home the page gives, "" where it gives none


class Ungathered(Table, table=True):
    """An entry to be gathered: its mentions are new, or gone. Written with them, gone once they have persons."""

    __tablename__: ClassVar[str] = "ungathered"
    __table_args__ = (ForeignKeyConstraint(["office", "entry_id"], ["entry.office", "entry.id"]), _STRICT)

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)


class PersonLink(Table, table=True):
    """Two mentions and what is said of them. `how` is auto (the evidence settles it), taken or refused (somebody said so)."""

    __tablename__: ClassVar[str] = "person_link"
    __table_args__ = (
        ForeignKeyConstraint(["office", "entry_id"], ["entry.office", "entry.id"]),
        ForeignKeyConstraint(["other_office", "other_entry_id"], ["entry.office", "entry.id"]),
        CheckConstraint("how IN ('auto', 'taken', 'refused')", name="how"),
        Index("ix_person_link_other", "other_office", "other_entry_id", "other_role"),
        _STRICT,
    )

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    role: str = Field(primary_key=True, sa_type=TEXT)
    other_office: str = Field(primary_key=True, sa_type=TEXT)
    other_entry_id: str = Field(primary_key=True, sa_type=TEXT)
    other_role: str = Field(primary_key=True, sa_type=TEXT)
    how: str = Field(primary_key=True, sa_type=TEXT)
    evidence: str = Field(sa_type=TEXT)  # JSON [[item, value] …]
    differs: str = Field(sa_type=TEXT)  # JSON [field …] in which the page says otherwise than the other one
    account_id: str = Field(sa_type=TEXT)  # "" for auto
    at: str = Field(sa_type=TEXT)  # "" for auto
