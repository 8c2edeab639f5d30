"""The surface scripts rely on: every command is there, helps in both languages, answers in JSON, and starts quickly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.tui.cli.conftest import Hotich

COMMANDS = {
    "init": ["--office"],
    "accounts add": ["--role", "--password-stdin"],
    "accounts list": [],
    "accounts lock": [],
    "accounts unlock": [],
    "accounts remove": [],
    "accounts assign": [],
    "accounts unassign": [],
    "accounts dates": ["--valid-from", "--valid-to"],
    "accounts password": ["--password-stdin"],
    "plan status": [],
    "plan load": [],
    "books import": ["--encoding", "--update"],
    "books list": [],
    "books next": ["--account", "--office"],
    "books ledger": [],
    "books close": [],
    "books reopen": [],
    "forms list": [],
    "forms show": ["--layout"],
    "forms schema": ["--layout"],
    "entries import": ["--format", "--account", "--book"],
    "entries export": ["--format", "--out", "--state", "--book"],
    "export ministry": ["--book", "--out", "--workbook", "--state"],
    "review queue": [
        "--book",
        "--clerk",
        "--kind",
        "--flag",
        "--severity",
        "--older-than",
        "--risk",
        "--state",
        "--order",
    ],
    "review return": ["--account", "--reason", "--comment", "--revision"],
    "review approve": ["--account", "--all", "--revision", "--book"],
    "review standardise": ["--kind", "--accept", "--refuse", "--account"],
    "report progress": ["--xlsx"],
    "report productivity": ["--xlsx", "--from", "--to"],
    "report quality": ["--xlsx"],
    "review plant": ["--account", "--count", "--book"],
    "review planted": ["--account"],
    "review unplant": ["--account"],
    "persons find": [],
    "audit verify": [],
    "doctor": [],
    "backup": [],
    "restore": [],
    "demo": ["--keep"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_there(hotich: Hotich, name: str) -> None:
    helped = hotich(*name.split(), "--help")
    assert helped.code == 0
    options = set(re.findall(r"--[a-z-]+", helped.out))
    assert {"--json", *COMMANDS[name]} <= options


def test_help_speaks_the_language_asked_for(process: Hotich) -> None:
    vietnamese, english = process("books", "--help"), process("books", "--help", HOTICH_LANG="en")
    assert "Nhập danh mục sổ" in vietnamese.out
    assert "Import the inventory" in english.out


def test_a_help_page_speaks_vietnamese_wherever_it_is_wrapped(process: Hotich) -> None:
    page = process("centre", "serve", "--help").out
    assert not re.search("default|env var|required", page)
    assert len(re.findall(r"\[mặc định:\s", page)) == 4
    assert max(map(len, page.splitlines())) <= 80
    assert "bắt buộc]" in page


def test_messages_speak_the_language_asked_for(process: Hotich) -> None:
    assert "không có" in process("books", "ledger", "NO").err.lower()
    assert "no book" in process("books", "ledger", "NO", HOTICH_LANG="en").err.lower()


def test_the_installation_may_speak_english_for_everybody(process: Hotich, home: Path) -> None:
    (home / "config.toml").write_text('language = "en"\n', encoding="utf-8")
    assert "Import the inventory" in process("books", "--help").out
    assert "Nhập danh mục sổ" in process("books", "--help", HOTICH_LANG="vi").out
    assert "Nhập danh mục sổ" in process("books", "--help", HOTICH_LANG="tlh").out


def test_json_and_messages_keep_apart(process: Hotich) -> None:
    ran = process("books", "next", "--json")
    assert (ran.code, ran.document) == (0, None)
    assert ran.err.strip()


def test_an_unknown_command_is_refused_without_a_traceback(process: Hotich) -> None:
    ran = process("boks", "list")
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_help_waits_for_no_store(process: Hotich) -> None:
    import subprocess
    import sys

    code = "import sys; import tui.cli.app; print(*sorted(m.partition('.')[0] for m in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"sqlmodel", "sqlalchemy", "textual", "httpx", "rich"} & set(loaded)


@pytest.mark.parametrize(("name", "check"), [("config.toml", "config"), ("keymap.toml", "keymap")])
def test_the_doctor_tells_of_settings_no_screen_begins_with(hotich: Hotich, home: Path, name: str, check: str) -> None:
    def found() -> dict[str, bool]:
        return {one["check"]: one["ok"] for one in hotich("doctor", "--json").document["checks"]}

    assert found()[check]
    (home / name).write_text("language = [", encoding="utf-8")
    assert {one for one, ok in found().items() if not ok} >= {check}
    assert name in hotich("doctor").err
