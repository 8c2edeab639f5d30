"""The shelf, the queue and the closing of books."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date

import pytest

from registers.kinds import Layout, PositionState
from registers.plan import PlanUnreadable
from registers.position import Position
from registers.workflow import Role
from storage import accounts, actions, books, chain, entries, offices, positions, settings
from storage.books import BookClosed, BookOpen, BookUnexplained, Closed, NoSuchBook
from storage.engine import Store
from storage.permissions import OPERATOR, AccountState, NotAllowed
from storage.tables import Book
from tests.storage.office import BIRTHS, COMBINED, MARRIAGES, NAME, birth, found, hire, key, save

TODAY = date(2026, 11, 23)
OLD = dataclasses.replace(MARRIAGES, id="01693-KH-1980-01", layout=Layout.A, year_from=1980, year_to=1980)
_PLAN = """
name = "Kế hoạch khác"
kinds = [["KS"], ["KH"]]
[[phase]]
id = "1"
deadline = 2030-12-31
target = 10
"""


@pytest.fixture
def shelf(store: Store) -> Store:
    """A store with four books."""
    found(store, BIRTHS, COMBINED, MARRIAGES, OLD)
    return store


def _queue(store: Store, account_id: str | None = None) -> list[str]:
    return [row.book.id for row in books.queue(store, account_id, today=TODAY)]


def test_a_book_reads_back_as_the_inventory_had_it(shelf: Store) -> None:
    assert books.get(shelf, BIRTHS.id) == BIRTHS
    assert [book.id for book in books.list_books(shelf)] == [COMBINED.id, OLD.id, MARRIAGES.id, BIRTHS.id]
    assert books.list_books(shelf, "99999") == []
    assert [office.name for office in offices.list_all(shelf)] == [NAME]
    for book in ("", "nothing", "\x1b"):
        with pytest.raises(NoSuchBook):
            books.get(shelf, book)


def test_what_keying_learned_of_a_book_is_kept(shelf: Store) -> None:
    learned = {"constants": {"signer_name": "Nguyễn Văn Thượng"}, "hostile": "\x00\ud800\u202e", "n": [1, None]}
    books.save_profile(shelf, BIRTHS.id, learned)
    assert books.get(shelf, BIRTHS.id).profile == learned


def test_an_office_is_kept_under_its_new_name(store: Store) -> None:
    found(store)
    found(store, dataclasses.replace(MARRIAGES, office_name="UBND phường Vĩnh Quang"))
    office = offices.get(store, "01693")
    assert office is not None
    assert office.name == "UBND phường Vĩnh Quang"
    assert offices.get(store, "00000") is None


def test_the_queue_is_the_plans_order(shelf: Store) -> None:
    """Phase by deadline, then the plan's kinds; pinned books come first, finished ones last, closed ones not at all."""
    assert _queue(shelf) == [MARRIAGES.id, BIRTHS.id, COMBINED.id, OLD.id]
    books.pin(shelf, OLD.id, True, by=OPERATOR)
    assert _queue(shelf) == [OLD.id, MARRIAGES.id, BIRTHS.id, COMBINED.id]
    books.pin(shelf, OLD.id, False, by=OPERATOR)
    lan = hire(shelf, "Lan")
    for number in (1, 2, 3):
        _blank(shelf, lan, MARRIAGES.id, number)
    assert _queue(shelf) == [BIRTHS.id, COMBINED.id, OLD.id, MARRIAGES.id]
    books.close(shelf, MARRIAGES.id, by=OPERATOR)
    assert _queue(shelf) == [BIRTHS.id, COMBINED.id, OLD.id]


def _blank(store: Store, account_id: str, book: str, number: int) -> None:
    claim = positions.claim(store, book, Position(2016, number), account_id)
    entries.save(
        store, claim, kind="KH", position_state=PositionState.BLANK_PAGE, values={}, page_no=None, account_id=account_id
    )


