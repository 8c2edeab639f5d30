"""Keys counted while they are pressed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tui.keying.gauge import LIVE, PAUSE, Gauge

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def pressed(gauge: Gauge, keys: int, apart: float, start: datetime = START) -> datetime:
    now = start
    for _ in range(keys):
        gauge.note(now)
        now += timedelta(seconds=apart)
    return now


def test_keys_and_time_are_handed_over_once_without_losing_fractions() -> None:
    gauge = Gauge()
    now = pressed(gauge, 61, 0.25)
    assert gauge.so_far() == (61, 15)
    assert gauge.taken() == (61, 15)
    pressed(gauge, 2, 0.25, now)
    assert gauge.taken() == (2, 0)
    pressed(gauge, 1, 0, now + timedelta(seconds=0.5))
    assert gauge.taken() == (1, 1)


def test_a_rest_counts_no_longer_than_a_page_is_turned() -> None:
    gauge = Gauge()
    pressed(gauge, 2, 3600)
    assert gauge.so_far() == (2, PAUSE.seconds)


def test_the_live_figure_is_of_the_last_minutes() -> None:
    gauge = Gauge()
    assert gauge.live(START) == 0
    now = pressed(gauge, 201, 0.25)
    assert 14_000 < gauge.live(now) < 15_000  # four keys a second
    now = pressed(gauge, 100, 1, now)
    assert 7_000 < gauge.live(now) < 8_000
    assert gauge.live(now + LIVE + timedelta(seconds=1)) == 0
