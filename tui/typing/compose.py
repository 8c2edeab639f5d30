"""The Vietnamese input method inside the program: Telex, VNI, VIQR or none.

The text left of the cursor is the only truth: `press` takes it and gives it back with the key typed out. What the
composer remembers (the raw keys of the word it made last) counts only while that word still stands there, so cursor
moves, deletions and an input method outside the program can never put it out of step.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from tui.typing.method import NONE, Method, Undone, step
from tui.typing.syllable import VOWELS, vowel_runs, without_tone
from tui.typing.telex import TELEX
from tui.typing.viqr import VIQR
from tui.typing.vni import VNI

METHODS: dict[str, Method] = {method.name: method for method in (TELEX, VNI, VIQR, NONE)}
"""Input methods by the name an account's settings keep."""


class Composer:
    """Types Vietnamese with one method; one for each cursor."""

    def __init__(self, method: Method = TELEX) -> None:
        self.method = method
        self._tones_only = replace(method, marks={}, alone={})
        self._made = ""  # the word left of the cursor as this composer made it
        self._keys = ""  # the keys that made it
        self._off = Undone.NOTHING  # what no longer composes in this word
        self._asleep = False  # an input method outside composes; this one only passes keys on

    @property
    def leaves_digits(self) -> bool:
        """True where a digit can mark no letter, here or in an input method outside."""
        tables = (self.method.marks, self.method.tones)
        return bool(self.method.marks) and not any(key.isdigit() for table in tables for key in table)

    def reset(self) -> None:
        """Forget the word and wake up again: the cursor went to another field."""
        self._made, self._keys, self._off, self._asleep = "", "", Undone.NOTHING, False

    def press(self, before: str, key: str) -> str:
        """The text left of the cursor after `key`, one printable character, was typed behind `before`."""
        if not key.isascii() or len(key) != 1:
            # A composed letter (or a combining mark) comes from an input method outside: two of them would spoil each
            # other's undo keys ("ê", Backspace, "ee"), so this one keeps still until the next field.
            self._asleep = self._asleep or any(unicodedata.category(c)[0] in "LM" for c in key)
            return before + key
        if self._asleep or not self.method.marks:
            return before + key
        start = word_start(before, self.method.escape)
        word = before[start:]
        self._recall(word)
        if self._off is Undone.TONE:
            made = word + key
        elif self._off is Undone.NOTHING and _leaves_syllable(word, key, self.method):
            made, self._off = self._keys + key, Undone.TONE
        else:
            method = self.method if self._off is Undone.NOTHING else self._tones_only
            made, undone = step(method, word, key, from_alone=self._from_alone(word))
            self._off = undone if undone is not Undone.NOTHING else self._off
        return self._remember(before[:start] + made, start, key)

    def as_typed(self, before: str) -> str:
        """The word left of the cursor as its keys read (`Lê` → `Lee`), and literal from there on; again: composed."""
        if self._asleep or not self.method.marks:
            return before
        start = word_start(before, self.method.escape)
        word = before[start:]
        self._recall(word)
        if self._off is not Undone.NOTHING:
            made, self._off = "", Undone.NOTHING
            for i, key in enumerate(self._keys):
                made = step(self.method, made, key, from_alone=self._keys[:i].lower() in self.method.alone).word
        else:
            made, self._off = self._keys, Undone.TONE
        self._made = made
        return before[:start] + made

    def _recall(self, word: str) -> None:
        if word != self._made:
            self._made, self._keys, self._off = word, word, Undone.NOTHING

    def _remember(self, text: str, start: int, key: str) -> str:
        now = word_start(text, self.method.escape)
        if now == start:
            self._keys += key
        else:
            self._keys, self._off = text[now:], Undone.NOTHING
        self._made = text[now:]
        return text

    def _from_alone(self, word: str) -> bool:
        """True where the word's last letter was typed by one key that is a letter only where it stands alone (w → ư)."""
        last = self._keys[-1:].lower()
        return (
            last in self.method.alone
            and self._keys[-2:-1].lower() not in VOWELS
            and word[-1:].lower() == self.method.alone[last]
        )


def word_start(text: str, escape: str = "") -> int:
    """Where the last word of `text` begins: its trailing letters, back to a capital behind a small letter (LôLô)."""
    i = len(text)
    while i and (text[i - 1].isalpha() or text[i - 1] == escape):
        if i < len(text) and text[i].isupper() and text[i - 1].islower():
            break
        i -= 1
    return i


def _leaves_syllable(word: str, key: str, method: Method) -> bool:
    """True where `key` opens a second syllable inside one word (Tan|a, Rob|e): no Vietnamese word, so keys stay keys."""
    if key.lower() not in VOWELS or not word or word[-1].lower() in VOWELS:
        return False
    bare = without_tone(word)
    if len(vowel_runs(bare)) != 1 or bare[-1].lower() in VOWELS:
        return False
    return step(method, word, key).word == word + key
