"""The store: opening it, checking it, and units of work on it, on SQLite or PostgreSQL alike."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session

from storage import postgresql, schema, sqlite
from storage.errors import BadStoreUrl, ReadsOnly, StoreMissing
from storage.faults import explained, reachable
from storage.ids import uuid7
from storage.migrations import HEAD

Clock = Callable[[], datetime]

PATIENCE = 10.0
"""Seconds a unit of work waits for its turn before it gives up; forty clerks wait 0.2 s at most."""

VIETNAM = timezone(timedelta(hours=7))  # no daylight saving since 1975


def utc_now() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)


class Store:
    """One office's store. Rooms of this floor take it first and open units of work on it."""

    def __init__(self, url: URL, engine: Engine, clock: Clock, new_id: Callable[[], str], patience: float) -> None:
        self._url = url
        self._engine = engine
        self._reader = engine.execution_options(postgresql_readonly=True)
        self._writer = engine.execution_options(begin="BEGIN IMMEDIATE")
        self.clock = clock
        self.new_id = new_id
        self._patience = patience
        self.reads_only = False
        """True for the view of one who changes nothing."""

    @classmethod
    def open(
        cls,
        url: str,
        *,
        clock: Clock = utc_now,
        new_id: Callable[[], str] = uuid7,
        create: bool = True,
        patience: float = PATIENCE,
    ) -> Store:
        """Open the store at `url`, make it where `create` allows and there is none, and bring its schema up to date.

        Raises a StoreError: BadStoreUrl, StoreMissing, StoreUnreachable, NotAStore, StoreNewer, StoreReadOnly, StoreFull,
        StoreBusy, StoreDamaged, SqliteFaulty or NotUtf8. A database that is refused is left as it was.
        """
        address = _address(url)
        where = _where(address)
        with explained(where, patience):
            if address.get_backend_name() == "sqlite":
                _prepare_file(Path(address.database or ""), where, create=create)
                engine = sqlite.connect(address, patience)
            else:
                engine = postgresql.connect(address, patience)
            store = cls(address, engine, clock, new_id, patience)
            try:
                store._bring_up_to_date(create=create)
            except BaseException:
                engine.dispose()
                raise
        return store

    @property
    def url(self) -> str:
        """The store's address, without its password."""
        return self._url.render_as_string(hide_password=True)

    @property
    def path(self) -> Path | None:
        """The store's file; None on PostgreSQL."""
        return Path(self._url.database or "") if self._on_sqlite else None

    @property
    def _on_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    def now(self) -> str:
        """This moment as the tables keep it: `2026-11-22T01:02:03.000004Z`."""
        return stamp(self.clock())

    def today(self) -> date:
        """The day it is in Vietnam."""
        return self.clock().astimezone(VIETNAM).date()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A unit of work that changes nothing, on one view of the store. Raises StoreError."""
        with explained(_where(self._url), self._patience), Session(self._reader, expire_on_commit=False) as session:
            session.info["store"] = self
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A unit of work: all of it is kept when the block ends, nothing of it where the block raises.

        Raises StoreError, ReadsOnly.

        The store is this unit's alone from its first statement on, so what it reads stays true until it commits. Keep it
        short: no thinking person, no network, no password hashing inside.
        """
        if self.reads_only:
            raise ReadsOnly
        with (
            explained(_where(self._url), self._patience),
            self._turn(),
            Session(self._writer, expire_on_commit=False) as session,
        ):
            session.info["store"] = self
            connection = session.connection()
            if not self._on_sqlite:
                postgresql.take_turn(connection)
            yield session
            session.commit()

    def read_only(self) -> Store:
        """The same store for one who reads only: every unit of work that would change something raises ReadsOnly."""
        view = copy.copy(self)
        view.reads_only = True
        return view

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._on_sqlite:
            yield
            return
        with ExitStack() as stack:
            with reachable(_where(self._url)):
                stack.enter_context(sqlite.turn(Path(f"{self._url.database}.turn"), self._patience))
            yield

    def _bring_up_to_date(self, *, create: bool) -> None:
        where = _where(self._url)
        with self._turn():  # so that of several first openings one makes the store
            with self._engine.connect() as connection:
                if not self._on_sqlite:
                    postgresql.require_utf8(connection, where)
                version = schema.found(connection, where)
            if version == HEAD:
                return
            if not version and not create:
                raise StoreMissing(where=where)
            with self._engine.connect() as connection:
                self._migrate(connection, where)

    def _migrate(self, connection: Connection, where: str) -> None:
        if self._on_sqlite:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys = OFF")  # has no effect once a transaction has begun
        connection = connection.execution_options(begin="BEGIN IMMEDIATE")
        with connection.begin():
            if not self._on_sqlite:
                postgresql.take_turn(connection)
            if schema.found(connection, where) != HEAD:  # another process may have been first
                schema.migrate(connection, where)
        connection.detach()  # its foreign keys are off: not for the pool


def store_of(session: Session) -> Store:
    """The store a unit of work belongs to."""
    store = session.info["store"]
    assert isinstance(store, Store)
    return store


def stamp(moment: datetime) -> str:
    """A moment as the tables keep it: UTC, microseconds, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def in_vietnam(stamped: str) -> datetime:
    """The moment `stamp` wrote, as clocks in Vietnam show it."""
    return datetime.fromisoformat(stamped).astimezone(VIETNAM)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise BadStoreUrl(url=url) from None
    hidden = address.render_as_string(hide_password=True)
    if address.drivername in ("sqlite", "sqlite+pysqlite"):
        if not address.database or address.database == ":memory:" or address.query:
            raise BadStoreUrl(url=hidden)
        return address
    if address.drivername in ("postgresql", "postgresql+psycopg"):
        return address.set(drivername="postgresql+psycopg")
    raise BadStoreUrl(url=hidden)


def _where(address: URL) -> str:
    if address.get_backend_name() == "sqlite":
        return str(address.database)
    return address.set(password=None, query={}).render_as_string()


def _prepare_file(path: Path, where: str, *, create: bool) -> None:
    with reachable(where):
        if path.exists():
            sqlite.close_to_strangers(path)
        elif create:
            sqlite.make_file(path)
        else:
            raise StoreMissing(where=where)
