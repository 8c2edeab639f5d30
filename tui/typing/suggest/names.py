"""Names typed without tones or capitals, restored and completed: known names first, then names built from known words.

Scopes are counted apart and weigh by nearness: a name of this book says more than one of the office, that more than the
built-in lists. Lookalikes, which differ only in marks, are always offered together.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tui.typing.suggest.known_names import KnownNames
from tui.typing.suggest.letters import plain, typed
from tui.typing.suggest.name_book import NameBook, NameRow, freeze
from tui.typing.suggest.name_words import NO_CONTEXT, NameContext, NameWords
from tui.typing.suggest.word_counts import Counts, WordCounts

OFFICE = "office"
"""The scope everything is learned in."""

_WEIGHTS = (4.0, 2.0, 1.0)  # of the scopes, the narrowest first; the last one counts for all wider ones
_SCOPES_KEPT = 4  # narrow scopes (books) held at once


class NameFound(NamedTuple):
    """A name the typed letters may mean: its chance here, and whether it was keyed before."""

    chance: float
    name: str
    known: bool


class NameModel:
    """All an office knows of names. `book` are the names frozen earlier (see `dump`)."""

    def __init__(self, book: NameBook | None = None) -> None:
        self.known = KnownNames(book)
        self._office = WordCounts()
        self._near: OrderedDict[str, WordCounts] = OrderedDict()
        self._active: tuple[str, ...] = ()
        self._words = NameWords(self._scopes(()))

    def learn(self, name: str, scope: str = OFFICE, *, role: str = "", sex: str = "") -> None:
        """Take note of a full name kept in the field `role`; `scope` is the book it stands in."""
        self.known.learn(name, role, sex)
        words = name.split()
        if len(words) < 2:
            return
        sex = sex or self._words.sex_of(words)
        self._office.add(words, sex)
        if scope != OFFICE:
            self._near_counts(scope).add(words, sex)
        self._words.grown(words)

    def hold(self, row: NameRow) -> None:
        """Hold ready a name the office learned lately but did not freeze yet."""
        self.known.hold(row)
        words = row.name.split()
        if len(words) > 1:
            self._office.add(words, row.sex or self._words.sex_of(words))
            self._words.grown(words)

    def near(self, book: str, names: Iterable[tuple[str, str]]) -> None:
        """The names (with the sex, "" where not known) keyed in `book` before: it is keyed from now on."""
        if book in self._near:
            return
        for name, sex in names:
            words = name.split()
            if len(words) > 1:
                self._near_counts(book).add(words, sex or self._words.sex_of(words))
        self._active = ()

    def suggest(
        self,
        text: str,
        scopes: Sequence[str] = (),
        *,
        context: NameContext = NO_CONTEXT,
        role: str = "",
        limit: int = 9,
    ) -> list[NameFound]:
        """What the letters `text` may mean, best first; `scopes` are the books to weigh more, the narrowest first."""
        if tuple(scopes) != self._active:
            self._active = tuple(scopes)
            self._words.use(self._scopes(scopes))
        parts = typed(text)
        found = {
            name: NameFound(chance, name, True)
            for chance, name in self.known.find(parts, context, role, self._words, limit)
        }
        new_share = 1 - self.known.known_share(role)
        for chance, name in self._words.compose(parts, context, limit):
            old = found.get(name)
            found[name] = NameFound(chance * new_share + (old.chance if old else 0.0), name, old is not None)
        best = sorted(found.values(), key=lambda one: -one.chance)
        return _lookalikes_together(best)[:limit]

    def restore(self, folded_words: Sequence[str], scopes: Sequence[str] = (), limit: int = 9) -> list[NameFound]:
        """The names whose words, without marks, are `folded_words`; the last word may be unfinished."""
        return self.suggest(" ".join(folded_words), scopes, limit=limit)

    def dump(self) -> bytes:
        """Every name, frozen: the bytes of the next name book."""
        return freeze(self.known.rows(), self._words.sex_of)

    def habits(self) -> str:
        """What was counted about roles, as JSON."""
        return json.dumps(self.known.dump())

    def load_habits(self, text: str) -> None:
        """Take up what `habits` gave."""
        self.known.load(**json.loads(text))

    def _scopes(self, near: Sequence[str]) -> list[tuple[float, Counts]]:
        counts: list[Counts] = [*(self._near_counts(scope) for scope in near if scope != OFFICE), self._office]
        if self.known.book is not None:
            counts.append(self.known.book)
        return [(_WEIGHTS[min(i + (len(near) == 0), len(_WEIGHTS) - 1)], one) for i, one in enumerate(counts)]

    def _near_counts(self, scope: str) -> WordCounts:
        counts = self._near.get(scope)
        if counts is None:
            counts = self._near[scope] = WordCounts()
            if len(self._near) > _SCOPES_KEPT:
                self._near.popitem(last=False)
                self._active = ()  # it may be the one in use
        self._near.move_to_end(scope)
        return counts


def _lookalikes_together(found: list[NameFound]) -> list[NameFound]:
    """`found` with each name followed by those that differ from it only in marks, in the order of the best of each."""
    groups: dict[str, list[NameFound]] = {}
    for one in found:
        groups.setdefault(plain(one.name), []).append(one)
    return [one for group in groups.values() for one in group]
