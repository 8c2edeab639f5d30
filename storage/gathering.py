"""Gathering persons: mentions that are new or changed are joined to persons by the evidence of `registers.matching`.

What is due was noted with the mentions, in one unit of work, and is gone with the persons they became: so a gathering that was
cut off goes on where it stopped, and an entry that was corrected or withdrawn is looked at again. Entries are only read.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, or_, select, tuple_, update
from sqlmodel import Session

from registers.clusters import Link, components, joins
from registers.sightings import Key, Sighting
from storage.bulk import insert_all
from storage.engine import Store
from storage.persontables import Person, PersonLink, Ungathered
from storage.sightings import pages
from storage.tables import Entry, Mention, core

BATCH = 25
"""Entries gathered in one unit of work: clerks at their screens wait for no longer than that."""

_e, _m, _p, _l = core(Entry).c, core(Mention).c, core(Person).c, core(PersonLink).c
_u = core(Ungathered).c
_EXPANDING = 400

_DUE = select(_u.office, _u.entry_id).order_by(_u.office, _u.entry_id).limit(BATCH)
_DUE_OF = select(_u.office, _u.entry_id).where(
    _u.entry_id == bindparam("entry"), _u.office.in_(select(_e.office).where(_e.id == bindparam("entry")))
)
_NAMED = (
    select(_p.person_id)
    .join_from(
        core(Mention),
        core(Person),
        (_p.office == _m.office) & (_p.entry_id == _m.entry_id) & (_p.role == _m.role),
    )
    .where(_m.folded.in_(bindparam("names", expanding=True)))
    .distinct()
)
_BEARING = (
    select(_p.person_id)
    .join_from(
        core(Mention),
        core(Person),
        (_p.office == _m.office) & (_p.entry_id == _m.entry_id) & (_p.role == _m.role),
    )
    .where(_m.id_no.in_(bindparam("numbers", expanding=True)), _m.id_no != "")
    .distinct()
)
_MEMBERS = select(_p.office, _p.entry_id, _p.role, _p.person_id).where(
    _p.person_id.in_(bindparam("persons", expanding=True))
)


def gather(store: Store, *, entry_id: str = "", most: int | None = None) -> int:
    """Join what is due, of one entry or of all, at most so many batches; how many entries were looked at.

    One who reads only joins nothing: it waits for the next who may.
    """
    if store.reads_only:
        return 0
    looked_at, batches = 0, 0
    while most is None or batches < most:
        with store.read() as session:  # so that a store with nothing due is never locked
            due = _due(session, entry_id)
        if not due:
            break
        with store.write() as session:
            _gather(session, due)
        looked_at, batches = looked_at + len(due), batches + 1
    return looked_at


def _due(session: Session, entry_id: str) -> list[tuple[str, str]]:
    """The first entries that are due, or the entry of that id where it is."""
    found = session.execute(_DUE_OF, {"entry": entry_id}) if entry_id else session.execute(_DUE)
    return [(row.office, row.entry_id) for row in found]


def regroup(session: Session, keys: Iterable[tuple[str, Key]]) -> None:
    """Decide anew which mentions are one person, as far as links lead from these (office, mention)."""
    links = _reachable(session, set(keys))
    offices = dict(
        [((row.entry_id, row.role), row.office) for row in links]
        + [((row.other_entry_id, row.other_role), row.other_office) for row in links]
        + [(key, office) for office, key in keys]
    )
    apart = [_ends(row) for row in links if row.how == "refused"]
    order = {"taken": 0, "auto": 1}
    joined = sorted((row for row in links if row.how in order), key=lambda row: (order[row.how], _ends(row)))
    persons = components(offices, [_ends(row) for row in joined], apart)
    for person in sorted(set(persons.values())):
        members = [key for key, head in persons.items() if head == person]
        for at in range(0, len(members), _EXPANDING):
            some = [(offices[key], *key) for key in members[at : at + _EXPANDING]]
            of_person = tuple_(_p.office, _p.entry_id, _p.role).in_(some)
            session.execute(update(core(Person)).where(of_person).values(person_id=person_id_of(person)))


def person_id_of(key: Key) -> str:
    """A person's id: the first of his mentions."""
    return "/".join(key)


