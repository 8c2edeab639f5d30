"""How often words stood in names: by place in the name and sex, after which word, behind which surname.

A `Node` is a word in its place: the surname, a middle word, or the given name that ends the name. Names of one word are
not counted; they say nothing about how names are built.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from tui.typing.suggest.lists import GIVEN, MAN, MIDDLE, SURNAME

Node = tuple[str, str]
"""(SURNAME, MIDDLE or GIVEN; the word)."""

_NOTHING: Mapping[Node, int] = {}


def nodes(words: Sequence[str]) -> list[Node]:
    """The words of a name in their places: first the surname, last the given name, the rest between."""
    return [(SURNAME, words[0]), *((MIDDLE, word) for word in words[1:-1]), (GIVEN, words[-1])]


class Counts(Protocol):
    """What one scope (a book, an office, all names frozen in a file) has counted."""

    def seen(self, node: Node) -> tuple[int, int]:
        """Men and women with this word in this place."""
        ...

    def total(self, part: str) -> tuple[int, int]:
        """Words of men and of women counted in this part of the name."""
        ...

    def after(self, node: Node) -> Mapping[Node, int]:
        """What came next, with how often."""
        ...

    def behind(self, surname: str) -> Mapping[Node, int]:
        """What stood anywhere behind this surname, with how often."""
        ...

    def vocabulary(self) -> Iterable[Node]:
        """Every node counted."""
        ...


class WordCounts:
    """Counts kept in memory and added to, name by name."""

    def __init__(self) -> None:
        self._seen: dict[Node, tuple[int, int]] = {}
        self._total: dict[str, tuple[int, int]] = {}
        self._after: dict[Node, dict[Node, int]] = {}
        self._behind: dict[str, dict[Node, int]] = {}

    def add(self, words: Sequence[str], sex: str) -> None:
        """Count one name (two words or more) of a man or a woman."""
        man, woman = (1, 0) if sex == MAN else (0, 1)
        before: Node | None = None
        for node in nodes(words):
            men, women = self._seen.get(node, (0, 0))
            self._seen[node] = (men + man, women + woman)
            men, women = self._total.get(node[0], (0, 0))
            self._total[node[0]] = (men + man, women + woman)
            if before is not None:
                following = self._after.setdefault(before, {})
                following[node] = following.get(node, 0) + 1
                behind = self._behind.setdefault(words[0], {})
                behind[node] = behind.get(node, 0) + 1
            before = node

    def seen(self, node: Node) -> tuple[int, int]:
        """Men and women with this word in this place."""
        return self._seen.get(node, (0, 0))

    def total(self, part: str) -> tuple[int, int]:
        """Words of men and of women counted in this part of the name."""
        return self._total.get(part, (0, 0))

    def after(self, node: Node) -> Mapping[Node, int]:
        """What came next, with how often."""
        return self._after.get(node, _NOTHING)

    def behind(self, surname: str) -> Mapping[Node, int]:
        """What stood anywhere behind this surname, with how often."""
        return self._behind.get(surname, _NOTHING)

    def vocabulary(self) -> Iterable[Node]:
        """Every node counted."""
        return self._seen.keys()
