"""The list: which rows are in sight, which is chosen, what a filter finds; and that nothing else is ever asked for."""

from __future__ import annotations

import pytest

from tui.rows import Rows


def _rows(count: int, height: int = 5) -> Rows[int]:
    rows: Rows[int] = Rows(lambda number: f"số {number}")
    rows.fill(range(count))
    rows.in_sight(height)
    return rows


@pytest.mark.parametrize(
    ("before", "keys", "after"),
    [
        ((20, 0), "down", (1, 0)),
        ((20, 0), "up", (0, 0)),
        ((20, 4), "down", (5, 1)),
        ((20, 0), "page_down", (5, 1)),
        ((20, 0), "page_down page_down", (10, 6)),
        ((20, 0), "last", (19, 15)),
        ((20, 19), "down", (19, 15)),
        ((20, 19), "page_up", (14, 14)),
        ((20, 19), "first", (0, 0)),
        ((3, 0), "last", (2, 0)),
        ((0, 0), "down page_down last up", (0, 0)),
    ],
)
def test_keys_move_the_cursor_and_the_window_follows(
    before: tuple[int, int], keys: str, after: tuple[int, int]
) -> None:
    count, cursor = before
    rows = _rows(count)
    rows.choose(cursor)
    for name in keys.split():
        rows.do(name)
    assert (rows.cursor, rows.top) == after


class Counted:
    """A source that knows how often it was asked."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: set[int] = set()

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> str:
        self.asked.add(index)
        return f"Trường hợp {index}"


def test_of_a_hundred_thousand_rows_only_those_in_sight_are_fetched() -> None:
    source = Counted(100_000)
    rows: Rows[str] = Rows(str)
    rows.fill(source)
    rows.in_sight(20)
    rows.do("last")
    rows.in_sight(20)
    assert rows.chosen == "Trường hợp 99999"
    assert len(source.asked) <= 40


def test_typing_on_looks_only_through_what_was_found() -> None:
    texts = Counted(1000)
    rows: Rows[str] = Rows(str)
    rows.fill(texts)
    rows.filter("99")
    assert len(rows) == 19
    texts.asked.clear()
    rows.filter("998")
    assert rows.in_sight(5) == [("Trường hợp 998", True)]
    assert texts.asked == {998}
    rows.filter("")
    assert len(rows) == rows.total == 1000


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ket hon", ["Kết hôn 2007"]),
        ("2007 kh", ["Khai sinh 2007"]),
        ("KẾT 20", ["Kết hôn 2007"]),
        ("đ", ["Giám đốc 1999"]),
        ("không có", []),
    ],
)
def test_a_filter_is_words_in_any_order_without_tones(typed: str, found: list[str]) -> None:
    rows: Rows[str] = Rows(str)
    rows.fill(["Kết hôn 2007", "Khai sinh 2007", "Giám đốc 1999"])
    rows.filter(typed)
    assert [item for item, _ in rows.in_sight(10)] == found


def test_words_side_by_side_are_meant_before_the_same_words_apart() -> None:
    rows = Rows[str](str)
    rows.fill(["Khai sinh 2017 Tủ 1", "Khai tử 2008 Tủ 1", "Khai tử 2017 Tủ 1"])
    rows.filter("khai tu 2017")
    assert rows.chosen == "Khai tử 2017 Tủ 1"
    assert len(rows) == 2
    rows.filter("tu khai")
    assert rows.chosen == "Khai sinh 2017 Tủ 1"  # nowhere side by side: the first


def test_after_a_filter_of_other_words_everything_is_looked_through_again() -> None:
    rows: Rows[str] = Rows(str)
    rows.fill(["Kết hôn 2007", "Khai sinh 2007"])
    rows.filter("ket")
    rows.filter("khai")
    assert [item for item, _ in rows.in_sight(10)] == ["Khai sinh 2007"]


def test_filled_again_the_chosen_row_stays_chosen_under_the_same_filter() -> None:
    rows: Rows[str] = Rows(str)
    rows.fill(["a1", "a2", "b1"])
    rows.filter("a")
    rows.do("down")
    rows.fill(["a0", "a1", "b1", "a2"], same=str.__eq__)
    assert rows.chosen == "a2"
    rows.fill(["b1"], same=str.__eq__)
    assert rows.chosen is None
