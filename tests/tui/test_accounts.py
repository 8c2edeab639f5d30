"""The register of accounts by keys alone at 80×24: added, given books, dated, locked, unlocked, a new password, removed."""

from __future__ import annotations

import pytest

from registers.workflow import Role
from storage import accounts, actions
from storage.accounts import WrongPassword, sign_in
from storage.engine import Store
from storage.permissions import AccountState
from tests.tui.conftest import PASSWORD, Hand, Opening
from tui.days import NoDay, read_day, shown_day
from tui.keys import Key

NEW = "mật khẩu của Mai"


async def _register(hand: Hand, name: str = "quản-trị", chosen: str = "") -> None:
    await hand.sign_in(name)
    await hand.press("alt+u")
    assert "Tài khoản" in hand.lines[0]
    await hand.type(chosen)


async def _fill_in(hand: Hand, *texts: str) -> None:
    for text in texts:
        await hand.type(text)
        await hand.press("enter")


async def test_an_account_from_the_first_day_to_the_last(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await _register(hand)
        await hand.press("f7", "enter")  # a clerk
        assert "Tài khoản mới · Người nhập" in hand.text
        await _fill_in(hand, "mai.nt", "1/11/2026", "31/12/2026", NEW, NEW)
        assert "Đã thêm mai.nt (Người nhập)." in hand.text
        await hand.type("mai")
        assert hand.chosen.split() == ["mai.nt", "Người", "nhập", "đang", "dùng", "01/11/2026", "31/12/2026"]
        await hand.press("enter")
        assert "Giao sổ · mai.nt" in hand.lines[0]
        await hand.type("khai tu")
        await hand.press("enter")
        assert "Đã giao KT-2008 cho mai.nt." in hand.text
        await hand.press("ctrl+u", "f3")
        assert next(line for line in hand.lines if line.startswith("✓")).split()[1] == "KT-2008"
        await hand.press("escape")
        assert "Sổ được giao: KT-2008" in hand.text
        await hand.press("f4", "down")
        await hand.type("nghỉ phép")
        await hand.press("enter")
        assert "Đã khóa mai.nt." in hand.text
        assert accounts.get(store, "mai.nt").state is AccountState.LOCKED
        await hand.press("f4", "down", "enter")
        assert "Đã mở khóa mai.nt." in hand.text
        await hand.press("f6", "tab", "ctrl+u")
        await _fill_in(hand, "")
        assert accounts.get(store, "mai.nt").valid_to == ""
        await hand.press("f8")
        await _fill_in(hand, "một mật khẩu khác", "một mật khẩu khác")
        assert "Đã đặt mật khẩu mới" in hand.text
        await hand.press("f12", "enter")
        assert sign_in(store, "mai.nt", "một mật khẩu khác").name == "mai.nt"
        await hand.press("f12", "down", "enter")
        assert "Đã xóa mai.nt." in hand.text
    with pytest.raises(WrongPassword):
        sign_in(store, "mai.nt", "một mật khẩu khác")
    boss = accounts.get(store, "quản-trị").account_id
    acts = [line.act for line in actions.recent(store, account_id=boss)]
    assert acts[:8] == [
        *("account.remove", "account.password", "account.dates", "account.unlock", "account.lock", "account.assign"),
        *("account.add", "account.sign_in"),
    ]
    assert next(line for line in actions.recent(store) if line.act == "account.lock").detail["reason"] == "nghỉ phép"


@pytest.mark.parametrize("name", ["../x", "lan anh", ".lan", "lan", "x" * 65])
async def test_a_name_that_is_none_is_refused_where_it_stands_and_the_rest_stays(
    opened: Opening, store: Store, name: str
) -> None:
    async with opened() as hand:
        await _register(hand)
        await hand.press("f7", "enter")
        await _fill_in(hand, name, "", "", NEW, NEW)
        assert ("Đã có tài khoản" if name == "lan" else "chỉ gồm chữ và số") in " ".join(hand.text.split())
        await hand.press("ctrl+u")
        await hand.type("mai")
        await hand.press(*["enter"] * 5)
        assert "Đã thêm " in hand.text
    assert sign_in(store, "mai", NEW).role is Role.CLERK


async def test_a_password_is_never_seen_and_typed_the_same_twice(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await _register(hand, chosen="lan")
        await hand.press("f8")
        seen = []
        for typed in ((NEW, "mật khẩu của Mái"), ("ngắn", "ngắn"), (NEW, NEW)):
            for text in typed:
                await hand.type(text)
                seen.append(hand.text)
                await hand.press("enter")
            seen.append(hand.text)
        assert "Hai lần gõ mật khẩu khác nhau" in seen[2]
        assert "•" not in seen[2], "both are typed again"
        assert "ít nhất 6 ký tự" in seen[5]
        assert not any(word in text for text in seen for word in (NEW, "Mái", "ngắn"))
        assert "•" * len(NEW) in seen[0]
        assert "Đã đặt mật khẩu mới cho lan." in hand.text
    assert sign_in(store, "lan", NEW).name == "lan"
    assert not any(NEW in str(line.detail) for line in actions.recent(store))


async def test_everybody_changes_his_own_password_and_an_auditor_asks_for_it(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await hand.sign_in("lan")
        await hand.press("f8")
        assert "F8 Đổi mật khẩu" in hand.lines[-1]
        await hand.press("f8")
        await _fill_in(hand, "không phải", NEW, NEW)
        assert "Sai mật khẩu hiện nay" in hand.text
        assert "•" not in hand.text
        await _fill_in(hand, PASSWORD, NEW, f"{NEW}x")
        assert "Gõ lại cả hai" in hand.text
        await _fill_in(hand, NEW, NEW)  # both, not the current one, too
        assert "Đã đổi mật khẩu" in hand.text
    assert sign_in(store, "lan", NEW).name == "lan"
    async with opened() as hand:
        await hand.sign_in("hoa")
        await hand.press("f8")
        assert "mật khẩu" not in hand.lines[-1]
        await hand.press("f8")
        assert "Thiết lập" in hand.lines[0]


async def test_the_last_administrator_neither_locks_nor_removes_nor_dates_himself_out(
    opened: Opening, store: Store
) -> None:
    async with opened() as hand:
        await _register(hand, chosen="quan-tri")
        for keys in (("f4", "down", "enter"), ("f12", "down", "enter"), ("f6", "tab", *"01012020", "enter")):
            await hand.press(*keys)
            assert "quản trị cuối cùng" in " ".join(hand.text.split()), keys
        await hand.press("escape")
    assert accounts.get(store, "quản-trị").state is AccountState.ACTIVE


async def test_days_are_typed_as_people_write_them_and_wrong_ones_told(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await _register(hand, chosen="lan")
        await hand.press("f6")
        await _fill_in(hand, "31/02/2026", "")
        assert "“31/02/2026” không phải là ngày" in hand.text
        await hand.press("ctrl+u")
        await _fill_in(hand, "01122026", "30.11.2026")
        assert "đứng trước ngày bắt đầu" in " ".join(hand.text.split())
        await hand.press("ctrl+u", "enter", "enter")
    row = accounts.get(store, "lan")
    assert (row.valid_from, row.valid_to) == ("", "2026-11-30")


@pytest.mark.parametrize(
    ("name", "opens", "offers", "not_offered"),
    [
        ("quản-trị", True, ("Enter Sổ", "F7 Thêm", "F4 Khóa", "F8 Mật khẩu", "Esc Quay lại"), ()),
        ("minh", True, ("Enter Sổ", "F4 Khóa"), ("Thêm", "Thời hạn", "Mật khẩu")),
        ("hoa", True, (), ("Sổ", "Thêm", "Khóa", "Thời hạn", "Mật khẩu")),
        ("lan", False, (), ("Thêm",)),
    ],
)
async def test_each_role_has_the_keys_it_may_use(
    opened: Opening, name: str, opens: bool, offers: tuple[str, ...], not_offered: tuple[str, ...]
) -> None:
    async with opened() as hand:
        await hand.sign_in(name)
        await hand.press("alt+u")
        assert ("Tài khoản" in hand.lines[0]) is opens
        assert all(text in hand.lines[-1] for text in offers)
        assert not any(text in hand.lines[-1] for text in not_offered)


async def test_keys_typed_ahead_fill_in_the_lines_in_order(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await _register(hand)
        keys = ["f7", "enter", *"mai", "enter", "enter", "enter", *NEW, "enter", *NEW, "enter"]
        hand.app.take_keys([Key.typed(key) if len(key) == 1 else Key(key) for key in keys])
        await hand.settled()
        assert "Đã thêm " in hand.text
    assert sign_in(store, "mai", NEW).name == "mai"
    assert sign_in(store, "lan", PASSWORD).name == "lan"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("1/2/2026", "2026-02-01"),
        ("01022026", "2026-02-01"),
        ("2026-02-01", "2026-02-01"),
        ("29.02.2028", "2028-02-29"),
    ],
)
def test_a_day_is_read_and_shown(typed: str, kept: str) -> None:
    assert read_day(typed) == kept
    assert read_day(shown_day(kept)) == kept


@pytest.mark.parametrize(
    "typed", ["31/02/2026", "29/02/2026", "1/13/2026", "hôm nay", "1/2/26", "2026-13-01", "0/0/0000"]
)
def test_what_is_no_day_is_told(typed: str) -> None:
    with pytest.raises(NoDay):
        read_day(typed)
