"""The suggester of the keying screen: every source of suggestions, asked in one place, ranked in one list."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from registers.codes import code_list
from registers.dates import PartialDate
from registers.form import Field, FieldType, Form
from registers.value import Value
from tui.keying.ports import Suggestion
from tui.typing.suggest import dates, phrases, places
from tui.typing.suggest.clues import NAME_PART
from tui.typing.suggest.expect import Expectations, Expected
from tui.typing.suggest.letters import Typed, typed
from tui.typing.suggest.memory import Key, Memory
from tui.typing.suggest.name_words import NameContext
from tui.typing.suggest.names import NameModel
from tui.typing.suggest.shown import date_fit, shown, text_fit
from tui.typing.suggest.trust import weight

OFFERED = 9
"""Suggestions a field shows at most."""

_REGISTRATION = "registration_date"
_SURE = weight(1, 1.0)
_DIGITS = frozenset({FieldType.ID_NO, FieldType.INT, FieldType.TIME, FieldType.ENTRY_NO, FieldType.BOOK_NO})
_LISTS = {FieldType.ETHNIC: "ethnic", FieldType.NATION: "nation"}
_ELSEWHERE = 1e-6  # the chance of a value that only a list or another field has


class LearningSuggester:
    """Suggests what a field may hold, from what was keyed before. One for each clerk's session.

    `open` says which page is keyed; `learn_entry` teaches a finished one.
    """

    def __init__(self, memory: Memory, names: NameModel) -> None:
        self.names = names
        self.expectations = Expectations(memory)
        self._memory = memory
        self._form: Form | None = None
        self._book = self._office = ""
        self._asked: tuple[str, Mapping[str, str]] | None = None
        self._expected: dict[str, Expected] = {}

    def open(self, form: Form, book: str, office: str = "") -> None:
        """The next page to be keyed is one of `form` in `book`, a book of the office of that unit code."""
        self._form, self._book, self._office = form, book, office
        self._asked = None

    def suggest(self, field: Field, typed_text: str, known: Mapping[str, Value]) -> Sequence[Suggestion]:
        """What `field` may hold with `typed_text` in it, the best first, at most `OFFERED`."""
        if self._form is None or field.name not in self._form:
            return ()
        values = {name: value.normalised for name, value in known.items() if value.normalised and name != field.name}
        if self._asked != (field.name, values):
            self._expected = self._expect(self._form, field, values)
            self._asked = (field.name, values)
        chances = self._chances(field, typed_text, values)
        best = sorted(chances.items(), key=lambda item: -item[1].chance)
        return [Suggestion(text, why.why) for text, why in best[:OFFERED]]

    def learn(self, field: Field, value: Value) -> None:
        """Nothing: a value alone teaches little; `learn_entry` takes the whole entry."""

    def learn_entry(self, form: Form, values: Mapping[str, Value], book: str) -> None:
        """Take note of an entry that was saved in `book`."""
        kept = {name: value.normalised for name, value in values.items() if value.normalised and name in form}
        self._judge_others(form, kept, book)
        self.expectations.learn(form, kept, book)
        self._memory.record(_further_facts(form, kept))
        for field in form.fields:
            name = kept.get(field.name)
            if name and field.type is FieldType.NAME:
                self.names.learn(name, book, role=field.name, sex=_sex(form, field, kept))
        self._asked = None

    def dump(self) -> dict[str, Any]:
        """What was learned beside facts and names (trust, habits of roles), as plain JSON."""
        return {"trust": self.expectations.trust.dump(), "names": self.names.habits()}

    def load(self, kept: Mapping[str, Any]) -> None:
        """Take up what `dump` gave."""
        self.expectations.trust.load(kept["trust"])
        self.names.load_habits(kept["names"])

    def _expect(self, form: Form, field: Field, values: Mapping[str, str]) -> dict[str, Expected]:
        day = _day(values)
        expected: dict[str, Expected] = {}
        for kept, reason in self.expectations.expect(form, field, values, self._book).items():
            value = places.renewed(kept, day) if field.type is FieldType.PLACE else kept
            if value not in expected or reason.chance > expected[value].chance:
                expected[value] = reason
        return expected

    def _chances(self, field: Field, text: str, values: Mapping[str, str]) -> dict[str, Expected]:
        year = _day(values).year
        fits = _fitting(field, text)
        chances: dict[str, Expected] = {}
        for value, reason in self._expected.items():
            fit = fits(value)
            seen = shown(field, value, year) if fit else ""
            if seen and (seen not in chances or reason.chance * fit > chances[seen].chance):
                chances[seen] = Expected(reason.chance * fit, reason.why)
        for seen, chance, why in self._others(field, text, values):
            if seen not in chances or chance > chances[seen].chance:
                chances[seen] = Expected(chance, why)
        return chances

    def _others(self, field: Field, text: str, values: Mapping[str, str]) -> list[tuple[str, float, str]]:
        """What no clue speaks for: names and phrases built anew, dates and places completed, items of lists."""
        parts = typed(text)
        match field.type:
            case FieldType.NAME:
                return self._name_chances(field, text, values)
            case FieldType.DATE | FieldType.PDATE:
                digits = "".join(c for c in text if c.isdecimal())
                around = dates.anchors(values, self._previous_date())
                found = dates.complete(field, digits, around, self.expectations.trust)
                return [(shown(field, value, None), chance, "near") for value, chance in found.items()]
            case FieldType.PLACE:
                lines = places.put_together(self._memory, parts, _day(values), self._office)
                return [(line, chance, "parts") for line, chance in lines.items()]
            case FieldType.TEXT:
                return self._text_chances(field, text, parts)
            case FieldType.AUTHORITY if parts.plain:
                names = places.committees(_day(values))
                return [(name, _ELSEWHERE * fit, "unit") for name in names if (fit := text_fit(parts, name))]
            case FieldType.ETHNIC | FieldType.NATION | FieldType.LIST:
                name = _LISTS.get(field.type, field.codes)
                items = code_list(name) if name and parts.plain else ()
                return [
                    (item.label.vi, _ELSEWHERE * fit, "list")
                    for item in items
                    if (fit := text_fit(parts, item.label.vi))
                ]
        return []

    def _name_chances(self, field: Field, text: str, values: Mapping[str, str]) -> list[tuple[str, float, str]]:
        if self._form is None:
            return []
        rest = 1 - max((reason.chance for reason in self._expected.values()), default=0.0)
        context = NameContext(_sex(self._form, field, values), self._surnames(self._form, field, values))
        found = self.names.suggest(text, (self._book,), context=context, role=field.name, limit=OFFERED)
        return [(one.name, max(rest, 0.02) * one.chance, "known" if one.known else "built") for one in found]

    def _text_chances(self, field: Field, text: str, parts: Typed) -> list[tuple[str, float, str]]:
        start = phrases.name_begun(self._memory, field.name, parts)
        if start is not None:
            found = self.names.suggest(text[start:], (self._book,), limit=OFFERED)
            return [(text[:start] + one.name, one.chance, "known" if one.known else "built") for one in found]
        phrase = phrases.go_on(self._memory, field.name, parts)
        if not phrase.words:
            return []
        whole = text[: len(text) - len(text.rsplit(maxsplit=1)[-1])] if parts.unfinished else text
        line = whole + " ".join(phrase.words) + ("" if phrase.ends else " ")
        return [(line, phrase.chance * (1.0 if phrase.ends else 0.5), "phrase")]

    def _surnames(self, form: Form, field: Field, values: Mapping[str, str]) -> dict[str, float]:
        """The surname that somebody named already shares with this person most often, with its chance."""
        chances: dict[str, float] = {}
        for other in _named(form, field, values):
            surname = values[other.name].split()[0]
            chance = self.expectations.trust.of(field, "surname_of", other.name, _SURE)
            chances[surname] = max(chance, chances.get(surname, 0.0))
        best = max(chances, key=chances.__getitem__, default="")
        return {best: chances[best]} if best else {}

    def _judge_others(self, form: Form, kept: Mapping[str, str], book: str) -> None:
        trust = self.expectations.trust
        known: dict[str, str] = {}
        self._book = book
        previous = self._previous_date()
        for field in form.fields:
            value = kept.get(field.name)
            if not value:
                continue
            if field.type in dates.DATES:
                dates.judge(field, value, dates.anchors(known, previous), trust)
            for other in _named(form, field, known) if field.type is FieldType.NAME else ():
                same = known[other.name].split()[0] == value.split()[0]
                trust.judge(field, "surname_of", other.name, _SURE, right=same)
            known[field.name] = value

    def _previous_date(self) -> str:
        key = Key(f"book/{_REGISTRATION}", self._book)
        counts = self._memory.recall([key]).get(key)
        return max(counts, key=lambda count: count.last).value if counts else ""


def _further_facts(form: Form, kept: Mapping[str, str]) -> list[tuple[Key, str]]:
    found: list[tuple[Key, str]] = []
    for field in form.fields:
        value = kept.get(field.name)
        if value and field.type is FieldType.PLACE:
            found += places.facts(value)
        elif value and field.type in (FieldType.TEXT, FieldType.LIST):
            found += phrases.facts(field.name, value)
    return found


def _listed(name: str, parts: Typed) -> list[tuple[str, float, str]]:
    """Items of a code list that `parts` can be; none before a letter is typed."""
    items = code_list(name) if name and parts.plain else ()
    return [(item.label.vi, _ELSEWHERE * fit, "list") for item in items if (fit := text_fit(parts, item.label.vi))]


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


def _named(form: Form, field: Field, values: Mapping[str, str]) -> list[Field]:
    """The fields of other persons of the entry that are named already; none for a field that speaks of nobody."""
    if not field.role:
        return []
    others = (other for other in form.fields if other.type is FieldType.NAME and other.role)
    return [other for other in others if other.name != field.name and values.get(other.name)]


def _sex(form: Form, field: Field, values: Mapping[str, str]) -> str:
    """The sex of the person a name field speaks of, "" where the entry does not tell."""
    if not field.role or field.part != NAME_PART:
        return ""
    role = next((role for role in form.roles if role.name == field.role), None)
    if role is not None and role.sex:
        return role.sex
    sex = form.part(field.role, "sex")
    told = values.get(sex.name, "") if sex is not None else ""
    return told if told in ("1", "2") else ""


def _day(values: Mapping[str, str]) -> datetime.date:
    """The day the entry was registered, as far as it is known already."""
    date = PartialDate.from_normalised(values.get(_REGISTRATION, ""))
    return date.earliest() if date is not None else datetime.date(2015, 1, 1)
