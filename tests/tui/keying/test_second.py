"""Second keying in the keying screen: another clerk, the asked fields alone, nothing of the first keying in sight."""

from __future__ import annotations

from random import Random

import pytest

from registers.rekeying import Scope
from registers.workflow import Act, EntryState, Role
from storage import accounts, entries, rekeying
from storage.engine import Store
from storage.permissions import OPERATOR
from tests.tui.conftest import PASSWORD, Hand, Opening, keyed

FIRST = {
    "deceased_full_name": "Nông Văn Páo",
    "deceased_birth_date": "12.03.1931",
    "registration_date": "02.01.2008",
    "death_place": "Bản Thôm Pò",
}


@pytest.fixture
def given(store: Store) -> str:
    """Id of a death Lan keyed, its name, dates and numbers given out."""
    for name in ("mai", "cúc"):
        accounts.add(store, name, Role.CLERK, PASSWORD, by=OPERATOR)
    entry_id = keyed(store, "lan", "KT-2008", 1, 1, **FIRST).entry_id
    minh = accounts.get(store, "minh").account_id
    rekeying.give_out(store, "KT-2008", Scope.KEY_FIELDS, by=minh, random=Random(1))
    return entry_id


async def _take_up(hand: Hand, name: str) -> None:
    await hand.sign_in(name)
    assert "1 trường hợp chờ bạn nhập lần hai: Alt-n" in hand.text
    await hand.press("alt+n")
    assert "KT-2008" in hand.text
    await hand.press("enter")


async def _key(hand: Hand, *texts: str) -> None:
    for text in texts:
        await hand.type(text)
        await hand.press("enter")


async def test_a_second_keying_is_not_finished_over_fields_nobody_read(
    opened: Opening, store: Store, given: str
) -> None:
    async with opened() as hand:
        await _take_up(hand, "mai")
        fields = rekeying.next_due(store, "KT-2008", accounts.get(store, "mai").account_id).fields
        await hand.type("Nông Văn Páo")
        await hand.press("ctrl+f")
        assert f"Còn {len(fields) - 1} ô chưa đọc trong sổ" in hand.text
        for _ in fields[1:-1]:
            await hand.press("enter")
        await hand.press("ctrl+f")  # in the last field: now every one was read, and most are empty on the page
    assert entries.load(store, given).state is EntryState.DIFFERING


async def test_the_second_keyer_sees_the_asked_fields_alone_and_nothing_of_the_first(
    opened: Opening, store: Store, given: str
) -> None:
    async with opened() as hand:
        await _take_up(hand, "mai")
        assert "Khai tử 01/2008 · số 1/2008 · trang 1 · nhập lần hai · còn 1" in hand.lines[0]
        fields = rekeying.next_due(store, "KT-2008", accounts.get(store, "mai").account_id).fields
        seen = hand.text
        assert not {"F2", "F3", "F9", "F12"} & set(hand.lines[-1].split()), "the foot names no key that is refused"
        assert "F5 Trống" in hand.lines[-1]
        await hand.press("f10")
        menu = hand.text
        assert "Không đọc được  F7" in menu
        assert not [name for name in ("Lặp ô", "Lặp khối", "Số này", "Ẩn ô", "Không phải người này") if name in menu]
        await hand.press("escape", "f1")
        assert "Trong sổ ô này để trống" in hand.text
        assert "Chép ô này của trường hợp trước" not in hand.text
        await hand.press("escape")
        for key in ("f2", "f3", "alt+a"):
            await hand.press(key)
            seen += hand.text
        await hand.press("f9")
        assert "Lúc nhập lần hai chỉ nhập những trường được hỏi" in hand.text
        for _ in fields[:-1]:
            for letters in ("n", "ô", "0"):
                await hand.type(letters)
                seen += hand.text
                await hand.press("ctrl+u")
            await hand.press("enter")
            seen += hand.text
        for word in ("Páo", "Nông", "1931", "02.01", "02/01", "Thôm", "Pò", "lan"):
            assert word not in seen
    assert entries.load(store, given).state is EntryState.KEYED


async def test_a_page_finished_by_a_key_too_many_is_not_taken_for_an_empty_one(
    opened: Opening, store: Store, given: str
) -> None:
    async with opened() as hand:
        await _take_up(hand, "mai")
        for _ in rekeying.next_due(store, "KT-2008", accounts.get(store, "mai").account_id).fields:
            await hand.press("enter")
        assert "Chưa gõ ô nào" in " ".join(hand.text.split())
        assert entries.load(store, given).state is EntryState.KEYED
        await hand.press("ctrl+f")
    assert entries.load(store, given).state is EntryState.DIFFERING


