"""The interpreter made ready for typing: what it does besides must never make a key wait."""

from __future__ import annotations

import gc
import sys
from functools import cache

_LONGEST_TURN = 0.001
"""Seconds a thread that keeps or saves may hold the interpreter while a key waits (Python's own measure is five times that)."""


@cache
def quicken() -> None:
    """Once: what is imported is never garbage to look through again, and threads give way to keys."""
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(_LONGEST_TURN)
