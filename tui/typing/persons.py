"""Persons offered while a name is typed: the suggester of the keying screen, with those who are known put before it.

Everything is asked of `People` in memory, so a key press never waits for the store; who loads it calls `meet`. What is taken
goes into the form as one fill, and `links_of` reads from the draft afterwards which mention each role was filled from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from registers.dates import PartialDate, with_slashes
from registers.fills import PageAt
from registers.form import Field, FieldType, Form
from registers.marital import statement
from registers.matching import YEARS_OFF
from registers.people import People
from registers.prefill import prefills
from registers.proposals import Proposal, proposals
from registers.sightings import Key, Sighting, sightings
from registers.suitable import Before
from registers.text import fold
from registers.value import Value
from tui.keying.draft import Cell, Source
from tui.keying.ports import Fill, Suggester, Suggestion
from tui.typing.suggest.dates import day_month
from tui.typing.suggest.shown import date_digits, date_fit

OFFERED = 4
"""Persons offered at once; the lists of names keep the rest of the line."""

LOOKED_UP = 4
"""Likely names for whose bearers the persons are looked through, at each key."""

_NAME, _BIRTH = "full_name", "birth_date"
_PAPER = ("id_kind", "id_no")
"""Parts in which a known paper is offered whole: where its kind stands, else its number."""


@dataclass(frozen=True, slots=True)
class BookPlace:
    """Whose book is keyed, and the year that stands for a page's own before its date is read."""

    office: str
    year: int


