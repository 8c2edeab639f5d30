"""A typed line: text before, keys, text after; `|` stands for the cursor."""

from __future__ import annotations

import pytest

from tui.ink import Ink
from tui.line import TextLine


def _line(marked: str) -> TextLine:
    before, _, after = marked.partition("|")
    line = TextLine(before + after)
    line.cursor = len(before)
    return line


@pytest.mark.parametrize(
    ("before", "action", "after"),
    [
        ("abc|", "erase", "ab|"),
        ("|abc", "erase", "|abc"),
        ("a|bc", "erase_right", "a|c"),
        ("abc|", "erase_right", "abc|"),
        ("nông thị hiền|", "erase_word", "nông thị |"),
        ("nông thị  |", "erase_word", "nông |"),
        ("nông|", "erase_word", "|"),
        ("ab|c", "clear", "|"),
        ("ab|c", "left", "a|bc"),
        ("ab|c", "right", "abc|"),
        ("ab|c", "start", "|abc"),
        ("a|bc", "end", "abc|"),
    ],
)
def test_edit(before: str, action: str, after: str) -> None:
    line = _line(before)
    line.do(action)
    assert f"{line.text[: line.cursor]}|{line.text[line.cursor :]}" == after


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("a|c", "b", "abc"),
        ("|", "dòng một\ndòng hai", "dòng một dòng hai"),
        ("|", "\x1b]0;x\x07tên\u202e\u200b", "]0;xtên"),
        ("|", "\x9b31m", "31m"),
    ],
)
def test_typed_and_pasted_text_enters_at_the_cursor_without_controls(before: str, typed: str, after: str) -> None:
    line = _line(before)
    line.put(typed)
    assert line.text == after


def test_an_input_methods_backspaces_count_code_points_until_the_line_is_read() -> None:
    line = TextLine()
    for key in ("e", "\u0302", "\u0301"):
        line.put(key)
    assert line.value == "ế"
    line.do("erase")
    assert line.value == "ê"


def test_a_password_keeps_its_spaces_and_never_shows() -> None:
    line = TextLine(secret=True)
    line.put(" mật  khẩu ")
    assert line.value == " mật  khẩu "
    (shown, ink), cursor = line.drawn(20)
    assert shown.strip() == "•" * 11
    assert (ink, cursor) == (Ink.FIELD, 11)


def test_a_text_longer_than_its_room_is_shown_around_the_cursor() -> None:
    line = TextLine("0123456789")
    (shown, _), cursor = line.drawn(6)
    assert (shown, cursor) == ("56789 ", 5)
    line.do("start")
    (shown, _), cursor = line.drawn(6)
    assert (shown, cursor) == ("012345", 0)
