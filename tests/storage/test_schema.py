"""Migrations lead from every released schema to the tables as the code has them, on both engines, and lose no row."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import DBAPIError

from registers.checks import Flag, Severity
from storage import migrations, review, schema, tables
from storage.engine import Store
from storage.errors import StoreDamaged
from storage.review import Wanted
from storage.revisions import flags_text
from storage.tables import core
from tests.storage.office import BIRTHS, found, hire, key
from tests.storage.schemas import migrate, read_schema


def test_the_list_of_schemas_is_that_of_the_steps() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.FOLDER))
    steps = list(ScriptDirectory.from_config(config).walk_revisions())
    assert tuple(step.revision for step in reversed(steps)) == migrations.SCHEMAS
    assert migrations.SCHEMAS[-1] == migrations.HEAD
    assert all(re.fullmatch(r"\d{4}", name) for name in migrations.SCHEMAS)


@pytest.mark.parametrize("released", migrations.SCHEMAS)
def test_every_released_schema_becomes_todays(
    empty_url: str, released: str, engine_at: Callable[[str], Engine], tmp_path: Path
) -> None:
    """Migrated step by step from a release, a database is what the tables of the code say, to the last constraint's name."""
    engine = engine_at(empty_url)
    migrate(engine, released)
    Store.open(empty_url).close()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, tables.metadata) == []
        assert schema.found(connection, "here") == migrations.HEAD


def test_entries_flagged_before_the_queue_had_rules_are_found_by_them(
    empty_url: str, engine_at: Callable[[str], Engine]
) -> None:
    engine = engine_at(empty_url)
    migrate(engine, "0005")
    flags = [Flag(rule, Severity.W, ("child_full_name",)) for rule in ("V7", "V12", "V7")]
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO office (code, name, level) VALUES ('01693', 'x', 'commune')"))
        connection.execute(
            text(
                "INSERT INTO book (id, office, kind, layout, book_no, year_from, year_to, opened, closed, shelf, notes, state, "
                "pinned, keyed, approved, profile) "
                "VALUES ('B', '01693', 'KS', 'C1', '1', 2007, 2007, '', '', '', '', 'open', 0, 2, 0, '{}')"
            )
        )
        for number, kept in ((1, flags), (2, [])):
            connection.execute(
                text(
                    "INSERT INTO entry (office, id, book_id, series, kind, year, number, suffix, position_state, state, revision, "
                    "keyer, keyed_at, registration, title, flags, severity) VALUES ('01693', :id, 'B', 'KS', 'KS', 2007, :number, "
                    "'', 'normal', 'keyed', 1, 'lan', '2026-11-23T01:00:00.000000Z', '', '', :flags, :severity)"
                ),
                {"id": f"e{number}", "number": number, "flags": flags_text(kept), "severity": "W" if kept else ""},
            )
    store = Store.open(empty_url)
    found = {rule: [row.entry_id for row in review.queue(store, Wanted(rule=rule))] for rule in ("V7", "V12", "V1")}
    assert found == {"V7": ["e1"], "V12": ["e1"], "V1": []}
    assert rules_of(store) == {"e1": " V7 V12 ", "e2": ""}
    store.close()


def rules_of(store: Store) -> dict[str, str]:
    """The rules each entry is found by."""
    with store.read() as session:
        return dict(session.execute(select(core(tables.Entry).c.id, core(tables.Entry).c.rules)).all())


def test_migrations_build_what_the_metadata_builds(
    sqlite_url: str, tmp_path: Path, engine_at: Callable[[str], Engine]
) -> None:
    fresh = engine_at(f"sqlite:///{tmp_path / 'metadata.db'}")
    tables.metadata.create_all(fresh)
    migrated = read_schema(engine_at(sqlite_url))
    assert migrated["tables"] == read_schema(fresh)["tables"]


