"""What a database's error means to a person: the one table from codes of SQLite and PostgreSQL to errors with a remedy."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from storage.errors import (
    NotAStore,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreMissing,
    StoreReadOnly,
    StoreUnreachable,
)

_SQLITE: dict[str, type[StoreError]] = {
    "SQLITE_BUSY": StoreBusy,
    "SQLITE_LOCKED": StoreBusy,
    "SQLITE_FULL": StoreFull,
    "SQLITE_READONLY": StoreReadOnly,
    "SQLITE_PERM": StoreReadOnly,
    "SQLITE_NOTADB": NotAStore,
    "SQLITE_CORRUPT": StoreDamaged,
    "SQLITE_CANTOPEN": StoreReadOnly,
    "SQLITE_IOERR": StoreFull,
}
_POSTGRESQL: dict[str, type[StoreError]] = {  # SQLSTATE or its class
    "55P03": StoreBusy,
    "53100": StoreFull,
    "25006": StoreReadOnly,
    "42501": StoreReadOnly,
    "3D000": StoreUnreachable,
    "28": StoreUnreachable,
    "08": StoreUnreachable,
    "57P": StoreUnreachable,
    "53300": StoreUnreachable,
    "XX001": StoreDamaged,
    "XX002": StoreDamaged,
}


@contextmanager
def reachable(where: str) -> Iterator[None]:
    """Refusals of the machine's file system come out as StoreMissing or StoreReadOnly."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreMissing(where=where) from error
    except (PermissionError, IsADirectoryError) as error:
        raise StoreReadOnly(where=where) from error
    except OSError as error:
        if error.errno == errno.EROFS:
            raise StoreReadOnly(where=where) from error
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(where=where) from error
        raise


@contextmanager
def explained(where: str, patience: float) -> Iterator[None]:
    """Errors of the database inside the block come out as StoreError where a person can do something about them.

    `patience` is how many seconds a unit of work of that store waits for its turn.
    """
    try:
        yield
    except DBAPIError as error:
        meaning = _meaning(error)
        if meaning is None:
            raise
        raise meaning(where=where, seconds=round(patience)) from error


def meaning_of_sqlite(error: object) -> type[StoreError] | None:
    """The error with a remedy that an error of the SQLite driver stands for, None where there is none."""
    name = str(getattr(error, "sqlite_errorname", ""))
    return next((kind for prefix, kind in _SQLITE.items() if name.startswith(prefix)), None)


def _meaning(error: DBAPIError) -> type[StoreError] | None:
    if hasattr(error.orig, "sqlite_errorname"):
        return meaning_of_sqlite(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return next((kind for prefix, kind in _POSTGRESQL.items() if str(state).startswith(prefix)), None)
    # psycopg gives no SQLSTATE where no server answered, or the line went away
    return StoreUnreachable if error.connection_invalidated or type(error.orig).__name__ == "OperationalError" else None
