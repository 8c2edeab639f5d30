"""Settings of the installation, for all accounts: `config.toml` in HOTICH_HOME. One table, each setting with what it does.

language = "vi"
idle_minutes = 15
notice = "Quên mật khẩu: gọi Minh, số 123"

A notice in both languages is `notice = { vi = "…", en = "…" }`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from registers.catalogue import Label, Language
from registers.errors import HotichError
from registers.systemfaults import problem_of
from registers.text import clean

NO_NOTICE = Label("", "")
LONGEST_NOTICE = 400
"""Characters of a notice: five lines of the smallest terminal."""


class ConfigWrong(HotichError):
    """A `setting` of `config.toml` has a value it cannot have."""

    key: ClassVar[str] = "shell.config_wrong"


class ConfigUnreadable(ConfigWrong):
    """`config.toml` cannot be read, or is no TOML. Values: `file`, `problem`."""

    key: ClassVar[str] = "shell.config_unreadable"


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force."""

    language: Language = Language.VI
    """Of the sign-in, and of accounts that chose none; HOTICH_LANG goes before it."""
    idle: timedelta = timedelta(minutes=15)
    """A session without a key for so long is signed out; `idle_minutes` in the file, 1 to 480."""
    notice: Label = NO_NOTICE
    """A line or a few under the sign-in, for everybody who comes to it; one text is said in both languages."""


def load(path: Path, environment: Mapping[str, str] = os.environ) -> Config:
    """The settings in the file at `path`, the defaults where it says nothing. Raises ConfigWrong."""
    table = _read(path)
    asked = environment.get("HOTICH_LANG", "")
    language = asked or table.pop("language", Language.VI)
    table.pop("language", None)
    minutes = table.pop("idle_minutes", 15)
    if language not in tuple(Language):
        raise ConfigWrong(file="HOTICH_LANG" if asked else path.name, setting="language", value=language)
    if type(minutes) is not int or not 1 <= minutes <= 480:
        raise ConfigWrong(file=path.name, setting="idle_minutes", value=minutes)
    notice = _notice(path, table.pop("notice", ""))
    if table:
        setting, value = next(iter(table.items()))
        raise ConfigWrong(file=path.name, setting=setting, value=value)
    return Config(Language(language), timedelta(minutes=minutes), notice)


def _notice(path: Path, said: Any) -> Label:
    texts = said if isinstance(said, dict) else dict.fromkeys(Language, said)
    fits = all(isinstance(text, str) and len(text) <= LONGEST_NOTICE for text in texts.values())
    if texts.keys() != set(Language) or not fits:
        raise ConfigWrong(file=path.name, setting="notice", value=said)
    return Label(*(clean(texts[language]) for language in (Language.VI, Language.EN)))


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigUnreadable(file=path.name, problem=problem_of(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigUnreadable(file=path.name, problem=error) from error
