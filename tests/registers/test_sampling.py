"""ISO 2859-1: plans of the tables, switching, and what is computed against what is simulated."""

from __future__ import annotations

import math
from random import Random

import pytest

from registers.sampling import (
    Inspection,
    Outcome,
    SamplingPlan,
    acceptance,
    binomial_interval,
    faulty_interval,
    next_inspection,
    plan_for,
    points,
)

N, T, R, F = Inspection.NORMAL, Inspection.TIGHTENED, Inspection.REDUCED, Inspection.FULL


@pytest.mark.parametrize(
    ("size", "aql", "inspection", "sample", "accept"),
    [
        (1000, "1.0", N, 80, 2),  # J
        (1000, "1.0", T, 80, 1),
        (200, "2.5", N, 32, 2),  # G
        (200, "0.65", N, 20, 0),  # G: arrow up to F
        (400, "0.65", N, 80, 1),  # H: arrow down to J
        (100, "4.0", N, 20, 2),  # F
        (5, "4.0", N, 3, 0),  # A: arrow down to B
        (1, "4.0", N, 1, 0),
        (20_000, "4.0", N, 315, 21),
        (100_000, "4.0", N, 315, 21),  # N: arrow up to M
        (200, "0.65", T, 32, 0),  # G
        (400, "0.65", T, 125, 1),  # H: arrow down past J to K
        (1000, "4.0", T, 80, 5),
        (5000, "1.5", T, 200, 5),
        (30, "4.0", T, 20, 1),  # D: arrow down past E to F
        (3000, "1.0", R, 50, 2),  # K
        (1000, "0.65", R, 50, 1),  # J: arrow down to K
        (100, "1.5", R, 20, 1),  # F: arrow down past G to H
        (60, "1.0", R, 5, 0),  # E
        (60, "1.5", R, 3, 0),  # E: arrow up to D
        (1000, "4.0", R, 32, 5),
        (20_000, "2.5", R, 125, 8),
        (100_000, "4.0", R, 125, 10),  # N: arrow up to M
        (77, "1.0", F, 77, 0),
    ],
)
def test_plans_are_those_of_the_tables(size: int, aql: str, inspection: Inspection, sample: int, accept: int) -> None:
    plan = plan_for(size, aql, inspection)
    assert (plan.sample, plan.accept) == (sample, accept)


@pytest.mark.parametrize(
    ("size", "aql", "faulty", "score"),
    [
        (3000, "1.0", 2, 3),  # K: 125 and 3; at 0.65 it would be 2
        (3000, "1.0", 3, 0),
        (3000, "0.65", 1, 3),  # K: 2; at 0.40 it would be 1
        (3000, "0.65", 2, 0),
        (200, "1.5", 1, 2),  # G: 1
        (200, "1.5", 2, 0),
        (30, "1.5", 0, 2),  # D: 0
    ],
)
def test_lots_score_towards_reduced_inspection(size: int, aql: str, faulty: int, score: int) -> None:
    assert points(plan_for(size, aql, N), size, aql, faulty) == score


def _lots(inspection: Inspection, *accepted: bool, points: int = 0) -> list[Outcome]:
    return [Outcome(inspection, each, points if each else 0) for each in accepted]


@pytest.mark.parametrize(
    ("past", "following"),
    [
        ([], N),
        (_lots(N, False, True, True, True), N),
        (_lots(N, False, True, True, True, False), T),  # two of five
        (_lots(N, False, True, True, True, True, False), N),  # two of six
        (_lots(N, False, False) + _lots(T, True, True, True, True), T),
        (_lots(N, False, False) + _lots(T, True, True, True, True, True), N),
        (_lots(N, False, False) + _lots(T, False, False, True, False, False, False), F),
        (_lots(N, False, False) + _lots(T, *[False] * 5) + _lots(F, True), T),
        (_lots(N, *[True] * 9, points=3), N),
        (_lots(N, *[True] * 10, points=3), R),
        (_lots(N, *[True] * 15, points=2), R),
        (_lots(N, *[True] * 10, points=3) + _lots(R, False), N),
    ],
)
def test_switching_follows_the_rules(past: list[Outcome], following: Inspection) -> None:
    assert next_inspection(past) is following


@pytest.mark.parametrize(("size", "aql", "share"), [(500, "1.0", 0.02), (1000, "2.5", 0.03), (200, "4.0", 0.1)])
def test_simulated_lots_are_accepted_at_the_computed_rate(size: int, aql: str, share: float) -> None:
    plan, faulty, random, runs = plan_for(size, aql, N), round(size * share), Random(1), 4000
    lot = range(size)
    accepted = sum(sum(at < faulty for at in random.sample(lot, plan.sample)) <= plan.accept for _ in range(runs))
    computed = acceptance(plan, size, faulty)
    assert 0.05 < computed < 0.99
    assert abs(accepted / runs - computed) < 4 * math.sqrt(computed * (1 - computed) / runs)


def test_acceptance_falls_as_faults_grow_and_full_inspection_lets_none_pass() -> None:
    rates = [acceptance(plan_for(300, "1.0", N), 300, faulty) for faulty in range(0, 300, 10)]
    assert rates[0] == 1
    assert rates == sorted(rates, reverse=True)
    assert acceptance(SamplingPlan(F, "", 50, 0), 50, 1) == 0


def test_intervals_hold_what_they_promise() -> None:
    nothing = binomial_interval(0, 0)
    assert (nothing.low, nothing.high) == (0, 1)
    none = binomial_interval(0, 100)
    assert none.low == 0
    assert math.isclose(none.high, 1 - 0.025 ** (1 / 100), rel_tol=1e-9)
    assert faulty_interval(40, 40, 3) == (3, 3)
    low, high = faulty_interval(200, 32, 0)
    assert low == 0
    assert (
        acceptance(SamplingPlan(N, "", 32, 0), 200, high)
        > 0.025
        >= acceptance(SamplingPlan(N, "", 32, 0), 200, high + 1)
    )
