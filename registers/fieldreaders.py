"""How each type of field is read: text of the page in, `Reading` out. `normalise` is the door to all of them."""

from __future__ import annotations

import re

from registers.ages import parse_age
from registers.codes import match
from registers.dates import DateReading, PartialDate, parse_date
from registers.form import Field
from registers.identity import clean_number
from registers.issuers import read_issuer
from registers.kinds import Layout
from registers.missing import is_unknown
from registers.names import read_name, surname_of
from registers.position import Position
from registers.reading import Context, Note, Reading
from registers.text import fold, lower_first, spelling
from registers.titles import read_title, written_title
from registers.value import Mark
from registers.words import date_words, parse_date_words, parse_number_words

_VIETNAM = "Việt Nam"
_DOUBT = re.compile(r"\s*\(?\?+\)?\s*$")


def name(field: Field, written: str, context: Context) -> Reading:
    """A person's name. Its sex and nationality, where read, decide what `T.` may be and whose letters are foreign."""
    bare = _DOUBT.sub("", written)
    nation_read = context.entry.get(f"{field.role}_nationality", "")
    foreign = nation_read not in ("", _VIETNAM) and not _is_neighbour(nation_read)
    reading = read_name(bare, sex=context.entry.get(f"{field.role}_sex", ""), foreign=foreign)
    return Reading(reading.name, Mark.DOUBTFUL if bare != written else Mark.NONE, reading.notes)


def _is_neighbour(nation_read: str) -> bool:
    """Chinese names stand in the books in their Vietnamese reading, so they follow its rules."""
    return nation_read.startswith("Trung Quốc")


def date(field: Field, written: str, context: Context) -> Reading:
    """A date, partial or not; of a birth also an age that says so (`72 tuổi`). Two-digit years end at the book's."""
    pivot = context.year if field.name == "registration_date" else context.pivot
    read = parse_date(written, pivot=pivot)
    if field.part.startswith("birth"):
        age = parse_age(written)
        if age is not None and age.said and context.registration is not None:
            return _of_age(written, context)
        if age is not None and read.date is not None and context.layout in _PAGES_WITH_AGES:
            doubt = Note("year_or_age", {"text": written, "year": read.date.normalised})
            return Reading(read.date.normalised, notes=(doubt,))
    if read.date is None:
        said = parse_date_words(written)
        read = DateReading(said) if said is not None else read
    return _of_date(read, written)


_PAGES_WITH_AGES = frozenset({Layout.A, Layout.B})


def _of_date(read: DateReading, written: str) -> Reading:
    if read.date is None:
        return Reading(written, Mark.DOUBTFUL, (Note("date_unread", {"text": written}),))
    if read.lunar:  # never turned into a solar date: the day would be wrong, sometimes the year
        return Reading(written, Mark.DOUBTFUL, (Note("date_lunar", {"text": written}),))
    notes = []
    if not read.date.exists:
        notes.append(Note("date_impossible", {"date": read.date.normalised}))
    if read.about:
        notes.append(Note("date_about", {"text": written}))
    if read.rest:
        notes.append(Note("date_rest", {"rest": read.rest}))
    doubtful = read.about or not read.date.exists
    return Reading(read.date.normalised, Mark.DOUBTFUL if doubtful else Mark.NONE, tuple(notes))


def age_or_year(field: Field, written: str, context: Context) -> Reading:
    """Layouts A and B: an age where later books have a birth year, though some hands write the year or the date."""
    if parse_age(written) is not None:
        return _of_age(written, context)
    return date(field, written, context)


def _of_age(written: str, context: Context) -> Reading:
    age = parse_age(written)
    registration = context.registration or PartialDate(context.year)
    if age is None or age.years >= registration.year:
        return Reading(written, Mark.DOUBTFUL, (Note("date_unread", {"text": written}),))
    year = age.birth(registration).normalised
    note = Note("age_to_year", {"age": written, "registration": str(registration.year), "year": year}, sure=True)
    return Reading(year, Mark.DOUBTFUL if age.about else Mark.NONE, (note,))


def words(_field: Field, written: str, _context: Context) -> Reading:
    """A date in words, in one wording. Whether it says what the figures say is for the checks."""
    said = parse_date_words(written)
    if said is None:
        return Reading(lower_first(written), notes=(Note("words_unread", {"text": written}),))
    return Reading(date_words(said))


def ethnic(_field: Field, written: str, _context: Context) -> Reading:
    """An ethnic group by its official name, its branch in brackets."""
    return _from_list("ethnic", written, keep=True)


def nation(_field: Field, written: str, _context: Context) -> Reading:
    """A nationality by its Vietnamese name."""
    return _from_list("nation", written, keep=True)


def code(field: Field, written: str, _context: Context) -> Reading:
    """A code of the field's list. What is in no list stores nothing, since a code must be one."""
    return _from_list(field.codes, written, keep=False)


