"""Keys to actions: the defaults reach everything, and a user's file says plainly where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from registers.catalogue import Language, label
from registers.errors import HotichError
from tui import keymap
from tui.actions import ACTIONS, SCOPES, Action, of_scope
from tui.keymap import KeyConflict, Keymap, KeymapUnreadable, UnknownAction, UnknownKey
from tui.keys import Key, is_function_key, types_text, usable


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_has_texts_and_a_key_that_is_no_function_key(action: Action) -> None:
    for language in Language:
        assert action.label.within(language)
        assert action.help.within(language).endswith(".")
    assert all(usable(key) for key in action.keys)
    assert any(not is_function_key(key) for key in action.keys)


def test_actions_are_named_once_and_every_group_is_heard_somewhere() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    groups = {action.group for action in ACTIONS}
    assert groups == {group for groups in SCOPES.values() for group in groups}
    assert all(label(f"actions.group_{group}").within(language) for group in groups for language in Language)


def test_no_screen_has_two_actions_of_one_name() -> None:
    """A screen runs an action by its name: a second `back` would be what Escape does."""
    for scope in SCOPES:
        names = [action.name for action in of_scope(scope)]
        assert sorted(set(names)) == sorted(names), scope


@pytest.mark.parametrize("scope", [scope for scope, groups in SCOPES.items() if "line" in groups])
def test_where_text_is_typed_no_character_is_a_command(scope: str) -> None:
    assert not [key for action in of_scope(scope) for key in action.keys if types_text(key)]


def _written(folder: Path, text: str) -> Path:
    file = folder / "keymap.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    keys = keymap.load(tmp_path / "keymap.toml")
    found = keys.action("queue", Key("f6"))
    assert found is not None
    assert found.id == "queue.ledger"
    assert keys.action("queue", Key.typed("f")) is None


def test_a_line_of_the_file_replaces_all_keys_of_its_action(tmp_path: Path) -> None:
    keys = keymap.load(_written(tmp_path, '[queue]\nledger = ["f4"]\nsearch = []\n'))
    found = keys.action("queue", Key("f4"))
    assert found is not None
    assert found.id == "queue.ledger"
    assert keys.action("queue", Key("f6")) is None
    assert keys.action("queue", Key("f3")) is None
    assert keys.shown(found) == "f4"


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("[queue\n", KeymapUnreadable, "line 1"),
        ('[queue]\nledgr = ["f6"]\n', UnknownAction, "queue.ledgr"),
        ('ledger = ["f6"]\n', UnknownAction, "ledger"),
        ('[queue]\nledger = "f6"\n', UnknownKey, "f6"),
        ('[queue]\nledger = ["f13"]\n', UnknownKey, "f13"),
        ('[queue]\nledger = ["ctrl+s"]\n', UnknownKey, "ctrl+s"),
        ('[queue]\nledger = ["ctrl+left"]\n', UnknownKey, "ctrl+left"),
        ('[queue]\nledger = ["x"]\n', UnknownKey, "“x”"),
        ('[queue]\nledger = ["f3"]\n', KeyConflict, "queue.search"),
        ('[line]\nclear = ["f1"]\n', KeyConflict, "everywhere.help"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(tmp_path: Path, text: str, error: type[HotichError], says: str) -> None:
    with pytest.raises(error) as refused:
        keymap.load(_written(tmp_path, text))
    for language in Language:
        assert says in refused.value.within(language)


def test_keys_of_different_screens_do_not_conflict() -> None:
    assert Keymap({"ledger.explain": ("f6",)}).action("queue", Key("f6")) is not None


@pytest.mark.parametrize(
    ("name", "character", "key"),
    [
        ("a", "a", Key("a", "a")),
        ("ế", "ế", Key("ế", "ế")),
        ("full_stop", ".", Key(".", ".")),
        ("space", " ", Key("space", " ")),
        ("alt+a", "a", Key("alt+a")),
        ("ctrl+j", "\n", Key("enter")),
        ("enter", "\r", Key("enter")),
        ("ctrl+h", "\x08", Key("backspace")),
        ("backspace", "\x7f", Key("backspace")),
        ("f1", None, Key("f1")),
        ("combining_tilde", "\u0303", Key("\u0303", "\u0303")),
    ],
)
def test_terminals_spellings_end_at_the_key(name: str, character: str | None, key: Key) -> None:
    assert Key.arrived(name, character) == key


@pytest.mark.parametrize(("wrong", "near"), [("ledgr", "queue.ledger"), ("zzzzzz", "queue.open")])
def test_a_wrong_name_is_told_with_the_names_there_are(tmp_path: Path, wrong: str, near: str) -> None:
    with pytest.raises(UnknownAction) as refused:
        keymap.load(_written(tmp_path, f'[queue]\n{wrong} = ["f6"]\n'))
    assert near in str(refused.value)