def _gather(session: Session, due: Sequence[tuple[str, str]]) -> None:
    parted = _forget_links(session, due)
    session.execute(delete(core(Person)).where(tuple_(_p.office, _p.entry_id).in_(due)))
    session.execute(delete(core(Ungathered)).where(tuple_(_u.office, _u.entry_id).in_(due)))
    if parted:
        regroup(session, parted)
    read = pages(session, due)
    known = _Known(_might_be(session, [one for page in read for one in page.seen]))
    links = [link for page in read for one in page.seen for link in known.join(one)]
    for old, new in known.renamed():
        session.execute(update(core(Person)).where(_p.person_id == old).values(person_id=new))
    rows = [
        _row(page.office, one, role, known.person_of[one.key])
        for page in read
        for one in page.seen
        for _, role in one.keys
    ]
    rows += _without_page(session, due, {(row["entry_id"], row["role"]) for row in rows})
    insert_all(session, Person, rows)
    offices = {page.entry_id: page.office for page in read} | _offices_of(session, links)
    again = [Link(key, one.key, ()) for page in read for one in page.seen for key in one.keys[1:]]
    insert_all(session, PersonLink, [_link(link, offices) for link in (*links, *again)])
    said = _said_of(session, due)
    if said:
        regroup(session, said)


class _Known:
    """The persons a batch may join, by name and number, as they grow."""

    def __init__(self, members: dict[str, list[Sighting]]) -> None:
        self.members: dict[str, list[Sighting]] = {}
        self.person_of: dict[Key, str] = {}
        self._might: dict[str, set[str]] = defaultdict(set)
        self._was = {person: person for person in members}  # id in the store → id now
        for person, seen in members.items():
            self._put(person, seen)

    def join(self, one: Sighting) -> list[Link]:
        """Put `one` to the person it is; the links that say so."""
        might = self._might[one.facts.folded] | (self._might[one.facts.id_no] if one.facts.id_no else set())
        links = joins(one, {person: self.members[person] for person in sorted(might)})
        persons = dict.fromkeys(self.person_of[link.other] for link in links)
        person = min([person_id_of(min(one.keys)), *persons])
        together = [other for old in persons for other in self._take(old)]
        self._put(person, [*together, one])
        for old in self._was:
            if self._was[old] in persons:
                self._was[old] = person
        return links

    def renamed(self) -> list[tuple[str, str]]:
        """Persons whose id is another now."""
        return [(old, new) for old, new in self._was.items() if old != new]

    def _take(self, person: str) -> list[Sighting]:
        seen = self.members.pop(person)
        for one in seen:
            self._might[one.facts.folded].discard(person)
            self._might[one.facts.id_no].discard(person)
        return seen

    def _put(self, person: str, seen: list[Sighting]) -> None:
        self.members[person] = seen
        for one in seen:
            self._might[one.facts.folded].add(person)
            self._might[one.facts.id_no].add(person)
            for key in one.keys:
                self.person_of[key] = person


def _said_of(session: Session, due: Sequence[tuple[str, str]]) -> list[tuple[str, Key]]:
    """The mentions of these entries that somebody took or refused."""
    of_due = or_(tuple_(_l.office, _l.entry_id).in_(due), tuple_(_l.other_office, _l.other_entry_id).in_(due))
    rows = session.execute(select(core(PersonLink)).where(of_due, _l.how != "auto")).all()
    return [(row.office, (row.entry_id, row.role)) for row in rows]


def _might_be(session: Session, seen: Sequence[Sighting]) -> dict[str, list[Sighting]]:
    """The known persons who bear a name or number of `seen`, with all their sightings."""
    names = sorted({one.facts.folded for one in seen})
    numbers = sorted({one.facts.id_no for one in seen if one.facts.id_no})
    persons = {row.person_id for row in session.execute(_NAMED, {"names": names})}
    persons |= {row.person_id for row in session.execute(_BEARING, {"numbers": numbers})}
    return sightings_of(session, sorted(persons))


