"""What all screens share: help, the palette, settings, questions, going back."""

from __future__ import annotations

from pathlib import Path

import pytest

from registers.catalogue import Label, Language, label
from storage import accounts
from storage.engine import Store
from storage.home import Home
from tests.tui.conftest import PASSWORD, Hand, Opening
from tui import keymap
from tui.actions import SCOPES, Action, of_scope
from tui.keymap import Keymap
from tui.keys import shown
from tui.screens.ask import Answer, AskScreen

SHELL_SCOPES = sorted(set(SCOPES) - {"keying"})


@pytest.mark.parametrize("scope", SHELL_SCOPES)
def test_every_screen_says_what_it_is_for(scope: str) -> None:
    for language in Language:
        assert label(f"shell.heading_{scope}").within(language)
        assert label(f"shell.about_{scope}").within(language).rstrip().endswith(".")


@pytest.mark.parametrize("opener", [(), ("f8",), ("f6",), ("f3",)], ids=["queue", "settings", "ledger", "search"])
async def test_help_lists_every_key_of_the_screen_it_was_called_on(opened: Opening, opener: tuple[str, ...]) -> None:
    async with opened(size=(100, 70)) as hand:
        await hand.sign_in("minh")
        await hand.press(*opener)
        below = hand.top
        await hand.press("f1")
        for action in below.actions():
            for key in hand.app.desk.keymap.keys_of(action):
                assert shown(key) in hand.text, action.id
        await hand.press("escape")
        assert hand.top is below


async def test_help_scrolls_to_its_end_and_back(opened: Opening) -> None:
    async with opened() as hand:
        await hand.sign_in()
        await hand.press("f1")
        first = hand.text
        await hand.press("pagedown", "pagedown", "pagedown", "down")
        assert "Ở mọi màn hình" in hand.text
        last = hand.text
        await hand.press("end")
        assert hand.text == last
        await hand.press("home")
        assert hand.text == first


async def test_a_users_keys_are_the_ones_that_work_and_show(opened: Opening, tmp_path: Path) -> None:
    file = tmp_path / "keymap.toml"
    file.write_text('[queue]\nledger = ["alt+s"]\n', encoding="utf-8")
    async with opened(keymap=keymap.load(file)) as hand:
        await hand.sign_in()
        assert "Alt-s Sổ theo dõi" in hand.lines[-1]
        await hand.press("f6")
        assert "Quyển sổ cần nhập tiếp" in hand.lines[0]
        await hand.press("alt+s")
        assert "Sổ theo dõi" in hand.lines[0]


@pytest.mark.parametrize("typed", ["thiet lap", "Settings", "mau sac", "queue.settings"])
async def test_the_palette_finds_and_runs_a_command_in_either_language(opened: Opening, typed: str) -> None:
    async with opened() as hand:
        await hand.sign_in()
        await hand.press("f10")
        await hand.type(typed)
        await hand.press("enter")
        assert "Thiết lập" in hand.lines[0]
        await hand.press("escape")
        assert "Quyển sổ cần nhập tiếp" in hand.lines[0]


async def test_the_palette_says_in_full_what_the_chosen_command_does(opened: Opening) -> None:
    async with opened() as hand:
        await hand.sign_in()
        await hand.press("f10")
        await hand.type("queue.ledger")
        assert "giải trình, khóa sổ." not in hand.chosen
        assert "số thiếu, số trùng, trang lạ; giải trình, khóa sổ." in " ".join(hand.text.split())


async def test_everything_works_without_function_keys(opened: Opening) -> None:
    async with opened() as hand:
        await hand.sign_in()
        for key, heading in (
            ("ctrl+o", "Thiết lập"),
            ("ctrl+l", "Sổ theo dõi"),
            ("ctrl+f", "Tìm người"),
            ("ctrl+g", "Trợ giúp"),
        ):
            await hand.press(key)
            assert heading in hand.lines[0]
            await hand.press("ctrl+b")
        await hand.press("ctrl+p")
        assert "Tìm lệnh" in hand.lines[0]


