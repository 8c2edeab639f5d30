"""The ledger of a book: gaps, repeats, odd pages, what stays unexplained, and which number is next."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.catalogue import Language, set_language
from registers.kinds import PositionState
from registers.ledger import Gap, GapReason, Ledger, OddPage, Repeat, expected_next, ledger, next_year
from registers.position import Position
from registers.workflow import EntryState


@dataclass(frozen=True)
class Book:
    """The inventory's figures."""

    year_from: int = 2008
    year_to: int = 2008
    first_no: int | None = 1
    last_no: int | None = 5
    entries: int | None = 5
    pages: int | None = None
    notes: str = ""


@dataclass(frozen=True)
class Keyed:
    """One position somebody keyed."""

    position: Position
    position_state: PositionState = PositionState.NORMAL
    state: EntryState = EntryState.KEYED
    page_no: int | None = None


def at(text: str, year: int = 2008) -> Position:
    return Position.parse(text, year)


def keyed(*texts: str) -> list[Keyed]:
    return [Keyed(at(text)) for text in texts]


def said(found: Ledger) -> list[str]:
    return [sentence.within(Language.EN).partition(":")[0] for sentence in found.unexplained]


def test_a_book_keyed_from_first_to_last_number_is_explained() -> None:
    found = ledger(Book(), keyed("1", "2", "3", "4", "5"))
    assert found.explained
    assert (found.first, found.last, found.keyed, found.expected) == (at("1"), at("5"), 5, 5)
    assert (found.gaps, found.repeats, found.odd_pages, found.beyond) == ((), (), (), ())
    assert found.states == {EntryState.KEYED: 5}


def test_missing_numbers_are_gathered_and_named() -> None:
    found = ledger(Book(), keyed("1", "5"))
    assert found.gaps == (Gap(2008, 2, 4, GapReason.UNEXPLAINED),)
    assert said(found) == ["Numbers 2 to 4/2008 are missing", "2 positions are keyed, the inventory counts 5"]
    assert not found.explained


def test_a_gap_is_explained_by_the_inventory_or_by_the_clerk() -> None:
    book = Book(entries=3, notes="khuyết số 2/2008")
    skipped = Keyed(at("4"), PositionState.SKIPPED)
    found = ledger(book, [*keyed("1", "3", "5"), skipped])
    assert found.gaps == (Gap(2008, 2, 2, GapReason.DECLARED), Gap(2008, 4, 4, GapReason.SKIPPED))
    assert found.explained
    assert found.keyed == 3  # a number the book never used is no position of the inventory's count


def test_lost_and_blank_pages_are_odd_but_accounted_for() -> None:
    lost, blank = Keyed(at("2"), PositionState.MISSING_PAGE), Keyed(at("3"), PositionState.BLANK_PAGE)
    found = ledger(Book(last_no=3, entries=3), [*keyed("1"), lost, blank])
    assert found.explained
    assert [(odd.position, odd.state) for odd in found.odd_pages] == [
        (at("2"), PositionState.MISSING_PAGE),
        (at("3"), PositionState.BLANK_PAGE),
    ]
    assert found.position_states[PositionState.MISSING_PAGE] == 1


def test_pages_that_fall_or_lie_beyond_the_book_are_odd() -> None:
    pages = [1, 3, 2, None, 9]
    places = [replace(place, page_no=page) for place, page in zip(keyed("1", "2", "3", "4", "5"), pages, strict=True)]
    found = ledger(Book(pages=8), places)
    assert found.odd_pages == (
        OddPage(at("3"), PositionState.NORMAL, 2, falls=True),
        OddPage(at("5"), PositionState.NORMAL, 9, beyond=True),
    )
    assert found.explained  # pages are looked at, they never keep a book open


