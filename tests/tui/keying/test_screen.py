"""The keying screen over the real store: books from the first key to the saved entry, whatever happens in between."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from registers.kinds import Layout, PositionState
from registers.position import Position
from registers.workflow import EntryState
from storage import accounts, books, drafts, entries, positions, shelf
from storage.engine import Store
from storage.home import Home
from storage.permissions import OPERATOR
from tests.tui.conftest import BOOKS, Clock, Hand, Opening
from tests.tui.keying.boats import presses
from tests.tui.keying.hands import BIRTH, keys, press
from tui.keying.memory import Memory
from tui.keying.sitting import Sitting
from tui.keying.state import FormState
from tui.keys import Key
from tui.screens.keying import KeyingScreen


@pytest.fixture
def store(home: Home, clock: Clock) -> Store:
    """The office's store, to prepare it and to look at it."""
    return Store.open(home.store_url, clock=clock)


async def opens(hand: Hand, book: str, *, name: str = "lan") -> None:
    """Sign in and open a book from the queue's screen."""
    await hand.sign_in(name)
    hand.app.open("keying", book)
    await hand.settled()


def row(hand: Hand, label: str) -> str:
    """What the first field called `label` shows."""
    line = next(line for line in hand.lines if label in line)
    return line.split(label, 1)[1].strip()


def keyed(store: Store, book: str) -> dict[Position, entries.StoredEntry]:
    """The entries of a book by position."""
    found = positions.list_positions(store, book)
    return {row.position: entries.load(store, row.entry_id) for row in found if row.entry_id}


@pytest.mark.parametrize(("digits", "state"), [("32", PositionState.BLANK_PAGE), ("43", PositionState.MISSING_PAGE)])
async def test_a_page_without_an_entry_in_a_combined_book_is_of_no_kind(
    opened: Opening, store: Store, digits: str, state: PositionState
) -> None:
    combined = replace(BOOKS[0], id="VHTK-2010", kind="", layout=Layout.C2, year_from=2010, year_to=2015, shelf="A9")
    with store.write() as session:
        shelf.add(session, [combined])
    async with opened() as hand:
        await opens(hand, combined.id)
        await press(hand, f"<f9>{digits}")
        assert "số 2/2010" in hand.lines[0]
    entry = keyed(store, combined.id)[Position(2010, 1)]
    assert (entry.position_state, entry.kind, entry.values) == (state, "", {})


async def test_the_foot_names_the_keys_of_the_box_that_is_open(opened: Opening) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        page = hand.lines[-1]
        assert page.startswith("Enter Tiếp  Tab Gợi ý  F2 Lặp ô")
        await press(hand, "<f9>")
        assert hand.lines[-1] == "Enter Chọn  ↑ Lên  ↓ Xuống  Esc Đóng hộp  F1 Trợ giúp"
        await press(hand, "<escape><ctrl+g>")
        assert hand.lines[-1] == "Enter Xong  Esc Đóng hộp  F1 Trợ giúp"
        await press(hand, "<escape>120107<enter><ctrl+f>")
        assert hand.lines[-1] == "Enter Bỏ qua  Tab Sửa  ↑ Trước  ↓ Sau  Esc Đóng hộp  F1 Trợ giúp"
        await press(hand, "<escape>")
        assert hand.lines[-1] == page


async def test_the_foot_of_the_question_for_the_kind_names_the_ways_on(opened: Opening, store: Store) -> None:
    combined = replace(BOOKS[0], id="VHTK-2010", kind="", layout=Layout.C2, year_from=2010, year_to=2015, shelf="A9")
    with store.write() as session:
        shelf.add(session, [combined])
    async with opened() as hand:
        await opens(hand, combined.id)
        assert hand.lines[-1] == "Enter Chọn  ↓ Xuống  F9 Số này  F10 Lệnh  ^B Về hàng đợi  F1 Trợ giúp"
        await press(hand, "<f10>")
        assert "Lệnh" in hand.text
        assert "Số này  F9" in hand.text
        assert "Lặp khối" not in hand.text


async def test_a_book_opens_at_its_first_missing_position_ready_to_type(opened: Opening) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        assert "Khai sinh 01/2007 · số 1/2007 · còn 30" in hand.lines[0]
        await press(hand, "120107")
        assert row(hand, "đăng ký") == "120107"


async def test_a_day_and_a_month_are_enough_for_the_first_date_of_a_book(opened: Opening) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await hand.app.workers.wait_for_complete()
        await press(hand, "0504")
        assert "05/04/2007" in hand.text
        await press(hand, "<tab>")
        assert row(hand, "đăng ký").startswith("05/04/2007")


