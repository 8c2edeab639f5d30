"""A place field read: the place line, and the words around it that say what kind of residence it is or whose it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from registers.codes import match
from registers.form import Field
from registers.missing import is_unknown
from registers.places import hamlet_key, read_place, with_hamlet_marks
from registers.reading import Context, Note, Reading
from registers.text import clean, fold
from registers.units import Unit
from registers.value import Mark


def place(field: Field, written: str, context: Context) -> Reading:
    """A place written out in the units of the registration date."""
    if is_unknown(written):
        return Reading("Không rõ", Mark.UNKNOWN)
    text, kind = residence_words(written)
    like = _SAME_AS.fullmatch(fold(text))
    if like is not None:
        role = _ROLES.get(like["role"], "")
        same = context.entry.get(f"{role}_residence", "")
        if same:
            return Reading(same, notes=(Note("same_as", {"text": written, "value": same}, sure=True),))
    read = read_place(text, day=context.day, office=context.office, near=_near(field, context))
    if read.hamlet and read.hamlet.isascii():
        read = with_hamlet_marks(read, _hamlets_around(context))
    notes = (*read.notes, Note("residence_word", {"text": written}, sure=True)) if kind else read.notes
    return Reading(read.text or written, notes=notes)


def _hamlets_around(context: Context) -> Mapping[str, str]:
    """Spellings that may bring back the marks of a place written without any: the books', the line's above, the page's own."""
    around = dict(context.hamlets)
    for values in (context.above, context.entry):
        around |= hamlets_of(values, context)
    return around


def hamlets_of(values: Mapping[str, str], context: Context) -> dict[str, str]:
    """The spellings of hamlets in the stored residences of an entry, as `Context.hamlets` wants them."""
    found = {}
    for name_of_field, value in values.items():
        if value and name_of_field.endswith("_residence"):
            read = read_place(value, day=context.day, office=context.office)
            if read.commune is not None and not read.hamlet.isascii():
                found[hamlet_key(read.commune.code, read.hamlet)] = read.hamlet
    return found


_SAME_AS = re.compile(r"(?:nhu|cung|cung noi o|cung cho o|cung dia chi)(?: voi)? (?P<role>me|cha|bo|vo|chong)")
_ROLES = {"me": "mother", "cha": "father", "bo": "father", "vo": "wife", "chong": "husband"}
_RESIDENCE_WORD = re.compile(
    r"(?:nơi )?(?:đăng ký )?(?P<kind>thường trú|tạm trú)(?: tại| ở)?\s*:?\s+|\s*\((?P<late>thường trú|tạm trú)\)\s*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=16384)
def residence_words(written: str) -> tuple[str, str]:
    """A residence without the words that say of which kind it is, and that kind's code: `tạm trú tại tổ 5, …` → (`tổ 5, …`, `2`)."""
    found = _RESIDENCE_WORD.match(written) or _RESIDENCE_WORD.search(written)
    if found is None or (found["kind"] and found.start()):
        return written, ""
    said = (found["kind"] or found["late"]).lower()
    return clean(written[: found.start()] + written[found.end() :]), match("residence_kind", said) or ""


def residence_kind_told(field: Field, written: Mapping[str, str]) -> str:
    """The code of a `residence_kind` that the residence's own words tell (`tạm trú tại …`), "" where they do not."""
    return residence_words(clean(written.get(field.name.removesuffix("_kind"), "")))[1]


def _near(field: Field, context: Context) -> Unit | None:
    """The commune a page is about where its line names only a level: a parent's home, else the office's own commune."""
    if field.part == "residence":
        return None
    for role in ("mother", "father", field.role):
        home = context.entry.get(f"{role}_residence", "")
        if home:
            return read_place(home, day=context.day, office=context.office).commune
    return None
