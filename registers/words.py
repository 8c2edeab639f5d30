"""Dates and numbers in Vietnamese words, both ways (registers.md §6.4 rule 10)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from registers.dates import PartialDate
from registers.text import fold

_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


@lru_cache(maxsize=16384)
def number_words(n: int) -> str:
    """`n`, from 0 to 9999, in words: 2008 → `hai nghìn không trăm linh tám`. Raises ValueError outside."""
    if not 0 <= n <= 9999:
        raise ValueError(f"no words for {n}")
    if n < 10:
        return _DIGITS[n]
    if n < 100:
        return _tens(n)
    if n < 1000:
        return f"{_DIGITS[n // 100]} trăm{_below_hundred(n % 100)}"
    hundreds = f" {_DIGITS[n % 1000 // 100]} trăm" if n % 1000 else ""
    return f"{_DIGITS[n // 1000]} nghìn{hundreds}{_below_hundred(n % 100)}"


def _tens(n: int) -> str:
    tens, unit = divmod(n, 10)
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if unit == 0:
        return head
    if unit == 5:
        return f"{head} lăm"
    if tens > 1 and unit in (1, 4):
        return f"{head} {'mốt' if unit == 1 else 'tư'}"
    return f"{head} {_DIGITS[unit]}"


def _below_hundred(n: int) -> str:
    if n == 0:
        return ""
    return f" linh {_DIGITS[n]}" if n < 10 else f" {_tens(n)}"


@lru_cache(maxsize=65536)
def date_words(date: PartialDate) -> str:
    """The date in words, lower case: `ngày mồng sáu tháng tư năm hai nghìn`; parts not known are left out.

    A day that does not exist is written too, since the words must say what the figures say. Raises ValueError for a month
    above 12.
    """
    parts = []
    if date.day is not None:
        parts.append(f"ngày {'mồng ' if date.day <= 10 else ''}{number_words(date.day)}")
    if date.month is not None:
        if date.month > 12:
            raise ValueError(f"no month {date.month}")
        parts.append(f"tháng {'tư' if date.month == 4 else number_words(date.month)}")
    parts.append(f"năm {number_words(date.year)}")
    return " ".join(parts)


_UNITS = {fold(word): n for n, word in enumerate(_DIGITS)} | {
    "mot": 1, "nhat": 1, "nhi": 2, "tu": 4, "lam": 5, "nham": 5, "luc": 6, "bay": 7, "that": 7, "bat": 8, "cuu": 9,
}  # fmt: skip
_SCALES = {"nghin": 1000, "ngan": 1000, "tram": 100, "muoi": 10}
_TENS = {"ham": 20, "bam": 30}
_SKIPPED = frozenset({"linh", "le", "mong", "mung"})
_MONTHS = {"gieng": 1, "chap": 12}


def parse_number_words(words: Sequence[str]) -> int | None:
    """The number folded words say, 0 to 9999: `hai nghin khong tram le tam`, `hai khong khong tam`; None if they say none.

    Takes `lẻ/linh`, `ngàn/nghìn`, `mốt`, `tư`, `lăm/nhăm`, `hăm` (20) and `băm` (30), and the digits read one by one.
    """
    if not words:
        return None
    if len(words) == 1 and words[0].isdecimal():
        return int(words[0]) if len(words[0]) <= 4 else None
    digits = [_UNITS[word] for word in words if word in _UNITS]
    if len(digits) > 1 and len(digits) == len(words):  # read one by one: "một chín chín ba"
        return int("".join(map(str, digits))) if len(digits) <= 4 and max(digits) < 10 else None
    total = 0
    pending: int | None = None
    for word in words:
        if word in _SCALES:
            total += (1 if pending is None else pending) * _SCALES[word]
            pending = None
        elif word in _TENS:
            total += _TENS[word]
        elif word in _UNITS and pending is None:
            pending = _UNITS[word]
        elif word not in _SKIPPED:
            return None
    return total + (pending or 0)


@lru_cache(maxsize=65536)
def parse_date_words(text: str) -> PartialDate | None:
    """The date `text` says in words, whatever its case, marks or dialect (`mùng`, `ngàn`, `lẻ`, `tháng giêng`); else None."""
    words = fold(text).replace(",", " ").replace(".", " ").replace("(", " ").replace(")", " ").split()
    day_words: list[str] = []
    month_words: list[str] = []
    if "thang" in words:
        at = words.index("thang")
        day_words = [w for w in words[:at] if w != "ngay"]
        words = words[at + 1 :]
        # the month takes one word, or two after "mười", so that "tháng năm năm" is May of a year
        take = 2 if words[:1] == ["muoi"] and words[1:2] in (["mot"], ["hai"]) else 1
        month_words, words = words[:take], words[take:]
    if words[:1] == ["nam"]:
        words = words[1:]
    year = parse_number_words(words)
    if year is None or year < 100:
        return None
    month = _MONTHS.get(month_words[0]) or parse_number_words(month_words) if month_words else None
    day = parse_number_words([w for w in day_words if w not in _SKIPPED]) if day_words else None
    if (month_words and not (month and month <= 12)) or (day_words and not (day and day <= 31)):
        return None
    return PartialDate(year, month, day) if year <= 9999 else None
