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

from sqlalchemy import and_, exists, func, select, update
from sqlmodel import Session

from registers.errors import HotichError
from registers.form import load
from registers.position import Position
from registers.revision import read as read_values
from registers.sampling import Interval, binomial_interval
from registers.slips import ErrorClass
from registers.workflow import EntryState, Role
from storage import actions
from storage.bulk import insert_all
from storage.engine import Store, store_of
from storage.permissions import AccountState, NotAllowed, require, role_of
from storage.planting import slip_in
from storage.records import StoredEntry, newest, required
from storage.reviewtables import Plant
from storage.tables import WAITS, Account, Entry, core
from storage.typists import has_typed

CAUGHT, MISSED, LIFTED = "caught", "missed", "lifted"
LAPSED = "lapsed"  # never kept: what another decided first is shown to the reviewer no more

_p, _e, _a = core(Plant).c, core(Entry).c, core(Account).c
_WAITS_FOR = (EntryState.KEYED, EntryState.SETTLED)
_OF_ENTRY = (_e.office == _p.office) & (_e.id == _p.entry_id)
_WAITS_STILL = and_(_e.revision == _p.revision, WAITS)


class NothingToPlant(HotichError):
    """The entry is not one the reviewer could approve, or has no field a slip fits in."""

    key: ClassVar[str] = "review.nothing_to_plant"


class NotAReviewer(HotichError):
    """The account approves nothing, so there is nothing to measure."""

    key: ClassVar[str] = "review.not_a_reviewer"


class OwnPlant(NotAllowed):
    """Nobody plants an error for himself, nor sees one that waits for him, nor takes it away."""

    key: ClassVar[str] = "review.own_plant"


@dataclass(frozen=True, slots=True)
class Answered:
    """A planted error that was just decided on: the label of its field, what was shown there, and what the entry says."""

    field: str
    label: str
    shown: str
    real: str
    caught: bool


@dataclass(frozen=True, slots=True)
class CatchRate:
    """Of one reviewer: planted errors shown and caught, with the interval the true rate lies in (95 %)."""

    shown: int
    caught: int
    interval: Interval


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A reviewer, what was planted for him and what became of it; `waiting` is None for himself."""

    account_id: str
    name: str
    waiting: int | None
    lifted: int
    rate: CatchRate


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted error: where, which, and what the reviewer made of it (CAUGHT, MISSED, LIFTED, "" while it waits, LAPSED once
    another decided the entry before he saw it)."""

    entry_id: str
    revision: int
    book_id: str
    position: Position
    field: str
    label: str
    error_class: ErrorClass
    planted_at: str
    answer: str
    answered_at: str


def plant(store: Store, entry_id: str, reviewer: str, *, by: str, random: Random) -> str:
    """Plant an error for `reviewer` in the entry; the field it is in.

    Raises NothingToPlant, NotAReviewer, NoSuchEntry, OwnPlant, NotAllowed.
    """
    with store.write() as session:
        _require_other(session, by, "plant.make", reviewer)
        return _plant(session, required(session, entry_id), reviewer, by, random)


def sow(store: Store, reviewer: str, count: int, *, by: str, random: Random, book_id: str = "") -> list[str]:
    """Plant up to `count` errors for `reviewer` in entries drawn from what he may approve, of one book where named; their entries' ids.

    Fewer where no more entry takes one. All in one unit of work. Raises NotAReviewer, OwnPlant, NotAllowed.
    """
    query = select(_e.id).where(WAITS, _e.keyer != reviewer)
    if book_id:
        query = query.where(_e.book_id == book_id)
    known = exists().where(_OF_ENTRY, _p.revision == _e.revision, _p.reviewer == reviewer)
    with store.write() as session:
        _require_other(session, by, "plant.make", reviewer)
        drawn = list(session.execute(query.where(~known).order_by(_e.id)).scalars())
        random.shuffle(drawn)
        made: list[str] = []
        for entry_id in drawn[: count * _TRIED_FOR_ONE]:
            if len(made) == count:
                break
            try:
                _plant(session, required(session, entry_id), reviewer, by, random)
            except NothingToPlant:
                continue
            made.append(entry_id)
    return made


_TRIED_FOR_ONE = 20
"""Entries looked at for each error to plant: a queue in which none takes one must not be read to its end."""


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
    kept = newest(session, entry)
    values = read_values({row["field"]: json.loads(row["shown"])}), read_values(json.loads(kept.values))
    shown, real = (of[row["field"]].as_written for of in values)
    return Answered(row["field"], _label(entry, kept.layout, row["field"]), shown, real, seen)


def lift_all(session: Session, entry_ids: Sequence[str], reviewer: str) -> None:
    """Take away what was planted for the reviewer in entries he is not going to look at, within a unit of work."""
    query = select(core(Plant)).where(_p.reviewer == reviewer, _p.answer == "")
    wanted = set(entry_ids)
    for row in session.execute(query).mappings().all():
        if row["entry_id"] in wanted:
            _close(session, dict(row), LIFTED, reviewer)


def lift(store: Store, entry_id: str, reviewer: str, *, by: str) -> bool:
    """Take a planted error away again before it was answered; False where there was none. Raises NoSuchEntry, OwnPlant, NotAllowed."""
    with store.write() as session:
        _require_other(session, by, "plant.lift", reviewer, reviews=False)
        row = _open(session, required(session, entry_id), reviewer)
        if row is not None:
            _close(session, row, LIFTED, by)
    return row is not None


