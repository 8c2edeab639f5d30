"""Whoever edits the database past the program is found, and where."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import text

from registers.workflow import Act, Role
from storage import actions, entries, heads, outbox, outboxstatus, receipts
from storage.actions import GENESIS
from storage.chain import ChainFault, verify
from storage.engine import Store
from storage.receipts import Answered, Countersignature
from tests.storage.office import birth, found, hire, key

LINES = 8


@pytest.fixture
def saved(store: Store) -> str:
    """An office with two entries, one of them corrected and approved: eight lines of log. The id of the corrected one."""
    found(store)
    lan, huong = hire(store, "Lan"), hire(store, "Hương", Role.SUPERVISOR)
    first = key(store, lan)
    key(store, lan, birth("Nông Văn Tài", "01.01.2016"))
    entries.correct(store, first.entry_id, values=birth("Nông Thị Hiên"), base_revision=1, account_id=lan)
    entries.step(store, first.entry_id, Act.APPROVE, base_revision=2, account_id=huong)
    actions_of_a_day = ("day.open", "day.close")
    with store.write() as session:
        for act in actions_of_a_day:
            actions.record(session, lan, act, "")
    return first.entry_id


def tamper(store: Store, *statements: str) -> None:
    """Edit the database as one does who has its file: the triggers are no hindrance."""
    with store.write() as session:
        dialect = session.connection().dialect.name
        for table in ("action", "revision"):
            if dialect == "postgresql":
                session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            else:
                for change in ("update", "delete"):
                    session.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{change}"))
        for statement in statements:
            session.execute(text(statement))


def test_an_untouched_store_is_whole(store: Store, saved: str) -> None:
    report = verify(store)
    assert (report.ok, report.lines, report.faults) == (True, LINES, ())
    assert report.head == actions.recent(store, limit=1)[0].hash


def test_an_empty_log_is_whole(store: Store) -> None:
    report = verify(store)
    assert (report.ok, report.lines, report.head) == (True, 0, GENESIS)


@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        ("UPDATE action SET detail = '[]' WHERE seq = 7", [ChainFault(7, "changed")]),
        ("UPDATE action SET account_id = 'nobody' WHERE seq = 1", [ChainFault(1, "changed")]),
        ("UPDATE action SET at = '2020' WHERE seq = 8", [ChainFault(8, "changed")]),
        ("DELETE FROM action WHERE seq = 7", [ChainFault(7, "missing")]),
        ("DELETE FROM action WHERE seq IN (1, 2)", [ChainFault(1, "missing")]),
        ("UPDATE action SET previous = hash WHERE seq = 7", [ChainFault(7, "unlinked"), ChainFault(7, "changed")]),
    ],
)
def test_a_changed_or_missing_line_is_found_where_it_is(
    store: Store, saved: str, statement: str, faults: list[ChainFault]
) -> None:
    tamper(store, statement)
    assert list(verify(store, entries=False).faults) == faults


def test_a_line_put_in_between_is_found(store: Store, saved: str) -> None:
    tamper(
        store,
        "UPDATE action SET seq = seq + 1000 WHERE seq > 6",
        "INSERT INTO action SELECT 7, at, account_id, act, subject, detail, previous, hash FROM action WHERE seq = 6",
        "UPDATE action SET seq = seq - 999 WHERE seq > 1000",
    )
    kinds = {(fault.seq, fault.kind) for fault in verify(store, entries=False).faults}
    assert {(7, "unlinked"), (7, "changed"), (8, "changed")} <= kinds


def test_a_line_added_at_the_end_is_found_unless_it_is_linked(store: Store, saved: str) -> None:
    tamper(store, f"INSERT INTO action VALUES (9, 'x', 'x', 'x', 'x', '{{}}', '{GENESIS}', '{GENESIS}')")
    assert {fault.seq for fault in verify(store).faults} == {9}


def _push(store: Store) -> None:
    """The centre has countersigned the head of the log."""
    due = outbox.lease(store, "01693", "pusher", limit=10, seconds=60)
    head = heads.told(store, "01693").head
    signed = Countersignature(head.seq, head.hash, "signature")
    receipts.settle(store, "pusher", [Answered(one, "stored") for one in due], centre="centre", signed=signed)


def test_a_log_cut_short_is_found_by_what_the_centre_signed(store: Store, saved: str) -> None:
    _push(store)
    assert verify(store).ok
    tamper(store, "DELETE FROM action WHERE seq > 6")
    assert verify(store).faults == (ChainFault(7, "cut"),)


def test_a_log_rewritten_as_a_whole_is_found_by_what_the_centre_signed(store: Store, saved: str) -> None:
    _push(store)
    lines = [line for line in reversed(actions.recent(store)) if line.seq < LINES]
    tamper(store, "DELETE FROM action WHERE seq = 8")
    with store.write() as session:
        actions.record(session, lines[0].account_id, "day.never", "")
    assert verify(store).faults == (ChainFault(8, "rewritten"),)


def test_a_log_rewritten_with_its_receipts_is_found_by_the_line_the_centre_named(store: Store, saved: str) -> None:
    due = outbox.lease(store, "01693", "pusher", limit=10, seconds=60)
    signed = Countersignature(LINES, "a" * 64, "signature", previous=actions.Head(5, "b" * 64))
    receipts.settle(store, "pusher", [Answered(one, "stored") for one in due], centre="centre", signed=signed)
    tamper(store, f"UPDATE receipt SET chain_seq = 0, chain_head = '{GENESIS}'")
    assert verify(store).faults == (ChainFault(5, "rewritten"),)
    assert outboxstatus.status(store).log_differs
    assert heads.told(store, "01693").before == actions.Head(
        5, _hash(store, 5)
    )  # the centre is told what stands there now
    tamper(store, "DELETE FROM action WHERE seq > 4")
    assert heads.told(store, "01693").before == actions.Head(5, "")


def _hash(store: Store, seq: int) -> str:
    return next(line.hash for line in actions.recent(store) if line.seq == seq)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE revision SET reason = 'x' WHERE entry_id = '{}' AND revision = 1", ("revision_changed", 1)),
        ("UPDATE revision SET values = '{{}}' WHERE entry_id = '{}' AND revision = 2", ("revision_changed", 2)),
        ("UPDATE revision SET values = 'x' WHERE entry_id = '{}' AND revision = 2", ("revision_changed", 2)),
        ("UPDATE revision SET keyer = 'x' WHERE entry_id = '{}' AND revision = 1", ("revision_changed", 1)),
        ("UPDATE entry SET state = 'keyed' WHERE id = '{}'", ("entry_differs", 0)),
        ("UPDATE entry SET page_no = 99 WHERE id = '{}'", ("entry_differs", 0)),
        ("UPDATE entry SET revision = 2, state = 'keyed' WHERE id = '{}'", ("entry_differs", 0)),
    ],
)
def test_an_entry_edited_past_the_program_is_found(
    store: Store, saved: str, statement: str, fault: tuple[str, int]
) -> None:
    tamper(store, _quoted(store)(statement.format(saved)))
    faults = verify(store).faults
    assert {(one.kind, one.subject, one.revision) for one in faults} == {(fault[0], saved, fault[1])}
    assert verify(store, entries=False).ok


def _quoted(store: Store) -> Callable[[str], str]:
    return lambda statement: statement.replace("SET values", 'SET "values"')


def test_a_revision_deleted_past_the_program_is_found(store: Store, saved: str) -> None:
    tamper(
        store,
        f"DELETE FROM outbox_item WHERE entry_id = '{saved}' AND revision = 3",
        f"DELETE FROM revision WHERE entry_id = '{saved}' AND revision = 3",
        f"UPDATE entry SET revision = 2, state = 'keyed', approved_revision = NULL WHERE id = '{saved}'",
    )
    faults = verify(store).faults
    assert [(one.kind, one.subject, one.revision) for one in faults] == [("revision_gone", saved, 3)]


def test_a_revision_added_past_the_program_is_found(store: Store, saved: str) -> None:
    columns = "office, entry_id, 4, book_id, kind, layout, year, number, suffix, page_no, position_state, state, act"
    rest = 'account_id, keyer, at, reason, "values", flags, overrides, sha256'
    tamper(
        store,
        f"INSERT INTO revision SELECT {columns}, {rest} FROM revision WHERE entry_id = '{saved}' AND revision = 3",
        f"UPDATE entry SET revision = 4 WHERE id = '{saved}'",
    )
    faults = verify(store).faults
    assert [(one.kind, one.subject, one.revision) for one in faults] == [("revision_unlogged", saved, 4)]


@pytest.mark.parametrize(
    "kind",
    [
        "missing",
        "unlinked",
        "changed",
        "cut",
        "rewritten",
        "revision_changed",
        "revision_unlogged",
        "revision_gone",
        "entry_differs",
    ],
)
def test_every_fault_is_told_in_words(kind: str) -> None:
    told = str(ChainFault(7, kind, "e1", 2))
    assert "7" in told or "e1" in told


def test_details_are_kept_as_they_were_said(store: Store) -> None:
    detail = {"hostile": "\x00\u202e'; --", "list": [1, None, True]}
    with store.write() as session:
        actions.record(session, "x", "y", "z", detail)
    (line,) = actions.recent(store)
    assert json.loads(json.dumps(line.detail)) == detail
    assert [row.seq for row in _streamed(store)] == [1]


def _streamed(store: Store) -> list[actions.ActionRow]:
    with store.read() as session:
        return list(actions.stream(session))
