"""A centre a test, on both engines."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from sync.centre.database import Database
from tests.storage.conftest import ENGINES, postgresql_server  # noqa: F401 (a fixture: one server for all rooms)

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
_names = itertools.count(1)


def _standing() -> datetime:
    return NOW


def _address(server: str, name: str) -> str:
    return make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


def _run(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def centre_template(postgresql_server: str) -> str:  # noqa: F811
    """A PostgreSQL database with the centre's schema, to be copied."""
    _run(postgresql_server, "CREATE DATABASE centre_template")
    Database.open(_address(postgresql_server, "centre_template")).close()
    return "centre_template"


@pytest.fixture(params=ENGINES)
def centre_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a centre's empty database on either engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'centre.db'}"
        return
    server: str = request.getfixturevalue("postgresql_server")
    template: str = request.getfixturevalue("centre_template")
    name = f"centre_{next(_names)}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield _address(server, name)
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(centre_url: str) -> Iterator[Database]:
    """The centre's database, at a standing clock."""
    opened = Database.open(centre_url, clock=_standing)
    yield opened
    opened.close()
