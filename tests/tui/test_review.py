"""Review on the screen, by keys alone at 80×24: filter, select, compare, comment, return, approve, next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bench import waiting
from registers.kinds import PositionState
from registers.position import Position
from registers.value import Value
from registers.workflow import EntryState, Role
from storage import accounts, decisions, entries, positions, review
from storage.engine import Store
from storage.entries import Saved
from storage.home import Home
from storage.permissions import OPERATOR
from storage.review import PAGE, Waiting
from tests.tui.conftest import PASSWORD, Clock, Hand, Opening, keyed
from tui.fieldlines import shown as _shown
from tui.ink import Ink
from tui.keys import Key
from tui.reviewfilter import parse
from tui.reviewpages import Pages
from tui.screens.review import ReviewScreen

NAMES = ("Nông Văn Páo", "Lý Thị Mẩy", "Hoàng Ích Tô")


def _key_three(store: Store) -> list[str]:
    made = [
        keyed(store, "lan", "KT-2008", at, page=at, deceased_full_name=name, registration_date=f"0{at}.01.2008")
        for at, name in enumerate(NAMES, start=1)
    ]
    return [saved.entry_id for saved in made]


def _without_page(store: Store, state: PositionState) -> Saved:
    """Number 1 of the book of deaths, which is no page to key from, by lan."""
    lan = next(row.account_id for row in accounts.list_all(store) if row.name == "lan")
    claim = positions.claim(store, "KT-2008", Position(2008, 1), lan)
    return entries.save(store, claim, kind="KT", position_state=state, values={}, page_no=1, account_id=lan)


async def _review(hand: Hand, name: str = "minh") -> None:
    await hand.sign_in(name)
    await hand.press("f2")


def _states(store: Store, ids: list[str]) -> list[EntryState]:
    return [entries.load(store, entry_id).state for entry_id in ids]


async def test_a_supervisor_compares_approves_and_goes_on(opened: Opening, store: Store) -> None:
    ids = _key_three(store)
    async with opened() as hand:
        await _review(hand)
        assert "Kiểm tra" in hand.lines[0]
        assert all(name in hand.text for name in NAMES)
        await hand.press("f3", "f3")  # by book
        await hand.press("enter")
        assert "Đối chiếu · Khai tử 1/2008" in hand.lines[0]
        assert "Nông Văn Páo" in hand.text
        assert "căn cứ" in hand.text or "Không có cảnh báo" in hand.text
        await hand.press("f7")
        assert "2/2008" in hand.lines[0]
        assert "Đã duyệt số 1/2008." in hand.text
        await hand.press("tab", "f7")
        assert "Kiểm tra" in hand.lines[0]
        assert "xem hết" in hand.text
    assert _states(store, ids) == [EntryState.APPROVED, EntryState.KEYED, EntryState.APPROVED]


async def test_a_key_pressed_twice_or_held_decides_one_entry_and_not_the_next_which_nobody_saw(
    opened: Opening, store: Store, clock: Clock
) -> None:
    ids, glance = _key_three(store), timedelta(seconds=0.4)
    async with opened(glance=glance) as hand:
        await _review(hand)
        await hand.press("f3", "f3", "enter")
        clock.forward(glance)
        hand.app.take_keys([Key("f7"), Key("f7")])  # the second arrives while the first is written
        await hand.settled()
        assert "2/2008" in hand.lines[0]
        assert "Đã duyệt số 1/2008. Phím bấm lặp" in hand.text
        for _ in range(9):  # held down: each one begins the time anew
            clock.forward(glance / 2)
            await hand.press("f7")
        assert _states(store, ids) == [EntryState.APPROVED, EntryState.KEYED, EntryState.KEYED]
        clock.forward(glance)
        await hand.press("f7")
        assert "3/2008" in hand.lines[0]
        clock.forward(glance)
        await hand.press("tab", "f7")
        assert "Kiểm tra" in hand.lines[0]
        assert "chưa được quyết định" in hand.text, "the queue has come up, and the key was meant for the entry before"
        clock.forward(glance)
        await hand.press("f7")
    assert _states(store, ids) == [EntryState.APPROVED] * 3


async def test_a_comment_at_a_field_goes_back_with_the_entry(opened: Opening, store: Store) -> None:
    ids = _key_three(store)
    async with opened() as hand:
        await _review(hand)
        await hand.type("pao")
        await hand.press("enter")
        await hand.type("nông văn")
        await hand.press("enter")
        assert "sai ở đâu" in hand.text
        await hand.type("Sổ ghi Báo")
        await hand.press("enter")
        assert "Ghi chú: Sổ ghi Báo" in hand.text
        for key, said in (("f7", "hoặc xóa ghi chú"), ("tab", "Bấm lần nữa"), ("escape", "Bấm lần nữa")):
            await hand.press(key)
            assert said in " ".join(hand.text.split()), key
            assert _states(store, ids) == [EntryState.KEYED] * 3
        await hand.press("enter")
        assert "Sổ ghi Báo" in hand.lines[4], "what was said stands there to be changed"
        await hand.press("enter", "f4")
    assert _states(store, ids) == [EntryState.RETURNED, EntryState.KEYED, EntryState.KEYED]
    assert decisions.comments(store, ids[0]) == {"deceased_full_name": "Sổ ghi Báo"}


async def test_a_number_without_a_page_says_so_wherever_it_is_decided(opened: Opening, store: Store) -> None:
    _without_page(store, PositionState.MISSING_PAGE)
    async with opened() as hand:
        await _review(hand)
        assert "mất trang" in next(line for line in hand.lines if "1/2008" in line)
        await hand.press("enter")
        assert "Đối chiếu · Khai tử 1/2008 · mất trang" in hand.lines[0]
        assert "mất trang" in next(line for line in hand.lines if "Số này trong sổ" in line)
        assert "Họ, chữ đệm, tên" not in hand.text  # there is no field to compare
        await hand.press("enter")
        assert "bấm F4" in hand.text
        await hand.press("f7")
        assert "Đã duyệt số 1/2008." in hand.text


async def test_what_a_number_was_before_stands_under_what_it_is(opened: Opening, store: Store) -> None:
    saved = _without_page(store, PositionState.BLANK_PAGE)
    lan = entries.load(store, saved.entry_id).keyer
    entries.correct(
        store, saved.entry_id, base_revision=saved.revision, values={}, account_id=lan,
        position_state=PositionState.SKIPPED,
    )  # fmt: skip
    async with opened() as hand:
        await _review(hand)
        await hand.press("enter")
        assert "khuyết số" in next(line for line in hand.lines if "Số này trong sổ" in line)
        assert any("trang trắng" in line and "lan" in line for line in hand.lines)


async def test_what_was_looked_for_in_one_entry_hides_no_field_of_the_next(opened: Opening, store: Store) -> None:
    _key_three(store)
    async with opened() as hand:
        await _review(hand)
        await hand.press("f3", "f3", "enter")
        await hand.type("ngay")
        assert "Nông Văn Páo" not in hand.text
        await hand.press("tab")
        assert "2/2008" in hand.lines[0]
        assert "Lý Thị Mẩy" in hand.text


async def test_a_comment_is_typed_with_the_next_input_method_after_its_key(opened: Opening, store: Store) -> None:
    _key_three(store)
    async with opened() as hand:
        await _review(hand)
        await hand.press("enter", "enter")
        assert "sai ở đâu" in hand.text
        await hand.type("soor ")
        await hand.press("alt+v")
        assert "VNI" in hand.lines[0]
        await hand.type("ghi Ba1o")
        assert "sổ ghi Báo" in hand.text
        await hand.press("escape", "f7")  # nothing is composed in a question without a reason
        assert "VNI" not in hand.lines[0]


async def test_every_text_a_field_had_stands_under_it_with_who_keyed_it(opened: Opening, store: Store) -> None:
    ids = _key_three(store)
    lan, minh = (accounts.get(store, name).account_id for name in ("lan", "minh"))
    values = dict(entries.load(store, ids[0]).values)
    for base, (who, name) in enumerate(((lan, "Nông Văn Báo"), (minh, "Nông Văn Bảo")), start=1):
        values["deceased_full_name"] = Value(name, name)
        entries.correct(store, ids[0], values=values, base_revision=base, account_id=who, page_no=1)
    accounts.add(store, "thu", Role.SUPERVISOR, PASSWORD, by=OPERATOR)
    async with opened() as hand:
        await _review(hand, "thu")
        await hand.type("bảo")
        await hand.press("enter", "f3")
        assert "± " in hand.text
        assert "Đến lần 2, lan nhập: Nông Văn Báo" in hand.text
        assert "Đến lần 1, lan nhập: Nông Văn Páo" in hand.text
        await hand.press("escape", "ctrl+u")
        await hand.type("mẩy")
        await hand.press("enter", "f3")
        assert "Chưa trường nào được sửa" in hand.text


async def test_who_filters_by_what_he_sees_is_told_how(opened: Opening, store: Store) -> None:
    _key_three(store)
    async with opened() as hand:
        await _review(hand)
        await hand.type("lan")
        assert "ng:TÊN" in hand.text
        assert "co:V7" in hand.text
        assert "Ctrl+U bỏ lọc." in hand.text
        await hand.press("ctrl+u")
        await hand.type("ng:lan")
        assert "Nông Văn Páo" in hand.text


async def test_a_selection_and_then_the_whole_lot(opened: Opening, store: Store) -> None:
    ids = _key_three(store)
    async with opened() as hand:
        await _review(hand)
        await hand.press("f3", "f3", "f2", "f2", "f4")
        assert "Trả lại 2 trường hợp" in hand.text
        await hand.type("mờ quá")
        await hand.press("enter")
        assert _states(store, ids) == [EntryState.RETURNED, EntryState.RETURNED, EntryState.KEYED]
        await hand.type("không có ai")
        await hand.press("f8")
        assert "không tìm thấy trường hợp nào" in hand.text
        await hand.press("ctrl+u")
        await hand.type("tô")
        await hand.press("f8")
        assert "bộ lọc “tô” tìm thấy" in hand.text
        await hand.press("down", "enter", "ctrl+u")
        assert "Không còn trường hợp" in hand.text
    assert _states(store, ids)[2] is EntryState.APPROVED


async def test_approving_all_says_how_far_it_is_and_ends_after_the_batch_under_way(
    opened: Opening, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "_TOGETHER", 1)
    ids = _key_three(store)
    async with opened() as hand:
        await _review(hand)
        said: list[str] = []
        tell = hand.top.tell

        def heard(text: str, ink: Ink = Ink.PLAIN) -> None:
            said.append(text)
            tell(text, ink)

        monkeypatch.setattr(hand.top, "tell", heard)
        await hand.press("f8", "down")
        assert "Phê duyệt cả 3 trường hợp đang chờ? (không có bộ lọc)" in hand.text
        hand.app.take_keys([Key("enter")])
        hand.app.take_keys([Key("f1"), Key("escape")])
        clock.forward(timedelta(hours=1))
        hand.app.look_for_idle()
        assert hand.app.desk.signed_in, "whoever waits for it is still there"
        await hand.settled()
        assert said[-1] == "Đã dừng: đã xong 1, chưa thực hiện 0, chưa xét 2."
        assert "Dừng sau đợt đang ghi" in " ".join(said)
        assert "Trợ giúp" in hand.lines[0], "other keys wait until it is over"
        await hand.press("escape")
        assert sorted(_states(store, ids)) == ["approved", "keyed", "keyed"]
        await hand.press("f8", "down", "enter")
        assert "Đã ghi 1/2 … Esc: dừng" in " ".join(said)
        assert "Đã xong 2" in hand.text
    assert [len(entries.history(store, entry_id)) for entry_id in ids] == [2] * 3


async def test_what_is_selected_and_hidden_by_the_filter_is_decided_only_once_that_was_said(
    opened: Opening, store: Store
) -> None:
    ids = _key_three(store)
    async with opened() as hand:
        await _review(hand)
        await hand.press("f3", "f3", "f2", "f2")
        await hand.type("mẩy")
        assert "Đã chọn 2 (1 ngoài bộ lọc)" in hand.text
        await hand.press("f7")
        assert "Đã chọn 2 trường hợp, 1 trong đó bộ lọc hiện không hiển thị" in hand.text
        await hand.press("escape")
        assert set(_states(store, ids)) == {EntryState.KEYED}
        await hand.press("f7", "enter")
        assert "Đã xong 1" in hand.text
        assert _states(store, ids) == [EntryState.KEYED, EntryState.APPROVED, EntryState.KEYED]
        await hand.press("f4")
        assert "Chỉ " not in hand.text, "the filter shows none of them"
        await hand.press("down", "enter")
        await hand.press("ctrl+u", "f2")
        await hand.type("ích tô")
        await hand.press("f7", "enter")
    assert _states(store, ids) == [EntryState.APPROVED, EntryState.APPROVED, EntryState.KEYED]


async def test_nobody_is_shown_a_key_he_may_not_use(opened: Opening, store: Store) -> None:
    ids = _key_three(store)
    async with opened() as hand:
        await hand.sign_in("lan")
        await hand.press("f2")
        assert "Kiểm tra" not in hand.lines[0]
    async with opened() as hand:
        await _review(hand, "hoa")
        assert "Nông Văn Páo" in hand.text
        assert "Duyệt" not in hand.lines[-1]
        await hand.press("f7", "enter", "f7", "f4", "f8")
    assert set(_states(store, ids)) == {EntryState.KEYED}


async def test_what_another_decided_meanwhile_is_said_and_not_done_again(opened: Opening, store: Store) -> None:
    ids = _key_three(store)
    accounts.add(store, "thu", Role.SUPERVISOR, PASSWORD, by=OPERATOR)
    other = accounts.sign_in(store, "thu", PASSWORD).account_id
    async with opened() as hand:
        await _review(hand)
        await hand.press("f3", "f3", "enter")
        decisions.approve(store, ids[0], base_revision=1, account_id=other)
        await hand.press("f7")
        assert "thu đã phê duyệt trước (lần 2)" in hand.text
        assert "2/2008" in hand.lines[0], "the queue moves on"
        entries.correct(
            store, ids[1], values=entries.load(store, ids[1]).values, base_revision=1, account_id=other, page_no=9
        )
        await hand.press("f7")
        assert "thu vừa sửa (lần 2)" in hand.text
        assert "2/2008" in hand.lines[0], "it waits still, as somebody else left it"
        await hand.press("f7")
        assert "3/2008" in hand.lines[0]
    assert [row.account_id for row in entries.history(store, ids[0])][1:] == [other]
    assert _states(store, ids) == [EntryState.APPROVED, EntryState.APPROVED, EntryState.KEYED]


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("sổ:KT-2008", "book", "KT-2008"),
        ("ng:Lan", "clerk", "Lan"),
        ("cờ:v7", "rule", "V7"),
        ("severity:e", "severity", "E"),
        ("ngày:>3", "older_than", 3),
        ("rủi:5x", "risk", None),
        ("cờ:", "rule", ""),
        ("tt:trả", "states", (EntryState.RETURNED,)),
        ("state:appr", "states", (EntryState.APPROVED,)),
        ("nông 12/2007", "text", ("nông", "12/2007")),
        ("a:b", "text", ("a:b",)),
    ],
)
def test_filters_are_typed_in_either_language(typed: str, field: str, value: object) -> None:
    assert getattr(parse(typed), field) == value


def test_of_a_hundred_thousand_rows_only_the_pages_looked_at_are_read() -> None:
    total, read = 100_000, []

    class Row:
        def __init__(self, at: int) -> None:
            self.place = (at,)

    def page(after: tuple[int, ...] | None, before: tuple[int, ...] | None) -> list[Waiting]:
        read.append((after, before))
        end = (before[0] if before else total) if before is not None else total
        first = max(0, end - PAGE) if before is not None else (after[0] + 1 if after else 0)
        return [Row(at) for at in range(first, min(first + PAGE, end))]  # type: ignore[misc]

    rows = Pages(total, PAGE, page)  # type: ignore[arg-type]
    for wanted in (*range(20), *range(95, 130), *range(total - 20, total), *range(total - 130, total - 95)):
        row = rows[wanted]
        assert row is not None
        assert row.place == (wanted,)
    assert len(read) <= 5


@pytest.mark.parametrize(
    ("written", "stored", "shown"),
    [
        ("14/03/2017", "14.03.2017", "14/03/2017"),
        ("Nữ", "2", "Nữ"),
        ("03", "3", "03"),
        ("36 tuổi", "1981", "36 tuổi → 1981"),
        ("xã Hồng Việt, tỉnh Cao Bằng", "Xã Hồng Việt, tỉnh Cao Bằng", "xã Hồng Việt, tỉnh Cao Bằng"),
        ("x. Nà Mè", "xóm Nà Mè", "x. Nà Mè → xóm Nà Mè"),
    ],
)
def test_what_is_stored_is_shown_where_it_tells_more(written: str, stored: str, shown: str) -> None:
    assert _shown(Value(written, stored)) == shown


async def test_after_a_decision_far_down_only_what_is_in_sight_is_read_again(
    opened: Opening, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(home.store_url)
    waiting.fill(store, 1_200)
    store.close()
    async with opened() as hand:
        await _review(hand)
        await hand.press("end")
        assert "1200" in hand.lines[1]
        top = hand.top
        assert isinstance(top, ReviewScreen)
        last = hand.chosen
        asked: list[object] = []
        queue = review.queue

        def heard(*given: Any, **asked_for: Any) -> list[Waiting]:
            asked.append(asked_for)
            return queue(*given, **asked_for)

        monkeypatch.setattr(review, "queue", heard)
        await hand.press("up", "f7")
        assert "Đã xong 1" in hand.text
        assert "1199" in hand.lines[1]
        assert len(top.rows) == 1_199
        assert hand.chosen == last, "the row after the one decided is now where that was"
        assert len(asked) <= 2
