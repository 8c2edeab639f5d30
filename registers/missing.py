"""Words and strokes that stand for no value, and those that repeat the value above (registers.md §6.4 rules 7 and 11).

Blank, written as unknown, illegible and ditto are different things and stay so.
"""

from __future__ import annotations

import re

from registers.text import fold

UNREADABLE = "…"
"""Written for the part of a value that cannot be read."""

_DITTO = re.compile(
    r"[-–\s.]*(?:n\.?t\.?|như trên)[-–\s.]*|[″\"〃]|[-–]?\s*[/\\|]{2}\s*[-–]?|''|,,|[-–]\s*[″\"]\s*[-–]", re.IGNORECASE
)
_BLANK = re.compile(r"[-–—_./\\×xX\s*]+|không có|khong co|để trống|bỏ trống|không ghi", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"(?:khong|k|ko|chua|0|kg) ?(?:ro|biet|nho|xac dinh|xac dinh duoc|duoc ro|biet ro|nho ro|tuong)(?: (?:ngay|thang|nam|ho ten|ten|dia chi).*)?"
)


def is_ditto(text: str) -> bool:
    """True for `nt`, `-nt-`, `″`, `-//-`, `như trên`."""
    return len(text) <= 12 and _DITTO.fullmatch(text) is not None


def is_blank(text: str) -> bool:
    """True for strokes and words that say the field was left without a value: `-`, `/`, `không có`."""
    return len(text) <= 12 and _BLANK.fullmatch(text) is not None


def is_unknown(text: str) -> bool:
    """True for `không rõ`, `không nhớ`, `chưa xác định`, also `không rõ ngày`."""
    return len(text) <= 40 and _UNKNOWN.fullmatch(fold(text).strip(" .()")) is not None
