"""The centre's tables. Every primary key and unique index begins with the office, so that a distributed PostgreSQL can shard
them by office unchanged; there are no sequences and, but for the keys, no unique indexes.

`revision` is the truth: immutable, arrived once. `entry` is its fold: its newest revision (the *working* partition) and, where
`approved_revision > withdrawn_revision`, the approved one (the *official* partition); maxima only, so that order of arrival
does not matter. `change` is the feed of the official partition, numbered within the office. `mention` is what findings across
offices are looked up in, filled behind the pushers' backs.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, MetaData, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

TEXT = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
WIDE = BigInteger().with_variant(Integer, "sqlite")
_STRICT = {"sqlite_strict": True}

metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_N_name)s"})


class Table(SQLModel, registry=registry(metadata=metadata)):
    """Base of the centre's tables."""


class CentreOffice(Table, table=True):
    """An office that may push, with the counters its feeds are numbered by. Its row is locked while a batch of it is numbered and kept."""

    __tablename__: ClassVar[str] = "office"
    __table_args__ = (_STRICT,)

    office: str = Field(primary_key=True, sa_type=TEXT)
    received: int = 0  # last `revision.arrival`
    changed: int = 0  # last `change.seq`
    found: int = 0  # last `finding.seq`
    examined: int = 0  # last arrival that findings have been looked for
    chain: int = Field(default=0, sa_type=WIDE)  # line of its log that was countersigned last


class Token(Table, table=True):
    """A secret an office pushes with, kept as its SHA-256 only."""

    __tablename__: ClassVar[str] = "token"
    __table_args__ = (_STRICT,)

    office: str = Field(primary_key=True, sa_type=TEXT)
    id: str = Field(primary_key=True, sa_type=TEXT)
    sha256: str = Field(sa_type=TEXT)
    note: str = Field(default="", sa_type=TEXT)
    issued_at: str = Field(sa_type=TEXT)
    revoked_at: str = Field(default="", sa_type=TEXT)


class CentreRevision(Table, table=True):
    """A revision as it arrived: the canonical bytes of its body, and its proof."""

    __tablename__: ClassVar[str] = "revision"
    __table_args__ = (Index("ix_revision_arrival", "office", "arrival"), _STRICT)

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    revision: int = Field(primary_key=True)
    sha256: str = Field(sa_type=TEXT)
    body: bytes = Field(sa_type=LargeBinary)
    arrival: int
    received_at: str = Field(sa_type=TEXT)


class CentreEntry(Table, table=True):
    """The fold of an entry's revisions: what is newest (working) and what is official."""

    __tablename__: ClassVar[str] = "entry"
    __table_args__ = (_STRICT,)

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    book_id: str = Field(sa_type=TEXT)
    kind: str = Field(sa_type=TEXT)
    year: int
    number: int
    suffix: str = Field(sa_type=TEXT)
    registration: str = Field(sa_type=TEXT)  # yyyy-mm-dd as far as known: sorts, and tells the plan's phase
    phase: str = Field(sa_type=TEXT)
    position_state: str = Field(sa_type=TEXT)
    revision: int
    state: str = Field(sa_type=TEXT)
    approved_revision: int = 0  # the newest approved one; 0: none
    withdrawn_revision: int = 0


class CentreChange(Table, table=True):
    """One step of the office's official partition."""

    __tablename__: ClassVar[str] = "change"
    __table_args__ = (_STRICT,)

    office: str = Field(primary_key=True, sa_type=TEXT)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    entry_id: str = Field(sa_type=TEXT)
    revision: int
    change: str = Field(sa_type=TEXT)
    kind: str = Field(sa_type=TEXT)
    at: str = Field(sa_type=TEXT)


class CentreMention(Table, table=True):
    """A person in a role on an entry's newest revision, by the keys findings match on."""

    __tablename__: ClassVar[str] = "mention"
    __table_args__ = (
        Index("ix_mention_name", "folded", "birth"),
        Index("ix_mention_id_no", "id_no"),
        _STRICT,
    )

    office: str = Field(primary_key=True, sa_type=TEXT)
    entry_id: str = Field(primary_key=True, sa_type=TEXT)
    role: str = Field(primary_key=True, sa_type=TEXT)
    kind: str = Field(sa_type=TEXT)
    folded: str = Field(sa_type=TEXT)
    birth: str = Field(sa_type=TEXT)
    sex: str = Field(sa_type=TEXT)
    id_no: str = Field(sa_type=TEXT)


class CentreFinding(Table, table=True):
    """Something noticed across entries, numbered within the office it is told to. Found once, however often it is looked for."""

    __tablename__: ClassVar[str] = "finding"
    __table_args__ = (
        Index("uq_finding_pair", "office", "rule", "entry_id", "other_office", "other_entry_id", unique=True),
        _STRICT,
    )

    office: str = Field(primary_key=True, sa_type=TEXT)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    rule: str = Field(sa_type=TEXT)
    entry_id: str = Field(sa_type=TEXT)
    other_office: str = Field(sa_type=TEXT)
    other_entry_id: str = Field(sa_type=TEXT)
    detail: str = Field(sa_type=TEXT)  # JSON {name: value}
    at: str = Field(sa_type=TEXT)


class CentreChain(Table, table=True):
    """A head of the office's chain of actions, as told with a push, and countersigned."""

    __tablename__: ClassVar[str] = "chain"
    __table_args__ = (_STRICT,)

    office: str = Field(primary_key=True, sa_type=TEXT)
    seq: int = Field(primary_key=True, sa_type=WIDE, sa_column_kwargs={"autoincrement": False})
    hash: str = Field(primary_key=True, sa_type=TEXT)
    at: str = Field(sa_type=TEXT)
    signature: str = Field(sa_type=TEXT)


class CentreIdempotency(Table, table=True):
    """The answer given to an `Idempotency-Key`, to be given again for the same request."""

    __tablename__: ClassVar[str] = "idempotency"
    __table_args__ = (_STRICT,)

    office: str = Field(primary_key=True, sa_type=TEXT)
    key: str = Field(primary_key=True, sa_type=TEXT)
    request: str = Field(sa_type=TEXT)  # SHA-256 of the request's body as it was sent
    answer: bytes = Field(sa_type=LargeBinary)  # packed with zstd
    at: str = Field(sa_type=TEXT)


class CentreSetting(Table, table=True):
    """What the centre keeps about itself: schema version, name, signing key."""

    __tablename__: ClassVar[str] = "setting"
    __table_args__ = (_STRICT,)

    key: str = Field(primary_key=True, sa_type=TEXT)
    value: str = Field(sa_type=TEXT)
