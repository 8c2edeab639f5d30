"""A command line that is none, and a help page's frame: in the user's language, with what to do next."""

from __future__ import annotations

import json

import pytest

from registers.catalogue import set_language
from tui.cli import usage
from tui.cli.app import build

app = build()

WRONG = {
    "boks list": ("Không có lệnh “boks”", "There is no command “boks”"),
    "books boks": ("Không có lệnh “boks”", "There is no command “boks”"),
    "init": ("Thiếu --office", "--office is missing"),
    "review approve --all": ("hoặc đặt biến môi trường HOTICH_ACCOUNT", "or set HOTICH_ACCOUNT"),
    "books import": ("Thiếu FILE.csv|FILE.xlsx", "FILE.csv|FILE.xlsx is missing"),
    "books list --nope": ("không có tùy chọn --nope", "has no option --nope"),
    "books ledger a b": ("không nhận thêm: b", "takes no more: b"),
    "accounts add lan --role boss": ("--role phải là một trong: clerk, supervisor", "--role must be one of: clerk"),
    "review queue --order oldest": (
        "--order phải là một trong: risk, age, place",
        "--order must be one of: risk, age, place",
    ),
    "review approve --account minh --severity X": (
        "--severity phải là một trong: E, W, I, none",
        "--severity must be one of: E, W, I, none",
    ),
    "forms show ZZ --layout A": ("KIND phải là một trong: kh, ks", "KIND must be one of: kh, ks"),
    "persons find lan --limit 0": ("Giá trị của --limit không dùng được", "The value of --limit cannot be used"),
    "books import --encoding": ("Dòng lệnh không đúng", "That is no command line"),
}


@pytest.mark.parametrize("line", WRONG)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_wrong_command_line_is_refused_in_the_users_language(
    line: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_language(language)
    assert usage.run(app, line.split()) == 2
    told = capsys.readouterr()
    assert WRONG[line][language == "en"] in told.err
    assert "--help" in told.err
    assert told.out == ""


def test_a_script_gets_the_refusal_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert usage.run(app, ["init", "--json"]) == 2
    document = json.loads(capsys.readouterr().out)
    assert (document["why"], document["error"].startswith("Thiếu --office.")) == ("cli.usage", True)


def test_what_acts_on_a_terminal_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    assert usage.run(app, ["\x1b[31mboks", "\x9b2J"]) == 2
    assert not {"\x1b", "\x9b"} & set(capsys.readouterr().err)


@pytest.mark.parametrize(("language", "words"), [("vi", ("Cách dùng:", "Tùy chọn:")), ("en", ("Usage:", "Options:"))])
def test_the_frame_of_a_help_page_speaks_it_too(
    language: str, words: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    set_language(language)
    assert usage.run(app, ["entries", "export", "--help"]) == 0
    page = capsys.readouterr().out
    assert all(word in page for word in words)
    assert ("Show this message" in page, "Options:" in page) == (False, language == "en")


def test_a_noun_alone_answers_with_its_verbs(capsys: pytest.CaptureFixture[str]) -> None:
    assert usage.run(app, ["books"]) == 2
    assert "import" in capsys.readouterr().err


def test_without_a_terminal_the_program_says_so_in_the_users_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui import program

    monkeypatch.setenv("HOTICH_LANG", "en")
    assert program.run() == 2
    assert "needs a terminal" in capsys.readouterr().err
