"""Everybody a set of pages shows, in memory: by name, by person, by kin. A key press asks this and never waits for a store."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from registers.clusters import joins
from registers.codes import branch_of, has_branches
from registers.marginnotes import noted_days
from registers.sightings import Key, Sighting
from registers.text import fold

_START = 2
"""Letters names are filed under."""


_MANY, _SELDOM = 30, 0.03
"""Pages that tell how pages here name a people, and the share of them that name its branch next to never."""


class People:
    """Persons as clusters of sightings. `add` joins a page's persons to those known, by the evidence of `matching`."""

    def __init__(self) -> None:
        self._persons: dict[str, list[Sighting]] = {}
        self._person_of: dict[Key, str] = {}
        self._by_name: dict[str, dict[Key, Sighting]] = defaultdict(dict)
        self._by_id: dict[str, dict[Key, Sighting]] = defaultdict(dict)
        self._by_number: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._by_month: dict[tuple[str, int], dict[str, None]] = defaultdict(dict)  # kind and month → pages
        self._by_note: dict[date, dict[str, None]] = defaultdict(dict)  # day → pages something was noted on then
        self._peoples: Counter[tuple[str, bool]] = Counter()  # pages that name a people, and whether with its branch
        self._numbers: dict[str, str] = {}
        self._entries: dict[str, dict[str, Sighting]] = defaultdict(dict)
        self._buckets: dict[str, set[str]] = defaultdict(set)
        self._joined: dict[str, str] = {}  # first letters → the names that begin so, a line each

    def __len__(self) -> int:
        return len(self._persons)

    def add(self, seen: Iterable[Sighting], *, number: str = "", persons: Mapping[Key, str] | None = None) -> None:
        """Take up the persons of one page; `number` is its place in the numbering (`12/2010`).

        `persons` are their ids where that is decided already; others are joined to those known.
        """
        for one in seen:
            decided = persons.get(one.key, "") if persons is not None else ""
            self._put(one, decided or self._join(one))
            if number:
                numbered = self._by_number[one.kind, number]
                if one.entry not in numbered:
                    numbered.append(one.entry)
                self._numbers[one.entry] = number

    def forget(self, entry: str) -> None:
        """Let go of a page: it was corrected or withdrawn."""
        for one in self._entries.pop(entry, {}).values():
            self._by_month[_month_of(one)].pop(entry, None)
            for day in noted_days(one.notes):
                self._by_note[day].pop(entry, None)
            if one.key not in self._person_of:
                continue  # stands there once more under another role
            self._peoples.subtract(_people_of(one))
            person = self._person_of[one.key]
            self._persons[person] = [other for other in self._persons[person] if other.key != one.key]
            if not self._persons[person]:
                del self._persons[person]
            for key in one.keys:
                self._person_of.pop(key, None)
            self._by_name[one.facts.folded].pop(one.key, None)
            self._by_id[one.facts.id_no].pop(one.key, None)

    def person(self, key: Key) -> str | None:
        """The person a mention is; None where the page is not known."""
        return self._person_of.get(key)

    def seen(self, person: str) -> Sequence[Sighting]:
        """Every sighting of a person, as they were taken up."""
        return self._persons.get(person, ())

    def on(self, entry: str) -> Iterable[Sighting]:
        """The persons of a page."""
        return {one.key: one for one in self._entries.get(entry, {}).values()}.values()

    def at(self, entry: str, role: str) -> Sighting | None:
        """The person in `role` on a page."""
        return self._entries.get(entry, {}).get(role)

    def numbered(self, kind: str, number: str) -> Sequence[str]:
        """The pages of that number in the books of `kind`."""
        return self._by_number.get((kind, number), ())

    def number_of(self, entry: str) -> str:
        """The place of a page in the numbering (`12/2010`), "" where it is not known."""
        return self._numbers.get(entry, "")

    def registered(self, kind: str, first: date, last: date) -> Iterator[Sighting]:
        """The persons of the pages of `kind` registered from `first` to `last`, where a page has the day."""
        for month in range(_month(first), _month(last) + 1):
            for entry in self._by_month.get((kind, month), ()):
                for one in self.on(entry):
                    if (
                        one.registered is not None
                        and one.registered.full
                        and first <= one.registered.earliest() <= last
                    ):
                        yield one

    def noted(self, day: date) -> Iterator[Sighting]:
        """The persons of the pages something was noted on that day."""
        for entry in self._by_note.get(day, ()):
            yield from self.on(entry)

    def branched(self, ethnicity: str) -> bool:
        """True for a people of which pages here name the branch now and then; of a new one any that has branches."""
        if not has_branches(ethnicity):
            return False
        group = branch_of(ethnicity)[0]
        named, bare = self._peoples[group, True], self._peoples[group, False]
        return named + bare < _MANY or named > _SELDOM * (named + bare)

    def named(self, folded: str) -> set[str]:
        """Persons who bear exactly that folded name somewhere."""
        return {self._person_of[key] for key in self._by_name.get(folded, ())}

    def bearing(self, number: str) -> set[str]:
        """Persons with that number of a paper."""
        return {self._person_of[key] for key in self._by_id.get(number, ())} if number else set()

    def names_like(self, typed: str, limit: int) -> Iterator[str]:
        """Folded names whose words begin as the words of `typed` do, in order: `no th hi` means `nong thi hien`."""
        words = fold(typed).split()
        if not words:
            return
        pattern = re.compile(r"^" + r"\S* ".join(map(re.escape, words)) + r".*$", re.MULTILINE)
        whole = " ".join(words)
        if self._by_name.get(whole):
            yield whole
        starts = sorted(start for start in self._buckets if start.startswith(words[0][:_START]))
        found = (match.group() for start in starts for match in pattern.finditer(self._names_from(start)))
        for at, name in enumerate(name for name in found if name != whole):
            if at >= limit:
                return
            yield name

    def kin(self, person: str) -> dict[str, str]:
        """Who is what to a person: {other person: parent | child | spouse …}."""
        found: dict[str, str] = {}
        for one in self.seen(person):
            for relative in one.kin:
                other = self._person_of.get((one.entry, relative.role))
                if other is not None and other != person:
                    found.setdefault(other, relative.as_)
        return found

    def _names_from(self, start: str) -> str:
        names = self._joined.get(start)
        if names is None:
            names = self._joined[start] = "\n".join(sorted(self._buckets[start]))
        return names

    def _put(self, one: Sighting, person: str) -> None:
        self._persons.setdefault(person, []).append(one)
        for key in one.keys:
            self._person_of[key] = person
            self._entries[one.entry][key[1]] = one
        if one.registered is not None and one.registered.full:
            self._by_month[_month_of(one)][one.entry] = None
        for day in noted_days(one.notes):
            self._by_note[day][one.entry] = None
        self._peoples.update(_people_of(one))
        self._by_name[one.facts.folded][one.key] = one
        start = one.facts.folded[:_START]
        if one.facts.folded not in self._buckets[start]:
            self._buckets[start].add(one.facts.folded)
            self._joined.pop(start, None)
        if one.facts.id_no:
            self._by_id[one.facts.id_no][one.key] = one

    def _join(self, one: Sighting) -> str:
        might = self.named(one.facts.folded) | self.bearing(one.facts.id_no)
        links = joins(one, {person: self._persons[person] for person in sorted(might)})
        if not links:
            return "/".join(one.key)
        first, *others = dict.fromkeys(self._person_of[link.other] for link in links)
        for other in others:
            for member in self._persons.pop(other):
                self._persons[first].append(member)
                for key in member.keys:
                    self._person_of[key] = first
        return first


def _people_of(one: Sighting) -> list[tuple[str, bool]]:
    group, branch = branch_of(one.parts.get("ethnicity", ""))
    return [(group, bool(branch))] if group else []


def _month(day: date) -> int:
    """Months since the year 0."""
    return 12 * day.year + day.month - 1


def _month_of(one: Sighting) -> tuple[str, int]:
    return one.kind, _month(one.registered.earliest()) if one.registered is not None else 0
