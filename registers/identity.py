"""Identity papers: the structure of their numbers, and what a number tells of its bearer (registers.md §5.5, §6.3).

None has a check digit, so structure is all that can be checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from registers.kinds import Level
from registers.text import clean
from registers.units import gazetteer

CMND, PASSPORT, RESIDENCE_CARD, CCCD, ARMY, OFFICER, POLICE, OTHER = "12345678"
"""Codes of the list `id_kind`."""

CAO_BANG = "004"
CMND_FROM_AGE = 15
CCCD_FROM_AGE = 14
PERSONAL_NUMBER_SINCE = date(2012, 1, 1)
"""No 12-digit number is older: pilot cards from 2012, personal numbers on births from 2016 (Luật Hộ tịch 60/2014)."""

_NINE = re.compile(r"\d{9}")
_TWELVE = re.compile(r"\d{12}")
_PASSPORT = re.compile(r"[A-Z]{1,2}\d{6,8}")
_FREE = re.compile(r"[A-Z0-9Đ]{4,14}")
_SEPARATORS = re.compile(r"[\s.\-–_]+")
_LEADING_WORDS = re.compile(r"^(?:số|so|cmnd|cmt|cccd|hc|no|n°|sđd)[\s.:]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A 12-digit number taken apart (NĐ 137/2015, TT 59/2021): province of birth registration, sex, birth year, the rest."""

    province: str  # three digits: 0 and the province's code
    sex: str  # "1" or "2"
    birth_year: int
    serial: str

    @property
    def known_province(self) -> bool:
        """True where the first three digits are a province's."""
        return self.province in province_numbers()


@cache
def province_numbers() -> frozenset[str]:
    """The three-digit numbers of the provinces of before July 2025, which numbers keep."""
    return frozenset(f"0{u.code}" for u in gazetteer().units if u.level is Level.PROVINCE and u.code.isdigit())


@lru_cache(maxsize=65536)
def clean_number(text: str) -> str:
    """The number of a paper as stored: without spaces, dots and dashes, letters in upper case."""
    bare = _LEADING_WORDS.sub("", clean(text))
    return _SEPARATORS.sub("", bare).upper()


@lru_cache(maxsize=65536)
def personal_number(number: str) -> PersonalNumber | None:
    """`number` taken apart, or None where it has not twelve digits or its fourth names no century (0–9: 1900–2399)."""
    if not _TWELVE.fullmatch(number):
        return None
    century, woman = divmod(int(number[3]), 2)
    return PersonalNumber(number[:3], "2" if woman else "1", 1900 + 100 * century + int(number[4:6]), number[6:])


def fits(kind: str, number: str) -> bool:
    """True where `number` has a form that papers of this kind have. Unknown kinds and an empty number fit."""
    if not number:
        return True
    if kind == CMND:  # 12 digits on the cards of the pilot of 2012–2015
        return bool(_NINE.fullmatch(number) or _TWELVE.fullmatch(number))
    if kind == CCCD:
        return bool(_TWELVE.fullmatch(number))
    if kind == PASSPORT:  # a letter and seven digits in Vietnam, near it elsewhere
        return bool(_PASSPORT.fullmatch(number) or (_FREE.fullmatch(number) and not _TWELVE.fullmatch(number)))
    return bool(_FREE.fullmatch(number)) if kind in (ARMY, OFFICER, POLICE, RESIDENCE_CARD) else True


def likely_kinds(number: str) -> tuple[str, ...]:
    """The kinds of paper a number may belong to, likeliest first, judged by its form alone."""
    if _NINE.fullmatch(number):
        return (CMND,)
    if _TWELVE.fullmatch(number):
        return (CCCD, CMND)
    if _PASSPORT.fullmatch(number):
        return (PASSPORT, ARMY, OFFICER, POLICE)
    return (ARMY, OFFICER, POLICE, OTHER)
