"""The command line: every command of the program under its noun. Scripts rely on the names, the exit codes and the JSON.

Opening the program itself (`hotich` alone) is `tui.cli.main`'s. The language of help texts is that of the process, so it is
switched before the commands are imported.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module

import typer

from registers.catalogue import Language, say, set_language
from registers.errors import HotichError
from storage.home import Home
from tui import config
from tui.cli.command import noun

NOUNS = (
    "accounts",
    "plan",
    "books",
    "forms",
    "entries",
    "export",
    "review",
    "report",
    "persons",
    "macros",
    "audit",
    "centre",
)
"""Modules of this package with an `app` of their own: a noun and its verbs."""

SINGLE = ("init", "doctor", "backup", "push", "demo")
"""Modules with commands of no noun: each has `add_to(app)`."""

ADDED = {"review": ("standardise", "plants")}
"""Modules that add verbs to another's noun."""


def language_of(environment: Mapping[str, str] = os.environ) -> Language:
    """The language HOTICH_LANG names, else the installation's (`config.toml`); Vietnamese where either is wrong."""
    try:
        return config.load(Home.find(environment).config, environment).language
    except HotichError:
        return Language.VI


def build(asked: str | None = None) -> typer.Typer:
    """Every command, with its help in the language of the environment; of one noun, if `asked` is one.

    A command line that begins with a noun needs the commands of that noun alone, and each of the others costs it some time.
    """
    set_language(language_of())
    whole = noun("hotich", say("cli.hotich"))
    for name in [asked] if asked in NOUNS else NOUNS:
        for other in ADDED.get(name, ()):
            import_module(f"tui.cli.{other}")
        whole.add_typer(import_module(f"tui.cli.{name}").app)
    for name in () if asked in NOUNS else SINGLE:
        import_module(f"tui.cli.{name}").add_to(whole)
    return whole
