"""Free text completed phrase by phrase: the words that always follow, up to where something new must be typed.

Every word is counted after the two before it. Numbers and dates count as one word (`#`), names as another (`N`), so that
"Ngày 07/5/2016 cải chính năm sinh mẹ từ 1986 thành …" teaches the sentence and not its dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui.typing.suggest.letters import Typed, plain
from tui.typing.suggest.memory import Count, Key, Memory

_END = "."  # what follows the last word; no word is this, since words keep their own full stops
NUMBER, NAME = "#", "N"
_SURE = 0.4  # share of the likeliest next word that makes it worth offering
_LONGEST = 30


class Phrase(NamedTuple):
    """How a text may go on: the words that follow, how sure the first of them is, whether a name is due after them."""

    words: tuple[str, ...]
    chance: float
    name_due: bool
    ends: bool


def facts(slot: str, text: str) -> Iterator[tuple[Key, str]]:
    """What a text teaches: each word after the two before it, and where it ended."""
    before = ("", "")
    for at, word in enumerate(text.split()):
        kind = _kind(word, first=at == 0)
        yield Key(f"phrase/{slot}", " ".join(before)), kind
        before = (before[1], kind)
    yield Key(f"phrase/{slot}", " ".join(before)), _END


def go_on(memory: Memory, slot: str, typed: Typed) -> Phrase:
    """How the text begun with `typed` most likely goes on; its unfinished last word is the first of `Phrase.words`."""
    words = typed.text.split()
    unfinished = words.pop() if typed.unfinished else ""
    before = _before(words)
    follows: list[str] = []
    chance = 1.0
    while len(follows) < _LONGEST:
        word, share = _likeliest(memory, slot, before, plain(unfinished) if not follows else "")
        if word in (NUMBER, NAME, _END) or share < _SURE:
            return Phrase(tuple(follows), chance, word == NAME, word == _END)
        if not follows:
            chance = share
        follows.append(word)
        before = (before[1], word)
    return Phrase(tuple(follows), chance, False, False)


def name_begun(memory: Memory, slot: str, typed: Typed) -> int | None:
    """Where in `typed.text` the name begins that is being typed, None where no name is due there."""
    words = typed.text.split()
    if not typed.unfinished:
        return None
    for back in range(1, min(5, len(words)) + 1):
        before = _before(words[:-back])
        if before[1] in (NAME, ""):
            continue
        word, share = _likeliest(memory, slot, before, "")
        if word == NAME and share >= _SURE:
            head = words[:-back]
            return len(" ".join(head)) + 1
    return None


def _likeliest(memory: Memory, slot: str, before: tuple[str, str], begun: str) -> tuple[str, float]:
    key = Key(f"phrase/{slot}", " ".join(before))
    counts: Sequence[Count] = memory.recall([key]).get(key, ())
    fitting = [count for count in counts if plain(count.value).startswith(begun)] if begun else counts
    if not fitting:
        return "", 0.0
    best = max(fitting, key=lambda count: (count.times, count.last))
    return best.value, best.times / sum(count.times for count in fitting)


def _before(words: Sequence[str]) -> tuple[str, str]:
    kinds = [_kind(word, first=at == 0) for at, word in enumerate(words)]
    return ("", "", *kinds)[-2], ("", "", *kinds)[-1]


def _kind(word: str, *, first: bool) -> str:
    if any(c.isdigit() for c in word):
        return NUMBER
    if not first and word[0].isupper() and not word.isupper():
        return NAME
    return word
