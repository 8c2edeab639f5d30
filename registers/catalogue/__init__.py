"""The one catalogue of what the program says, Vietnamese and English side by side, and the one switch between them.

Each area of the house has one file here (`errors.toml`, `checks.toml`, `keying.toml` …); a key is `area.name`:

    [wrong_password]
    vi = "Sai mật khẩu. Gõ lại."
    en = "Wrong password. Type it again."

Places for values are written `{name}`; where a word agrees with a number, `{count|entry|entries}` is the first for 1 and the second
for any other. Labels of fields and codes live with the forms and code tables they belong to
(`registers/forms`, `registers/codes`), as `Label` values, because they are data of the domain.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any


class Language(StrEnum):
    """Screen languages; Vietnamese comes first."""

    VI = "vi"
    EN = "en"


_current = Language.VI
_KEY = re.compile(r"^\[([^\]\n]*)\]", re.MULTILINE)


class CatalogueWrong(Exception):
    """A file of the catalogue is not as it should be; for whoever edits it, so in no catalogue itself."""


def language() -> Language:
    """The language screens and messages use now."""
    return _current


def set_language(to: str) -> None:
    """Switch every screen and message to `to` (`vi` or `en`). Raises ValueError for any other."""
    global _current
    _current = Language(to)


@dataclass(frozen=True, slots=True)
class Label:
    """A short text in both languages; `str()` gives it in the current one."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.vi if _current is Language.VI else self.en

    def within(self, lang: Language) -> str:
        """The text in `lang`, whatever the switch says."""
        return self.vi if lang is Language.VI else self.en


@cache
def _area(name: str) -> dict[str, Label]:
    file = resources.files(__name__).joinpath(f"{name}.toml")
    if not file.is_file():
        return {}
    return read(f"{name}.toml", file.read_text(encoding="utf-8"))


def read(file: str, text: str) -> dict[str, Label]:
    """The labels of one file's text, by name. Raises CatalogueWrong, which names the file and the key."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        twice = [name for name, times in Counter(_KEY.findall(text)).items() if times > 1]
        raise CatalogueWrong(f"{file}: " + (f"given twice: {', '.join(twice)}" if twice else str(error))) from error
    labels = {}
    for name, said in table.items():
        if not isinstance(said, dict) or said.keys() != set(Language):
            raise CatalogueWrong(f"{file}: {name} needs vi and en, and nothing else")
        labels[name] = Label(said["vi"], said["en"])
    return labels


class _Places(dict[str, Any]):
    """What fills the places of a text: values by name, and words that agree with one of them."""

    def __missing__(self, place: str) -> str:
        name, *words = place.split("|")
        if len(words) != 2:
            raise KeyError(place)
        return words[str(self[name]) != "1"]


def load_all() -> None:
    """Read every file now, so that a wrong one shows before the first screen needs it. Raises CatalogueWrong."""
    for name in areas():
        _area(name)


def filled(key: str, /, **values: Any) -> Label:
    """The label behind `key`, with its places filled from `values` in both languages."""
    return Label(say(key, Language.VI, **values), say(key, Language.EN, **values))


def areas() -> list[str]:
    """Names of the catalogue's files, sorted."""
    return sorted(entry.name[:-5] for entry in resources.files(__name__).iterdir() if entry.name.endswith(".toml"))


def entries(area: str) -> dict[str, Label]:
    """Every label of one area, by its name inside the area."""
    return dict(_area(area))


def label(key: str) -> Label:
    """The label behind `area.name`. Raises KeyError where the catalogue has none."""
    area, _, name = key.partition(".")
    try:
        return _area(area)[name]
    except KeyError:
        raise KeyError(f"no text for {key!r} in the catalogue") from None


def say(key: str, lang: Language | None = None, /, **values: Any) -> str:
    """The text behind `key` in `lang` (default: the current language), with its places filled from `values`."""
    text = label(key)
    return text.within(lang or _current).format_map(_Places(values))
