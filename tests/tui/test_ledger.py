"""The ledger of a book on the screen: every number once, gaps explained, the book closed by whom it may be."""

from __future__ import annotations

import pytest

from registers.kinds import PositionState
from registers.position import Position
from storage import accounts, books, drafts, entries, positions
from storage.engine import Store
from storage.permissions import OPERATOR, AccountState
from tests.tui.conftest import PASSWORD, Hand, Opening, keyed
from tui.keys import Key


async def _opened(hand: Hand, name: str = "lan", book: str = "khai tu") -> None:
    await hand.sign_in(name)
    await hand.type(book)
    await hand.press("f6")


def _row(hand: Hand, position: str) -> str:
    return next(line for line in hand.lines if line.split()[:1] == [position])


async def test_every_number_is_there_once_with_what_stands_at_it(opened: Opening, store: Store) -> None:
    keyed(store, "lan", "KT-2008", 1, page=1, deceased_full_name="Nông Văn Páo", registration_date="02.01.2008")
    account = accounts.sign_in(store, "lan", PASSWORD).account_id
    drafts.put(store, positions.claim(store, "KT-2008", Position(2008, 3), account), {"typed": "x"})
    async with opened() as hand:
        await _opened(hand)
        assert "Sổ theo dõi · Khai tử · 01 · 2008" in hand.lines[0]
        numbers = [line.split()[0] for line in hand.lines[3:8]]
        assert numbers == [f"{number}/2008" for number in range(1, 6)]
        assert "02/01/2008" in _row(hand, "1/2008")
        assert "Nông Văn Páo" in _row(hand, "1/2008")
        assert "CÒN THIẾU" in _row(hand, "2/2008")
        assert "đang nhập: lan" in _row(hand, "3/2008")
        assert "Đã nhập 1/5 · thiếu 3 · nháp 1" in hand.text


async def test_only_what_is_left_to_do_and_back_to_all(opened: Opening, store: Store) -> None:
    keyed(store, "lan", "KT-2008", 1, page=1, deceased_full_name="Nông Văn Páo", registration_date="02.01.2008")
    async with opened() as hand:
        await _opened(hand)
        await hand.press("f3")
        assert "1/2008" not in [line.split()[0] for line in hand.lines[3:8] if line]
        await hand.press("f3")
        assert _row(hand, "1/2008")


async def test_a_typed_number_finds_its_row(opened: Opening) -> None:
    async with opened() as hand:
        await _opened(hand, book="khai sinh")
        await hand.type("17/")
        assert hand.chosen.split()[0] == "17/2007"