def test_migrations_build_on_postgresql_what_the_metadata_builds(
    postgresql_url: str, empty_postgresql_url: str, engine_at: Callable[[str], Engine]
) -> None:
    fresh = engine_at(empty_postgresql_url)
    tables.metadata.create_all(fresh)
    migrated = read_schema(engine_at(postgresql_url))
    assert migrated["tables"] == read_schema(fresh)["tables"]


def test_every_constraint_and_index_has_its_name(url: str, engine_at: Callable[[str], Engine]) -> None:
    for table, facts in read_schema(engine_at(url))["tables"].items():
        assert facts["primary key"]["name"] == f"pk_{table}"
        for part in ("foreign keys", "unique", "checks", "indexes"):
            for constraint in facts[part]:
                assert re.match(rf"(fk|uq|ck|ix)_{table}_", constraint["name"] or ""), (table, part, constraint)


def test_keys_of_what_is_pushed_begin_with_the_office(url: str, engine_at: Callable[[str], Engine]) -> None:
    facts = read_schema(engine_at(url))["tables"]
    for table in ("entry", "revision", "mention", "kinship", "outbox_item", "receipt", "refusal"):
        assert facts[table]["primary key"]["constrained_columns"][0] == "office"
        for index in facts[table]["indexes"]:
            assert not index["unique"] or index["column_names"][0] == "office"


def test_sqlite_takes_only_the_types_it_was_told(sqlite_url: str, engine_at: Callable[[str], Engine]) -> None:
    facts = read_schema(engine_at(sqlite_url))["tables"]
    assert all(table["strict"] for table in facts.values())
    assert {kind for table in facts.values() for _, kind, _, _ in table["columns"]} <= {"TEXT", "INTEGER"}


def test_text_sorts_by_code_point_on_postgresql(postgresql_url: str, engine_at: Callable[[str], Engine]) -> None:
    others = text(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
    )
    with engine_at(postgresql_url).connect() as connection:
        assert connection.execute(others).all() == []


def test_what_is_append_only_is_guarded_on_both_engines(url: str, engine_at: Callable[[str], Engine]) -> None:
    triggers = read_schema(engine_at(url))["triggers"]
    for table in tables.APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            assert any(f"BEFORE {change} ON" in trigger and f"{table}_no_" in trigger for trigger in triggers)


def test_postgresql_refuses_to_empty_what_is_append_only(
    postgresql_url: str, engine_at: Callable[[str], Engine]
) -> None:
    with engine_at(postgresql_url).connect() as connection:
        for table in tables.APPEND_ONLY:
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(text(f"TRUNCATE {table} CASCADE"))
            connection.rollback()


def test_opening_a_store_that_is_up_to_date_does_not_load_alembic(sqlite_url: str) -> None:
    code = f"import sys\nfrom storage.engine import Store\nStore.open({sqlite_url!r}).close()\nprint('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_migration_that_leaves_a_row_pointing_nowhere_is_refused(
    sqlite_url: str, engine_at: Callable[[str], Engine]
) -> None:
    store = Store.open(sqlite_url)
    found(store)
    key(store, hire(store, "Lan"))
    store.close()
    engine = engine_at(sqlite_url)
    with engine.begin() as connection:  # foreign keys are off on a bare connection
        connection.execute(text("DELETE FROM book"))
        connection.execute(text("DELETE FROM alembic_version"))
    with engine.connect() as connection, pytest.raises(StoreDamaged):
        _stamp_and_migrate(connection)


def _stamp_and_migrate(connection: Connection) -> None:
    connection.execute(text(f"INSERT INTO alembic_version VALUES ('{migrations.HEAD}')"))
    schema.migrate(connection, BIRTHS.id)


def test_two_first_openings_make_one_store(empty_url: str) -> None:
    stores: list[Store] = []
    threads = [threading.Thread(target=lambda: stores.append(Store.open(empty_url))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores) == 3
    found(stores[0])
    assert key(stores[1], hire(stores[2], "Lan")).revision == 1
    for store in stores:
        store.close()
