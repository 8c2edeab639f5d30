"""What keying the same page costs without help: plain keying and CSPro-style keying, counted in keys.

Plain keying: every printed field is typed in Telex with its capitals and left with one Tab; a code is one digit. Nothing
is carried or suggested. A Shift chord counts 2 keys.

CSPro-style keying is the same with what CSPro's data entry gives: persistent fields keep their value from case to case
(0 keys while it stays), numbers count up by themselves, codes advance without a Tab, and one key duplicates the previous
case's value of a field.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from registers.form import Carry, FieldType, Form

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SHAPES = frozenset("\u0302\u0306\u031b")
_CODES = frozenset({FieldType.CODE, FieldType.ID_KIND})


def telex_keys(text: str) -> int:
    """Keys that type `text` in Telex: a letter 1, each hat, horn, breve, bar and tone 1 more, `ươ` one horn, a capital 1 more."""
    keys = 0
    horned = False
    for letter in text:
        decomposed = unicodedata.normalize("NFD", letter)
        base, marks = decomposed[0], decomposed[1:]
        keys += 1 + base.isupper()
        keys += sum(mark in _TONES for mark in marks)
        if base in "đĐ":
            keys += 1
        shapes = sum(mark in _SHAPES for mark in marks)
        if shapes and not (horned and base in "oO" and "\u031b" in marks):
            keys += shapes
        horned = base in "uU" and "\u031b" in marks
    return keys


def plain_keys(form: Form, page: Mapping[str, str]) -> int:
    """Keys of plain keying for one page: `page` is what the paper says, by field name, printed fields only."""
    return sum(_typed(form, name, written) + 1 for name, written in page.items() if name in form)


def cspro_keys(form: Form, page: Mapping[str, str], previous: Mapping[str, str]) -> int:
    """Keys of CSPro-style keying for one page that follows `previous` ({} for the first of a book)."""
    keys = 0
    for name, written in page.items():
        if name not in form:
            continue
        field = form[name]
        if name in previous and _given(field.carry, written, previous[name]):
            continue
        if field.type in _CODES or (written and previous.get(name) == written):
            keys += 1
        else:
            keys += _typed(form, name, written) + 1
    return keys


def _given(carry: Carry, written: str, before: str) -> bool:
    if carry is Carry.BOOK:
        return written == before
    counts = carry is Carry.INCREMENT and written.isdecimal() and before.isdecimal()
    return counts and int(written) == int(before) + 1


def _typed(form: Form, name: str, written: str) -> int:
    if not written:
        return 0
    return 1 if form[name].type in _CODES else telex_keys(written)
