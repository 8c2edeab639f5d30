"""A centre a test, on both engines."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bench.offices import OFFICE, OTHER_OFFICE
from storage.engine import Store
from sync.centre.app import create_app
from sync.centre.database import Database
from sync.centre.tokens import issue
from sync.transport import Line
from tests.storage.conftest import (  # noqa: F401 (fixtures: one server and one template for all rooms)
    ENGINES,
    Ticking,
    clock,
    empty_postgresql_url,
    postgresql_server,
    postgresql_template,
    postgresql_url,
    run_on,
    sqlite_template,
    sqlite_url,
)
from tests.sync.serving import serving

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
_names = itertools.count(1)


def _standing() -> datetime:
    return NOW


def _address(server: str, name: str) -> str:
    return make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def centre_template(postgresql_server: str) -> str:  # noqa: F811
    """A PostgreSQL database with the centre's schema, to be copied."""
    run_on(postgresql_server, "CREATE DATABASE centre_template")
    Database.open(_address(postgresql_server, "centre_template")).close()
    return "centre_template"


@pytest.fixture(scope="session")
def centre_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the centre's schema, to be copied."""
    path = tmp_path_factory.mktemp("centre") / "centre.db"
    Database.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=ENGINES)
def centre_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a centre's empty database on either engine."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("centre_file"), tmp_path / "centre.db")
        yield f"sqlite:///{tmp_path / 'centre.db'}"
        return
    server: str = request.getfixturevalue("postgresql_server")
    template: str = request.getfixturevalue("centre_template")
    name = f"centre_{next(_names)}"
    run_on(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield _address(server, name)
    run_on(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(centre_url: str) -> Iterator[Database]:
    """The centre's database, at a standing clock."""
    opened = Database.open(centre_url, clock=_standing)
    yield opened
    opened.close()


@dataclass(frozen=True)
class Running:
    """A centre that is served: where, over which database, and a token for each of two offices."""

    address: str
    database: Database
    tokens: dict[str, str]

    def line(self, office: str = OFFICE, transport: httpx.BaseTransport | None = None) -> Line:
        """A line to it as one of the offices."""
        return Line(self.address, office, self.tokens[office], transport=transport)

    def kept(self, office: str = OFFICE) -> dict[tuple[str, int], str]:
        """SHA-256 of each revision of the office it keeps."""
        with self.database.read() as connection:
            rows = connection.execute(
                text("SELECT entry_id, revision, sha256 FROM revision WHERE office = :office"), {"office": office}
            )
            return {(str(e), int(r)): str(sha) for e, r, sha in rows}


@pytest.fixture
def centre(database: Database) -> Iterator[Running]:
    """The centre over real HTTP; nobody is throttled."""
    tokens = {office: issue(database, office) for office in (OFFICE, OTHER_OFFICE)}
    with serving(create_app(database, rate=1e6, burst=10**6)) as address:
        yield Running(address, database, tokens)


@pytest.fixture
def office_url(request: pytest.FixtureRequest, centre_url: str) -> str:
    """The address of an office's empty store, on the engine the centre is on."""
    engine = "sqlite" if centre_url.startswith("sqlite") else "postgresql"
    address = request.getfixturevalue(f"{engine}_url")
    assert isinstance(address, str)
    return address


@pytest.fixture
def office(office_url: str, clock: Ticking) -> Iterator[Store]:  # noqa: F811
    """An office's empty store."""
    store = Store.open(office_url, clock=clock)
    yield store
    store.close()
