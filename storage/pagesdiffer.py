"""Where a page says otherwise of a person than his other pages. Neither page is wrong for it: both stand as they are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from registers.fills import PageAt, differing, known_parts
from registers.form import load
from registers.sightings import Key, Sighting
from storage import records


def where(session: Session, key: Key, one: Sighting, other: Sighting, seen: Sequence[Sighting]) -> tuple[str, ...]:
    """The fields in which the page of the mention `key`, seen as `one`, differs from `other` and what else is `seen` of him."""
    entry = records.required(session, key[0])
    stored = records.load_in(session, entry)
    page = PageAt(entry.office, entry.year, one.registered)
    parts = known_parts([each for each in seen if each.entry != entry.id], page, other)
    return differing(load(stored.kind, stored.layout), key[1], parts, stored.values, page)
