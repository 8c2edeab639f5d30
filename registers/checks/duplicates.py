"""V32: an event of a person's life that this office may have registered already.

Twins are not duplicates: same parents, same day, another given name, the next number. Nor is a birth registered again
(kind 2) a second birth: it is another entry of the same child, and the flag says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rapidfuzz.distance import DamerauLevenshtein

from registers.checks.about import Similar
from registers.checks.entry import Entry
from registers.checks.flag import Flag, Severity
from registers.kinds import PositionState
from registers.position import Position
from registers.text import classic_tones, clean, fold

ONCE: Mapping[str, tuple[str, ...]] = {"KS": ("child",), "KT": ("deceased",), "KH": ("husband", "wife")}
"""Kinds whose event comes once (for a couple: with each other), and the persons it is about."""
PARENTS: Mapping[str, tuple[str, ...]] = {"KS": ("mother", "father")}
REGISTRATION_KIND, AGAIN = "registration_kind", "2"
SLIPS = 1
"""Letters of a folded name that may differ and the name still be the same."""
TWINS_APART = 2
"""Twins stand under numbers that follow each other; one struck out between them does not part them."""


def registered_before(entry: Entry) -> Iterator[Flag]:
    """V32, against what the store found similar."""
    persons = ONCE.get(entry.kind)
    if persons is None or entry.about.position_state is not PositionState.NORMAL:
        return
    for other in entry.about.similar:
        if other.position_state is not PositionState.NORMAL or not _same_persons(entry, persons, other):
            continue
        if _twins(entry, persons[0], other):
            continue
        again = AGAIN in (entry.text(REGISTRATION_KIND), _text(other, REGISTRATION_KIND))
        names = tuple(entry.part(person, "full_name") for person in persons)
        births = tuple(filter(None, map(entry.birth, persons)))
        params = {
            "name": ", ".join(entry.text(name) for name in names),
            "birth": ", ".join(entry.text(birth) for birth in births),
            "other": str(Position(other.year, other.number, other.suffix)),
        }
        yield Flag("V32", Severity.I if again else Severity.W, names + births, params, "again" if again else "twice")


def _same_persons(entry: Entry, persons: tuple[str, ...], other: Similar) -> bool:
    return all(
        _close(entry.text(entry.part(person, "full_name")), _text(other, entry.part(person, "full_name")))
        and entry.text(entry.birth(person)) == _text(other, entry.birth(person)) != ""
        for person in persons
    )


def _close(one: str, other: str) -> bool:
    return bool(one and other) and DamerauLevenshtein.distance(fold(one), fold(other), score_cutoff=SLIPS) <= SLIPS


def _twins(entry: Entry, person: str, other: Similar) -> bool:
    number = entry.about.number
    if number is None or other.year != entry.about.year or abs(other.number - number) > TWINS_APART:
        return False
    name = entry.part(person, "full_name")
    return _given(entry.text(name)) != _given(_text(other, name)) and _same_parents(entry, other)


def _same_parents(entry: Entry, other: Similar) -> bool:
    names = [entry.part(parent, "full_name") for parent in PARENTS.get(entry.kind, ())]
    known = [(fold(entry.text(name)), fold(_text(other, name))) for name in names]
    return any(one for one, _ in known) and all(one == two for one, two in known)


def _given(name: str) -> str:
    """The name without surname, with its marks: `Hoa` and `Hòa` are two twins."""
    return classic_tones(clean(name)).lower().partition(" ")[2]


def _text(other: Similar, field: str) -> str:
    value = other.values.get(field)
    return value.normalised if value is not None else ""
