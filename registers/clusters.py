"""Persons as clusters of sightings, joined one page after another. Pure: the store and the keying screen both use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from registers.matching import Item, contradictions, evidence, settles
from registers.sightings import Key, Sighting


@dataclass(frozen=True, slots=True)
class Link:
    """Two mentions that are one person, with what says so; `other` was there first."""

    key: Key
    other: Key
    evidence: tuple[Item, ...]


def joins(new: Sighting, clusters: Mapping[str, Sequence[Sighting]], apart: Iterable[str] = ()) -> list[Link]:
    """The links that make `new` one with persons known already, at most one each, the best first.

    `clusters` are the sightings of each person that might be meant; a person in `apart` is never joined. A person any of
    whose sightings contradicts `new`, or a person joined before him, is another person.
    """
    refused = set(apart)
    found = []
    for person, members in clusters.items():
        if person in refused or any(contradictions(new, member) for member in members):
            continue
        best = max(
            ((_weight(items), member.key, items) for member in members if settles(items := evidence(new, member))),
            default=None,
        )
        if best is not None:
            found.append((best[0], person, Link(new.key, best[1], best[2])))
    found.sort(key=lambda one: (tuple(-w for w in one[0]), one[1]))
    taken: list[str] = []
    links = []
    for _, person, link in found:
        if not any(contradictions(a, b) for other in taken for a in clusters[other] for b in clusters[person]):
            taken.append(person)
            links.append(link)
    return links


_WEIGHTS = {"id": 8, "birth_date": 4, "birth_year": 2, "parent": 4, "spouse": 4, "child": 3, "hamlet": 2, "commune": 1}
_OTHER_ITEMS = 1


def _weight(items: Iterable[Item]) -> tuple[int, ...]:
    return (sum(_WEIGHTS.get(item.name, _OTHER_ITEMS) for item in items),)


def components(
    keys: Iterable[Key], links: Iterable[tuple[Key, Key]], apart: Iterable[tuple[Key, Key]] = ()
) -> dict[Key, Key]:
    """Of each mention, the first one (in order of keys) of those it hangs together with.

    Links are taken in the order given; one that would bring together a pair of `apart` is passed by.
    """
    members: dict[Key, set[Key]] = {key: {key} for key in keys}
    pairs = [frozenset(pair) for pair in apart]
    for one, other in links:
        a, b = members[one], members[other]
        if a is b or any(len(pair & a) == 1 and len(pair & b) == 1 for pair in pairs):
            continue
        a |= b
        for key in b:
            members[key] = a
    return {key: min(together) for key, together in members.items()}
