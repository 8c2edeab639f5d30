"""Documents made by the program: the page of keys is up to date, pictures are the same every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui import keymap, keysheet
from tui.actions import ACTIONS

KEYS = Path(__file__).parent.parent.parent / "docs" / "keys.md"


def test_the_page_of_keys_is_up_to_date() -> None:
    again = "python -m tui.keysheet docs/keys.md"
    assert KEYS.read_text(encoding="utf-8") == keysheet.sheet(), f"the page of keys is old: {again}"


def test_the_page_of_keys_names_every_action_in_both_languages() -> None:
    page = keysheet.sheet()
    assert all(page.count(f"`{action.id}`") == 2 for action in ACTIONS)


def test_the_keymap_it_shows_is_a_right_one(tmp_path: Path) -> None:
    file = tmp_path / "keymap.toml"
    file.write_text(keysheet._KEYMAP, encoding="utf-8")
    assert keymap.load(file).keys["queue.ledger"] == ("f6", "alt+l")


def test_pictures_are_the_same_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.terminal.set_switches", lambda: None)  # other tests have imported Textual already
    from tui import picture

    monkeypatch.setattr(picture, "PICTURES", {"queue": (), "ledger": ("f6",)})
    for folder in ("once", "again"):
        picture.main(tmp_path / folder)
    once = {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "once").iterdir()}
    assert once == {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "again").iterdir()}
    assert set(once) == {"queue-vi.svg", "queue-en.svg", "ledger-vi.svg", "ledger-en.svg"}
    assert "Kết&#160;hôn" in once["queue-vi.svg"]
    assert "@font-face" not in once["queue-vi.svg"]
