"""kill -9 at random moments while keying: at most the last key is missing, nothing else, and the clerk is in the same field."""

from __future__ import annotations

import pytest

from bench.keyingfaults import run_kills

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]


@pytest.mark.parametrize("seed", [20261122, 20261123])
def test_fifty_kills_lose_at_most_the_last_key_each(seed: int) -> None:
    found = run_kills(50, seed)
    assert found["kills"] == 50
    assert found["keys_lost_max"] <= 1
    assert found["entries_lost"] == 0
