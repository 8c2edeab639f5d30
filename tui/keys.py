"""One key, as the rest of the program knows it: a name and the text it types. Pure; terminals' spellings end here."""

from __future__ import annotations

import string
from dataclasses import dataclass

PASTE = "paste"
"""The name of pasted text: it arrives whole, in order with the keys around it."""

_EDITING = frozenset(["enter", "tab", "shift+tab", "backspace", "delete", "insert", "escape", "space"])
_MOVING = frozenset(["up", "down", "left", "right", "home", "end", "pageup", "pagedown"])
_SAME = {"ctrl+j": "enter", "ctrl+m": "enter", "ctrl+i": "tab", "ctrl+h": "backspace", "shift+enter": "enter"}
_UNSAFE_LETTERS = frozenset("chijmsq")
"""Ctrl with these never arrives everywhere: C and Z belong to the shell, H I J M are other keys, S and Q stop the line."""


@dataclass(frozen=True, slots=True)
class Key:
    """`name` is what the keymap looks up (`enter`, `f2`, `ctrl+p`, `a`, `ế`); `text` is what it types, "" where nothing."""

    name: str
    text: str = ""

    @classmethod
    def typed(cls, text: str) -> Key:
        """The key that types one character."""
        return cls("space" if text == " " else text, text)

    @classmethod
    def pasted(cls, text: str) -> Key:
        """A whole paste as one key."""
        return cls(PASTE, text)

    @classmethod
    def arrived(cls, name: str, character: str | None) -> Key:
        """The key behind a terminal event called `name` that carries `character`.

        Alt+letter carries its letter too, yet types nothing; 0x08 and LF are Backspace and Enter.
        """
        name = _SAME.get(name, name)
        types = character is not None and character.isprintable() and not name.startswith(("alt+", "ctrl+", "shift+"))
        return cls.typed(character) if types and character else cls(name)


def usable(name: str) -> bool:
    """True where a keyboard behind any terminal can send the key called `name` (a printable character counts)."""
    if len(name) == 1:
        return name.isprintable() and name != " "
    if name in _EDITING | _MOVING:
        return True
    if name.startswith("f") and name[1:].isdigit():
        return 1 <= int(name[1:]) <= 12
    chord, _, letter = name.partition("+")
    if len(letter) != 1 or letter not in string.ascii_lowercase:
        return False
    return chord == "alt" or (chord == "ctrl" and letter not in _UNSAFE_LETTERS)


def types_text(name: str) -> bool:
    """True where the key called `name` is a character a person may want to type."""
    return len(name) == 1 or name == "space"


def is_function_key(name: str) -> bool:
    """True for F1 to F12, which thin clients and some windows keep for themselves."""
    return name.startswith("f") and name[1:].isdigit()


_SHORT = {"pageup": "PgUp", "pagedown": "PgDn", "escape": "Esc", "backspace": "⌫", "delete": "Del", "shift+tab": "⇧Tab"}
_ARROWS = {"up": "↑", "down": "↓", "left": "←", "right": "→"}


def shown(name: str) -> str:
    """How the key called `name` is written on screens: `F1`, `^P`, `Enter`, `Alt-x`."""
    if name in _ARROWS or name in _SHORT:
        return _ARROWS.get(name) or _SHORT[name]
    if name.startswith("ctrl+"):
        return f"^{name[5:].upper()}"
    if name.startswith("alt+"):
        return f"Alt-{name[4:]}"
    return name.capitalize() if len(name) > 1 else name
