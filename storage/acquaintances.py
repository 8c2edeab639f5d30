"""The persons a clerk's book may speak of, read into memory: those of its office's books, and those who live there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from registers.people import People
from registers.sightings import Key
from storage.engine import Store
from storage.persontables import Person
from storage.sightings import newest, pages_of
from storage.tables import Entry, core

MOST_ENTRIES = 20_000
"""Entries read at most, the newest first: a commune's books hold 3,200 on the average, a large one's 15,000."""

_p, _e = core(Person).c, core(Entry).c


def people_around(store: Store, office: str, *, most: int = MOST_ENTRIES) -> People:
    """The persons of the books of `office` and of pages of other offices that name somebody living there.

    Takes about a millisecond an entry: call it behind the screen. Persons are as the store has them; what is not gathered
    yet is joined in memory by the same evidence.
    """
    people = People()
    with store.read() as session:
        persons = _persons(session, office)
        for page in pages_of(_rows(session, office, most)):
            people.add(page.seen, number=page.number, persons=persons)
    return people


def _rows(session: Session, office: str, most: int) -> Iterator[Row[Any]]:
    lives_here = select(_p.entry_id).where(_p.commune == office)
    query = newest((_e.office == office) | _e.id.in_(lives_here)).order_by(_e.id.desc()).limit(most)
    yield from session.execute(query.execution_options(yield_per=500))


def _persons(session: Session, office: str) -> dict[Key, str]:
    lives_here = select(_p.entry_id).where(_p.commune == office)
    query = select(_p.entry_id, _p.role, _p.person_id).where((_p.office == office) | _p.entry_id.in_(lives_here))
    return {(row.entry_id, row.role): row.person_id for row in session.execute(query)}