async def test_equal_texts_settle(opened: Opening, store: Store, given: str) -> None:
    async with opened() as hand:
        await _take_up(hand, "mai")
        fields = rekeying.next_due(store, "KT-2008", accounts.get(store, "mai").account_id).fields
        assert "death_place" not in fields
        await _key(hand, *_texts(fields))
        assert "Đã ghi lần nhập thứ hai của số 1/2008." in hand.text
        assert "Không còn trường hợp nào của quyển này chờ bạn" in " ".join(hand.text.split())
    entry = entries.load(store, given)
    assert entry.state is EntryState.SETTLED
    assert entry.values["death_place"].as_written == FIRST["death_place"]


async def test_a_third_reads_the_page_before_either_text_is_shown(opened: Opening, store: Store, given: str) -> None:
    fields = rekeying.next_due(store, "KT-2008", accounts.get(store, "mai").account_id).fields
    async with opened() as hand:
        await _take_up(hand, "mai")
        await _key(hand, *_texts(fields, deceased_full_name="Nông Văn Pao"))
    assert entries.load(store, given).state is EntryState.DIFFERING
    async with opened() as hand:
        await hand.sign_in("lan")
        await hand.press("alt+n")
        assert "Chưa có sổ nào được giao" in hand.text
    async with opened() as hand:
        await _take_up(hand, "cúc")
        assert "đọc lại trang" in hand.lines[0]
        assert "Páo" not in hand.text
        assert "Pao" not in hand.text
        await _key(hand, "Nông Văn Bảo")
        assert "Chưa khớp lần nhập nào" in hand.text
        assert "Bảo" not in hand.lines[2]
        assert entries.load(store, given).state is EntryState.DIFFERING
        await _key(hand, "Nông Văn Páo")
    entry = entries.load(store, given)
    assert (entry.state, entry.values["deceased_full_name"].normalised) == (EntryState.SETTLED, "Nông Văn Páo")
    (charge,) = rekeying.charged(store)
    assert (charge.account_id, charge.error_class) == (accounts.get(store, "mai").account_id, "tone")


async def test_what_was_typed_is_there_again_and_nobody_else_gets_the_entry(
    opened: Opening, store: Store, given: str
) -> None:
    async with opened() as hand:
        await _take_up(hand, "mai")
        await hand.type("02012008")
        await hand.press("ctrl+b")
        assert "Nhập lần hai" in hand.lines[0]
        await hand.press("enter")
        assert "02012008" in hand.text
        await hand.press("ctrl+b", "ctrl+b", "ctrl+x")
        await hand.sign_in("cúc")
        await hand.press("alt+n")
        assert "Chưa có sổ nào được giao" in hand.text


async def test_who_keys_again_what_another_has_decided_meanwhile_is_told_so(
    opened: Opening, store: Store, given: str
) -> None:
    minh = accounts.get(store, "minh").account_id
    fields = rekeying.next_due(store, "KT-2008", accounts.get(store, "mai").account_id).fields
    async with opened() as hand:
        await _take_up(hand, "mai")
        entries.step(store, given, Act.APPROVE, base_revision=1, account_id=minh)
        await _key(hand, *_texts(fields))
        told = " ".join(hand.text.split())
        assert "Số 1/2008 đã được người khác ghi hoặc quyết định trong lúc bạn nhập" in told
        assert "Không còn trường hợp nào của quyển này" in told
    assert entries.load(store, given).state is EntryState.APPROVED


async def test_a_supervisor_gives_a_book_out_and_takes_it_back(opened: Opening, store: Store) -> None:
    keyed(store, "lan", "KT-2008", 1, 1, **FIRST)
    async with opened() as hand:
        await hand.sign_in("minh")
        await hand.press("alt+n", "f7")
        assert "Giao 1 trường hợp của KT-2008" in hand.text
        await hand.press("down", "enter")
        assert "Đã giao 1 trường hợp" in hand.text
        await hand.press("f7")
        assert "đã giao hết" in hand.text
        await hand.press("f4", "down", "enter")
        assert "Đã thu lại 1 trường hợp" in hand.text
        await hand.press("escape")
        assert "Quyển sổ cần nhập tiếp" in hand.lines[0]
    async with opened() as hand:
        await hand.sign_in("lan")
        await hand.press("alt+n", "f7", "f4")
        assert "Chưa có sổ nào được giao" in hand.text


def _texts(fields: tuple[str, ...], **other: str) -> list[str]:
    """What stands on the page, as keys, field by field."""
    return [(FIRST | {"page_no": "1"} | other).get(name, "") for name in fields]