def _from_list(list_name: str, written: str, *, keep: bool) -> Reading:
    found = match(list_name, written)
    unknown = Mark.UNKNOWN if is_unknown(written) else Mark.NONE
    if found is not None:
        return Reading(found, unknown)
    if unknown:
        return Reading("", unknown)
    return Reading(written if keep else "", notes=(Note("not_in_list", {"text": written}),))


def listed(field: Field, written: str, context: Context) -> Reading:
    """Free text with a pick list: the list's wording where the text means one, else as written."""
    if field.codes == "signer_title":
        return Reading(read_title(written) or written_title(written))
    if field.codes == "relation" and spelling(written) in _GRANDPARENTS:
        side = _side_of_family(spelling(written), context)
        note = (
            Note("side_of_family", {"written": written, "read": side}, sure=True)
            if side
            else Note("side_unknown", {"text": written})
        )
        return Reading(side or written, notes=(note,))
    return Reading(match(field.codes, written) or written)


_GRANDPARENTS = ("ông", "bà")


def _side_of_family(word: str, context: Context) -> str:
    """`Ông` and `Bà` alone: of the father's or mother's side, where the declarant's surname is that of only one of them.

    A grandmother keeps her own surname, so hers tells nothing and only the grandfather can be placed.
    """
    if word != "ông":
        return ""
    surname, father, mother = (
        spelling(surname_of(context.entry.get(source, "")))
        for source in ("declarant_name", "father_full_name", "mother_full_name")
    )
    if not surname or (surname == father) == (surname == mother):
        return ""
    return "ông nội" if surname == father else "ông ngoại"


def id_number(_field: Field, written: str, _context: Context) -> Reading:
    """The number of a paper, without spaces."""
    return Reading(clean_number(written))


_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})\s*(?:giờ|gio|g|h|:)\s*(?P<minute>\d{1,2})?\s*(?:phút|phut|p|')?\s*(?P<part>\D*)", re.IGNORECASE
)
_AFTERNOON = re.compile(r"chieu|toi")
_MIDNIGHT = re.compile(r"dem")


def time(_field: Field, written: str, _context: Context) -> Reading:
    """`HH:MM`; hours of the afternoon and evening named as such count past noon."""
    found = _CLOCK.fullmatch(written)
    digits = written.replace(" ", "")
    if found is None and re.fullmatch(r"\d{3,4}", digits):
        found = _CLOCK.fullmatch(f"{digits[:-2]}:{digits[-2:]}")
    if found is None:
        return Reading(written, notes=(Note("time_unread", {"text": written}),))
    hour, minute, part = int(found["hour"]), int(found["minute"] or 0), fold(found["part"])
    if hour < 12 and (_AFTERNOON.search(part) or (_MIDNIGHT.search(part) and hour >= 7)):
        hour += 12
    if hour == 24 and minute == 0:
        hour = 0
    if hour > 23 or minute > 59:
        return Reading(written, Mark.DOUBTFUL, (Note("time_unread", {"text": written}),))
    return Reading(f"{hour:02}:{minute:02}")


_NUMBER = re.compile(r"(?:con |lan |thu |so |trang |tr )*(?P<number>\d{1,6}|nhat|[a-z ]+?)(?: lan)?[.)]?")


def integer(_field: Field, written: str, _context: Context) -> Reading:
    """A whole number, out of `lần 2`, `thứ hai`, `con thứ nhất`."""
    found = _NUMBER.fullmatch(fold(written).strip("( "))
    number = parse_number_words(found["number"].split()) if found is not None else None
    if number is None:
        return Reading(written, notes=(Note("number_unread", {"text": written}),))
    return Reading(str(number))


def text(field: Field, written: str, _context: Context) -> Reading:
    """Free text, as written; an identity paper's issuer is written out."""
    return Reading(read_issuer(written) if field.part == "id_place" else written)


def authority(_field: Field, written: str, _context: Context) -> Reading:
    """An office, as the page calls it."""
    return Reading(written)


def entry_number(_field: Field, written: str, context: Context) -> Reading:
    """The entry's number without year and leading zeros, its suffix behind it: `05 bis/2006` → `5bis`."""
    try:
        position = Position.parse(written, context.year)
    except ValueError:
        return Reading(written, notes=(Note("number_unread", {"text": written}),))
    notes = () if position.year == context.year else (Note("other_year", {"text": written, "year": str(context.year)}),)
    return Reading(position.entry_no, notes=notes)


_BOOK = re.compile(
    r"(?:(?:quyển|quyen|q)\.?\s*)?(?:số\s*)?(?P<number>\d{1,3})\s*(?:/|-.*TP/HT-?)\s*(?P<year>\d{4})(?:\s*-\s*[A-ZĐ.0-9]+)?",
    re.IGNORECASE,
)


def book_number(_field: Field, written: str, _context: Context) -> Reading:
    """`01/2007`, also out of the printed mark `01-TP/HT-2007-KS`; other marks as written."""
    found = _BOOK.fullmatch(written)
    return Reading(f"{int(found['number']):02}/{found['year']}") if found is not None else Reading(written)
