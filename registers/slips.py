"""The slips a keyer makes, one at a time: to plant an error a reviewer should catch, and to name the class of one that was made.

Classes are those faults are charged by: tone, letter, digit, day_month, wrong_field, copied.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from random import Random

from registers.catalogue import Label, label
from registers.text import fold


class ErrorClass(StrEnum):
    """What kind of slip turned one text into another."""

    TONE = "tone"  # the same letters, other marks on them
    LETTER = "letter"
    DIGIT = "digit"
    DAY_MONTH = "day_month"  # day and month of a date changed places
    WRONG_FIELD = "wrong_field"  # what belongs in another field of the entry
    COPIED = "copied"  # what stands in this field of the entry before
    MISSING = "missing"  # one of the two is empty

    @property
    def label(self) -> Label:
        """The class in words."""
        return label(f"review.class_{self.value}")


_DATE = re.compile(r"(\d{1,2})\D(\d{1,2})\D(\d{4})")
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def classify(
    typed: str, page: str, *, field: str, entry: Mapping[str, str], before: Mapping[str, str] | None = None
) -> ErrorClass:
    """The class of the slip that made `typed` of what the page says; the texts must differ.

    `entry` are the right texts of the entry's other fields, `before` those of the entry before it in the book.
    """
    if not typed or not page:
        return ErrorClass.MISSING
    if fold(typed) == fold(page):
        return ErrorClass.TONE
    if _swapped(typed) == page:
        return ErrorClass.DAY_MONTH
    if before and before.get(field) == typed:
        return ErrorClass.COPIED
    if any(name != field and text == typed for name, text in entry.items()):
        return ErrorClass.WRONG_FIELD
    if re.sub(r"\d", "0", typed) == re.sub(r"\d", "0", page) or (typed + page).translate(_NO_SIGNS).isdecimal():
        return ErrorClass.DIGIT
    return ErrorClass.LETTER


_NO_SIGNS = str.maketrans("", "", " ./-:")


def slip(text: str, random: Random) -> tuple[ErrorClass, str] | None:
    """One plausible slip in `text`: a digit, day and month, a tone or two letters; None where nothing fits."""
    makers = [_slip_day_month, _slip_digit, _slip_tone, _slip_letters]
    random.shuffle(makers)
    for make in makers:
        made = make(text, random)
        if made is not None and made[1] != text:
            return made
    return None


def _swapped(text: str) -> str:
    """A written date with day and month exchanged; "" where it is none or would be no date."""
    found = _DATE.fullmatch(text)
    if found is None or int(found[1]) > 12 or int(found[2]) > 12 or found[1] == found[2]:
        return ""
    return f"{found[2]}{text[found.end(1)]}{found[1]}{text[found.end(2) :]}"


def _slip_day_month(text: str, random: Random) -> tuple[ErrorClass, str] | None:
    del random
    swapped = _swapped(text)
    return (ErrorClass.DAY_MONTH, swapped) if swapped else None


def _slip_digit(text: str, random: Random) -> tuple[ErrorClass, str] | None:
    places = [at for at, letter in enumerate(text) if letter.isdecimal()]
    if not places or _DATE.fullmatch(text):  # a slip in a date must leave a date
        places = [at for at in places if at == len(text) - 1]
    if not places:
        return None
    at = random.choice(places)
    other = random.choice([digit for digit in "0123456789" if digit != text[at]])
    return ErrorClass.DIGIT, text[:at] + other + text[at + 1 :]


def _slip_tone(text: str, random: Random) -> tuple[ErrorClass, str] | None:
    apart = unicodedata.normalize("NFD", text)
    places = [at for at, letter in enumerate(apart) if letter in _TONES]
    if not places:
        return None
    at = random.choice(places)
    other = random.choice([tone for tone in _TONES if tone != apart[at]])
    return ErrorClass.TONE, unicodedata.normalize("NFC", apart[:at] + other + apart[at + 1 :])


def _slip_letters(text: str, random: Random) -> tuple[ErrorClass, str] | None:
    places = [
        at for at in range(1, len(text) - 1) if text[at : at + 2].isalpha() and text[at].lower() != text[at + 1].lower()
    ]
    if not places:
        return None
    at = random.choice(places)
    return ErrorClass.LETTER, text[:at] + text[at + 1] + text[at] + text[at + 2 :]
