"""A disk that is full while keying: really, by the limit the system sets on the files of this process."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from storage.home import Home
from tests.tui.conftest import Opening
from tests.tui.keying.hands import BIRTH, press
from tests.tui.keying.test_methods import at_the_name, shown, state_of

FULL = "Đĩa không nhận thêm: chữ vừa gõ chưa được giữ lại"


@contextmanager
def a_full_disk() -> Iterator[None]:
    """No file takes one byte more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_typing_goes_on_nobody_leaves_and_the_first_key_after_it_keeps_everything(
    opened: Opening, home: Home
) -> None:
    async with opened() as hand:
        state = await at_the_name(hand)
        await press(hand, "nông")
        with a_full_disk():
            await press(hand, " thị")
            assert FULL in hand.text
            assert shown(hand) == "Nông Thị"
            await press(hand, "<ctrl+b>")
            assert FULL in hand.text
            assert state_of(hand) is state, "going away now would lose what was typed"
        await press(hand, " hiền")
        assert FULL not in hand.text
        await press(hand, "<ctrl+b>")
        assert "Quyển sổ cần nhập tiếp" in hand.text
    (journal,) = home.drafts.iterdir()
    assert "Nông Thị Hiền" in journal.read_text(encoding="utf-8")
    async with opened() as hand:
        await hand.sign_in()
        hand.app.open("keying", "KS-2007")
        await hand.settled()
        assert shown(hand) == "Nông Thị Hiền"


async def test_a_finished_page_stays_open_until_the_store_takes_it(opened: Opening) -> None:
    async with opened() as hand:
        await at_the_name(hand)
        await press(hand, BIRTH.removesuffix("<enter>"))
        with a_full_disk():
            await press(hand, "<enter>")
            assert "Chưa ghi được số 1/2007" in hand.text
            assert "số 1/2007" in hand.lines[0]
        await press(hand, "<enter>")
        assert "số 2/2007" in hand.lines[0]
