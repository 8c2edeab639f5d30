"""A centre's database made by the version before is brought to this one's schema with everything in it, on either engine."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from registers.plan import plan_3510
from sync.centre import feeds, receive, tokens
from sync.centre.database import SCHEMA, CentreNewer, Database
from sync.centre.findings import notice
from sync.centre.ingest import ingest
from sync.centre.settings import identity_of
from sync.protocol import encode
from tests.sync.revisions import OFFICE, OTHER_OFFICE, batch, birth

_BACK_TO_1 = (
    "CREATE INDEX ix_entry_number ON entry (office, kind, year, number)",
    "CREATE INDEX ix_entry_progress ON entry (office, kind, year, state)",
    "ALTER TABLE office DROP COLUMN chain",
    "UPDATE setting SET value = '1' WHERE key = 'centre_schema'",
)
"""What schema 2 had taken away from 1 or given to it, undone."""
_NARROW = "ALTER TABLE chain ALTER COLUMN seq TYPE INTEGER"
_TABLES = ("revision", "entry", "change", "finding", "mention", "chain", "token", "setting", "idempotency")


def everything(database: Database) -> dict[str, list[str]]:
    """Every row of every table, as text in order; the schema's own number left out."""
    with database.read() as connection:
        return {
            table: sorted(
                str(tuple(bytes(v) if isinstance(v, memoryview) else v for v in row))
                for row in connection.execute(text(f"SELECT * FROM {table}"))
                if "centre_schema" not in row
            )
            for table in _TABLES
        }


@pytest.fixture
def of_schema_1(database: Database) -> Database:
    """A centre as schema 1 kept it: two offices' entries, an approval, findings, a signed head, an answer kept."""
    for office in (OFFICE, OTHER_OFFICE):
        tokens.issue(database, office)
        ingest(database, plan_3510(), office, batch(*(birth(n, office=office) for n in range(1, 5))))
    pushed = encode(batch(birth(1, 2, state="approved"), birth(9), chain=(41, "c" * 64)))
    receive.receive(database, plan_3510(), identity_of(database), OFFICE, pushed, "kept")
    while notice(database):
        pass
    with database.write() as connection:
        for statement in (*_BACK_TO_1, *((_NARROW,) if database.on_postgresql else ())):
            connection.execute(text(statement))
    return database


def test_schema_1_becomes_2_with_everything_in_it(of_schema_1: Database, centre_url: str) -> None:
    before = everything(of_schema_1)
    upgraded = Database.open(centre_url, clock=of_schema_1.clock)
    assert everything(upgraded) == before
    with upgraded.read() as connection:
        assert (
            connection.execute(text("SELECT value FROM setting WHERE key = 'centre_schema'")).scalar_one()
            == f"{SCHEMA}"
        )
        assert set(connection.execute(text("SELECT chain FROM office")).scalars()) == {0}
        names = {index["name"] for index in inspect(connection).get_indexes("entry")}
    assert names.isdisjoint({"ix_entry_number", "ix_entry_progress"})
    # and it works: the same push again is known, a head beyond four bytes is kept, the feed goes on where it was
    place = plan_3510(), identity_of(upgraded), OFFICE
    again = receive.receive(
        upgraded, *place, encode(batch(birth(1, 2, state="approved"), birth(9), chain=(41, "c" * 64))), "kept"
    )
    assert again.replayed
    later = receive.receive(upgraded, *place, encode(batch(birth(2, 2, state="approved"), chain=(2**40, "d" * 64))), "")
    assert later.outcomes == {"stored": 1}
    assert [one.revision for one in feeds.changes(upgraded, "", 10).items] == [2, 2]
    upgraded.close()


def test_an_upgrade_is_done_once(of_schema_1: Database, centre_url: str) -> None:
    for _ in range(2):
        Database.open(centre_url).close()


def test_a_database_of_a_newer_version_is_left_alone(database: Database, centre_url: str) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE setting SET value = '99' WHERE key = 'centre_schema'"))
    with pytest.raises(CentreNewer):
        Database.open(centre_url)
    with database.read() as connection:
        assert connection.execute(text("SELECT value FROM setting WHERE key = 'centre_schema'")).scalar_one() == "99"
