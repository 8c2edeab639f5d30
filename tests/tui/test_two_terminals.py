"""The real screens at two terminals, on both engines: lock-out with a growing delay, and coming back after sitting idle."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from registers.workflow import Role
from storage import accounts, drafts, shelf
from storage.accounts import WrongPassword
from storage.engine import Store
from storage.home import Home
from storage.permissions import OPERATOR
from tests.storage.conftest import (  # noqa: F401 (fixtures: one server and one template for all rooms)
    ENGINES,
    postgresql_server,
    postgresql_template,
    postgresql_url,
    sqlite_template,
    sqlite_url,
)
from tests.tui.conftest import BOOKS, PASSWORD, Clock, Hand, Opening
from tui.screens.sign_in import SignInScreen


@pytest.fixture(params=ENGINES)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """An office with a clerk and four books, on each engine."""
    address = request.getfixturevalue(f"{request.param}_url")
    home = Home(tmp_path / "home", address)
    home.make()
    store = Store.open(address, clock=Clock())
    accounts.add(store, "lan", Role.CLERK, PASSWORD, by=OPERATOR)
    with store.write() as session:
        shelf.add(session, BOOKS)
    store.close()
    return home


async def _try(hand: Hand, password: str) -> str:
    """Sign in as Lan; what the screen says then. The name stays there."""
    await hand.type("lan")
    await hand.press("tab")
    return await _again(hand, password)


async def _again(hand: Hand, password: str) -> str:
    await hand.type(password)
    await hand.press("enter")
    return " ".join(hand.text.split())


async def test_wrong_passwords_at_two_terminals_count_together_and_wait_longer_each_time(
    opened: Opening, clock: Clock, home: Home
) -> None:
    """The second terminal is another process with the store open, as the first one's is."""
    other = Store.open(home.store_url, clock=clock)
    async with opened() as one:
        assert "Sai tên hoặc mật khẩu" in await _try(one, "sai")
        assert _waits(other, "sai") == 0
        for wait in (5, 20):
            assert f"Đợi {wait} giây" in await _again(one, "sai")
            assert _waits(other, PASSWORD) == wait + 1, "the right one is not looked at either"
            clock.forward(timedelta(seconds=wait))
            assert _waits(other, "sai") == 2 * wait
            assert "giây rồi gõ lại" in await _again(one, PASSWORD)
            clock.forward(timedelta(seconds=2 * wait))
        assert "lan · Người nhập" in await _again(one, PASSWORD)
    assert _waits(other, "sai") == 0, "the count began anew"
    assert accounts.sign_in(other, "lan", PASSWORD).name == "lan"
    other.close()


def _waits(store: Store, password: str) -> int:
    with pytest.raises(WrongPassword) as refused:
        accounts.sign_in(store, "lan", password)
    return refused.value.wait_seconds


async def test_idle_the_clerk_is_signed_out_his_work_kept_and_he_comes_back_to_the_same_field(
    opened: Opening, clock: Clock, home: Home
) -> None:
    async with opened(idle=timedelta(minutes=5)) as hand:
        await hand.sign_in()
        await hand.press("enter")
        await hand.type("12")
        await hand.press("enter")
        await hand.type("05012017")
        await hand.press("enter")
        await hand.type("Nông Văn P")
        at, seen = hand.top.cursor, [line for line in hand.lines if "Nông Văn P" in line]
        assert seen
        clock.forward(timedelta(minutes=4, seconds=59))
        hand.app.look_for_idle()
        assert hand.app.desk.signed_in
        clock.forward(timedelta(seconds=1))
        hand.app.look_for_idle()
        await hand.settled()
        assert isinstance(hand.top, SignInScreen)
        assert "sau 5 phút" in hand.text
        assert "Nông" not in hand.text
        assert "lan" not in hand.text
        store = Store.open(home.store_url, clock=clock)
        lan = accounts.get(store, "lan").account_id
        kept = [(draft.book_id, draft.position.number) for draft in drafts.of_account(store, lan)]
        store.close()
        assert kept == [("KH-2017", 1)]
        await hand.sign_in()
        await hand.press("enter")
        assert [line for line in hand.lines if "Nông Văn P" in line] == seen
        assert hand.top.cursor == at
    async with opened() as elsewhere:  # and at another terminal
        await elsewhere.sign_in()
        await elsewhere.press("enter")
        assert [line for line in elsewhere.lines if "Nông Văn P" in line] == seen
        assert elsewhere.top.cursor == at
