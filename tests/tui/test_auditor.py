"""An auditor reads everything and changes nothing: every action of every screen, by its keys and past them, over a whole office."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from registers.position import Position
from registers.rekeying import Scope
from registers.workflow import Role
from storage import accounts, books, decisions, drafts, lots, plants, positions, rekeying, review
from storage.engine import Store
from storage.errors import ReadsOnly
from storage.home import Home
from storage.lotrows import LotRow
from storage.permissions import OPERATOR
from storage.tables import metadata
from tests.tui.conftest import PASSWORD, Clock, Hand, Opening, keyed
from tui.actions import SCOPES, Action, of_scope
from tui.doors import DOORS
from tui.screen import DeskScreen

SHARED = ("everywhere", "list", "line")
"""Groups of actions all screens have."""

LEAVES = ("everywhere.leave", "everywhere.back", "keying.back", "sign_in.take")
"""Actions that end the screen under test."""

_PASSED_BY = ("sign_in", "ask", "form", "palette", "help")
"""Scopes that are no screens behind a door: what other screens ask is answered where they ask it."""


@pytest.fixture(scope="module")
def worked_in(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store with entries that wait, returned and approved ones, a draft, a lot, second keyings, planted errors."""
    path = tmp_path_factory.mktemp("worked-in") / "store.db"
    shutil.copy(office_template, path)
    store = Store.open(f"sqlite:///{path}", clock=Clock())
    accounts.add(store, "thu", Role.SUPERVISOR, PASSWORD, by=OPERATOR)
    ids = {row.name: row.account_id for row in accounts.list_all(store)}
    names = ("Nông Văn Páo", "Lý Thị Mẩy", "Hoàng Ích Tô", "Đàm Văn Sùng", "Bế Thị Quân")
    made = [
        keyed(store, "lan", "KT-2008", at, page=at, deceased_full_name=name, declarant_name=names[at % 5],
              registration_date=f"0{at}.01.2008").entry_id
        for at, name in enumerate(names, start=1)
    ]  # fmt: skip
    keyed(store, "lan", "KS-2007", 1, 1, child_full_name="Nông Thị Hiền", mother_full_name="Nông Thị Mai")
    keyed(store, "lan", "KS-2007", 2, 1, child_full_name="nông thị hoà", mother_full_name="Nông Thị Mai")
    decisions.approve(store, made[0], base_revision=1, account_id=ids["minh"])
    decisions.send_back(store, made[1], base_revision=1, account_id=ids["minh"], comments={"deceased_full_name": "mờ"})
    plants.plant(store, made[2], ids["minh"], by=ids["thu"], random=Random(1))
    lots.draw(store, "KT-2008", ids["lan"], aql="4.0", by=ids["thu"], random=Random(1))
    rekeying.give_out(store, "KS-2007", Scope.ALL, by=ids["minh"], random=Random(1), share=1.0, to="")
    accounts.assign(store, "lan", ["KT-2008", "KS-2007"], by=OPERATOR)
    books.pin(store, "KS-2007", True, by=OPERATOR)
    drafts.put(store, positions.claim(store, "KS-2007", Position(2007, 3), ids["lan"]), {"typed": "x"})
    store.close()
    return path


@pytest.fixture
def office(worked_in: Path, home: Home, clock: Clock) -> Iterator[Store]:
    """Such a store of one's own, which the program opens too."""
    shutil.copy(worked_in, home.path / "store.db")
    store = Store.open(home.store_url, clock=clock)
    yield store
    store.close()


def _dump(store: Store) -> dict[str, list[Any]]:
    """Every row of every table, but the lines of the auditor's own signing in."""
    with store.read() as session:
        found = {name: sorted(map(tuple, session.execute(select(table)))) for name, table in metadata.tables.items()}
    found["action"] = [row for row in found["action"] if row[3] != "account.sign_in"]
    return found


