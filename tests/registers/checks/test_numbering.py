"""V1–V4: numbers, pages and dates of registration inside the book."""

from __future__ import annotations

import pytest

from registers.checks import Neighbour
from registers.form import load
from registers.kinds import PositionState
from tests.registers.checks.judging import about, day, flags, judged


@pytest.mark.parametrize(
    ("registered", "says"),
    [
        ("03.01.2010", ["W:before"]),
        ("04.01.2010", []),
        ("31.12.2010", []),
        ("01.01.2011", ["W:after", "W:year"]),
        ("31.12.2009", ["W:before", "W:year"]),
        ("01.2010", []),  # some day of January fits
        ("2010", []),
        ("2009", ["W:before", "W:year"]),
    ],
)
def test_registered_while_the_book_was_open(registered: str, says: list[str]) -> None:
    found = judged(
        "KS",
        "C2",
        "V1",
        {"registration_date": registered},
        year=2010,
        opened=day("04.01.2010"),
        closed=day("31.12.2010"),
    )
    assert found == says


def test_a_book_without_dates_says_nothing_of_them() -> None:
    assert judged("KS", "C2", "V1", {"registration_date": "05.05.2010"}, year=2010) == []


def test_the_book_of_two_years_knows_the_year_of_each_number() -> None:
    found = judged("KS", "C2", "V1", {"registration_date": "05.01.2011"}, year=2010, book_years=(2010, 2011))
    assert found == ["W:year"]


BEFORE_4 = Neighbour(4, "", 2010)


@pytest.mark.parametrize(
    ("number", "suffix", "before", "after", "says"),
    [
        (5, "", BEFORE_4, None, []),
        (5, "", BEFORE_4, Neighbour(6, "", 2010), []),
        (6, "", BEFORE_4, None, ["W:gap"]),
        (9, "", BEFORE_4, None, ["W:gap"]),
        (4, "", BEFORE_4, None, ["W:repeat"]),
        (4, "bis", BEFORE_4, None, ["I:suffix"]),
        (5, "", Neighbour(4, "bis", 2010), None, []),
        (3, "", BEFORE_4, None, ["W:backwards"]),
        (5, "", BEFORE_4, Neighbour(5, "", 2010), ["W:repeat"]),
        (5, "", BEFORE_4, Neighbour(4, "", 2010), ["W:backwards"]),
        (5, "", BEFORE_4, Neighbour(1, "", 2011), []),
        (1, "", Neighbour(140, "", 2009), None, []),  # starts again on 1 January, in the same book
        (3, "", Neighbour(140, "", 2009), None, ["W:gap"]),
        (57, "", None, None, []),  # the first of a second book: the numbers before are in the first
    ],
)
def test_numbers_run_on(
    number: int, suffix: str, before: Neighbour | None, after: Neighbour | None, says: list[str]
) -> None:
    found = judged("KS", "C2", "V2", {}, year=2010, number=number, suffix=suffix, before=before, after=after)
    assert found == says


@pytest.mark.parametrize(
    ("layout", "severity"), [("A", "I"), ("B", "I"), ("C1", "W"), ("C2", "W"), ("D", "W"), ("E", "W")]
)
def test_old_books_were_numbered_with_less_care(layout: str, severity: str) -> None:
    assert judged("KS", layout, "V2", {}, year=2010, number=7, before=BEFORE_4) == [f"{severity}:gap"]


@pytest.mark.parametrize(
    ("written", "suffix", "says"),
    [
        ("5", "", []),
        ("05", "", []),
        ("5/2010", "", []),
        ("5bis", "bis", ["I:suffix"]),
        ("5 bis", "bis", ["I:suffix"]),
        ("6", "", ["W:differs"]),
        ("5bis", "", ["W:differs"]),
        ("năm", "", ["W:differs"]),
        ("", "", []),
    ],
)
def test_the_page_bears_the_number_of_its_place(written: str, suffix: str, says: list[str]) -> None:
    assert judged("KS", "C2", "V2", {"entry_no": written}, year=2010, suffix=suffix) == says


def test_a_missing_page_is_still_a_number() -> None:
    gap = {"number": 7, "before": BEFORE_4}
    assert judged("KS", "C2", "V2", {}, year=2010, position_state=PositionState.MISSING_PAGE, **gap) == ["W:gap"]
    assert judged("KS", "C2", "V2", {}, year=2010, position_state=PositionState.SKIPPED, **gap) == []


def test_the_text_names_what_is_missing() -> None:
    def text(number: int) -> str:
        around = about("KS", "C2", 2010, number=number, before=BEFORE_4)
        return str(flags(load("KS", "C2"), "V2", {}, around)[0].message)

    assert text(6) == "Thiếu số 5 của năm 2010 trước số 6/2010. Tìm trong sổ, hoặc ghi là khuyết số."
    assert text(9).startswith("Thiếu số 5–8 của năm 2010")


@pytest.mark.parametrize(
    ("registered", "says"),
    [
        ("17.05.2010", []),  # three days late: within the tolerance
        ("16.05.2010", ["W:before"]),
        ("23.05.2010", []),
        ("24.05.2010", []),
        ("25.05.2010", ["W:after"]),
        ("05.2010", []),
        ("04.2010", ["W:before"]),
        ("2010", []),
    ],
)
def test_dates_rise_with_the_numbers(registered: str, says: list[str]) -> None:
    before = Neighbour(4, "", 2010, day("20.05.2010"))
    after = Neighbour(6, "", 2010, day("21.05.2010"))
    assert judged("KS", "C2", "V3", {"registration_date": registered}, year=2010, before=before, after=after) == says


def test_neighbours_without_a_date_say_nothing() -> None:
    found = judged("KS", "C2", "V3", {"registration_date": "01.01.2010"}, before=BEFORE_4, after=Neighbour(6, "", 2010))
    assert found == []


@pytest.mark.parametrize(
    ("page", "before", "says"),
    [
        ("12", Neighbour(4, "", 2010, page=12), []),  # two entries to a page
        ("13", Neighbour(4, "", 2010, page=12), []),
        ("14", Neighbour(4, "", 2010, page=12), ["I:gap"]),
        ("14", Neighbour(3, "", 2010, page=12), []),  # the missing number stands on the missing page: V2 says it
        ("11", Neighbour(4, "", 2010, page=12), ["I:backwards"]),
        ("14", Neighbour(140, "", 2009, page=12), ["I:gap"]),
        ("14", Neighbour(4, "", 2010), []),
        ("x", Neighbour(4, "", 2010, page=12), []),
    ],
)
def test_pages_rise_with_the_numbers(page: str, before: Neighbour, says: list[str]) -> None:
    assert judged("KS", "D", "V4", {"page_no": page}, year=2010, before=before) == says


def test_the_page_the_store_knows_comes_first_and_old_tables_have_none() -> None:
    before = Neighbour(4, "", 2010, page=12)
    assert judged("KS", "C1", "V4", {}, year=2010, before=before, page=15) == ["I:gap"]
    assert judged("KS", "B", "V4", {}, year=2010, before=before, page=15) == []
