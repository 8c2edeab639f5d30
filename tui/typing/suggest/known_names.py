"""Full names keyed before: which of them a few typed letters mean, and how likely each is here.

A name comes back in some roles more than in others (a husband of the marriage books as a father, a father as the next child's
father), which is counted as it happens. The names keyed lately are held ready; all older ones come from the name book.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import nlargest

from tui.typing.suggest.letters import Typed, initials, plain
from tui.typing.suggest.lists import MAN, WOMAN
from tui.typing.suggest.name_book import Found, NameBook, NameRow
from tui.typing.suggest.name_words import NameContext, NameWords

_FRESH = 300  # names keyed after which a name's lead over older ones is halved
_LEAD = 3.0  # how much likelier a name just keyed is than an old one
_FROZEN = 24  # names of the name book weighed for one key
_LOOKS = 300  # names of it looked at where most do not fit
_OTHER_SEX = 0.02
_INITIALS = 0.05  # how well a name fits its initials typed as one word (nth)
_SEX_WORDS = {"Văn": MAN, "Thị": WOMAN}


@dataclass(slots=True)
class Known:
    """One name held ready: its words, the role it was last keyed in, how often, and the clock of that last time."""

    name: str
    plain: str
    words: tuple[str, ...]
    plain_words: tuple[str, ...]
    initials: str
    role: str
    times: int
    at: int
    sex: str


class KnownNames:
    """The names of one office: those keyed since the name book was frozen, and the book."""

    def __init__(self, book: NameBook | None = None) -> None:
        self.book = book
        self.clock = 0
        self._names: dict[str, Known] = {}
        self._by_letter: dict[str, dict[str, Known]] = defaultdict(dict)
        self._pool: dict[str, int] = defaultdict(int, book.pool if book else {})
        self._came_from: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._keyed: dict[str, int] = defaultdict(int)
        self._again: dict[str, int] = defaultdict(int)

    def __len__(self) -> int:
        return len(self._names)

    def learn(self, name: str, role: str, sex: str) -> None:
        """Take note of a name keyed in `role` (the field's name); `sex` is "" where the entry does not tell."""
        self.clock += 1
        self._keyed[role] += 1
        known = self._names.get(name)
        last = known.role if known else self._frozen_role(name)
        if last is not None:
            self._again[role] += 1
            self._came_from[role][last] += 1
            self._pool[last] -= 1
        if known is None:
            words = tuple(name.split())
            bare = plain(name)
            known = Known(name, bare, words, tuple(bare.split()), initials(name), role, 0, 0, sex)
            self._names[name] = known
            self._by_letter[bare[:1]][name] = known
        known.role, known.times, known.at = role, known.times + 1, self.clock
        known.sex = sex or known.sex
        self._pool[role] += 1

    def hold(self, row: NameRow) -> None:
        """Hold ready a name learned elsewhere; what it says of roles is counted there (`load`)."""
        last = self._frozen_role(row.name)
        if last is not None:
            self._pool[last] -= 1
        at = self.clock - row.age
        bare = plain(row.name)
        words = tuple(row.name.split())
        known = Known(row.name, bare, words, tuple(bare.split()), initials(row.name), row.role, row.times, at, row.sex)
        self._names[row.name] = self._by_letter[bare[:1]][row.name] = known
        self._pool[row.role] += 1

    def known_share(self, role: str) -> float:
        """How often a name keyed in `role` was known already."""
        return (self._again[role] + 1) / (self._keyed[role] + 2)

    def find(
        self, typed: Typed, context: NameContext, role: str, words: NameWords, limit: int
    ) -> list[tuple[float, str]]:
        """Names that `typed` can be, with their chances in `role`, best first. Nothing where nothing is typed."""
        if not typed.plain:
            return []
        by_role: dict[str, float] = {}
        by_surname: dict[str, float] = {}
        found: list[tuple[float, str]] = []
        one_word = len(typed.words) == 1
        for known in self._by_letter.get(typed.plain[0], {}).values():
            if one_word and not known.plain.startswith(typed.plain):
                fit = _INITIALS if known.initials == typed.plain else 0.0
            else:
                fit = _fit(typed, known.words, known.plain_words)
            if not fit:
                continue
            lead = 1 + _LEAD * 0.5 ** ((self.clock - known.at) / _FRESH)
            chance = fit * lead * self._role_chance(role, known.role, by_role)
            chance *= _surname_factor(known.words[0], context, words, by_surname)
            found.append((chance * _sex_factor(known.words, context.sex), known.name))
        for one in self._frozen(typed, context):
            name = " ".join(one.words)
            if name not in self._names:
                chance = one.weight / 64 * self._role_chance(role, one.role, by_role)
                chance *= _surname_factor(one.words[0], context, words, by_surname)
                chance *= _fit(typed, one.words, tuple(map(plain, one.words)))
                found.append((chance * _sex_factor(one.words, context.sex), name))
        return nlargest(limit, found)

    def rows(self) -> list[NameRow]:
        """Every name, to freeze into the next book."""
        rows = [NameRow(one.name, one.role, one.times, one.sex, self.clock - one.at) for one in self._names.values()]
        if self.book is not None:
            rows += [row for row in self.book.rows() if row.name not in self._names]
        return rows

    def dump(self) -> dict[str, dict[str, int] | dict[str, dict[str, int]]]:
        """What was counted about roles, as plain JSON."""
        came_from = {role: dict(counts) for role, counts in self._came_from.items()}
        return {"came_from": came_from, "keyed": dict(self._keyed), "again": dict(self._again)}

    def load(self, came_from: dict[str, dict[str, int]], keyed: dict[str, int], again: dict[str, int]) -> None:
        """Take up what `dump` wrote."""
        for role, counts in came_from.items():
            self._came_from[role].update(counts)
        self._keyed.update(keyed)
        self._again.update(again)

    def _frozen_role(self, name: str) -> str | None:
        if self.book is None:
            return None
        wanted = plain(name)
        found = self.book.heaviest(
            *self.book.range(wanted), limit=1, looks=_LOOKS, fits=lambda one: " ".join(one.words) == name
        )
        return found[0].role if found else None

    def _frozen(self, typed: Typed, context: NameContext) -> list[Found]:
        if self.book is None:
            return []
        found = self._frozen_range(typed, typed.plain)
        for surname in context.surnames:
            bare = plain(surname)
            if bare.startswith(typed.plain) and len(bare) > len(typed.plain):
                found += self._frozen_range(typed, bare + " ")
        return found

    def _frozen_range(self, typed: Typed, prefix: str) -> list[Found]:
        if self.book is None:
            return []
        first, behind = self.book.range(prefix)
        if first == behind and len(typed.plain_words) > 1:  # words cut short: nong t h
            first, behind = self.book.range(typed.plain_words[0])
        if not typed.marked and prefix.startswith(typed.plain) and first != behind and " " not in typed.plain:
            return self.book.heaviest(first, behind, limit=_FROZEN, looks=_LOOKS)
        return self.book.heaviest(
            first,
            behind,
            limit=_FROZEN,
            looks=_LOOKS,
            fits=lambda one: _fit(typed, one.words, tuple(map(plain, one.words))) > 0,
        )

    def _role_chance(self, role: str, last: str, cache: dict[str, float]) -> float:
        """The chance that one certain name last keyed as `last` is the one keyed as `role` now."""
        known = cache.get(last)
        if known is None:
            came = self._came_from[role].get(last, 0) + 0.5 / (1 + len(self._pool))
            known = cache[last] = came / (self._keyed[role] + 2) / (max(1, self._pool[last]) + 1)
        return known


def _fit(typed: Typed, words: tuple[str, ...], plain_words: tuple[str, ...]) -> float:
    """How well typed words, each perhaps cut short, fit the words of a name; 0 where they do not."""
    if len(typed.words) > len(words):
        return 0.0
    fit = 1.0
    last = len(typed.words) - 1
    for i, wanted in enumerate(typed.plain_words):
        fit *= typed.word_fit(i, words[i], plain_words[i])
        if not fit:
            return 0.0
        if plain_words[i] != wanted and not (i == last and typed.unfinished):
            fit *= 0.25 if len(wanted) == 1 else 0.03
    return fit


def _surname_factor(surname: str, context: NameContext, words: NameWords, cache: dict[str, float]) -> float:
    if not context.surnames:
        return 1.0
    factor = cache.get(surname)
    if factor is None:
        factor = cache[surname] = context.surname_factor(surname, words.surname_share(surname))
    return factor


def _sex_factor(words: tuple[str, ...], sex: str) -> float:
    if not sex:
        return 1.0
    return next((_OTHER_SEX for word in words[1:-1] if _SEX_WORDS.get(word, sex) != sex), 1.0)
