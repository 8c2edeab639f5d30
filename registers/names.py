"""Names of persons as written, and as stored (registers.md §6.4 rules 3–6).

A hand shortens (`Hoàng V. Bảo`, `Ng. Thị Hoa`), drops marks (`Nguyễn Thi Hoa`) and writes in capitals. What is certain is
brought back and noted; what could be two names stays as written and is noted too. Spellings are never corrected: `Lí` stays.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from registers.reading import Note
from registers.text import capitalise_name, classic_tones, clean, fold

MALE, FEMALE = "1", "2"
_NGUYEN = frozenset({"ng", "ng.", "ng~", "ngn", "ngn.", "nguy."})
_MIDDLES = {"v": "Văn", "v.": "Văn", "van": "Văn", "t": "Thị", "t.": "Thị", "th.": "Thị", "thi": "Thị", "th": "Thị"}
_SEX_OF_MIDDLE = {"Văn": MALE, "Thị": FEMALE}
_HONORIFICS = frozenset({"ông", "bà", "anh", "chị", "cháu", "cụ", "ô.", "b.", "ô", "em"})
_ASIDE = re.compile(r"\s*\((?:đã chết|chết|mất|đã mất|liệt sĩ|đã hy sinh|hy sinh)\)\s*$", re.IGNORECASE)
_FOREIGN_LETTERS = re.compile(r"[fjwz]", re.IGNORECASE)
_ABBREVIATED = re.compile(r"[^\W\d_]{1,3}[.~]|[^\W\d_]")
_ONE_LETTER_NAMES = frozenset(
    {"A", "Á", "À", "Ạ", "Ả", "Y", "Ý", "Ỷ", "U", "Ú", "Ư", "Ứ", "Ê", "Ế", "O", "Ó", "Ô", "Ơ", "Ớ", "Ờ", "Í", "I"}
)


@dataclass(frozen=True, slots=True)
class NameReading:
    """A name as stored, and what was brought back or left in doubt."""

    name: str
    notes: tuple[Note, ...] = ()


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = resources.files("registers").joinpath("codes", "surnames.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text)))


@cache
def surnames() -> tuple[str, ...]:
    """Surnames met in the province and the country's common ones, as spelled, the commonest of the country first."""
    return tuple(row["surname"] for row in _rows())


@cache
def _common() -> frozenset[str]:
    return frozenset(row["surname"] for row in _rows() if row["common"])


@cache
def _by_unmarked() -> dict[str, str]:
    """Surname without marks → common surname, where no other surname reads so: `Mua` may be a name of its own."""
    found: dict[str, set[str]] = {}
    for surname in surnames():
        found.setdefault(fold(surname), set()).add(surname)
    return {fold(name): name for name in _common() if found[fold(name)] == {name} and not name.isascii()}


def surname_of(name: str) -> str:
    """The first syllable of a Vietnamese name."""
    return name.split(" ", 1)[0]


@lru_cache(maxsize=65536)
def read_name(text: str, *, sex: str = "", foreign: bool = False) -> NameReading:
    """Read the name of a person whose sex code and foreignness may be known.

    Capitalises each syllable, puts tone marks in the classic place, expands `Ng.`, `V.`, `T.`, `Van`, `Thi` in their places
    when nothing speaks against it, restores a surname without marks where only one surname reads so. A foreigner's name keeps
    its own capitals and letters. Where a hand left out all marks and only some words have got theirs back, the rest is in doubt.
    """
    bare = clean(_ASIDE.sub("", clean(text)))
    notes: list[Note] = []
    if bare != clean(text):
        notes.append(Note("name_aside", {"text": clean(text)}, sure=True))
    words = bare.replace(".", ". ").split()
    if len(words) > 2 and _is_honorific(words[0], capitalise_name(words[1])):
        words = words[1:]
        notes.append(Note("name_honorific", {"text": bare}, sure=True))
    foreign = foreign or _FOREIGN_LETTERS.search(bare) is not None
    words = [_capitals(word, foreign and not (bare.isupper() or bare.islower())) for word in words]
    if foreign:
        return NameReading(" ".join(words), tuple(notes))
    words = classic_tones(" ".join(words)).split(" ")
    written = list(words)
    _restore_surname(words, notes)
    _restore_middle(words, sex, notes)
    if _is_half_restored(written, words):
        notes.append(Note("name_half_restored", {"name": " ".join(words)}))
    notes += [Note("name_abbreviated", {"word": word}) for word in words if _is_abbreviated(word)]
    return NameReading(" ".join(words), tuple(notes))


def _is_half_restored(written: list[str], read: list[str]) -> bool:
    """True for a name without a mark of which some words were read with theirs, others as they stand (`Nguyen Van Hien`)."""
    if not all(word.isascii() for word in written):
        return False
    marked = any(fold(old) == fold(new) for old, new in zip(written, read, strict=True) if old != new)
    kept = any(old == new and len(old) > 1 for old, new in zip(written, read, strict=True))
    return marked and kept


def _is_honorific(word: str, following: str) -> bool:
    """True for a form of address before a surname; `Ông` is a surname too, and then a middle name follows."""
    return word.lower() in _HONORIFICS and following in (_common() if word.lower() == "ông" else surnames())


def _capitals(word: str, own: bool) -> str:
    """`own`: the writer used both cases on purpose, so only a small first letter is raised."""
    if own and not word.isupper():
        return word[0].upper() + word[1:]
    return capitalise_name(word)


def _is_abbreviated(word: str) -> bool:
    return _ABBREVIATED.fullmatch(word) is not None and word.rstrip(".~") not in _ONE_LETTER_NAMES


def _restore_surname(words: list[str], notes: list[Note]) -> None:
    if len(words) < 2:
        return
    first = words[0].lower()
    meant = "Nguyễn" if first in _NGUYEN else _by_unmarked().get(fold(first), "") if first.isascii() else ""
    if meant:
        notes.append(Note("name_restored", {"written": words[0], "read": meant}, sure=True))
        words[0] = meant


def _restore_middle(words: list[str], sex: str, notes: list[Note]) -> None:
    if len(words) < 3:
        return
    meant = _MIDDLES.get(words[1].lower(), "")
    if not meant or (sex in (MALE, FEMALE) and _SEX_OF_MIDDLE[meant] != sex):
        return
    notes.append(Note("name_restored", {"written": words[1], "read": meant}, sure=True))
    words[1] = meant
