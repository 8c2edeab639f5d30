"""Planted errors on the screen, by keys alone at 80×24: planted by one, met by another, told, the entry as it was."""

from __future__ import annotations

import pytest

from registers.workflow import EntryState
from storage import accounts, entries, plants
from storage.engine import Store
from tests.tui.conftest import Hand, Opening, keyed

NAMES = ("Nông Văn Páo", "Lý Thị Mẩy", "Hoàng Ích Tô", "Đàm Văn Sùng", "Bế Thị Quân")


def _key_five(store: Store) -> list[str]:
    made = [
        keyed(store, "lan", "KT-2008", at, page=at, deceased_full_name=name, declarant_name=NAMES[at % 5],
              registration_date=f"0{at}.01.2008")
        for at, name in enumerate(NAMES, start=1)
    ]  # fmt: skip
    return [saved.entry_id for saved in made]


async def _planted(hand: Hand, by: str = "quản-trị") -> None:
    await hand.sign_in(by)
    await hand.press("alt+j")
    await hand.type("minh")
    await hand.press("f7", "end", "up", "up", "enter")  # five


async def test_an_administrator_plants_and_the_reviewer_meets_them_like_any_other(
    opened: Opening, store: Store
) -> None:
    ids = _key_five(store)
    before = [entries.load(store, entry_id) for entry_id in ids]
    async with opened() as hand:
        await hand.sign_in("minh")
        await hand.press("f2")
        plain = hand.lines[:-2]
    async with opened() as hand:
        await _planted(hand)
        assert "Đã đặt 5 lỗi thử cho minh." in hand.text
        assert hand.chosen.split()[:2] == ["minh", "5"]
        assert hand.text.count("đang chờ") >= 4
    async with opened() as hand:
        await hand.sign_in("minh")
        await hand.press("f2")
        assert hand.lines[:-2] == plain, "nothing in the queue tells where an error is planted"
        await hand.press("f3", "f3", "enter")
        assert NAMES[1] not in hand.text, "the declarant is shown wrong"
        await hand.press("f7")
        assert "Bỏ sót một lỗi thử" in hand.text
        assert "1/2008" in hand.lines[0]
        assert NAMES[1] in hand.text, "the entry as it is"
        await hand.press("f7")
        assert "2/2008" in hand.lines[0]
        await hand.type("di khai")
        await hand.press("enter")
        await hand.type("sổ ghi khác")
        await hand.press("enter", "f4")
        assert "Phát hiện đúng một lỗi thử" in hand.text
        assert "2/2008" in hand.lines[0]
        assert "sổ ghi khác" not in hand.text, "what was said of the error goes with it"
        assert [entries.load(store, entry_id).state for entry_id in ids[:2]] == [EntryState.APPROVED, EntryState.KEYED]
    for entry_id, was in zip(ids, before, strict=True):
        assert entries.load(store, entry_id).values == was.values
    minh = accounts.get(store, "minh").account_id
    rate = plants.catch_rate(store, minh)
    assert (rate.shown, rate.caught) == (2, 1)
    async with opened() as hand:
        await hand.sign_in("minh")
        await hand.press("alt+j")
        assert hand.chosen.split()[:4] == ["minh", "–", "2", "1"]
        assert "bắt được từ 1 đến 99 % số lỗi thật" in " ".join(hand.text.split())
        assert "đang chờ" not in hand.text.split("minh bắt được")[1], "nobody sees what waits for himself"
        await hand.press("f7")
        assert "Không ai đặt" in hand.text
        await hand.press("f4")
        assert plants.catch_rate(store, minh) == rate


async def test_what_waits_is_withdrawn_after_a_question(opened: Opening, store: Store) -> None:
    _key_five(store)
    async with opened() as hand:
        await _planted(hand)
        await hand.press("f4", "enter")
        assert hand.chosen.split()[:2] == ["minh", "5"], "the answer chosen first withdraws nothing"
        await hand.press("f4", "down", "enter")
        assert "Đã rút 5 lỗi thử" in hand.text
        assert hand.chosen.split()[:6] == ["minh", "0", "0", "0", "0", "5"]
        await hand.press("f4")
        assert "Không có lỗi thử nào" in hand.text
        await hand.press("f7", "end", "enter")
        assert "Chỉ đặt được 0 trong 20" in " ".join(hand.text.split())


@pytest.mark.parametrize(("name", "sees", "plants_some"), [("lan", False, False), ("hoa", True, False)])
async def test_clerks_see_nothing_of_it_and_auditors_only_look(
    opened: Opening, store: Store, name: str, sees: bool, plants_some: bool
) -> None:
    async with opened() as hand:
        await hand.sign_in(name)
        await hand.press("alt+j")
        assert ("Lỗi thử" in hand.lines[0]) is sees
        assert ("Đặt lỗi thử" in hand.lines[-1]) is plants_some
