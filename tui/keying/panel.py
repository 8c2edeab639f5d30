"""What the form asks in a box of its own, without leaving the page: a list to pick from, a number to type. Pure.

A box takes keys like everything else, in order; one key of its list answers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui.keying.line import typeable
from tui.keying.ports import Composer
from tui.keying.press import Press

NUMBERED = "123456789abcdefghijklmnopqrstuvwxyz"
"""Keys of a list whose items have none of their own."""


@dataclass(frozen=True, slots=True)
class Item:
    """One answer: the key that gives it at once ("" for none), its text, and the value it stands for."""

    key: str
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A question. `name` says which, `typed` what was typed so far.

    With `free` any text is an answer, given with Enter; with `words` that text is Vietnamese and its letters are composed.
    """

    name: str
    title: str
    items: tuple[Item, ...] = ()
    at: int = 0
    typed: str = ""
    free: bool = False
    words: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The value chosen or typed in the panel called `name`; None where it was closed without one."""

    name: str
    value: str | None


def pressed(panel: Panel, press: Press, composer: Composer) -> Panel | Answer:
    """The panel after a key, or its answer."""
    if press.text:
        return _typed(panel, press.text, composer)
    match press.action:
        case "accept" | "take":
            return _accepted(panel)
        case "up" | "previous_suggestion" | "step_back":
            return replace(panel, at=max(panel.at - 1, 0))
        case "down" | "next_suggestion":
            return replace(panel, at=min(panel.at + 1, max(len(panel.items) - 1, 0)))
        case "erase" if panel.typed:
            return replace(panel, typed=panel.typed[:-1])
        case "erase" | "cancel" | "back" | "undo":
            return Answer(panel.name, None)
    return panel


def numbered(name: str, title: str, choices: Sequence[tuple[str, str]], *, at: int = 0) -> Panel:
    """A list of (text, value) pairs, each under the next of the keys `NUMBERED`."""
    items = tuple(Item(key, text, value) for key, (text, value) in zip(NUMBERED, choices, strict=False))
    return Panel(name, title, items, at)


def _typed(panel: Panel, text: str, composer: Composer) -> Panel | Answer:
    text = typeable(text)
    typed = composer.press(panel.typed, text) if panel.words and len(text) == 1 else panel.typed + text
    chosen = next((item for item in panel.items if item.key == typed.lower()), None)
    longer = any(item.key.startswith(typed.lower()) and item is not chosen for item in panel.items)
    if chosen is not None and not longer:
        return Answer(panel.name, chosen.value)
    if panel.free or chosen is not None or longer:
        return replace(panel, typed=typed)
    return panel


def _accepted(panel: Panel) -> Panel | Answer:
    chosen = next((item for item in panel.items if item.key == panel.typed.lower()), None)
    if chosen is not None:
        return Answer(panel.name, chosen.value)
    if panel.free and panel.typed.strip():
        return Answer(panel.name, panel.typed.strip())
    if panel.items and not panel.typed:
        return Answer(panel.name, panel.items[panel.at].value)
    return Answer(panel.name, None)
