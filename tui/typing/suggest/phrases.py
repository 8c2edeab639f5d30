"""Free text completed phrase by phrase: the words that always follow, up to where something new must be typed.

Every word is counted after all words before it, and after the last two. Numbers and dates count as one word (`#`), the words
of a name as another (`N`), so that "Ngày 07/5/2016 cải chính năm sinh mẹ từ 1986 thành …" teaches the sentence, not its dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui.typing.suggest.letters import Typed, plain
from tui.typing.suggest.memory import Count, Key, Memory

NUMBER, NAME = "#", "N"
_CLASSES = (NUMBER, NAME)
# Capitals that begin the name of a paper or an office; inside a person's name they stay part of it.
_TITLES = frozenset(("Quyết", "Giấy", "Bản", "Trích", "Nghị", "Luật", "Tòa", "Ủy", "Sở", "Phòng", "Cục", "Bộ"))
_END = "."  # what follows the last word; no word is this, since words keep their own full stops
_SURE = 0.4  # share of the likeliest next word that makes it worth offering
_SURER = 0.7  # and of each word behind it: a phrase one word too long is taken by nobody
_LONGEST_PHRASE = 30
_LONGEST_NAME = 5


class Phrase(NamedTuple):
    """How a text may go on: the words that follow, how sure the first of them is, whether a name is due after them."""

    words: tuple[str, ...]
    chance: float
    name_due: bool
    ends: bool


def facts(slot: str, text: str) -> Iterator[tuple[Key, str]]:
    """What a text teaches: each word after those before it, and where it ended."""
    before: list[str] = []
    for word in text.split():
        kind = _kind(word, before)
        if not (before and kind in _CLASSES and kind == before[-1]):  # one name, however many words it has
            for key in _keys(slot, before):
                yield key, kind
            before.append(kind)
    for key in _keys(slot, before):
        yield key, _END


def go_on(memory: Memory, slot: str, typed: Typed) -> Phrase:
    """How the text begun with `typed` most likely goes on; its unfinished last word is the first of `Phrase.words`."""
    words = typed.text.split()
    begun = plain(words.pop()) if typed.unfinished else ""
    before = _kinds(words)
    follows: list[str] = []
    first = 1.0
    while len(follows) < _LONGEST_PHRASE:
        word, share = _likeliest(memory, slot, before, "" if follows else begun)
        if word in (*_CLASSES, _END) or share < (_SURER if follows else _SURE):
            return Phrase(tuple(follows), first, word == NAME, word == _END)
        if not follows:
            first = share
        follows.append(word)
        before = [*before, word]
    return Phrase(tuple(follows), first, name_due=False, ends=False)


def name_begun(memory: Memory, slot: str, typed: Typed) -> int | None:
    """Where in `typed.text` the name begins that is being typed, None where no name is due there."""
    words = typed.text.split()
    if not typed.unfinished:
        return None
    for back in range(1, min(_LONGEST_NAME, len(words)) + 1):
        head = words[:-back]
        before = _kinds(head)
        if not before or before[-1] == NAME:
            continue
        word, share = _likeliest(memory, slot, before, "")
        if word == NAME and share >= _SURE:
            return len(" ".join(head)) + 1
    return None


def _likeliest(memory: Memory, slot: str, before: Sequence[str], begun: str) -> tuple[str, float]:
    keys = _keys(slot, before)
    recalled = memory.recall(keys)
    for key in keys:  # after all words before it, else after the last two
        counts: Sequence[Count] = recalled.get(key, ())
        fitting = [count for count in counts if plain(count.value).startswith(begun)] if begun else counts
        if fitting:
            best = max(fitting, key=lambda count: (count.times, count.last))
            return best.value, best.times / sum(count.times for count in fitting)
    return "", 0.0


def _keys(slot: str, before: Sequence[str]) -> list[Key]:
    near = " ".join(before[-2:])
    if len(before) <= 2:
        return [Key(f"phrase/{slot}", near)]
    return [Key(f"text/{slot}", " ".join(before)), Key(f"phrase/{slot}", near)]


def _kinds(words: Sequence[str]) -> list[str]:
    kinds: list[str] = []
    for word in words:
        kind = _kind(word, kinds)
        if not (kinds and kind in _CLASSES and kind == kinds[-1]):
            kinds.append(kind)
    return kinds


def _kind(word: str, before: Sequence[str]) -> str:
    if any(c.isdigit() for c in word):
        return NUMBER
    in_name = bool(before) and before[-1] == NAME
    if before and word[0].isupper() and not word.isupper() and (in_name or word not in _TITLES):
        return NAME
    return word
