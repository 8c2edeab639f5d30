"""The log on the screen: read by who looks after accounts and by the auditor, narrowed by one key, older lines read as one comes to them."""

from __future__ import annotations

import pytest

from storage import accounts, log
from storage.engine import Store
from storage.permissions import OPERATOR
from tests.tui.conftest import Opening, keyed


async def test_an_auditor_goes_from_a_line_to_all_about_it(
    opened: Opening, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "PAGE", 4)
    keyed(store, "lan", "KT-2008", 1, 1, deceased_full_name="Nông Văn Páo", registration_date="02.01.2008")
    for reason in ("nghỉ phép", "đã về"):
        accounts.lock(store, "lan", by=OPERATOR, reason=reason)
        accounts.unlock(store, "lan", by=OPERATOR)
    async with opened() as hand:
        await hand.sign_in("hoa")
        await hand.press("alt+y")
        assert "Nhật ký" in hand.lines[0]
        assert hand.chosen.split()[2:] == ["hoa", "đăng", "nhập", "hoa"]
        assert hand.lines[1].endswith("4 …")
        await hand.type("nghi phep")
        assert "Không có dòng nào" in hand.text
        await hand.press("f6")
        assert "khóa tài khoản" in hand.chosen
        assert "lý do: nghỉ phép" in hand.text
        await hand.press("enter")
        assert "về lan" in hand.lines[0]
        await hand.press("end", "end", "end", "end")
        assert "thêm tài khoản" in hand.chosen
        await hand.press("f3")
        assert "về lan · của người vận hành" in hand.lines[0]
        await hand.press("escape", "escape", "escape")
        assert "Quyển sổ cần nhập tiếp" in hand.lines[0]


@pytest.mark.parametrize("name", ["lan", "minh"])
async def test_others_do_not_read_when_who_works(opened: Opening, store: Store, name: str) -> None:
    async with opened() as hand:
        await hand.sign_in(name)
        await hand.press("alt+y")
        assert "Quyển sổ cần nhập tiếp" in hand.lines[0]
