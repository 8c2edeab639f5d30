"""CSV read strictly: the same rows as the standard reader where the text is sound, a named row where it is not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.csvtext import CELL_LIMIT, WIDTH_LIMIT, QuoteOutOfPlace, RawRow, read_rows


def _rows(text: str, delimiter: str = ",") -> list[tuple[str, ...]]:
    return [row.cells for row in read_rows([text], delimiter)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\nc,d\n", [("a", "b"), ("c", "d")]),
        ("a,b\r\nc,d\re,f\ng,h", [("a", "b"), ("c", "d"), ("e", "f"), ("g", "h")]),
        ('"a,b","c""d"\n', [("a,b", 'c"d')]),
        ('"a\r\nb",c\n', [("a\nb", "c")]),
        ('"",\n', [("", "")]),
        ('a,""', [("a", "")]),
        ("a,", [("a", "")]),
        ("a\n\nb\n", [("a",), ("",), ("b",)]),
        ("", []),
        ('""', [("",)]),
    ],
)
def test_sound_text(text: str, rows: list[tuple[str, ...]]) -> None:
    assert _rows(text) == rows


def test_another_delimiter_leaves_commas_alone() -> None:
    assert _rows("xã A, huyện B;2\n", ";") == [("xã A, huyện B", "2")]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('h\nx"y,z\n', 1),
        ('h\n"x"y\n', 1),
        ('h\na\n"never closed\nb\n', 2),
        ('"', 0),
    ],
)
def test_a_quote_out_of_place_names_its_row(text: str, row: int) -> None:
    with pytest.raises(QuoteOutOfPlace) as wrong:
        _rows(text)
    assert wrong.value.row == row


def _pieces(text: str, sizes: list[int]) -> Iterator[str]:
    at = 0
    for size in sizes:
        yield text[at : at + size]
        at += size
    yield text[at:]


@given(
    rows=st.lists(st.lists(st.text(alphabet='ab,;"\n \u1ea1', max_size=6), min_size=2, max_size=4), max_size=6),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    sizes=st.lists(st.integers(0, 5), max_size=20),
)
def test_what_a_writer_wrote_is_read_back_however_it_is_cut(rows: list[list[str]], end: str, sizes: list[int]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    read = [list(row.cells) for row in read_rows(_pieces(buffer.getvalue(), sizes), ",")]
    assert read == rows


def test_a_huge_cell_is_cut_and_the_rows_after_it_are_read() -> None:
    huge = (["h\n", '"'] + ["x" * 65_536] * 50) + ['"\nafter\n']
    rows = list(read_rows(huge, ","))
    assert [len(row.cells[0]) for row in rows] == [1, CELL_LIMIT + 1, 5]


def test_a_row_of_delimiters_is_counted_not_kept() -> None:
    (row,) = read_rows(["," * 1_000_000], ",")
    assert (row.width, len(row.cells)) == (1_000_001, WIDTH_LIMIT)


@pytest.mark.parametrize(("cells", "blank"), [((), True), (("",), True), (("", "  "), True), (("", "x"), False)])
def test_a_row_without_text_is_blank(cells: tuple[str, ...], blank: bool) -> None:
    assert RawRow(1, cells, len(cells)).blank is blank
