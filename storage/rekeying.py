"""Giving a book out to be keyed a second time, and what a clerk takes up of it: entries he never typed, field by field, blind.

What is handed to the keying screen is which fields to key and the texts of the *others*, which those are read beside (a date a
unit's name is looked up at); never a text of a field that is asked for.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, or_, select, update
from sqlmodel import Session

from registers.errors import HotichError
from registers.form import load
from registers.kinds import Layout, PositionState
from registers.position import Position
from registers.rekeying import Scope, Sort, Standing, fields_for, worth_keying_again
from registers.revision import read as read_values
from registers.slips import ErrorClass
from registers.value import Values
from registers.workflow import EntryState, Role
from storage import actions, secondkeying, shelf
from storage.bulk import insert_all
from storage.engine import Store
from storage.permissions import require, role_of
from storage.records import newest, required
from storage.reviewtables import Fault, Keying, Rekeying
from storage.secondkeying import SECOND, THIRD
from storage.tables import Account, Entry, Revision, core
from storage.typists import has_typed

_g, _e, _r, _k, _f = core(Rekeying).c, core(Entry).c, core(Revision).c, core(Keying).c, core(Fault).c
_OF_ENTRY = (_g.office == _e.office) & (_g.entry_id == _e.id)
_SECOND_DUE = (_e.state == EntryState.KEYED) & (_e.revision == _g.revision)
_THIRD_DUE = _e.state == EntryState.DIFFERING
_AGAIN = exists().where(
    _k.office == _g.office, _k.entry_id == _g.entry_id, _k.turn == SECOND, _k.revision > _g.revision
)
_SETTLED = _AGAIN & _e.state.in_([EntryState.SETTLED, EntryState.APPROVED])
_GIVEN = _SECOND_DUE | _SETTLED | (_AGAIN & _e.state.in_([EntryState.SECOND_KEYED, EntryState.DIFFERING]))
"""Given out and not overtaken: an entry corrected, returned or approved before anybody keyed it again no longer is."""


class NothingToGive(HotichError):
    """The book has no keyed entry that is not given out already."""

    key: ClassVar[str] = "rekeying.nothing_to_give"


class NothingForKeyer(HotichError):
    """The account named keys none of what would be given out: its own work, or it may not. Values: `who`, its name."""

    key: ClassVar[str] = "rekeying.nothing_for_keyer"


class NothingDue(HotichError):
    """No entry of the book waits for this account to key it again."""

    key: ClassVar[str] = "rekeying.nothing_due"


_HAS_VALUES = _e.position_state.in_([state.value for state in PositionState if state.has_values])
"""Of a blank page and one that is torn out there is nothing to key again."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was given out: entries, and fields of them."""

    entries: int
    fields: int


@dataclass(frozen=True, slots=True)
class Due:
    """An entry to key again: `turn` 2 or 3, the fields asked, and the texts of the others. `left` of the book wait for the account."""

    entry_id: str
    book_id: str
    kind: str
    layout: Layout
    position: Position
    page_no: int | None
    revision: int
    turn: int
    fields: tuple[str, ...]
    rest: Values = field(hash=False)
    left: int = 0


@dataclass(frozen=True, slots=True)
class BookRow:
    """How far second keying is in a book: entries that could be given out, that are, that were keyed again and how it ended."""

    book_id: str
    to_give: int
    given: int
    differing: int
    settled: int
    mine: int  # those that wait for the account that asks


@dataclass(frozen=True, slots=True)
class Charged:
    """Faults of one class that comparisons proved, charged to who typed them."""

    account_id: str
    error_class: ErrorClass
    count: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Entries that are given out no longer, and those whose third reading is anybody's again."""

    entries: int
    freed: int


def give_out(
    store: Store, book_id: str, scope: Scope, *, by: str, random: Random, share: float = 1.0, to: str = ""
) -> Given:
    """Give the book's keyed entries out to be keyed a second time, or a random `share` of them; to one account where `to` names it.

    Raises NothingToGive, NothingForKeyer, NoSuchBook, NotAllowed; what keeps the account of `to` from working.
    """
    with store.read() as session:
        require(session, by, "rekeying.give")
        if to and role_of(session, to) is Role.AUDITOR:
            raise NothingForKeyer(who=_name(session, to))
        shelf.required(session, book_id)
        every = _entries_of(session, book_id)
        given = _given_now(session, book_id)
        free = [each for each in every if each.state == EntryState.KEYED and (each.id, each.revision) not in given]
        if to and free:
            free = [each for each in free if not has_typed(session, each, to)]
            if not free:
                raise NothingForKeyer(who=_name(session, to))
    chosen = random.sample(free, min(len(free), max(1, round(share * len(free)))))
    asked = _Asking(every, scope, random)
    rows = [row for each in chosen if (row := _row(each, asked.of(each), scope)) is not None]
    if not rows:
        raise NothingToGive
    now = store.now()
    with store.write() as session:
        session.execute(delete(core(Rekeying)).where(_g.entry_id.in_([row["entry_id"] for row in rows])))
        insert_all(session, Rekeying, [row | {"given_by": by, "given_at": now, "second": to} for row in rows])
        found = Given(len(rows), sum(len(json.loads(row["fields"])) for row in rows))
        detail = {"scope": scope.value, "entries": found.entries, "fields": found.fields, "to": to}
        actions.record(session, by, "rekeying.give", book_id, detail)
    return found


