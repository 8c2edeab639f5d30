"""A line of text being typed: sign-in, filters, search. It takes every key itself, so typed-ahead keys stay in order. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from registers.text import clean
from tui.ink import Ink, Span
from tui.keying import line as editing
from tui.keying.ports import Composer
from tui.paint import cut, drawable, width

HIDDEN = "•"
"""What stands for each letter of a password."""

_EDITS: dict[str, Callable[[editing.Line], editing.Line]] = {
    "erase": editing.erase,
    "erase_right": editing.erase_right,
    "left": editing.left,
    "right": editing.right,
    "start": editing.start,
    "end": editing.end,
}


class TextLine:
    """The text and the cursor in it. Input methods send Backspaces by code point, so nothing is composed before `value`."""

    def __init__(self, text: str = "", *, secret: bool = False) -> None:
        self.text = text
        self.cursor = len(text)
        self.secret = secret

    @property
    def value(self) -> str:
        """What was typed, cleaned and in NFC; of a password every character counts, so it is only composed."""
        return unicodedata.normalize("NFC", self.text) if self.secret else clean(self.text)

    def put(self, text: str) -> None:
        """Type `text` at the cursor; line breaks and tabs of a paste become spaces."""
        spaced = "".join(" " if character in "\r\n\t" else character for character in text)
        self.text, self.cursor = editing.insert((self.text, self.cursor), editing.typeable(spaced))

    def compose(self, key: str, composer: Composer) -> None:
        """Type one key of a Vietnamese text."""
        before = composer.press(self.text[: self.cursor], key)
        self.text, self.cursor = before + self.text[self.cursor :], len(before)

    def do(self, name: str) -> None:
        """Run the action `name` of the group `line`."""
        if name == "clear":
            self.clear()
        elif name == "erase_word":
            self._erase_word()
        else:
            self.text, self.cursor = _EDITS[name]((self.text, self.cursor))

    def clear(self) -> None:
        """Take everything away."""
        self.text, self.cursor = "", 0

    def drawn(self, cells: int) -> tuple[Span, int]:
        """The field, `cells` wide, and the cell of the cursor in it; a long text is shown around the cursor."""
        text = HIDDEN * len(self.text) if self.secret else self.text
        before, after = drawable(text[: self.cursor]), drawable(text[self.cursor :])
        while width(before) >= cells:
            before = before[1:]
        return (cut(before + after, cells), Ink.FIELD), width(before)

    def _erase_word(self) -> None:
        kept, _, _ = self.text[: self.cursor].rstrip(" ").rpartition(" ")
        kept = f"{kept} " if kept else ""
        self.text, self.cursor = kept + self.text[self.cursor :], len(kept)
