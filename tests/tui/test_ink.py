"""Themes: every ink in each, ANSI names only, and nothing that hangs on colour alone."""

from __future__ import annotations

import pytest
from rich.color import ColorType
from rich.style import Style

from registers.catalogue import Language
from tui.ink import DEFAULT, MONOCHROME, Ink, fitting, theme, theme_names
from tui.paint import styles


def _attributes(style: Style) -> tuple[object, ...]:
    return (style.bold, style.underline, style.reverse, style.italic)


@pytest.mark.parametrize("name", theme_names())
def test_a_theme_has_every_ink_in_colours_a_sixteen_colour_terminal_has(name: str) -> None:
    assert all(theme(name).label.within(language) for language in Language)
    for ink, style in styles(name).items():
        for color in (style.color, style.bgcolor):
            assert color is None or color.type is ColorType.STANDARD, f"{name}: {ink} is {color}"


@pytest.mark.parametrize("name", theme_names())
def test_what_is_chosen_typed_or_wrong_shows_without_colour(name: str) -> None:
    inks = styles(name)
    plain = inks[Ink.PLAIN]
    for ink in (Ink.CHOSEN, Ink.FIELD, Ink.BAD, Ink.HEAD):
        assert _attributes(inks[ink]) != _attributes(plain), f"{name}: {ink} differs from plain text by colour only"


def test_the_theme_without_colours_has_none() -> None:
    assert all(style.color is None and style.bgcolor is None for style in styles(MONOCHROME).values())


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"TERM": "xterm-256color"}, "dark"),
        ({"TERM": "xterm"}, "dark"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, MONOCHROME),
        ({"TERM": "xterm", "NO_COLOR": ""}, "dark"),
        ({"TERM": "vt100"}, MONOCHROME),
    ],
)
def test_a_terminal_without_colours_gets_none(environment: dict[str, str], name: str) -> None:
    assert fitting("dark", environment) == name


def test_a_theme_that_is_gone_is_the_default() -> None:
    assert theme("no_such_theme") is theme(DEFAULT)
    assert theme("../themes/dark") is theme(DEFAULT)
