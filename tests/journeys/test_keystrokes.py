"""The measured clerk: books keyed with every help the program shows hold nothing wrong, and cost what the bench says they cost."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.handwork import cost, shortest, telex
from bench.keystrokes import keyed
from bench.office import make_office
from bench.paper import read_book
from bench.plainkeys import Baselines
from registers.form import load

pytestmark = pytest.mark.journey

BOOKS = ("01693-KH-2019-01", "01291-GH-2002-01", "01693-KS-2016-01")


def test_books_keyed_with_every_help_hold_nothing_wrong(sample_books: Path, tmp_path: Path) -> None:
    office = make_office(tmp_path / "home", sample_books, BOOKS[:2], settings={"method": "telex"})
    ledger, wrong = keyed(office, sample_books)
    overall = ledger.overall()
    assert wrong == []
    assert overall.entries == sum(len(read_book(sample_books, book).entries) for book in BOOKS[:2])
    assert 0 < overall.keys < overall.cspro < overall.plain
    assert sum(ledger.by_field.values()) == overall.keys


def test_plain_keying_is_telex_with_capitals_and_a_tab_a_field(sample_books: Path) -> None:
    book = read_book(sample_books, BOOKS[2])
    plain, cspro = zip(*map(Baselines(book, {"KS": load("KS", "D")}).keys, book.entries), strict=True)
    assert all(less < more for less, more in zip(cspro, plain, strict=True))
    assert cost("a") == 1
    assert cost("A") == cost("(") == cost(["ctrl+g"]) == 2


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Nông", "Nongo"),
        ("hiền", "hienef"),
        ("đường", "duongdwf"),
        ("Lee", "Leee"),
        ("xã Đức Hạnh", "xax Ducdws Hanhj"),
    ],
)
def test_telex_comes_at_the_end_of_a_word(text: str, keys: str) -> None:
    assert len(telex(text)) == len(keys)


def test_a_date_is_typed_in_as_few_digits_as_say_it() -> None:
    date = load("KS", "D")["registration_date"]
    years = {"010916": "01.09.2016", "01092016": "01.09.2016", "01/9/2016": "01.09.2016"}
    assert shortest(date, "01/9/2016", lambda text: years.get(text, "")) == "010916"
    assert shortest(date, "01/9/1916", lambda text: {"01091916": "x", "01/9/1916": "x"}.get(text, "")) == "01091916"
