"""The log on the screen: read by who looks after accounts and by the auditor, narrowed by one key, older lines read as one comes to them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import accounts, log
from storage.engine import Store
from storage.permissions import OPERATOR
from tests.tui.conftest import Opening, keyed
from tui import logwords

_STORAGE = Path(log.__file__).parent


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


def _kept_besides(module: ast.Module) -> Iterator[str]:
    """Names of the details a module writes to the log: keys of what it gives `actions.record`, as far as the module makes it."""
    functions = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    for function in functions.values():
        made = {
            target.id: node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "actions.record" and len(call.args) > 4:
                given = call.args[4]
                named = [node.id for node in ast.walk(given) if isinstance(node, ast.Name)]
                parts: list[ast.AST] = [given, *(made[name] for name in named if name in made)]
                parts += [functions[name] for name in named if name in functions]
                for node in (inner for part in parts for inner in ast.walk(part)):
                    if isinstance(node, ast.Dict):
                        yield from (str(key.value) for key in node.keys if isinstance(key, ast.Constant))


def test_every_detail_of_the_log_has_its_words() -> None:
    modules = [ast.parse(path.read_text(encoding="utf-8")) for path in _STORAGE.glob("*.py")]
    names = {name for module in modules for name in _kept_besides(module)}
    assert {"reason", "field", "gaps", "other"} < names  # the look finds them, made beside the call or in a function
    assert (
        sorted(name for name in names - set(logwords.HIDDEN) if logwords.detail({name: 1}).startswith(f"{name}:")) == []
    )
