"""A clerk's abbreviations on their screen, and taken while keying."""

from __future__ import annotations

import pytest

from storage import accounts, settings
from storage.engine import Store
from tests.tui.conftest import OFFICE, PASSWORD, Hand, Opening
from tests.tui.keying.hands import press
from tui.screens.keying import KeyingScreen


async def _screen(hand: Hand) -> None:
    await hand.sign_in()
    await hand.press("alt+m")
    assert "Chữ tắt của tôi" in hand.lines[0]


@pytest.fixture
def office(store: Store) -> None:
    """The store knows whose it is."""
    settings.put(store, settings.OFFICE, OFFICE[0])


@pytest.mark.usefixtures("office")
async def test_they_are_added_changed_removed_and_put_back_by_keys_alone(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await _screen(hand)
        assert "Chưa có chữ tắt nào" in hand.text
        await hand.type("tyt trajm y tees {commune_full}")  # Telex behind the abbreviation
        await hand.press("enter")
        assert "tyt             trạm y tế {commune_full}" in hand.text
        assert "Sẽ điền: Trạm y tế xã Hoàng Tung" in hand.text
        await hand.type("bv")
        assert "Chưa có chữ tắt này" in hand.text
        await hand.type(" beejnh vieejn")
        await hand.press("enter")
        await hand.type("bv")
        await hand.press("enter")  # taken up to be changed
        assert "Chữ tắt và nội dung: bv bệnh viện" in hand.text
        await hand.type(" tinhr")
        await hand.press("enter")
        assert "Đã đổi “bv”." in hand.text
        kept = accounts.sign_in(store, "lan", PASSWORD).settings["macros"]
        assert kept == {"tyt": "trạm y tế {commune_full}", "bv": "bệnh viện tỉnh"}
        await hand.press("f7")
        assert "bệnh viện" not in hand.text
        await hand.press("ctrl+z")
        assert "bệnh viện tỉnh" in hand.text
        await hand.press("escape", "f8", "down", "right")  # choosing an input method keeps them
        assert accounts.sign_in(store, "lan", PASSWORD).settings["macros"] == kept


async def test_what_cannot_be_kept_says_why_and_stays_in_the_line(opened: Opening) -> None:
    async with opened() as hand:
        await _screen(hand)
        await hand.type("tyt {commun}")
        await hand.press("enter")
        assert "không có chỗ điền “{commun}”" in hand.text
        assert "tyt {commun}" in hand.lines[1]
        await hand.press("ctrl+u")
        await hand.type("as aan suaats")
        await hand.press("enter")
        assert "kiểu gõ đang chọn bỏ dấu" in hand.text
        assert hand.app.desk.macros.texts == {"as": "ân suất"}


@pytest.mark.usefixtures("office")
async def test_while_keying_it_is_shown_before_it_is_taken(opened: Opening) -> None:
    async with opened() as hand:
        await _screen(hand)
        await hand.type("tyt trạm y tế {commune_full}")
        await hand.press("enter", "escape")
        hand.app.open("keying", "KS-2007")
        await hand.settled()
        await press(hand, "120107<enter>nông văn an<enter>050107<enter>1tày<enter>việt nam<enter>tyt")
        assert "Trạm y tế xã Hoàng Tung" in hand.text
        await press(hand, "<enter>")  # Enter takes what is typed
        assert isinstance(hand.top, KeyingScreen)
        assert hand.top.state is not None
        assert hand.top.state.cell("child_birth_place").text == "tyt"
        await press(hand, "<up><end>")
        assert "Trạm y tế xã Hoàng Tung" in hand.text
        await press(hand, "<tab>")
        assert "Nơi sinh                 Trạm y tế xã Hoàng Tung" in hand.text


async def test_another_account_has_its_own(opened: Opening) -> None:
    async with opened() as hand:
        await _screen(hand)
        await hand.type("tyt trạm y tế")
        await hand.press("enter", "escape", "ctrl+x")
        await hand.sign_in("minh")
        await hand.press("alt+m")
        assert "Chưa có chữ tắt nào" in hand.text


async def test_the_input_method_is_changed_here_by_the_key_that_changes_it_while_keying(
    opened: Opening, store: Store
) -> None:
    async with opened() as hand:
        await _screen(hand)
        assert "Telex" in hand.lines[0]
        await hand.type("tyt trajm ")
        await hand.press("alt+v")
        assert "VNI" in hand.lines[0]
        assert "Alt-v" in hand.text
        await hand.type("y te61")
        await hand.press("enter")
        assert "trạm y tế" in hand.text
        await hand.app.workers.wait_for_complete()
    assert accounts.sign_in(store, "lan", PASSWORD).settings["method"] == "vni"
