"""Bytes as input methods outside the program send them, cut as a slow line cuts them, and back to text.

Unikey, EVKey and OpenKey keep no preedit: they let letters through and, where a key marks one, send Backspaces and the
replacement at once. OpenKey first sends an empty letter, to defeat completion in browsers, and one Backspace more.
ibus holds a word back and commits it whole. `reads` then fuses and cuts those bytes at random, inside a letter too.
"""

from __future__ import annotations

import random
import re
import unicodedata
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from textual._xterm_parser import XTermParser
from textual.events import Key

from tui.typing.compose import METHODS, Composer
from tui.typing.spelling import keys_of


@dataclass(frozen=True, slots=True)
class OutsideMethod:
    """How one input method on the clerk's own machine sends what it composes."""

    name: str
    backspace: bytes = b"\x7f"
    form: str = "NFC"  # or NFD, or "tones": marked letters whole, tones apart ("Unicode tổ hợp")
    filler: str = ""  # sent before the Backspaces, and taken away by one more
    holds_words: bool = False


OUTSIDE_METHODS = (
    OutsideMethod("Unikey"),
    OutsideMethod("Unikey over PuTTY", backspace=b"\x08"),
    OutsideMethod("Unikey, Unicode tổ hợp", form="tones"),
    OutsideMethod("EVKey, NFD", form="NFD"),
    OutsideMethod("OpenKey", filler="\u202f"),
    OutsideMethod("ibus-unikey", holds_words=True),
    OutsideMethod("ibus, NFD", form="NFD", holds_words=True),
)

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def bursts(text: str, method: OutsideMethod) -> Iterator[bytes]:
    """The bytes each key of a Telex typist makes `method` send for `text`."""
    if method.holds_words:
        yield from (_encoded(part, method) for part in _words(text))
        return
    for part in re.split(r"(?<= )", text):
        yield from _of_word(part, method)


@cache
def _of_word(text: str, method: OutsideMethod) -> tuple[bytes, ...]:
    composer, shown = Composer(), ""
    sent = []
    for key in keys_of(text, METHODS["telex"]):
        now = composer.press(shown, key)
        sent.append(_change(_form(shown, method.form), _form(now, method.form), method))
        shown = now
    return tuple(sent)


def reads(text: str, method: OutsideMethod, rng: random.Random) -> list[bytes]:
    """The bytes of `bursts` as a program reads them: some fused, some cut anywhere."""
    stream = b"".join(bursts(text, method))
    cuts = sorted(rng.sample(range(1, len(stream)), k=min(len(stream) - 1, rng.randint(0, len(stream)))))
    return [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


def decode(chunks: list[bytes]) -> list[Key]:
    """The keys a terminal program gets for `chunks`: the same decoder and parser the screen's driver uses."""
    parser, utf8 = XTermParser(), getincrementaldecoder("utf-8")()
    texts = (utf8.decode(chunk) for chunk in chunks)
    # An empty text is half a letter, not the end; the driver skips it too.
    return [event for text in texts if text for event in parser.feed(text) if isinstance(event, Key)]


def typed(keys: list[Key], composer: Composer) -> str:
    """What stands in one field after `keys`: a Backspace takes one code point, the rest goes through `composer`."""
    text = ""
    for key in keys:
        if key.key in ("backspace", "ctrl+h"):
            text = text[:-1]
        elif key.character:
            text = composer.press(text, key.character)
    return unicodedata.normalize("NFC", text)


def _change(old: str, new: str, method: OutsideMethod) -> bytes:
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    gone = len(old) - same
    if not gone:
        return new[same:].encode()
    filler = method.filler.encode()
    return filler + method.backspace * (gone + bool(filler)) + new[same:].encode()


def _encoded(text: str, method: OutsideMethod) -> bytes:
    return _form(text, method.form).encode()


def _form(text: str, form: str) -> str:
    if form != "tones":
        return unicodedata.normalize("NFD" if form == "NFD" else "NFC", text)
    return "".join(_tone_apart(letter) for letter in text)


def _tone_apart(letter: str) -> str:
    apart = unicodedata.normalize("NFD", letter)
    tones = "".join(mark for mark in apart if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in _TONES)) + tones


def _words(text: str) -> Iterator[str]:
    *words, last = text.split(" ")
    yield from (word + " " for word in words)
    yield last
