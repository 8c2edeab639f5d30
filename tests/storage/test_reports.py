"""What a report counts: days of Vietnam, the pace they make, and what comparing said of the entries."""

from __future__ import annotations

import resource
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest

from registers.plan import plan_3510
from registers.sampling import Inspection
from registers.workflow import Role
from storage import decisions, lots, pace, quality, reportbook, shelf
from storage.engine import Store
from storage.pace import Done
from storage.progress import Count, of_plan
from storage.quality import OfInspection, OfKind, Share
from tests.storage.conftest import Ticking
from tests.storage.office import BIRTHS, MARRIAGES, birth, found, hire, key


def test_a_day_is_one_of_vietnam_and_a_week_starts_on_its_monday(store: Store, clock: Ticking) -> None:
    found(store)
    lan, huong = hire(store, "Lan"), hire(store, "Hương", Role.SUPERVISOR)
    clock.moment = datetime(2026, 11, 22, 16, 59, 30, tzinfo=UTC)  # a Sunday evening, 23:59:30
    first = key(store, lan, birth("Nông Thị An"))
    clock.moment = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # midnight: it is Monday
    second = key(store, lan, birth("Nông Thị Bình"))
    decisions.send_back(store, first.entry_id, base_revision=1, account_id=huong, reason="Xem lại họ")
    decisions.approve(store, second.entry_id, base_revision=1, account_id=huong)
    sunday, monday = date(2026, 11, 22), date(2026, 11, 23)
    days = pace.days(store, first=sunday, last=monday)
    assert days == [Done(sunday, keyed=1), Done(monday, keyed=1, returned=1, approved=1)]
    assert pace.days(store, first=monday, last=monday) == days[1:]
    assert pace.weeks(days) == [Done(date(2026, 11, 16), keyed=1), days[1]]
    assert pace.weeks([*days, Done(date(2026, 11, 29), keyed=5)])[1] == Done(monday, keyed=6, returned=1, approved=1)


def test_the_outlook_takes_phases_by_deadline_one_after_the_other(store: Store) -> None:
    found(store, BIRTHS, MARRIAGES)  # 40 and 3 entries of 2016
    old = shelf.BookRow(**{name: getattr(MARRIAGES, name) for name in MARRIAGES.__slots__} | {
        "id": "OLD", "layout": "B", "year_from": 2004, "year_to": 2004, "first_no": 1, "last_no": 57, "entries": 57,
    })  # fmt: skip
    found(store, old)
    key(store, hire(store, "Lan"))
    outlook = pace.outlook(plan_3510(), shelf.list_books(store), a_week=7.0, today=date(2024, 12, 17))
    assert [(row.phase.id, row.left) for row in outlook] == [("2019", 42), ("2024", 57)]
    assert [row.needed_a_week for row in outlook] == [None, 29]  # overdue; two weeks are left
    assert [row.finished_on for row in outlook] == [date(2025, 1, 28), date(2025, 3, 26)]
    still = pace.outlook(plan_3510(), shelf.list_books(store), a_week=0.0, today=date(2024, 12, 17))
    assert [row.finished_on for row in still] == [None, None]


def test_progress_can_be_told_by_office(store: Store) -> None:
    found(store)
    key(store, hire(store, "Lan"))
    plan = plan_3510()
    assert of_plan(store, plan, by_office=True) == [Count("2019", "KS", 40, 1, 0, "01693")]
    assert of_plan(store, plan) == [Count("2019", "KS", 40, 1, 0)]


def test_quality_counts_what_was_compared_and_what_came_back(store: Store) -> None:
    found(store)
    lan, huong = hire(store, "Lan"), hire(store, "Hương", Role.SUPERVISOR)
    assert quality.of_office(store) == quality.Quality(Share(0, 0), Share(0, 0), {}, (), (), {})
    for name in ("An", "Bình", "Cúc", "Duyên"):
        key(store, lan, birth(f"Nông Thị {name}"))
    lot = lots.draw(store, BIRTHS.id, lan, aql="4.0", by=huong, random=Random(1))
    lots.decide(store, lot.id, lot.sample[:1], account_id=huong)
    found_now = quality.of_office(store)
    assert found_now.kinds == (OfKind("KS", entries=4, approved=0, returned=4),)
    assert found_now.lots == (OfInspection(Inspection.NORMAL, 1, 4, len(lot.sample), 0, 1, 1),)
    for (rule, severity), count in found_now.flags.items():
        assert (rule[0] in "VR", severity in "EWI", 1 <= count <= 4) == (True, True, True)
    assert found_now.flags
    assert Share(1, 20).interval.low < 0.05 < Share(1, 20).interval.high


def test_a_workbook_a_full_disk_cuts_short_is_an_error_of_the_machine_and_leaves_nothing(tmp_path: Path) -> None:
    """The library made another of it, which was told as something unexpected."""
    whole = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, whole[1]))  # as a disk with so much room left
    try:
        with pytest.raises(OSError, match="File too large"):
            reportbook.write(tmp_path / "report.xlsx", [reportbook.Table("Bảng", ["Cột"], [["x"]])])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, whole)
    assert list(tmp_path.iterdir()) == []
