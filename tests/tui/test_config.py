"""The installation's settings, and an account's own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from registers.catalogue import Label, Language
from tui import config
from tui.config import Config, ConfigWrong
from tui.preferences import SETTINGS, Preferences


@pytest.mark.parametrize(
    ("text", "environment", "settings"),
    [
        (None, {}, Config(Language.VI, timedelta(minutes=15))),
        ('language = "en"\nidle_minutes = 5\n', {}, Config(Language.EN, timedelta(minutes=5))),
        ('language = "en"\n', {"HOTICH_LANG": "vi"}, Config(Language.VI)),
        ("", {"HOTICH_LANG": "en"}, Config(Language.EN)),
        ('notice = "gọi\\nMinh\\u001b[31m"', {}, Config(notice=Label("gọi\nMinh[31m", "gọi\nMinh[31m"))),
        ('notice = { vi = "gọi\\u001b Minh", en = "call Minh" }', {}, Config(notice=Label("gọi Minh", "call Minh"))),
    ],
)
def test_the_file_and_the_environment_say_what_holds(
    tmp_path: Path, text: str | None, environment: dict[str, str], settings: Config
) -> None:
    file = tmp_path / "config.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    assert config.load(file, environment) == settings


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("language = ", "config.toml: Invalid value"),
        ('language = "fr"\n', "fr"),
        ("idle_minutes = 0\n", "idle_minutes"),
        ('idle_minutes = "10"\n', "idle_minutes"),
        ("idle_minutes = true\n", "idle_minutes"),
        ("idle = 3\n", "idle"),
        ("notice = 3\n", "notice"),
        ('notice = { vi = "gọi" }\n', "notice"),
        ('notice = { vi = "gọi", en = "call", fr = "appelez" }\n', "notice"),
        ('notice = { vi = "gọi", en = 3 }\n', "notice"),
        (f'notice = {{ vi = "gọi", en = "{"x" * 401}" }}\n', "notice"),
        (f'notice = "{"x" * 401}"\n', "notice"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigWrong) as refused:
        config.load(file, {})
    for language in Language:
        assert says in refused.value.within(language)


def test_every_setting_of_an_account_has_its_default_and_texts() -> None:
    defaults = Preferences()
    for setting in SETTINGS:
        assert getattr(defaults, setting.name) == setting.default
        for language in Language:
            assert setting.label.within(language)
            assert setting.help.within(language)
            assert all(setting.value_label(value).within(language) for value in setting.values)


def test_what_another_version_stored_is_the_default_here() -> None:
    stored = {"method": "vni", "theme": "neon", "profile": 3, "colour": "red"}
    assert Preferences.of(stored) == Preferences(method="vni")
