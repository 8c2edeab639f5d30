"""The review queue: entries that wait for a supervisor, page by page in one of three orders, however many there are.

A page is asked for by the place of the row before it (keyset), so the thousandth page costs what the first does. The indexes
of the queue hold waiting entries alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, tuple_
from sqlmodel import Session

from registers.canonical import canonical_json
from registers.catalogue import Label, label
from registers.checks import Flag, Severity
from registers.position import Position
from registers.text import fold
from registers.workflow import EntryState
from storage.engine import Store, stamp, store_of
from storage.positions import flags_of
from storage.records import NoSuchEntry
from storage.tables import WAITS, Account, Entry, Mention, core

PAGE = 100
"""Rows of a page unless told otherwise."""

_e, _m, _a = core(Entry).c, core(Mention).c, core(Account).c


class Order(StrEnum):
    """What comes first: the riskiest, the oldest, or the first in its book."""

    RISK = "risk"
    AGE = "age"
    PLACE = "place"

    @property
    def label(self) -> Label:
        """The order in words."""
        return label(f"review.order_{self.value}")


_KEYS: Mapping[Order, tuple[ColumnElement[Any], ...]] = {
    Order.RISK: (_e.risk, _e.id),
    Order.AGE: (_e.keyed_at, _e.id),
    Order.PLACE: (_e.book_id, _e.year, _e.number, _e.suffix, _e.id),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries the queue shows; what is empty asks nothing. `states` empty means those that may be approved.

    `rule` is a check (`V7`), `severity` the gravest flag (`none` for no flag), `older_than` days since keyed, `risk` the least
    score, `text` a name or part of one of anybody the entry speaks of, or a number (`12`, `12/2007`).
    """

    book: str = ""
    clerk: str = ""  # the account's name
    kind: str = ""
    rule: str = ""
    severity: str = ""
    older_than: int | None = None
    risk: int | None = None
    states: tuple[EntryState, ...] = ()
    text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the queue. `place` is where it stands in the order it was asked in: give it to get what follows."""

    entry_id: str
    office: str
    book_id: str
    kind: str
    position: Position
    state: EntryState
    revision: int
    keyer: str
    keyed_at: str
    page_no: int | None
    title: str
    registration: str
    severity: str
    risk: int
    flags: tuple[Flag, ...] = field(hash=False)
    place: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries are wanted, and of them by gravest flag (`E`, `W`, `I`, "")."""

    total: int
    by_severity: Mapping[str, int] = field(hash=False)


def queue(
    store: Store,
    wanted: Wanted = Wanted(),
    *,
    order: Order = Order.RISK,
    after: Sequence[Any] | None = None,
    before: Sequence[Any] | None = None,
    limit: int = PAGE,
) -> list[Waiting]:
    """The first `limit` rows; those after the place `after`, or the last ones (before the place `before`, () for the end).

    Rows always come in the queue's order, whichever end they were asked from.
    """
    keys = _KEYS[order]
    backwards = before is not None
    descending = (order is Order.RISK) is not backwards
    query = select(core(Entry)).where(*_conditions(store, wanted))
    beyond = before or after
    if beyond:
        place = tuple_(*keys)
        bound = tuple_(*(bindparam(f"key_{at}", part) for at, part in enumerate(beyond)))
        query = query.where(place < bound if descending else place > bound)
    query = query.order_by(*(key.desc() if descending else key.asc() for key in keys)).limit(limit)
    with store.read() as session:
        rows = [_waiting(dict(row), order) for row in session.execute(query).mappings()]
    return rows[::-1] if backwards else rows


def row_of(store: Store, entry_id: str) -> Waiting:
    """The row of one entry, whatever state it is in. Raises NoSuchEntry."""
    with store.read() as session:
        row = session.execute(select(core(Entry)).where(_e.id == entry_id)).mappings().first()
    if row is None:
        raise NoSuchEntry
    return _waiting(dict(row), Order.PLACE)


def count(store: Store, wanted: Wanted = Wanted()) -> Counts:
    """How many the queue would show."""
    query = select(_e.severity, func.count()).where(*_conditions(store, wanted)).group_by(_e.severity)
    with store.read() as session:
        found: dict[str, int] = {row[0]: row[1] for row in session.execute(query)}
    return Counts(sum(found.values()), found)


def ids_of(session: Session, wanted: Wanted) -> Select[tuple[str, int]]:
    """Id and revision of every wanted entry, in the order of their books: for acts on all of them."""
    conditions = _conditions(store_of(session), wanted)
    return select(_e.id, _e.revision).where(*conditions).order_by(*_KEYS[Order.PLACE])


def _conditions(store: Store, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[Any] = [_e.state.in_([str(state) for state in wanted.states]) if wanted.states else WAITS]
    equal = ((_e.book_id, wanted.book), (_e.kind, wanted.kind))
    found += [column == value for column, value in equal if value]
    if wanted.clerk:
        found.append(_e.keyer.in_(select(_a.id).where(_a.folded == wanted.clerk.lower())))
    if wanted.severity:
        found.append(_e.severity == ("" if wanted.severity == "none" else wanted.severity))
    if wanted.rule:
        written = canonical_json({"rule": wanted.rule}).decode()[1:-1]
        found.append(_e.flags.contains(f"{written},", autoescape=True))
    if wanted.older_than is not None:
        found.append(_e.keyed_at < stamp(store.clock() - timedelta(days=wanted.older_than)))
    if wanted.risk is not None:
        found.append(_e.risk >= wanted.risk)
    found += [_says(word) for word in wanted.text]
    return found


def _says(word: str) -> ColumnElement[bool]:
    """A word that is a number, or a part of a name of somebody the entry mentions."""
    number, _, year = word.partition("/")
    if number.isdecimal() and (not year or year.isdecimal()) and len(word) < 12:
        return and_(_e.number == int(number), _e.year == int(year)) if year else _e.number == int(number)
    mentioned = and_(_m.office == _e.office, _m.entry_id == _e.id, _m.folded.contains(fold(word), autoescape=True))
    return or_(exists().where(mentioned), and_(_e.book_id == word))


def _waiting(row: Mapping[str, Any], order: Order) -> Waiting:
    return Waiting(
        entry_id=row["id"],
        office=row["office"],
        book_id=row["book_id"],
        kind=row["kind"],
        position=Position(row["year"], row["number"], row["suffix"]),
        state=EntryState(row["state"]),
        revision=row["revision"],
        keyer=row["keyer"],
        keyed_at=row["keyed_at"],
        page_no=row["page_no"],
        title=row["title"],
        registration=row["registration"],
        severity=row["severity"],
        risk=row["risk"],
        flags=flags_of(row["flags"]),
        place=tuple(row[key.key] for key in _KEYS[order]),  # type: ignore[index]
    )


SEVERITIES = (*(grade.value for grade in Severity), "none")
"""What `Wanted.severity` may be."""