def sightings_of(session: Session, persons: Sequence[str]) -> dict[str, list[Sighting]]:
    """All sightings of persons by their ids."""
    person_of: dict[Key, str] = {}
    entries: set[tuple[str, str]] = set()
    for at in range(0, len(persons), _EXPANDING):
        for row in session.execute(_MEMBERS, {"persons": list(persons[at : at + _EXPANDING])}):
            person_of[row.entry_id, row.role] = row.person_id
            entries.add((row.office, row.entry_id))
    found: dict[str, list[Sighting]] = defaultdict(list)
    for page in pages(session, sorted(entries)):
        for one in page.seen:
            if one.key in person_of:
                found[person_of[one.key]].append(one)
    return dict(found)


def _forget_links(session: Session, due: Sequence[tuple[str, str]]) -> list[tuple[str, Key]]:
    """Drop what evidence said of these entries; the mentions they leave behind. What somebody said stays."""
    of_due = or_(tuple_(_l.office, _l.entry_id).in_(due), tuple_(_l.other_office, _l.other_entry_id).in_(due))
    gone = session.execute(select(core(PersonLink)).where(of_due, _l.how == "auto")).all()
    if not gone:
        return []
    session.execute(delete(core(PersonLink)).where(of_due, _l.how == "auto"))
    ends = {(row.office, (row.entry_id, row.role)) for row in gone}
    ends |= {(row.other_office, (row.other_entry_id, row.other_role)) for row in gone}
    entries = set(due)
    return sorted((office, key) for office, key in ends if (office, key[0]) not in entries)


def _reachable(session: Session, keys: set[tuple[str, Key]]) -> list[PersonLink]:
    """Every link between mentions that hang together with `keys` by whatever is said of them."""
    found: dict[tuple[str, ...], PersonLink] = {}
    new, known = {(office, *key) for office, key in keys}, set[tuple[str, str, str]]()
    while new:
        known |= new
        ends: set[tuple[str, str, str]] = set()
        asked = sorted(new)
        for at in range(0, len(asked), _EXPANDING):
            some = asked[at : at + _EXPANDING]
            for ours in (
                tuple_(_l.office, _l.entry_id, _l.role).in_(some),
                tuple_(_l.other_office, _l.other_entry_id, _l.other_role).in_(some),
            ):
                for row in session.execute(select(core(PersonLink)).where(ours)):
                    found[row[:7]] = row  # type: ignore[assignment]
                    ends |= {
                        (row.office, row.entry_id, row.role),
                        (row.other_office, row.other_entry_id, row.other_role),
                    }
        new = ends - known
    return [found[key] for key in sorted(found)]


def _ends(row: PersonLink) -> tuple[Key, Key]:
    return (row.entry_id, row.role), (row.other_entry_id, row.other_role)


def _offices_of(session: Session, links: Sequence[Link]) -> dict[str, str]:
    entries = sorted({link.other[0] for link in links})
    found: dict[str, str] = {}
    for at in range(0, len(entries), _EXPANDING):
        rows = session.execute(
            select(_p.entry_id, _p.office).where(_p.entry_id.in_(entries[at : at + _EXPANDING])).distinct()
        )
        found |= {row.entry_id: row.office for row in rows}
    return found


def _row(office: str, one: Sighting, role: str, person: str) -> dict[str, str]:
    return {
        "office": office,
        "entry_id": one.entry,
        "role": role,
        "person_id": person,
        "commune": one.commune,
    }


def _without_page(session: Session, due: Sequence[tuple[str, str]], known: set[Key]) -> list[dict[str, str]]:
    """Mentions no reading of the page gives any more: each is a person of its own."""
    rows = session.execute(select(_m.office, _m.entry_id, _m.role).where(tuple_(_m.office, _m.entry_id).in_(due)))
    return [
        {"office": row.office, "entry_id": row.entry_id, "role": row.role,
         "person_id": person_id_of((row.entry_id, row.role)), "commune": ""}
        for row in rows
        if (row.entry_id, row.role) not in known
    ]  # fmt: skip


def _link(link: Link, offices: dict[str, str]) -> dict[str, str]:
    return {
        "office": offices[link.key[0]],
        "entry_id": link.key[0],
        "role": link.key[1],
        "other_office": offices[link.other[0]],
        "other_entry_id": link.other[0],
        "other_role": link.other[1],
        "how": "auto",
        "evidence": json.dumps([item.to_json() for item in link.evidence], ensure_ascii=False),
        "differs": "[]",
        "account_id": "",
        "at": "",
    }
