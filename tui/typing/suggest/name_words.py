"""Names built from words: which name a few typed letters begin, although nobody with that name was keyed yet.

The model walks a name word by word: surname, middle words, given name. The chance of a word is what was counted after the
word before it and behind this surname, backed off to its place in the name and the sex, backed off to the built-in lists.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from heapq import nlargest
from math import exp, log
from typing import Any, NamedTuple

from tui.typing.suggest.letters import Typed, plain
from tui.typing.suggest.lists import GIVEN, MAN, MIDDLE, SURNAME, WOMAN, name_shares
from tui.typing.suggest.word_counts import Counts, Node, nodes

LONGEST = 5
"""Words of the longest name built; longer ones are only found where they are known."""

_LIST_WEIGHT = 30.0  # how many counted words the built-in lists are worth
_BACKOFF = 4.0  # how many counted neighbours the place-and-sex share is worth
_BEAM = 5  # beginnings of a name followed further
_WIDTH = 30  # words tried at each place where many fit
_UNTYPED_WIDTH = 10  # words tried where no letter was typed
_STEPS = {(SURNAME, MIDDLE): 9.0, (SURNAME, GIVEN): 1.0, (MIDDLE, MIDDLE): 3.0, (MIDDLE, GIVEN): 7.0}
# Typing one letter for a word is a habit; leaving a word half typed and going on is rare.
_INITIAL, _CUT = 0.25, 0.03
_LONGER = 0.01  # who typed a third word to its last letter, and no blank, seldom means a longer name
_UNKNOWN = 1e-6  # what a word nobody counted or listed is worth
_NEIGHBOURHOODS = 48  # kept ready at once
_STALE = 64  # names after which every share is counted again
_MAN_IF = {"Văn": 0.98, "Thị": 0.02}


@dataclass(frozen=True, slots=True)
class NameContext:
    """What the entry says of a person before the name is typed.

    `sex` is "1", "2" or ""; `surnames` are chances of a surname because others of the entry bear it (the rest is open).
    """

    sex: str = ""
    surnames: Mapping[str, float] = dataclass_field(default_factory=dict)

    def surname_factor(self, surname: str, share: float) -> float:
        """How much likelier `surname` is here than its usual `share`."""
        open_rest = 1.0 - sum(self.surnames.values())
        return open_rest + self.surnames.get(surname, 0.0) / max(share, 1e-4)


NO_CONTEXT = NameContext()


class _Following(NamedTuple):
    """The words that stood in one neighbourhood: weighted counts, their sum, and the likeliest of each part of the name."""

    counts: Mapping[Node, float]
    total: float
    likeliest: Mapping[str, Sequence[str]]


_NOTHING = _Following({}, 0.0, {MIDDLE: (), GIVEN: ()})


class NameWords:
    """The word model over one or more scopes, each `(weight, counts)`, the narrowest first."""

    def __init__(self, scopes: Sequence[tuple[float, Counts]]) -> None:
        self._names_since = 0
        self._lists = name_shares()
        self._words: dict[str, list[tuple[str, str]]] = {}
        self._share: dict[tuple[Node, str], float] = {}
        self._after: dict[Node, _Following] = {}
        self._behind: dict[str, _Following] = {}
        self._likely: dict[tuple[str, str], list[str]] = {}
        self.use(scopes)

    def use(self, scopes: Sequence[tuple[float, Counts]]) -> None:
        """Count in these scopes from now on."""
        self._scopes = list(scopes)
        known = {(part, word) for (part, _), words in self._lists.items() for word in words}
        for _, counts in self._scopes:
            known.update(counts.vocabulary())
        for part in (SURNAME, MIDDLE, GIVEN):
            self._words[part] = sorted((plain(word), word) for of, word in known if of == part)
        self._forget()

    def grown(self, words: Sequence[str]) -> None:
        """A name (two words or more) was added to one of the scopes."""
        for node in nodes(words):
            entry = (plain(node[1]), node[1])
            at = bisect_left(self._words[node[0]], entry)
            if self._words[node[0]][at : at + 1] != [entry]:
                insort(self._words[node[0]], entry)
            self._after.pop(node, None)
            self._share.pop((node, MAN), None)
            self._share.pop((node, WOMAN), None)
        self._behind.pop(words[0], None)
        self._names_since += 1
        if self._names_since >= _STALE:  # the other shares have shrunk a little; not worth counting again for each name
            self._forget()

    def sex_of(self, words: Sequence[str]) -> str:
        """The sex a name (two words or more) speaks for."""
        return MAN if self._man_share(words, "") >= 0.5 else WOMAN

    def share(self, node: Node, sex: str) -> float:
        """The chance of a word in its place, among names of one sex."""
        known = self._share.get((node, sex))
        if known is None:
            at = 0 if sex == MAN else 1
            seen = sum(weight * counts.seen(node)[at] for weight, counts in self._scopes)
            total = sum(weight * counts.total(node[0])[at] for weight, counts in self._scopes)
            listed = self._lists[node[0], sex].get(node[1], 0.0)
            known = self._share[node, sex] = (seen + _LIST_WEIGHT * listed + _UNKNOWN) / (total + _LIST_WEIGHT)
        return known

    def surname_share(self, surname: str) -> float:
        """The chance of a surname when nothing is known of the person."""
        node = (SURNAME, surname)
        return (self.share(node, MAN) + self.share(node, WOMAN)) / 2

    def compose(self, typed: Typed, context: NameContext, limit: int) -> list[tuple[float, str]]:
        """The likeliest names `typed` can begin, with their chances, best first."""
        beams = nlargest(_BEAM, self._surnames(typed, context))
        done: list[tuple[float, str]] = []
        for at in range(1, max(LONGEST, len(typed.words))):
            longer: list[tuple[float, list[str]]] = []
            least = done[-1][0] if len(done) == limit else 0.0
            for chance, words in beams:
                if chance <= least:
                    break  # no step makes a name likelier than its beginning
                for part, word, step in self._steps(typed, at, words, context.sex):
                    if part == MIDDLE:
                        longer.append((chance * step, [*words, word]))
                    elif chance * step > least:
                        done.append((chance * step, " ".join([*words, word])))
            done = nlargest(limit, done)
            beams = nlargest(_BEAM, longer)
        return done

    def _surnames(self, typed: Typed, context: NameContext) -> Iterator[tuple[float, list[str]]]:
        for word, fit in self._fitting(SURNAME, typed, 0):
            share = self.surname_share(word)
            yield fit * share * context.surname_factor(word, share), [word]

    def _steps(self, typed: Typed, at: int, words: list[str], sex: str) -> Iterator[tuple[str, str, float]]:
        """The words that may stand behind `words`, each with its part of the name and its chance."""
        man = self._man_share(words, sex)
        before: Node = (SURNAME if at == 1 else MIDDLE, words[-1])
        following = self._merged_after(before)
        behind = self._merged_behind(words[0]) if at > 1 else _NOTHING
        whole = _STEPS[before[0], MIDDLE] + _STEPS[before[0], GIVEN]
        for part in (MIDDLE, GIVEN):
            if part == GIVEN and at < len(typed.words) - 1:
                continue
            part_share = _STEPS[before[0], part] / whole
            for word, fit in self._fitting(part, typed, at, following, man):
                if at >= len(typed.words) and (word in words[1:] or (at > 1 and word in _MAN_IF)):
                    continue  # nobody bears a word twice, nor Văn or Thị behind it, where nothing typed says so
                node = (part, word)
                base = _BACKOFF * part_share * (man * self.share(node, MAN) + (1 - man) * self.share(node, WOMAN))
                chance = (following.counts.get(node, 0.0) + base) / (following.total + _BACKOFF)
                if at > 1:
                    chance = 0.6 * chance + 0.4 * (behind.counts.get(node, 0.0) + base) / (behind.total + _BACKOFF)
                yield part, word, fit * chance

    def _fitting(
        self, part: str, typed: Typed, at: int, following: _Following | None = None, man: float = 0.5
    ) -> Iterator[tuple[str, float]]:
        """Words for one place that the typed word can be, with how well it fits; the likeliest where none was typed."""
        sex = MAN if man >= 0.5 else WOMAN
        if at >= len(typed.words):
            words = dict.fromkeys(following.likeliest[part] if following else ())
            words.update(dict.fromkeys(self._likeliest(part, sex)))
            yield from ((word, 1.0) for word in words)
            return
        wanted = typed.plain_words[at]
        last = typed.unfinished and at == len(typed.words) - 1
        entries = self._words[part]
        found: list[tuple[str, str]] = []
        for i in range(bisect_left(entries, (wanted, "")), len(entries)):
            if not entries[i][0].startswith(wanted):
                break
            found.append(entries[i])
        if len(found) > _WIDTH:
            found = nlargest(_WIDTH, found, key=lambda entry: self.share((part, entry[1]), sex))
        fitting = False
        for bare, word in found:
            fit = typed.word_fit(at, word, bare)
            if fit:
                fitting = True
                cut = 1.0 if last or bare == wanted else _INITIAL if len(wanted) == 1 else _CUT
                whole = last and at > 1 and part == MIDDLE and bare == wanted
                yield word, fit * (_LONGER if whole else cut)
        if not fitting:  # a word nobody knows stands as it was typed
            yield typed.words[at].capitalize(), _UNKNOWN

    def _man_share(self, words: Sequence[str], sex: str) -> float:
        """The chance that the bearer of a name that begins with `words` is a man."""
        if sex:
            return 0.97 if sex == MAN else 0.03
        for word in words[1:]:
            if word in _MAN_IF:
                return _MAN_IF[word]
        lean = 0.0
        for word in words[1:]:
            node = (MIDDLE, word)
            lean += log((self.share(node, MAN) + 1e-5) / (self.share(node, WOMAN) + 1e-5))
        if len(words) > 1:
            node = (GIVEN, words[-1])
            lean += log((self.share(node, MAN) + 1e-5) / (self.share(node, WOMAN) + 1e-5))
        return 1 / (1 + exp(-max(-30.0, min(30.0, lean))))

    def _likeliest(self, part: str, sex: str) -> list[str]:
        known = self._likely.get((part, sex))
        if known is None:
            words = (word for _, word in self._words[part])
            known = nlargest(_UNTYPED_WIDTH, words, key=lambda word: self.share((part, word), sex))
            self._likely[part, sex] = known
        return known

    def _merged_after(self, node: Node) -> _Following:
        known = self._after.get(node)
        if known is None:
            _make_room(self._after)
            known = self._after[node] = _merged([(weight, counts.after(node)) for weight, counts in self._scopes])
        return known

    def _merged_behind(self, surname: str) -> _Following:
        known = self._behind.get(surname)
        if known is None:
            _make_room(self._behind)
            known = self._behind[surname] = _merged(
                [(weight, counts.behind(surname)) for weight, counts in self._scopes]
            )
        return known

    def _forget(self) -> None:
        self._names_since = 0
        for cache in (self._share, self._after, self._behind, self._likely):
            cache.clear()


def _merged(scopes: Sequence[tuple[float, Mapping[Node, int]]]) -> _Following:
    counts: dict[Node, float] = {}
    for weight, near in scopes:
        for node, times in near.items():
            counts[node] = counts.get(node, 0.0) + weight * times
    likeliest = {
        part: [
            word for _, word in nlargest(_UNTYPED_WIDTH, (n for n in counts if n[0] == part), key=counts.__getitem__)
        ]
        for part in (MIDDLE, GIVEN)
    }
    return _Following(counts, sum(counts.values()), likeliest)


def _make_room(cache: dict[Any, Any]) -> None:
    """Drop the oldest neighbourhood: in a large office each is a thousand words, and most are never asked for again."""
    if len(cache) >= _NEIGHBOURHOODS:
        del cache[next(iter(cache))]
