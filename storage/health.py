"""Is the store fit for work? Each check looks at one thing and says what it found; nothing is changed."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from registers.workflow import Role
from storage import accounts, actions, chain, settings, sqlite
from storage.engine import Store, stamp
from storage.home import Home
from storage.migrations import HEAD
from storage.permissions import AccountState

LEAST_FREE = 1 << 30
"""Bytes a disk should have left: a backup and a province's worth of drafts fit."""

_CLOCK_SLACK = timedelta(minutes=1)
_DURABLE = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `name` is that of its texts in the catalogue, `found` the fact itself."""

    name: str
    ok: bool
    found: str


def of_home(home: Home) -> list[Finding]:
    """Whether the folder is private and the disk has room."""
    return [_folder(home.path), _disk(home.path)]


def of_store(store: Store) -> list[Finding]:
    """Every check of an open store, in the order of a person's worry."""
    return [check(store) for check in _CHECKS.values() if store.path is not None or check not in _SQLITE_ONLY]


def _folder(path: Path) -> Finding:
    if not path.is_dir():
        return Finding("folder", ok=False, found=str(path))
    mode = stat.S_IMODE(path.stat().st_mode)
    return Finding("folder", ok=not mode & 0o027, found=f"{path} {mode:04o}")


def _disk(path: Path) -> Finding:
    while not path.exists() and path != path.parent:
        path = path.parent
    free = shutil.disk_usage(path).free
    return Finding("disk", ok=free >= LEAST_FREE, found=f"{free / (1 << 30):.1f} GiB")


def _library(_: Store) -> Finding:
    dbapi = sqlite.library()
    return Finding("sqlite", ok=not sqlite.corrupts(dbapi.sqlite_version_info), found=str(dbapi.sqlite_version))


def _settings(store: Store) -> Finding:
    with store.read() as session:
        found = {name: str(session.execute(text(f"PRAGMA {name}")).scalar_one()) for name in _DURABLE}
    return Finding("settings", ok=found == _DURABLE, found=", ".join(f"{k}={v}" for k, v in found.items()))


def _file(store: Store) -> Finding:
    assert store.path is not None
    modes = {}
    for path in (store.path, *(Path(f"{store.path}{end}") for end in ("-wal", "-shm"))):
        if path.exists():
            modes[path.name] = stat.S_IMODE(path.stat().st_mode)
    ok = not any(mode & 0o007 for mode in modes.values())
    return Finding("file", ok=ok, found=", ".join(f"{name} {mode:04o}" for name, mode in modes.items()))


def _whole(store: Store) -> Finding:
    with store.read() as session:
        found = str(session.execute(text("PRAGMA quick_check(1)")).scalar_one())
    return Finding("whole", ok=found == "ok", found=found)


def _schema(store: Store) -> Finding:
    with store.read() as session:
        found = str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    return Finding("schema", ok=found == HEAD, found=found)


def _office(store: Store) -> Finding:
    code = settings.get(store, settings.OFFICE)
    return Finding("office", ok=code is not None, found=str(code or "–"))


def _administrator(store: Store) -> Finding:
    names = [
        row.name for row in accounts.list_all(store) if row.role is Role.ADMIN and row.state is AccountState.ACTIVE
    ]
    return Finding("administrator", ok=bool(names), found=", ".join(names) or "–")


def _clock(store: Store) -> Finding:
    """A clock behind the log's newest line would date new acts before old ones."""
    newest = next(iter(actions.recent(store, limit=1)), None)
    now = store.now()
    late = newest is not None and newest.at > stamp(store.clock() + _CLOCK_SLACK)
    return Finding("clock", ok=not late, found=now)


def _chain(store: Store) -> Finding:
    report = chain.verify(store, entries=False)
    return Finding("chain", ok=report.ok, found=str(report.lines))


_CHECKS: Mapping[str, Callable[[Store], Finding]] = {
    "sqlite": _library,
    "settings": _settings,
    "file": _file,
    "whole": _whole,
    "schema": _schema,
    "office": _office,
    "administrator": _administrator,
    "clock": _clock,
    "chain": _chain,
}
_SQLITE_ONLY = frozenset({_library, _settings, _file, _whole})
