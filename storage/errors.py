"""What can be wrong with the store itself. Each text (catalogue area `storage`) says what to do next."""

from __future__ import annotations

from typing import ClassVar

from registers.errors import HotichError


class StoreError(HotichError):
    """The store cannot be used as it stands."""


class ReadsOnly(HotichError):
    """Whoever works here reads everything and changes nothing."""

    key: ClassVar[str] = "storage.reads_only"
    exit_code = 3


class BadStoreUrl(StoreError):
    """HOTICH_DATABASE is no address of a store."""

    key: ClassVar[str] = "storage.bad_url"


class StoreMissing(StoreError):
    """There is no store at the address."""

    key: ClassVar[str] = "storage.missing"


class StoreUnreachable(StoreError):
    """The database server does not answer or lets nobody in."""

    key: ClassVar[str] = "storage.unreachable"


class NotAStore(StoreError):
    """Something else lives at the address: another program's database, or no database at all."""

    key: ClassVar[str] = "storage.not_a_store"


class StoreNewer(StoreError):
    """A newer version of the program has been here."""

    key: ClassVar[str] = "storage.newer"


class StoreReadOnly(StoreError):
    """The folder, file or server refuses writing."""

    key: ClassVar[str] = "storage.read_only"


class StoreFull(StoreError):
    """The disk has no room left."""

    key: ClassVar[str] = "storage.full"


class StoreBusy(StoreError):
    """Another process held the store for longer than anybody should wait."""

    key: ClassVar[str] = "storage.busy"


class StoreDamaged(StoreError):
    """The database file is broken."""

    key: ClassVar[str] = "storage.damaged"


class SqliteFaulty(StoreError):
    """The SQLite library in use has the WAL-reset fault, which corrupts stores with several writers."""

    key: ClassVar[str] = "storage.sqlite_faulty"


class NotUtf8(StoreError):
    """The PostgreSQL database was not created with the encoding UTF8."""

    key: ClassVar[str] = "storage.not_utf8"
