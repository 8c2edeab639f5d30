"""Pushes of one office at the same time: each waits for the others where it must, and none is told something that is not so."""

from __future__ import annotations

import threading
import time
from collections import Counter
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bench.offices import OFFICE
from registers.plan import plan_3510
from sync.centre import receive, tokens
from sync.centre.app import create_app
from sync.centre.database import Database
from sync.centre.ingest import ingest, prepare, store
from sync.centre.judging import Judged, judge
from sync.centre.settings import identity_of
from sync.centre.staging import copy_into
from sync.protocol import Answer, encode
from tests.sync.revisions import batch, birth
from tests.sync.serving import client_of

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


def test_what_another_push_stores_while_its_entries_are_waited_for_is_known(database: Database) -> None:
    tokens.issue(database, OFFICE)
    ours = judge(OFFICE, batch(birth(1), birth(2, reason="hai"), birth(3)).items)
    answers: list[Answer] = []

    def push() -> None:
        with database.write() as connection:
            ready = prepare(connection, plan_3510(), OFFICE, ours, look=True)
            store(connection, OFFICE, ready, database.now())
        answers.extend(ready.answers)

    waiting = threading.Thread(target=push)
    with database.write() as connection:
        theirs = prepare(
            connection, plan_3510(), OFFICE, judge(OFFICE, batch(birth(1), birth(2, suffix="bis")).items), look=False
        )
        store(connection, OFFICE, theirs, database.now())
        waiting.start()
        while database.on_postgresql and not _waited_for(database):
            time.sleep(0.01)
    waiting.join()
    assert [one.outcome for one in answers] == ["already", "conflict", "stored"]
    with database.read() as connection:
        folded = connection.execute(text("SELECT revision, suffix FROM entry ORDER BY entry_id")).all()
        assert [tuple(one) for one in folded] == [(1, ""), (1, "bis"), (1, "")]
        assert connection.execute(text("SELECT count(*), max(arrival) FROM revision")).one() == (3, 3)


@pytest.mark.parametrize("centre_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("fault", ["cut", "busy"])
def test_a_copy_the_server_gives_up_is_to_be_tried_again(
    database: Database, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    headers = {"Authorization": f"Bearer {tokens.issue(database, OFFICE)}"}

    def spoiled(connection: Connection, *args: Any) -> None:
        with database.engine.connect() as other:
            if fault == "cut":
                mine = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
                other.execute(text("SELECT pg_terminate_backend(:mine)"), {"mine": mine})
            else:
                connection.execute(text("SET LOCAL lock_timeout = 20"))
                other.execute(text("LOCK TABLE revision IN ACCESS EXCLUSIVE MODE"))
            copy_into(connection, *args)

    with client_of(create_app(database)) as client:
        push = partial(client.post, f"/v1/offices/{OFFICE}/revisions", content=encode(batch(birth(1))), headers=headers)
        monkeypatch.setattr("sync.centre.ingest.copy_into", spoiled)
        answer = push()
        assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5")
        monkeypatch.undo()
        assert [one["outcome"] for one in push().json()["answers"]] == ["stored"]


def _waited_for(database: Database) -> bool:
    """True once somebody waits for what another transaction holds."""
    with database.read() as connection:
        return bool(connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one())


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


class Turn:
    """Says when it is taken and given back."""

    def __init__(self, done: list[str]) -> None:
        self.done = done

    def __enter__(self) -> None:
        self.done.append("begins")

    def __exit__(self, *_: object) -> None:
        self.done.append("ends")


@pytest.mark.parametrize(("entries", "done"), [(1, ["looks"]), (200, ["begins", "looks", "ends"])])
def test_large_batches_are_looked_at_one_after_the_other_and_hold_no_small_one_up(
    database: Database, monkeypatch: pytest.MonkeyPatch, entries: int, done: list[str]
) -> None:
    tokens.issue(database, OFFICE)
    seen: list[str] = []

    def looking(*args: Any, **options: Any) -> list[Judged]:
        seen.append("looks")
        return judge(*args, **options)

    monkeypatch.setattr(receive, "_turn", Turn(seen))
    monkeypatch.setattr("sync.centre.receive.judge", looking)
    body = encode(batch(*(birth(number) for number in range(entries))))
    told = receive.receive(database, plan_3510(), identity_of(database), OFFICE, body, "")
    assert told.outcomes == {"stored": entries}
    assert seen == done