class PersonSuggester:
    """Offers known persons before what `inner` suggests. `places` tells of a book, by its id, whose it is."""

    def __init__(self, inner: Suggester) -> None:
        self.inner = inner
        self._people = People()
        self._places: dict[str, BookPlace] = {}
        self._form: Form | None = None
        self._book = ""
        self._before: tuple[object, Before] | None = None
        self._known: Mapping[str, Value] = {}
        self._named: tuple[object, list[Proposal]] | None = None  # of the values known: who bears the name in a block
        self._bearers: dict[str, Proposal | None] = {}  # of the field being typed: likely names and who bears them
        self._noted: list[tuple[list[Sighting], str]] = []  # of this sitting: a store read before may lack them

    def meet(self, people: People, book: str, place: BookPlace) -> None:
        """The persons known around the book keyed from now on."""
        for seen, number in list(self._noted):
            _renew(people, seen, number)
        self._people = people
        self._places[book] = place
        self._before = self._named = None

    def note(self, seen: Iterable[Sighting], number: str) -> None:
        """A page was saved: its persons are known from now on."""
        found = list(seen)
        self._noted.append((found, number))
        _renew(self._people, found, number)
        self._before = self._named = None

    def open(self, form: Form, book: str, year: int) -> None:
        """The next page is one of `form` in `book`, its number one of `year`."""
        self._form, self._book = form, book
        self._before = self._named = None
        self.inner.open(form, book, year)

    def learn_entry(self, form: Form, values: Mapping[str, Value], book: str) -> None:
        """Take note of an entry that was saved."""
        self.inner.learn_entry(form, values, book)

    def suggest(self, field: Field, typed: str, known: Mapping[str, Value], /) -> Sequence[Suggestion]:
        """Known persons whose names begin so, then what the name may be else."""
        told = self._marital(field, typed, known)
        others = [
            *told,
            *(one for one in self.inner.suggest(field, typed, known) if one.text not in {t.text for t in told}),
        ]
        if field.part in (_BIRTH, *_PAPER):
            here = self._born(field, typed, known) if field.part == _BIRTH else self._papers(field, typed, known)
            said = {one.text for one in here}
            rest = [one for one in others if one.text not in said]
            return [*here, *(self._born_then(field, rest, known) if field.part == _BIRTH else rest)]
        offered = [_suggestion(one) for one in self._proposals(field, typed, known)]
        named = {one.text for one in offered}
        rest = [one for one in others if one.text not in named]
        if not typed:
            return [*offered, *rest]
        likely = [each for one in rest[:LOOKED_UP] for each in self._somebody(field, one, known)]
        return [*offered, *likely, *rest[LOOKED_UP:]]

    def _marital(self, field: Field, typed: str, known: Mapping[str, Value]) -> list[Suggestion]:
        """What other pages tell of a marriage, where this field puts that into words."""
        place = self._places.get(self._book)
        marital = prefills().marital(str(self._form.kind), field.name) if self._form is not None else None
        if self._form is None or marital is None or place is None:
            return []
        said = statement(self._people, self._form, marital, known, _page(place, known))
        return [Suggestion(said, "person")] if said and fold(said).startswith(fold(typed)) else []

    def _somebody(self, field: Field, one: Suggestion, known: Mapping[str, Value]) -> list[Suggestion]:
        """A name that is likely here, as the known person who bears it, if anybody does whom the page could mean.

        Looked up once for each name while the field is typed: the next letter leaves most of the likely names. Of whom few pages
        of the kind are about, the name stands alone before him.
        """
        if field.part != _NAME or self._known_before(field, known) is None:
            return [one]
        if one.text not in self._bearers:
            found = self._proposals(field, one.text, known, whole=True)
            self._bearers[one.text] = next((each for each in found if each.name == one.text), None)
        bearer = self._bearers[one.text]
        if bearer is None:
            return [one]
        return [one, _suggestion(bearer)] if bearer.late else [_suggestion(bearer)]

    def _born(self, field: Field, typed: str, known: Mapping[str, Value]) -> list[Suggestion]:
        """Known persons of the name that stands in the block, by their births: a second chance to take one of them.

        Of whom only the year is known, it completes the day that is typed.
        """
        found: dict[str, Suggestion] = {}
        for one in self._of_that_name(field, known):
            for birth in one.births:
                if birth not in found and _begins(birth, typed) and (typed or not one.late):
                    found[birth] = replace(_suggestion(one), text=birth)
            for year in dict.fromkeys(birth[-4:] for birth in one.births if field.type is not FieldType.AGE_OR_YEAR):
                if completed := _completed(typed, year):
                    found.setdefault(completed, Suggestion(completed, "person"))
        return list(found.values())

    def _born_then(self, field: Field, offered: Sequence[Suggestion], known: Mapping[str, Value]) -> list[Suggestion]:
        """What is offered anyway as it is; where somebody known by the name was born then, it brings what is known of him."""
        late = {
            birth: one for one in reversed(self._of_that_name(field, known)) if one.late for birth in one.births[:1]
        }
        return [replace(_suggestion(late[one.text]), text=one.text) if one.text in late else one for one in offered]

    def _papers(self, field: Field, typed: str, known: Mapping[str, Value]) -> list[Suggestion]:
        """The papers of known persons whom name and birth of the block mean: one key fills in the whole paper."""
        found: dict[str, Suggestion] = {}
        for one in self._of_that_name(field, known):
            text = one.paper.get(field.name, "")
            if (
                text
                and fold(text).startswith(fold(typed))
                and text not in found
                and self._means(field.role, one, known)
            ):
                rest = {name: told for name, told in one.paper.items() if name != field.name}
                offered, number = _suggestion(one), self._form.part(field.role, "id_no") if self._form else None
                surely = frozenset({number.name} if number is not None else ())
                who = offered.fill.person if offered.fill is not None else ""
                found[text] = replace(offered, text=text, fill=Fill(rest, who, who, surely, told=True), note="")
        return list(found.values())

    def _means(self, role: str, one: Proposal, known: Mapping[str, Value]) -> bool:
        """True where the block says the birth of the person, or has none and the page itself points at him."""
        birth = self._form.part(role, _BIRTH) if self._form is not None else None
        value = known.get(birth.name) if birth is not None else None
        written = PartialDate.from_normalised(value.normalised) if value is not None else None
        if written is None or not one.births:
            return bool(one.evidence)
        return abs(written.year - _year_of(one)) <= YEARS_OFF

    def _of_that_name(self, field: Field, known: Mapping[str, Value]) -> list[Proposal]:
        """Known persons who bear the name that stands in the block of `field`."""
        name = self._form.part(field.role, _NAME) if self._form is not None else None
        written = known[name.name].normalised if name is not None and name.name in known else ""
        if name is None or not written:
            return []
        asked = (name.name, id(known))
        if self._named is None or self._named[0] != asked:
            offered = self._proposals(name, written, known, whole=True)
            self._named = (asked, [one for one in offered if one.name == written])
        return self._named[1]

    def _proposals(
        self, field: Field, typed: str, known: Mapping[str, Value], *, whole: bool = False
    ) -> list[Proposal]:
        asked = self._known_before(field, known)
        if asked is None or self._form is None:
            return []
        page, before = asked
        return proposals(
            self._people,
            self._form,
            field.role,
            typed,
            known,
            page,
            limit=OFFERED,
            before=before,
            whole=whole,
        )

    def _known_before(self, field: Field, known: Mapping[str, Value]) -> tuple[PageAt, Before] | None:
        """The page and what it says before `field` is typed; None where no person is looked for."""
        place = self._places.get(self._book)
        if self._form is None or place is None or field.part != _NAME or field.name not in self._form:
            return None
        if prefills().of(str(self._form.kind), field.role) is None:
            return None
        page = _page(place, known)
        asked = (field.name, id(known), page)
        if self._before is None or self._before[0] != asked:
            self._known = known  # held, so that no other page's values come to have its id
            self._named = None
            self._before = (asked, Before.of(self._people, self._form, field.role, known, page))
            self._bearers.clear()
        return page, self._before[1]


