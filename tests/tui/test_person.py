"""The card of a person: pages and kin, why they are one, parting and taking it back with one key each."""

from __future__ import annotations

import pytest
from sqlmodel import select

from storage.engine import Store
from storage.gathering import gather
from storage.home import Home
from storage.persontables import Person, PersonLink
from tests.tui.conftest import Clock, Hand, Opening, keyed
from tui.screens.person import PersonScreen

HOME = "Xóm Nà Kinh, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"


@pytest.fixture
def store(home: Home, clock: Clock) -> Store:
    """Two births of one couple and the death of the mother."""
    store = Store.open(home.store_url, clock=clock)
    for number, child, born in ((1, "Nông Thị Hiền", "01.02.2005"), (2, "Nông Văn Hiến", "03.04.2006")):
        keyed(
            store, "lan", "KS-2007", number,
            registration_date="02.01.2007", child_full_name=child, child_birth_date=born,
            father_full_name="Nông Văn Pá", father_birth_year="1980", father_residence=HOME,
            mother_full_name="Hoàng Thị Mỷ", mother_birth_year="1982", mother_residence=HOME,
        )  # fmt: skip
    gather(store)
    return store


async def _card(hand: Hand, typed: str = "hoang thi my") -> None:
    await hand.sign_in()
    await hand.press("f3")
    await hand.type(typed)
    await hand.press("f6")
    await hand.settled()
    assert isinstance(hand.top, PersonScreen)


def _rows(store: Store) -> list[str]:
    with store.read() as session:
        return sorted(str(row.model_dump()) for table in (Person, PersonLink) for row in session.exec(select(table)))


@pytest.mark.usefixtures("store")
async def test_a_card_shows_every_page_and_the_kin_and_why(opened: Opening) -> None:
    async with opened() as hand:
        await _card(hand)
        assert "Thẻ nhân thân · Hoàng Thị Mỷ 1982" in hand.lines[0]
        for shown in (
            "Khai sinh 1/2007",
            "Khai sinh 2/2007",
            "Nông Thị Hiền",
            "Nông Văn Pá",
        ):
            assert shown in hand.text
        # what the kinsman is to the person: "con của" beside the child's name would turn the two round
        kin = [line.split()[:5] for line in hand.lines if "→" in line]
        assert ["→", "con", "Nông", "Thị", "Hiền"] in kin
        assert ["→", "vợ/chồng", "Nông", "Văn", "Pá"] in kin
        assert "Tự nối vì: cùng tên · cùng năm sinh 1982" in hand.text


async def test_a_card_says_where_a_page_differs_in_the_words_of_its_form(opened: Opening, store: Store) -> None:
    keyed(
        store, "lan", "KS-2007", 3,
        registration_date="05.01.2007", child_full_name="Nông Văn An", child_birth_date="03.01.2007",
        father_full_name="Nông Văn Pá", father_birth_year="1980", father_residence=HOME,
        mother_full_name="Hoàng Thị Mỷ", mother_birth_year="1983", mother_residence=HOME,
    )  # fmt: skip
    gather(store)
    async with opened() as hand:
        await _card(hand)
        await hand.press("down", "down")
        assert "cùng vợ/chồng Nông Văn Pá 1980" in hand.text
        assert "Khai sinh 3/2007 ghi khác ở: Năm sinh (mẹ)." in " ".join(hand.text.split())
    store.close()


@pytest.mark.usefixtures("store")
async def test_enter_leads_to_the_kinsmans_card_and_to_the_entry(opened: Opening) -> None:
    async with opened() as hand:
        await _card(hand)
        await hand.press("end", "enter")
        await hand.settled()
        assert "Nông Văn Pá 1980" in hand.lines[0]
        await hand.press("home", "enter")
        await hand.settled()
        assert "Khai sinh 01/2007 · số 1/2007" in hand.lines[0]


async def test_a_page_is_taken_off_and_put_back_as_it_was(opened: Opening, store: Store) -> None:
    before = _rows(store)
    async with opened() as hand:
        await _card(hand)
        await hand.press("down", "f7")
        await hand.settled()
        assert "Khai sinh 1/2007" in hand.text
        assert "Khai sinh 2/2007" not in hand.text
        assert "đã tách ra" in hand.text
        await hand.press("end")
        assert "Đã tách ra dù: cùng tên" in hand.text
        await hand.press("ctrl+z")
        await hand.settled()
        assert "Khai sinh 2/2007" in hand.text
        await hand.press("home", "ctrl+z")
        assert "không có gì để hoàn tác" in hand.text
    assert _rows(store) == before
    store.close()


@pytest.mark.usefixtures("store")
async def test_a_person_of_one_page_has_nothing_to_part(opened: Opening) -> None:
    async with opened() as hand:
        await _card(hand, "nong thi hien")
        assert "Chưa có trang nào khác" in hand.text
        await hand.press("f7")
        assert "không nối với trang nào khác" in hand.text
