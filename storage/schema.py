"""Which schema a database holds, and bringing it to this program's. Forward only.

The version is read with plain SQL; Alembic, slow to import, is loaded only for a store that is new or behind.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.errors import NotAStore, StoreDamaged, StoreNewer
from storage.migrations import HEAD, SCHEMAS

FOLDER = Path(__file__).parent / "migrations"


def found(connection: Connection, where: str) -> str:
    """The schema in the database, "" for an empty one. Raises NotAStore or StoreNewer for one that must not be touched."""
    names = set(inspect(connection).get_table_names())
    if not names:
        return ""
    if "alembic_version" not in names:
        raise NotAStore(where=where)
    versions = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    version = versions[0] if len(versions) == 1 else ""
    if version in SCHEMAS:
        if not {"office", "book", "entry", "revision"} <= names:
            raise NotAStore(where=where)
        return version
    if len(version) == len(HEAD) and version.isdigit() and version > HEAD and "revision" in names:
        raise StoreNewer(where=where, found=version, known=HEAD)
    raise NotAStore(where=where)


def migrate(connection: Connection, where: str, to: str = HEAD) -> None:
    """Bring the database from its schema to schema `to`, inside the transaction the connection is in.

    On SQLite foreign keys must be off on this connection (rebuilding a table drops it, and a drop would cascade); they are
    checked as a whole at the end. Raises StoreDamaged where a row points nowhere.
    """
    from alembic import command  # 0.8 s, only where a store is behind
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StoreDamaged(where=where)
