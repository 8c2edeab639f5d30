"""Opening a store, what is refused and what it says, and units of work, on both engines."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from registers.catalogue import Language
from registers.errors import HotichError
from storage import settings, sqlite
from storage.engine import Store
from storage.errors import (
    BadStoreUrl,
    NotAStore,
    NotUtf8,
    SqliteFaulty,
    StoreBusy,
    StoreDamaged,
    StoreFull,
    StoreMissing,
    StoreNewer,
    StoreReadOnly,
    StoreUnreachable,
)
from tests.storage.conftest import Ticking, run_on


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nothing",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:////tmp/x.db?mode=memory",
        "mysql://root:secret@host/db",
        "postgresql+asyncpg://host/db",
    ],
)
def test_an_address_of_no_store_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(BadStoreUrl) as refused:
        Store.open(address)
    assert "secret" not in str(refused.value)
    assert "secret" not in refused.value.within(Language.EN)


def test_a_store_is_made_where_there_is_none_and_only_then(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'store.db'}"
    with pytest.raises(StoreMissing, match="hotich init"):
        Store.open(address, create=False)
    Store.open(address).close()
    Store.open(address, create=False).close()
    with pytest.raises(StoreMissing):
        Store.open(f"sqlite:///{tmp_path / 'no' / 'store.db'}")
    with pytest.raises(StoreMissing):
        Store.open(f"sqlite:///{tmp_path / 'store.db' / 'store.db'}")


def test_an_empty_database_of_postgresql_is_made_a_store_and_only_then(empty_postgresql_url: str) -> None:
    with pytest.raises(StoreMissing):
        Store.open(empty_postgresql_url, create=False)
    Store.open(empty_postgresql_url).close()
    Store.open(empty_postgresql_url.replace("+psycopg", ""), create=False).close()


def test_nobody_but_the_service_account_can_read_the_files(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    before = os.umask(0)
    try:
        store = Store.open(f"sqlite:///{path}")
        settings.put(store, "x", 1)
    finally:
        os.umask(before)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    store.close()
    assert modes["store.db"] == modes["store.db-wal"] == modes["store.db.turn"] == 0o600
    path.chmod(0o666)
    Store.open(f"sqlite:///{path}").close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o660  # a group's rights are the operator's choice


def test_connections_are_durable_and_checked(sqlite_url: str) -> None:
    store = Store.open(sqlite_url)
    with store.read() as session:
        read = {name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in _PRAGMAS}
    store.close()
    assert read == _PRAGMAS


def test_connections_that_work_at_once_are_kept_for_the_next_work(sqlite_url: str) -> None:
    """With fewer, a screen and two pushers opened some anew for every batch, each with a cold cache."""
    store = Store.open(sqlite_url)
    met: list[set[object]] = []
    for _ in range(2):
        with ExitStack() as stack:
            at_once = [stack.enter_context(store.read()).connection() for _ in range(5)]
            met.append({one.connection.driver_connection for one in at_once})
    store.close()
    assert met[0] == met[1]


_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000, "trusted_schema": 0}


def test_reading_writes_nothing(store: Store) -> None:
    def write() -> None:
        with store.read() as session:
            settings.put_in(session, "x", 1)
            session.flush()

    with pytest.raises(StoreReadOnly):
        write()
    assert settings.get(store, "x") is None


def test_a_unit_of_work_is_kept_whole_or_not_at_all(store: Store) -> None:
    def fail() -> None:
        with store.write() as session:
            settings.put_in(session, "x", 1)
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert settings.get(store, "x", "nothing") == "nothing"
    settings.put(store, "x", {"hostile": "\x00\ud800"})
    assert settings.get(store, "x") == {"hostile": "\x00\ud800"}


def test_what_a_unit_of_work_reads_stays_true_until_it_commits(store: Store, opened: Callable[[], Store]) -> None:
    """Two stores count up in turns of one hundred, reading first: none of the two hundred is lost."""
    import threading

    other = opened()

    def count(of: Store) -> None:
        for _ in range(100):
            with of.write() as session:
                settings.put_in(session, "count", settings.get_in(session, "count", 0) + 1)

    threads = [threading.Thread(target=count, args=(of,)) for of in (store, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert settings.get(store, "count") == 200


def test_a_schema_of_this_program_from_the_future_is_left_alone(url: str) -> None:
    _execute(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreNewer, match="9999"):
        Store.open(url)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE alembic_version SET version_num = 'a1b2c3d4e5f6'",
        "DROP TABLE alembic_version",
        "DELETE FROM alembic_version",
    ],
)
def test_a_database_of_another_program_is_left_alone(url: str, change: str) -> None:
    _execute(url, change)
    with pytest.raises(NotAStore):
        Store.open(url)


@pytest.mark.parametrize("content", [b"this is a letter, not a database" * 100, b"PK\x03\x04" + bytes(5000)])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(content)
    with pytest.raises(NotAStore, match=r"letter\.docx"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_a_damaged_file_is_told_as_such(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoreDamaged, match="hotich restore"):
        Store.open(sqlite_url)


def test_a_server_that_is_not_there_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable) as refused:
        Store.open(f"postgresql+psycopg://lan:secret@/hotich?host={tmp_path}")
    assert "secret" not in str(refused.value)


def test_a_database_that_is_not_there_is_told_as_such(postgresql_url: str) -> None:
    with pytest.raises(StoreUnreachable):
        Store.open(postgresql_url.replace("/store_", "/no_store_"))


def test_a_database_that_cannot_hold_vietnamese_is_refused(postgresql_server: str) -> None:
    run_on(postgresql_server, "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    address = postgresql_server.replace("/postgres?", "/latin?").replace("postgresql:", "postgresql+psycopg:")
    try:
        with pytest.raises(NotUtf8, match="LATIN1"):
            Store.open(address)
    finally:
        run_on(postgresql_server, "DROP DATABASE latin WITH (FORCE)")


def test_a_full_disk_loses_nothing_and_says_what_to_do(sqlite_url: str) -> None:
    store = Store.open(sqlite_url)
    with store.read() as session:
        connection = session.connection()
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFull, match=r"Giải phóng chỗ"):
        settings.put(store, "x", "x" * 100_000)
    assert settings.get(store, "x") is None
    store.close()


@pytest.mark.parametrize(
    ("state", "told"), [("53100", StoreFull), ("25006", StoreReadOnly), ("55P03", StoreBusy), ("XX001", StoreDamaged)]
)
def test_what_postgresql_reports_is_explained(postgresql_url: str, state: str, told: type[HotichError]) -> None:
    store = Store.open(postgresql_url)
    with pytest.raises(told), store.write() as session:
        session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'said' USING ERRCODE = '{state}'; END $$"))
    store.close()


def test_what_nobody_can_mend_is_raised_as_it_is(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as session:
        session.execute(text("INSERT INTO assignment VALUES ('nobody', 'nothing', 'x', 'x')"))


@pytest.fixture
def foreign_folder(sqlite_url: str) -> Iterator[Path]:
    """A folder with a store in it that everybody can read and nobody but its owner can write."""
    folder = Path(tempfile.mkdtemp())
    path = folder / "store.db"
    shutil.copy(sqlite_url.removeprefix("sqlite:///"), path)
    path.chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written_is_told_as_such(foreign_folder: Path) -> None:
    told = _told_nobody(lambda: Store.open(f"sqlite:///{foreign_folder / 'store.db'}"))
    assert told.startswith(f"StoreReadOnly: Không ghi được vào {foreign_folder}")


def _told_nobody(act: Callable[[], object]) -> str:
    """What an account of the machine that owns nothing is told: root writes anywhere, so a child gives its rights up."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.geteuid() == 0:
                os.setresuid(65534, 65534, 65534)
            act()
        except HotichError as error:
            os.write(writing, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        os.waitpid(child, 0)
        return told.read().decode()


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_a_sqlite_that_corrupts_stores_is_refused(version: tuple[int, int, int], faulty: bool) -> None:
    assert sqlite.corrupts(version) is faulty
    if faulty:
        with pytest.raises(SqliteFaulty, match=".".join(map(str, version))):
            sqlite.require_sound(version)
    else:
        sqlite.require_sound(version)


def test_the_sqlite_in_use_is_sound() -> None:
    assert not sqlite.corrupts(sqlite.library().sqlite_version_info)


def test_a_stopped_process_holds_others_for_so_long_and_no_longer(store: Store, url: str) -> None:
    """A process stopped (not killed) inside a unit of work: the others are told whom to ask instead of hanging."""
    code = (
        "import sys\nfrom storage.engine import Store\nfrom storage import settings\n"
        f"with Store.open({url!r}).write() as session:\n"
        "    settings.put_in(session, 'held', 1)\n    session.flush()\n"
        "    print('in', flush=True)\n    sys.stdin.read()\n"
    )
    hasty = Store.open(url, patience=0.05)
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as held:
        assert held.stdout is not None
        try:
            assert held.stdout.readline() == b"in\n"
            held.send_signal(signal.SIGSTOP)
            with pytest.raises(StoreBusy, match="đang bận"):
                settings.put(hasty, "x", 1)
        finally:
            held.kill()
    hasty.close()
    settings.put(store, "x", 1)  # a killed one holds nobody
    assert (settings.get(store, "x"), settings.get(store, "held")) == (1, None)


def test_moments_are_text_whose_order_is_time(store: Store, clock: Ticking) -> None:
    first = store.now()
    clock.forward(0.000_001)
    assert first < store.now()
    assert len(first) == len("2026-11-23T01:00:01.000000Z")


def test_the_day_is_vietnams(store: Store, clock: Ticking) -> None:
    clock.moment = clock.moment.replace(hour=17, minute=30)
    assert store.today().isoformat() == "2026-11-24"


def test_the_address_is_shown_without_its_password(postgresql_url: str) -> None:
    store = Store.open(postgresql_url.replace("postgres:@", "postgres:secret@"))
    assert "postgres:***@" in store.url
    store.close()


def _execute(url: str, statement: str) -> None:
    store = Store.open(url)
    with store.write() as session:
        session.execute(text(statement))
    store.close()
