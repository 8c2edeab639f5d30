"""What a pair of hands does with a text: which keys type it in Telex, how many keys those are, how short it may be typed.

A Shift or Ctrl chord counts two keys, everything else one. Telex is typed with the marks and the tone of a word at its end
(`nong` + `o`, `hien` + `ef`): as many keys as in any other order, and the letters are on the screen sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from registers.codes import code_list, match
from registers.form import Field, FieldType
from tui.keying.choices import is_chosen, is_listed
from tui.typing.compose import Composer
from tui.typing.spelling import keys_of
from tui.typing.suggest.letters import initials
from tui.typing.suggest.shown import without_kind_words
from tui.typing.syllable import PLAIN, tones_of, without_tone
from tui.typing.telex import TELEX

_SHIFTED = frozenset('~!@#$%^&*()_+{}|:"<>?')
_AS_THEY_ARE = frozenset(
    {FieldType.CODE, FieldType.ID_KIND, FieldType.ID_NO, FieldType.TIME, FieldType.INT}
    | {FieldType.ENTRY_NO, FieldType.BOOK_NO}
)
"""Types whose keys are the characters on them."""

_DATES = frozenset({FieldType.DATE, FieldType.PDATE})
_MARK_OF = {letter: key for key, table in TELEX.marks.items() for letter in table.values()}
_TONE_OF = {tone: key for key, tone in TELEX.tones.items() if tone}


def cost(keys: Sequence[str]) -> int:
    """How many keys `keys` are, each a character or a key's name."""
    return sum(2 if key in _SHIFTED or key.isupper() or key.startswith(("ctrl+", "shift+")) else 1 for key in keys)


def keys_for(one: Field, text: str) -> str:
    """The keys that type `text` into the field."""
    return text if one.type in _AS_THEY_ARE else telex(text)


@cache
def telex(text: str) -> str:
    """The Telex keys that leave exactly `text`."""
    keys, word = "", ""
    for letter in [*text, ""]:
        if letter.isalpha():
            word += letter
            continue
        keys += _word(word) + letter
        word = ""
    return keys if _types(keys) == text else keys_of(text, TELEX)


@cache
def _word(word: str) -> str:
    bare = without_tone(word)
    letters = "".join(PLAIN.get(c.lower(), c).upper() if c.isupper() else PLAIN.get(c, c) for c in bare)
    marks = "".join(dict.fromkeys(_MARK_OF[c] for c in bare.lower() if c in _MARK_OF))
    tones = tones_of(word)
    keys = letters + marks + (_TONE_OF[tones[0]] if tones else "")
    return keys if _types(keys) == word else keys_of(word, TELEX)


def _types(keys: str) -> str:
    composer, text = Composer(TELEX), ""
    for key in keys:
        text = composer.press(text, key)
    return text


@cache
def place_initials(place: str) -> str:
    """The first letters of the first name of a place: `nk` for `Xóm Nà Kinh, xã …`; "" where they are one, or would be composed."""
    letters = initials(without_kind_words(place.partition(", ")[0]))
    return letters if len(letters) > 1 and _types(letters) == letters else ""


def shortest(one: Field, written: str, reads: Callable[[str], str]) -> str:
    """What is typed for `written`: the shortest of its forms that the program is known to read as the same.

    Dates are digits, listed wordings their short forms, names and places small letters, places without the words for their
    kinds. `reads` gives what a text is stored as.
    """
    wanted = reads(written)
    best = written
    for typed, said in _forms(one, written):
        if cost(keys_for(one, typed)) < cost(keys_for(one, best)) and reads(said) == wanted:
            best = typed
    return best


def _forms(one: Field, written: str) -> Iterator[tuple[str, str]]:
    """Texts to type, each with what the program makes of it."""
    if is_chosen(one):
        code = match(one.codes, written)
        if code is not None:
            yield code, written
    elif is_listed(one):
        for item in code_list(one.codes):
            if item.short:
                yield item.short, item.label.vi
    elif one.type in _DATES:
        digits = [part for part in _parts(written) if part.isdecimal()]
        if digits and len(digits) <= 3:
            *rest, year = digits
            short = "".join(f"{int(part):02}" for part in rest)
            for form in (short + year[-2:], short + year):
                yield form, form
    elif one.type is FieldType.TIME:
        digits = [part for part in _parts(written) if part.isdecimal()]
        for form in ("h".join(digits), "".join(f"{int(part):02}" for part in digits)):
            yield form, form
    elif one.type is FieldType.PLACE:
        own = ", ".join(_own(part) for part in written.split(", ")).lower()
        for form in (written.lower(), own):
            yield form, form
    elif one.type is FieldType.ID_NO:
        form = "".join(c for c in written if c.isalnum())
        yield form, form
    elif one.type is FieldType.AGE_OR_YEAR:
        for part in _parts(written):
            yield part, part
    yield written.lower(), written.lower()


def _own(part: str) -> str:
    bare = without_kind_words(part)
    return part if bare[:1].isdecimal() else bare


def _parts(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text).split()
