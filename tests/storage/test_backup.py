"""A backup while somebody keys, and a store out of it; nothing is ever overwritten, nothing half done is left."""

from __future__ import annotations

import resource
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import settings
from storage.backup import BackupElsewhere, BackupExists, BackupFolder, BackupMissing, StoreInUse, backup, restore
from storage.engine import Store
from storage.errors import NotAStore, StoreDamaged, StoreFull, StoreNewer

NOW = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def home_store(sqlite_url: str) -> Store:
    """A store on SQLite that belongs to an office."""
    store = Store.open(sqlite_url)
    settings.put(store, settings.OFFICE, "01693")
    return store


def _office(url: str) -> str:
    store = Store.open(url, create=False)
    try:
        return str(settings.get(store, settings.OFFICE))
    finally:
        store.close()


def test_a_backup_is_whole_private_and_of_that_moment(home_store: Store, tmp_path: Path) -> None:
    to = tmp_path / "b.db"
    with home_store.write() as session:  # a clerk is in the middle of saving
        settings.put_in(session, settings.OFFICE, "99999")
        size = backup(home_store, to)
    home_store.close()
    assert size == to.stat().st_size
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert _office(f"sqlite:///{to}") == "01693"
    assert [path.name for path in tmp_path.glob("*.partial")] == []


def test_a_backup_overwrites_nothing(home_store: Store, tmp_path: Path) -> None:
    to = tmp_path / "b.db"
    to.write_text("mine")
    with pytest.raises(BackupExists):
        backup(home_store, to)
    assert to.read_text() == "mine"
    with pytest.raises(BackupFolder):
        backup(home_store, tmp_path / "no" / "such" / "folder.db")
    home_store.close()


def test_a_restore_keeps_the_store_that_was_there(home_store: Store, tmp_path: Path) -> None:
    url, to = home_store.url, tmp_path / "b.db"
    backup(home_store, to)
    settings.put(home_store, settings.OFFICE, "01705")
    home_store.close()
    done = restore(to, url, now=NOW)
    assert done.path == tmp_path / "store.db"
    assert done.kept == tmp_path / "store.db.20261123T010203Z"
    assert _office(url) == "01693"
    assert _office(f"sqlite:///{done.kept}") == "01705"
    left = {path.name for path in tmp_path.iterdir()} - {"b.db", "store.db", "store.db.turn", done.kept.name}
    assert {name for name in left if not name.startswith(done.kept.name)} == set()


def test_a_restore_where_there_is_no_store(home_store: Store, tmp_path: Path) -> None:
    to = tmp_path / "b.db"
    backup(home_store, to)
    home_store.close()
    done = restore(to, f"sqlite:///{tmp_path / 'new' / 'store.db'}", now=NOW)
    assert done.kept is None
    assert _office(f"sqlite:///{done.path}") == "01693"
    assert stat.S_IMODE(done.path.stat().st_mode) == 0o600


def test_a_store_somebody_has_open_is_not_replaced(home_store: Store, tmp_path: Path) -> None:
    to = tmp_path / "b.db"
    backup(home_store, to)
    with home_store.read() as session:
        settings.get_in(session, settings.OFFICE)
    with pytest.raises(StoreInUse):
        restore(to, home_store.url, now=NOW)
    settings.put(home_store, settings.OFFICE, "01705")  # goes on as if nothing had been tried
    home_store.close()
    assert _office(home_store.url) == "01705"


@pytest.mark.parametrize(
    ("content", "wrong"),
    [(b"", NotAStore), (b"not a database" * 400, NotAStore), (None, BackupMissing)],
)
def test_a_file_that_is_no_backup_changes_nothing(
    home_store: Store, tmp_path: Path, content: bytes | None, wrong: type[Exception]
) -> None:
    home_store.close()
    source = tmp_path / "b.db"
    if content is not None:
        source.write_bytes(content)
    before = (tmp_path / "store.db").read_bytes()
    with pytest.raises(wrong):
        restore(source, home_store.url, now=NOW)
    assert (tmp_path / "store.db").read_bytes() == before
    assert not list(tmp_path.glob("*.partial*"))


def test_a_folder_is_no_backup(home_store: Store, tmp_path: Path) -> None:
    """It was told as a full disk."""
    home_store.close()
    with pytest.raises(NotAStore, match=str(tmp_path)):
        restore(tmp_path, home_store.url, now=NOW)


def test_a_backup_of_a_newer_version_is_named(home_store: Store, tmp_path: Path) -> None:
    newer = tmp_path / "newer.db"
    backup(home_store, newer)
    home_store.close()
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(StoreNewer) as told:
        restore(newer, home_store.url, now=NOW)
    assert told.value.values["where"] == str(newer)


def test_a_damaged_backup_is_found_out(home_store: Store, tmp_path: Path) -> None:
    to = tmp_path / "b.db"
    backup(home_store, to)
    home_store.close()
    raw = bytearray(to.read_bytes())
    raw[8192:12288] = b"\xff" * 4096
    to.write_bytes(raw)
    with pytest.raises((StoreDamaged, NotAStore)):
        restore(to, home_store.url, now=NOW)
    assert _office(home_store.url) == "01693"


def test_a_full_disk_is_named_and_leaves_nothing_behind(home_store: Store, tmp_path: Path) -> None:
    whole = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, whole[1]))  # as a disk with so much room left
    try:
        with pytest.raises(StoreFull, match=r"b\.db"):
            backup(home_store, tmp_path / "b.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, whole)
    assert not list(tmp_path.glob("b.db*"))


def test_on_postgresql_its_own_tools_do_this(postgresql_url: str, tmp_path: Path) -> None:
    store = Store.open(postgresql_url)
    with pytest.raises(BackupElsewhere):
        backup(store, tmp_path / "b.db")
    store.close()
    with pytest.raises(BackupElsewhere):
        restore(tmp_path / "b.db", postgresql_url, now=NOW)
