"""What stands around positions about to be kept: neighbours in the book, entries that may be the same event, known signers.

One load serves one position or a whole batch; what a batch keeps counts as standing there for those that follow, so the
checks say the same whether entries come one by one or by the thousand.
"""

from __future__ import annotations

import json
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy import ColumnElement, Integer, bindparam, select, tuple_
from sqlmodel import Session

from registers.checks import About, KnownEntry, Neighbour, Similar
from registers.checks.duplicates import SLIPS
from registers.dates import PartialDate
from registers.kinds import PositionState
from registers.kinship import MentionFacts
from registers.position import Position
from registers.revision import read
from registers.value import Value
from storage.engine import Store, store_of
from storage.shelf import BookRow
from storage.tables import TEXT, Entry, Mention, Revision, Signer, core, live

SIGNER_YEARS = 1
"""Signers of so many years before and after count as known (V23)."""

_e, _m, _r, _s = (core(table).c for table in (Entry, Mention, Revision, Signer))
_LIVE = live()
_PLACE = (_e.year, _e.number, _e.suffix)


def place_of(prefix: str = "") -> ColumnElement[Any]:
    """A position as the parameters of a statement, each name after `prefix`."""
    return tuple_(
        bindparam(f"{prefix}year", type_=Integer),
        bindparam(f"{prefix}number", type_=Integer),
        bindparam(f"{prefix}suffix", type_=TEXT),
    )