def links_of(form: Form, cells: Mapping[str, Cell]) -> dict[str, Key]:
    """The mention each role of a draft was filled from, while any field of it stands as it was filled in."""
    found: dict[str, Key] = {}
    for name, cell in cells.items():
        if cell.source is Source.LINKED and cell.ref and name in form:
            key = read_ref(cell.ref).get(form[name].role)
            if key is not None:
                found[form[name].role] = key
    return found


def refused_of(refused: Iterable[str]) -> list[tuple[str, Key]]:
    """The role of the page and the mention of each person who was refused there."""
    return [pair for ref in refused for pair in read_ref(ref).items()]


def seen_on(form: Form, values: Mapping[str, Value], *, entry: str, place: BookPlace, year: int) -> list[Sighting]:
    """The persons of a page just saved, for `PersonSuggester.note`."""
    return sightings(form, values, entry=entry, office=place.office, year=year)


def ref_of(links: Mapping[str, Key]) -> str:
    """Links as a fill names its origin: `mother=<entry>/wife father=<entry>/husband`."""
    return " ".join(f"{role}={entry}/{of}" for role, (entry, of) in sorted(links.items()))


def read_ref(ref: str) -> dict[str, Key]:
    """The links `ref_of` wrote; what is no link is passed by."""
    found = {}
    for word in ref.split():
        role, _, key = word.partition("=")
        entry, _, of = key.partition("/")
        if role and entry and of:
            found[role] = (entry, of)
    return found


def _begins(birth: str, typed: str) -> bool:
    """True where `typed` is the beginning of a birth, as digits or as it is written."""
    return birth.startswith(typed) or date_fit(typed, birth.replace("/", "."))


def _completed(typed: str, year: str) -> str:
    """The day and month typed (`0511`, `5/11`) in that year; "" where it is something else that was typed."""
    meant = (found for digits in date_digits(typed) if (found := day_month(digits)) is not None)
    return next((f"{day:02}/{month:02}/{year}" for day, month in meant if month is not None), "")


def _year_of(one: Proposal) -> int:
    return one.source.facts.birth.year if one.source.facts.birth is not None else 0


def _renew(people: People, seen: Sequence[Sighting], number: str) -> None:
    for entry in {one.entry for one in seen}:
        people.forget(entry)
    people.add(seen, number=number)


def _suggestion(one: Proposal) -> Suggestion:
    alone = {one.role: one.links[one.role]} if one.role in one.links else {}
    return Suggestion(one.name, "person", fill=Fill(one.fills, ref_of(one.links), ref_of(alone)), note=_note(one))


def _note(one: Proposal) -> str:
    """Who that is, in one line: birth, the other of the couple, why, home."""
    facts = one.source.facts
    birth = with_slashes(facts.birth.normalised) if facts.birth is not None else ""
    other = one.partner.facts.full_name if one.partner is not None else ""
    parts = [birth, other, *(str(item) for item in one.evidence[:2]), facts.residence]
    return " · ".join(part for part in parts if part)


def _page(place: BookPlace, known: Mapping[str, Value]) -> PageAt:
    value = known.get("registration_date")
    registration = PartialDate.from_normalised(value.normalised) if value is not None else None
    return PageAt(place.office, registration.year if registration is not None else place.year, registration)
