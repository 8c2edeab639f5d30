"""Answers kept under an `Idempotency-Key`: for seven days, and what one gets who asks later."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
import zstandard
from sqlalchemy import text

from bench.offices import OFFICE
from registers.plan import plan_3510
from sync.centre import tokens
from sync.centre.app import create_app
from sync.centre.database import Database
from sync.centre.idempotency import KEPT_FOR, forget
from sync.centre.receive import Received, receive
from sync.centre.settings import identity_of
from sync.protocol import Alike, Batch, BatchAnswer, encode
from tests.sync.conftest import NOW
from tests.sync.revisions import batch, birth
from tests.sync.serving import client_of

_REQUEST = encode(batch(birth(1), birth(2)))


def push(database: Database, body: bytes = _REQUEST, key: str = "k") -> Received:
    return receive(database, plan_3510(), identity_of(database), OFFICE, body, key)


def told(received: Received) -> BatchAnswer:
    return msgspec.json.decode(received.answer, type=BatchAnswer)


def brief(*bodies: dict[str, object], head: str = "a" * 64) -> bytes:
    made = batch(*bodies, chain=(7, head))
    return encode(Batch(made.items, made.chain, brief=True))


def kept(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM idempotency")).scalar_one())


@pytest.fixture
def answered(database: Database) -> Received:
    """A push that was answered now."""
    tokens.issue(database, OFFICE)
    return push(database)


def test_an_answer_is_given_again_for_seven_days_to_the_microsecond(database: Database, answered: Received) -> None:
    assert forget(database, NOW + KEPT_FOR) == 0
    again = push(database)
    assert (again.replayed, again.answer) == (True, answered.answer)
    assert forget(database, NOW + KEPT_FOR + timedelta(microseconds=1)) == 1
    assert kept(database) == 0


@pytest.mark.usefixtures("answered")
def test_a_repeat_that_comes_later_finds_everything_there_already(database: Database) -> None:
    forget(database, NOW + KEPT_FOR + timedelta(days=1))
    late = push(database)
    assert (late.replayed, late.outcomes) == (False, {"already": 2})
    assert push(database).replayed  # and that answer is kept in its turn
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*), max(arrival) FROM revision")).one() == (2, 2)


@pytest.mark.usefixtures("answered")
def test_a_key_that_was_forgotten_may_be_used_for_another_request(database: Database) -> None:
    forget(database, NOW + KEPT_FOR + timedelta(days=1))
    assert push(database, encode(batch(birth(3)))).outcomes == {"stored": 1}


@pytest.mark.usefixtures("answered")
def test_a_centre_that_runs_drops_them_by_itself(database: Database) -> None:
    push(database, encode(batch(birth(3))), key="young")
    with database.write() as connection:
        old = f"{datetime(2020, 1, 1, tzinfo=UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        connection.execute(text("UPDATE idempotency SET at = :old WHERE key = 'k'"), {"old": old})
    with client_of(create_app(database)) as client:
        for _ in range(2_000):
            client.get("/v1/health")
            if kept(database) == 1:
                break
        assert kept(database) == 1


def test_a_request_is_known_by_the_bytes_that_were_sent_and_by_those_a_version_before_kept(database: Database) -> None:
    headers = {"Authorization": f"Bearer {tokens.issue(database, OFFICE)}", "Idempotency-Key": "k"}
    place = f"/v1/offices/{OFFICE}/revisions"
    packed = zstandard.compress(_REQUEST)
    with client_of(create_app(database)) as client:
        first = client.post(place, content=packed, headers=headers | {"Content-Encoding": "zstd"})
        again = client.post(place, content=packed, headers=headers | {"Content-Encoding": "zstd"})
        assert (again.content, again.headers.get("Idempotency-Replayed")) == (first.content, "true")
        assert client.post(place, content=_REQUEST, headers=headers).status_code == 409
        with database.write() as connection:
            before = hashlib.sha256(_REQUEST).hexdigest()
            connection.execute(text("UPDATE idempotency SET request = :before"), {"before": before})
        again = client.post(place, content=packed, headers=headers | {"Content-Encoding": "zstd"})
        assert (again.content, again.headers.get("Idempotency-Replayed")) == (first.content, "true")


@pytest.mark.usefixtures("answered")
def test_who_asks_in_brief_is_told_once_what_became_of_all(database: Database) -> None:
    new = push(database, brief(birth(3), birth(4)), key="new")
    assert (told(new).alike, told(new).answers, new.outcomes) == (Alike("stored", 2), [], {"stored": 2})
    again = push(database, brief(birth(3), birth(4)), key="another")
    assert (told(again).alike, told(again).answers, again.outcomes) == (Alike("already", 2), [], {"already": 2})
    assert told(push(database, encode(batch(birth(3), birth(5))), key="not brief")).alike is None


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(
    ("bodies", "outcomes"),
    [
        ((birth(2), birth(3)), ["already", "stored"]),
        ((birth(3), birth(3)), ["stored", "already"]),
        ((birth(3), birth(2, reason="khác")), ["stored", "conflict"]),
        ((birth(1, reason="khác"), birth(2, reason="khác")), ["conflict", "conflict"]),
        ((birth(3), birth(4, kind="XX")), ["stored", "refused"]),
    ],
)
def test_where_items_differ_each_is_answered_and_so_again(
    database: Database, bodies: tuple[dict[str, object], ...], outcomes: list[str]
) -> None:
    push(database, brief(birth(9)), key="before")  # the head is signed: an answer is ready before anything is stored
    body = brief(*bodies)
    first = push(database, body, key="brief")
    assert [one.outcome for one in told(first).answers] == outcomes
    assert told(first).alike is None
    again = push(database, body, key="brief")
    assert (again.replayed, again.answer) == (True, first.answer)
