"""What other pages tell of a person's marriage, in the words of a certificate: an offer, the page's own words win."""

from __future__ import annotations

from collections.abc import Mapping

from registers.fills import PageAt
from registers.form import Form
from registers.people import People
from registers.prefill import Marital
from registers.sightings import Relative, Sighting, sightings
from registers.suitable import who
from registers.value import Value

_WORDS = {"1": "vợ", "2": "chồng"}
"""What the spouse is to somebody of that sex."""


def statement(people: People, form: Form, marital: Marital, values: Mapping[str, Value], page: PageAt) -> str:
    """The words for the person of `marital.role`, by the newest page up to that day; "" where nobody is known there."""
    others = {name: value for name, value in values.items() if name != marital.said_in}
    here = sightings(form, others, entry="", office=page.office, year=page.year)
    one = next((each for each in here if marital.role in (each.role, *each.other_roles)), None)
    person = who(people, one) if one is not None else None
    if one is None or person is None:
        return ""
    married = [(seen, seen.relatives("spouse")) for seen in people.seen(person) if _until(seen, page)]
    told = max((pair for pair in married if pair[1]), key=lambda pair: _when(pair[0]), default=None)
    if told is None:
        return marital.says["single"]
    seen, (spouse, *_) = told
    words = {"spouse": spouse.full_name, "word": _WORDS.get(_sex(people, person, one), "vợ/chồng")}
    return marital.says[_state(people, marital, seen, spouse, page)].format_map(words)


def _state(people: People, marital: Marital, seen: Sighting, spouse: Relative, page: PageAt) -> str:
    if seen.kind in marital.ended:
        return "divorced"
    other = people.person((seen.entry, spouse.role)) or ""
    deaths = [each.died for each in people.seen(other) if each.died is not None]
    return "widowed" if any(died.earliest() <= page.day for died in deaths) else "married"


def _until(seen: Sighting, page: PageAt) -> bool:
    return seen.registered is None or seen.registered.earliest() <= page.day


def _when(seen: Sighting) -> tuple[int, int, int]:
    day = seen.registered
    return (day.year, day.month or 0, day.day or 0) if day is not None else (0, 0, 0)


def _sex(people: People, person: str, one: Sighting) -> str:
    return one.facts.sex or next((seen.facts.sex for seen in people.seen(person) if seen.facts.sex), "")