@pytest.mark.parametrize(
    ("notes", "positions", "repeats", "explained"),
    [
        ("", ["1", "2", "2bis"], (Repeat(at("2bis"), declared=False, keyed=True),), True),
        ("trùng số 2/2008 (bis)", ["1", "2", "2bis"], (Repeat(at("2bis"), declared=True, keyed=True),), True),
        ("trùng số 2/2008", ["1", "2", "2a"], (Repeat(at("2a"), declared=True, keyed=True),), True),
        ("trùng số 2/2008 (bis)", ["1", "2"], (Repeat(at("2bis"), declared=True, keyed=False),), False),
        ("trùng số 2/2008", ["1", "2"], (Repeat(at("2"), declared=True, keyed=False),), False),
        ("", ["1", "2", "2"], (Repeat(at("2"), declared=False, keyed=True, plain=True),), False),
    ],
)
def test_repeated_numbers(notes: str, positions: list[str], repeats: tuple[Repeat, ...], explained: bool) -> None:
    book = Book(last_no=2, entries=len(positions), notes=notes)
    found = ledger(book, keyed(*positions))
    assert found.repeats == repeats
    assert found.explained is explained


def test_numbers_outside_the_inventorys_are_named() -> None:
    found = ledger(Book(first_no=3, entries=4), keyed("2", "3", "4", "5"))
    assert found.beyond == (at("2"),)
    assert said(found) == ["Number 2/2008 lies outside the numbers the inventory gives the book"]
    assert ledger(Book(entries=6), [*keyed("1", "2", "3", "4", "5"), *keyed("1/2009")]).beyond == (at("1/2009"),)


def test_a_number_being_keyed_is_not_called_missing() -> None:
    drafted = [Keyed(at(number), state=EntryState.DRAFTED) for number in ("3", "6")]
    found = ledger(Book(last_no=6), [*keyed("1", "2"), *drafted])
    assert [one for one in said(found) if "missing" in one] == [
        said(ledger(Book(last_no=6), keyed("1", "2", "3", "6")))[0]
    ]
    assert "2 drafts are not finished." in said(found)
    assert not ledger(Book(last_no=3), [*keyed("1", "2"), drafted[0]]).explained


def test_drafts_keep_a_book_open_and_withdrawn_entries_do_not_count() -> None:
    drafted = Keyed(at("5"), state=EntryState.DRAFTED)
    withdrawn = Keyed(at("4"), state=EntryState.WITHDRAWN)
    found = ledger(Book(last_no=5, entries=3), [*keyed("1", "2", "3"), drafted, withdrawn])
    assert found.keyed == 3
    assert found.gaps == (Gap(2008, 4, 5, GapReason.UNEXPLAINED),)
    assert "1 draft is not finished." in said(found)


def test_a_book_of_many_years_restarts_each_year() -> None:
    book = Book(year_from=2006, year_to=2008, first_no=7, last_no=2, entries=6)
    found = ledger(book, keyed("7/2006", "8/2006", "1/2007", "3/2007", "1/2008", "2/2008"))
    assert found.gaps == (Gap(2007, 2, 2, GapReason.UNEXPLAINED),)
    assert not found.beyond


def test_the_sentences_come_in_the_language_asked_for() -> None:
    set_language("en")
    found = ledger(Book(), keyed("1", "2", "3", "4")).unexplained[0]
    assert str(found).startswith("Number 5/2008 is missing")
    assert found.vi.startswith("Thiếu số 5/2008")


