"""What is known of persons, read: found by name, shown with every page and all kin, and what is said of their mentions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlalchemy import bindparam, or_, select, tuple_
from sqlmodel import Session

from registers.catalogue import Label
from registers.errors import HotichError
from registers.kinship import RELATIONS
from registers.matching import Item
from registers.position import Position
from registers.sightings import Key
from storage import pagesdiffer
from storage.engine import Store
from storage.gathering import gather, sightings_of
from storage.persontables import Person, PersonLink
from storage.search import Hit, entries_by_name
from storage.tables import Entry, Kinship, Mention, Revision, core

_p, _l, _m, _e, _k = core(Person).c, core(PersonLink).c, core(Mention).c, core(Entry).c, core(Kinship).c
_r = core(Revision).c


class NoSuchPerson(HotichError):
    """The store has no person of that id. Values: `person`."""

    key: ClassVar[str] = "persons.no_such_person"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of two mentions: by the evidence (`auto`), or by somebody (`taken`, `refused`) at a time.

    `differs` names the fields in which the page of `key` says otherwise than the other one.
    """

    key: Key
    other: Key
    how: str
    evidence: tuple[Item, ...]
    differs: tuple[str, ...]
    account_id: str
    at: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A person on one page."""

    entry_id: str
    role: str
    office: str
    book_id: str
    kind: str
    layout: str
    position: Position
    registration: str
    full_name: str
    birth: str
    sex: str
    residence: str
    id_no: str

    @property
    def key(self) -> Key:
        """The mention this is."""
        return self.entry_id, self.role


@dataclass(frozen=True, slots=True)
class Kinsman:
    """Somebody a person is related to: `relation` is what the kinsman is to the person (`mother_of`)."""

    relation: str
    person_id: str
    full_name: str
    birth: str
    entry_id: str
    role: str

    @property
    def label(self) -> Label:
        """What the kinsman is to the person, as a noun: his name follows, so no "of" may stand between."""
        return RELATIONS[self.relation].label


@dataclass(frozen=True, slots=True)
class Card:
    """All that is known of a person: every page that shows him, newest last, his kin, and what makes the pages one."""

    person_id: str
    full_name: str
    birth: str
    sex: str
    shown: tuple[Shown, ...]
    kin: tuple[Kinsman, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A person found by name: his best words, where he was met, and how many pages show him."""

    person_id: str
    full_name: str
    birth: str
    sex: str
    residence: str
    hits: tuple[Hit, ...]
    kin: tuple[Kinsman, ...]


def find(store: Store, text: str, *, limit: int = 50) -> list[Found]:
    """Persons by name, year and place, as `search.read_search` reads `text`, in the order of the mentions found."""
    gather(store, most=40)
    hits = entries_by_name(store, text, limit=limit)
    with store.read() as session:
        person_of = _persons_of(session, [(hit.entry_id, hit.role) for hit in hits])
        groups: dict[str, list[Hit]] = {}
        for hit in hits:
            groups.setdefault(person_of.get((hit.entry_id, hit.role), f"{hit.entry_id}/{hit.role}"), []).append(hit)
        kin = _kin(session, list(groups))
    return [
        Found(
            person_id=person,
            full_name=found[0].full_name,
            birth=max((hit.birth for hit in found), key=len),
            sex=next((hit.sex for hit in found if hit.sex), ""),
            residence=next((hit.residence for hit in found if hit.residence), ""),
            hits=tuple(found),
            kin=tuple(kin.get(person, ())),
        )
        for person, found in groups.items()
    ]


def card(store: Store, person_id: str) -> Card:
    """The card of a person. Raises NoSuchPerson."""
    with store.read() as session:
        shown = _shown(session, person_id)
        if not shown:
            raise NoSuchPerson(person=person_id)
        said = _said_within(session, {one.key for one in shown}, {one.key: one.office for one in shown})
        said = _with_differences(session, person_id, said)
        kin = _kin(session, [person_id]).get(person_id, [])
    births = [one.birth for one in shown]
    return Card(
        person_id=person_id,
        full_name=shown[-1].full_name,
        birth=max(births, key=len),
        sex=next((one.sex for one in shown if one.sex), ""),
        shown=tuple(shown),
        kin=tuple(kin),
        said=tuple(said),
    )


def kin(store: Store, person_id: str) -> list[Kinsman]:
    """Who is related to a person, by every page that says so, each relation to one kinsman once."""
    with store.read() as session:
        return _kin(session, [person_id]).get(person_id, [])


def said_by(row: Any) -> Said:
    """A row of `person_link` as what it says."""
    return Said(
        key=(row.entry_id, row.role),
        other=(row.other_entry_id, row.other_role),
        how=row.how,
        evidence=tuple(Item.from_json(item) for item in json.loads(row.evidence)),
        differs=tuple(json.loads(row.differs)),
        account_id=row.account_id,
        at=row.at,
    )


_AT_ONCE = 400