async def test_a_whole_birth_typed_ahead_of_the_program_is_stored_and_the_next_number_is_open(
    opened: Opening, store: Store
) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, f"120107<enter>{BIRTH}")
        assert "số 2/2007 · còn 29" in hand.lines[0]
        assert "Đã ghi số 1/2007." in hand.text
    entry = keyed(store, "KS-2007")[Position(2007, 1)]
    assert entry.state is EntryState.KEYED
    stored = {name: value.normalised for name, value in entry.values.items()}
    assert stored["child_full_name"] == "Nông Thị Hiền"
    assert stored["registration_date"] == "12.01.2007"
    assert stored["child_birth_date_words"] == "ngày mồng năm tháng một năm hai nghìn không trăm linh bảy"
    assert (stored["child_sex"], stored["registration_kind"], stored["declarant_relation"]) == ("2", "1", "cha")
    assert stored["father_residence"] == "Xóm Nà Kinh, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"
    assert entry.values["child_sex"].as_written == "Nữ"
    store.close()


async def test_two_positions_in_one_burst_land_each_in_its_own(opened: Opening, store: Store) -> None:
    second = BIRTH.replace("hiền", "hoa").replace("050107", "060107")
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, f"120107<enter>{BIRTH}150107<enter>{second}180107<enter>ma")
        assert "số 3/2007" in hand.lines[0]
        assert row(hand, "Họ và tên") == "Ma"
    names = {
        position.number: entry.values["child_full_name"].normalised
        for position, entry in keyed(store, "KS-2007").items()
    }
    assert names == {1: "Nông Thị Hiền", 2: "Nông Thị Hoa"}
    store.close()


async def test_keys_typed_ahead_of_the_book_itself_arrive(opened: Opening) -> None:
    async with opened() as hand:
        await hand.sign_in()
        hand.app.open("keying", "KS-2007")
        await press(hand, "120107<enter>nông")
        assert row(hand, "Họ và tên") == "Nông"


async def test_leaving_and_coming_back_finds_the_same_field_cursor_and_undo(opened: Opening) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, "120107<enter>nông thị<left><left><ctrl+b>")
        assert "Quyển sổ cần nhập tiếp" in hand.text
        hand.app.open("keying", "KS-2007")
        await press(hand, "x")
        assert row(hand, "Họ và tên") == "Nông Txhị"
        await press(hand, "<ctrl+z>")
        assert row(hand, "Họ và tên") == ""
        assert row(hand, "đăng ký") == "12/01/2007"


async def test_an_untouched_position_is_free_again(opened: Opening, store: Store, home: Home) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, "<ctrl+b>")
    assert positions.list_positions(store, "KS-2007") == []
    assert list(home.drafts.iterdir()) == []
    store.close()


def test_a_number_left_with_no_more_than_its_kind_is_free_again(store: Store, home: Home) -> None:
    with store.write() as session:
        shelf.add(session, [replace(BOOKS[0], id="ALL-2007", kind="", layout=Layout.C2, book_no="02/2007")])
    lan = next(one for one in accounts.list_all(store) if one.name == "lan")
    sitting = Sitting(store, home.drafts, lan.account_id, "ALL-2007")
    for then, kept in (("", []), ("<enter>", [1])):
        laid = sitting.at(Position(2007, 1))
        state = FormState(laid.sheet)
        sitting.begin(laid, state.history)
        for one in presses(f"1{then}"):
            state.handle(one)
        sitting.leave(laid, state.history)
        assert [row.position.number for row in positions.list_positions(store, "ALL-2007")] == kept
    store.close()


async def test_another_machine_takes_up_from_the_store(opened: Opening, home: Home) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, "120107<enter>nông thị<enter>05")
        await press(hand, "<ctrl+b>")
    (journal,) = home.drafts.iterdir()
    journal.unlink()
    async with opened() as hand:
        await opens(hand, "KS-2007")
        assert "Gõ tiếp số 1/2007" in hand.text
        await press(hand, "0107")
        assert row(hand, "Ngày, tháng, năm sinh") == "050107"


async def test_the_newer_of_journal_and_store_is_gone_on_with(opened: Opening, home: Home, store: Store) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, "120107<enter>nông")
        await press(hand, "<ctrl+b>")
    (journal,) = home.drafts.iterdir()
    lines = journal.read_bytes().split(b"\n")
    journal.write_bytes(b"\n".join(lines[:4]) + b"\n" + lines[4][:7])  # an old copy, torn at the end
    async with opened() as hand:
        await opens(hand, "KS-2007")
        assert row(hand, "Họ và tên") == "Nông"
    store.close()


