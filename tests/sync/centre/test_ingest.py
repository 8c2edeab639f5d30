"""Storing batches: once, in any order, with one answer an item, and the two partitions folded right."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from sqlalchemy import text

from registers.canonical import digest
from registers.plan import plan_3510
from sync.centre import feeds, tokens
from sync.centre.database import Database
from sync.centre.ingest import ingest
from sync.protocol import Batch, Item
from tests.sync.revisions import OFFICE, OTHER_OFFICE, batch, birth, entry_id, item, written


@pytest.fixture(autouse=True)
def _offices(database: Database) -> None:
    for office in (OFFICE, OTHER_OFFICE):
        tokens.issue(database, office)


def _push(database: Database, *bodies: dict[str, Any], office: str = OFFICE) -> list[str]:
    return [answer.outcome for answer in ingest(database, plan_3510(), office, batch(*bodies))]


def _entry(database: Database, number: int) -> tuple[int, str, int, int]:
    with database.read() as connection:
        row = connection.execute(
            text(
                "SELECT revision, state, approved_revision, withdrawn_revision FROM entry WHERE office = :o AND entry_id = :e"
            ),
            {"o": OFFICE, "e": entry_id(number)},
        ).one()
    return int(row[0]), str(row[1]), int(row[2]), int(row[3])


def test_a_revision_is_stored_once_however_often_it_comes(database: Database) -> None:
    assert _push(database, birth(1), birth(2)) == ["stored", "stored"]
    assert _push(database, birth(2), birth(1), birth(3)) == ["already", "already", "stored"]
    assert _push(database, birth(4), birth(4)) == ["stored", "already"]
    assert [one.entry_id for one in feeds.revisions(database, OFFICE, "", 100).items] == [
        entry_id(n) for n in (1, 2, 3, 4)
    ]


def test_the_same_key_with_another_body_is_a_conflict_and_changes_nothing(database: Database) -> None:
    other = birth(1, reason="another")
    assert _push(database, birth(1)) == ["stored"]
    assert _push(database, other, birth(2)) == ["conflict", "stored"]
    assert _push(database, birth(3), birth(3, reason="another")) == ["stored", "conflict"]
    kept = {one.entry_id: one.sha256 for one in feeds.revisions(database, OFFICE, "", 10).items}
    assert kept[entry_id(1)] == digest(birth(1))
    assert kept[entry_id(3)] == digest(birth(3))


def test_a_bad_item_never_blocks_the_others(database: Database) -> None:
    good = item(birth(1))
    wrong = replace_item(item(birth(2)), sha256="0" * 64)
    answers = ingest(database, plan_3510(), OFFICE, Batch([wrong, good]))
    assert [(a.outcome, a.problem.rule if a.problem else "") for a in answers] == [("refused", "proof"), ("stored", "")]


def replace_item(made: Item, **change: Any) -> Item:
    """`made` with some of its parts changed."""
    return Item(**{name: change.get(name, getattr(made, name)) for name in made.__struct_fields__})


@pytest.mark.parametrize(
    ("body", "rule", "field"),
    [
        (birth(1, office=OTHER_OFFICE), "office", "office"),
        (birth(1, kind="XX"), "form", "kind"),
        (birth(1, values=written(entry_no="1", favourite_colour="xanh")), "form", "favourite_colour"),
        (birth(1, state="approved", account_id="clerk"), "keyer_approver", "account_id"),
        (birth(1, year=12), "schema", "year"),
        (birth(1, values={"Bad Name": ["", "", ""]}), "form", "Bad Name"),
        (birth(1, state="lost"), "schema", "state"),
        (birth(1, page_no=2**53 - 1), "schema", "page_no"),
        (birth(1) | {"number": -1}, "schema", "number"),
        (birth(1, values=written(notes="x" * 20_001)), "schema", "notes"),
        (birth(1, reason="x" * 20_001), "schema", "reason"),
        (birth(1, overrides={"V7": "x" * 20_001}), "schema", "overrides"),
        (birth(1, at="2026-11-22 01:02:03"), "schema", "at"),
        (birth(1, at="2026-11-22T01:02:03Z\n"), "schema", "at"),
        (birth(1, values=written(child_full_name="Nông\x1b[2J")), "text", "child_full_name"),
        (birth(1, values=written(child_full_name="Nông\u202eHiền")), "text", "child_full_name"),
        (birth(1, reason="a\x00b"), "text", "reason"),
        (birth(1, values={f"f{n}": ["x" * 20_000, "", ""] for n in range(14)}), "size", ""),
    ],
)
def test_what_the_office_should_not_have_sent_is_refused_with_field_and_rule(
    database: Database, body: dict[str, Any], rule: str, field: str
) -> None:
    (answer,) = ingest(database, plan_3510(), OFFICE, batch(body))
    assert answer.outcome == "refused"
    assert answer.problem is not None
    assert (answer.problem.rule, answer.problem.field) == (rule, field)
    assert feeds.revisions(database, OFFICE, "", 10).items == []


def test_every_order_of_arrival_folds_to_the_same_entry(database: Database) -> None:
    story = [
        birth(1, 1),
        birth(1, 2, state="approved"),
        birth(1, 3, keyer="clerk2", account_id="clerk2"),
        birth(1, 4, state="approved", keyer="clerk2"),
    ]
    folds = set()
    for n, order in enumerate(itertools.permutations(range(4))):
        for step in order:
            body = story[step] | {"entry_id": entry_id(100 + n), "number": 100 + n}
            assert _push(database, body) == ["stored"]
        folds.add(_entry(database, 100 + n))
    assert folds == {(4, "approved", 4, 0)}


def test_the_feed_tells_each_step_of_the_official_partition_once(database: Database) -> None:
    _push(database, birth(1), birth(2))
    assert feeds.changes(database, "", 10).items == []
    _push(database, birth(1, 2, state="approved"), birth(2, 2, state="approved"))
    _push(database, birth(1, 3), birth(1, 2, state="approved"))  # a correction waits: the approved one stays official
    _push(database, birth(2, 3, state="withdrawn", act="withdraw"))
    first = feeds.changes(database, "", 2)
    rest = feeds.changes(database, first.cursor, 10)
    steps = [(one.entry_id, one.revision, one.change) for one in (*first.items, *rest.items)]
    assert sorted(steps[:2]) == [(entry_id(1), 2, "official"), (entry_id(2), 2, "official")]
    assert steps[2:] == [(entry_id(2), 3, "withdrawn")]
    assert (first.more, rest.more) == (True, False)
    assert feeds.changes(database, rest.cursor, 10).items == []


def test_the_feed_goes_on_office_by_office_and_late_offices_are_not_missed(database: Database) -> None:
    _push(database, birth(1), birth(1, 2, state="approved"))
    seen = feeds.changes(database, "", 10)
    _push(
        database, birth(9, office=OTHER_OFFICE), birth(9, 2, office=OTHER_OFFICE, state="approved"), office=OTHER_OFFICE
    )
    more = feeds.changes(database, seen.cursor, 10)
    assert [(one.office, one.entry_id) for one in more.items] == [(OTHER_OFFICE, entry_id(9))]


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5", "9" * 30, "½"])
def test_a_cursor_of_somebody_else_is_refused(database: Database, cursor: str) -> None:
    with pytest.raises(feeds.BadCursor):
        feeds.revisions(database, OFFICE, cursor, 10)
    with pytest.raises(feeds.BadCursor):
        feeds.changes(database, cursor, 10)
