"""How often one token may ask."""

from __future__ import annotations

from sync.centre.throttle import Throttle


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_an_even_rate_each_token_for_itself() -> None:
    clock = _Clock()
    throttle = Throttle(rate=2.0, burst=3, clock=clock)
    assert [throttle.wait("a") for _ in range(3)] == [0.0, 0.0, 0.0]
    assert throttle.wait("a") == 0.5
    assert throttle.wait("b") == 0.0
    clock.now += 0.5
    assert throttle.wait("a") == 0.0
    assert throttle.wait("a") > 0
    clock.now += 60
    assert [throttle.wait("a") == 0.0 for _ in range(4)] == [True, True, True, False]
