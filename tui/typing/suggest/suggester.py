"""The suggester of the keying screen: every source of suggestions, asked in one place, ranked in one list."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from registers.codes import code_list
from registers.dates import PartialDate
from registers.form import Field, FieldType, Form
from registers.value import Value
from tui.keying.ports import Suggestion
from tui.typing.macros import Macros, places_of
from tui.typing.suggest import births, dates, lessons, phrases, places
from tui.typing.suggest.clues import Known, part_of
from tui.typing.suggest.expect import Expectations, Expected
from tui.typing.suggest.letters import Typed, typed
from tui.typing.suggest.memory import Memory
from tui.typing.suggest.name_words import NameContext
from tui.typing.suggest.names import NameModel
from tui.typing.suggest.shown import date_digits, date_fit, shown, text_fit
from tui.typing.suggest.trust import ONCE

OFFERED = 9
"""Suggestions a field shows at most."""

_DIGITS = frozenset({FieldType.ID_NO, FieldType.INT, FieldType.TIME, FieldType.ENTRY_NO, FieldType.BOOK_NO})
_LISTS = {FieldType.ETHNIC: "ethnic", FieldType.NATION: "nation"}
_FREE = frozenset({FieldType.TEXT, FieldType.LIST})
_WORDED = frozenset({FieldType.PLACE, FieldType.AUTHORITY, *_FREE})  # where a clerk's abbreviations count
_ELSEWHERE = 1e-6  # the chance of a value that only a list of codes or units has
_PHRASE = 0.5  # a phrase is only the beginning of what is wanted
_SOMEBODY_ELSE = 0.02  # least chance that none of the persons expected is meant
_RESIDENCE = "residence"  # nobody's is "at home"
_FIRST_OF_BOOK = 0.9  # the chance of a day of the number's year, where no page before tells one
_NOTES = "notes"  # the block whose text is about one entry: another's is offered only once a letter of it is typed
_SOME_DAY = datetime.date(2015, 1, 1)  # stands for the registration while its date is not known

# The kinds of clue, as the screen tells them apart (`keying.why_…`).
_WHY = {"echo": "same", "again": "last", "book": "book", "person": "known_person", "kin": "kin"}
_WHY_OTHER = "usual"


class LearningSuggester:
    """Suggests what a field may hold, from what was keyed before. One for each clerk's session.

    `open` says which page is keyed; `learn_entry` teaches a finished one. `office` is the unit code of the office whose books
    are keyed, `macros` are the clerk's own abbreviations.
    """

    def __init__(self, memory: Memory, names: NameModel, office: str = "", macros: Macros | None = None) -> None:
        self.names = names
        self.macros = macros or Macros()
        self.office = office
        self._memory = memory
        self._expectations = Expectations(memory)
        self._form: Form | None = None
        self._book, self._year = "", 0
        self._asked: tuple[str, Known] | None = None
        self._expected: dict[str, Expected] = {}

    def open(self, form: Form, book: str, year: int = 0, office: str = "") -> None:
        """The next page to be keyed is one of `form` in `book`, its number one of `year` (0: not known).

        `office` where it is another office's than the session's.
        """
        self._form, self._book, self._year = form, book, year
        self.office = office or self.office
        self._asked = None

    def suggest(self, field: Field, text: str, known: Mapping[str, Value], /) -> Sequence[Suggestion]:
        """What `field` may hold with `text` in it, the best first, at most `OFFERED`."""
        form = self._form
        if form is None or field.name not in form or (field.block == _NOTES and not text):
            return ()
        values = {name: value.normalised for name, value in known.items() if value.normalised and name != field.name}
        if self._asked != (field.name, values):
            self._expected = self._expect(form, field, values)
            self._asked = (field.name, values)
        best = sorted(self._ranked(form, field, text, values).items(), key=lambda item: -item[1].chance)
        offered = [Suggestion(one, why) for one, (_, why) in best]
        return [*self._macro(field, text, values), *offered][:OFFERED]

    def learn_entry(self, form: Form, values: Mapping[str, Value], book: str) -> None:
        """Take note of an entry that was saved in `book`."""
        kept = lessons.kept_of(form, values)
        self._book = book
        lessons.learn(self._expectations, form, kept, book)
        for name, role, sex in lessons.names_in(form, kept):
            self.names.learn(name, book, role=role, sex=sex)
        self._asked = None

    def dump(self) -> dict[str, Any]:
        """What was learned beside facts and names (trust, habits of roles), as plain JSON."""
        return {"trust": self._expectations.trust.dump(), "names": self.names.habits()}

    def load(self, kept: Mapping[str, Any]) -> None:
        """Take up what `dump` gave."""
        self._expectations.trust.load(kept["trust"])
        self.names.load_habits(kept["names"])

    def trusting(self, levels: Mapping[str, tuple[float, float]]) -> None:
        """Trust clues as somebody judged them meanwhile."""
        self._expectations.trust.load(levels)
        self._asked = None

    def _macro(self, field: Field, text: str, values: Known) -> list[Suggestion]:
        if not self.macros.texts or field.type not in _WORDED:
            return []
        meant = self.macros.expand(text, places_of(self.office, _day(values)))
        return [Suggestion(meant, "macro")] if meant else []

    def _expect(self, form: Form, field: Field, values: Known) -> dict[str, Expected]:
        found = self._expectations.expect(form, field, values, self._book)
        if field.type is not FieldType.PLACE:
            return found
        day = _day(values)
        renewed: dict[str, Expected] = {}
        for value, reason in found.items():
            line = places.renewed(value, day)
            if line not in renewed or reason.chance > renewed[line].chance:
                renewed[line] = reason
        return renewed

    def _ranked(self, form: Form, field: Field, text: str, values: Known) -> dict[str, Expected]:
        """Texts the field may hold, each with its chance and why, in no order."""
        year = _day(values).year
        fits = _fitting(field, text)
        ranked: dict[str, Expected] = {}
        born = partial(births.possible, form, field, values=values, written=self._written(values))
        for value, reason in self._expected.items():
            fit = fits(value) if born(value) else 0.0
            seen = shown(field, value, year) if fit else ""
            if seen and (seen not in ranked or reason.chance * fit > ranked[seen].chance):
                ranked[seen] = Expected(reason.chance * fit, _WHY.get(reason.why, _WHY_OTHER))
        for seen, reason in self._further(form, field, text, values):
            if seen not in ranked or reason.chance > ranked[seen].chance:
                ranked[seen] = reason
        return ranked

    def _further(self, form: Form, field: Field, text: str, values: Known) -> Iterator[tuple[str, Expected]]:
        """What no clue speaks for: names and phrases built anew, dates and places completed, items of lists."""
        parts = typed(text)
        match field.type:
            case FieldType.NAME:
                yield from self._names(form, field, text, values)
            case FieldType.DATE | FieldType.PDATE:
                around = dates.anchors(values, self._date_before())
                registered = dates.full_day(values.get(lessons.REGISTRATION, ""))
                for digits in date_digits(text):
                    found = dates.complete(field, digits, around, self._expectations.trust, registered)
                    found |= self._in_year(field, digits, around, found)
                    for value, chance in found.items():
                        if not births.possible(form, field, value, values, self._written(values)):
                            continue
                        yield shown(field, value, None), Expected(chance, "near_date")
            case FieldType.PLACE:
                for line, chance in places.put_together(self._memory, parts, _day(values), self.office).items():
                    yield line, Expected(chance, "parts")
                for line, chance in places.home(parts).items() if part_of(field) != _RESIDENCE else ():
                    yield line, Expected(chance, "list")
            case FieldType.AUTHORITY:
                yield from _fitting_items(places.committees(_day(values)), parts)
            case FieldType.TEXT | FieldType.LIST:
                yield from self._phrases(field, text, parts)
                yield from _fitting_items(_labels(field.codes), parts)
            case FieldType.ETHNIC | FieldType.NATION:
                yield from _fitting_items(_labels(_LISTS[field.type]), parts)

    def _names(self, form: Form, field: Field, text: str, values: Known) -> Iterator[tuple[str, Expected]]:
        rest = 1 - max((reason.chance for reason in self._expected.values()), default=0.0)
        context = NameContext(lessons.sex_of(form, field, values), self._surname(form, field, values))
        for chance, name, known in self.names.suggest(text, (self._book,), context=context, role=field.name):
            yield name, Expected(max(rest, _SOMEBODY_ELSE) * chance, "known" if known else "built")

    def _phrases(self, field: Field, text: str, parts: Typed) -> Iterator[tuple[str, Expected]]:
        start = phrases.name_begun(self._memory, field.name, parts)
        if start is not None:
            for chance, name, known in self.names.suggest(text[start:], (self._book,)):
                yield text[:start] + name, Expected(chance, "known" if known else "built")
            return
        phrase = phrases.go_on(self._memory, field.name, parts)
        if phrase.words:
            line = text[: text.rfind(" ") + 1] + " ".join(phrase.words)
            whole = Expected(phrase.chance, "phrase")
            yield (line, whole) if phrase.ends else (line + " ", whole._replace(chance=phrase.chance * _PHRASE))

    def _surname(self, form: Form, field: Field, values: Known) -> dict[str, float]:
        """The surname that somebody named already shares with this person most often, with its chance."""
        chances: dict[str, float] = {}
        for other in lessons.others_named(form, field, values):
            surname = values[other].split()[0]
            chance = self._expectations.trust.of(field, "surname_of", other, ONCE)
            chances[surname] = max(chance, chances.get(surname, 0.0))
        best = max(chances, key=chances.__getitem__, default="")
        return {best: chances[best]} if best else {}

    def _in_year(
        self, field: Field, digits: str, around: Sequence[dates.Anchor], found: Mapping[str, float]
    ) -> dict[str, float]:
        """The day and month `digits` mean in the year of the page's number, before any page of the book has told of a day."""
        first = field.name == lessons.REGISTRATION and not self._date_before()
        meant = dates.in_year(digits, self._year) if first or not around else ""
        return {meant: max(_FIRST_OF_BOOK, found.get(meant, 0.0))} if meant else {}

    def _written(self, values: Known) -> PartialDate | None:
        """The day the page was written, as far as it is known: at least the year of its number."""
        registered = PartialDate.from_normalised(values.get(lessons.REGISTRATION, ""))
        return registered or (PartialDate(self._year) if self._year else None)

    def _date_before(self) -> str:
        return lessons.date_before(self._memory, self._book)


def _fitting(field: Field, text: str) -> Callable[[str], float]:
    """How well a stored value fits what is typed in `field`."""
    if not text:
        return lambda _: 1.0
    if field.type in dates.DATES:
        return lambda value: float(date_fit(text, value))
    if field.type in _DIGITS:
        return lambda value: float(value.startswith(text))
    if field.type is FieldType.AGE_OR_YEAR:
        return lambda _: 0.0
    parts = typed(text)
    return lambda value: text_fit(parts, value)


def _labels(name: str) -> list[str]:
    return [item.label.vi for item in code_list(name)] if name else []


def _fitting_items(items: Sequence[str], parts: Typed) -> Iterator[tuple[str, Expected]]:
    """Items of a list that `parts` can be; none before a letter is typed."""
    for item in items if parts.plain else ():
        fit = text_fit(parts, item)
        if fit:
            yield item, Expected(_ELSEWHERE * fit, "list")


def _day(values: Known) -> datetime.date:
    """The day the entry was registered, as far as it is known already."""
    date = PartialDate.from_normalised(values.get(lessons.REGISTRATION, ""))
    return date.earliest() if date is not None else _SOME_DAY
