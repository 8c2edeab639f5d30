"""One line of text under the cursor. Pure: text and cursor in, text and cursor out.

The cursor counts code points. It moves by what the eye sees as one letter, but Backspace takes one code point, because
input methods outside the program count code points when they take letters back (`e` + combining marks arrive undone).
"""

from __future__ import annotations

import unicodedata

Line = tuple[str, int]
"""The text and the place of the cursor in it."""

LONGEST = 4000
"""Characters a field holds; the longest margin notes of a page stay far below."""


def insert(line: Line, letters: str) -> Line:
    """`letters` put in at the cursor; what would make the field longer than `LONGEST` is left out."""
    text, at = line
    letters = letters[: LONGEST - len(text)]
    return text[:at] + letters + text[at:], at + len(letters)


def erase(line: Line) -> Line:
    """Without the code point left of the cursor."""
    text, at = line
    return (text[: at - 1] + text[at:], at - 1) if at else line


def erase_right(line: Line) -> Line:
    """Without the letter under the cursor, its marks included."""
    text, at = line
    return text[:at] + text[_after(text, at) :], at


def left(line: Line) -> Line:
    """One letter to the left."""
    text, at = line
    at -= 1
    while at > 0 and _is_mark(text[at]):
        at -= 1
    return text, max(at, 0)


def right(line: Line) -> Line:
    """One letter to the right."""
    text, at = line
    return text, _after(text, at)


def start(line: Line) -> Line:
    """Before the first letter."""
    return line[0], 0


def end(line: Line) -> Line:
    """Behind the last letter."""
    return line[0], len(line[0])


def _after(text: str, at: int) -> int:
    at = min(at + 1, len(text))
    while at < len(text) and _is_mark(text[at]):
        at += 1
    return at


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


_WRONG_LETTERS = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})


def typeable(letters: str) -> str:
    """What of `letters` may enter a field while typing: no controls, no invisible or unassigned characters.

    The rest of the cleaning (composed letters, spaces, quotes) waits until the field is left.
    """
    if letters.isascii():
        return letters if letters.isprintable() else "".join(c for c in letters if c.isprintable())
    return "".join(c for c in letters.translate(_WRONG_LETTERS) if unicodedata.category(c)[0] != "C")
