"""The tables of an office's store, and their documentation.

Types are the four that SQLite's STRICT tables and PostgreSQL share: text, whole numbers, fractions, bytes. Moments are UTC text
(`2026-11-22T01:02:03.000004Z`), days of this program's own are `2026-11-22`, dates of the paper are `dd.mm.yyyy|mm.yyyy|yyyy`;
structured columns are JSON text. Text sorts by code point on both engines, so prefix searches are range scans on both.
Rows never leave `storage`: each room turns them into plain values.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Text,
    TextClause,
    literal_column,
    text,
)
from sqlalchemy import Table as CoreTable
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

TEXT = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_STRICT = {"sqlite_strict": True}

WAITS = text("state || '' IN ('keyed', 'settled')")
"""Entries a reviewer may approve. Indexes of the review queue hold these alone; its queries repeat the words as they are.

With a bare `state` SQLite takes the index on states instead and sorts a hundred thousand rows for every page.
"""

FLAGGED_WAITS = text("'' || state IN ('keyed', 'settled') AND severity <> ''")
"""Those of them with a flag, most often one in ten; written otherwise, or SQLite walks through all that wait."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _waiting() -> list[Index]:
    """The indexes of the review queue: its three orders, and each again behind a book, a clerk, a kind, and of flagged entries alone.

    They tell whatever a filter asks, so that what few entries have is looked for in an index and not in the table.
    """
    orders: dict[str, tuple[str, ...]] = {
        "risk": ("risk", "id"),
        "age": ("keyed_at", "id"),
        "place": ("book_id", "year", "number", "suffix", "id"),
    }
    told = ("risk", "keyed_at", "kind", "keyer", "severity", "state")
    told_of_flagged = (*told, "book_id", "rules")
    filters = {"book": ("book_id",), "clerk": ("keyer",), "kind": ("kind",), "flagged": ()}
    found = []
    for name, before in {"": (), **filters}.items():
        for order, keys in orders.items():
            if (name, order) == ("book", "place"):
                continue  # the order begins with the book
            columns = (*before, *keys, *(told_of_flagged if name == "flagged" else told))
            waits = FLAGGED_WAITS if name == "flagged" else WAITS
            found.append(_of_waiting(f"{name}_{order}".lstrip("_"), tuple(dict.fromkeys(columns)), waits))
    return [*found, _of_waiting("number", ("number", "year", "id"), WAITS)]


def _of_waiting(name: str, columns: tuple[str, ...], waits: TextClause) -> Index:
    return Index(f"ix_entry_waiting_{name}", *columns, sqlite_where=waits, postgresql_where=waits)


class Table(SQLModel, registry=registry(metadata=metadata)):
    """Base of the office's tables; their metadata is this store's alone (the centre has tables of its own)."""


class Office(Table, table=True):
    """An office whose books are kept here, by its code on the day of import."""

    __tablename__: ClassVar[str] = "office"
    __table_args__ = (_STRICT,)

    code: str = Field(primary_key=True, sa_type=TEXT)
    name: str = Field(sa_type=TEXT)
    level: str = Field(sa_type=TEXT)


class Book(Table, table=True):
    """A paper book of the inventory, with how far it is keyed. `keyed` and `approved` count live entries."""

    __tablename__: ClassVar[str] = "book"
    __table_args__ = (
        ForeignKeyConstraint(["office"], ["office.code"]),
        CheckConstraint("year_from <= year_to", name="years"),
        Index("ix_book_office", "office", "kind", "year_from"),
        _STRICT,
    )

    id: str = Field(primary_key=True, sa_type=TEXT)
    office: str = Field(sa_type=TEXT)
    kind: str = Field(sa_type=TEXT)  # "" for a combined book, whose entries name their own
    layout: str = Field(sa_type=TEXT)
    book_no: str = Field(sa_type=TEXT)
    year_from: int
    year_to: int
    opened: str = Field(default="", sa_type=TEXT)
    closed: str = Field(default="", sa_type=TEXT)
    first_no: int | None = None
    last_no: int | None = None
    entries: int | None = None
    pages: int | None = None
    shelf: str = Field(default="", sa_type=TEXT)
    notes: str = Field(default="", sa_type=TEXT)
    state: str = Field(default="open", sa_type=TEXT)
    pinned: int = 0
    keyed: int = 0
    approved: int = 0
    profile: str = Field(default="{}", sa_type=TEXT)


class Account(Table, table=True):
    """A person who signs in. Never deleted: the actions name it for ever."""

    __tablename__: ClassVar[str] = "account"
    __table_args__ = (Index("uq_account_folded", "folded", unique=True), _STRICT)

    id: str = Field(primary_key=True, sa_type=TEXT)
    name: str = Field(sa_type=TEXT)
    folded: str = Field(sa_type=TEXT)  # lower case: one account however it is typed
    role: str = Field(sa_type=TEXT)
    password: str = Field(sa_type=TEXT)  # Argon2id, with its salt and cost
    state: str = Field(default="active", sa_type=TEXT)
    valid_from: str = Field(default="", sa_type=TEXT)
    valid_to: str = Field(default="", sa_type=TEXT)
    failures: int = 0  # sign-ins refused since the last good one
    wait_until: str = Field(default="", sa_type=TEXT)
    settings: str = Field(default="{}", sa_type=TEXT)
    created_at: str = Field(sa_type=TEXT)


