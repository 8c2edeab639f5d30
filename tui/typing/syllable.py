"""Vietnamese letters taken apart and put together, and where a tone sits in a syllable.

No spelling is judged here: names of Tày, Nùng, Mông and Dao do not follow Kinh spelling (`Miầu`, `Slinh`, `Ghển`), so
any vowel takes any mark and any syllable any tone. Tones are numbered as in VNI: 0 none, 1 sắc, 2 huyền, 3 hỏi, 4 ngã,
5 nặng.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

_TONE_MARKS = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
_MARKED = frozenset("ăâêôơư")
VOWELS = frozenset("aăâeêioôơuưy")
PLAIN = {"ă": "a", "â": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u", "đ": "d"}
"""Marked letter → the letter without its mark (lower case)."""


def _toned() -> dict[tuple[str, int], str]:
    return {
        (case(vowel), tone): unicodedata.normalize("NFC", case(vowel) + mark)
        for vowel in VOWELS
        for tone, mark in enumerate(_TONE_MARKS)
        for case in (str.lower, str.upper)
    }


_TOGETHER = _toned()
_APART = {letter: parts for parts, letter in _TOGETHER.items()}
_WITHOUT_TONE = str.maketrans({letter: bare for letter, (bare, tone) in _APART.items() if tone})


def tones_of(word: str) -> list[int]:
    """The tones written in `word`, in order; a syllable has one at most."""
    return [tone for letter in word if (tone := _APART.get(letter, ("", 0))[1])]


def without_tone(word: str) -> str:
    """`word` without its tone; the marks of its letters (ă â ê ô ơ ư đ) stay."""
    return word.translate(_WITHOUT_TONE)


def plain(letter: str) -> str:
    """The lower-case ASCII letter under one toneless letter: `Ơ` → `o`."""
    low = letter.lower()
    return PLAIN.get(low, low)


class Run(NamedTuple):
    """One group of vowels inside a word: `word[start:end]`."""

    start: int
    end: int


def vowel_runs(bare: str) -> list[Run]:
    """Groups of neighbouring vowels of a toneless word; a Vietnamese syllable has exactly one."""
    runs: list[Run] = []
    start = -1
    for i, letter in enumerate(bare.lower()):
        if letter in VOWELS:
            if start < 0:
                start = i
        elif start >= 0:
            runs.append(Run(start, i))
            start = -1
    if start >= 0:
        runs.append(Run(start, len(bare)))
    return runs


def nucleus(bare: str, run: Run) -> Run:
    """The vowels of `run` that carry the syllable: the u of `qu` and the i of `gi` belong to the onset (quý, giặt)."""
    if run.end - run.start > 1 and run.start > 0 and bare[run.start - 1 : run.start + 1].lower() in ("qu", "gi"):
        return Run(run.start + 1, run.end)
    return run


def with_tone(bare: str, tone: int) -> str:
    """`bare` (toneless, one vowel run) with `tone` in its classic place: hòa, thúy, khỏe; hoàng, toàn; quý, giặt, gì.

    A marked vowel takes the tone (the last one of ươ); else the second of two vowels before a final consonant or the
    first of two at the end; else the middle one of three.
    """
    runs = vowel_runs(bare)
    if not tone or len(runs) != 1:
        return bare
    start, end = nucleus(bare, runs[0])
    low = bare[start:end].lower()
    marked = [i for i, letter in enumerate(low) if letter in _MARKED]
    if marked:
        seat = marked[-1]
    elif len(low) == 2:
        seat = 1 if end < len(bare) else 0
    else:
        seat = min(1, len(low) - 1)
    seat += start
    return bare[:seat] + _TOGETHER[bare[seat], tone] + bare[seat + 1 :]
