"""Where one office's program keeps everything."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from storage.errors import StoreReadOnly
from storage.home import Home


def test_the_environment_names_the_home_and_the_database(tmp_path: Path) -> None:
    home = Home.find({"HOTICH_HOME": str(tmp_path / "office")})
    assert home.store_url == f"sqlite:///{tmp_path / 'office' / 'store.db'}"
    assert (
        Home.find({"HOTICH_HOME": str(tmp_path), "HOTICH_DATABASE": "postgresql://x/y"}).store_url == "postgresql://x/y"
    )


def test_without_a_name_it_is_the_platforms_place() -> None:
    home = Home.find({})
    assert home.path.is_absolute()
    assert home.path.name == "hotich"


def test_a_tilde_and_a_relative_path_become_whole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert Home.find({"HOTICH_HOME": "~/office"}).path == tmp_path / "office"
    assert Home.find({"HOTICH_HOME": "office"}).path == tmp_path / "office"


def test_where_no_folder_can_be_made_the_error_names_the_place(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder", encoding="utf-8")
    for place in (tmp_path / "taken", tmp_path / "taken" / "office", Path("/proc/office")):
        with pytest.raises(StoreReadOnly, match=str(place)):
            Home(place).make()


def test_its_folders_are_private(tmp_path: Path) -> None:
    home = Home(tmp_path / "a" / "office")
    home.make()
    home.make()
    for folder in (home.path, home.drafts, home.logs):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert home.config.parent == home.keymap.parent == home.path
