"""What a request holds is let go of with it, without the garbage collector, which the centre seldom asks to look."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from registers.plan import plan_3510
from sync.centre import tokens
from sync.centre.app import create_app
from sync.centre.database import Database
from sync.centre.ingest import in_transaction, prepare, store
from sync.centre.judging import judge
from sync.protocol import encode
from tests.sync.revisions import OFFICE, batch, birth
from tests.sync.serving import client_of


class Held:
    """Something only the frames of a request hold."""


@pytest.fixture
def held() -> Iterator[list[weakref.ref[Held]]]:
    """What requests held, while no collector looks for rings."""
    gc.disable()
    yield []
    gc.enable()


def test_by_one_that_failed_as_nobody_foresaw(
    database: Database, held: list[weakref.ref[Held]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        one = Held()
        held.append(weakref.ref(one))
        raise RuntimeError

    monkeypatch.setattr("sync.centre.app.receive", fail)
    headers = {"Authorization": f"Bearer {tokens.issue(database, OFFICE)}"}
    with client_of(create_app(database)) as client:
        place = f"/v1/offices/{OFFICE}/revisions"
        assert client.post(place, content=encode(batch(birth(1))), headers=headers).status_code == 500
        assert [one() for one in held] == [None]


def test_by_one_whose_revisions_were_here_already(database: Database, held: list[weakref.ref[Held]]) -> None:
    tokens.issue(database, OFFICE)
    judged = judge(OFFICE, batch(birth(1), birth(2)).items)

    def work(connection: Connection, look: bool) -> None:
        one = Held()
        held.append(weakref.ref(one))
        ready = prepare(connection, plan_3510(), OFFICE, judged, look=look)
        store(connection, OFFICE, ready, database.now())

    in_transaction(database, work)
    in_transaction(database, work)  # undone once, for they are here, and then done otherwise
    assert [one() for one in held] == [None, None, None]
