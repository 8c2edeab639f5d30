"""Dates as the books have them: partial, impossible, in short, in lunar days (registers.md §6.4 rule 9).

Nothing is filled in and nothing is shifted: `30/2/1998` stays thirty February, `1950` stays a year.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, total_ordering

from registers.text import clean, fold

_NORMALISED = re.compile(r"(?:(?:(\d\d)\.)?(\d\d)\.)?(\d{4})")


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, perhaps with a month, perhaps with a day. Orders by its parts, the less known first.

    Raises ValueError for a day without a month, or parts no calendar notation can hold.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day without a month")
        month, day = (1 if part is None else part for part in (self.month, self.day))
        if not (1 <= self.year <= 9999 and 1 <= month <= 99 and 1 <= day <= 99):
            raise ValueError("out of range")

    def __lt__(self, other: PartialDate) -> bool:
        return self._key < other._key

    @property
    def _key(self) -> tuple[int, int, int]:
        return self.year, self.month or 0, self.day or 0

    @classmethod
    def from_normalised(cls, text: str) -> PartialDate | None:
        """The date behind `dd.mm.yyyy`, `mm.yyyy` or `yyyy`; None for anything else, the empty string included."""
        return _from_normalised(text)

    @property
    def normalised(self) -> str:
        """`dd.mm.yyyy`, `mm.yyyy` or `yyyy`, the form of the ministry's workbook."""
        if self.month is None:
            return f"{self.year:04}"
        if self.day is None:
            return f"{self.month:02}.{self.year:04}"
        return f"{self.day:02}.{self.month:02}.{self.year:04}"

    @property
    def exists(self) -> bool:
        """False for a day or month the calendar does not have."""
        if self.month is not None and self.month > 12:
            return False
        return self.day is None or self.day <= calendar.monthrange(self.year, self.month or 1)[1]

    @property
    def full(self) -> bool:
        """True where year, month and day are known."""
        return self.day is not None

    def earliest(self) -> datetime.date:
        """The first day it can mean. A day that does not exist counts as the last of its month, only for comparing."""
        if self.month is None or self.month > 12:
            return datetime.date(self.year, 1, 1)
        return datetime.date(self.year, self.month, min(self.day or 1, self._month_length))

    def latest(self) -> datetime.date:
        """The last day it can mean; see `earliest` for days that do not exist."""
        if self.month is None or self.month > 12:
            return datetime.date(self.year, 12, 31)
        return datetime.date(self.year, self.month, min(self.day or 31, self._month_length))

    @property
    def _month_length(self) -> int:
        return calendar.monthrange(self.year, self.month or 1)[1]


def with_slashes(stored: str) -> str:
    """A stored date as people write it: `12.03.2010` → `12/03/2010`; what is no date stays as it is."""
    return stored.replace(".", "/") if _NORMALISED.fullmatch(stored) else stored


