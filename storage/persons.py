"""Persons: who a mention is, what says so, and what somebody decided about it. Every decision can be taken back to the byte.

Nothing here changes an entry. A person is what `storage.gathering` makes of mentions and links; linking and refusing are rows
of their own, so taking one back leaves the persons exactly as they were.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import delete, select, tuple_
from sqlmodel import Session

from registers.errors import HotichError
from registers.matching import Item, evidence
from registers.sightings import Key, Sighting
from storage import actions, pagesdiffer
from storage.bulk import insert_all
from storage.engine import Store, store_of
from storage.gathering import gather, regroup, sightings_of
from storage.permissions import role_of
from storage.personcards import Card, Found, Kinsman, NoSuchPerson, Said, Shown, card, find, kin, said_by
from storage.persontables import Person, PersonLink
from storage.tables import Entry, core

__all__ = [
    "AlreadyDecided",
    "Card",
    "Found",
    "Kinsman",
    "NoSuchMention",
    "NoSuchPerson",
    "Said",
    "Shown",
    "card",
    "find",
    "kin",
    "link",
    "person_of",
    "refuse",
    "rule_out",
    "take",
    "undo",
]

_p, _l, _e = core(Person).c, core(PersonLink).c, core(Entry).c


class NoSuchMention(HotichError):
    """No entry has that role. Values: `entry`, `role`."""

    key: ClassVar[str] = "persons.no_such_mention"


class AlreadyDecided(HotichError):
    """Somebody said otherwise of these two mentions; that is taken back first."""

    key: ClassVar[str] = "persons.already_decided"


def person_of(store: Store, entry_id: str, role: str) -> str:
    """The person a mention is; it is gathered first where that is due. Raises NoSuchMention."""
    gather(store, entry_id=entry_id)
    with store.read() as session:
        return _required(session, (entry_id, role))[1]


def link(store: Store, key: Key, other: Key, *, account_id: str) -> Said:
    """Somebody says that two mentions are one person; where their pages differ is kept beside it. Again changes nothing.

    Raises NoSuchMention; AlreadyDecided where it was refused before.
    """
    return _decide(store, key, other, "taken", account_id)


def refuse(store: Store, key: Key, other: Key, *, account_id: str) -> Said:
    """Somebody says that two mentions are not one person. Raises NoSuchMention; AlreadyDecided where they were linked."""
    return _decide(store, key, other, "refused", account_id)


def undo(store: Store, key: Key, other: Key, *, account_id: str) -> bool:
    """Take back what somebody said of two mentions; everything is as it was before. False where nobody said anything."""
    with store.write() as session:
        role_of(session, account_id)
        one, two = _pair(session, key, other)
        row = _said(session, one, two)
        if row is None:
            return False
        session.execute(delete(core(PersonLink)).where(_between(one, two), _l.how == row.how))
        actions.record(session, account_id, "person.undo", one[1][0], _detail(one, two) | {"how": row.how})
        regroup(session, [one, two])
    return True


def take(store: Store, entry_id: str, links: Mapping[str, Key], *, account_id: str) -> list[Said]:
    """Link the roles of a saved entry to the mentions they were filled from. What is gone meanwhile is passed by."""
    gather(store, entry_id=entry_id)
    said = []
    for role, other in sorted(links.items()):
        try:
            said.append(link(store, (entry_id, role), other, account_id=account_id))
        except (NoSuchMention, AlreadyDecided):
            continue  # the page named nobody in that role after all, or somebody ruled it out
    return said


def rule_out(store: Store, entry_id: str, refused: Iterable[tuple[str, Key]], *, account_id: str) -> list[Said]:
    """Keep the roles of a saved entry apart from mentions that are somebody else. What is gone meanwhile is passed by."""
    said = []
    for role, other in refused:
        try:
            said.append(refuse(store, (entry_id, role), other, account_id=account_id))
        except (NoSuchMention, AlreadyDecided):
            continue  # the page named nobody in that role after all, or somebody joined them before
    return said


# ---- deciding


_End = tuple[str, Key]


def _decide(store: Store, key: Key, other: Key, how: str, account_id: str) -> Said:
    for entry_id in {key[0], other[0]}:
        gather(store, entry_id=entry_id)
    with store.write() as session:
        role_of(session, account_id)
        one, two = _pair(session, key, other)
        row = _said(session, one, two)
        if row is not None:
            if row.how != how:
                raise AlreadyDecided()
            return said_by(row)
        items, differs = _compared(session, one, two)
        insert_all(session, PersonLink, [_row(one, two, how, items, differs, account_id, store_of(session).now())])
        actions.record(session, account_id, f"person.{how}", one[1][0], _detail(one, two))
        regroup(session, [one, two])
        made = _said(session, one, two)
        assert made is not None
        return said_by(made)


def _pair(session: Session, key: Key, other: Key) -> tuple[_End, _End]:
    """The two mentions, the newer first: so one pair has one row whoever names it."""
    newer, older = max(key, other), min(key, other)
    return (_required(session, newer)[0], newer), (_required(session, older)[0], older)


def _required(session: Session, key: Key) -> tuple[str, str]:
    row = session.execute(
        select(_p.office, _p.person_id).where(_p.entry_id == key[0], _p.role == key[1]).join_from(
            core(Entry), core(Person), (_e.office == _p.office) & (_e.id == _p.entry_id)
        ).where(_e.id == key[0])
    ).first()  # fmt: skip
    if row is None:
        raise NoSuchMention(entry=key[0], role=key[1])
    return row.office, row.person_id


def _between(one: _End, two: _End) -> Any:
    return (tuple_(_l.office, _l.entry_id, _l.role) == (one[0], *one[1])) & (
        tuple_(_l.other_office, _l.other_entry_id, _l.other_role) == (two[0], *two[1])
    )


def _said(session: Session, one: _End, two: _End) -> Any:
    return session.execute(select(core(PersonLink)).where(_between(one, two), _l.how != "auto")).first()


def _detail(one: _End, two: _End) -> dict[str, Any]:
    return {"mention": [*one[1]], "other": [*two[1]]}


def _compared(session: Session, one: _End, two: _End) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """What speaks for one person, and the fields of the newer page that say otherwise than the older person's pages."""
    persons = {end: _required(session, end[1])[1] for end in (one, two)}
    seen = sightings_of(session, sorted(set(persons.values())))
    sighting = {end: _of(seen[persons[end]], end[1]) for end in (one, two)}
    differs = pagesdiffer.where(session, one[1], sighting[one], sighting[two], seen[persons[two]])
    return evidence(sighting[one], sighting[two]), differs


def _of(seen: Sequence[Sighting], key: Key) -> Sighting:
    return next(one for one in seen if key in one.keys)


def _row(
    one: _End, two: _End, how: str, items: Sequence[Item], differs: Sequence[str], account_id: str, at: str
) -> dict[str, str]:
    return {
        "office": one[0],
        "entry_id": one[1][0],
        "role": one[1][1],
        "other_office": two[0],
        "other_entry_id": two[1][0],
        "other_role": two[1][1],
        "how": how,
        "evidence": json.dumps([item.to_json() for item in items], ensure_ascii=False),
        "differs": json.dumps(list(differs)),
        "account_id": account_id,
        "at": at,
    }
