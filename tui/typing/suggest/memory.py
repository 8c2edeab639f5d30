"""What was kept together with what: counts of values under conditions, and the port to wherever they are kept.

A fact is "under this key stood this value". A key is a slot (what is counted) and a condition inside it: the residence of a
person of this name, the issuer of a paper of this kind, the value of this field in this book.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

RECALLED = 200
"""Values of one key that matter at most: the latest ones."""


class Key(NamedTuple):
    """What is counted, and under which condition ("" for none)."""

    slot: str
    given: str = ""


class Count(NamedTuple):
    """One value under a key: how often, and at which tick of the memory's clock it stood there last."""

    value: str
    times: int
    last: int


class Memory(Protocol):
    """Where facts are kept. One entry is one `record`, hence one tick."""

    def clock(self) -> int:
        """Entries recorded so far."""
        ...

    def recall(self, keys: Sequence[Key]) -> Mapping[Key, Sequence[Count]]:
        """The values under each of `keys`, the latest `RECALLED` of each; keys nothing stood under are left out."""
        ...

    def record(self, facts: Iterable[tuple[Key, str]]) -> None:
        """Count one entry's facts."""
        ...


class HeldMemory:
    """A memory held in this process."""

    def __init__(self) -> None:
        self._clock = 0
        self._counts: dict[Key, dict[str, Count]] = {}

    def clock(self) -> int:
        """Entries recorded so far."""
        return self._clock

    def recall(self, keys: Sequence[Key]) -> Mapping[Key, Sequence[Count]]:
        """The values under each of `keys`, the latest `RECALLED` of each."""
        return {key: list(counts.values())[-RECALLED:] for key in keys if (counts := self._counts.get(key))}

    def record(self, facts: Iterable[tuple[Key, str]]) -> None:
        """Count one entry's facts."""
        self._clock += 1
        for key, value in facts:
            counts = self._counts.setdefault(key, {})
            old = counts.pop(value, None)  # put back last: the latest stand at the end
            counts[value] = Count(value, old.times + 1 if old else 1, self._clock)

    def rows(self) -> Iterator[tuple[str, str, str, int, int]]:
        """Everything counted as (slot, given, value, times, last), oldest of each key first."""
        for key, counts in self._counts.items():
            for value, times, last in counts.values():
                yield (*key, value, times, last)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str, int, int]]) -> HeldMemory:
        """A memory that holds what `rows` gave."""
        memory = cls()
        for slot, given, value, times, last in rows:
            memory._counts.setdefault(Key(slot, given), {})[value] = Count(value, times, last)
            memory._clock = max(memory._clock, last)
        return memory