@lru_cache(maxsize=65536)
def _from_normalised(text: str) -> PartialDate | None:
    match = _NORMALISED.fullmatch(text)
    if match is None:
        return None
    day, month, year = match.groups()
    try:
        return PartialDate(int(year), int(month) if month else None, int(day) if day else None)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a written date says. `date` is None where none could be read; `rest` is the text that belongs to no date."""

    date: PartialDate | None = None
    lunar: bool = False
    about: bool = False  # "khoảng", "độ", "?": the writer was not sure himself
    rest: str = ""


_LUNAR = re.compile(r"\(?\b(?:am lich|a\.? ?l\.?)(?:\)|(?!\w))|\bnham\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:khoang|chung|do|uoc|vao khoang)\b|[~?]")
_MONTH_NAMES = {"gieng": 1, "chap": 12}
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}
_SEPARATOR = r"\s*[/.\-,–]+\s*|\s+"
_DAY = r"(?:(?:ngay|mong|mung)\s*)*(?P<day>\d{1,2})"
_MONTH = r"(?P<month>\d{1,2}|gieng|chap|x{0,1}(?:ix|iv|v?i{1,3}|v)|x)"
_YEAR = r"(?P<year>\d{4}|\d{2})(?!\d)"
_BEFORE_MONTH = rf"(?:{_SEPARATOR})?thang\s*|{_SEPARATOR}"
_BEFORE_YEAR = rf"(?:{_SEPARATOR})?nam\s*|{_SEPARATOR}"
_FULL = re.compile(rf"{_DAY}(?:{_BEFORE_MONTH}){_MONTH}(?:{_BEFORE_YEAR}){_YEAR}")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_OF_MONTH = re.compile(rf"(?P<said>thang\s*)?{_MONTH}(?:{_BEFORE_YEAR}){_YEAR}")
_OF_YEAR = re.compile(r"(?:nam\s*)?(?P<year>\d{4})(?!\d)|nam\s*(?P<short>\d{2})(?!\d)")
_PACKED = re.compile(r"\d{2}|\d{4}|\d{6}|\d{8}")
_CENTURIES = ("18", "19", "20", "21")


def year_of(digits: str, pivot: int | None) -> int | None:
    """The year behind two or four digits: of two, the last year up to `pivot` that ends in them (None without pivot)."""
    if len(digits) == 4:
        return int(digits) or None
    if pivot is None:
        return None
    year = pivot - pivot % 100 + int(digits)
    return year if year <= pivot else year - 100


def _month_of(text: str) -> int | None:
    if text.isdigit():
        return int(text) or None
    return _MONTH_NAMES.get(text) or _ROMAN.get(text)


def _packed(digits: str, pivot: int | None) -> PartialDate | None:
    """Digits without separators: yy, yyyy, mmyy, ddmmyy, mmyyyy, ddmmyyyy, yyyymmdd."""
    if len(digits) == 2:
        return _make(digits, None, None, pivot)
    if len(digits) == 4:
        if digits.startswith(_CENTURIES):
            return _make(digits, None, None, pivot)
        return _make(digits[2:], digits[:2], None, pivot) if int(digits[:2]) <= 12 else None
    if len(digits) == 6:
        if digits[2:4] in _CENTURIES:
            return _make(digits[2:], digits[:2], None, pivot)
        return _make(digits[4:], digits[2:4], digits[:2], pivot)
    if digits[4:6] in _CENTURIES:
        return _make(digits[4:], digits[2:4], digits[:2], pivot)
    return _make(digits[:4], digits[4:6], digits[6:], pivot) if digits.startswith(_CENTURIES) else None


def _make(year_digits: str, month_text: str | None, day_digits: str | None, pivot: int | None) -> PartialDate | None:
    """The date of its parts; `00` for a day or month means it is not known, as identity papers write it."""
    year = year_of(year_digits, pivot)
    if year is None:
        return None
    month = _month_of(month_text) if month_text else None
    day = int(day_digits) or None if day_digits and month else None
    return PartialDate(year, month, day)


def _may_be_day_and_month(parts: Mapping[str, str | None]) -> bool:
    """True for two short numbers: `05/12` may be a day without its year, and `15/03` is no month."""
    year, month = parts["year"] or "", parts["month"] or ""
    return len(year) == 2 and not parts["said"] and (int(year) <= 12 or (_month_of(month) or 0) > 12)


def _cut(text: str, match: re.Match[str]) -> str:
    return clean(text[: match.start()] + " " + text[match.end() :]).strip(" ,;.()")


@lru_cache(maxsize=65536)
def parse_date(text: str, *, pivot: int | None) -> DateReading:
    """Read a date in figures, as a page or a clerk writes it.

    Takes `1/9/87`, `01-09-1987`, `ngày 1 tháng 9 năm 1987`, `tháng 9/1987`, `9.1987`, `1987`, `13/VI/1954`, `1987-09-01`, and
    the typed shorthands `010987`, `01091987`, `091987`, `0987`, `87`. `pivot` is the year a two-digit year may not pass
    (the book's); None reads none. A date that does not exist is returned as written (`PartialDate.exists` tells).
    """
    written = clean(text)
    plain = fold(written)
    if len(plain) != len(written):  # a folded letter took more or less room: positions would not match
        written = plain
    lunar = _LUNAR.search(plain)
    if lunar:
        plain, written = _cut(plain, lunar), _cut(written, lunar)
    about = _ABOUT.search(plain)
    if about:
        plain, written = _cut(plain, about), _cut(written, about)
    if _PACKED.fullmatch(plain):
        return DateReading(_packed(plain, pivot), lunar is not None, about is not None)
    for pattern in (_YEAR_FIRST, _FULL, _OF_MONTH, _OF_YEAR):
        match = pattern.search(plain)
        if match is None or (match.start() and plain[match.start() - 1].isdigit()):
            continue
        parts = match.groupdict()
        if pattern is _OF_MONTH and _may_be_day_and_month(parts):
            break
        date = _make(parts["year"] or parts.get("short") or "", parts.get("month"), parts.get("day"), pivot)
        if date is not None:
            return DateReading(date, lunar is not None, about is not None, _cut(written, match))
    return DateReading(None, lunar is not None, about is not None, written)
