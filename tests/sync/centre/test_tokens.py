"""Tokens: shown once, kept as a hash, worth nothing once revoked."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from sync.centre import tokens
from sync.centre.database import Database
from tests.sync.revisions import OFFICE, OTHER_OFFICE


def test_a_token_speaks_for_its_office_until_it_is_revoked(database: Database) -> None:
    token = tokens.issue(database, OFFICE, note="máy chủ xã")
    bearer = tokens.bearer_of(database, f"Bearer {token}")
    assert bearer is not None
    assert (bearer.office, bearer.province, bearer.may_read(OFFICE), bearer.may_read(OTHER_OFFICE)) == (
        OFFICE,
        False,
        True,
        False,
    )
    assert [row.revoked_at for row in tokens.list_tokens(database)] == [""]
    assert tokens.revoke(database, OFFICE, bearer.token_id) == 1
    assert tokens.bearer_of(database, f"Bearer {token}") is None
    assert tokens.revoke(database, OFFICE) == 0


def test_the_province_reads_every_office(database: Database) -> None:
    bearer = tokens.bearer_of(database, f"bearer {tokens.issue(database, '04')}")
    assert bearer is not None
    assert bearer.province
    assert bearer.may_read(OFFICE)


def test_the_secret_is_nowhere_in_the_database(database: Database) -> None:
    secret = tokens.issue(database, OFFICE).rpartition("_")[2]
    with database.read() as connection:
        kept = connection.execute(text("SELECT * FROM token")).all()
    assert secret not in str(kept)


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer x", "Basic {token}", "Bearer {token}0", "Bearer hotich_01693_000000000000_" + "0" * 64],
)
def test_anything_else_speaks_for_nobody(database: Database, header: str) -> None:
    token = tokens.issue(database, OFFICE)
    assert tokens.bearer_of(database, header.format(token=token)) is None


def test_only_offices_that_are_or_were_get_a_token(database: Database) -> None:
    tokens.issue(database, "01690")  # merged away in 2020, its books remain
    with pytest.raises(tokens.UnknownOffice):
        tokens.issue(database, "99999")
    with pytest.raises(tokens.UnknownToken):
        tokens.revoke(database, OTHER_OFFICE)