def withdraw(store: Store, reviewer: str, *, by: str) -> int:
    """Take away everything planted for `reviewer` that was not answered; how many. Raises OwnPlant, NotAllowed."""
    waiting = select(core(Plant)).join(core(Entry), _OF_ENTRY).where(_p.answer == "", _WAITS_STILL)
    query = waiting.where(_p.reviewer == reviewer).order_by(_p.entry_id, _p.revision)
    with store.write() as session:
        _require_other(session, by, "plant.lift", reviewer, reviews=False)
        rows = session.execute(query).mappings().all()
        for row in rows:
            _close(session, dict(row), LIFTED, by)
    return len(rows)


def catch_rate(store: Store, reviewer: str) -> CatchRate:
    """How many of the errors planted for him the reviewer caught."""
    query = select(_p.answer, func.count()).where(_p.reviewer == reviewer).group_by(_p.answer)
    with store.read() as session:
        return _rate({row[0]: row[1] for row in session.execute(query)})


def report(store: Store, *, by: str) -> list[Reviewer]:
    """Every reviewer by name (never by rate), with what was planted for him and what he caught. Raises NotAllowed."""
    query = select(_p.reviewer, _p.answer, func.count()).group_by(_p.reviewer, _p.answer)
    waiting = (
        select(_p.reviewer, func.count())
        .join_from(core(Plant), core(Entry), _OF_ENTRY)
        .where(_p.answer == "", _WAITS_STILL)
        .group_by(_p.reviewer)
    )
    reviewing = (_a.role == Role.SUPERVISOR) & (_a.state == AccountState.ACTIVE)
    with store.read() as session:
        require(session, by, "plant.read")
        answers: dict[str, dict[str, int]] = {}
        for reviewer, answer, count in session.execute(query):
            answers.setdefault(reviewer, {})[answer] = count
        wait: dict[str, int] = {row[0]: row[1] for row in session.execute(waiting)}
        people = select(_a.id, _a.name).where(reviewing | _a.id.in_(answers)).order_by(_a.folded)
        return [
            Reviewer(
                account_id,
                name,
                None if account_id == by else wait.get(account_id, 0),
                answers.get(account_id, {}).get(LIFTED, 0),
                _rate(answers.get(account_id, {})),
            )
            for account_id, name in session.execute(people)
        ]


def of_reviewer(store: Store, reviewer: str, *, by: str, limit: int | None = None) -> list[Planted]:
    """What was planted for `reviewer`, newest first; the reviewer himself sees only what he has answered. Raises NotAllowed."""
    query = (
        select(core(Plant), _e.book_id, _e.kind, _e.year, _e.number, _e.suffix, _WAITS_STILL.label("waits"))
        .join_from(core(Plant), core(Entry), _OF_ENTRY)
        .where(_p.reviewer == reviewer)
        .order_by(_p.planted_at.desc(), _p.entry_id)
        .limit(limit)
    )
    if by == reviewer:
        query = query.where(_p.answer != "")
    with store.read() as session:
        require(session, by, "plant.read")
        return [_plain(session, dict(row)) for row in session.execute(query).mappings()]


def _plain(session: Session, row: Mapping[str, Any]) -> Planted:
    entry = required(session, row["entry_id"])
    return Planted(
        row["entry_id"],
        row["revision"],
        row["book_id"],
        Position(row["year"], row["number"], row["suffix"]),
        row["field"],
        _label(entry, newest(session, entry).layout, row["field"]),
        ErrorClass(row["error_class"]),
        row["planted_at"],
        row["answer"] or ("" if row["waits"] else LAPSED),
        row["answered_at"],
    )


def _label(entry: Entry, layout: str, field: str) -> str:
    form = load(entry.kind, layout)
    return str(form[field].full_label) if field in form else field


def _rate(answers: Mapping[str, int]) -> CatchRate:
    caught = answers.get(CAUGHT, 0)
    shown = caught + answers.get(MISSED, 0)
    return CatchRate(shown, caught, binomial_interval(caught, shown))


def _require_other(session: Session, by: str, act: str, reviewer: str, *, reviews: bool = True) -> None:
    """Raises unless `by` may plant or lift, and not for himself; with `reviews`, unless `reviewer` is one."""
    require(session, by, act)
    if by == reviewer:
        raise OwnPlant
    if reviews and role_of(session, reviewer) is not Role.SUPERVISOR:
        raise NotAReviewer


def _plant(session: Session, entry: Entry, reviewer: str, by: str, random: Random) -> str:
    own = entry.keyer == reviewer or has_typed(session, entry, reviewer)
    if entry.state not in _WAITS_FOR or own or _planted(session, entry, reviewer):
        raise NothingToPlant
    slipped = slip_in(session, entry, random)
    if slipped is None:
        raise NothingToPlant
    row = {
        "office": entry.office,
        "entry_id": entry.id,
        "revision": entry.revision,
        "reviewer": reviewer,
        "field": slipped.field,
        "error_class": slipped.error_class,
        "shown": json.dumps([slipped.shown.as_written, slipped.shown.normalised, ""], ensure_ascii=False),
        "planted_at": store_of(session).now(),
        "answer": "",
        "answered_at": "",
    }
    insert_all(session, Plant, [row])
    detail = {"revision": entry.revision, "reviewer": reviewer, "field": slipped.field}
    actions.record(session, by, "plant.make", entry.id, detail)
    return slipped.field


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
