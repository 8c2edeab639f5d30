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
}
"""The library's words on a help page, and the texts of the catalogue that say them (`cli.help_usage` …)."""
_WORDS = re.compile("|".join(map(re.escape, _FRAME)))


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
    return _WORDS.sub(lambda found: say(f"cli.help_{_FRAME[found[0]]}"), page)
