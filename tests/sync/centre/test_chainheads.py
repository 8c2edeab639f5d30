"""The heads of an office's log: signed once, and a log that was rewritten, cut or put back is noticed with the next push."""

from __future__ import annotations

import pytest

from sync.centre import feeds, tokens
from sync.centre.chainheads import REWRITTEN, countersign, signed_before
from sync.centre.database import Database
from sync.protocol import ChainHead, ChainLink, Countersigned
from tests.sync.revisions import OFFICE, OTHER_OFFICE

A, B = "a" * 64, "b" * 64


@pytest.fixture(autouse=True)
def _offices(database: Database) -> None:
    for office in (OFFICE, OTHER_OFFICE):
        tokens.issue(database, office)


def _sign(database: Database, head: ChainHead, office: str = OFFICE) -> Countersigned:
    with database.write() as connection:
        return countersign(connection, office, head, b"key", database.now())


def _noticed(database: Database) -> list[dict[str, str]]:
    return [one.detail for one in feeds.findings(database, OFFICE, "", 100).items if one.rule == REWRITTEN]


def test_a_chain_head_is_signed_once_and_answered_alike(database: Database) -> None:
    head = ChainHead(7, A)
    first = _sign(database, head)
    assert _sign(database, head) == first
    assert first.previous is None
    assert _sign(database, ChainHead(8, A)).signature != first.signature
    assert _sign(database, head, OTHER_OFFICE).signature != first.signature


def test_the_head_before_is_named_so_that_the_office_can_look(database: Database) -> None:
    _sign(database, ChainHead(7, A))
    assert _sign(database, ChainHead(9, B)).previous == ChainLink(7, A)
    assert _sign(database, ChainHead(2**53 - 1, B)).previous == ChainLink(9, B)


@pytest.mark.parametrize(
    ("then", "noticed"),
    [
        (ChainHead(9, B), False),  # it grew
        (ChainHead(9, B, ChainLink(7, A)), False),  # and still holds the line
        (ChainHead(6, B), False),  # another pusher's, read before and come after
        (ChainHead(9, B, ChainLink(8, B)), False),  # a line that was never a head proves nothing
        (ChainHead(7, B), True),  # the same line with another hash
        (ChainHead(9, B, ChainLink(7, B)), True),  # the line that was signed is another one now
        (ChainHead(3, B, ChainLink(7, "")), True),  # the line is gone: cut short, or an old copy put back
    ],
)
def test_a_log_that_was_rewritten_is_noticed_once(database: Database, then: ChainHead, noticed: bool) -> None:
    _sign(database, ChainHead(7, A))
    for _ in range(2):
        _sign(database, then)
    assert _noticed(database) == [{"line": "7"}] * noticed
    _sign(database, ChainHead(12, A, ChainLink(9, B) if then.seq == 9 else None))
    assert len(_noticed(database)) == noticed


def test_a_head_that_was_signed_last_is_known_without_locking_the_office(database: Database) -> None:
    def known(head: ChainHead) -> Countersigned | None:
        with database.read() as connection:
            return signed_before(connection, OFFICE, head)

    assert known(ChainHead(7, A)) is None
    first = _sign(database, ChainHead(7, A))
    assert known(ChainHead(7, A)) == first == _sign(database, ChainHead(7, A))
    assert known(ChainHead(7, B)) is None  # a line with another hash is to be told
    assert known(ChainHead(8, A)) is None
    _sign(database, ChainHead(9, B))
    assert known(ChainHead(7, A)) is None  # it has one after it now, which the answer names
    assert known(ChainHead(9, B, ChainLink(7, A))) is not None
    assert known(ChainHead(9, B, ChainLink(7, B))) is None
