"""The operator's mirror: one's own figures, from the queue and from the page in hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import accounts, worked
from storage.engine import Store
from storage.worked import Work
from tests.tui.conftest import PASSWORD, Clock, Opening
from tests.tui.keying.hands import press


@pytest.fixture
def days(store: Store, clock: Clock) -> None:
    """Lan worked yesterday, somebody else too."""
    lan, minh = (accounts.sign_in(store, name, PASSWORD).account_id for name in ("lan", "minh"))
    clock.forward(timedelta(days=-1))
    worked.add(store, lan, Work(keys=18_000, seconds=7_200, entries=60, corrections=3))
    worked.add(store, minh, Work(keys=77_777, seconds=3_600, entries=99))
    clock.forward(timedelta(days=1))


@pytest.mark.usefixtures("days")
async def test_days_are_shown_and_nobody_elses(opened: Opening) -> None:
    async with opened() as hand:
        await hand.sign_in()
        await hand.press("alt+i")
        assert "Gương của tôi" in hand.lines[0]
        line = next(line for line in hand.lines if "22/11/2026" in line).split()
        assert line[:6] == ["22/11/2026", "60", "30", "9.000", "3", "2:00"]
        assert "99" not in hand.text
        assert "77.777" not in hand.text
        await hand.press("f9")
        assert "9,000" in next(line for line in hand.lines if "22/11/2026" in line)
        await hand.press("f9")
        await hand.press("escape", "ctrl+x")
        await hand.sign_in("minh")
        await hand.press("alt+i")
        assert "77.777" in hand.text
        assert "18.000" not in hand.text


async def test_the_page_in_hand_is_counted_and_the_entry_kept(opened: Opening, store: Store, clock: Clock) -> None:
    async with opened() as hand:
        await hand.sign_in()
        hand.app.open("keying", "KS-2007")
        await hand.settled()
        for key in "120107":
            clock.forward(timedelta(seconds=12))
            await press(hand, key)
        await hand.press("alt+i")
        assert "Gương của tôi" in hand.lines[0]
        figures = {line[:36].strip(): line[36:].split() for line in hand.lines}
        assert figures["Phím mỗi giờ, hôm nay"] == ["420"]  # six keys and the one that opened this, in a minute
        assert figures["Trường hợp đã nhập"] == ["0"]
        await hand.press("escape")
        await press(hand, "<enter>lý a<enter>")
        for _ in range(60):
            if "số 2/2007" in hand.lines[0]:
                break
            await press(hand, "<enter>")
        await press(hand, "<ctrl+z>")  # takes the entry up again
        await press(hand, "<ctrl+f>")
        await press(hand, "<enter><enter><enter>")
        await hand.press("alt+i")
        figures = {line[:36].strip(): line[36:].split() for line in hand.lines}
        assert figures["Trường hợp đã nhập"] == ["1"]
        assert figures["Lần sửa lại"] == ["1"]
        today = next(line for line in hand.lines if f"{store.today():%d/%m/%Y}" in line).split()
        assert today[2:4] == [*figures["Trường hợp mỗi giờ, hôm nay"], *figures["Phím mỗi giờ, hôm nay"]]
    lan = accounts.sign_in(store, "lan", PASSWORD).account_id
    assert worked.days(store, lan, since=store.today())[store.today()].entries == 1
