"""What an account keyed, day by day, on both engines."""

from __future__ import annotations

from datetime import date, timedelta

from storage import worked
from storage.engine import Store
from storage.worked import Work
from tests.storage.conftest import Ticking
from tests.storage.office import hire

TODAY = date(2026, 11, 23)
HOUR = Work(keys=9_000, seconds=3_600, entries=40, corrections=5)


def test_days_are_added_up_and_kept_apart_by_account(store: Store, clock: Ticking) -> None:
    lan, hoa = hire(store, "lan"), hire(store, "hoa")
    worked.add(store, lan, HOUR)
    worked.add(store, lan, Work(keys=100, entries=1))
    worked.add(store, hoa, Work(keys=7))
    clock.forward(timedelta(days=1).total_seconds())
    worked.add(store, lan, HOUR)
    tomorrow = TODAY + timedelta(days=1)
    assert worked.days(store, lan, since=TODAY) == {tomorrow: HOUR, TODAY: HOUR + Work(keys=100, entries=1)}
    assert list(worked.days(store, lan, since=TODAY)) == [tomorrow, TODAY]
    assert worked.days(store, lan, since=tomorrow) == {tomorrow: HOUR}
    assert worked.days(store, hoa, since=TODAY) == {TODAY: Work(keys=7)}


def test_a_day_is_a_day_of_vietnam_and_nothing_is_no_row(store: Store, clock: Ticking) -> None:
    lan = hire(store, "lan")
    worked.add(store, lan, Work())
    assert worked.days(store, lan, since=date(2000, 1, 1)) == {}
    clock.forward(16 * 3600)  # 17:00 in London is midnight in Hà Nội
    worked.add(store, lan, Work(keys=1))
    assert list(worked.days(store, lan, since=TODAY)) == [TODAY + timedelta(days=1)]


def test_rates_are_of_the_time_with_hands_on_the_keyboard() -> None:
    assert (HOUR.keys_an_hour, HOUR.entries_an_hour, HOUR.keys_an_entry) == (9_000, 40, 200)
    assert (Work(keys=50, seconds=5).keys_an_hour, Work(keys=50).keys_an_entry) == (0, 0)
