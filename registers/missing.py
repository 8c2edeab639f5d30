"""Words and strokes that stand for no value, and those that repeat the value above (registers.md §6.4 rules 7 and 11).

Blank, written as unknown, illegible and ditto are different things and stay so.
"""

from __future__ import annotations

import re
from functools import lru_cache

from registers.text import fold
from registers.value import Mark

UNREADABLE = "…"
"""Written for the part of a value that cannot be read."""

_DITTO = re.compile(
    r"[-–\s.]*(?:n\.?t\.?|như trên)[-–\s.]*|[″\"〃]|[-–]?\s*[/\\|]{2}\s*[-–]?|''|,,|[-–]\s*[″\"]\s*[-–]", re.IGNORECASE
)
_BLANK = re.compile(r"[-–—_./\\×xX\s*]+|không có|khong co|để trống|bỏ trống|không ghi", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"(?:khong|k|ko|chua|0|kg) ?(?:ro|biet|nho|xac dinh|xac dinh duoc|duoc ro|biet ro|nho ro|tuong)(?: (?:ngay|thang|nam|ho ten|ten|dia chi).*)?"
)


_FIRST_LETTERS = frozenset("kKcCđĐbBxX0")
"""What any of the wordings above can begin with: asked first, since most values begin otherwise."""


@lru_cache(maxsize=65536)
def is_ditto(text: str) -> bool:
    """True for `nt`, `-nt-`, `″`, `-//-`, `như trên`."""
    return len(text) <= 12 and _DITTO.fullmatch(text) is not None


@lru_cache(maxsize=65536)
def says_nothing(text: str) -> Mark:
    """BLANK for strokes and words that say the field was left empty (`-`, `/`, `không có`), UNKNOWN for `không rõ`, `không
    nhớ`, `không rõ ngày`, NONE for anything else."""
    if text[:1] not in _FIRST_LETTERS and text[:1].isalnum():
        return Mark.NONE
    if len(text) <= 12 and _BLANK.fullmatch(text) is not None:
        return Mark.BLANK
    if len(text) <= 40 and _UNKNOWN.fullmatch(fold(text).strip(" .()")) is not None:
        return Mark.UNKNOWN
    return Mark.NONE


def is_unknown(text: str) -> bool:
    """True where `text` says that the value is not known."""
    return says_nothing(text) is Mark.UNKNOWN
