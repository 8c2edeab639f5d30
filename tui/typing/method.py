"""What one key does to one word under an input method. Pure; the methods themselves are tables (`telex`, `vni`, `viqr`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from tui.typing.syllable import PLAIN, Run, nucleus, plain, tones_of, vowel_runs, with_tone, without_tone

_CODAS = frozenset(("", "c", "ch", "k", "m", "n", "ng", "nh", "p", "t"))
_TRIPHTHONGS = frozenset(("oao", "oeo"))  # ngoao, khoeo: the last o is a letter, not a hat for the first
_OPEN_UO = frozenset(("th", "h", "kh", "q"))  # thuở, huơ, khuơ, quở: without a final, w marks only the o


@dataclass(frozen=True, slots=True)
class Method:
    """An input method: which keys mark which letters. Keys are lower case; a capital key does the same."""

    name: str
    tones: Mapping[str, int] = field(default_factory=dict)
    marks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    alone: Mapping[str, str] = field(default_factory=dict)  # a key that is a letter where it finds none to mark
    escape: str = ""  # written before a key that shall stay what it is


NONE = Method(name="none")


class Undone(Enum):
    """What a key pressed once more has taken back, and so what stays off for the rest of the word."""

    NOTHING = 0
    MARK = 1  # a hat, horn or breve: no more marks here, tones still count (xooong + s → xoóng)
    TONE = 2  # a tone, or đ: the rest of the word is plain (class, Eddy)


class Step(NamedTuple):
    """The word after one key."""

    word: str
    undone: Undone = Undone.NOTHING


def step(method: Method, word: str, key: str, *, from_alone: bool = False) -> Step:
    """`word` (the letters left of the cursor) after `key`.

    `from_alone` says that the last letter came from a key of `Method.alone`, so that the same key again gives it back.
    """
    low = key.lower()
    if method.escape and word.endswith(method.escape):
        return Step(word[:-1] + key)
    tones = tones_of(word)
    if len(tones) > 1:  # not one syllable: nothing here to compose
        return Step(word + key)
    bare, tone = without_tone(word), tones[0] if tones else 0
    if low in method.tones and len(vowel_runs(bare)) == 1:
        return _tone(bare, tone, method.tones[low], key)
    if low in method.marks:
        marked = _mark(method.marks[low], bare, key, from_alone=from_alone)
        if marked is not None:
            return Step(with_tone(marked.word, tone), marked.undone)
        if low in method.alone and not vowel_runs(bare):
            return Step(word + _cased(method.alone[low], key))
    if not key.isalpha():
        return Step(word + key)
    grown = _horned(bare) + key
    return Step(with_tone(grown, tone) if len(vowel_runs(grown)) == 1 else word + key)


def _tone(bare: str, tone: int, wanted: int, key: str) -> Step:
    if wanted == tone:
        return Step(bare + key, Undone.TONE if wanted else Undone.NOTHING)
    return Step(with_tone(bare, wanted))


def _mark(table: Mapping[str, str], bare: str, key: str, *, from_alone: bool) -> Step | None:
    """The word with one of its letters marked by `table`, or that mark taken back; None where no letter takes it."""
    if "d" in table:
        return _bar(bare, key)
    runs = vowel_runs(bare)
    if len(runs) != 1:
        return None
    run = nucleus(bare, runs[0])
    vowels = bare[run.start : run.end].lower()
    if "u" in table:
        both = _horn_both(bare, run, vowels, key)
        if both is not None:
            return both
    if plain(key) in table and not _reaches(bare, run, vowels, key.lower()):
        return None
    at = _target(table, run, vowels)
    if at is None:
        return None
    letter = bare[at]
    new = table[plain(letter)]
    if letter.lower() != new:
        return Step(bare[:at] + _cased(new, letter) + bare[at + 1 :])
    if from_alone:
        return Step(bare[:-1] + key, Undone.MARK)
    return Step(bare[:at] + _cased(PLAIN[new], letter) + bare[at + 1 :] + key, Undone.MARK)


def _bar(bare: str, key: str) -> Step | None:
    """dd → đ at once, or later in the same syllable (dangd → đang); once more takes it back."""
    if not bare:
        return None
    runs = vowel_runs(bare)
    at = len(bare) - 1
    if plain(bare[at]) != "d":
        if plain(bare[0]) != "d" or len(runs) != 1 or bare[runs[0].end :].lower() not in _CODAS:
            return None
        at = 0
    letter = bare[at]
    if letter.lower() == "đ":
        return Step(bare[:at] + _cased("d", letter) + bare[at + 1 :] + key, Undone.TONE)
    return Step(bare[:at] + _cased("đ", letter) + bare[at + 1 :])


def _reaches(bare: str, run: Run, vowels: str, key: str) -> bool:
    """True where a doubled letter may mark a vowel behind it: at once, or later in what still is one syllable."""
    if run.end == len(bare) and plain(bare[-1]) == key:
        return True
    return bare[run.end :].lower() in _CODAS and "".join(map(plain, vowels)) + key not in _TRIPHTHONGS


def _target(table: Mapping[str, str], run: Run, vowels: str) -> int | None:
    """Index of the vowel the key marks: the last that can take it, but the u of ua, ui, uu before a, i, u (mưa, gửi)."""
    can = [i for i, letter in enumerate(vowels) if plain(letter) in table]
    if not can:
        return None
    first = can[0]
    if "u" in table and plain(vowels[first]) == "u" and len(vowels) > first + 1 and vowels[first + 1] in "aiu":
        return run.start + first
    if "u" in table and "a" in table and plain(vowels[can[-1]]) == "u" and len(can) > 1:
        return run.start + can[-2]  # oau, au: the final u is a glide
    return run.start + can[-1]


def _horn_both(bare: str, run: Run, vowels: str, key: str) -> Step | None:
    """uo, ưo, uơ, uô under the horn key → ươ (thuở, huơ, quơ keep their u); ươ → uo and the key itself."""
    base = "".join(map(plain, vowels))
    at = base.find("uo")
    if at < 0:
        return None
    i = run.start + at
    u, o = bare[i], bare[i + 1]
    ending = bare[i + 2 :]
    done = (u.lower(), o.lower())
    opened = not ending and bare[: run.start].lower() in _OPEN_UO
    if done == ("ư", "ơ") or (opened and done == ("u", "ơ")):
        return Step(bare[:i] + _cased("uo", u, o) + ending + key, Undone.MARK)
    return Step(bare[:i] + _cased("uơ" if opened and done == ("u", "o") else "ươ", u, o) + ending)


def _horned(bare: str) -> str:
    """ưo and uơ before one more letter of the syllable become ươ: thuơ + n → thươ(n), chưo + n → chươ(n)."""
    runs = vowel_runs(bare)
    if len(runs) != 1 or runs[0].end != len(bare):
        return bare
    run = nucleus(bare, runs[0])
    if bare[run.start : run.end].lower() not in ("ưo", "uơ"):
        return bare
    return bare[: run.start] + _cased("ươ", bare[run.start], bare[run.start + 1])


def _cased(letters: str, *like: str) -> str:
    return "".join(new.upper() if old.isupper() else new for new, old in zip(letters, like, strict=True))
