"""Which values a field is expected to hold before a letter is typed, each with its chance and the reason for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from registers.form import Field, Form
from tui.typing.suggest.clues import Clues, Known, clues_of, facts
from tui.typing.suggest.memory import Count, Key, Memory
from tui.typing.suggest.trust import ONCE, Trust, Weight, weight

_HALF_LIFE = 400  # entries after which a sighting counts half


class Expected(NamedTuple):
    """A value's chance here, and the kind of clue that speaks for it most."""

    chance: float
    why: str


class _Voice(NamedTuple):
    """What one clue says: its values by share, the first one, and the weight behind it."""

    kind: str
    clue: str
    shares: Mapping[str, float]
    first: str
    behind: Weight


class Expectations:
    """The conditional memory of an office with the trust its clues have earned."""

    def __init__(self, memory: Memory, trust: Trust | None = None) -> None:
        self.memory = memory
        self.trust = trust or Trust()
        self._where: dict[int, tuple[Form, dict[str, Clues]]] = {}

    def expect(self, form: Form, field: Field, known: Known, book: str) -> dict[str, Expected]:
        """Normalised values of `field` with their chances; where clues agree on a value the most trusted one counts."""
        expected: dict[str, Expected] = {}
        for voice in self._voices(form, field, known, book):
            trust = self.trust.of(field, voice.kind, voice.clue, voice.behind)
            lead = voice.shares[voice.first]
            for value, share in voice.shares.items():
                chance = trust if value == voice.first else min(trust, 1 - trust) * share / lead
                if value not in expected or chance > expected[value].chance:
                    expected[value] = Expected(chance, voice.kind)
        return expected

    def learn(
        self, form: Form, values: Known, book: str, further: Iterable[tuple[Key, str]] = (), *, judged: bool = True
    ) -> None:
        """Judge every clue by what stood there, then count the entry's facts, and `further` ones with them."""
        known: dict[str, str] = {}
        for field in form.fields if judged else ():
            value = values.get(field.name)
            if not value:
                continue
            for voice in self._voices(form, field, known, book):
                self.trust.judge(field, voice.kind, voice.clue, voice.behind, right=voice.first == value)
            known[field.name] = value
        self.memory.record([*facts(form, self._clues(form), values, book), *further])

    def _voices(self, form: Form, field: Field, known: Known, book: str) -> Iterator[_Voice]:
        where = self._clues(form).get(field.name)
        if where is None:
            return
        for other, value in where.echoed(known):
            yield _Voice("echo", other, {value: 1.0}, value, ONCE)
        asked = list(where.of(field, known, book))
        recalled = self.memory.recall([clue.key for clue in asked])
        clock = self.memory.clock()
        for clue in asked:
            counts = recalled.get(clue.key)
            if not counts:
                continue
            if clue.kind == "book":
                last = max(counts, key=lambda count: count.last).value
                yield _Voice("again", "again", {last: 1.0}, last, ONCE)
            shares, times = _shares(counts, clock)
            first = max(shares, key=shares.__getitem__)
            yield _Voice(clue.kind, clue.id, shares, first, weight(times, shares[first]))

    def _clues(self, form: Form) -> dict[str, Clues]:
        known = self._where.get(id(form))
        if known is None or known[0] is not form:
            known = self._where[id(form)] = (form, clues_of(form))
        return known[1]


def _shares(counts: Sequence[Count], clock: int) -> tuple[dict[str, float], int]:
    """Each value's share, late sightings counting more, and how often anything stood there."""
    weights = {count.value: count.times * 0.5 ** ((clock - count.last) / _HALF_LIFE) + 1e-6 for count in counts}
    total = sum(weights.values())
    return {value: one / total for value, one in weights.items()}, sum(count.times for count in counts)
