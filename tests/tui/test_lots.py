"""Lots on the screen, by keys alone at 80×24: draw, compare the sample entry by entry, decide, read what it proves."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from registers.workflow import EntryState, Role
from storage import accounts, decisions, entries, lots, measured, plants
from storage.engine import Store
from storage.permissions import OPERATOR
from tests.tui.conftest import PASSWORD, Clock, Hand, Opening, keyed
from tui.keys import Key

NAMES = ("Nông Văn Páo", "Lý Thị Mẩy", "Hoàng Ích Tô", "Đàm Văn Sùng", "Bế Thị Quân")


def _key_five(store: Store) -> list[str]:
    made = [
        keyed(
            store,
            "lan",
            "KT-2008",
            at,
            page=at,
            deceased_full_name=name,
            registration_date=f"0{at}.01.2008",
            declarant_name=NAMES[at % 5],
        )
        for at, name in enumerate(NAMES, start=1)
    ]
    return [saved.entry_id for saved in made]


def _states(store: Store, ids: list[str]) -> set[EntryState]:
    return {entries.load(store, entry_id).state for entry_id in ids}


async def _draw(hand: Hand) -> None:
    """As supervisor, from the sign-in to the sample of a new lot at AQL 4.0: three of five."""
    await hand.sign_in("minh")
    await hand.press("f11", "f3", "f3", "f3", "f7")
    assert "KT-2008 · lan · 5 trường hợp · kiểm tra thường" in hand.text
    await hand.press("enter")
    assert "Mẫu của lô · KT-2008 · lan" in hand.lines[0]


async def test_a_lot_is_drawn_compared_and_accepted(opened: Opening, store: Store) -> None:
    ids = _key_five(store)
    async with opened() as hand:
        await _draw(hand)
        assert "đối chiếu 3 trong 5 trường hợp" in hand.text
        assert "lô thật có thể sai tới" in hand.text
        assert hand.text.count("chưa xem") == 3
        await hand.press("f7")
        assert "Còn 3 trường hợp của mẫu chưa đối chiếu" in hand.text
        await hand.press("enter", "f7", "f7", "f7")
        assert "Đã đối chiếu hết mẫu" in hand.text
        await hand.press("f7", "down", "enter")
        assert "đã phê duyệt 5, trả lại 0" in hand.text
        assert "lô có từ 0 đến 2 trường hợp sai trong 5" in " ".join(hand.text.split())
        await hand.press("escape")
        assert "nhận" in hand.text
    assert _states(store, ids) == {EntryState.APPROVED}
    assert [row.account_id for row in entries.history(store, ids[0])][1:] == [
        accounts.sign_in(store, "minh", PASSWORD).account_id
    ]


async def test_a_key_pressed_twice_judges_one_entry_of_the_sample(opened: Opening, store: Store, clock: Clock) -> None:
    _key_five(store)
    async with opened(glance=timedelta(seconds=0.4)) as hand:
        await _draw(hand)
        await hand.press("enter")
        clock.forward(timedelta(seconds=1))
        await hand.press("f7", "f7")
        assert "đúng. Phím bấm lặp" in hand.text
        await hand.press("escape")
        assert hand.text.count("chưa xem") == 2


async def test_a_decision_that_was_stopped_is_shown_as_unfinished_and_finished_with_one_key(
    opened: Opening, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "_TOGETHER", 1)
    ids = _key_five(store)
    async with opened() as hand:
        await _draw(hand)
        await hand.press("enter", "f7", "f7", "f7", "f7", "down")
        hand.app.take_keys([Key("enter")])
        hand.app.take_keys([Key("escape")])
        await hand.settled()
        assert "Đã dừng: đã phê duyệt 1, trả lại 0, chưa thực hiện 0, chưa ghi 4" in hand.text
        await hand.press("escape")
        assert "nhận (dở dang)" in hand.text
        assert "bấm F7" in hand.text
        await hand.press("enter", "f7")
        assert "đã phê duyệt 5, trả lại 0, chưa thực hiện 0" in hand.text
        assert "dở dang" not in hand.text
        assert "Quyết định" not in hand.lines[-1]
    assert _states(store, ids) == {EntryState.APPROVED}
    assert [len(entries.history(store, entry_id)) for entry_id in ids] == [2] * 5


async def test_who_decides_a_lot_second_is_told_by_whom_it_was_decided_and_how(opened: Opening, store: Store) -> None:
    ids = _key_five(store)
    thu = accounts.add(store, "thu", Role.SUPERVISOR, PASSWORD, by=OPERATOR).account_id
    async with opened() as hand:
        await _draw(hand)
        await hand.press("enter", "f7", "f7", "f7", "f7")
        (lot,) = lots.list_lots(store)
        lots.decide(store, lot.id, lot.sample[:1], account_id=thu)
        await hand.press("down", "enter")
        told = " ".join(hand.text.split())
        assert "thu đã quyết định lô này trước" in told
        assert "trả cả lô, mẫu sai 1. Quyết định của bạn không ghi." in told
        assert "Quyết định" not in hand.lines[-1], "the lot stands there as it is now"
    assert _states(store, ids) == {EntryState.RETURNED}
    assert {entries.history(store, each)[-1].account_id for each in ids} == {thu}


async def test_who_finishes_anothers_decision_is_told_whose_it_is(
    opened: Opening, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "_TOGETHER", 1)
    ids = _key_five(store)
    thu = accounts.add(store, "thu", Role.SUPERVISOR, PASSWORD, by=OPERATOR).account_id
    async with opened() as hand:
        await _draw(hand)
        await hand.press("enter", "f7", "f7", "f7", "f7")
        (lot,) = lots.list_lots(store)
        lots.decide(store, lot.id, account_id=thu, go_on=lambda _: False)
        await hand.press("down", "enter")
        assert "thu đã quyết định lô này trước" in hand.text
        await hand.press("f7")
        assert "Ghi nốt quyết định của thu. Nhận lô: đã phê duyệt 5" in " ".join(hand.text.split())
    assert lots.get(store, lot.id).decided_by == thu
    assert _states(store, ids) == {EntryState.APPROVED}


async def test_a_faulty_sample_sends_the_whole_lot_back(opened: Opening, store: Store) -> None:
    ids = _key_five(store)
    async with opened() as hand:
        await _draw(hand)
        await hand.press("enter")
        await hand.type("ngày, tháng, năm đăng ký")
        await hand.press("enter")
        await hand.type("Sổ ghi 07")
        await hand.press("enter", "f7")
        assert "Đang có 1 ghi chú" in hand.text
        await hand.press("f4", "f7", "f7", "f7")
        assert "Trả cả lô 5 trường hợp" in hand.text
        await hand.press("down", "enter")
        assert "Trả cả lô: 5 trường hợp đã trả lại" in hand.text
    assert _states(store, ids) == {EntryState.RETURNED}
    (lot,) = lots.list_lots(store)
    faulty = next(each.entry_id for each in lots.sample_of(store, lot.id) if each.verdict == "faulty")
    said = decisions.comments(store, faulty)
    assert said.pop("registration_date") == "Sổ ghi 07", "the clerk meets it at its field"
    assert "Lô bị trả" in said[""]
    fields = sum(len(entries.load(store, each).values) for each in lot.sample)
    lan = accounts.get(store, "lan").account_id
    assert measured.of(store, lan) == measured.Quality(fields, 1), "only the sample was compared"
    assert "Lô bị trả: mẫu có 1/3" in entries.history(store, ids[-1])[-1].reason


async def test_a_verdict_another_has_given_meanwhile_is_told_and_not_written_over(
    opened: Opening, store: Store
) -> None:
    _key_five(store)
    thu = accounts.add(store, "thu", Role.SUPERVISOR, PASSWORD, by=OPERATOR).account_id
    async with opened() as hand:
        await _draw(hand)
        (lot,) = lots.list_lots(store)
        first = lots.sample_of(store, lot.id)[0].entry_id
        await hand.press("enter")
        lots.mark(store, lot.id, first, faulty=True, account_id=thu, comments={"registration_date": "Sổ ghi 07"})
        await hand.press("f7")
        assert "thu vừa đối chiếu trường hợp này: sai." in hand.text
        assert lots.get(store, lot.id).found == (first,), "the first verdict stands"
        assert "sai (thu)" in hand.text
        await hand.press("f7")
        assert "Đang có 1 ghi chú" in hand.text, "his comment stands at its field"
        await hand.press("down", "enter")
        await hand.type("Quyển 02")
        await hand.press("enter", "f4", "escape")
        assert lots.verdict_on(store, lot.id, first).comments == {
            "registration_date": "Sổ ghi 07",
            "book_no": "Quyển 02",
        }


async def test_an_entry_judged_before_opens_with_its_comments_and_is_left_without_a_question(
    opened: Opening, store: Store
) -> None:
    _key_five(store)
    async with opened() as hand:
        await _draw(hand)
        (lot,) = lots.list_lots(store)
        first, minh = lots.sample_of(store, lot.id)[0].entry_id, accounts.get(store, "minh").account_id
        lots.mark(store, lot.id, first, faulty=True, account_id=minh, comments={"registration_date": "Sổ ghi 07"})
        await hand.press("enter")
        assert "sai (minh)" in hand.text
        await hand.press("escape")
        assert "Mẫu của lô" in hand.lines[0]


async def test_what_another_decided_since_the_lot_was_drawn_says_so_in_its_row_and_is_named_afterwards(
    opened: Opening, store: Store
) -> None:
    _key_five(store)
    thu = accounts.add(store, "thu", Role.SUPERVISOR, PASSWORD, by=OPERATOR).account_id
    async with opened() as hand:
        await _draw(hand)
        (lot,) = lots.list_lots(store)
        first, second, _ = lots.sample_of(store, lot.id)
        for each in (first, second):
            decisions.approve(store, each.entry_id, base_revision=1, account_id=thu)
        await hand.press("f5")
        assert [line.endswith("chưa xem · đã thay đổi") for line in hand.lines[3:6]] == [True, True, False]
        await hand.press("enter", "f7", "f7", "f7", "f7", "down", "enter")
        told = " ".join(hand.text.split())
        assert "đã phê duyệt 3, trả lại 0, chưa thực hiện 2." in told
        numbers = ", ".join(sorted(str(each.position) for each in (first, second)))
        assert f"Số {numbers}: Trường hợp này vừa có lần ghi mới hơn (lần 2)" in told


async def test_only_a_supervisor_who_did_not_key_it_judges_a_lot(opened: Opening, store: Store) -> None:
    ids = _key_five(store)
    lan = accounts.get(store, "lan").account_id
    minh = accounts.get(store, "minh").account_id
    lot = lots.draw(store, "KT-2008", lan, aql="4.0", by=minh, random=Random(1))
    async with opened() as hand:
        await hand.sign_in("hoa")
        await hand.press("f11", "f7")
        assert "KT-2008" in hand.text
        assert "Lập lô" not in hand.lines[-1]
        await hand.press("enter", "enter", "f7", "f4", "escape", "f7")
    assert lots.get(store, lot.id).looked_at == 0
    assert _states(store, ids) == {EntryState.KEYED}


async def test_a_planted_error_in_the_sample_is_told_and_the_entry_compared_once_more(
    opened: Opening, store: Store
) -> None:
    _key_five(store)
    thu = accounts.add(store, "thu", Role.SUPERVISOR, PASSWORD, by=OPERATOR).account_id
    minh = accounts.get(store, "minh").account_id
    async with opened() as hand:
        await _draw(hand)
        (lot,) = lots.list_lots(store)
        first, second, _ = lots.sample_of(store, lot.id)
        beside = next(each for each in _members(store) if each not in lot.sample)
        for entry_id in (first.entry_id, second.entry_id, beside):
            plants.plant(store, entry_id, minh, by=thu, random=Random(1))
        await hand.press("enter", "f4")
        assert "lỗi thử" in hand.text
        assert lots.get(store, lot.id).looked_at == 0
        await hand.press("f7", "f7")
        assert "lỗi thử" in hand.text
        await hand.press("f7", "f7", "f7", "down", "enter")
        assert "đã phê duyệt 5" in hand.text
    rate = plants.catch_rate(store, minh)
    assert (rate.shown, rate.caught) == (2, 1)  # the third was never looked at


def _members(store: Store) -> list[str]:
    from storage import review

    return [row.entry_id for row in review.queue(store)]