def test_the_queue_tells_how_far_each_book_is(shelf: Store) -> None:
    lan = hire(shelf, "Lan")
    accounts.assign(shelf, "Lan", [BIRTHS.id], by=OPERATOR)
    key(shelf, lan)
    positions.claim_next(shelf, BIRTHS.id, lan)
    row = next(row for row in books.queue(shelf, today=TODAY) if row.book.id == BIRTHS.id)
    assert (row.rank, row.keyed, row.drafts, row.assigned_to, row.overdue) == (2, 1, 1, (lan,), True)
    assert row.deadline is not None
    assert row.phase


def test_a_clerk_sees_what_he_was_given_or_what_nobody_was(shelf: Store) -> None:
    lan, minh = hire(shelf, "Lan"), hire(shelf, "Minh")
    accounts.assign(shelf, "Lan", [BIRTHS.id, BIRTHS.id], by=OPERATOR)
    assert _queue(shelf, lan) == [BIRTHS.id]
    assert _queue(shelf, minh) == [MARRIAGES.id, COMBINED.id, OLD.id]
    assert len(_queue(shelf, hire(shelf, "Hương", Role.SUPERVISOR))) == 4
    accounts.unassign(shelf, "Lan", [BIRTHS.id, OLD.id], by=OPERATOR)
    assert len(_queue(shelf, lan)) == 4
    with pytest.raises(NoSuchBook):
        accounts.assign(shelf, "Lan", [BIRTHS.id, "nothing"], by=OPERATOR)
    assert accounts.get(shelf, "Lan").books == ()  # all of them or none


def test_the_next_book_has_something_left_to_key(shelf: Store) -> None:
    lan = hire(shelf, "Lan")
    first = books.next_book(shelf, lan, today=TODAY)
    assert first is not None
    assert first.book.id == MARRIAGES.id
    for number in (1, 2, 3):
        _blank(shelf, lan, MARRIAGES.id, number)
    second = books.next_book(shelf, lan, today=TODAY, office="01693")
    assert second is not None
    assert second.book.id == BIRTHS.id
    assert books.next_book(shelf, lan, today=TODAY, office="99999") is None


def test_another_plan_changes_the_order(shelf: Store) -> None:
    settings.put(shelf, settings.PLAN, _PLAN)
    assert _queue(shelf)[0] == BIRTHS.id
    settings.put(shelf, settings.PLAN, "nonsense =")
    with pytest.raises(PlanUnreadable):
        _queue(shelf)


def test_a_book_is_closed_when_every_number_is_explained(shelf: Store) -> None:
    lan = hire(shelf, "Lan")
    _blank(shelf, lan, MARRIAGES.id, 1)
    _blank(shelf, lan, MARRIAGES.id, 3)
    assert not books.ledger(shelf, MARRIAGES.id).explained
    with pytest.raises(BookUnexplained) as refused:
        books.close(shelf, MARRIAGES.id, by=OPERATOR)
    assert [(gap.first, gap.last) for gap in refused.value.ledger.gaps] == [(2, 2)]
    _blank(shelf, lan, MARRIAGES.id, 2)
    books.close(shelf, MARRIAGES.id, by=OPERATOR)
    with pytest.raises(BookClosed):
        books.close(shelf, MARRIAGES.id, by=OPERATOR)
    with pytest.raises(BookClosed):
        positions.claim_next(shelf, MARRIAGES.id, lan)
    books.reopen(shelf, MARRIAGES.id, by=OPERATOR)
    assert books.get(shelf, MARRIAGES.id).state == "open"
    with pytest.raises(BookOpen):
        books.reopen(shelf, MARRIAGES.id, by=OPERATOR)


