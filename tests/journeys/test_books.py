"""Complete books keyed in a real terminal, from sign-in to the last position: every stored value is the truth.

The books hold every kind, the layouts A to D, and every state a position may be in.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bench.clerk import COLUMNS, ROWS, Clerk
from bench.office import PASSWORD, make_office
from bench.paper import read_book, read_inventory
from bench.stored import differences, stored_entries
from bench.warm import Warm
from registers.kinds import PositionState, RegisterKind
from registers.text import strip_marks

pytestmark = pytest.mark.journey

BOOKS = (
    "01291-KH-1999-01",  # marriages, layout A
    "01693-KS-2019-01",  # births, D
    "04-KS-2006-01",  # births registered abroad, C1, several years in one book
    "01291-CMC-2006-01",  # acknowledgements, a blank page
    "01693-HN-2006-01",  # certificates, B
    "040-KT-2016-01",  # a death abroad, D
    "01291-GH-2002-01",
    "01693-CDGH-2017-01",
    "04-LH-2005-01",
    "01291-NCN-2006-01",  # a cancelled number
    "01693-TDCC-2006-02",  # an entry struck out, a number given twice
    "01291-VHTK-2010-01",  # a combined book: each entry names its kind, C2
    "01291-KT-2010-01",  # a page torn out
)

UNREADABLE = {
    # Written without marks ("Thom Po"), and no other page of this book spells that hamlet out.
    ("01291-VHTK-2010-01", "5/2015", "parent_residence"),
}
"""What no clerk could know from the book in hand: stored as written, to be mended when standardising."""


@pytest.mark.parametrize("book_id", BOOKS)
def test_a_book_is_keyed_from_the_first_position_to_the_last(
    sample_books: Path, tmp_path: Path, warm_program: Warm, book_id: str
) -> None:
    office = make_office(tmp_path / "home", sample_books, [book_id])
    book = read_book(sample_books, book_id)
    with warm_program.start(office.environment, columns=COLUMNS, rows=ROWS) as terminal:
        clerk = Clerk(terminal)
        clerk.sign_in("lan", PASSWORD)
        clerk.open_first_book()
        clerk.key_book(book)
    wrong = differences(office, book)
    assert [one for one in wrong if (book_id, one.position, one.what) not in UNREADABLE] == []
    assert all(strip_marks(one.stored) == strip_marks(one.truth) for one in wrong)


def test_the_books_above_hold_every_kind_layout_and_state(sample_books: Path) -> None:
    rows = read_inventory(sample_books)
    entries = [entry for book_id in BOOKS for entry in read_book(sample_books, book_id).entries]
    assert {entry.kind for entry in entries if entry.state.has_values} == set(RegisterKind)
    assert {rows[book_id]["layout"] for book_id in BOOKS} == {"A", "B", "C1", "C2", "D"}
    assert {entry.state for entry in entries} == set(PositionState) - {PositionState.SKIPPED}
    assert any(entry.position.suffix for entry in entries)


def test_two_clerks_key_one_book_at_once(sample_books: Path, tmp_path: Path, warm_program: Warm) -> None:
    book_id = "01693-KH-2018-01"
    office = make_office(tmp_path / "home", sample_books, [book_id], clerks=("lan", "hoa"))
    book = read_book(sample_books, book_id)
    faults: list[BaseException] = []

    def work(name: str) -> None:
        try:
            with warm_program.start(office.environment, columns=COLUMNS, rows=ROWS) as terminal:
                clerk = Clerk(terminal)
                clerk.sign_in(name, PASSWORD)
                clerk.open_first_book()
                clerk.key_what_comes(book)
        except BaseException as fault:  # noqa: BLE001 (told by the test's own thread)
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("lan", "hoa")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert differences(office, book) == []
    assert len({entry.keyer for entry in stored_entries(office, book_id).values()}) == 2
