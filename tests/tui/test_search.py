"""Finding persons as their names are typed."""

from __future__ import annotations

import pytest

from storage.engine import Store
from tests.tui.conftest import Hand, Opening, keyed
from tui.booknames import role_label


@pytest.fixture
def people(store: Store) -> None:
    """Two births and a death."""
    for number, child, mother in ((1, "Nông Thị Hiền", "Hoàng Thị Lan"), (2, "Nông Văn Hiến", "Lý Thị Mai")):
        keyed(
            store,
            "lan",
            "KS-2007",
            number,
            child_full_name=child,
            mother_full_name=mother,
            child_birth_date="01.02.2007",
        )
    keyed(store, "lan", "KT-2008", 1, deceased_full_name="Nông Thị Hiên", registration_date="02.01.2008")


async def _searching(hand: Hand, typed: str) -> None:
    await hand.sign_in()
    await hand.press("f3")
    await hand.type(typed)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nong thi hien", {"Nông Thị Hiền", "Nông Thị Hiên"}),
        ("HIẾN", {"Nông Thị Hiền", "Nông Văn Hiến", "Nông Thị Hiên"}),
        ("hoang", {"Hoàng Thị Lan"}),
        ("hien nong v", {"Nông Văn Hiến"}),
    ],
)
async def test_names_are_found_without_tones_by_beginnings(opened: Opening, typed: str, found: set[str]) -> None:
    async with opened() as hand:
        await _searching(hand, typed)
        shown = {
            name for name in ("Nông Thị Hiền", "Nông Văn Hiến", "Nông Thị Hiên", "Hoàng Thị Lan") if name in hand.text
        }
        assert shown == found


@pytest.mark.usefixtures("people")
async def test_a_row_says_who_born_when_as_what_and_where(opened: Opening) -> None:
    async with opened() as hand:
        await _searching(hand, "hoang thi lan")
        assert f"{role_label('KS', 'mother')}" in hand.chosen
        assert "Khai sinh 1/2007" in hand.chosen


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("typed", "said"), [("", "Gõ ít nhất hai chữ"), ("n", "Gõ ít nhất"), ("xyz", "Không tìm thấy")]
)
async def test_nothing_found_says_why(opened: Opening, typed: str, said: str) -> None:
    async with opened() as hand:
        await _searching(hand, typed)
        assert said in hand.text


@pytest.mark.usefixtures("people")
async def test_letters_typed_on_replace_what_was_found(opened: Opening) -> None:
    async with opened() as hand:
        await _searching(hand, "nong thi hien")
        await hand.press(*["backspace"] * 13)
        assert "Gõ ít nhất hai chữ" in hand.text
        await hand.type("ly")
        assert "Lý Thị Mai" in hand.chosen