@pytest.mark.parametrize(
    ("book", "taken", "following"),
    [
        (Book(), [], "1"),
        (Book(first_no=4), [], "4"),
        (Book(first_no=None, last_no=None), [], "1"),
        (Book(), ["1", "2"], "3"),
        (Book(), ["1", "2", "4"], "3"),  # a gap first
        (Book(notes="khuyết số 3/2008"), ["1", "2"], "4"),
        (Book(notes="trùng số 2/2008 (bis)"), ["1", "2"], "2bis"),
        (Book(notes="trùng số 2/2008 (bis)"), ["1", "2", "2bis"], "3"),
        (Book(), ["1", "2", "3", "4", "5"], None),
        (Book(last_no=None), ["1", "2", "3", "4", "5"], "6"),
        (Book(last_no=None, notes="khuyết số 6/2008"), ["1", "2", "3", "4", "5"], "7"),
        (Book(notes="khuyết số 5/2008"), ["1", "2", "3", "4"], None),
        (Book(year_from=2006, first_no=9), [], "9/2006"),
        (Book(year_from=2006, first_no=9), ["9/2006"], "10/2006"),  # only the page tells that a year ends
        (Book(year_from=2006, first_no=9), ["9/2006", "1/2007"], "2/2007"),
        (Book(year_from=2006, first_no=9), ["10/2006", "1/2007"], "9/2006"),
        (Book(year_from=2006, first_no=9), ["9/2006", "5/2008"], "1/2008"),
        (Book(year_from=2006, first_no=9), ["9/2006", *(f"{n}/2008" for n in range(1, 6))], None),
    ],
)
def test_the_next_position(book: Book, taken: list[str], following: str | None) -> None:
    assert expected_next(book, {at(text) for text in taken}) == (at(following) if following else None)


_NUMBERS = st.sets(st.builds(Position, st.integers(2006, 2008), st.integers(1, 9), st.sampled_from(["", "bis"])))
_BOOKS = st.builds(
    Book,
    year_from=st.sampled_from([2006, 2008]),
    first_no=st.sampled_from([None, 1, 3]),
    last_no=st.sampled_from([None, 5]),
    notes=st.sampled_from(["", "khuyết số 3/2008", "trùng số 4/2008 (bis)", "khuyết số 6/2006; trùng số 5/2006 (bis)"]),
)


@given(book=_BOOKS, taken=_NUMBERS, elsewhere=_NUMBERS)
def test_numbers_other_books_have_are_passed_over(book: Book, taken: set[Position], elsewhere: set[Position]) -> None:
    """The answer is the one that asking again after each number somebody else has comes to."""
    one_by_one = set(taken)
    while (asked := expected_next(book, one_by_one)) in elsewhere:
        assert asked is not None
        one_by_one.add(asked)
    assert expected_next(book, taken, elsewhere - taken) == asked


def test_the_first_number_of_the_next_year() -> None:
    book = Book(year_from=2006)
    assert next_year(book, at("9/2006")) == at("1/2007")
    assert next_year(book, at("9/2008")) is None


def _sample(folder: Path) -> Iterable[tuple[Book, list[Keyed]]]:
    with (folder / "inventory.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            figures = {
                name: int(row[name]) for name in ("year_from", "year_to", "first_no", "last_no", "entries", "pages")
            }
            lines = (folder / "entries" / f"{row['book_id']}.jsonl").read_text(encoding="utf-8").splitlines()
            entries = [json.loads(line) for line in lines]
            yield (
                Book(**figures, notes=row["notes"]),
                [
                    Keyed(
                        Position(e["year"], e["entry_no"], e["suffix"]), PositionState(e["state"]), page_no=e["page_no"]
                    )
                    for e in entries
                ],
            )


def test_every_sample_book_is_explained_when_all_its_lines_are_keyed(sample_books: Path) -> None:
    for book, places in _sample(sample_books):
        found = ledger(book, places)
        assert found.explained, (book, [str(sentence) for sentence in found.unexplained])
        assert not [gap for gap in found.gaps if gap.reason is not GapReason.DECLARED]


def test_keying_a_sample_book_in_its_order_is_always_offered_the_next_number(sample_books: Path) -> None:
    for book, places in _sample(sample_books):
        taken: set[Position] = set()
        for place in places:
            offered = expected_next(book, taken)
            if (
                offered != place.position
            ):  # else the page shows that a year has begun, perhaps after one without entries
                assert offered is not None
                assert place.position in {Position(year, 1) for year in range(offered.year + 1, book.year_to + 1)}
            taken.add(place.position)
        assert expected_next(book, taken) is None
