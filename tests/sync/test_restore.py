"""An office that lost everything rebuilds itself from the centre: what it had pushed, byte for byte, and all that follows."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from bench.offices import OFFICE, PASSWORD, approve, birth_book, key, office_with
from registers.workflow import Act, Role
from storage import accounts, chain, decisions, entries, heads, lots, measured, outboxstatus, rebuild, shelf
from storage.engine import Store
from storage.permissions import OPERATOR
from storage.reviewtables import Fault
from storage.tables import Action, Entry, Kinship, Mention, Name, Revision, Signer, core
from sync.centre import feeds
from sync.centre.chainheads import REWRITTEN
from sync.pusher import PushStopped, push_once
from sync.restore import RestoreInterrupted, restore
from tests.storage.conftest import Ticking
from tests.sync.conftest import Running
from tests.sync.test_pusher import Between, items

_TOLD_BY_OTHERS = {"flags", "severity", "rules", "risk", "keyed_at"}
"""Columns that depend on neighbours, keyers' records or the microsecond, and so are not in what is pushed."""


@pytest.fixture
def fresh(request: pytest.FixtureRequest, office_url: str, clock: Ticking) -> Iterator[Store]:
    """A second, empty store: what the office has after the disaster."""
    if office_url.startswith("sqlite"):
        address = office_url.replace("store.db", "fresh.db")
    else:
        address = request.getfixturevalue("empty_postgresql_url")
    store = Store.open(address, clock=clock)
    yield store
    store.close()


def rows(store: Store, table: type[Any], *, but: set[str] = frozenset()) -> list[dict[str, Any]]:  # type: ignore[assignment]
    with store.read() as session:
        found = [dict(row) for row in session.execute(select(core(table))).mappings()]
    return sorted(({k: v for k, v in row.items() if k not in but} for row in found), key=repr)


def live_through(office: Store) -> None:
    """An office's life: keyed, approved, corrected to another number, withdrawn, keyed again."""
    clerk = office_with(office, 12)
    ids = [item.entry_id for item in items(office)]
    approve(office, OFFICE, ids[:4])
    boss = accounts.add(office, "an", Role.SUPERVISOR, PASSWORD, by=OPERATOR).account_id
    stored = entries.load(office, ids[5])
    moved = entries.correct(
        office, ids[5], values=stored.values, base_revision=1, account_id=clerk, position=stored.position.__class__(2007, 99, ""),
    )  # fmt: skip
    assert moved.revision == 2
    key(office, birth_book().id, clerk, [6])  # the number the correction left is taken by another entry
    entries.step(office, ids[7], Act.WITHDRAW, base_revision=1, account_id=boss, reason="nhập nhầm quyển")
    key(office, birth_book().id, clerk, [8])


def test_an_empty_office_rebuilds_what_it_had_pushed(office: Store, fresh: Store, centre: Running) -> None:
    live_through(office)
    line = centre.line()
    push_once(office, line, pusher="a", batch=3)
    head = heads.told(office, OFFICE).head
    told: list[int] = []
    done = restore(fresh, line, pause=lambda _: None, page=4, progress=told.append)
    line.close()

    assert (done.rebuilt.entries, done.rebuilt.revisions, done.rebuilt.gaps) == (14, 20, ())
    assert told == [4, 8, 12, 16, 20]
    assert rows(fresh, Revision, but={"flags"}) == rows(office, Revision, but={"flags"})
    assert rows(fresh, Entry, but=_TOLD_BY_OTHERS) == rows(office, Entry, but=_TOLD_BY_OTHERS)
    for table in (Mention, Kinship, Name, Signer):
        assert rows(fresh, table) == rows(office, table)
    before, after = shelf.get(office, birth_book().id), shelf.get(fresh, birth_book().id)
    assert (after.keyed, after.approved) == (before.keyed, before.approved) == (13, 4)

    report = chain.verify(fresh)
    assert report.ok, report.faults
    assert done.head is not None
    assert (done.head.seq, done.head.hash) == (head.seq, head.hash)
    assert head.hash in rows(fresh, Action)[-1]["detail"] or any(
        head.hash in row["detail"] for row in rows(fresh, Action)
    )
    again = centre.line()
    assert push_once(fresh, again, pusher="b").batches == 0  # nothing waits: the centre has it all
    clerk = accounts.add(fresh, "mới", Role.CLERK, PASSWORD, by=OPERATOR).account_id
    for number in (40, 41):  # the log begun anew is the office's log from now on; nobody takes it for a rewritten one
        key(fresh, birth_book().id, clerk, [number])
        assert push_once(fresh, again, pusher="b").stored == 1
    again.close()
    assert chain.verify(fresh).ok
    assert not outboxstatus.status(fresh).log_differs
    assert REWRITTEN not in {one.rule for one in feeds.findings(centre.database, OFFICE, "", 100).items}