_IN_BOOK = select(_e.id, *_PLACE, _e.registration, _e.page_no).where(_e.book_id == bindparam("book"), _LIVE)
# Two of each: one of them may be the entry that is being corrected.
_BEFORE = _IN_BOOK.where(tuple_(*_PLACE) <= place_of()).order_by(*(part.desc() for part in _PLACE)).limit(2)
_AFTER = _IN_BOOK.where(tuple_(*_PLACE) > place_of()).order_by(*_PLACE).limit(2)
_BETWEEN = _IN_BOOK.where(tuple_(*_PLACE) > place_of(), tuple_(*_PLACE) <= place_of("last_"))
_OF_MENTION = (_e.office == _m.office) & (_e.id == _m.entry_id)
_BORN_THEN = (
    select(_e.kind, _m.role, _m.birth, _m.folded, _e.id)
    .join_from(core(Mention), core(Entry), _OF_MENTION)
    .where(_m.office == bindparam("office"), _m.birth.in_(bindparam("births", expanding=True)))
    .where(_m.role.in_(bindparam("roles", expanding=True)))  # a year alone is the birth of every parent of that age
    .where(_e.id != bindparam("but"), _LIVE)
)
_NEWEST = (
    select(_e.id, *_PLACE, _e.position_state, _r["values"])
    .join_from(
        core(Entry), core(Revision), (_r.office == _e.office) & (_r.entry_id == _e.id) & (_r.revision == _e.revision)
    )
    .where(_e.office == bindparam("office"), _e.id.in_(bindparam("ids", expanding=True)))
)
_SIGNERS = select(_s.name, _s.title).where(
    _s.office == bindparam("office"), _s.year.between(bindparam("first"), bindparam("last"))
)
_NAMED = select(_e.id).where(
    _e.office == bindparam("office"),
    _e.kind == bindparam("kind"),
    _e.registration == bindparam("registration"),
    _e.year == bindparam("year"),
    _e.number == bindparam("number"),
    _e.suffix == bindparam("suffix"),
    _LIVE,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated of one position: by a clerk about to save it, or by a file about to be imported."""

    position: Position
    kind: str
    position_state: PositionState
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)
    page_no: int | None = None
    entry_id: str = ""  # the entry it corrects, "" for a new one


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The main person of an entry that may be the same event."""

    folded: str
    entry_id: str


class Surroundings:
    """The store around positions of one book, within one unit of work."""

    def __init__(self, session: Session, book: BookRow, positions: Sequence[Position]) -> None:
        self._session = session
        self._book = book
        self._today = store_of(session).today()
        self._neighbours = _neighbours(session, book.id, positions)
        self._signers: dict[int, frozenset[tuple[str, str]]] = {}
        self._candidates: dict[tuple[str, str, str], list[_Candidate]] = defaultdict(list)
        self._similar: dict[str, Similar] = {}

    def expect(self, people: Iterable[tuple[str, MentionFacts]], *, but: str = "") -> None:
        """Load what may be the same event as those of `people` (kind, main person), leaving out the entry `but`."""
        wanted = {(kind, person.role, _birth(person)) for kind, person in people if _birth(person)}
        new = wanted - self._candidates.keys()
        if not new:
            return
        self._candidates |= {key: [] for key in new}
        births, roles = sorted({birth for _, _, birth in new}), sorted({role for _, role, _ in new})
        asked = {"office": self._book.office, "births": births, "roles": roles, "but": but}
        for kind, role, birth, folded, entry_id in self._session.execute(_BORN_THEN, asked):
            if (kind, role, birth) in new:
                self._candidates[kind, role, birth].append(_Candidate(folded, entry_id))

    def about(self, stated: Stated, people: Iterable[MentionFacts], known: KnownEntry | None = None) -> About:
        """Everything the rules may look at; `people` are the main persons, loaded by `expect` before."""
        before, after = self._beside(stated)
        book, position = self._book, stated.position
        return About(
            office=book.office,
            office_name=book.office_name,
            level=book.level,
            kind=stated.kind,
            layout=book.layout,
            year=position.year,
            number=position.number,
            suffix=position.suffix,
            book_years=(book.year_from, book.year_to),
            today=self._today,
            opened=PartialDate.from_normalised(book.opened),
            closed=PartialDate.from_normalised(book.closed),
            position_state=stated.position_state,
            before=before,
            after=after,
            similar=self._like(stated.kind, people),
            known_signers=self._signers_around(position.year),
            known_entries=known or known_in(self._session, book.office),
            page=stated.page_no,
        )

    def keep(self, stated: Stated, entry_id: str, people: Iterable[MentionFacts]) -> None:
        """`stated` stands in the store from now on."""
        position, state = stated.position, stated.position_state
        insort(self._neighbours, (position, _neighbour_of(stated), entry_id), key=_place)
        self._similar[entry_id] = Similar(
            position.year, position.number, position.suffix, stated.values, state, entry_id
        )
        for person in people:
            self._candidates[stated.kind, person.role, _birth(person)].append(_Candidate(person.folded, entry_id))
        signer = signer_of(stated.values)
        if signer:
            self._signers_around(position.year)
            for year, known in self._signers.items():
                if abs(year - position.year) <= SIGNER_YEARS:
                    self._signers[year] = known | {signer}

    def _beside(self, stated: Stated) -> tuple[Neighbour | None, Neighbour | None]:
        others = [row for row in self._neighbours if row[2] != stated.entry_id] if stated.entry_id else self._neighbours
        at = bisect_left(others, stated.position, key=_place)
        return (others[at - 1][1] if at else None), (others[at][1] if at < len(others) else None)

    def _like(self, kind: str, people: Iterable[MentionFacts]) -> list[Similar]:
        alike = {
            other.entry_id
            for person in people
            if _birth(person)
            for other in self._candidates.get((kind, person.role, _birth(person)), ())
            if DamerauLevenshtein.distance(person.folded, other.folded, score_cutoff=SLIPS) <= SLIPS
        }
        unread = sorted(alike - self._similar.keys())
        if unread:
            for row in self._session.execute(_NEWEST, {"office": self._book.office, "ids": unread}):
                values = read(json.loads(row.values))
                state = PositionState(row.position_state)
                self._similar[row.id] = Similar(row.year, row.number, row.suffix, values, state, row.id)
        return [self._similar[entry_id] for entry_id in sorted(alike)]

    def _signers_around(self, year: int) -> frozenset[tuple[str, str]]:
        if year not in self._signers:
            asked = {"office": self._book.office, "first": year - SIGNER_YEARS, "last": year + SIGNER_YEARS}
            self._signers[year] = frozenset((name, title) for name, title in self._session.execute(_SIGNERS, asked))
        return self._signers[year]


def signer_of(values: Mapping[str, Value]) -> tuple[str, str] | None:
    """The signer's name and title, as normalised; None where no name can be read."""
    name, title = values.get("signer_name"), values.get("signer_title")
    if name is None or not name.normalised:
        return None
    return name.normalised, title.normalised if title is not None else ""


def known_in(session: Session, office: str) -> KnownEntry:
    """Answers V25's question within a unit of work."""

    def known(kind: str, number: str, date: str) -> bool:
        day = PartialDate.from_normalised(date)
        try:
            position = Position.parse(number, day.year if day else None)
        except ValueError:
            return False
        asked = {"office": office, "kind": kind, "registration": date} | place(position)
        return session.execute(_NAMED, asked).first() is not None

    return known


def known_by(store: Store, office: str) -> KnownEntry:
    """Answers V25's question whenever it is asked, in a unit of work of its own."""

    def known(kind: str, number: str, date: str) -> bool:
        with store.read() as session:
            return known_in(session, office)(kind, number, date)

    return known


_Row = tuple[Position, Neighbour, str]


def _place(row: _Row) -> Position:
    return row[0]


def place(position: Position) -> dict[str, Any]:
    """A position as parameters of a statement."""
    return {"year": position.year, "number": position.number, "suffix": position.suffix}


def _neighbours(session: Session, book_id: str, positions: Sequence[Position]) -> list[_Row]:
    """The entries of the book among `positions` and just before and after them, in order."""
    if not positions:
        return []
    first, last = min(positions), max(positions)
    found = list(session.execute(_BEFORE, {"book": book_id} | place(first)))
    if first != last:
        upto = {f"last_{name}": value for name, value in place(last).items()}
        found += session.execute(_BETWEEN, {"book": book_id} | place(first) | upto)
    found += session.execute(_AFTER, {"book": book_id} | place(last))
    return sorted((_row(row) for row in found), key=_place)


def _row(row: Any) -> _Row:
    registration = PartialDate.from_normalised(row.registration)
    neighbour = Neighbour(row.number, row.suffix, row.year, registration, row.page_no)
    return Position(row.year, row.number, row.suffix), neighbour, row.id


def _neighbour_of(stated: Stated) -> Neighbour:
    position = stated.position
    return Neighbour(
        position.number,
        position.suffix,
        position.year,
        PartialDate.from_normalised(registration_of(stated.values)),
        stated.page_no,
    )


def registration_of(values: Mapping[str, Value]) -> str:
    """The date of registration, normalised, "" where there is none."""
    registered = values.get("registration_date")
    return registered.normalised if registered is not None else ""


def _birth(person: MentionFacts) -> str:
    return person.birth.normalised if person.birth is not None else ""
