"""What every bench prints beside its figures: the machine, the versions, the seed; and how it sums up samples."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any


def machine(seed: int | None = None) -> dict[str, Any]:
    """The machine and the versions a figure belongs to."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "cores": len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count(),
        "textual": version("textual"),
        "sqlmodel": version("sqlmodel"),
        "seed": seed,
    }


def percentile(samples: Sequence[float], at: float) -> float:
    """The `at`-th percentile of `samples` (linear between neighbours); NaN for none."""
    if not samples:
        return float("nan")
    ordered = sorted(samples)
    place = (len(ordered) - 1) * at / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def percentiles(samples: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 of `samples`, rounded to a thousandth."""
    return {f"p{at}": round(percentile(samples, at), 3) for at in (50, 95, 99)}