async def test_a_missing_number_is_explained_with_a_reason(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await _opened(hand)
        await hand.press("down", "f4")
        assert "Vì sao trong sổ không có số 2/2008?" in hand.text
        await hand.press("down")
        assert "mất trang" in hand.chosen
        await hand.type("bị mối ăn")
        await hand.press("enter")
        assert "mất trang" in _row(hand, "2/2008")
    entry = next(row for row in positions.list_positions(store, "KT-2008") if row.position.number == 2)
    assert entry.position_state is PositionState.MISSING_PAGE


async def test_a_digit_chooses_the_reason_it_stands_before_until_words_are_typed(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await _opened(hand)
        await hand.press("down", "f4")
        assert [line[:14].rstrip() for line in hand.lines[5:9]] == [
            " 1 khuyết số",
            " 2 mất trang",
            " 3 trang trắng",
            " 4 số bị hủy",
        ]
        await hand.type("9")
        assert "Lý do: 9" in hand.text, "no answer has that digit"
        await hand.press("backspace")
        await hand.type("3")
        assert "trang trắng" in hand.chosen
        await hand.type("2")
        assert "mất trang" in hand.chosen
        await hand.type("mối ăn 2 trang")
        await hand.press("enter")
        assert "mất trang" in _row(hand, "2/2008")
    entry = next(row for row in positions.list_positions(store, "KT-2008") if row.position.number == 2)
    assert entry.position_state is PositionState.MISSING_PAGE
    assert entry.entry_id
    assert [row.reason for row in entries.history(store, entry.entry_id)] == ["mối ăn 2 trang"]


async def test_a_reason_may_begin_with_a_digit_once_it_is_said_that_a_reason_follows(
    opened: Opening, store: Store
) -> None:
    async with opened() as hand:
        await _opened(hand)
        await hand.press("down", "f4")
        assert "Tab Gõ lý do" in " ".join(hand.lines[-1].split())
        await hand.press("2", "tab")
        assert [line[:14].rstrip() for line in hand.lines[5:7]] == ["   khuyết số", "   mất trang"], (
            "no digit chooses now"
        )
        await hand.type("3 tờ bị mối ăn")
        assert "mất trang" in hand.chosen
        await hand.press(*["backspace"] * 14, "tab", "3")
        assert "trang trắng" in hand.chosen
        await hand.press("2", "tab")
        await hand.type("3 tờ bị mối ăn")
        await hand.press("enter")
    entry = next(row for row in positions.list_positions(store, "KT-2008") if row.position.number == 2)
    assert entry.position_state is PositionState.MISSING_PAGE
    assert entry.entry_id is not None
    assert entries.history(store, entry.entry_id)[-1].reason == "3 tờ bị mối ăn"


async def test_where_no_digit_chooses_no_key_is_named_that_keeps_it_from_choosing(opened: Opening) -> None:
    async with opened() as hand:
        await _opened(hand, "minh")
        await hand.press("f7")
        assert "Chưa" in hand.chosen
        assert "Gõ lý do" not in hand.lines[-1]


async def test_digits_that_are_pasted_are_words_of_the_reason(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await _opened(hand)
        await hand.press("down", "f4")
        hand.app.take_keys([Key.pasted("23")])
        await hand.settled()
        assert "Lý do: 23" in hand.text
        assert "khuyết số" in hand.chosen


async def test_a_whole_gap_is_explained_at_once_and_then_the_book_can_be_closed(opened: Opening, store: Store) -> None:
    keyed(store, "lan", "KT-2008", 5, page=1, deceased_full_name="Nông Văn Páo", registration_date="02.01.2008")
    async with opened() as hand:
        await _opened(hand, "minh")
        await hand.press("f4", *["down"] * 5)
        assert "mất trang: cả từ số 1 đến 4" in hand.chosen
        await hand.press("enter")
        assert "CÒN THIẾU" not in hand.text
        await hand.press("f7", "down", "enter")
        assert "Quyển sổ đã khóa" in hand.text
    assert books.get(store, "KT-2008").state == "closed"


async def test_closing_ends_assignments_and_reopening_gives_none_back(opened: Opening, store: Store) -> None:
    accounts.assign(store, "lan", ["KT-2008"], by=OPERATOR)
    keyed(store, "lan", "KT-2008", 5, page=1, deceased_full_name="Nông Văn Páo", registration_date="02.01.2008")
    async with opened() as hand:
        await _opened(hand, "minh")
        await hand.press("f4", *["down"] * 5, "enter", "f7", "down", "enter")
        assert "Kết thúc phân công: lan. Khóa tài khoản hết việc: lan." in hand.text
        await hand.press("f7", "enter")
        assert books.get(store, "KT-2008").state == "closed", "the answer chosen first opens nothing"
        await hand.press("f7", "down", "enter")
        assert "chưa giao cho ai" in hand.text
    lan = accounts.get(store, "lan")
    assert (books.get(store, "KT-2008").state, lan.books, lan.state) == ("open", (), AccountState.LOCKED)


async def test_a_book_with_gaps_is_not_closed_and_the_first_is_named(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await _opened(hand, "minh")
        await hand.press("f7", "enter")
        assert books.get(store, "KT-2008").state == "open", "the answer chosen first closes nothing"
        await hand.press("f7", "down", "enter")
        assert "chưa khóa được" in hand.text.replace("\n", " ").lower()
        assert books.get(store, "KT-2008").state == "open"


async def test_only_a_missing_number_is_explained(opened: Opening, store: Store) -> None:
    keyed(store, "lan", "KT-2008", 1, page=1, deceased_full_name="Nông Văn Páo", registration_date="02.01.2008")
    async with opened() as hand:
        await _opened(hand)
        await hand.press("f4")
        assert "Chỉ giải trình số còn thiếu" in hand.lines[-2]


async def test_a_number_somebody_else_keys_meanwhile_is_not_explained_away(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await _opened(hand)
        await hand.press("f4")
        accounts.assign(store, "lan", ["KT-2008"], by=OPERATOR)
        keyed(store, "lan", "KT-2008", 1, deceased_full_name="Nông Văn Páo", registration_date="02.01.2008")
        await hand.press("enter")
        assert hand.lines[-2].strip(), "the refusal is told"
        await hand.press("f5")
        assert "Nông Văn Páo" in _row(hand, "1/2008")


@pytest.mark.parametrize(("name", "closes"), [("lan", False), ("minh", True), ("hoa", False)])
async def test_closing_is_offered_to_whom_it_may_be(opened: Opening, name: str, closes: bool) -> None:
    async with opened() as hand:
        await _opened(hand, name)
        assert ("Khóa sổ" in hand.lines[-1]) is closes
