"""The two ways of keying a page that the measured one is compared with, in keys, from what stands on the paper.

*Plain*: every field the book prints, in Telex with capitals, one Tab a field, a code as one digit, nothing carried over.
*CSPro-style*: as plain, but constants of the book and fields that carry over cost nothing where they hold, a field that is
the same as in the entry before costs one key (duplicate) where it does not carry, numbers count on by themselves, and a code
needs no Tab. A field belongs to a book that prints it always, or that has something in it anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.handwork import cost
from bench.paper import PaperBook, PaperEntry
from registers.form import Carry, Field, Form, Printed
from registers.kinds import PositionState
from tui.keying.choices import is_chosen
from tui.typing.spelling import keys_of
from tui.typing.telex import TELEX

_POSITION = 3  # keys that say a position has no ordinary entry


@dataclass
class Baselines:
    """Keys of one book's entries, in the book's order."""

    book: PaperBook
    forms: Mapping[str, Form]
    _before: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._written = {name for entry in self.book.entries for name, text in entry.values.items() if text}

    def keys(self, entry: PaperEntry) -> tuple[int, int]:
        """Keys of `entry`, the next one of the book: plain, CSPro-style."""
        plain = cspro = 0 if entry.state is PositionState.NORMAL else _POSITION
        if not entry.state.has_values:
            return plain, cspro
        before = self._before.get(entry.kind, {})
        for one in self.forms[entry.kind].fields:
            if not self._has(one):
                continue
            text = entry.values.get(one.name, "")
            here = self._typed(one, text, entry)
            plain += here + 1
            cspro += self._with_help(one, text, before.get(one.name, ""), here)
        self._before[entry.kind] = entry.values
        return plain, cspro

    def _has(self, one: Field) -> bool:
        return one.printed is Printed.ALWAYS or (one.printed is Printed.SOMETIMES and one.name in self._written)

    def _typed(self, one: Field, text: str, entry: PaperEntry) -> int:
        mark = 1 if one.name in entry.marks else 0
        if not text:
            return mark
        return mark + (1 if is_chosen(one) else cost(keys_of(text, TELEX)))

    @staticmethod
    def _with_help(one: Field, text: str, before: str, typed: int) -> int:
        if one.carry in (Carry.BOOK, Carry.LAST) and text == before:
            return 0 if text else 1
        if one.carry is Carry.INCREMENT and text and before and _number(text) in (_number(before), _number(before) + 1):
            return 0
        if text and text == before:
            return 1
        return typed + (0 if text and is_chosen(one) else 1)


def _number(text: str) -> int:
    digits = text.split("/", maxsplit=1)[0].split(maxsplit=1)[0] if text.split() else ""
    return int(digits) if digits.isdecimal() else -2
