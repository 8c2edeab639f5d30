"""Which keys type a text under an input method: the inverse of `compose`."""

from __future__ import annotations

from tui.typing.compose import Composer, word_start
from tui.typing.method import Method
from tui.typing.syllable import PLAIN, tones_of, without_tone


def keys_of(text: str, method: Method, *, tone_last: bool = True) -> str:
    """Keys that leave exactly `text` (NFC, classic tone placement) when pressed from an empty field.

    `tone_last` types the tone at the end of the word, else behind the vowel that carries it. A key that the method
    would take for a mark is doubled, as a typist does (`Lee` → `Leee`).
    """
    composer, done = Composer(method), ""
    keys: list[str] = []
    tone_keys = {tone: key for key, tone in method.tones.items() if tone}
    for i, letter in enumerate(text):
        for key in _letter(without_tone(letter), method):
            done = _type(composer, done, key, keys)
        want = text[: i + 1]
        if without_tone(done) != without_tone(want):
            done = _type(composer, done, keys[-1], keys)
        due = tones_of(text[word_start(text[: i + 1]) : i + 1])
        word_ends = i + 1 == len(text) or not text[i + 1].isalpha()
        if due and not tones_of(done[word_start(done) :]) and (word_ends or (not tone_last and tones_of(letter))):
            done = _type(composer, done, tone_keys[due[0]], keys)
    return "".join(keys)


def _type(composer: Composer, done: str, key: str, keys: list[str]) -> str:
    keys.append(key)
    return composer.press(done, key)


def _letter(letter: str, method: Method) -> str:
    low = letter.lower()
    base = PLAIN.get(low, "")
    for key, table in method.marks.items():
        if table.get(base) == low:
            return (base.upper() if letter.isupper() else base) + key
    return letter
