"""SQLite as a store many processes of one host write to: which library, which settings, whose turn."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

from storage.errors import SqliteFaulty, StoreBusy

PRIVATE_FILE = 0o600
_WORLD = 0o007


def library() -> ModuleType:
    """The SQLite to use: the one of pysqlite3, else the one Python came with."""
    try:
        return import_module("pysqlite3.dbapi2")
    except ImportError:  # no wheel for this platform
        return import_module("sqlite3.dbapi2")


def corrupts(version: tuple[int, ...]) -> bool:
    """True where this SQLite has the WAL-reset fault: 3.7.0–3.51.2, mended also in 3.50.7 and 3.44.6 of the older lines."""
    if version >= (3, 51, 3) or version < (3, 7):
        return False
    return not ((3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45))


def require_sound(version: tuple[int, ...]) -> None:
    """Raises SqliteFaulty for a version that corrupts stores."""
    if corrupts(version):
        raise SqliteFaulty(version=".".join(map(str, version)))


def make_file(path: Path) -> None:
    """Make an empty file only this account of the machine may read; SQLite gives its WAL the same mode. Raises OSError."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))


def close_to_strangers(path: Path) -> None:
    """Take every right of "others" off the file where it is ours; an operator's group rights stay."""
    mode = path.stat().st_mode
    if mode & _WORLD and path.stat().st_uid == os.geteuid():
        path.chmod(mode & ~_WORLD & 0o777)


_CONNECTIONS = 8


def connect(url: URL, patience: float) -> Engine:
    """An engine whose transactions begin as the option `begin` says, with durable, checked connections.

    `patience` is how many seconds SQLite waits for a lock. Raises SqliteFaulty.
    """
    dbapi = library()
    require_sound(dbapi.sqlite_version_info)
    # The connection used last has the warmest cache; there are as many as ever work at once: a screen's, and two of each pusher's.
    engine = create_engine(url, module=dbapi, pool_size=_CONNECTIONS, pool_use_lifo=True)
    event.listen(engine, "connect", partial(_configure, patience))
    event.listen(engine, "begin", _begin)
    return engine


def _configure(patience: float, connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin` does
    for setting in (
        f"busy_timeout = {round(patience * 1000)}",
        "journal_mode = WAL",
        "synchronous = FULL",  # what was acknowledged survives a power cut; NORMAL loses some
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "journal_size_limit = 67108864",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Any) -> None:
    how = connection.get_execution_options().get("begin", "BEGIN")
    reads_only = how == "BEGIN"
    if connection.info.get("reads_only") is not reads_only:
        connection.exec_driver_sql(f"PRAGMA query_only = {int(reads_only)}")
        connection.info["reads_only"] = reads_only
    connection.exec_driver_sql(how)


@contextmanager
def turn(path: Path, patience: float) -> Iterator[None]:
    """Wait for this process's turn to write. Raises StoreBusy after `patience` seconds, OSError where `path` cannot be made.

    SQLite's own waiting sleeps longer and longer, so that under load some writer waits for seconds; taking turns at a file
    lock first keeps the longest wait at a fraction of one. The lock is the kernel's: a killed process lets go of it.
    """
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
    try:
        _take(lock, patience)
        yield
    finally:
        os.close(lock)


def _take(lock: int, patience: float) -> None:
    """Queue at the file lock. The kernel serves those who block in the order they came; it has no patience of its own, so a
    thread blocks for us. Where we give up, `turn` closes the file, and the lock is let go of in the moment it is given."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        given = threading.Event()

        def block() -> None:
            fcntl.flock(lock, fcntl.LOCK_EX)
            given.set()

        threading.Thread(target=block, daemon=True).start()
        if not given.wait(patience):
            raise StoreBusy(seconds=round(patience)) from None
