"""Stored values as a page would carry them, and which typed keys can be the beginning of one."""

from __future__ import annotations

import re
from functools import lru_cache

from registers.codes import code_list
from registers.dates import PartialDate
from registers.form import Field, FieldType
from tui.typing.suggest.letters import Typed, initials, plain

# `Bản` and `Lũng` belong to the names of hamlets here (`Bản Tậu`).
_KIND_WORDS = frozenset(
    "xóm thôn tổ khu khối phố xã phường huyện tỉnh thị trấn thành dân ubnd".split()  # noqa: SIM905 - read as a line
)
_FIGURES = re.compile(r"\d+")
_BARE, _INITIALS = 0.8, 0.3  # how well a text fits keys that leave its kind words out, or are its initials


def shown(field: Field, value: str, year: int | None) -> str:
    """`value` (normalised) as `field` shows it; "" where the page could not carry it. `year` is that of the registration."""
    if field.type in (FieldType.CODE, FieldType.ID_KIND):
        items = code_list(field.codes)
        return items[value].label.vi if value in items else ""
    if field.type in (FieldType.DATE, FieldType.PDATE):
        return value.replace(".", "/")
    if field.type is FieldType.AGE_OR_YEAR:
        return str(year - int(value)) if year and value.isdecimal() and 0 <= year - int(value) < 120 else ""
    return value


def text_fit(typed: Typed, text: str) -> float:
    """How well `typed` begins `text` (0–1): from its first letter, from its first name, or by initials."""
    if typed.can_begin(text, _plain(text)):
        return 1.0
    bare = without_kind_words(text)
    if bare != text and typed.can_begin(bare, _plain(bare)):
        return _BARE
    if (
        " " not in typed.plain
        and len(typed.plain) > 1
        and (_initials(text).startswith(typed.plain) or _initials(bare).startswith(typed.plain))
    ):
        return _INITIALS
    return 0.0


def date_fit(typed: str, value: str) -> bool:
    """True where typed digits can be the beginning of a stored date: `2702`, `27/2`, `87`."""
    date = PartialDate.from_normalised(value)
    if date is None:
        return False
    begun = date_digits(typed)
    if typed and not begun:
        return False  # words, which no figures answer
    parts = [f"{part:02}" for part in (date.day, date.month) if part is not None]
    whole = ["".join(parts) + year for year in (f"{date.year}", f"{date.year % 100:02}")]
    return any(one.startswith(digits) for one in whole for digits in begun or [""])


def date_digits(typed: str) -> list[str]:
    """The digits a typed date may stand for, day and month with two each: `5/4` is `054…` and `0504`, `5/4/` only `0504`."""
    groups = _FIGURES.findall(typed)
    if not groups:
        return []
    *ended, last = groups if typed[-1].isdecimal() else [*groups, ""]
    begun = "".join(group.zfill(2) for group in ended) + last
    return [begun, f"{begun[:-1]}0{last}"] if ended and len(last) == 1 else [begun]


@lru_cache(maxsize=16384)
def without_kind_words(text: str) -> str:
    """`text` from its first word that is no kind of unit on: `Xóm Nà Kinh, xã …` → `Nà Kinh, xã …`."""
    start = 0
    while (end := text.find(" ", start)) > 0 and text[start:end].lower() in _KIND_WORDS:
        start = end + 1
    return text[start:]


@lru_cache(maxsize=16384)
def _plain(text: str) -> str:
    return plain(text)


@lru_cache(maxsize=16384)
def _initials(text: str) -> str:
    return initials(text)
