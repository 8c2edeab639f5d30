"""Pushes of one office at the same time: each waits for the others where it must, and none is told something that is not so."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from sqlalchemy import text

from bench.offices import OFFICE
from registers.plan import plan_3510
from sync.centre import tokens
from sync.centre.database import Database
from sync.centre.ingest import ingest
from sync.protocol import Answer
from tests.sync.revisions import batch, birth

_AT_ONCE = 4
_ROUNDS = 6
_ENTRIES = 40


def _together(database: Database, batches: list[list[dict[str, object]]]) -> list[list[Answer]]:
    """Ingest these at the same time; their answers."""
    ready = threading.Barrier(len(batches))
    answers: list[list[Answer]] = [[] for _ in batches]

    def push(number: int) -> None:
        made = batch(*batches[number])
        ready.wait()
        answers[number] = ingest(database, plan_3510(), OFFICE, made)

    threads = [threading.Thread(target=push, args=(number,)) for number in range(len(batches))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_same_revisions_pushed_at_once_in_any_order_are_stored_once(database: Database) -> None:
    tokens.issue(database, OFFICE)
    for turn in range(_ROUNDS):
        first = turn * _ENTRIES
        bodies = [birth(number) for number in range(first, first + _ENTRIES)]
        pushed = [bodies[shift:] + bodies[:shift] for shift in range(0, _ENTRIES, _ENTRIES // _AT_ONCE)]
        pushed[1].reverse()
        told = Counter(one.outcome for answers in _together(database, pushed) for one in answers)
        assert told == {"stored": _ENTRIES, "already": (_AT_ONCE - 1) * _ENTRIES}
    with database.read() as connection:
        arrivals = connection.execute(text("SELECT arrival FROM revision ORDER BY arrival")).scalars().all()
        entries = connection.execute(text("SELECT count(*), max(revision) FROM entry")).one()
    assert len(set(arrivals)) == len(arrivals) == _ROUNDS * _ENTRIES
    assert entries == (_ROUNDS * _ENTRIES, 1)


@pytest.mark.parametrize("turn", range(3))
def test_of_two_that_contradict_each_other_one_is_stored_and_folded(database: Database, turn: int) -> None:
    tokens.issue(database, OFFICE)
    numbers = range(turn * 10, turn * 10 + 10)
    mine = [birth(number, reason="một") for number in numbers]
    theirs = [birth(number, reason="hai", suffix="bis") for number in reversed(numbers)]
    outcomes = [{one.outcome for one in told} for told in _together(database, [mine, theirs])]
    assert sorted(outcomes, key=str) == [{"conflict"}, {"stored"}]
    with database.read() as connection:
        kept = {entry: bytes(body) for entry, body in connection.execute(text("SELECT entry_id, body FROM revision"))}
        folded = {
            str(entry): str(suffix) for entry, suffix in connection.execute(text("SELECT entry_id, suffix FROM entry"))
        }
    assert len(kept) == len(folded) == 10
    assert all((b'"suffix":"bis"' in kept[entry]) == (suffix == "bis") for entry, suffix in folded.items())