def test_closing_a_clerks_last_book_locks_the_account(shelf: Store) -> None:
    """Plan 3510 §III: accounts are locked once keying is finished."""
    lan = hire(shelf, "Lan")
    for name in ("Minh", "Tài"):
        hire(shelf, name)
    accounts.assign(shelf, "Lan", [MARRIAGES.id], by=OPERATOR)
    accounts.assign(shelf, "Minh", [MARRIAGES.id, BIRTHS.id], by=OPERATOR)
    for number in (1, 2, 3):
        _blank(shelf, lan, MARRIAGES.id, number)
    assert books.close(shelf, MARRIAGES.id, by=OPERATOR) == Closed(("Lan", "Minh"), ("Lan",))
    states = {row.name: (row.state, row.books) for row in accounts.list_all(shelf)}
    assert states == {
        "Lan": (AccountState.LOCKED, ()),
        "Minh": (AccountState.ACTIVE, (BIRTHS.id,)),
        "Tài": (AccountState.ACTIVE, ()),
    }
    told = [(line.act, line.subject, line.detail.get("reason")) for line in reversed(actions.recent(shelf, limit=4))]
    ids = {name: account_id for account_id, name in accounts.names(shelf).items()}
    assert told == [
        ("book.close", MARRIAGES.id, None),
        ("account.unassign", ids["Lan"], "book.close"),
        ("account.unassign", ids["Minh"], "book.close"),
        ("account.lock", ids["Lan"], "book.close"),
    ]
    assert chain.verify(shelf).ok


def test_a_book_opened_again_is_nobodys_and_locked_accounts_stay_locked(shelf: Store) -> None:
    lan, minh = hire(shelf, "Lan"), hire(shelf, "Minh")
    accounts.assign(shelf, "Lan", [MARRIAGES.id], by=OPERATOR)
    for number in (1, 2, 3):
        _blank(shelf, lan, MARRIAGES.id, number)
    books.close(shelf, MARRIAGES.id, by=OPERATOR)
    with pytest.raises(BookClosed):
        accounts.assign(shelf, "Minh", [MARRIAGES.id], by=OPERATOR)
    books.reopen(shelf, MARRIAGES.id, by=OPERATOR)
    row = accounts.get(shelf, "Lan")
    assert (row.state, row.books) == (AccountState.LOCKED, ())
    accounts.unlock(shelf, "Lan", by=OPERATOR)
    assert accounts.get(shelf, "Lan").books == ()
    accounts.assign(shelf, "Minh", [MARRIAGES.id], by=OPERATOR)
    assert MARRIAGES.id in _queue(shelf, minh)
    assert [line.act for line in actions.recent(shelf, subject=MARRIAGES.id)] == ["book.open", "book.close"]


def test_assignments_an_earlier_version_left_on_a_closed_book_do_not_come_back(shelf: Store) -> None:
    """Then closing a book ended none of them."""
    lan = hire(shelf, "Lan")
    accounts.assign(shelf, "Lan", [MARRIAGES.id], by=OPERATOR)
    with shelf.write() as session:
        session.get_one(Book, MARRIAGES.id).state = "closed"
    books.reopen(shelf, MARRIAGES.id, by=OPERATOR)
    assert accounts.get(shelf, "Lan").books == ()
    assert next(line.act for line in actions.recent(shelf, subject=lan)) == "account.unassign"


@pytest.mark.parametrize(
    "act",
    [
        lambda store, by: books.pin(store, BIRTHS.id, True, by=by),
        lambda store, by: books.close(store, BIRTHS.id, by=by),
        lambda store, by: books.reopen(store, BIRTHS.id, by=by),
        lambda store, by: accounts.assign(store, "Lan", [BIRTHS.id], by=by),
        lambda store, by: accounts.unassign(store, "Lan", [BIRTHS.id], by=by),
    ],
)
def test_only_leaders_change_books(shelf: Store, act: Callable[[Store, str], object]) -> None:
    clerk, auditor = hire(shelf, "Lan"), hire(shelf, "Thanh tra", Role.AUDITOR)
    for by in (clerk, auditor, "nobody", ""):
        with pytest.raises(NotAllowed):
            act(shelf, by)


def test_withdrawing_takes_an_entry_out_of_the_count(shelf: Store) -> None:
    from registers.workflow import Act

    lan = hire(shelf, "Lan")
    saved = save(shelf, positions.claim_next(shelf, BIRTHS.id, lan), birth())
    assert books.get(shelf, BIRTHS.id).keyed == 1
    entries.step(shelf, saved.entry_id, Act.WITHDRAW, base_revision=1, account_id=lan, reason="nhầm")
    assert books.get(shelf, BIRTHS.id).keyed == 0
