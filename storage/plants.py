"""Planted errors: now and then a reviewer is shown one field of an entry wrong, to measure how many errors he really catches.

The wrong text lives in a table of its own and is laid over the entry only while that reviewer looks at it. No revision ever
holds it, and a decision on what was shown decides nothing about the entry; so it can be neither approved nor pushed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, ClassVar

from sqlalchemy import func, select, update
from sqlmodel import Session

from registers.errors import HotichError
from registers.revision import read as read_values
from registers.sampling import Interval, binomial_interval
from registers.slips import slip
from registers.workflow import EntryState, Role
from storage import actions
from storage.bulk import insert_all
from storage.engine import Store, store_of
from storage.permissions import NotAllowed, role_of
from storage.records import StoredEntry, newest, required
from storage.reviewtables import Plant
from storage.tables import Entry, core

CAUGHT, MISSED, LIFTED = "caught", "missed", "lifted"

_p, _e = core(Plant).c, core(Entry).c
_WAITS_FOR = (EntryState.KEYED, EntryState.SETTLED)


class NothingToPlant(HotichError):
    """The entry is not one the reviewer could approve, or has no field a slip fits in."""

    key: ClassVar[str] = "review.nothing_to_plant"


@dataclass(frozen=True, slots=True)
class Answered:
    """A planted error that was just decided on."""

    field: str
    caught: bool


@dataclass(frozen=True, slots=True)
class CatchRate:
    """Of one reviewer: planted errors shown and caught, with the interval the true rate lies in (95 %)."""

    shown: int
    caught: int
    interval: Interval


def plant(store: Store, entry_id: str, reviewer: str, *, by: str, random: Random) -> str:
    """Plant an error for `reviewer` in the entry; the field it is in. Raises NothingToPlant, NoSuchEntry, NotAllowed."""
    with store.write() as session:
        if by == reviewer or role_of(session, by) not in (Role.SUPERVISOR, Role.ADMIN):
            raise NotAllowed
        entry = required(session, entry_id)
        values = read_values(json.loads(newest(session, entry).values))
        fields = sorted(name for name, value in values.items() if value.normalised and not value.mark)
        random.shuffle(fields)
        made = next(((name, found) for name in fields if (found := slip(values[name].as_written, random))), None)
        if (
            entry.state not in _WAITS_FOR
            or entry.keyer == reviewer
            or made is None
            or _planted(session, entry, reviewer)
        ):
            raise NothingToPlant
        field, (error_class, shown) = made
        row = {
            "office": entry.office,
            "entry_id": entry.id,
            "revision": entry.revision,
            "reviewer": reviewer,
            "field": field,
            "error_class": error_class,
            "shown": json.dumps([shown, shown, ""], ensure_ascii=False),
            "planted_at": store.now(),
            "answer": "",
            "answered_at": "",
        }
        insert_all(session, Plant, [row])
        detail = {"revision": entry.revision, "reviewer": reviewer, "field": field}
        actions.record(session, by, "plant.make", entry.id, detail)
    return field


def shown_to(store: Store, entry: StoredEntry, reviewer: str) -> StoredEntry:
    """The entry as `reviewer` sees it: with the error planted for him laid over it, where there is one."""
    with store.read() as session:
        row = _open(session, entry, reviewer)
    if row is None:
        return entry
    return replace(entry, values=entry.values | read_values({row["field"]: json.loads(row["shown"])}))


def answer(session: Session, entry: Entry, reviewer: str, *, caught: Callable[[str], bool]) -> Answered | None:
    """Note what the reviewer made of an error planted for him, within a unit of work; None where there is none.

    `caught` says of its field whether he saw it. Returning with a comment at the field catches it; returning without one, or with
    others, does not.
    """
    row = _open(session, entry, reviewer)
    if row is None:
        return None
    seen = caught(row["field"])
    _close(session, row, CAUGHT if seen else MISSED, reviewer)
    return Answered(row["field"], seen)


def lift_all(session: Session, entry_ids: Sequence[str], reviewer: str) -> None:
    """Take away what was planted for the reviewer in entries he is not going to look at, within a unit of work."""
    query = select(core(Plant)).where(_p.reviewer == reviewer, _p.answer == "")
    wanted = set(entry_ids)
    for row in session.execute(query).mappings().all():
        if row["entry_id"] in wanted:
            _close(session, dict(row), LIFTED, reviewer)


def lift(store: Store, entry_id: str, reviewer: str, *, by: str) -> bool:
    """Take a planted error away again before it was answered; False where there was none. Raises NoSuchEntry, NotAllowed."""
    with store.write() as session:
        if role_of(session, by) not in (Role.SUPERVISOR, Role.ADMIN):
            raise NotAllowed
        row = _open(session, required(session, entry_id), reviewer)
        if row is not None:
            _close(session, row, LIFTED, by)
    return row is not None


def catch_rate(store: Store, reviewer: str) -> CatchRate:
    """How many of the errors planted for him the reviewer caught."""
    query = select(_p.answer, func.count()).where(_p.reviewer == reviewer).group_by(_p.answer)
    with store.read() as session:
        found: dict[str, int] = {row[0]: row[1] for row in session.execute(query)}
    caught = found.get(CAUGHT, 0)
    shown = caught + found.get(MISSED, 0)
    return CatchRate(shown, caught, binomial_interval(caught, shown))


def _open(session: Session, entry: Entry | StoredEntry, reviewer: str) -> Mapping[str, Any] | None:
    """The error planted for the reviewer in the entry's newest revision and not yet answered."""
    row = _planted(session, entry, reviewer)
    return row if row is not None and not row["answer"] else None


def _planted(session: Session, entry: Entry | StoredEntry, reviewer: str) -> Mapping[str, Any] | None:
    """What was ever planted for the reviewer in that revision: nobody is tested twice on one page."""
    query = select(core(Plant)).where(
        _p.office == entry.office,
        _p.entry_id == entry.id,
        _p.revision == entry.revision,
        _p.reviewer == reviewer,
    )
    row = session.execute(query).mappings().first()
    return None if row is None else dict(row)


def _close(session: Session, row: Mapping[str, Any], answer: str, by: str) -> None:
    key = [_p[name] == row[name] for name in ("office", "entry_id", "revision", "reviewer")]
    now = store_of(session).now()
    session.execute(update(core(Plant)).where(*key).values(answer=answer, answered_at=now))
    detail = {"revision": row["revision"], "reviewer": row["reviewer"], "field": row["field"]}
    actions.record(session, by, f"plant.{answer}", row["entry_id"], detail)
