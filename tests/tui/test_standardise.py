"""The screen of standardising: by kind of change, one by one or a whole kind, by keys alone; a book of thousands is no wait."""

from __future__ import annotations

import pytest

from registers.kinds import Layout
from registers.position import Position
from registers.standardise import Change, Proposal
from registers.value import Value
from registers.workflow import Act, EntryState
from storage import entries, standardising
from storage.engine import Store
from storage.standardising import Proposed
from tests.tui.conftest import Hand, Opening, keyed
from tui.screens.standardise import StandardiseScreen, _change, _shown


@pytest.fixture
def ids(store: Store) -> list[str]:
    """Three deaths, keyed when the rules knew less."""
    names = ("NÔNG VĂN PÁO", "Lý Thị Hoà", "Hoàng Văn Thuỷ")
    return [
        keyed(
            store, "lan", "KT-2008", at, page=at, deceased_full_name=name, registration_date=f"0{at}.01.2008",
            deceased_ethnicity="tày" if at == 1 else "Tày",
        ).entry_id
        for at, name in enumerate(names, start=1)
    ]  # fmt: skip


async def _opens(hand: Hand, name: str = "minh") -> None:
    await hand.sign_in(name)
    await hand.press("f2", "f12")


def _names(store: Store, ids: list[str]) -> list[str]:
    return [entries.load(store, entry).values["deceased_full_name"].normalised for entry in ids]


async def test_one_by_one_and_a_whole_kind_from_the_review_queue(opened: Opening, store: Store, ids: list[str]) -> None:
    async with opened() as hand:
        await _opens(hand)
        assert "Chuẩn hóa · KT-2008" in hand.lines[0]
        assert "vị trí dấu thanh" in hand.chosen
        assert "Lý Thị Hoà → Lý Thị Hòa" in hand.chosen
        assert "vị trí dấu thanh 2 · viết hoa 1 · dân tộc, quốc tịch 1" in hand.text
        assert "Sổ ghi:     Lý Thị Hoà" in hand.text
        await hand.press("tab")
        assert "NÔNG VĂN PÁO → Nông Văn Páo" in hand.chosen
        await hand.press("enter")
        assert "Đã chuẩn hóa 1 chỗ trong 1 trường hợp" in hand.text
        await hand.press("home", "f8")
        assert "Chuẩn hóa 2 chỗ loại “vị trí dấu thanh”" in hand.text
        await hand.press("down", "enter")
        assert "tày → Tày" in hand.chosen
        await hand.press("enter")
        assert "không còn gì phải chuẩn hóa" in hand.text
        await hand.press("escape")
        assert "Kiểm tra" in hand.lines[0]
    assert _names(store, ids) == ["Nông Văn Páo", "Lý Thị Hòa", "Hoàng Văn Thủy"]
    assert [entries.load(store, entry).revision for entry in ids] == [3, 2, 2]
    history = entries.history(store, ids[0])
    assert [row.act for row in history] == [Act.KEY, Act.STANDARDISE, Act.STANDARDISE]
    assert {row.values["deceased_full_name"].as_written for row in history} == {"NÔNG VĂN PÁO"}


async def test_what_is_refused_is_not_proposed_again(opened: Opening, store: Store, ids: list[str]) -> None:
    async with opened() as hand:
        await hand.sign_in("minh")
        await hand.type("khai tu")
        await hand.press("f6", "f12")
        await hand.type("hoa")
        assert "Lý Thị Hoà" in hand.chosen
        await hand.press("f4")
        assert "không đề nghị lại" in hand.text
        await hand.press("ctrl+u", "f5")
        assert "Lý Thị Hoà" not in hand.text
        assert "vị trí dấu thanh 1" in hand.text
    assert entries.load(store, ids[1]).revision == 1


async def test_an_auditor_looks_and_changes_nothing(opened: Opening, store: Store, ids: list[str]) -> None:
    async with opened() as hand:
        await _opens(hand, "hoa")
        assert "Lý Thị Hoà → Lý Thị Hòa" in hand.text
        await hand.press("enter", "f8", "f4")
        assert "Chuẩn hóa · KT-2008" in hand.lines[0]
    assert [entries.load(store, entry).revision for entry in ids] == [1, 1, 1]


async def test_what_another_changed_meanwhile_is_said(opened: Opening, store: Store, ids: list[str]) -> None:
    async with opened() as hand:
        await _opens(hand)
        minh = hand.app.desk.account.account_id
        entries.step(store, ids[1], Act.RETURN, base_revision=1, account_id=minh, reason="xem lại")
        await hand.press("enter")
        assert "không thực hiện được 1" in hand.text
    assert entries.load(store, ids[1]).state is EntryState.RETURNED


async def test_a_doubt_is_accepted_with_a_look_at_the_page_only(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await hand.sign_in("minh")
        hand.app.open("standardise", "KT-2008")
        await hand.settled()
        assert "không còn gì phải chuẩn hóa" in hand.text
        top = hand.top
        assert isinstance(top, StandardiseScreen)
        doubt = Proposal("deceased_full_name", Change.DOUBT, Value("Páo", "Páo"), Value("Páo", "Páo"))
        top._fill([_proposed(1, doubt)])
        await hand.press("f8")
        assert "nhận từng dòng" in hand.text


async def test_thousands_of_proposals_move_at_once(opened: Opening, store: Store) -> None:
    tone = Proposal("deceased_full_name", Change.TONE, Value("Hoà", "Hoà"), Value("Hoà", "Hòa"))
    case = Proposal("deceased_full_name", Change.CAPITALS, Value("HÒA", "HÒA"), Value("HÒA", "Hòa"))
    async with opened() as hand:
        await hand.sign_in("minh")
        hand.app.open("standardise", "KT-2008")
        await hand.settled()
        top = hand.top
        assert isinstance(top, StandardiseScreen)
        top._fill([_proposed(number, one) for number in range(1, 5_001) for one in (case, tone)])
        await hand.press("end", "tab")
        assert "1/2008" in hand.chosen
        await hand.press("tab")
        assert "viết hoa" in hand.chosen
        assert len(top.rows) == 10_000


def _proposed(number: int, proposal: Proposal) -> Proposed:
    position = Position(2008, number)
    return Proposed(f"{number}", 1, EntryState.KEYED, "KT", Layout.C1, position, "Páo", proposal)


def test_a_part_is_small_enough_to_show_something_at_once() -> None:
    assert standardising.PART <= 500


@pytest.mark.parametrize(
    ("was", "becomes", "row"),
    [
        ("Lý Thị Hoà", "Lý Thị Hòa", "Lý Thị Hoà → Lý Thị Hòa"),
        (
            "Xóm Khau Cut, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng",
            "Xóm Khau Cút, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng",
            "Xóm Khau Cut … → Xóm Khau Cút …",
        ),
        ("Nà Kinh, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng", "tỉnh Cao Bằng", "Nà Kinh, xã Hồng Việt, huyện Hòa …"),
    ],
)
def test_what_changes_is_seen_on_a_narrow_screen(was: str, becomes: str, row: str) -> None:
    assert _change(was, becomes, 34).rstrip() == row


def test_dates_stand_with_slashes() -> None:
    assert _shown(Value("5.1.2008", "05.01.2008")) == "05/01/2008"
    assert _shown(Value("", "")) == "–"