async def test_undo_past_the_first_key_takes_up_the_entry_just_saved(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, f"120107<enter>{BIRTH}")
        await press(hand, "<ctrl+z>")
        assert "số 1/2007 · sửa" in hand.lines[0]
        assert "Đang sửa lại số 1/2007" in hand.text
        await press(hand, "<ctrl+g>04<ctrl+u>nông thị hoa<enter><enter>")
        assert "số 2/2007" in hand.lines[0]
        await press(hand, "13<ctrl+z>")
        assert row(hand, "đăng ký").startswith("12/01/2007"), "the next position was as new"
    entry = keyed(store, "KS-2007")[Position(2007, 1)]
    assert (entry.revision, entry.values["child_full_name"].normalised) == (2, "Nông Thị Hoa")
    store.close()


async def test_a_correction_that_was_cut_off_is_gone_on_with_first(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, f"120107<enter>{BIRTH}")
        await press(hand, "<ctrl+z>")
        await press(hand, "<ctrl+g>04<ctrl+u>nông thị hoa")
        await press(hand, "<ctrl+b>")
    async with opened() as hand:
        await opens(hand, "KS-2007")
        assert "số 1/2007 · sửa" in hand.lines[0]
        assert row(hand, "Họ và tên") == "Nông Thị Hoa"
    store.close()


async def test_what_the_store_refuses_stays_open_and_what_was_typed_ahead_waits(
    opened: Opening, store: Store, home: Home
) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, f"120107<enter>{BIRTH.removesuffix('<enter>')}")
        minh = next(account.account_id for account in accounts.list_all(store) if account.name == "minh")
        lan = next(account.account_id for account in accounts.list_all(store) if account.name == "lan")
        drafts.hand_over(store, "KS-2007", Position(2007, 1), minh, by=OPERATOR)
        await press(hand, "<enter>150107<enter>nông")
        assert "Chưa ghi được số 1/2007" in hand.text
        assert "số 1/2007" in hand.lines[0]
        drafts.hand_over(store, "KS-2007", Position(2007, 1), lan, by=OPERATOR)
        await press(hand, "<enter>")
        assert "số 2/2007" in hand.lines[0]
        assert row(hand, "đăng ký").startswith("15/01/2007")
        assert row(hand, "Họ và tên") == "Nông"
    store.close()


async def test_positions_without_a_page_take_two_keys_and_the_next_is_open(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, "<f9>43<f9>32")
        assert "số 3/2007" in hand.lines[0]
    found = keyed(store, "KS-2007")
    assert [entry.position_state for entry in found.values()] == [PositionState.MISSING_PAGE, PositionState.BLANK_PAGE]
    assert entries.history(store, found[Position(2007, 1)].id)[0].reason == "Trang bị xé hoặc thất lạc"
    store.close()


async def test_another_number_now_and_this_one_later(opened: Opening) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, "120107<f9>812<enter>")
        assert "số 12/2007" in hand.lines[0]
        await press(hand, "130107<enter>ma")
        await press(hand, "<f9>81<enter>")
        assert "số 1/2007" in hand.lines[0]
        assert row(hand, "đăng ký") == "120107"


async def test_a_number_given_twice_takes_what_is_typed_along(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, "120107<enter>nông<f9>61 ly")
        assert "số 1bis/2007" in hand.lines[0]
        assert row(hand, "Số").startswith("1bis ")
        assert row(hand, "Họ và tên") == "Nông Ly"
        await press(hand, "<ctrl+z><ctrl+z>")
        assert "số 1bis/2007" in hand.lines[0]
    assert [row.position for row in positions.list_positions(store, "KS-2007")] == [Position(2007, 1, "bis")]
    store.close()


async def test_a_keyed_number_is_opened_for_correction(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, f"120107<enter>{BIRTH}<f9>81<enter>")
        assert "số 1/2007 · sửa" in hand.lines[0]
        assert row(hand, "Họ và tên") == "Nông Thị Hiền"
        await press(hand, "<f9>71<enter><f9>61")
        assert "không đổi được số" in hand.text
        await press(hand, "<ctrl+f>")
        assert "số 2/2007" in hand.lines[0]
    assert keyed(store, "KS-2007")[Position(2007, 1)].revision == 1, "nothing changed, nothing written"
    store.close()


