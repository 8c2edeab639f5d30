"""How strongly two sightings speak for one person, and what speaks against it (registers.md §7).

Surnames are few, so a name and a year never suffice: a second item is needed that does not follow from the first. The items
are for people to read; what settles the question without them is decided in one place, `settles`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from registers.catalogue import say
from registers.dates import PartialDate, with_slashes
from registers.sightings import Relative, Sighting

YEARS_OFF = 1
"""Years two pages may differ in a birth: an age is turned into a year, and hands slip."""

_KIN = ("parent", "spouse", "child", "guardian", "ward", "adoptive_parent", "adopted_child")
_KIN_BY_NAME = tuple(f"{as_}_name" for as_ in _KIN)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that speaks for or against two sightings being one person; `value` is what both, or one of them, say."""

    name: str
    value: str = ""

    def __str__(self) -> str:
        return say(f"persons.item_{self.name}", value=with_slashes(self.value))

    def to_json(self) -> list[str]:
        """The item as plain JSON."""
        return [self.name, self.value]

    @classmethod
    def from_json(cls, kept: Sequence[Any]) -> Item:
        """The item `to_json` wrote."""
        return cls(str(kept[0]), str(kept[1]))


def evidence(one: Sighting, other: Sighting) -> tuple[Item, ...]:
    """What speaks for one person, the strongest first."""
    found = []
    a, b = one.facts, other.facts
    if a.id_no and a.id_no == b.id_no:
        found.append(Item("id", a.id_no))
    if a.folded == b.folded:
        found.append(Item("name", b.full_name))
    born = _birth_agrees(a.birth, b.birth)
    if born and b.birth is not None:
        found.append(Item(born, b.birth.normalised))
    found += [item for as_ in _KIN if (item := _shared_relative(as_, one, other)) is not None]
    if one.commune and one.commune == other.commune:
        same_hamlet = bool(one.hamlet) and one.hamlet == other.hamlet
        found.append(Item("hamlet" if same_hamlet else "commune", b.residence))
    return tuple(found)


def contradictions(one: Sighting, other: Sighting) -> tuple[Item, ...]:
    """What speaks against one person; each of these alone is enough to keep them apart."""
    a, b = one.facts, other.facts
    found = []
    if a.sex and b.sex and a.sex != b.sex:
        found.append(Item("other_sex"))
    if a.birth is not None and b.birth is not None and abs(a.birth.year - b.birth.year) > YEARS_OFF:
        found.append(Item("other_birth", b.birth.normalised))
    if a.id_no != b.id_no and len(a.id_no) == len(b.id_no) and a.id_no and b.id_no:
        found.append(Item("other_id", b.id_no))
    for dead, living in ((one, other), (other, one)):
        if dead.died is not None and living.alive is not None and living.alive.earliest() > dead.died.latest():
            found.append(Item("after_death", dead.died.normalised))
        if dead.died is not None and living.died is not None and dead is one and _days_apart(dead.died, living.died):
            found.append(Item("other_death", living.died.normalised))
    if one.entry == other.entry:
        found.append(Item("same_page"))
    return tuple(found)


def settles(items: Iterable[Item]) -> bool:
    """True where the items make it one person without anybody's word.

    An identity number does, with the name or the birth. A name does with a full birth date and a relative or the home; with a
    year and a relative or the hamlet; and where a page gives no birth, with a relative whose own birth agrees (a couple), or
    with a relative's name and the home.
    """
    named = {item.name for item in items}
    if "id" in named:
        return bool(named & {"name", "birth_date", "birth_year"})
    if "name" not in named:
        return False
    related = bool(named & {*_KIN, *_KIN_BY_NAME})
    home = bool(named & {"commune", "hamlet"})
    if "birth_date" in named:
        return related or home
    if "birth_year" in named:
        return related or "hamlet" in named
    return bool(named & {*_KIN}) or (related and (home or "birth_near" in named))


def _birth_agrees(one: PartialDate | None, other: PartialDate | None) -> str:
    if one is None or other is None or abs(one.year - other.year) > YEARS_OFF:
        return ""
    if one.year != other.year:
        return "birth_near"
    if one.month is not None and one.day is not None and one == other:
        return "birth_date"
    parts = [(a, b) for a, b in ((one.month, other.month), (one.day, other.day)) if a is not None and b is not None]
    return "birth_near" if any(a != b for a, b in parts) else "birth_year"


def _shared_relative(as_: str, one: Sighting, other: Sighting) -> Item | None:
    """The relative both name, best one whose birth both give too."""
    pairs = [
        (a, b)
        for a in one.relatives(as_)
        for b in other.relatives(as_)
        if a.folded == b.folded and (a.year is None or b.year is None or abs(a.year - b.year) <= YEARS_OFF)
    ]
    full = next((b for a, b in pairs if a.year is not None and b.year is not None), None)
    if full is not None:
        return Item(as_, f"{_name_of(full)} {full.year}")
    return Item(f"{as_}_name", _name_of(pairs[0][1])) if pairs else None


def _name_of(relative: Relative) -> str:
    return relative.full_name or relative.folded


def _days_apart(one: PartialDate, other: PartialDate) -> bool:
    return one.latest() < other.earliest() or other.latest() < one.earliest()
