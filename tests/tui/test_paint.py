"""What the terminal gets: cleaned, measured, and only the cells that changed."""

from __future__ import annotations

import io
import unicodedata

import pyte
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console
from textual.strip import Strip

from tui.ink import Ink
from tui.paint import changed, cut, difference, drawable, fit, right, strip, width, wrapped

THEME = "terminal"
CONSOLE = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=200)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Nông Thị Hiền", "Nông Thị Hiền"),
        ("  two   columns ", "  two   columns "),
        ("“Số 5”", "“Số 5”"),
        ("Hie\u0302\u0300n", "Hiền"),
        ("a\x1b[31mb", "a[31mb"),
        ("a\x1b]0;title\x07b", "a]0;titleb"),
        ("a\x9b2Jb", "a2Jb"),
        ("a\u202eb\u2066c\u200bd", "abcd"),
        ("one\ntwo", "one two"),
        ("\u0301a", "a"),
        ("a\ue000b\U0010ffffc", "abc"),
    ],
)
def test_nothing_a_terminal_would_obey_is_drawn(text: str, shown: str) -> None:
    assert drawable(text) == shown


@given(st.text(max_size=60))
def test_whatever_comes_only_printable_text_is_drawn(text: str) -> None:
    shown = drawable(text)
    assert all(unicodedata.category(character) not in {"Cc", "Cf", "Cn", "Co", "Cs"} for character in shown)
    assert drawable(shown) == shown
    assert width(fit(text, 20)) == width(right(text, 20)) == width(cut(text, 20)) == 20


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [("sổ", 4, "sổ  "), ("quyển sổ", 5, "quyể…"), ("漢字", 3, "漢…"), ("漢字", 2, " …"), ("abc", 0, "")],
)
def test_text_fits_its_cells(text: str, cells: int, shown: str) -> None:
    assert fit(text, cells) == shown


def test_long_text_breaks_at_spaces() -> None:
    assert wrapped("một hai ba bốn", 8) == ["một hai", "ba bốn"]


def _strip(text: str, ink: Ink = Ink.PLAIN) -> Strip:
    return strip([(text, ink)], 20, THEME)


@pytest.mark.parametrize(
    ("before", "now", "cells"),
    [
        (_strip("abc"), _strip("abc"), []),
        (_strip("abc"), _strip("abcd"), [(3, 4)]),
        (_strip("abc"), _strip("xbz"), [(0, 3)]),
        (_strip("abc"), _strip("abc", Ink.STRONG), [(0, 3)]),
        (_strip("漢a"), _strip("漢b"), [(2, 3)]),
        (_strip("hie\u0323x"), _strip("hiex"), [(2, 3)]),
        (_strip("a 34567890 b"), _strip("c 34567890 d"), [(0, 1), (11, 12)]),
    ],
)
def test_only_the_cells_that_differ_are_named(before: Strip, now: Strip, cells: list[tuple[int, int]]) -> None:
    assert changed(before, now) == cells


def test_one_more_letter_costs_a_few_bytes() -> None:
    assert len(difference([_strip("abc", Ink.FIELD)], [_strip("abcd", Ink.FIELD)], CONSOLE)) <= 24


# A mark on a wide letter is left out: the emulator gives it a cell of its own.
_PIECES = ["a", "b", " ", " " * 13, "đ", "ờ", "漢", "a\u0301", " \u0301"]
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=12).map("".join)
_LINES = st.lists(st.lists(st.tuples(_TEXTS, st.sampled_from(list(Ink))), max_size=4), min_size=3, max_size=3)


@example([[], [], []], [[], [], [(" \u0301 ", Ink.PLAIN)]])
@given(_LINES, _LINES)
def test_what_is_written_turns_one_picture_into_the_other(
    before: list[list[tuple[str, Ink]]], now: list[list[tuple[str, Ink]]]
) -> None:
    old, new = ([strip(line, 40, THEME) for line in lines] for lines in (before, now))
    blank = [Strip.blank(40)] * 3
    stepwise, at_once = pyte.Screen(40, 3), pyte.Screen(40, 3)
    no_wrap = "\x1b[?7l"  # as Textual sets the terminal
    pyte.Stream(stepwise).feed(no_wrap + difference(blank, old, CONSOLE) + difference(old, new, CONSOLE))
    pyte.Stream(at_once).feed(no_wrap + difference(blank, new, CONSOLE))
    assert stepwise.display == at_once.display
    assert _looks(stepwise) == _looks(at_once)


def _looks(screen: pyte.Screen) -> list[tuple[object, ...]]:
    """Every cell, of a blank only what shows on it."""
    cells = [screen.buffer[y][x] for y in range(screen.lines) for x in range(screen.columns)]
    return [cell if cell.data.strip() else (cell.reverse, cell.underscore, cell.bg) for cell in cells]


def test_blanks_are_stepped_over_and_two_words_of_one_ink_stay_together() -> None:
    left = strip([("4 Họ và tên" + " " * 17, Ink.STRONG), (" " * 49, Ink.FIELD), ("  ?", Ink.DIM)], 80, THEME)
    now = strip([("4 Họ và tên" + " " * 17, Ink.LABEL), (" " * 49, Ink.PLAIN), ("  ?", Ink.DIM)], 80, THEME)
    assert len(difference([left], [now], CONSOLE)) <= 48