async def test_the_store_shows_what_the_page_alone_cannot_before_it_keeps_it(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, f"120107<enter>{BIRTH}150107<enter>{BIRTH}")
        assert "Cần xem lại" in hand.text
        assert "số 2/2007" in hand.lines[0]
        await press(hand, "<enter>")
        assert "số 3/2007" in hand.lines[0]
        assert "còn 1 cảnh báo" in hand.text
    assert [flag.rule for flag in keyed(store, "KS-2007")[Position(2007, 2)].flags] == ["V32"]
    store.close()


async def test_a_book_teaches_and_the_next_book_starts_from_offers(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, f"120107<enter>{BIRTH}")
        await press(hand, "<f9>43")
    learned = Memory.from_json(books.get(store, "KS-2007").profile)
    assert learned.lessons["child_nationality"].run == 1, "a missing page teaches nothing"
    store.close()


async def test_a_book_keyed_to_its_end_leads_back_to_the_queue(opened: Opening) -> None:
    async with opened() as hand:
        await opens(hand, "KT-2008")
        await press(hand, "<f9>43<f9>43<f9>43<f9>43<f9>43")
        assert "Quyển sổ cần nhập tiếp" in hand.text
        await hand.settled()


async def test_a_book_that_cannot_be_opened_says_so_on_the_queue(opened: Opening, store: Store) -> None:
    accounts.assign(store, "minh", ["KS-2007"], by=OPERATOR)
    async with opened() as hand:
        await opens(hand, "KS-2007")
        assert "Quyển sổ cần nhập tiếp" in hand.text
        assert any("giao cho" in line or "phân công" in line for line in hand.lines)
    store.close()


async def test_help_in_between_loses_no_key(opened: Opening) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        hand.app.take_keys(keys("12<f1><escape>0107<enter>nông"))
        await hand.settled()
        assert row(hand, "đăng ký") == "12/01/2007"
        assert row(hand, "Họ và tên") == "Nông"


async def test_a_paste_is_keys_also_across_positions(opened: Opening, store: Store) -> None:
    text = BIRTH.replace("<enter>", "\n")
    async with opened() as hand:
        await opens(hand, "KS-2007")
        hand.app.take_keys([Key.pasted(f"120107\n{text}150107\nLee Soo Wen"), *keys(" ly")])
        await hand.settled()
        assert "số 2/2007" in hand.lines[0]
        assert row(hand, "Họ và tên") == "Lee Soo Wen Ly"
    store.close()


async def test_the_flag_style_is_the_accounts_and_the_language_switches_everything(opened: Opening) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, "<alt+s>")
        assert hand.app.desk.preferences.profile == "correction"
        await press(hand, "<alt+t>")
        assert "Birth 01/2007 · no. 1/2007 · 30 left" in hand.lines[0]
        assert "Full name" in hand.text
        await press(hand, "<f10>")
        assert "Illegible" in hand.text
        assert "Không đọc được" not in hand.text


async def test_the_journal_is_private_and_tells_every_key(opened: Opening, home: Home) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, "120107<enter>nô")
        screen = hand.top
        assert isinstance(screen, KeyingScreen)
        (journal,) = home.drafts.iterdir()
        assert journal.stat().st_mode & 0o777 == 0o600
        records = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()[1:]]
        assert screen.state is not None
        assert len(records) == screen.state.history.number == 10
        assert Path(journal).parent == home.drafts


async def test_a_correction_of_the_entry_before_is_what_the_next_one_carries(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, f"120107<enter>{BIRTH}")
        assert row(hand, "đăng ký").startswith("12/01/2007")
        await press(hand, "<ctrl+z><ctrl+g>03<ctrl+u>130107<ctrl+f>")
        assert "số 2/2007" in hand.lines[0]
        assert row(hand, "đăng ký").startswith("13/01/2007")
    store.close()


async def test_an_entry_opened_to_be_corrected_leads_back_where_it_was_found(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await opens(hand, "KS-2007")
        await press(hand, f"120107<enter>{BIRTH}")
        await press(hand, "<ctrl+b>")
        await press(hand, "<f3>nong thi hien")
        await press(hand, "<enter>")
        assert "số 1/2007 · sửa" in hand.lines[0]
        await press(hand, "<ctrl+g>04<ctrl+u>nông thị hoa<ctrl+f>")
        assert "Đã ghi số 1/2007." in hand.text
        assert hand.lines[0].startswith(" Tìm người")
    assert set(keyed(store, "KS-2007")) == {Position(2007, 1)}
    assert len(positions.list_positions(store, "KS-2007")) == 1, "no further number was taken"
    store.close()
