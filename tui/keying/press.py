"""What the core of keying is told: letters to type, or the name of an action."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Press:
    """One key. `text` is what it types, `action` what it does; `literal` letters (a paste) are never composed."""

    text: str = ""
    action: str = ""
    literal: bool = False


def typed(text: str) -> Press:
    """A key that types `text`."""
    return Press(text=text)


def act(name: str) -> Press:
    """A key that does `name`."""
    return Press(action=name)


def pasted(text: str) -> list[Press]:
    """A paste as the keys it stands for: line ends go on like Enter, tabs like Tab, the rest types itself."""
    presses: list[Press] = []
    for row, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        if row:
            presses.append(act("accept"))
        for column, piece in enumerate(line.split("\t")):
            if column:
                presses.append(act("take"))
            presses += [Press(text=letter, literal=True) for letter in piece]
    return presses
