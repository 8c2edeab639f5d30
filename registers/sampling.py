"""Lots and samples: ISO 2859-1 single sampling (general inspection level II), its switching rules, and what a sample proves.

Tables 1 and 2-A to 2-C of ISO 2859-1:1999 (TCVN 7790-1) for lots of 2 to 150,000 entries and AQLs of 0.65 to 4.0 per cent
nonconforming. An arrow of the tables is resolved here to the plan it points to, sample size and all.

Every cell was compared with a transcription of GB/T 2828.1-2012, which is identical to ISO 2859-1:1999 (printed pages 15 to 17),
and those of Tables 1, 2-A and 2-B with MIL-STD-105E Tables I, II-A and II-B as the R package AQLSchemes 1.7-2 has them, too.
Table II-C of MIL-STD-105E is another one than 2-C: there acceptance and rejection numbers leave a gap. The switching rules
are those of 9.3, as charted by sqconline.com/switching-rules-iso-2859-1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registers.catalogue import Label, label


class Inspection(StrEnum):
    """How hard a lot is looked at."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"
    FULL = "full"  # every entry: inspection by sampling is discontinued

    @property
    def label(self) -> Label:
        """The inspection in words."""
        return label(f"review.inspection_{self.value}")


@dataclass(frozen=True, slots=True)
class SamplingPlan:
    """Look at `sample` entries drawn at random; accept the lot where at most `accept` of them are faulty."""

    inspection: Inspection
    letter: str
    sample: int
    accept: int


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds of a share, 0 to 1."""

    low: float
    high: float


AQLS = ("0.65", "1.0", "1.5", "2.5", "4.0")
"""Acceptance quality limits there are tables for: faulty entries in a hundred that are still good work."""

_LEVEL_II = (  # Table 1: largest lot of each code letter
    (8, "A"), (15, "B"), (25, "C"), (50, "D"), (90, "E"), (150, "F"), (280, "G"), (500, "H"), (1200, "J"), (3200, "K"),
    (10_000, "L"), (35_000, "M"), (150_000, "N"),
)  # fmt: skip
_LETTERS = "ABCDEFGHJKLMN"
_SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500)
_REDUCED_SIZES = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200)

# Acceptance numbers by letter A … N; where the table has an arrow, it says which way the plan lies that holds instead, sample
# size and all.
_DOWN, _UP = -1, -2
_ACCEPT: dict[Inspection, dict[str, tuple[int, ...]]] = {
    Inspection.NORMAL: {
        "0.40": (_DOWN, _DOWN, _DOWN, _DOWN, _DOWN, _DOWN, 0, _UP, _DOWN, 1, 2, 3, 5),  # only to score lots at 0.65
        "0.65": (_DOWN, _DOWN, _DOWN, _DOWN, _DOWN, 0, _UP, _DOWN, 1, 2, 3, 5, 7),
        "1.0": (_DOWN, _DOWN, _DOWN, _DOWN, 0, _UP, _DOWN, 1, 2, 3, 5, 7, 10),
        "1.5": (_DOWN, _DOWN, _DOWN, 0, _UP, _DOWN, 1, 2, 3, 5, 7, 10, 14),
        "2.5": (_DOWN, _DOWN, 0, _UP, _DOWN, 1, 2, 3, 5, 7, 10, 14, 21),
        "4.0": (_DOWN, 0, _UP, _DOWN, 1, 2, 3, 5, 7, 10, 14, 21, _UP),
    },
    Inspection.TIGHTENED: {
        "0.65": (_DOWN, _DOWN, _DOWN, _DOWN, _DOWN, _DOWN, 0, _DOWN, _DOWN, 1, 2, 3, 5),
        "1.0": (_DOWN, _DOWN, _DOWN, _DOWN, _DOWN, 0, _DOWN, _DOWN, 1, 2, 3, 5, 8),
        "1.5": (_DOWN, _DOWN, _DOWN, _DOWN, 0, _DOWN, _DOWN, 1, 2, 3, 5, 8, 12),
        "2.5": (_DOWN, _DOWN, _DOWN, 0, _DOWN, _DOWN, 1, 2, 3, 5, 8, 12, 18),
        "4.0": (_DOWN, _DOWN, 0, _DOWN, _DOWN, 1, 2, 3, 5, 8, 12, 18, _UP),
    },
    Inspection.REDUCED: {
        "0.65": (_DOWN, _DOWN, _DOWN, _DOWN, _DOWN, 0, _UP, _DOWN, _DOWN, 1, 2, 3, 5),
        "1.0": (_DOWN, _DOWN, _DOWN, _DOWN, 0, _UP, _DOWN, _DOWN, 1, 2, 3, 5, 6),
        "1.5": (_DOWN, _DOWN, _DOWN, 0, _UP, _DOWN, _DOWN, 1, 2, 3, 5, 6, 8),
        "2.5": (_DOWN, _DOWN, 0, _UP, _DOWN, _DOWN, 1, 2, 3, 5, 6, 8, 10),
        "4.0": (_DOWN, 0, _UP, _DOWN, _DOWN, 1, 2, 3, 5, 6, 8, 10, _UP),
    },
}


def plan_for(size: int, aql: str, inspection: Inspection) -> SamplingPlan:
    """The plan for a lot of `size` entries; a sample as large as the lot is the whole lot. Raises ValueError, KeyError."""
    if size < 1:
        raise ValueError(size)
    if inspection is Inspection.FULL:
        return SamplingPlan(inspection, "", size, 0)
    letter = next((letter for largest, letter in _LEVEL_II if size <= largest), "N")
    accepts = _ACCEPT[inspection][aql]
    at = _LETTERS.index(letter)
    while accepts[at] < 0:
        at += 1 if accepts[at] == _DOWN else -1
    sizes = _REDUCED_SIZES if inspection is Inspection.REDUCED else _SIZES
    return SamplingPlan(inspection, _LETTERS[at], min(size, sizes[at]), accepts[at])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a past lot: how it was looked at, whether it was accepted, and its points towards reduced inspection."""

    inspection: Inspection
    accepted: bool
    points: int = 0


