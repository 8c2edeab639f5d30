"""A copy of the whole store in one file, and a store made from such a copy. SQLite only: PostgreSQL has tools of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from registers.errors import HotichError
from storage import sqlite
from storage.engine import PATIENCE, Store
from storage.errors import NotAStore, StoreDamaged, StoreMissing, StoreNewer
from storage.faults import meaning_of_sqlite, reachable

_BESIDE = ("-wal", "-shm")  # files SQLite keeps beside a database in use
_SOUND = "ok"
_OF_WHAT_IS_READ = (NotAStore, StoreDamaged)


class BackupExists(HotichError):
    """Values: `path`, which is there already: no backup is ever overwritten."""

    key: ClassVar[str] = "cli.backup_exists"


class BackupFolder(HotichError):
    """There is no folder to put a backup in. Values: `path`."""

    key = "cli.backup_folder"


class BackupMissing(HotichError):
    """There is no backup to restore. Values: `path`."""

    key = "cli.backup_missing"


class BackupElsewhere(HotichError):
    """The store lies on PostgreSQL, whose own tools copy it."""

    key = "cli.backup_elsewhere"


class StoreInUse(HotichError):
    """Somebody has the store open, so it cannot be replaced."""

    key = "cli.store_in_use"


@dataclass(frozen=True, slots=True)
class Restored:
    """`kept` is where the store that was there before lies now, None where there was none."""

    path: Path
    kept: Path | None


def backup(store: Store, to: Path) -> int:
    """Write the store as it is at this moment to the new file `to`, while clerks go on keying; its size in bytes.

    The copy is whole and compact (VACUUM INTO), readable by this account of the machine only, and checked before it gets
    its name. Raises BackupExists, BackupFolder, BackupElsewhere, StoreError.
    """
    source = store.path
    if source is None:
        raise BackupElsewhere
    if to.exists():
        raise BackupExists(path=to)
    if not to.parent.is_dir():
        raise BackupFolder(path=to.parent)
    partial = to.with_name(f"{to.name}.partial")
    with reachable(str(to)):
        partial.unlink(missing_ok=True)
        sqlite.make_file(partial)
        try:
            _copy(source, partial)
            partial.rename(to)
        finally:
            partial.unlink(missing_ok=True)
        _settle(to.parent)
        return to.stat().st_size


def restore(source: Path, url: str, *, now: datetime) -> Restored:
    """Make the store at `url` (SQLite) out of the backup `source`; a store already there is kept beside it under the time.

    Raises BackupElsewhere, BackupMissing, StoreInUse, NotAStore, StoreDamaged, StoreNewer, StoreError; then the store is as it was.
    """
    if not url.startswith("sqlite:///"):
        raise BackupElsewhere
    to = Path(url.removeprefix("sqlite:///"))
    with reachable(str(source)):
        if not source.exists():
            raise BackupMissing(path=source)
        if not source.is_file():
            raise NotAStore(where=str(source))
    with reachable(str(to)):
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = to.with_name(f"{to.name}.partial")
        partial.unlink(missing_ok=True)
        sqlite.make_file(partial)
        try:
            _copy(source, partial)
            _require_store(partial, source)
            _forget_log(partial)
            with sqlite.turn(Path(f"{to}.turn"), PATIENCE):
                kept = _set_aside(to, now) if to.exists() else None
                partial.rename(to)
                _settle(to.parent)
        finally:
            for path in (partial, *(Path(f"{partial}{end}") for end in _BESIDE), Path(f"{partial}.turn")):
                path.unlink(missing_ok=True)
    return Restored(to, kept)


def _require_store(partial: Path, source: Path) -> None:
    """Open the copy once: is it a store, and one this program knows? Its schema is brought up to date on the way."""
    try:
        Store.open(f"sqlite:///{partial}", create=False).close()
    except (StoreMissing, NotAStore) as wrong:
        raise NotAStore(where=str(source)) from wrong
    except StoreNewer as wrong:
        raise StoreNewer(**wrong.values | {"where": str(source)}) from wrong


def _copy(source: Path, partial: Path) -> None:
    with _connection(source, readonly=True, fills=partial) as connection:
        connection.execute("VACUUM INTO ?", (str(partial),))
    _require_whole(partial)
    _settle(partial)


def _set_aside(path: Path, now: datetime) -> Path:
    """Give the present store another name. Raises StoreInUse while any connection to it is open."""
    with _connection(path) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")  # refused while another connection exists: each holds a shared lock
            connection.execute("ROLLBACK")
            connection.execute("PRAGMA journal_mode = DELETE")  # everything into the one file
        except sqlite.library().OperationalError as busy:
            raise StoreInUse from busy
        kept = path.with_name(f"{path.name}.{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
        path.rename(kept)
    return kept


def _forget_log(path: Path) -> None:
    """Put everything into the one file, so that it can be renamed alone."""
    with _connection(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _require_whole(path: Path) -> None:
    with _connection(path, readonly=True) as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != _SOUND:
        raise StoreDamaged(where=str(path))


@contextmanager
def _connection(path: Path, *, readonly: bool = False, fills: Path | None = None) -> Iterator[Any]:
    """A connection to the file at `path`; `fills` is the file that is written through it, where that is another one."""
    dbapi = sqlite.library()
    mode = "ro" if readonly else "rw"
    try:
        with closing(
            dbapi.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
        ) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            yield connection
    except dbapi.DatabaseError as wrong:
        meaning = meaning_of_sqlite(wrong)
        if meaning is None:
            raise
        where = path if meaning in _OF_WHAT_IS_READ else fills or path
        raise meaning(where=str(where), seconds=0) from wrong


def _settle(path: Path) -> None:
    """Wait until the file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