def take_back(store: Store, book_id: str, *, by: str) -> TakenBack:
    """Take back what nobody keyed again yet, and let others read what somebody has taken up to read a third time.

    Raises NoSuchBook, NotAllowed.
    """
    with store.write() as session:
        require(session, by, "rekeying.give")
        shelf.required(session, book_id)
        undone = select(_g.entry_id).join(core(Entry), _OF_ENTRY).where(_g.book_id == book_id, _SECOND_DUE)
        ids = list(session.execute(undone).scalars())
        session.execute(delete(core(Rekeying)).where(_g.entry_id.in_(ids)))
        held = select(_g.entry_id).join(core(Entry), _OF_ENTRY).where(_g.book_id == book_id, _THIRD_DUE, _g.third != "")
        freed = list(session.execute(held).scalars())
        session.execute(update(core(Rekeying)).where(_g.entry_id.in_(freed)).values(third=""))
        actions.record(session, by, "rekeying.take_back", book_id, {"entries": len(ids)})
    return TakenBack(len(ids), len(freed))


def next_due(store: Store, book_id: str, account_id: str) -> Due:
    """Take up the next entry of the book the account may key again; those it began come first. Raises NothingDue, NotAllowed."""
    with store.write() as session:
        require(session, account_id, "rekeying.key")
        waiting = select(core(Rekeying)).join(core(Entry), _OF_ENTRY).where(_g.book_id == book_id, _due(account_id))
        mine = or_(and_(_SECOND_DUE, _g.second == account_id), and_(_THIRD_DUE, _g.third == account_id))
        order = (mine.desc(), _THIRD_DUE.desc(), _e.year, _e.number, _e.suffix)
        row = session.execute(waiting.order_by(*order).limit(1)).mappings().first()
        if row is None:
            raise NothingDue
        left = session.execute(select(func.count()).select_from(waiting.subquery())).scalar_one()
        return replace(_taken_up(session, dict(row), account_id), left=left)


def put_down(store: Store, due: Due, account_id: str) -> None:
    """Let others take up an entry nothing was typed of."""
    column = _g.second if due.turn == SECOND else _g.third
    with store.write() as session:
        session.execute(
            update(core(Rekeying)).where(_g.entry_id == due.entry_id, column == account_id).values({column.name: ""})
        )


def books(store: Store, account_id: str, *, every: bool) -> list[BookRow]:
    """Books with second keying: those with something for the account, or `every` one that has keyed entries or any given out."""
    mine = func.sum(_one_if(_due(account_id)))
    given = (
        select(
            _g.book_id,
            func.sum(_one_if(_GIVEN)),
            func.sum(_one_if(_THIRD_DUE)),
            func.sum(_one_if(_SETTLED)),
            mine,
        )
        .join(core(Entry), _OF_ENTRY)
        .group_by(_g.book_id)
    )
    with store.read() as session:
        found = {row[0]: tuple(row)[1:] for row in session.execute(given)}
        keyed: dict[str, int] = {}
        if every:
            held = exists().where(_OF_ENTRY, _g.revision == _e.revision)
            free = (_e.state == EntryState.KEYED, _HAS_VALUES, ~held)
            query = select(_e.book_id, func.count()).where(*free).group_by(_e.book_id)
            keyed = {row[0]: row[1] for row in session.execute(query)}
    rows = [
        BookRow(book_id, keyed.get(book_id, 0), *map(int, found.get(book_id, (0, 0, 0, 0))))
        for book_id in sorted({*found, *keyed})
    ]
    return [row for row in rows if row.mine or (every and (row.to_give or row.given))]


def due(store: Store, account_id: str) -> int:
    """How many entries wait for the account to key them again."""
    return sum(row.mine for row in books(store, account_id, every=False))


def charged(store: Store, account_id: str = "") -> list[Charged]:
    """Faults by class, of everybody or of one account."""
    query = select(_f.account_id, _f.error_class, func.count()).group_by(_f.account_id, _f.error_class)
    if account_id:
        query = query.where(_f.account_id == account_id)
    with store.read() as session:
        rows = session.execute(query.order_by(_f.account_id, _f.error_class)).all()
    return [Charged(row[0], ErrorClass(row[1]), row[2]) for row in rows]


def _name(session: Session, account_id: str) -> str:
    found: str = session.execute(select(core(Account).c.name).where(core(Account).c.id == account_id)).scalar_one()
    return found


# ---- what is asked for

_NOTHING = "(nothing)"
"""Stands for an empty field among the texts of its book."""


_NEWEST = (_e.office == _r.office) & (_e.id == _r.entry_id) & (_e.revision == _r.revision)


