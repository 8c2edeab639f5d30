"""Names frozen into bytes: the same names, the same counts, the heaviest of any range; nothing else is taken for a book."""

from __future__ import annotations

import random

import pytest

from tests.tui.typing.people import names
from tui.typing.suggest.letters import plain
from tui.typing.suggest.lists import GIVEN, MAN, MIDDLE, SURNAME
from tui.typing.suggest.name_book import NameBook, NameBookBroken, NameRow, freeze
from tui.typing.suggest.name_words import NameWords
from tui.typing.suggest.word_counts import WordCounts

PEOPLE = [*names(3000, seed=2), "Sukarno", "Kim Sung Ho"]
ROLES = ("father", "child", "")
ROWS = [NameRow(name, ROLES[i % 3], 1 + i % 5, "12"[i % 2], i) for i, name in enumerate(PEOPLE)]


def guess(words: object) -> str:
    return MAN


@pytest.fixture(scope="module")
def book() -> NameBook:
    return NameBook(freeze(ROWS, guess))


def test_every_name_is_there_in_the_order_of_its_plain_letters(book: NameBook) -> None:
    kept = [" ".join(book[at].words) for at in range(len(book))]
    assert sorted(kept) == sorted(PEOPLE)
    assert kept == sorted(PEOPLE, key=lambda name: (plain(name), name.split()))
    assert all(name in book for name in PEOPLE[::50])
    assert "Nông Không Có" not in book


def test_a_prefix_is_one_range(book: NameBook) -> None:
    for prefix in ("n", "nong ", "hoang thi", "q", "zz", ""):
        first, behind = book.range(prefix)
        assert behind - first == sum(plain(name).startswith(prefix) for name in PEOPLE)


def test_the_heaviest_of_a_range_come_first(book: NameBook) -> None:
    rng = random.Random(4)
    for _ in range(50):
        first = rng.randrange(len(book))
        behind = rng.randrange(first, len(book) + 1)
        found = book.heaviest(first, behind, limit=20, looks=1000)
        weights = sorted((book[at].weight for at in range(first, behind)), reverse=True)
        assert [one.weight for one in found] == weights[:20]


def test_only_fitting_names_and_not_too_many_looks(book: NameBook) -> None:
    everything = (0, len(book))
    found = book.heaviest(*everything, limit=5, looks=10_000, fits=lambda one: one.words[0] == "Sukarno")
    assert [one.words for one in found] == [("Sukarno",)]
    assert book.heaviest(*everything, limit=5, looks=3, fits=lambda one: one.words[0] == "Sukarno") == []


def test_words_are_counted_as_in_memory(book: NameBook) -> None:
    counts = WordCounts()
    for row in ROWS:
        if len(row.name.split()) > 1:
            counts.add(row.name.split(), row.sex)
    for node in ((SURNAME, "Nông"), (MIDDLE, "Thị"), (GIVEN, "Hoa"), (GIVEN, "không")):
        assert book.seen(node) == counts.seen(node)
        assert dict(book.after(node)) == dict(counts.after(node))
    assert dict(book.behind("Nông")) == dict(counts.behind("Nông"))
    assert {part: book.total(part) for part in "SMG"} == {part: counts.total(part) for part in "SMG"}
    assert set(counts.vocabulary()) <= set(book.vocabulary())


def test_roles_come_back(book: NameBook) -> None:
    roles = {row.name: row.role for row in ROWS}
    assert all(book[at].role == roles[" ".join(book[at].words)] for at in range(0, len(book), 37))
    assert sum(book.pool.values()) == len(PEOPLE)


def test_a_name_takes_few_bytes() -> None:
    few, many = (len(freeze((NameRow(name) for name in names(n)), guess)) for n in (2000, 12_000))
    assert (many - few) / 10_000 < 50  # a million names: 26 each, their words repeat more


def test_an_empty_book_is_a_book() -> None:
    empty = NameBook(freeze([], NameWords([]).sex_of))
    assert len(empty) == 0
    assert empty.range("n") == (0, 0)
    assert empty.heaviest(0, 0, limit=3, looks=3) == []


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:0], lambda b: b[:40], lambda b: b"x" + b[1:], lambda b: b[:-8], lambda b: b + b"12345678"]
)
def test_other_bytes_are_refused_with_a_way_out(spoil: object) -> None:
    data = freeze(ROWS[:50], guess)
    with pytest.raises(NameBookBroken, match="Xóa"):
        NameBook(spoil(data))  # type: ignore[operator]