class Worked(Table, table=True):
    """What one account keyed on one day (of Vietnam): for its own eyes."""

    __tablename__: ClassVar[str] = "worked"
    __table_args__ = (ForeignKeyConstraint(["account_id"], ["account.id"]), _STRICT)

    account_id: str = Field(primary_key=True, sa_type=TEXT)
    day: str = Field(primary_key=True, sa_type=TEXT)
    keys: int
    seconds: int  # with hands on the keyboard: pauses count little
    entries: int
    corrections: int


class Assignment(Table, table=True):
    """A book given to an account."""

    __tablename__: ClassVar[str] = "assignment"
    __table_args__ = (
        ForeignKeyConstraint(["account_id"], ["account.id"]),
        ForeignKeyConstraint(["book_id"], ["book.id"]),
        Index("ix_assignment_book_id", "book_id"),
        _STRICT,
    )

    account_id: str = Field(primary_key=True, sa_type=TEXT)
    book_id: str = Field(primary_key=True, sa_type=TEXT)
    assigned_by: str = Field(sa_type=TEXT)
    assigned_at: str = Field(sa_type=TEXT)


class Entry(Table, table=True):
    """The fold of an entry's revisions: what its newest one says, in the columns lists and queues need.

    `series` is the kind of the book: within an office and a year, numbers run through the books of one series, and a combined
    book is a series of its own (NĐ 158/2005 Đ68). A withdrawn entry frees its number.
    """

    __tablename__: ClassVar[str] = "entry"
    __table_args__ = (
        ForeignKeyConstraint(["book_id"], ["book.id"]),
        CheckConstraint("revision >= 1", name="revision"),
        Index(
            "uq_entry_position",
            "office",
            "series",
            "year",
            "number",
            "suffix",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("ix_entry_book", "book_id", "year", "number", "suffix"),
        Index("ix_entry_id", "id"),
        Index("ix_entry_state", "state", "book_id", "keyed_at"),
        *_waiting(),
        _STRICT,
    )

    office: str = Field(primary_key=True, sa_type=TEXT)
    id: str = Field(primary_key=True, sa_type=TEXT)
    book_id: str = Field(sa_type=TEXT)
    series: str = Field(sa_type=TEXT)
    kind: str = Field(sa_type=TEXT)
    year: int
    number: int
    suffix: str = Field(sa_type=TEXT)
    position_state: str = Field(sa_type=TEXT)
    state: str = Field(sa_type=TEXT)
    revision: int
    approved_revision: int | None = None  # the official one; stays while a correction waits
    keyer: str = Field(sa_type=TEXT)  # account whose values the newest revision holds
    keyed_at: str = Field(sa_type=TEXT)
    page_no: int | None = None
    registration: str = Field(sa_type=TEXT)
    title: str = Field(sa_type=TEXT)  # name of the person the entry is about
    flags: str = Field(sa_type=TEXT)  # JSON [[rule, severity, [field …], {name: value}] …]
    severity: str = Field(sa_type=TEXT)  # the gravest flag: E, W, I or ""
    risk: int = Field(
        default=0, sa_column_kwargs={"server_default": text("0")}
    )  # of a fault a reviewer would find, in thousandths (`registers.risk`)
    rules: str = Field(
        default="", sa_type=TEXT, sa_column_kwargs={"server_default": text("''")}
    )  # those that flag it, each between spaces: ` V7 V12 `


class Revision(Table, table=True):
    """One immutable state of an entry, whole, as it is pushed. `sha256` is of its canonical JSON (`registers.revision`)."""

    __tablename__: ClassVar[str] = "revision"
    __table_args__ = (
        ForeignKeyConstraint(["office", "entry_id"], ["entry.office", "entry.id"]),
        CheckConstraint("revision >= 1", name="revision"),
        _STRICT,
    )

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    revision: int = Field(primary_key=True)
    book_id: str = Field(sa_type=TEXT)
    kind: str = Field(sa_type=TEXT)
    layout: str = Field(sa_type=TEXT)
    year: int
    number: int
    suffix: str = Field(sa_type=TEXT)
    page_no: int | None = None
    position_state: str = Field(sa_type=TEXT)
    state: str = Field(sa_type=TEXT)
    act: str = Field(sa_type=TEXT)  # the step that made it
    account_id: str = Field(sa_type=TEXT)  # who took the step
    keyer: str = Field(sa_type=TEXT)  # who typed the values
    at: str = Field(sa_type=TEXT)
    reason: str = Field(sa_type=TEXT)
    values: str = Field(sa_type=TEXT)  # canonical JSON {field: [as_written, normalised, mark]}
    flags: str = Field(sa_type=TEXT)
    overrides: str = Field(sa_type=TEXT)  # canonical JSON {key of a flag: reason}
    sha256: str = Field(sa_type=TEXT)


class Mention(Table, table=True):
    """A person in a role on an entry, after its newest revision."""

    __tablename__: ClassVar[str] = "mention"
    __table_args__ = (
        ForeignKeyConstraint(["office", "entry_id"], ["entry.office", "entry.id"]),
        Index("ix_mention_name", "folded", "birth"),
        Index("ix_mention_birth", "office", "birth"),
        Index("ix_mention_id_no", "id_no", sqlite_where=text("id_no <> ''"), postgresql_where=text("id_no <> ''")),
        _STRICT,
    )

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    role: str = Field(primary_key=True, sa_type=TEXT)
    full_name: str = Field(sa_type=TEXT)
    folded: str = Field(sa_type=TEXT)
    sex: str = Field(sa_type=TEXT)
    birth: str = Field(sa_type=TEXT)
    ethnicity: str = Field(sa_type=TEXT)
    nationality: str = Field(sa_type=TEXT)
    residence: str = Field(sa_type=TEXT)
    id_no: str = Field(sa_type=TEXT)
    same_as: str = Field(sa_type=TEXT)  # the role of the same entry that is the same person, "" where none


class Kinship(Table, table=True):
    """`subject` is `relation` of `object` (roles on the entry), after its newest revision."""

    __tablename__: ClassVar[str] = "kinship"
    __table_args__ = (
        ForeignKeyConstraint(["office", "entry_id"], ["entry.office", "entry.id"]),
        _STRICT,
    )

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    subject: str = Field(primary_key=True, sa_type=TEXT)
    relation: str = Field(primary_key=True, sa_type=TEXT)
    object: str = Field(primary_key=True, sa_type=TEXT)


class Name(Table, table=True):
    """The dictionary of distinct folded names. `start` is the name from one of its words on: `nong thi hien`, `thi hien`, `hien`."""

    __tablename__: ClassVar[str] = "name"
    __table_args__ = (_STRICT,)

    start: str = Field(primary_key=True, sa_type=TEXT)
    folded: str = Field(primary_key=True, sa_type=TEXT)


class Signer(Table, table=True):
    """Who signed entries of an office in a year, as typed (V23 asks whether a signer is known)."""

    __tablename__: ClassVar[str] = "signer"
    __table_args__ = (_STRICT,)

    office: str = Field(primary_key=True, sa_type=TEXT)
    year: int = Field(primary_key=True)
    name: str = Field(primary_key=True, sa_type=TEXT)
    title: str = Field(primary_key=True, sa_type=TEXT)


class Draft(Table, table=True):
    """A position claimed by an account, with what it typed there so far. One position, one claim."""

    __tablename__: ClassVar[str] = "draft"
    __table_args__ = (
        ForeignKeyConstraint(["book_id"], ["book.id"]),
        ForeignKeyConstraint(["account_id"], ["account.id"]),
        Index("ix_draft_account_id", "account_id", "updated_at"),
        _STRICT,
    )

    book_id: str = Field(primary_key=True, sa_type=TEXT)
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    suffix: str = Field(primary_key=True, sa_type=TEXT)
    account_id: str = Field(sa_type=TEXT)
    holder: str = Field(sa_type=TEXT)  # the process that has it open (`storage.holder`), "" where none has
    payload: str = Field(sa_type=TEXT)  # JSON
    claimed_at: str = Field(sa_type=TEXT)
    updated_at: str = Field(sa_type=TEXT)


class Action(Table, table=True):
    """One line of the append-only log; `hash` covers the line and the hash before it."""

    __tablename__: ClassVar[str] = "action"
    __table_args__ = (
        Index("ix_action_subject", "subject", "seq"),
        Index("ix_action_account_id", "account_id", "seq"),
        _STRICT,
    )

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: str = Field(sa_type=TEXT)
    account_id: str = Field(sa_type=TEXT)
    act: str = Field(sa_type=TEXT)
    subject: str = Field(sa_type=TEXT)
    detail: str = Field(sa_type=TEXT)  # canonical JSON
    previous: str = Field(sa_type=TEXT)
    hash: str = Field(sa_type=TEXT)


class Setting(Table, table=True):
    """A setting of the office as a whole, JSON."""

    __tablename__: ClassVar[str] = "setting"
    __table_args__ = (_STRICT,)

    key: str = Field(primary_key=True, sa_type=TEXT)
    value: str = Field(sa_type=TEXT)


def live() -> ColumnElement[bool]:
    """The condition that an entry is not withdrawn. Its word stands in the statement itself: only so the partial index serves."""
    return core(Entry).c.state != literal_column("'withdrawn'")


def core(table: type[Table]) -> CoreTable:
    """The table as SQLAlchemy Core knows it: statements over its columns cost a quarter of those over the class."""
    return metadata.tables[str(table.__tablename__)]


APPEND_ONLY = ("revision", "action")
"""Tables whose rows neither change nor vanish: triggers refuse it on both engines."""
