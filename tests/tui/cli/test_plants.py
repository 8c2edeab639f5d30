"""Planted errors through the commands, the outbox and the line to the centre: whatever is decided, nothing planted gets through."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from registers.workflow import Role
from storage import actions, chain
from storage.engine import Store
from sync.centre.database import Database
from tests.storage.office import BIRTHS, birth, found, hire, key
from tests.tui.cli.conftest import Hotich
from tests.tui.cli.test_push import address, centre_url, pushing, token  # noqa: F401 (fixtures: the same centre)

ROLES = {"hương": Role.SUPERVISOR, "thu": Role.SUPERVISOR, "sếp": Role.ADMIN, "xem": Role.AUDITOR}
REVIEWERS = ("hương", "thu")


@pytest.fixture
def entries(store: Store) -> list[str]:
    """Ids of twelve births that wait, of an office with two supervisors, an administrator and an auditor."""
    found(store)
    lan = hire(store, "lan")
    for name, role in ROLES.items():
        hire(store, name, role)
    return [key(store, lan, birth(f"Nông Thị {name}", f"{at:02}.03.2016")).entry_id
            for at, name in enumerate(("An", "Bình", "Cúc", "Dung", "Én", "Gấm", "Hoa", "In", "Kim", "Lụa", "Mai", "Nga"), 1)]  # fmt: skip


def test_planting_reporting_and_taking_away_as_a_script_sees_it(hotich: Hotich, entries: list[str]) -> None:
    made = hotich("review", "plant", "hương", "--count", "5", "--account", "sếp", "--book", BIRTHS.id, "--json")
    assert (made.code, made.document) == (0, {"reviewer": "hương", "wanted": 5, "planted": 5})
    rows = {row["reviewer"]: row for row in hotich("review", "planted", "--json").document}
    assert rows["hương"] == {
        "reviewer": "hương", "waiting": 5, "shown": 0, "caught": 0, "missed": 0, "withdrawn": 0, "rate": None,
        "low": 0.0, "high": 1.0,
    }  # fmt: skip
    waiting = hotich("review", "planted", "hương", "--json").document
    assert {row["answer"] for row in waiting} == {""}
    caught, missed = waiting[0], waiting[1]
    said = ("--comment", f"{caught['field']}=Sổ ghi khác")
    first = hotich("review", "return", caught["id"], "--account", "hương", *said, "--json")
    assert (first.code, first.document["undecided"][0]["why"]) == (2, "review.was_planted_caught")
    second = hotich("review", "approve", missed["id"], "--account", "hương", "--json")
    assert (second.code, second.document["undecided"][0]["why"]) == (2, "review.was_planted_missed")
    (row,) = (row for row in hotich("review", "planted", "--json").document if row["reviewer"] == "hương")
    assert (row["waiting"], row["caught"], row["missed"], row["rate"]) == (3, 1, 1, 0.5)
    assert row["low"] < 0.02 < 0.98 < row["high"]
    assert "50%" in hotich("review", "planted").out
    gone = hotich("review", "unplant", "hương", "--account", "thu", "--json")
    assert gone.document == {"reviewer": "hương", "withdrawn": 3}
    assert hotich("review", "approve", missed["id"], "--account", "hương").code == 0


def test_who_may_not_is_told_so_and_a_queue_that_takes_no_more_is_named(hotich: Hotich, entries: list[str]) -> None:
    for by, code in (("hương", 3), ("lan", 3), ("xem", 3), ("ai", 2)):
        assert hotich("review", "plant", "hương", "--account", by).code == code
        assert hotich("review", "unplant", "hương", "--account", by).code == code
    assert hotich("review", "plant", "sếp", "--account", "hương").code == 2
    part = hotich("review", "plant", "hương", "--account", "thu", "--count", "100", "--json")
    assert (part.code, part.document["planted"]) == (1, len(entries))
    assert "Chỉ đặt được 12 trong 100" in part.err
    assert hotich("review", "plant", "hương", "--account", "thu").code == 2
    assert hotich("review", "planted", "--account", "lan").code == 3
    mine = hotich("review", "planted", "--account", "hương", "--json").document
    assert [row["waiting"] for row in mine] == [None, 0]
    assert hotich("review", "planted", "hương", "--account", "hương", "--json").document == []
    assert len(hotich("review", "planted", "hương", "--account", "xem", "--json").document) == len(entries)


def test_whatever_is_decided_nothing_planted_is_approved_kept_or_sent(
    hotich: Hotich,
    home: Path,
    store: Store,
    entries: list[str],
    address: str,  # noqa: F811
    token: str,  # noqa: F811
    centre_url: str,  # noqa: F811
) -> None:
    random = Random(1)
    told: Counter[str] = Counter()
    begin, end = ["plant", "caught", "plant", "missed"], ["plant", "all", "all"]
    acts = ["plant", "unplant", "missed", "approve", "return", "caught"]
    for act in [*begin, *(random.choice(acts) for _ in range(14)), *end]:
        reviewer, other = random.sample(REVIEWERS, 2)
        by = random.choice([other, "sếp"])
        entry, field = random.choice(entries), random.choice(["mother_full_name", "father_full_name"])
        if act in ("caught", "missed"):
            waiting = [(row["id"], row["field"]) for row in _of(hotich, reviewer, by) if not row["answer"]]
            if not waiting:
                hotich("review", "plant", reviewer, "--account", by)
                waiting = [(row["id"], row["field"]) for row in _of(hotich, reviewer, by) if not row["answer"]]
            if not waiting:  # nothing that waits takes one more
                continue
            entry, field = random.choice(waiting)
        if act == "plant":
            hotich("review", "plant", reviewer, "--account", by, "--count", random.randint(1, 3))
        elif act == "unplant":
            hotich("review", "unplant", reviewer, "--account", by)
        elif act in ("approve", "missed", "all"):
            what = "--all" if act == "all" else entry
            told.update(_why(hotich("review", "approve", what, "--account", reviewer, "--json").document))
        else:
            said = ("--comment", f"{field}=?")
            told.update(_why(hotich("review", "return", entry, "--account", reviewer, *said, "--json").document))
    assert told["review.was_planted_missed"]
    assert told["review.was_planted_caught"]
    planted = _planted(store)
    logged = Counter(line.act for line in actions.recent(store, limit=5000))
    assert logged["plant.missed"] == told["review.was_planted_missed"]
    assert logged["plant.caught"] == told["review.was_planted_caught"]
    assert logged["plant.make"] == len(planted)
    pushed = pushing(home, token, "--centre", address)
    assert (pushed.code, pushed.document["waiting"]) == (0, 0)
    kept = _revisions(store)
    assert any(row["state"] == "approved" for row in kept)
    for entry_id, field, shown in planted:
        for row in kept:
            assert row["entry_id"] != entry_id or json.loads(row["values"])[field][0] != shown
    assert _at_the_centre(centre_url) == {(row["entry_id"], row["revision"]): row["sha256"] for row in kept}
    assert chain.verify(store).ok


def _of(hotich: Hotich, reviewer: str, by: str) -> list[Any]:
    rows = hotich("review", "planted", reviewer, "--account", by, "--json").document
    return list(rows)


def _why(document: Any) -> list[str]:
    return [row["why"] for row in document["undecided"]]


def _planted(store: Store) -> list[tuple[str, str, str]]:
    with store.read() as session:
        rows = session.execute(text("SELECT entry_id, field, shown FROM plant")).all()
    return [(entry_id, field, json.loads(shown)[0]) for entry_id, field, shown in rows]


def _revisions(store: Store) -> list[Any]:
    with store.read() as session:
        columns = 'entry_id, revision, state, sha256, "values"'
        return [*session.execute(text(f"SELECT {columns} FROM revision")).mappings().all()]


def _at_the_centre(url: str) -> dict[tuple[str, int], str]:
    database = Database.open(url)
    with database.read() as connection:
        rows = connection.execute(text("SELECT entry_id, revision, sha256 FROM revision")).all()
    database.close()
    return {(str(entry_id), int(revision)): str(sha256) for entry_id, revision, sha256 in rows}
