"""How often one token may ask: a bucket that fills evenly. Pure but for the clock it is given."""

from __future__ import annotations

from collections.abc import Callable


class Throttle:
    """Allows `rate` requests a second per key, with bursts of `burst`."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float]) -> None:
        self.rate = rate
        self.burst = burst
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}  # key: (tokens left, when)

    def wait(self, key: str) -> float:
        """0 where `key` may go on now, else the seconds until it may."""
        now = self._clock()
        left, when = self._buckets.get(key, (float(self.burst), now))
        left = min(float(self.burst), left + (now - when) * self.rate)
        if left >= 1:
            self._buckets[key] = (left - 1, now)
            return 0.0
        self._buckets[key] = (left, now)
        self._forget(now)
        return (1 - left) / self.rate

    def _forget(self, now: float) -> None:
        """Keep the table small: a bucket that is full again says nothing."""
        full = self.burst / self.rate
        if len(self._buckets) > 10_000:
            self._buckets = {key: value for key, value in self._buckets.items() if now - value[1] < full}
