"""Signing in: who is let in, who waits, and what happens to keys typed ahead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registers.catalogue import Label
from storage import accounts
from storage.engine import Store
from storage.home import Home
from storage.permissions import OPERATOR
from tests.tui.conftest import PASSWORD, Clock, Opening
from tui.keys import Key
from tui.screens.sign_in import SignInScreen


async def test_name_and_password_open_the_queue(opened: Opening) -> None:
    async with opened() as hand:
        assert "Đăng nhập" in hand.lines[0]
        await hand.sign_in()
        assert "Quyển sổ cần nhập tiếp" in hand.lines[0]
        assert "lan · Người nhập" in hand.lines[0]


async def test_everything_typed_ahead_in_one_go_lands_where_it_belongs(opened: Opening) -> None:
    async with opened() as hand:
        keys = [*"lan", "tab", *PASSWORD, "enter", *"ket hon", "f8"]
        hand.app.take_keys([Key.typed(key) if len(key) == 1 else Key(key) for key in keys])
        await hand.settled()
        assert "Thiết lập" in hand.lines[0]
        await hand.press("escape")
        assert "Lọc: ket hon" in hand.text


@pytest.mark.parametrize(("name", "password"), [("lan", "sai"), ("ai đó", PASSWORD), ("lan", "")])
async def test_a_wrong_password_says_so_and_is_not_kept(opened: Opening, name: str, password: str) -> None:
    async with opened() as hand:
        keys = [*name, "enter", *password, "enter", *"rest typed ahead", "enter"]
        hand.app.take_keys([Key.typed(key) if len(key) == 1 else Key(key) for key in keys])
        await hand.settled()
        assert "Sai tên hoặc mật khẩu" in hand.text
        assert "•" not in hand.text, "what was typed ahead was meant for another screen"
        assert PASSWORD not in hand.text


async def test_enter_before_a_name_does_not_make_a_name_of_the_password(opened: Opening) -> None:
    async with opened() as hand:
        await hand.press("enter")
        assert "Gõ tên tài khoản trước" in hand.text
        await hand.press("tab")
        await hand.type(PASSWORD)
        await hand.press("enter")
        await hand.type("lan")
        await hand.press("enter")
        assert PASSWORD not in hand.text
        await hand.press("enter")
        assert "Quyển sổ cần nhập tiếp" in hand.lines[0]


async def test_after_several_the_seconds_to_wait_are_told(opened: Opening, clock: Clock) -> None:
    async with opened() as hand:
        await hand.type("lan")
        await hand.press("enter")
        for _ in range(3):
            await hand.type("x")
            await hand.press("enter")
        assert "Đợi 5 giây" in hand.text
        await hand.type(PASSWORD)
        await hand.press("enter")
        assert "giây" in hand.text
        clock.forward(timedelta(seconds=6))
        await hand.type(PASSWORD)
        await hand.press("enter")
        assert "lan · Người nhập" in hand.lines[0]


async def test_a_locked_account_is_told_so(opened: Opening, home: Home, clock: Clock) -> None:
    store = Store.open(home.store_url, clock=clock)
    accounts.lock(store, "lan", by=OPERATOR)
    store.close()
    async with opened() as hand:
        await hand.sign_in()
        assert isinstance(hand.top, SignInScreen)
        assert "khóa" in hand.lines[-2]


async def test_a_store_that_cannot_be_opened_is_told_and_tried_again(opened: Opening, home: Home) -> None:
    good = home.path / "store.db"
    aside = home.path / "aside.db"
    good.rename(aside)
    good.write_text("no database at all, but long enough to be looked at" * 40, encoding="utf-8")
    async with opened() as hand:
        refused = hand.lines[-2]
        assert refused
        good.unlink()
        aside.rename(good)
        await hand.sign_in()
        assert "Quyển sổ cần nhập tiếp" in hand.lines[0], refused


async def test_an_office_without_accounts_is_told_how_to_begin(opened: Opening, home: Home) -> None:
    (home.path / "store.db").unlink()
    async with opened() as hand:
        assert "hotich accounts add" in hand.text


async def test_the_language_switches_before_and_after_signing_in(opened: Opening, home: Home, clock: Clock) -> None:
    async with opened() as hand:
        await hand.press("f9")
        assert "Password" in hand.text
        await hand.sign_in()
        assert "The next book to key" in hand.lines[0]
        await hand.press("ctrl+t")
        assert "Quyển sổ cần nhập tiếp" in hand.lines[0]
    store = Store.open(home.store_url, clock=clock)
    assert accounts.sign_in(store, "lan", PASSWORD).settings["language"] == "vi"
    store.close()


async def test_signing_out_leaves_nothing_of_the_session(opened: Opening) -> None:
    async with opened() as hand:
        await hand.sign_in()
        await hand.press("f8", "ctrl+x")
        assert isinstance(hand.top, SignInScreen)
        assert not hand.app.desk.signed_in
        assert "lan" not in hand.text
        await hand.sign_in("minh")
        assert "minh" in hand.lines[0]


async def test_nobody_at_the_keys_is_signed_out_and_told(opened: Opening, clock: Clock) -> None:
    async with opened(idle=timedelta(minutes=5)) as hand:
        await hand.sign_in()
        clock.forward(timedelta(minutes=4))
        hand.app.look_for_idle()
        assert hand.app.desk.signed_in
        await hand.press("down")
        clock.forward(timedelta(minutes=4))
        hand.app.look_for_idle()
        assert hand.app.desk.signed_in
        clock.forward(timedelta(minutes=1))
        hand.app.look_for_idle()
        await hand.settled()
        assert isinstance(hand.top, SignInScreen)
        assert "sau 5 phút" in hand.text


async def test_signed_out_while_keying_the_next_sign_in_goes_on_where_it_stopped(opened: Opening, clock: Clock) -> None:
    async with opened(idle=timedelta(minutes=5)) as hand:
        await hand.sign_in()
        await hand.press("enter")
        await hand.type("12")
        await hand.press("enter")
        await hand.type("05012017")
        clock.forward(timedelta(minutes=5))
        hand.app.look_for_idle()
        await hand.settled()
        assert isinstance(hand.top, SignInScreen)
        await hand.sign_in()
        await hand.press("enter")
        assert "trang 12" in hand.lines[0]
        assert "05012017" in hand.text


async def test_leaving_the_sign_in_ends_the_program(opened: Opening) -> None:
    async with opened() as hand:
        await hand.pilot.press("ctrl+x")
        await hand.pilot.pause()
        assert not hand.app.is_running or hand.app._exit


async def test_the_notice_is_said_in_the_language_that_is_chosen(opened: Opening) -> None:
    async with opened() as hand:
        hand.app.desk.notice = Label("Quên mật khẩu: gọi Minh.", "Password forgotten: call Minh.")
        hand.top.paint()
        await hand.settled()
        assert "gọi Minh." in hand.text
        await hand.press("ctrl+t")
        assert "call Minh." in hand.text
        assert "gọi Minh." not in hand.text


async def test_a_long_notice_is_wrapped_and_none_of_it_cut(opened: Opening) -> None:
    words = [f"từ{n}" for n in range(40)]
    async with opened(size=(80, 24)) as hand:
        hand.app.desk.notice = Label(" ".join(words), "")
        hand.top.paint()
        await hand.settled()
        assert set(words) <= set(hand.text.split())
