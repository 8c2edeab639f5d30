"""The centre's tables hash-partitioned by office on a real PostgreSQL: the schema allows it, and ingest does not notice."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, UniqueConstraint, text
from sqlalchemy.schema import CreateIndex, CreateTable

from bench.offices import OFFICE, OTHER_OFFICE
from registers.plan import plan_3510
from sync.centre import tables
from sync.centre.chainheads import countersign
from sync.centre.database import Database
from sync.centre.feeds import changes, revisions
from sync.centre.findings import notice
from sync.centre.ingest import ingest
from sync.centre.progress import counts
from sync.centre.tokens import bearer_of, issue
from sync.protocol import ChainHead
from tests.sync.revisions import batch, birth

_PARTITIONS = 4
_SHARDED = [table for table in tables.metadata.sorted_tables if "office" in table.columns]


def test_every_key_and_unique_index_begins_with_the_office() -> None:
    assert {table.name for table in tables.metadata.sorted_tables} - {table.name for table in _SHARDED} == {"setting"}
    for table in _SHARDED:
        assert next(iter(table.primary_key.columns)).name == "office"
        unique = [index for index in table.indexes if index.unique]
        assert all(next(iter(index.columns)).name == "office" for index in unique)
        assert not [one for one in table.constraints if isinstance(one, UniqueConstraint)]


def _shard(connection: Connection) -> None:
    """Replace every table that knows its office by one partitioned by it, from the same metadata."""
    for table in reversed(_SHARDED):
        connection.execute(text(f'DROP TABLE "{table.name}"'))
    for table in _SHARDED:
        made = str(CreateTable(table).compile(connection))
        connection.execute(text(f"{made.rstrip()} PARTITION BY HASH (office)"))
        for part in range(_PARTITIONS):
            connection.execute(
                text(
                    f'CREATE TABLE "{table.name}_{part}" PARTITION OF "{table.name}"'
                    f" FOR VALUES WITH (MODULUS {_PARTITIONS}, REMAINDER {part})"
                )
            )
        for index in table.indexes:
            connection.execute(CreateIndex(index))


def test_everything_works_on_partitioned_tables(centre_url: str) -> None:
    if not centre_url.startswith("postgresql"):
        pytest.skip("SQLite has no partitions")
    database = Database.open(centre_url)
    with database.write() as connection:
        _shard(connection)
    plan = plan_3510()
    for office in (OFFICE, OTHER_OFFICE):
        assert bearer_of(database, f"Bearer {issue(database, office)}") is not None
        bodies = [birth(n, office=office) for n in range(1, 6)]
        approval = birth(1, 2, office=office, state="approved")
        for expected in ("stored", "already"):
            answers = ingest(database, plan, office, batch(*bodies, approval))
            assert {answer.outcome for answer in answers} == {expected}
        altered = birth(2, office=office, reason="khác")
        assert [one.outcome for one in ingest(database, plan, office, batch(altered))] == ["conflict"]
        with database.write() as connection:
            assert countersign(connection, office, ChainHead(7, "a" * 64), b"key", database.now()).seq == 7
        assert len(revisions(database, office, "", 100).items) == 6
    while notice(database):
        pass
    assert len(changes(database, "", 100).items) == 2
    assert sum(count.entries for count in counts(database)) == 10
    with database.read() as connection:
        spread = connection.execute(text("SELECT count(DISTINCT tableoid) FROM revision")).scalar_one()
    assert spread == 2  # the two offices fall into different partitions
    database.close()
