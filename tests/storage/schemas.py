"""What a database's schema is, read from the database itself, so that two of them can be compared."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from storage import schema

Schema = dict[str, Any]


def read_schema(engine: Engine) -> Schema:
    """Tables with their columns, keys, checks and indexes, and the triggers, by name; without the version table."""
    with engine.connect() as connection:
        look = inspect(connection)
        tables = [name for name in sorted(look.get_table_names()) if name != "alembic_version"]
        return {
            "triggers": _triggers(connection),
            "tables": {
                name: {
                    "columns": [
                        (column["name"], str(column["type"]), column["nullable"], column["default"])
                        for column in look.get_columns(name)
                    ],
                    "primary key": look.get_pk_constraint(name),
                    "foreign keys": _sorted(look.get_foreign_keys(name)),
                    "unique": _sorted(look.get_unique_constraints(name)),
                    "checks": _sorted(look.get_check_constraints(name)),
                    "indexes": _sorted(look.get_indexes(name)),
                    "strict": _strict(connection, name),
                }
                for name in tables
            },
        }


def _sorted(rows: Any) -> list[dict[str, Any]]:
    return sorted((_plain(row) for row in rows), key=lambda row: str(row["name"]))


def _plain(row: Any) -> dict[str, Any]:
    """A constraint as plain values: the condition of a partial index comes as a clause, and no clause equals another."""
    options = {name: str(value) for name, value in row.get("dialect_options", {}).items()}
    return dict(row) | {"dialect_options": options}


def _strict(connection: Connection, table: str) -> bool | None:
    if connection.dialect.name != "sqlite":
        return None
    listed = text("SELECT strict FROM pragma_table_list(:name) WHERE schema = 'main'")
    return bool(connection.execute(listed, {"name": table}).scalar_one())


def _triggers(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name || ' ' || sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    else:
        query = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname, tgrelid::regclass::text"
    return list(connection.execute(text(query)).scalars())


def migrate(engine: Engine, to: str) -> None:
    """Bring the database from its schema to schema `to`."""
    with engine.connect() as connection, connection.begin():
        schema.migrate(connection, "here", to)