def test_what_lost_accounts_keyed_is_approved_drawn_and_charged_in_the_rebuilt_store(
    office: Store, fresh: Store, centre: Running
) -> None:
    """Approving it was a crash: what is counted of a keyer's work refers to his account."""
    clerk = office_with(office, 6)
    line = centre.line()
    push_once(office, line, pusher="a")
    restore(fresh, line, pause=lambda _: None)
    line.close()
    assert accounts.list_all(fresh) == []
    boss = accounts.add(fresh, "an", Role.SUPERVISOR, PASSWORD, by=OPERATOR).account_id
    [first, *_, last] = [item.entry_id for item in items(fresh)]
    decisions.approve(fresh, first, base_revision=1, account_id=boss)
    assert measured.of(fresh, clerk).fields > 0
    assert lots.draw(fresh, birth_book().id, clerk, aql="4.0", by=boss, random=Random(1)).size == 5
    with fresh.write() as session:
        session.add(
            Fault(office=OFFICE, entry_id=last, revision=1, field="child_full_name", account_id=clerk,
                  error_class="name", typed="Hoa", page="Hòa")
        )  # fmt: skip
    assert chain.verify(fresh).ok


def test_books_that_were_on_the_shelf_keep_what_the_inventory_says(
    office: Store, fresh: Store, centre: Running
) -> None:
    live_through(office)
    line = centre.line()
    push_once(office, line, pusher="a")
    with fresh.write() as session:
        shelf.add(session, [birth_book(entries=12)])
    restore(fresh, line, pause=lambda _: None)
    line.close()
    assert shelf.get(fresh, birth_book().id) == shelf.get(office, birth_book().id)


def test_the_order_of_arrival_does_not_matter(office: Store, fresh: Store, centre: Running) -> None:
    live_through(office)
    line = centre.line()
    push_once(office, line, pusher="a")
    with centre.database.write() as connection:  # as if every later revision had come first
        connection.execute(text("UPDATE revision SET arrival = 1000 - arrival"))
    restore(fresh, line, pause=lambda _: None, page=3)
    line.close()
    assert rows(fresh, Entry, but=_TOLD_BY_OTHERS) == rows(office, Entry, but=_TOLD_BY_OTHERS)
    assert chain.verify(fresh).ok


def test_a_rebuild_that_was_cut_off_goes_on_where_it_stopped(office: Store, fresh: Store, centre: Running) -> None:
    live_through(office)
    line = centre.line()
    push_once(office, line, pusher="a")
    line.close()
    asked: list[str] = []

    def cut(request: httpx.Request) -> httpx.Response | None:
        asked.append(request.url.params["after"])
        return httpx.Response(503) if len(asked) > 2 else None

    waited: list[float] = []
    failing = centre.line(transport=Between(cut))
    with pytest.raises(RestoreInterrupted) as interrupted:
        restore(fresh, failing, pause=waited.append, page=5)
    failing.close()
    assert (interrupted.value.exit_code, waited) == (1, [2.0, 4.0, 8.0, 16.0])
    asked.clear()

    watching = centre.line(transport=Between(lambda request: asked.append(request.url.params["after"])))
    done = restore(fresh, watching, pause=waited.append, page=5)
    watching.close()
    assert (asked, done.rebuilt.revisions) == (["10", "15"], 20)
    assert rows(fresh, Entry, but=_TOLD_BY_OTHERS) == rows(office, Entry, but=_TOLD_BY_OTHERS)
    assert chain.verify(fresh).ok


def test_only_an_empty_store_is_rebuilt(office: Store, centre: Running) -> None:
    office_with(office, 1)
    line = centre.line()
    with pytest.raises(rebuild.StoreInWork):
        restore(office, line, pause=lambda _: None)
    line.close()


def test_a_revision_that_was_altered_at_the_centre_is_not_taken(office: Store, fresh: Store, centre: Running) -> None:
    office_with(office, 5)
    line = centre.line()
    push_once(office, line, pusher="a")
    altered = items(office)[3].entry_id
    with centre.database.write() as connection:
        body = connection.execute(text("SELECT body FROM revision WHERE entry_id = :e"), {"e": altered}).scalar_one()
        connection.execute(
            text("UPDATE revision SET body = :b WHERE entry_id = :e"),
            {"e": altered, "b": bytes(body).replace("Tày".encode(), b"Dao")},
        )
    with pytest.raises(rebuild.NotProven) as refused:
        restore(fresh, line, pause=lambda _: None)
    line.close()
    assert refused.value.values["entry"] == altered
    assert rows(fresh, Revision) == []


def test_a_revoked_token_restores_nothing(fresh: Store, centre: Running) -> None:
    centre.tokens[OFFICE] = centre.tokens[OFFICE][:-1] + "x"
    line = centre.line()
    with pytest.raises(PushStopped):
        restore(fresh, line, pause=lambda _: None)
    line.close()


def test_an_office_that_never_pushed_restores_nothing_and_says_so(fresh: Store, centre: Running) -> None:
    line = centre.line()
    done = restore(fresh, line, pause=lambda _: None)
    line.close()
    assert (done.rebuilt.entries, done.rebuilt.revisions, done.head) == (0, 0, None)
