"""The review queue: entries that wait for a supervisor, page by page in one of three orders, however many there are.

A page is asked for by the place of the row before it (keyset), so the thousandth page costs what the first does. The indexes
of the queue hold waiting entries alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    intersect,
    or_,
    select,
    tuple_,
)
from sqlmodel import Session

from registers.catalogue import Label, label
from registers.checks import Flag, Severity
from registers.kinds import PositionState
from registers.position import Position
from registers.text import fold
from registers.workflow import EntryState
from storage.bulk import one_of
from storage.engine import Store, stamp, store_of
from storage.positions import flags_of
from storage.records import NoSuchEntry
from storage.tables import FLAGGED_WAITS, WAITS, Account, Book, Entry, Mention, Name, core

PAGE = 100
"""Rows of a page unless told otherwise."""

FEW = 2_000
"""Mentions of a name up to which its entries are looked up one by one."""

_LAST = "\U0010ffff"
_MAY_WAIT = frozenset({EntryState.KEYED, EntryState.SETTLED})

_a, _b, _e, _m, _n = (core(table).c for table in (Account, Book, Entry, Mention, Name))


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

    `book` and `clerk` may be the beginning of the only one that begins so; a clerk's name is taken without tones and spaces, too.
    `rule` is a check (`V7`), `severity` the gravest flag (`none` for no flag), `older_than` days since keyed, `risk` the least
    score, `text` the beginnings of words of the name of anybody the entry speaks of, or a number (`12`, `12/2007`).
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
    position_state: PositionState
    title: str
    registration: str
    severity: str
    risk: int
    flags: tuple[Flag, ...] = field(hash=False)
    place: tuple[Any, ...] = ()

    @property
    def what(self) -> str:
        """Whom the entry names, and what its number is where it is no normal page: a missing page names nobody."""
        state = "" if self.position_state is PositionState.NORMAL else str(self.position_state.label)
        return " · ".join(filter(None, (self.title, state)))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries are wanted, and of them by gravest flag (`E`, `W`, `I`, "")."""

    total: int
    by_severity: Mapping[str, int] = field(hash=False)


