"""The plan: its phases and targets, which phase an entry and a book belong to, and the order of the queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from registers.errors import HotichError
from registers.kinds import RegisterKind
from registers.plan import PlanUnreadable, kind_rank, load_plan, next_books, phase_of, phase_of_book, plan_3510

TODAY = date(2019, 11, 1)


@dataclass(frozen=True)
class Shelved:
    """A book as the queue sees it."""

    id: str
    kind: str
    year_from: int
    year_to: int = 0
    book_no: str = "01"
    opened: str = ""
    closed: str = ""
    pinned: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "year_to", self.year_to or self.year_from)


def test_the_plan_counts_634023_entries_in_four_phases() -> None:
    plan = plan_3510()
    assert [(phase.id, phase.target) for phase in plan.phases] == [
        ("2019", 109_304),
        ("2020-2022", 409_152),
        ("2024", 102_395),
        ("2025", 13_172),
    ]
    assert plan.target == 634_023
    assert [phase.deadline.isoformat() for phase in plan.phases] == [
        "2019-12-31",
        "2022-12-31",
        "2024-12-31",
        "2025-12-31",
    ]


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        ("2019-06-30", "2019"),
        ("2016-01-01", "2019"),
        ("2015-12-31", "2020-2022"),
        ("2006-01-01", "2020-2022"),
        ("2005-12-31", "2024"),
        ("1999-12-31", "2024"),  # in both: the first phase whose dates contain it
        ("1999-01-01", "2024"),
        ("1998-12-31", "2025"),
        ("1961-04-01", "2025"),
    ],
)
def test_an_entry_belongs_to_the_first_phase_that_contains_its_date(day: str, phase: str) -> None:
    found = phase_of(plan_3510(), date.fromisoformat(day))
    assert found is not None
    assert found.id == phase


@pytest.mark.parametrize(
    ("book", "phase"),
    [
        (Shelved("a", "KS", 1998, 2001), "2024"),
        (Shelved("b", "KS", 1975, 1998), "2025"),
        (Shelved("c", "KS", 1975, 1999, opened="02.01.1975", closed="31.12.1998"), "2025"),
        (Shelved("d", "KS", 2015, 2016), "2019"),
        (Shelved("e", "KS", 2015, 2016, closed="31.12.2015"), "2020-2022"),
        (Shelved("f", "KS", 2015, 2016, opened="2015", closed="12.2015"), "2020-2022"),
    ],
)
def test_a_book_is_due_with_its_earliest_entries(book: Shelved, phase: str) -> None:
    found = phase_of_book(plan_3510(), book)
    assert found is not None
    assert found.id == phase


def test_a_phase_hidden_behind_an_earlier_one_owns_no_book() -> None:
    plan = load_plan(
        'name = "x"\nkinds = [["KS"]]\n'
        '[[phase]]\nid = "wide"\nfrom = 1990-01-01\nto = 2000-12-31\ndeadline = 2030-12-31\ntarget = 1\n'
        '[[phase]]\nid = "hidden"\nfrom = 1995-01-01\nto = 1999-12-31\ndeadline = 2020-12-31\ntarget = 1\n'
    )
    found = phase_of_book(plan, Shelved("a", "KS", 1996))
    assert found is not None
    assert found.id == "wide"
    assert phase_of_book(plan, Shelved("b", "KS", 2001)) is None


def test_kinds_are_finished_in_the_plans_order_with_combined_books_in_the_last_group() -> None:
    assert [kind_rank(kind) for kind in RegisterKind] == [0, 1, 2, 3, 4, 5, 5, 5, 5, 5]
    assert kind_rank("") == 5
    assert kind_rank("SoThu") == 6


def test_the_queue_goes_by_phase_kind_year_and_volume_with_pinned_books_first() -> None:
    books = [
        Shelved("old", "KH", 1980),
        Shelved("combined", "", 2012),
        Shelved("birth-2-vol-10", "KS", 2017, book_no="10-TP/HT-2015-KS"),
        Shelved("birth-2-vol-2", "KS", 2017, book_no="02/2017"),
        Shelved("birth-1", "KS", 2016),
        Shelved("marriage", "KH", 2018),
        Shelved("unplanned-kind", "SoThu", 2018),
        Shelved("pinned", "TDCC", 1990, pinned=True),
    ]
    queue = next_books(plan_3510(), books, TODAY)
    assert [(item.rank, item.book.id) for item in queue] == [
        (1, "pinned"),
        (2, "marriage"),
        (3, "birth-1"),
        (4, "birth-2-vol-2"),
        (5, "birth-2-vol-10"),
        (6, "unplanned-kind"),
        (7, "combined"),
        (8, "old"),
    ]
    assert next_books(plan_3510(), books[::-1], TODAY) == queue


def test_a_clerk_sees_assigned_books_only_and_what_is_overdue() -> None:
    books = [Shelved("a", "KS", 2016), Shelved("b", "KS", 2012), Shelved("c", "KS", 2013)]
    queue = next_books(plan_3510(), books, date(2020, 1, 1), assigned={"a", "b"})
    assert [(item.book.id, item.overdue) for item in queue] == [("a", True), ("b", False)]


GOOD = 'name = "x"\nkinds = [["KS"]]\n[[phase]]\nid = "1"\ndeadline = 2020-01-01\ntarget = 5\n'


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("name", "nam"), "name"),
        (("target = 5", "target = -5"), "1"),
        (("target = 5", "target = true"), "1"),
        (("target = 5", "target = 5\ngoal = 6"), "goal"),
        (("deadline = 2020-01-01", "deadline = 2020-01-01T10:00:00"), "1"),
        (("deadline = 2020-01-01", 'deadline = "2020"'), "1"),
        (("deadline = 2020-01-01", "deadline = 2020-01-01\nfrom = 2020-01-02\nto = 2020-01-01"), "1"),
        (('[["KS"]]', '["KS"]'), "KS"),
        (('[["KS"]]', '[["KS"], ["KS"]]'), "KS"),
        (('[["KS"]]', "[[5]]"), "5"),
        (("target = 5", "target = "), "line"),
        (("target = 5\n", 'target = 5\n[[phase]]\nid = "1"\ndeadline = 2020-01-01\ntarget = 5\n'), "1, 1"),
    ],
)
def test_a_wrong_plan_is_refused_with_what_is_wrong(change: tuple[str, str], named: str) -> None:
    assert load_plan(GOOD).target == 5
    with pytest.raises(PlanUnreadable) as refused:
        load_plan(GOOD.replace(*change))
    assert named in str(refused.value)
    assert isinstance(refused.value, HotichError)
