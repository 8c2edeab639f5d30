"""The bottom line: the keys that can be pressed here, as many as there is room for."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from registers.catalogue import Label, Language
from tui.actions import Action
from tui.ink import Ink, Line, Span
from tui.keymap import Keymap
from tui.keys import shown
from tui.paint import width

_TO_ALL = ("help", "palette", "menu")
"""Actions through which every other is found."""


class Hint(NamedTuple):
    """One key of the bottom line and what it does here; one that leads `to_all` others is never left out."""

    key: str
    label: Label
    to_all: bool = False


@lru_cache(maxsize=64)
def hints(actions: tuple[Action, ...], keymap: Keymap) -> tuple[Hint, ...]:
    """The shown ones of `actions`; the way out only where none leads back."""
    leads_back = any(action.name == "back" for action in actions)
    return tuple(
        Hint(shown(keymap.shown(action)), action.label, action.name in _TO_ALL)
        for action in actions
        if action.shown and keymap.shown(action) and not (leads_back and action.name == "leave")
    )


@lru_cache(maxsize=64)
def key_line(told: tuple[Hint, ...], cells: int, language: Language) -> Line:
    """The bottom line in so many cells; the same at every key, so kept by `language`. What leads to all others ends it."""
    texts = [(hint.to_all, hint.key, f" {hint.label.within(language)}  ") for hint in told]
    line: list[Span] = []
    room = cells - sum(width(key + text) for to_all, key, text in texts if to_all)
    for to_all, key, text in sorted(texts, key=lambda hint: hint[0]):
        cost = 0 if to_all else width(key + text)
        if cost <= room or to_all:
            line += [(key, Ink.KEY), (text, Ink.PLAIN)]
            room -= cost
    return tuple(line)