def _entries_of(session: Session, book_id: str) -> Sequence[Any]:
    """Every live entry of the book that has values, in the book's order."""
    query = select(_e.office, _e.id, _e.book_id, _e.kind, _e.state, _e.revision, _r.layout, _r["values"])
    query = query.join(core(Revision), _NEWEST)
    query = query.where(_e.book_id == book_id, _e.state != EntryState.WITHDRAWN, _HAS_VALUES)
    return session.execute(query.order_by(_e.year, _e.number, _e.suffix)).all()


def _given_now(session: Session, book_id: str) -> set[tuple[str, int]]:
    return {
        (row.entry_id, row.revision) for row in session.execute(select(core(Rekeying)).where(_g.book_id == book_id))
    }


def _row(entry: Any, asked: tuple[list[str], list[str]], scope: Scope) -> dict[str, Any] | None:
    fields, spots = asked
    if not fields:
        return None
    return {
        "office": entry.office,
        "entry_id": entry.id,
        "revision": entry.revision,
        "book_id": entry.book_id,
        "scope": scope.value,
        "fields": json.dumps(fields),
        "spots": json.dumps(spots),
        "third": "",
    }


class _Asking:
    """Which fields of an entry are asked for: those of the scope that any entry of its kind in the book fills."""

    def __init__(self, entries: Sequence[Any], scope: Scope, random: Random) -> None:
        self._scope, self._random = scope, random
        self._texts: dict[str, dict[str, str]] = {}
        self._before: dict[str, Mapping[str, str]] = {}
        self._same: Counter[tuple[str, str, str]] = Counter()
        self._filled: dict[str, Counter[str]] = defaultdict(Counter)
        self._entries = Counter(entry.kind for entry in entries)
        last: Mapping[str, str] = {}
        for entry in entries:
            values = read_values(json.loads(entry.values))
            texts = {name: value.normalised for name, value in values.items() if not value.empty}
            self._texts[entry.id], self._before[entry.id], last = texts, last, texts
            self._filled[entry.kind].update(texts.keys())
            self._same.update((entry.kind, name, text) for name, text in texts.items())

    def of(self, entry: Any) -> tuple[list[str], list[str]]:
        """The fields asked for in page order, and those of them that are only a spot check."""
        form = load(entry.kind, entry.layout) if entry.kind and self._texts[entry.id] else None
        if form is None:
            return [], []
        printed = [name for name in fields_for(form, self._scope) if self._filled[entry.kind][name]]
        if self._scope is not Scope.ADAPTIVE:
            return printed, []
        asked = [name for name in printed if self._asks(entry, name)]
        return asked, [name for name in asked if self._standing(entry, name).sort is not Sort.ODD]

    def _asks(self, entry: Any, name: str) -> bool:
        return worth_keying_again(self._standing(entry, name), distrusted=False, spot=self._random.random())

    def _standing(self, entry: Any, name: str) -> Standing:
        text, filled = self._texts[entry.id].get(name, ""), self._filled[entry.kind][name]
        if not text:  # left empty: as usual as the book's other empty ones, and nothing to type
            entries = self._entries[entry.kind]
            return Standing(_NOTHING, entries - filled - 1, entries - 1, repeats=False)
        repeats = self._before[entry.id].get(name) == text
        return Standing(text, self._same[entry.kind, name, text] - 1, filled - 1, repeats)


# ---- who may take up what


def _due(account_id: str) -> ColumnElement[bool]:
    """What waits for the account: not typed by it before, and taken up by nobody else."""
    again = exists().where(_k.office == _g.office, _k.entry_id == _g.entry_id, _k.account_id == account_id)
    ever = exists().where(_r.office == _g.office, _r.entry_id == _g.entry_id, _r.keyer == account_id)
    second = and_(_SECOND_DUE, _g.second.in_(["", account_id]))
    third = and_(_THIRD_DUE, _g.third.in_(["", account_id]))
    return and_(or_(second, third), ~again, ~ever)


def _one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _taken_up(session: Session, row: Mapping[str, Any], account_id: str) -> Due:
    entry = required(session, row["entry_id"])
    revision = newest(session, entry)
    turn = THIRD if entry.state == EntryState.DIFFERING else SECOND
    asked = tuple(json.loads(row["fields"])) if turn == SECOND else secondkeying.disputed_in(session, entry)
    column = _g.second if turn == SECOND else _g.third
    taken = update(core(Rekeying)).where(_g.office == entry.office, _g.entry_id == entry.id)
    session.execute(taken.values({column.name: account_id}))
    values = read_values(json.loads(revision.values))
    return Due(
        entry_id=entry.id,
        book_id=entry.book_id,
        kind=entry.kind,
        layout=Layout(revision.layout),
        position=Position(entry.year, entry.number, entry.suffix),
        page_no=entry.page_no,
        revision=entry.revision,
        turn=turn,
        fields=asked,
        rest={name: value for name, value in values.items() if name not in asked},
    )