def _arguments(store: Store) -> dict[str, Callable[[], tuple[Any, ...]]]:
    """What each screen is opened with, beside the desk."""

    def waiting() -> review.Waiting:
        return review.queue(store, order=review.Order.PLACE)[0]

    def lot() -> LotRow:
        return lots.list_lots(store)[0]

    def person() -> tuple[Any, ...]:
        from storage import persons, search

        hit = search.entries_by_name(store, "nong van pao")[0]
        return (persons.person_of(store, hit.entry_id, hit.role),)

    of_book = ("keying", "ledger", "carried", "standardise", "second")
    return {name: (lambda: ("KS-2007",)) for name in of_book} | {
        "compare": lambda: (waiting(), review.Wanted(), review.Order.PLACE),
        "lot": lambda: (lot(),),
        "lot_entry": lambda: (lot(), review.row_of(store, lots.sample_of(store, lot().id)[0].entry_id)),
        "person": person,
        "account_books": lambda: ("lan",),
    }


_WHAT_NEEDS_NOTHING = (
    *(
        "queue",
        "review",
        "rekeying",
        "lots",
        "plants",
        "accounts",
        "log",
        "search",
        "outbox",
        "macros",
        "mirror",
        "settings",
    ),
    *("report",),
)


def test_every_screen_is_walked(store: Store) -> None:
    """A new screen is to be opened here with what it needs."""
    known = {*_arguments(store), *_WHAT_NEEDS_NOTHING, "help", "palette"}
    assert set(DOORS) <= known
    assert set(SCOPES) <= known | set(_PASSED_BY)


def _past_its_keys(hand: Hand, action: Action) -> None:
    """Run the action although the screen hides it, as a fault of a screen would."""
    try:
        hand.top.act(action)
    except Exception as refused:  # noqa: BLE001  a screen tells any fault at its foot
        hand.top.fail(refused)


@pytest.mark.parametrize("name", sorted(set(DOORS) - {"help", "palette"}))
async def test_no_action_of_a_screen_changes_anything_for_an_auditor(opened: Opening, office: Store, name: str) -> None:
    """Each by its key, and where the screen hides it also past its keys. What all screens share is walked in the queue."""
    arguments = _arguments(office).get(name, tuple)()
    before = _dump(office)
    async with opened() as hand:
        await hand.sign_in("hoa")
        queue = hand.top
        screen = await _opened(hand, name, arguments)
        if screen is queue and name != "queue":
            assert "quyền" in hand.text or "giám sát" in hand.text, "a screen that does not open says why"
        else:
            for action in of_scope(screen.scope):
                if action.id in LEAVES or (action.group in SHARED and name != "queue"):
                    continue
                await hand.press(action.keys[0])
                screen = await _back_at(hand, screen, name, arguments)
                if not screen.allows(action):
                    _past_its_keys(hand, action)
                    await hand.settled()
                    screen = await _back_at(hand, screen, name, arguments)
    assert _dump(office) == before


async def _opened(hand: Hand, name: str, arguments: tuple[Any, ...]) -> DeskScreen:
    if name != "queue":
        hand.app.open(name, *arguments)
        await hand.settled()
    return hand.top


async def _back_at(hand: Hand, screen: DeskScreen, name: str, arguments: tuple[Any, ...]) -> DeskScreen:
    """Say yes, with a reason, to whatever is asked; leave whatever else was opened; open the screen again where it is gone."""
    for tried in range(8):
        if hand.top is screen:
            return screen
        if hand.top.scope in ("ask", "form") and tried < 5:  # a form that is refused stays
            await hand.press("down", "enter")
            if hand.top.scope in ("ask", "form"):
                await hand.type("12345678")
                await hand.press("enter")
        elif hand.top.scope == "queue":
            return await _opened(hand, name, arguments)
        else:
            hand.app.close_screen()
            await hand.settled()
    raise AssertionError(hand.top)


async def test_an_auditor_is_told_that_he_only_reads(opened: Opening, office: Store) -> None:
    async with opened() as hand:
        await hand.sign_in("hoa")
        with pytest.raises(ReadsOnly), hand.app.desk.store.write():
            pass
        await hand.press("f9")
        assert "The next book" in hand.lines[0]
        await hand.press("ctrl+x")
        await hand.sign_in("minh")
        with hand.app.desk.store.write():
            pass
    assert "language" not in accounts.sign_in(office, "hoa", PASSWORD).settings
