"""The menu of the form: every action under one letter, for keyboards whose function keys never arrive."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tui.actions import Action, of_group
from tui.keying.panel import NUMBERED
from tui.keying.state import MenuLine
from tui.keymap import Keymap
from tui.keys import shown

_PLAIN = frozenset(
    {"accept", "take", "left", "right", "start", "end", "erase", "erase_right", "clear", "menu", "cancel"}
    | {"up", "down", "step_back", "help", "language", "redraw", "mirror", "leave"}
)
"""Keys every keyboard has, and what is the screen's to do."""


def lines(keymap: Keymap, without: Collection[str] = ()) -> Sequence[MenuLine]:
    """A line for each action of the form: the letter of its Ctrl key where it has one, else the next that is free.

    Those `without` which the form is keyed are left out; the others keep their letters.
    """
    actions = [action for action in of_group("keying") if action.name not in _PLAIN]
    letters = {action.name: letter for action in actions if (letter := _letter(keymap, action, "ctrl+"))}
    for action in actions:
        if action.name not in letters:
            own = _letter(keymap, action, "alt+")
            taken = letters.values()
            letters[action.name] = (
                own if own and own not in taken else next(key for key in NUMBERED if key not in taken)
            )
    return [(letters[each.name], _text(keymap, each), each.name) for each in actions if each.name not in without]


def _letter(keymap: Keymap, action: Action, chord: str) -> str:
    return next((key.removeprefix(chord) for key in keymap.keys_of(action) if key.startswith(chord)), "")


def _text(keymap: Keymap, action: Action) -> str:
    keys = " ".join(shown(key) for key in keymap.keys_of(action))
    return f"{action.label}  {keys}"
