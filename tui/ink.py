"""Inks: the few named ways letters are drawn, and the themes that say how each looks. Pure.

A theme is a TOML file beside `tui/themes`: its name in both languages and one style for each ink, in ANSI colour names only,
because PuTTY's default terminal has 16 colours. Structure never hangs on colour alone: every ink that means something is
also bold, underlined or reversed, so that NO_COLOR and a monochrome screen lose nothing.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from registers.catalogue import Label


class Ink(StrEnum):
    """What a piece of text is, not how it looks."""

    PLAIN = "plain"
    DIM = "dim"  # there if you look for it: hints, filled-in values, empty rows
    STRONG = "strong"  # the one thing to read first
    BAR = "bar"  # the line at the top
    HEAD = "head"  # headings of columns and blocks
    CHOSEN = "chosen"  # the row the next Enter is about
    FIELD = "field"  # room for text
    LABEL = "label"  # what stands before a value
    KEY = "key"  # the name of a key
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


Span = tuple[str, Ink]
"""A piece of text and its ink."""

Line = Sequence[Span]
"""One line of the screen, left to right."""

DEFAULT = "terminal"
MONOCHROME = "mono"


@dataclass(frozen=True, slots=True)
class Theme:
    """How inks look: `styles` are words of the form `bold red on black`, one for each ink."""

    name: str
    label: Label
    styles: Mapping[Ink, str]


@cache
def theme(name: str) -> Theme:
    """The theme called `name`, the default where there is none. Raises KeyError where its file lacks an ink."""
    files = resources.files("tui").joinpath("themes")
    file = files.joinpath(f"{name}.toml")
    if not name.isidentifier() or not file.is_file():
        return theme(DEFAULT)
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return Theme(name, Label(**table["label"]), {ink: table["ink"][ink] for ink in Ink})


@cache
def theme_names() -> tuple[str, ...]:
    """Every theme's name, the default first."""
    files = resources.files("tui").joinpath("themes").iterdir()
    found = sorted(file.name[:-5] for file in files if file.name.endswith(".toml"))
    return tuple(sorted(found, key=lambda name: name != DEFAULT))


def fitting(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """`name`, or the theme without colours where the terminal has none or NO_COLOR asks for it."""
    if environment.get("NO_COLOR") or environment.get("TERM", "") in ("vt100", "vt220", "dumb", "linux-m"):
        return MONOCHROME
    return name
