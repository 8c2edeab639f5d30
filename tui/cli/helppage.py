"""A help page in the user's language, its frame too: the command line's library knows English alone."""

from __future__ import annotations

import re
from typing import Any

import typer.core

from registers.catalogue import say

_FRAME = {
    "Usage:": "usage",
    "Arguments:": "arguments",
    "Options:": "options",
    "Commands:": "commands",
    "Show this message and exit.": "help",
    "[required]": "required",
    "[default: ": "default",
    "[env var: ": "variable",
    "; required]": "also_required",
}
"""The library's words on a help page, and the texts of the catalogue that say them (`cli.help_usage` …)."""
_WORDS = re.compile("|".join(re.escape(word).replace(r"\ ", r"\s+") for word in _FRAME))
"""Wherever the page is wrapped: a line may end between two of the words."""


class Noun(typer.core.TyperGroup):
    """A group of commands whose help page is framed in the user's language."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return framed(super().get_help(ctx))


class Verb(typer.core.TyperCommand):
    """A command whose help page is framed in the user's language."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return framed(super().get_help(ctx))


def framed(page: str) -> str:
    """A help page with the library's words in the user's language."""
    return _WORDS.sub(_said, page)


def _said(found: re.Match[str]) -> str:
    words = found[0].split()
    name = next(name for word, name in _FRAME.items() if word.split() == words)
    said, gap = say(f"cli.help_{name}"), re.search(r"\n\s+", found[0])
    return said if gap is None else gap[0].join(said.rsplit(" ", 1))
