"""What every test shares: the language is Vietnamese at the start of each, and the sample books where they are."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import argon2
import pytest
from hypothesis import settings
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from bench.warm import Warm, warm
from registers import catalogue
from registers.catalogue import Language, set_language
from storage import passwords
from tests import warm as commands

# The gate presses the same keys everywhere; `pytest --hypothesis-profile=explore` looks for new ones.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile("gate")

_MEMORY = Path("/dev/shm")
_ROOM = 4 << 30


def pytest_configure() -> None:
    """Stores and servers of the tests lie in memory where there is room: nothing they write need outlive a power cut.

    A wrong file of the catalogue ends the run here, with its name.
    """
    if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)
    try:
        catalogue.load_all()
    except catalogue.CatalogueWrong as wrong:  # a screen that cannot say anything cannot say that either, and hangs
        pytest.exit(f"the catalogue is wrong: {wrong}", returncode=2)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected is never garbage to look through again: that took a seventh of the gate's time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)
        gc.enable()


_COMPILED: LRUCache[Any, Any] = LRUCache(2000)
"""Statements as they were compiled, for all stores of a worker: a store of a day's work compiles each once, a test's every one."""


@event.listens_for(Engine, "engine_connect")
def _remember_what_was_compiled(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_COMPILED)


@pytest.fixture(scope="session", autouse=True)
def _one_dialect_a_driver() -> Iterator[None]:
    """A statement is remembered for its dialect, and each store makes one: those over one driver are the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            DefaultDialect, "__eq__", lambda one, other: type(one) is type(other) and one.dbapi is other.dbapi
        )
        patch.setattr(DefaultDialect, "__hash__", lambda one: hash(type(one)))
        yield


_PUBLISHED = passwords._HASHER

SHARED_BOOKS = Path(__file__).parent.parent.parent / "shared" / "books"


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Passwords are hashed at the least cost: thousands of sign-ins of the gate need not be slow to guess at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture
def published_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as in the program."""
    monkeypatch.setattr(passwords, "_HASHER", _PUBLISHED)


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    set_language(Language.VI)
    yield
    set_language(Language.VI)


@pytest.fixture(scope="session")
def sample_books() -> Path:
    """The folder of synthetic sample books; skips where it does not lie beside the project."""
    folder = SHARED_BOOKS / "sample"
    if not folder.is_dir():
        pytest.skip("the sample books do not lie beside the project (../shared/books/sample)")
    return folder


@pytest.fixture(scope="session")
def warm_program() -> Iterator[Warm]:
    """Starts the program in a pty as a fork of a parent that has imported it; for tests whose matter is not the start."""
    with warm() as parent:
        yield parent


@pytest.fixture(scope="session")
def warm_programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for a shell's PATH: `hotich` and `python -c`, each started by a fork of a parent that has imported the program."""
    with commands.started(tmp_path_factory.mktemp("warm")) as programs:
        yield programs
