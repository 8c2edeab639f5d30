"""Names without marks at the real screen: rival readings side by side, the clerk chooses, and what was keyed is known again."""

from __future__ import annotations

import pytest

from storage.engine import Store
from tests.tui.conftest import Hand, Opening, keyed
from tests.tui.keying.hands import BIRTH, press
from tests.tui.keying.test_methods import at_the_name

ALIKE = ("Nông Thị Hiền", "Nông Thị Hiến", "Nông Thị Hiển")


@pytest.fixture
def store(store: Store) -> Store:
    """The office's store with three children whose names differ only in marks, of another book."""
    for number, name in enumerate(ALIKE, 1):
        keyed(store, "lan", "KH-2007", number, wife_full_name=name, registration_date=f"0{number}.02.2007")
    return store


def listed(hand: Hand) -> list[str]:
    """The names of the line of suggestions, without the digits that take them."""
    under = next(at for at, line in enumerate(hand.lines) if "Họ và tên" in line) + 1
    return [name.lstrip("123456789 ") for name in hand.lines[under].strip().split("  ") if name.strip()]


async def test_names_that_differ_in_marks_stand_side_by_side_and_the_clerk_chooses(
    opened: Opening, store: Store
) -> None:
    async with opened() as hand:
        state = await at_the_name(hand)
        await press(hand, "nong thi hien")
        first, second, third = listed(hand)[:3]
        assert {first, second, third} == set(ALIKE)
        await press(hand, "<enter><up>")
        assert state.cell("child_full_name").text == "Nong Thi Hien", "nothing typed is changed by itself"
        for picked, wanted in enumerate((first, second, third)):
            await press(hand, "<ctrl+u>nong thi hien" + "<pagedown>" * picked + "<tab>")
            assert state.cell("child_full_name").text == wanted
            await press(hand, "<up>")
    store.close()


async def test_letters_that_may_be_several_names_list_them(opened: Opening) -> None:
    async with opened() as hand:
        await at_the_name(hand)
        for typed, rivals in (
            ("ly thi my", ("Lý Thị My", "Lý Thị Mỷ", "Lý Thị Mỹ")),
            ("dang van tuan", ("Đặng Văn Tuấn", "Đặng Văn Tuân")),
            ("nguyen thi phuong thao", ("Nguyễn Thị Phương Thảo", "Nguyễn Thị Phương Thạo")),
        ):
            await press(hand, f"<ctrl+u>{typed}")
            assert set(rivals) <= set(listed(hand)), hand.text


async def test_what_was_keyed_is_known_after_the_program_was_started_again(opened: Opening) -> None:
    name = "Hầu Chỉn Sếnh"
    async with opened() as hand:
        await at_the_name(hand)
        await press(hand, "hau chin senh")
        assert name not in listed(hand)
        await press(hand, f"<ctrl+u>{name}<enter>{BIRTH.partition('<enter>')[2]}")
        assert "số 2/2007" in hand.lines[0]
    async with opened() as hand:
        await hand.sign_in("minh")
        hand.app.open("keying", "KS-2007")
        await hand.settled()
        await press(hand, "130107<enter>hau chin senh")
        assert listed(hand)[0] == name
