"""An entry that comes back: it leads the clerk's queue, its comments stand at their fields, and it goes to review again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.warm import Warm
from registers.form import load
from registers.value import Value
from registers.workflow import Act, EntryState
from storage import accounts, decisions, entries, review
from storage.engine import Store
from storage.home import Home
from tests.tui.conftest import PASSWORD, Hand, Opening
from tests.tui.conftest import keyed as key
from tests.tui.keying.boats import sheet
from tests.tui.keying.hands import press
from tests.tui.keying.test_view import picture, text
from tui.keying.history import History
from tui.keying.sheet import stored
from tui.keying.state import FormState

DEATH = {
    "deceased_full_name": "Nông Văn Páo",
    "registration_date": "02/01/2008",
    "death_date": "01/01/2008",
    "signer_name": "Nông Thị Mỷ",
}


def returned(store: Store, reason: str = "", **comments: str) -> str:
    """A death Lan keyed and Minh sent back, by its id."""
    saved = key(store, "lan", "KT-2008", 1, page=1, **DEATH)
    minh = accounts.sign_in(store, "minh", PASSWORD).account_id
    decisions.send_back(store, saved.entry_id, base_revision=1, account_id=minh, reason=reason, comments=comments)
    return saved.entry_id


def under_cursor(hand: Hand) -> str:
    """The line the cursor is in, with the one below it."""
    at = hand.top.cursor
    assert at is not None
    return "\n".join(hand.lines[at.y : at.y + 2])


async def test_a_returned_entry_leads_the_queue_and_opens_at_its_first_comment(opened: Opening, store: Store) -> None:
    entry = returned(store, death_date="Sổ ghi 11/01", signer_name="Thiếu chữ đệm")
    async with opened() as hand:
        await hand.sign_in()
        assert "← " in hand.chosen
        assert "Khai tử" in hand.chosen
        assert "1 số bị trả lại" in hand.text
        await hand.press("enter")
        assert "số 1/2008" in hand.lines[0]
        assert "bị trả lại" in hand.lines[0]
        assert "01/01/2008" in under_cursor(hand)
        assert "✎ Sổ ghi 11/01" in under_cursor(hand)
        await press(hand, "<ctrl+u>01012008<enter>")
        assert "Nông Thị Mỷ" in under_cursor(hand), "Enter leads from comment to comment"
        assert "✎ Thiếu chữ đệm" in under_cursor(hand)
        await press(hand, "<ctrl+f>")
        for _ in range(40):  # the box of flags: a reason for each value that stands
            if entries.load(store, entry).state is EntryState.KEYED:
                break
            await press(hand, "1")
        assert "số 2/2008" in hand.lines[0], "then the book goes on"
    assert [row.act for row in entries.history(store, entry)] == [Act.KEY, Act.RETURN, Act.CORRECT]
    assert entries.load(store, entry).page_no == 1, "a page that prints no number is still the same page"
    assert [row.entry_id for row in review.queue(store)] == [entry]
    assert decisions.comments(store, entry) == {}


async def test_a_reason_for_the_whole_entry_stands_above_the_page(opened: Opening, store: Store) -> None:
    returned(store, reason="Nhập nhầm trang, xem lại cả trường hợp")
    async with opened() as hand:
        await hand.sign_in()
        await hand.press("enter")
        assert hand.lines[1].strip() == "✎ Nhập nhầm trang, xem lại cả trường hợp"
        await press(hand, "<ctrl+b>")
        assert "1 số bị trả lại" in hand.text, "put down, it is still the first thing to do"


async def test_nobody_else_finds_it_first_in_the_queue(opened: Opening, store: Store) -> None:
    returned(store, death_date="Sổ ghi 11/01")
    async with opened() as hand:
        await hand.sign_in("minh")
        assert "bị trả lại" not in hand.text


@pytest.mark.parametrize("cells", [80, 120])
def test_a_long_comment_takes_the_lines_it_needs_and_stays_with_its_field(cells: int) -> None:
    long = "Sổ ghi tên này bằng hai chữ khác nhau ở hai chỗ, chỗ dưới có gạch sửa và đóng dấu, lấy chữ ở chỗ dưới"
    page = replace(sheet(), forms={"KS": load("KS", "C1")}, comments={"child_full_name": long, "signer_name": "Khánh"})
    values = {"child_full_name": Value("Nông Thị Hiền", "Nông Thị Hiền"), "signer_name": Value("Khanh", "Khanh")}
    draft = stored(page, "KS", page.first_draft.state, values, {})
    assert draft.at == "child_full_name"
    state = FormState(page, history=History(draft))
    drawn = picture(state, cells)
    lines = text(drawn)
    assert drawn.cursor is not None
    at = drawn.cursor[1]
    said = lines[at + 1 : at + 1 + (2 if cells == 80 else 1)]
    assert said[0].startswith("   ✎ Sổ ghi")
    assert " ".join(" ".join(said).replace("✎", "").split()) == long


@pytest.mark.journey
def test_in_a_terminal_the_comment_stands_below_the_cursor(home: Home, store: Store, warm_program: Warm) -> None:
    entry = returned(store, death_date="Sổ ghi 11/01, không phải 01/01")
    with warm_program.start({"HOTICH_HOME": str(home.path)}) as terminal:
        terminal.wait("Mật khẩu")
        terminal.type(f"lan\r{PASSWORD}\r")
        terminal.wait("1 số bị trả lại")
        terminal.type("\r")
        terminal.wait("✎ Sổ ghi 11/01, không phải 01/01")
        line, _ = terminal.cursor
        assert "01/01/2008" in terminal.lines[line]
        assert "✎" in terminal.lines[line + 1]
        terminal.type("\x1511012008\r\x06")
        terminal.wait("Đúng như trong sổ")
        for _ in range(40):
            if "số 1/2008" not in terminal.text:
                break
            terminal.type("1")
            terminal.read(0.05)
        terminal.wait("số 2/2008")
    kept = entries.load(store, entry)
    assert (kept.state, kept.values["death_date"].normalised) == (EntryState.KEYED, "11.01.2008")