def points(plan: SamplingPlan, size: int, aql: str, faulty: int) -> int:
    """What a lot adds to the switching score (ISO 2859-1:1999, 9.3.3.2); 0 sets the score back to nothing.

    With an acceptance number of 2 and more, 3 where the lot would be accepted at the AQL one step tighter, too; below, 2 where
    it is accepted.
    """
    if faulty > plan.accept:
        return 0
    if plan.accept < 2:
        return 2
    tighter = ("0.40", *AQLS)[AQLS.index(aql)]
    return 3 if faulty <= plan_for(size, tighter, Inspection.NORMAL).accept else 0


def next_inspection(past: Sequence[Outcome]) -> Inspection:
    """How the next lot of the same keyer is looked at (ISO 2859-1:1999, 9.3), given all lots before it, oldest first.

    Normal → tightened when 2 of 5 (or fewer) consecutive lots are rejected; tightened → normal after 5 accepted in a row;
    tightened → full when 5 lots are rejected while tightened; normal → reduced at a switching score of 30; reduced → normal
    on a rejection. After full inspection a lot without a fault leads back to tightened.
    """
    state, recent, score, rejected, run = Inspection.NORMAL, list[bool](), 0, 0, 0
    for lot in past:
        if state is Inspection.NORMAL:
            recent = [*recent, lot.accepted][-5:]
            score = score + lot.points if lot.points else 0
            if recent.count(False) >= 2:
                state, run, rejected = Inspection.TIGHTENED, 0, 0
            elif score >= 30:
                state = Inspection.REDUCED
        elif state is Inspection.TIGHTENED:
            run = run + 1 if lot.accepted else 0
            rejected += not lot.accepted
            if run >= 5:
                state, recent, score = Inspection.NORMAL, [], 0
            elif rejected >= 5:
                state = Inspection.FULL
        elif state is Inspection.REDUCED:
            if not lot.accepted:
                state, recent, score = Inspection.NORMAL, [], 0
        elif lot.accepted:
            state, run, rejected = Inspection.TIGHTENED, 0, 0
    return state


def acceptance(plan: SamplingPlan, size: int, faulty: int) -> float:
    """Probability that a lot of `size` entries with `faulty` faulty ones is accepted (hypergeometric)."""
    ways = math.comb(size, plan.sample)
    most = min(plan.accept, faulty, plan.sample)
    return sum(math.comb(faulty, k) * math.comb(size - faulty, plan.sample - k) for k in range(most + 1)) / ways


def binomial_interval(found: int, looked_at: int, confidence: float = 0.95) -> Interval:
    """The exact (Clopper–Pearson) interval of a share of which `found` in `looked_at` were seen; 0 to 1 for none looked at."""
    if looked_at == 0:
        return Interval(0.0, 1.0)
    tail = (1 - confidence) / 2
    low = 0.0 if found == 0 else _solve(lambda p: 1 - _at_most(found - 1, looked_at, p), tail)
    high = 1.0 if found == looked_at else _solve(lambda p: 1 - _at_most(found, looked_at, p), 1 - tail)
    return Interval(low, high)


def faulty_interval(size: int, sample: int, found: int, confidence: float = 0.95) -> tuple[int, int]:
    """Least and greatest number of faulty entries in a lot of `size` that the sample does not speak against (exact, two-sided).

    It counts the lot's real entries, so a sample of the whole lot proves its number.
    """
    tail = (1 - confidence) / 2
    likely = [k for k in range(found, size - sample + found + 1) if _not_odd(size, sample, found, k, tail)]
    return likely[0], likely[-1]


def _not_odd(size: int, sample: int, found: int, faulty: int, tail: float) -> bool:
    """Neither so few nor so many faulty ones would be this odd in the sample."""
    ways = math.comb(size, sample)

    def share(first: int, last: int) -> float:
        chosen = range(max(first, 0), min(last, faulty, sample) + 1)
        return sum(math.comb(faulty, k) * math.comb(size - faulty, sample - k) for k in chosen) / ways

    return share(0, found) > tail and share(found, sample) > tail


def _at_most(k: int, n: int, p: float) -> float:
    return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))


def _solve(rising: Callable[[float], float], target: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2
