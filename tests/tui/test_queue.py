"""The queue: the book to take from the shelf is chosen already; typing finds others."""

from __future__ import annotations

import pytest

from storage import accounts, books, decisions, drafts, positions
from storage.engine import Store
from storage.permissions import OPERATOR
from tests.tui.conftest import PASSWORD, Opening, keyed


async def test_the_next_book_is_chosen_and_its_place_told(opened: Opening) -> None:
    async with opened() as hand:
        await hand.sign_in()
        assert "2019" in hand.chosen, "the phase that was due first"
        assert "Kết hôn" in hand.chosen
        assert "0/8" in hand.chosen
        order = [line.split()[1] for line in hand.lines[3:7]]
        assert order == ["Kết", "Kết", "Khai", "Khai"]
        assert " hạn 31/12/2019 · số 1–8" in hand.text
        assert "Kết hôn · UBND xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng" in hand.text
        assert "\n KH-2017" in hand.text
        assert "^X Thoát" in hand.lines[-1], "where nothing leads back, the way out is shown"


async def test_help_that_goes_on_says_by_which_keys(opened: Opening) -> None:
    async with opened() as hand:
        await hand.sign_in()
        await hand.press("f1")
        assert hand.lines[-3] == " PgDn Xuống một trang"
        await hand.press("pagedown")
        assert hand.lines[-3].startswith(" PgUp Lên một trang")
        await hand.press("end")
        assert "PgDn" not in hand.lines[-3]


@pytest.mark.parametrize(
    ("typed", "books_found"),
    [("khai sinh", 1), ("a2", 1), ("hong viet 2007", 2), ("bia rach", 1), ("marriage", 2), ("zzz", 0)],
)
async def test_a_typed_filter_finds_by_cover_shelf_office_and_note(
    opened: Opening, typed: str, books_found: int
) -> None:
    async with opened() as hand:
        await hand.sign_in()
        await hand.type(typed)
        assert f"{books_found}/4" in hand.lines[1]
        if not books_found:
            assert "Không có dòng nào" in hand.text
        await hand.press("ctrl+u")
        assert hand.lines[1].rstrip().endswith(" 4")


async def test_figures_and_names_show_in_the_row(opened: Opening, store: Store) -> None:
    clerk = accounts.sign_in(store, "lan", PASSWORD)
    accounts.assign(store, "lan", ["KS-2007"], by=OPERATOR)
    claim = positions.claim_next(store, "KS-2007", clerk.account_id)
    drafts.put(store, claim, {"field": "Nông"})
    async with opened() as hand:
        await hand.sign_in("minh")
        row = next(line for line in hand.lines if "Khai sinh" in line)
        assert row.split()[-2:] == ["1", "lan"], "one draft, given to lan"


async def test_coming_back_from_a_book_that_is_done_the_next_one_is_chosen(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await hand.sign_in()
        assert "0/8" in hand.chosen
        for number in range(1, 9):
            keyed(store, "lan", "KH-2017", number, page=number)
        await hand.press("f8", "escape", "f5")
        assert "8/8" not in hand.chosen
        assert "Kết hôn" in hand.chosen


async def test_coming_back_the_same_book_stays_chosen(opened: Opening) -> None:
    async with opened() as hand:
        await hand.sign_in()
        await hand.press("down", "down")
        chosen = hand.chosen
        assert "Khai sinh" in chosen
        await hand.press("f8", "escape", "f5")
        assert hand.chosen == chosen


async def test_what_came_back_in_a_book_taken_away_is_told_and_what_to_do(opened: Opening, store: Store) -> None:
    saved = keyed(store, "lan", "KT-2008", 1, 1, deceased_full_name="Nông Văn Páo", registration_date="02.01.2008")
    minh = next(row.account_id for row in accounts.list_all(store) if row.name == "minh")
    decisions.send_back(store, saved.entry_id, base_revision=saved.revision, account_id=minh, reason="xem lại tên")
    async with opened() as hand:
        await hand.sign_in()
        assert "←" in hand.text
        assert "bị trả lại ở sổ" not in hand.text
        await hand.press("ctrl+x")
        accounts.assign(store, "lan", ["KS-2007"], by=OPERATOR)
        await hand.sign_in()
        await hand.settled()
        assert "←" not in hand.text
        assert "1 trường hợp của bạn bị trả lại ở sổ bạn không còn được nhập. Báo người kiểm tra" in " ".join(
            hand.text.split()
        )
        await hand.press("ctrl+x")
        await hand.sign_in("minh")
        await hand.settled()
        assert "bị trả lại ở sổ" not in hand.text


async def test_a_supervisor_pins_a_book_and_it_goes_first(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await hand.sign_in("minh")
        await hand.press("end", "f7")
        assert hand.chosen.startswith("* ")
        await hand.press("home")
        assert "Khai tử" in hand.chosen
        assert books.get(store, "KT-2008").pinned
        await hand.press("f7")
        assert not books.get(store, "KT-2008").pinned


async def test_a_clerk_cannot_pin_and_is_not_offered_it(opened: Opening) -> None:
    async with opened() as hand:
        await hand.sign_in()
        await hand.press("f7", "f10")
        await hand.type("ghim")
        assert "0/" in hand.lines[1]
        assert not any(line.startswith("* ") for line in hand.lines)


async def test_an_auditor_is_not_offered_keying(opened: Opening) -> None:
    async with opened() as hand:
        await hand.sign_in("hoa")
        await hand.press("enter")
        assert "Quyển sổ cần nhập tiếp" in hand.lines[0]
        assert "Enter" not in hand.lines[-1]


async def test_an_empty_queue_says_what_to_do(opened: Opening, store: Store) -> None:
    with store.write() as session:
        from sqlmodel import text

        session.connection().execute(text("DELETE FROM book"))
    async with opened() as hand:
        await hand.sign_in()
        assert "hotich books import" in hand.text