async def test_a_choice_holds_at_once_and_is_stored(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await hand.sign_in()
        await hand.press("f8", "down", "right")
        assert "VNI" in hand.text
        assert hand.app.desk.preferences.method == "vni"
        await hand.press("left", "left")
        assert "Không" in hand.text
        await hand.press("down", "enter", "down", "space")
        assert accounts.sign_in(store, "lan", PASSWORD).settings == {
            "method": "none",
            "profile": "correction",
            "theme": "dark",
        }
        await hand.press("ctrl+x")
        await hand.sign_in()
        assert hand.app.desk.preferences.method == "none"
        await hand.press("ctrl+x")
        await hand.sign_in("minh")
        assert hand.app.desk.preferences.method == "telex", "another account chose nothing"


async def _asked(hand: Hand, *, reason: str = "") -> list[tuple[str, str]]:
    got: list[tuple[str, str]] = []
    answers = [Answer("yes", Label("Có", "Yes")), Answer("no", Label("Không", "No"))]
    screen = AskScreen(hand.app.desk, "Chắc chưa?", answers, lambda name, why: got.append((name, why)), reason=reason)
    hand.app.push(screen)
    await hand.settled()
    return got


@pytest.mark.parametrize(
    ("reason", "typed", "keys", "answer"),
    [
        ("", "", ["enter"], [("yes", "")]),
        ("", "", ["down", "enter"], [("no", "")]),
        ("", "khong", ["enter"], [("no", "khong")]),
        ("Lý do:", "sách rách", ["enter"], [("yes", "sách rách")]),
        (
            "Lý do:",
            "soor ghi laf Baso",
            ["enter"],
            [("yes", "sổ ghi là Báo")],
        ),  # the account's input method, as on a page
        ("", "", ["escape"], []),
        ("", "zzz", ["enter"], []),
    ],
)
async def test_a_question_gets_one_answer_or_none(
    opened: Opening, reason: str, typed: str, keys: list[str], answer: list[tuple[str, str]]
) -> None:
    async with opened() as hand:
        await hand.sign_in()
        got = await _asked(hand, reason=reason)
        await hand.type(typed)
        await hand.press(*keys)
        assert got == answer


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (20, 5), (10, 3), (200, 60)])
async def test_any_size_of_terminal_is_drawn(opened: Opening, size: tuple[int, int]) -> None:
    async with opened(size=size) as hand:
        await hand.sign_in()
        for keys in (("f1", "escape"), ("f6", "escape"), ("f3", "escape"), ("f8", "escape"), ("f10", "escape")):
            for key in keys:
                await hand.press(key)
                assert len(hand.top.canvas.strips) == size[1]
                assert {strip.cell_length for strip in hand.top.canvas.strips} == {size[0]}


async def test_a_fault_in_one_key_is_told_and_the_next_keys_work(
    opened: Opening, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Action | None:
        raise ZeroDivisionError("Nông Thị Hiền")

    async with opened() as hand:
        await hand.sign_in()
        with monkeypatch.context() as broken:
            broken.setattr(Keymap, "action", failing)
            await hand.press("a")
        assert "ngoài dự tính" in hand.text
        await hand.type("ket hon")
        assert "Lọc: ket hon" in hand.text
        log = home.logs / "faults.log"
        text = log.read_text(encoding="utf-8")
        log.unlink()
    assert "ZeroDivisionError" in text
    assert "Hiền" not in text


@pytest.mark.parametrize(("size", "lines"), [((80, 24), 2), ((40, 24), 4), ((200, 24), 1)])
async def test_a_long_word_is_told_to_its_end(opened: Opening, size: tuple[int, int], lines: int) -> None:
    word = "Kho đang bận vì một chương trình khác giữ quá lâu. " * 2 + "Đợi một phút rồi thử lại."
    async with opened(size=size) as hand:
        await hand.sign_in()
        before = hand.lines
        hand.top.tell(word)
        hand.top.paint()
        told = hand.lines[-1 - lines : -1]
        assert " ".join(told) == word
        assert hand.lines[-2 - lines] != told[0]
        await hand.press("left")
        assert hand.lines == before


def test_scopes_of_the_shell_have_a_way_back() -> None:
    for scope in SHELL_SCOPES:
        assert "everywhere.back" in {action.id for action in of_scope(scope)}