_SHOWN = (
    select(
        _m.office, _m.entry_id, _m.role, _m.full_name, _m.birth, _m.sex, _m.residence, _m.id_no,
        _e.book_id, _e.kind, _e.year, _e.number, _e.suffix, _e.registration, _r.layout,
    )
    .join_from(
        core(Person),
        core(Mention),
        (_m.office == _p.office) & (_m.entry_id == _p.entry_id) & (_m.role == _p.role),
    )
    .join(core(Entry), (_e.office == _m.office) & (_e.id == _m.entry_id))
    .join(core(Revision), (_r.office == _e.office) & (_r.entry_id == _e.id) & (_r.revision == _e.revision))
    .where(_p.person_id == bindparam("person"))
    .order_by(_e.year, _e.number, _e.suffix, _m.entry_id, _m.role)
)  # fmt: skip

_own, _kin_of = core(Person).alias("own"), core(Person).alias("kin_of")
_KIN = [
    select(_own.c.person_id.label("of"), _k.relation, _kin_of.c.person_id, _m.entry_id, _m.role, _m.full_name, _m.birth)
    .join_from(
        _own,
        core(Kinship),
        (_k.office == _own.c.office) & (_k.entry_id == _own.c.entry_id) & (mine == _own.c.role),
    )
    .join(
        _kin_of,
        (_kin_of.c.office == _k.office) & (_kin_of.c.entry_id == _k.entry_id) & (_kin_of.c.role == theirs),
    )
    .join(core(Mention), (_m.office == _k.office) & (_m.entry_id == _k.entry_id) & (_m.role == theirs))
    .where(_own.c.person_id.in_(bindparam("persons", expanding=True)))
    .order_by(_m.entry_id, _m.role)
    for mine, theirs in ((_k.object, _k.subject), (_k.subject, _k.object))
]


def _shown(session: Session, person_id: str) -> list[Shown]:
    return [
        Shown(
            entry_id=row.entry_id,
            role=row.role,
            office=row.office,
            book_id=row.book_id,
            kind=row.kind,
            layout=row.layout,
            position=Position(row.year, row.number, row.suffix),
            registration=row.registration,
            full_name=row.full_name,
            birth=row.birth,
            sex=row.sex,
            residence=row.residence,
            id_no=row.id_no,
        )
        for row in session.execute(_SHOWN, {"person": person_id})
    ]


def _said_within(session: Session, keys: set[Key], offices: Mapping[Key, str]) -> list[Said]:
    """What is said of these mentions, among them and with others; roles of one page that are one person aside."""
    ends = sorted((offices[key], *key) for key in keys)
    found: dict[tuple[str, ...], Said] = {}
    for at in range(0, len(ends), _AT_ONCE):
        some = ends[at : at + _AT_ONCE]
        touching = or_(
            tuple_(_l.office, _l.entry_id, _l.role).in_(some),
            tuple_(_l.other_office, _l.other_entry_id, _l.other_role).in_(some),
        )
        for row in session.execute(select(core(PersonLink)).where(touching)):
            if row.entry_id != row.other_entry_id:
                found[row.entry_id, row.role, row.other_entry_id, row.other_role, row.how] = said_by(row)
    return [found[key] for key in sorted(found)]


def _with_differences(session: Session, person_id: str, said: Sequence[Said]) -> list[Said]:
    """What evidence joined, with where the newer page says otherwise: as the pages stand now."""
    seen = sightings_of(session, [person_id]).get(person_id, [])
    of = {key: one for one in seen for key in one.keys}
    return [
        replace(one, differs=pagesdiffer.where(session, one.key, of[one.key], of[one.other], seen))
        if one.how == "auto" and one.key in of and one.other in of
        else one
        for one in said
    ]


def _persons_of(session: Session, keys: Sequence[Key]) -> dict[Key, str]:
    found: dict[Key, str] = {}
    entries = sorted({entry for entry, _ in keys})
    for at in range(0, len(entries), _AT_ONCE):
        rows = session.execute(
            select(_p.entry_id, _p.role, _p.person_id)
            .join_from(core(Entry), core(Person), (_p.office == _e.office) & (_p.entry_id == _e.id))
            .where(_e.id.in_(entries[at : at + _AT_ONCE]))
        )
        found |= {(row.entry_id, row.role): row.person_id for row in rows}
    return found


def _kin(session: Session, persons: Sequence[str]) -> dict[str, list[Kinsman]]:
    found: dict[str, dict[tuple[str, str], Kinsman]] = {}
    for at in range(0, len(persons), _AT_ONCE):
        asked = {"persons": list(persons[at : at + _AT_ONCE])}
        for theirs_first, query in zip((True, False), _KIN, strict=True):
            for row in session.execute(query, asked):
                relation = row.relation if theirs_first else RELATIONS[row.relation].inverse
                man = Kinsman(relation, row.person_id, row.full_name, row.birth, row.entry_id, row.role)
                kept = found.setdefault(row.of, {}).setdefault((relation, row.person_id), man)
                if len(man.birth) > len(kept.birth):
                    found[row.of][relation, row.person_id] = man
    return {
        person: sorted(kin.values(), key=lambda one: (one.relation, one.birth, one.full_name))
        for person, kin in found.items()
    }
