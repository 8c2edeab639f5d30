"""The centre's database: opening it, making its schema, and the two kinds of transaction."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from registers.errors import HotichError
from sync.centre import tables

Clock = Callable[[], datetime]
SCHEMA = 2
_UPGRADES = {
    2: (
        "ALTER TABLE office ADD COLUMN chain BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE chain ALTER COLUMN seq TYPE BIGINT",
        "DROP INDEX IF EXISTS ix_entry_number",
        "DROP INDEX IF EXISTS ix_entry_progress",
    )
}
"""Statements that bring a database to each schema from the one before; those on column types are PostgreSQL's only."""
_TURN = 0x686F7463  # advisory lock under which one process makes the schema


class BadCentreUrl(HotichError):
    """The address is neither a SQLite file nor a PostgreSQL database."""

    key = "centre.bad_url"


class CentreUnreachable(HotichError):
    """The file or the server is not there, or lets nobody in. Values: `where`, `why`, the database's own words."""

    key = "centre.unreachable"


class CentreNewer(HotichError):
    """The database was made by a newer version."""

    key = "centre.newer"


class NotACentre(HotichError):
    """The database holds something else."""

    key = "centre.not_a_centre"


def utc_now() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as the tables and the wire keep it: UTC, microseconds, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Database:
    """The centre's tables on SQLite (a trial) or PostgreSQL (for real)."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock

    @classmethod
    def open(cls, url: str, *, clock: Clock = utc_now, connections: int = 8) -> Database:
        """Open the database at `url`, and make its schema where it is empty. Raises BadCentreUrl, CentreUnreachable, NotACentre, CentreNewer."""
        try:
            address = make_url(url)
        except ArgumentError:
            raise BadCentreUrl(url=url) from None
        database, where = cls(_engine(address, connections), clock), address.render_as_string(hide_password=True)
        try:
            database._make_schema(where)
        except DatabaseError as wrong:
            database.close()
            if type(wrong) not in (DatabaseError, OperationalError):  # the others are faults of this program
                raise
            raise CentreUnreachable(where=where, why=str(wrong.orig).partition("\n")[0]) from wrong
        except BaseException:
            database.close()  # a database that is refused keeps no connection of ours
            raise
        return database

    @property
    def on_postgresql(self) -> bool:
        """True where COPY can be used."""
        return self.engine.dialect.name == "postgresql"

    def now(self) -> str:
        """This moment as the tables and the wire keep it."""
        return stamp(self.clock())

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that changes nothing."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is kept when the block ends. On SQLite it is the only writer from its first statement on."""
        with self.engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def _make_schema(self, where: str) -> None:
        with self.write() as connection:
            if self.on_postgresql:
                connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
            names = set(inspect(connection).get_table_names())
            if not names:
                tables.metadata.create_all(connection)
                connection.execute(
                    text("INSERT INTO setting (key, value) VALUES ('centre_schema', :version)"),
                    {"version": str(SCHEMA)},
                )
                return
            if not {"setting", "chain", "finding"} <= names:
                raise NotACentre(where=where)
            found = connection.execute(text("SELECT value FROM setting WHERE key = 'centre_schema'")).scalar()
            if found is None:
                raise NotACentre(where=where)
            if int(found) > SCHEMA:
                raise CentreNewer(where=where)
            self._upgrade(connection, int(found))

    def _upgrade(self, connection: Connection, found: int) -> None:
        for version in range(found + 1, SCHEMA + 1):
            for statement in _UPGRADES[version]:
                if self.on_postgresql or " TYPE " not in statement:
                    connection.execute(
                        text(statement if self.on_postgresql else statement.replace("BIGINT", "INTEGER"))
                    )
            connection.execute(
                text("UPDATE setting SET value = :version WHERE key = 'centre_schema'"), {"version": str(version)}
            )


def know(connection: Connection, office: str) -> None:
    """Let there be a row of counters for `office`."""
    connection.execute(
        text(
            "INSERT INTO office (office, received, changed, found, examined, chain) VALUES (:office, 0, 0, 0, 0, 0)"
            " ON CONFLICT (office) DO NOTHING"
        ),
        {"office": office},
    )


def _engine(address: URL, connections: int) -> Engine:
    if address.get_backend_name() == "sqlite" and address.database:
        return _sqlite(address)
    if address.drivername in ("postgresql", "postgresql+psycopg"):
        return create_engine(
            address.set(drivername="postgresql+psycopg"), pool_size=connections, max_overflow=0, pool_pre_ping=True
        )
    raise BadCentreUrl(url=address.render_as_string(hide_password=True))


def _sqlite(address: URL) -> Engine:
    try:
        dbapi = import_module("pysqlite3.dbapi2")
    except ImportError:  # no wheel for this platform; one process serves a trial, so the WAL-reset fault cannot strike
        dbapi = import_module("sqlite3.dbapi2")
    if address.database and address.database != ":memory:":
        with suppress(
            OSError
        ):  # what is wrong with the file SQLite says; a new one is closed to others, its WAL is then, too
            os.close(os.open(address.database, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_engine(address, module=dbapi)

    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = FULL", "trusted_schema = OFF"):
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", begin)
    return engine