def order_for(wanted: Wanted, order: Order) -> Order:
    """The order such entries come in: approved ones, most of the store in the end, come by book whatever is asked."""
    return Order.PLACE if EntryState.APPROVED in wanted.states else order


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

    Rows always come in the queue's order (`order_for`), whichever end they were asked from.
    """
    order = order_for(wanted, order)
    keys = _KEYS[order]
    backwards = before is not None
    descending = (order is Order.RISK) is not backwards
    query = select(core(Entry))
    beyond = before or after
    if beyond:
        place = tuple_(*keys)
        bound = tuple_(*(bindparam(f"key_{at}", part) for at, part in enumerate(beyond)))
        query = query.where(place < bound if descending else place > bound)
    query = query.order_by(*(key.desc() if descending else key.asc() for key in keys)).limit(limit)
    with store.read() as session:
        query = query.where(*_conditions(session, wanted))
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
    """How many the queue would show. All are counted in an index, and by flag only those that have one."""
    total = select(func.count()).select_from(core(Entry))
    graded = select(_e.severity, func.count()).group_by(_e.severity)
    with store.read() as session:
        asked = _asked(session, wanted, all_of_them=True)
        with_flag = graded.where(*_standing(wanted.states, flagged=True), *asked)
        found: dict[str, int] = {row[0]: row[1] for row in session.execute(with_flag)}
        every: int = session.execute(total.where(*_standing(wanted.states), *asked)).scalar_one()
    without = every - sum(found.values())
    return Counts(every, found | ({"": without} if without > 0 else {}))


def among(store: Store, wanted: Wanted, ids: Collection[str]) -> set[str]:
    """Those of the entries the queue would show."""
    with store.read() as session:
        query = select(_e.id).where(one_of(session, _e.id, ids), *_conditions(session, wanted))
        return set(session.execute(query).scalars())


def ids_of(session: Session, wanted: Wanted) -> Select[tuple[str, int]]:
    """Id and revision of every wanted entry, in the order of their books: for acts on all of them."""
    return select(_e.id, _e.revision).where(*_conditions(session, wanted)).order_by(*_KEYS[Order.PLACE])


def _conditions(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    flagged = bool(wanted.rule) or wanted.severity not in ("", "none")
    return [*_standing(wanted.states, flagged=flagged), *_asked(session, wanted)]


def _asked(session: Session, wanted: Wanted, *, all_of_them: bool = False) -> list[ColumnElement[bool]]:
    """What an index of the queue can answer: names of clerks and persons are looked up before it is asked.

    `all_of_them` says that every entry will be looked at, not the first page of them.
    """
    found: list[Any] = []
    if wanted.book:
        found.append(_e.book_id == _only_one(session, _b.id, wanted.book))
    if wanted.clerk:
        found.append(_e.keyer == _clerk(session, wanted.clerk))
    if wanted.kind:
        found.append(_e.kind == wanted.kind)
    if wanted.severity:
        found.append(_e.severity == ("" if wanted.severity == "none" else wanted.severity))
    if wanted.rule:
        found.append(_e.rules.contains(f" {wanted.rule} ", autoescape=True))
    if wanted.older_than is not None:
        found.append(_e.keyed_at < stamp(store_of(session).clock() - timedelta(days=wanted.older_than)))
    if wanted.risk is not None:
        found.append(_e.risk >= wanted.risk)
    names = []
    for word in wanted.text:
        said = _number_or_book(session, word)
        if said is None:
            names.append(fold(word))
        else:
            found.append(said)
    if names:
        found.append(_named(session, names, all_of_them=all_of_them))
    return found


def _standing(states: Sequence[EntryState], *, flagged: bool = False) -> list[Any]:
    """The entries that stand so, all or the `flagged` ones; those that wait in the words of the indexes that have them in order."""
    waits = FLAGGED_WAITS if flagged else WAITS
    if not states:
        return [waits]
    if set(states) <= _MAY_WAIT:
        return [waits, (_e.state + "").in_(states)]
    # Approved ones are too many to sort, and walked in the order of their books; of all others there are few at any time.
    stands = (_e.state + "" if EntryState.APPROVED in states else _e.state).in_(states)
    return [stands, _e.severity != ""] if flagged else [stands]


def _only_one(session: Session, column: ColumnElement[str], typed: str) -> str:
    """The value that is `typed`, or the only one that begins so; else `typed`, which nothing has."""
    found = (
        session.execute(select(column).where(column >= typed, column < typed + _LAST).order_by(column).limit(2))
        .scalars()
        .all()
    )
    return found[0] if len(found) == 1 else typed


def _clerk(session: Session, typed: str) -> str:
    """The account of that name; without tones and spaces, or by its beginning, where only one is so. "" for none."""
    accounts = session.execute(select(_a.id, _a.folded)).all()
    plain = _without_spaces(typed)
    for is_named in (
        lambda name: name == typed.lower(),
        lambda name: _without_spaces(name) == plain,
        lambda name: _without_spaces(name).startswith(plain),
    ):
        found = [account for account, name in accounts if is_named(name)]
        if found:
            return str(found[0]) if len(found) == 1 else ""
    return ""


def _without_spaces(name: str) -> str:
    return fold(name.replace("_", " ")).replace(" ", "")


def _number_or_book(session: Session, word: str) -> ColumnElement[bool] | None:
    """What a word asks that is a number in a book or a book's id; None for a part of a name."""
    number, _, year = word.partition("/")
    if number.isdecimal() and (not year or year.isdecimal()) and len(word) < 12:
        return and_(_e.number == int(number), _e.year == int(year)) if year else _e.number == int(number)
    known = session.execute(select(_b.id).where(_b.id == word)).first()
    return _e.book_id == word if known else None


def _named(session: Session, words: Sequence[str], *, all_of_them: bool) -> ColumnElement[bool]:
    """The entry speaks of somebody whose name has each of `words` (folded) as the beginning of a part.

    Entries that speak of few such people are named one by one; a name on every tenth page is met soon in any order.
    """
    names = intersect(*(select(_n.folded).where(_n.start >= word, _n.start < word + _LAST) for word in words))
    spoken_of = select(_m.entry_id).where(_m.folded.in_(names))
    few = session.execute(spoken_of.limit(FEW + 1)).scalars().all()
    if len(few) <= FEW:
        return one_of(session, _e.id, few)
    if all_of_them:
        return _e.id.in_(spoken_of)
    begins = (
        or_(_m.folded.startswith(word, autoescape=True), _m.folded.contains(f" {word}", autoescape=True))
        for word in words
    )
    return exists().where(_m.office == _e.office, _m.entry_id == _e.id, *begins)


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
        position_state=PositionState(row["position_state"]),
        title=row["title"],
        registration=row["registration"],
        severity=row["severity"],
        risk=row["risk"],
        flags=flags_of(row["flags"]),
        place=tuple(row[key.key] for key in _KEYS[order]),  # type: ignore[index]
    )


SEVERITIES = (*(grade.value for grade in Severity), "none")
"""What `Wanted.severity` may be."""
