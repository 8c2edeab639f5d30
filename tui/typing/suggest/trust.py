"""How far each kind of clue is to be trusted for each field: how often what it said first was right, so far.

A record is kept from the general to the particular, each level leaning on the one above until it has seen enough itself:
this kind of clue anywhere; for this type and part; this clue for this field; and the same with this much behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from registers.form import Field
from tui.typing.suggest.clues import part_of

# What to expect of a clue before its first trial.
_FIRST = {"echo": 0.05, "book": 0.3, "again": 0.3, "often": 0.15, "person": 0.6, "kin": 0.7, "given": 0.4, "who": 0.3}
_FIRST_OTHER = 0.3
_LEAN = 3.0  # trials after which a level counts as much as the one above
_WINDOW = 200  # older trials fade, habits change


class Weight(NamedTuple):
    """How much stands behind a clue's first value: how often seen (0 once, 1 a few times, 2 often), its share in fifths."""

    seen: int
    share: int


def weight(times: int, share: float) -> Weight:
    """The weight of a first value that has `share` (0–1) of `times` sightings."""
    return Weight(0 if times < 2 else 1 if times < 5 else 2, int(share * 4.999))


ONCE = weight(1, 1.0)
"""The weight of a clue that says one thing and has nothing counted behind it."""


class Trust:
    """The record of every clue."""

    def __init__(self) -> None:
        self._record: dict[str, tuple[float, float]] = {}
        self._changed: set[str] = set()

    def of(self, field: Field, kind: str, clue: str, behind: Weight) -> float:
        """The chance (0–1) that what this clue says first is right."""
        chance = _FIRST.get(kind, _FIRST_OTHER)
        for level in _levels(field, kind, clue, behind):
            hits, trials = self._record.get(level, (0.0, 0.0))
            chance = (hits + _LEAN * chance) / (trials + _LEAN)
        return chance

    def judge(self, field: Field, kind: str, clue: str, behind: Weight, *, right: bool) -> None:
        """Record whether the clue's first value was the one that stood there."""
        for level in _levels(field, kind, clue, behind):
            hits, trials = self._record.get(level, (0.0, 0.0))
            hits, trials = hits + right, trials + 1
            if trials > _WINDOW:
                hits, trials = hits / 2, trials / 2
            self._record[level] = (hits, trials)
            self._changed.add(level)

    def changed(self) -> dict[str, tuple[float, float]]:
        """What was judged since this was asked last, to be kept."""
        levels, self._changed = self._changed, set()
        return {level: self._record[level] for level in levels}

    def dump(self) -> dict[str, tuple[float, float]]:
        """The record as plain JSON."""
        return dict(self._record)

    def load(self, record: Mapping[str, tuple[float, float]]) -> None:
        """Take up what `dump` gave."""
        self._record.update({level: (hits, trials) for level, (hits, trials) in record.items()})


def _levels(field: Field, kind: str, clue: str, behind: Weight) -> Iterator[str]:
    grade = f"{behind.seen}{behind.share}"
    yield f"{kind} {grade}"
    yield f"{field.type}/{part_of(field)} {kind} {grade}"
    yield f"{field.name} {kind}:{clue}"
    yield f"{field.name} {kind}:{clue} {grade}"
