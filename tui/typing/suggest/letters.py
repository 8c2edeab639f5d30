"""Letters without marks, and whether what was typed can be the beginning of a text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from tui.typing.syllable import tones_of, without_tone


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        base = "d" if base in "đĐðÐ" else base.lower()
        if len(base) == 1 and base != chr(code):
            table[code] = base
    return table


_PLAIN = _table()
_TONE_TO_COME = 0.2


def plain(text: str) -> str:
    """`text` (NFC) in small letters without marks, letter for letter: as long as `text` itself."""
    return text.translate(_PLAIN)


def initials(text: str) -> str:
    """The first letter of each word, plain: `Hồng Việt` → `hv`."""
    return "".join(word[0] for word in plain(text).split())


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a field while it is typed, taken apart once for many comparisons.

    A letter without a mark may stand for any letter with one; a letter with a mark stands for itself.
    """

    text: str
    plain: str
    words: tuple[str, ...]  # as typed, small letters
    plain_words: tuple[str, ...]
    unfinished: bool  # the last word may go on
    marked: bool  # some letter has a mark

    def can_begin(self, text: str, text_plain: str) -> bool:
        """True where `text` (its plain form given) may be what is being typed, from its first letter on."""
        if not text_plain.startswith(self.plain):
            return False
        return not self.marked or _marks_agree(self.text.lower(), text.lower())

    def word_fit(self, at: int, word: str, word_plain: str) -> float:
        """How well the typed word number `at` begins `word` (0–1): fully, or but for a tone that may still be typed."""
        if not word_plain.startswith(self.plain_words[at]):
            return 0.0
        written = self.words[at]
        if not self.marked or written == self.plain_words[at]:
            return 1.0
        low = word.lower()
        if not _marks_agree(written, low):
            return 0.0
        return 1.0 if tones_of(written) == tones_of(low) else _TONE_TO_COME


@lru_cache(maxsize=64)
def typed(text: str) -> Typed:
    """`text` taken apart."""
    bare = plain(text)
    small = text.lower()
    words = tuple(small.split())
    return Typed(
        text=text,
        plain=bare,
        words=words,
        plain_words=tuple(map(plain, words)),
        unfinished=bool(words) and not text.endswith(" "),
        marked=bare != small,
    )


def _marks_agree(written: str, full: str) -> bool:
    """True where every mark of `written` stands in `full` too; a tone may still move as its syllable grows (hòa, hoàng)."""
    for short, long in zip(written.split(), full.split(), strict=False):
        if any(a != b and a != plain(b) for a, b in zip(without_tone(short), without_tone(long), strict=False)):
            return False
        if not set(tones_of(short)) <= set(tones_of(long)):
            return False
    return True
