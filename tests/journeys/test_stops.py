"""SIGTSTP at random moments of paintings: the shell gets its terminal as it was, and the program stands whole when it goes on."""

from __future__ import annotations

import pytest

from bench.stopfaults import run_stops

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def test_stops_while_it_paints_leave_the_terminal_and_the_screen_whole() -> None:
    found = run_stops(24, seed=20261122)
    assert found["stops"] == 24
    assert found["stops_found"] == {}
    assert found["stops_failed"] == 0
