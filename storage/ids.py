"""Ids of entries and accounts: UUIDv7, so that new rows land at the end of every index and ids sort by time."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Callable


def uuid7(now_ns: Callable[[], int] = time.time_ns, random_bits: Callable[[int], int] = secrets.randbits) -> str:
    """A UUID version 7 (RFC 9562 §5.7, method 3: the 12 bits after the milliseconds are their fraction), as text."""
    ms, rest = divmod(now_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    value = (ms & (1 << 48) - 1) << 80 | 7 << 76 | fraction << 64 | 2 << 62 | random_bits(62)
    return str(uuid.UUID(int=value))
