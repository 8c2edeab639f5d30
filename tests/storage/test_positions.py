"""Claims and drafts: whose turn a position is, what is left behind, what is taken up again, and what nobody takes."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable

import pytest
from sqlmodel import select

from registers.errors import HotichError
from registers.position import Position
from registers.workflow import EntryState, Role
from storage import accounts, actions, drafts, positions, shelf, tables
from storage.drafts import ClaimLost
from storage.engine import Store
from storage.holder import this_process
from storage.permissions import OPERATOR, NotAllowed
from storage.positions import BadPosition, BookAssigned, BookComplete, PositionKeyed, PositionTaken
from storage.shelf import BookClosed, NoSuchBook
from tests.storage.conftest import Ticking
from tests.storage.office import BIRTHS, COMBINED, MARRIAGES, birth, found, hire, key, save
from tests.storage.statements import statements

BOOK = BIRTHS.id
HOSTILE = {"field": "\x00\ud800\u202e\x1b]0;x\x07'; DROP TABLE draft; --", "nested": [1, None, {"á": True}]}


@pytest.fixture
def lan(store: Store) -> str:
    """A clerk."""
    found(store, BIRTHS, MARRIAGES)
    return hire(store, "Lan")


@pytest.fixture
def minh(store: Store, lan: str) -> str:
    """Another clerk."""
    return hire(store, "Minh")


def _leave(store: Store, book: str, holder: str) -> None:
    """Make every claim of the book one of another process."""
    with store.write() as session:
        for row in session.exec(select(tables.Draft).where(tables.Draft.book_id == book)):
            row.holder = holder


def _dead() -> str:
    machine, _, began = this_process().rsplit("/", 2)
    return f"{machine}/{os.getpid()}/{int(began) - 1}"  # the same number, an earlier process


def _alive() -> str:
    """A process of this machine that runs, and is not this one."""
    machine = this_process().rsplit("/", 2)[0]
    from storage.holder import _began

    return f"{machine}/{os.getppid()}/{_began(os.getppid())}"


def test_positions_are_handed_out_in_order_one_clerk_each(store: Store, lan: str, minh: str) -> None:
    first = positions.claim_next(store, BOOK, lan)
    second = positions.claim_next(store, BOOK, minh)
    assert (first.position, second.position) == (Position(2016, 1), Position(2016, 2))
    save(store, second, birth())
    assert positions.claim_next(store, BOOK, minh).position == Position(2016, 3)


def test_the_same_clerk_comes_back_to_what_he_left(store: Store, lan: str) -> None:
    claim = positions.claim_next(store, BOOK, lan)
    drafts.put(store, claim, HOSTILE)
    again = positions.claim_next(store, BOOK, lan)
    assert again.position == claim.position
    assert again.draft is not None
    assert again.draft.payload == HOSTILE
    positions.release(store, again)
    assert positions.claim_next(store, BOOK, lan).draft == again.draft


def test_what_is_left_newest_is_taken_up_first(store: Store, lan: str) -> None:
    for number in (5, 3, 7):
        drafts.put(store, positions.claim(store, BOOK, Position(2016, number), lan), {"n": number})
    assert positions.claim_next(store, BOOK, lan).position.number == 7


def test_a_position_left_untouched_is_free_at_once(store: Store, lan: str, minh: str) -> None:
    positions.release(store, positions.claim_next(store, BOOK, lan))
    assert positions.claim_next(store, BOOK, minh).position == Position(2016, 1)


def test_what_a_killed_program_merely_opened_is_free(store: Store, lan: str, minh: str) -> None:
    lost = positions.claim_next(store, BOOK, lan)
    _leave(store, BOOK, _dead())
    assert positions.claim_next(store, BOOK, minh).position == lost.position
    with pytest.raises(ClaimLost):
        drafts.put(store, lost, {"x": 1})


def test_what_a_killed_program_had_typed_is_its_clerks_at_once_and_nobody_elses(
    store: Store, lan: str, minh: str
) -> None:
    claim = positions.claim_next(store, BOOK, lan)
    drafts.put(store, claim, {"x": 1})
    _leave(store, BOOK, _dead())
    assert positions.claim_next(store, BOOK, minh).position == Position(2016, 2)
    with pytest.raises(PositionTaken, match="Lan") as taken:
        positions.claim(store, BOOK, claim.position, minh)
    assert taken.value.by == lan
    mine = positions.claim_next(store, BOOK, lan)
    assert (mine.position, mine.draft and mine.draft.payload) == (claim.position, {"x": 1})


def test_the_same_account_in_two_windows_never_has_one_position_twice(store: Store, lan: str) -> None:
    claim = positions.claim_next(store, BOOK, lan)
    drafts.put(store, claim, {"x": 1})
    _leave(store, BOOK, _alive())
    assert positions.claim_next(store, BOOK, lan).position == Position(2016, 2)
    with pytest.raises(PositionTaken):
        positions.claim(store, BOOK, claim.position, lan)


@pytest.mark.parametrize(("minutes", "freed"), [(14, False), (16, True)])
def test_a_program_on_another_machine_counts_as_gone_when_long_silent(
    store: Store, clock: Ticking, lan: str, minutes: int, freed: bool
) -> None:
    drafts.put(store, positions.claim_next(store, BOOK, lan), {"x": 1})
    _leave(store, BOOK, "another-machine/boot/1/1")
    clock.forward(minutes * 60)
    assert positions.claim_next(store, BOOK, lan).position == Position(2016, 1 if freed else 2)


def test_a_supervisor_hands_a_draft_over(store: Store, lan: str, minh: str) -> None:
    claim = positions.claim_next(store, BOOK, lan)
    drafts.put(store, claim, {"x": 1})
    with pytest.raises(NotAllowed):
        drafts.hand_over(store, BOOK, claim.position, minh, by=lan)
    drafts.hand_over(store, BOOK, claim.position, minh, by=hire(store, "Hương", Role.SUPERVISOR))
    assert positions.claim_next(store, BOOK, minh).draft is not None
    with pytest.raises(ClaimLost):
        drafts.put(store, claim, {})
    with pytest.raises(ClaimLost):
        drafts.get(store, claim)
    with pytest.raises(ClaimLost):
        drafts.hand_over(store, BOOK, Position(2016, 30), minh, by=OPERATOR)
    assert actions.recent(store, subject=BOOK)[0].detail == {"position": "1/2016", "from": lan, "to": minh}


def test_a_draft_that_is_thrown_away_is_told_in_the_log(store: Store, lan: str) -> None:
    claim = positions.claim_next(store, BOOK, lan)
    drafts.put(store, claim, {"x": 1})
    drafts.discard(store, claim)
    assert drafts.of_account(store, lan) == []
    assert [line.act for line in actions.recent(store, subject=BOOK)] == ["draft.discard"]
    drafts.discard(store, positions.claim_next(store, BOOK, lan))  # an untouched one is nothing to tell of
    assert len(actions.recent(store, subject=BOOK)) == 1


def test_an_accounts_drafts_come_newest_first(store: Store, lan: str, minh: str) -> None:
    for number in (2, 9, 4):
        drafts.put(store, positions.claim(store, BOOK, Position(2016, number), lan), {"n": number})
    positions.claim_next(store, BOOK, minh)
    assert [draft.position.number for draft in drafts.of_account(store, lan)] == [4, 9, 2]


def test_a_keyed_position_is_opened_as_its_entry(store: Store, lan: str) -> None:
    saved = key(store, lan)
    with pytest.raises(PositionKeyed) as keyed:
        positions.claim(store, BOOK, Position(2016, 1), lan)
    assert (keyed.value.entry_id, keyed.value.book_id) == (saved.entry_id, BOOK)


def test_a_number_used_twice_is_keyed_with_its_suffix(store: Store, lan: str) -> None:
    key(store, lan)
    save(store, positions.claim(store, BOOK, Position(2016, 1, "bis"), lan), birth())
    assert [str(row.position) for row in positions.list_positions(store, BOOK)] == ["1/2016", "1bis/2016"]


def test_numbers_run_through_the_volumes_of_a_year(store: Store, lan: str) -> None:
    """Two volumes of one series share numbers; a combined book is a series of its own, whatever the kind of its entries."""
    second = dataclasses.replace(BIRTHS, id="01693-KS-2016-02", book_no="02/2016", first_no=1, last_no=40)
    combined = dataclasses.replace(COMBINED, id="01693-VHTK-2016-01", year_from=2016, year_to=2016)
    found(store, second, combined)
    key(store, lan)
    assert positions.claim_next(store, second.id, lan).position == Position(2016, 2)
    with pytest.raises(PositionKeyed, match=BOOK):
        positions.claim(store, second.id, Position(2016, 1), lan)
    assert positions.claim_next(store, combined.id, lan).position == Position(2016, 1)


def test_a_book_that_overlaps_another_costs_the_same_however_far_it_does(store: Store, lan: str, minh: str) -> None:
    """No number of the other volume is asked for on its own: as many statements for thirty as for three."""
    executed = []
    for number in range(1, 31):
        save(store, positions.claim(store, BOOK, Position(2016, number), lan), birth(f"Nông Thị Hiền {number}"))
        if number in (3, 30):
            volume = dataclasses.replace(BIRTHS, id=f"01693-KS-2016-{number}", first_no=1, last_no=40)
            found(store, volume)
            with statements(store) as seen:
                claimed = positions.claim_next(store, volume.id, minh)
            assert claimed.position == Position(2016, number + 1)
            executed.append(len(seen))
    assert executed[0] == executed[1]


@pytest.mark.parametrize(
    "position",
    [Position(2014, 1), Position(2018, 1), Position(2016, 0), Position(2016, 1_000_000), Position(2016, 1, "xxxxx")],
)
def test_a_position_no_book_can_have_is_refused(store: Store, lan: str, position: Position) -> None:
    with pytest.raises(BadPosition):
        positions.claim(store, BOOK, position, lan)


def test_a_book_with_nothing_left_says_so(store: Store, lan: str) -> None:
    for number in (1, 2, 3):
        positions.claim(store, MARRIAGES.id, Position(2016, number), lan)
    _leave(store, MARRIAGES.id, _alive())
    with pytest.raises(BookComplete):
        positions.claim_next(store, MARRIAGES.id, lan)


def test_lists_show_entries_and_drafts_in_the_books_order(store: Store, lan: str) -> None:
    positions.claim(store, BOOK, Position(2016, 4), lan)
    saved = save(store, positions.claim(store, BOOK, Position(2016, 2), lan), birth())
    entry, draft = positions.list_positions(store, BOOK)
    assert (entry.entry_id, entry.state, entry.title, entry.registration, entry.page_no, entry.keyer) == (
        saved.entry_id, EntryState.KEYED, "Nông Thị Hiền", "10.03.2016", 2, lan,
    )  # fmt: skip
    assert entry.flags == saved.flags
    assert (draft.entry_id, draft.state, draft.position, draft.keyer) == (
        None,
        EntryState.DRAFTED,
        Position(2016, 4),
        lan,
    )


def _close(store: Store) -> None:
    with store.write() as session:
        shelf.required(session, BOOK)[0].state = shelf.CLOSED


@pytest.mark.parametrize(
    ("arrange", "refused"),
    [
        (_close, BookClosed),
        (lambda store: accounts.assign(store, "Minh", [BOOK], by=OPERATOR), BookAssigned),
        (lambda store: accounts.assign(store, "Lan", [MARRIAGES.id], by=OPERATOR), BookAssigned),
        (lambda store: accounts.lock(store, "Lan", by=OPERATOR), HotichError),
    ],
    ids=["closed", "given to another", "given another", "locked"],
)
def test_a_clerk_keys_only_where_he_may(
    store: Store, lan: str, minh: str, arrange: Callable[[Store], None], refused: type[HotichError]
) -> None:
    claim = positions.claim_next(store, BOOK, lan)
    drafts.put(store, claim, {"x": 1})
    arrange(store)
    acts: tuple[Callable[[], object], ...] = (
        lambda: positions.claim_next(store, BOOK, lan),
        lambda: positions.claim(store, BOOK, Position(2016, 9), lan),
        lambda: save(store, claim, birth()),
    )
    for act in acts:
        with pytest.raises(refused):
            act()
    assert drafts.get(store, claim) is not None  # what is typed stays


def test_an_auditor_keys_nothing(store: Store, lan: str) -> None:
    with pytest.raises(NotAllowed):
        positions.claim_next(store, BOOK, hire(store, "Thanh tra", Role.AUDITOR))


def test_a_book_nobody_knows_is_refused(store: Store, lan: str) -> None:
    for book in ("", "x\x1b[2J", "' OR 1=1 --"):
        with pytest.raises(NoSuchBook):
            positions.claim_next(store, book, lan)
        with pytest.raises(NoSuchBook):
            positions.list_positions(store, book)
