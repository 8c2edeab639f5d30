"""Standardising a book: what today's rules would store otherwise, a part of the book at a time, and what is decided about it.

Each entry that takes up what is accepted gets one revision, the page's words kept and their keyer with them; an approved entry then
waits for a new approval, and the approved revision stays the official one until it has it. What is refused is a line of the
log, and is not proposed again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, ClassVar

from sqlalchemy import Row, select, tuple_
from sqlmodel import Session

from registers.errors import HotichError
from registers.form import load
from registers.kinds import Layout, PositionState
from registers.missing import is_ditto
from registers.position import Position
from registers.reading import Context
from registers.revision import read
from registers.standardise import Proposal, proposals
from registers.value import Value
from registers.workflow import Act, EntryState, next_state
from storage import actions, shelf
from storage.decisions import Decided, Undecided
from storage.engine import Store
from storage.entries import Superseded, standardise_in
from storage.hamlets import spellings
from storage.permissions import role_of
from storage.records import required
from storage.shelf import BookRow
from storage.tables import Action, Entry, Revision, core

REFUSED = "standardise.refuse"
"""The act under which a refusal stands in the log: `{"field", "becomes": [normalised, mark]}`."""

PART = 250
"""Entries read at once: a quarter of a second."""

_TOGETHER = 100  # entries of one unit of work
_STATES = (EntryState.KEYED, EntryState.SETTLED, EntryState.APPROVED)

_a, _e, _r = core(Action).c, core(Entry).c, core(Revision).c
_PLACE = (_e.year, _e.number, _e.suffix)
_NEWEST = select(
    _e.id, *_PLACE, _e.kind, _e.state, _e.position_state, _e.revision, _e.keyer, _e.title, _r.layout, _r["values"]
).join_from(
    core(Entry), core(Revision), (_r.office == _e.office) & (_r.entry_id == _e.id) & (_r.revision == _e.revision)
)


class NotProposed(HotichError):
    """Today's rules no longer propose that of the entry as it stands."""

    key: ClassVar[str] = "standardise.not_proposed"


@dataclass(frozen=True, slots=True)
class Around:
    """What one book is read with: its line of the inventory, and how the office's books spell their hamlets."""

    book: BookRow
    hamlets: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal of an entry at the revision that was looked at."""

    entry_id: str
    revision: int
    state: EntryState
    kind: str
    layout: Layout
    position: Position
    title: str
    proposal: Proposal

    @property
    def key(self) -> tuple[str, str]:
        """The entry and the field."""
        return self.entry_id, self.proposal.field


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of the book gives. `upto` is the last position read, None where the book ends here."""

    found: tuple[Proposed, ...]
    upto: Position | None


def look_around(store: Store, book_id: str) -> Around:
    """What the book is read with. Raises NoSuchBook."""
    book = shelf.get(store, book_id)
    return Around(book, spellings(store, book.office))


def part(store: Store, around: Around, after: Position | None = None, *, limit: int = PART) -> Part:
    """What is proposed of the `limit` entries after a position, in the order of the book; refused proposals are left out."""
    query = _NEWEST.where(_e.book_id == around.book.id).order_by(*_PLACE).limit(limit)
    if after is not None:
        query = query.where(tuple_(*_PLACE) > (after.year, after.number, after.suffix))
    with store.read() as session:
        rows = session.execute(query).all()
        refused = _refused(session, [row.id for row in rows])
        above: dict[str, dict[str, str]] = {}
        found = [one for row in rows for one in _of(session, around, row, above) if _key(one) not in refused]
    last = rows[-1] if len(rows) == limit else None
    return Part(tuple(found), Position(last.year, last.number, last.suffix) if last else None)


def proposed(store: Store, around: Around) -> Iterator[Proposed]:
    """Everything that is proposed of the book."""
    after: Position | None = None
    while True:
        read_so_far = part(store, around, after)
        yield from read_so_far.found
        after = read_so_far.upto
        if after is None:
            return


def accept(store: Store, around: Around, chosen: Iterable[Proposed], *, account_id: str) -> list[Decided | Undecided]:
    """Take up what is `chosen`: one revision an entry, whatever is accepted of it. One answer an entry, in their order.

    What cannot be taken up (Superseded, NotProposed, StepRefused, EntryBlocked, BookClosed) keeps nothing else back.
    """
    by_entry: dict[str, list[Proposed]] = {}
    for one in chosen:
        by_entry.setdefault(one.entry_id, []).append(one)
    answers: list[Decided | Undecided] = []
    rest = iter(by_entry.values())
    while some := list(islice(rest, _TOGETHER)):
        with store.write() as session:
            for wanted in some:
                try:
                    made = _accept(session, around, wanted, account_id)
                    answers.append(Decided(wanted[0].entry_id, made))
                except HotichError as why:  # raised before anything of this entry is written
                    answers.append(Undecided(wanted[0].entry_id, why))
    return answers


def refuse(store: Store, around: Around, one: Proposed, *, account_id: str) -> None:
    """Leave the field as it is stored, for good. Raises Superseded, NotProposed, StepRefused, NoSuchEntry, NotAllowed."""
    with store.write() as session:
        _require_proposed(session, around, [one], account_id)
        becomes = one.proposal.becomes
        detail = {"field": one.proposal.field, "becomes": [becomes.normalised, str(becomes.mark)]}
        actions.record(session, account_id, REFUSED, one.entry_id, detail)


def _accept(session: Session, around: Around, wanted: Sequence[Proposed], account_id: str) -> int:
    entry, values = _require_proposed(session, around, wanted, account_id)
    becomes = {one.proposal.field: one.proposal.becomes for one in wanted}
    kinds = dict.fromkeys(one.proposal.change.label.vi for one in wanted)
    return standardise_in(session, entry, values | becomes, account_id=account_id, reason=", ".join(kinds))


def _require_proposed(
    session: Session, around: Around, wanted: Sequence[Proposed], account_id: str
) -> tuple[Entry, dict[str, Value]]:
    """The entry with its values, where the account may standardise it and all that is wanted is still proposed."""
    entry = required(session, wanted[0].entry_id)
    if entry.revision != wanted[0].revision:
        raise Superseded(revision=entry.revision)
    own = entry.keyer == account_id
    next_state(Act.STANDARDISE, EntryState(entry.state), role_of(session, account_id), own=own)
    row = session.execute(_NEWEST.where(_e.office == entry.office, _e.id == entry.id)).one()
    now = {one.proposal for one in _of(session, around, row, {})}
    for one in wanted:
        if one.proposal not in now:
            raise NotProposed(field=one.proposal.field, position=one.position)
    return entry, read(json.loads(row.values))


def _of(session: Session, around: Around, row: Row[Any], above: dict[str, dict[str, str]]) -> list[Proposed]:
    """What is proposed of one entry; `above` grows by it, for the ditto marks of the next."""
    if not row.kind or not PositionState(row.position_state).has_values:
        return []
    book, values, position = around.book, read(json.loads(row.values)), Position(row.year, row.number, row.suffix)
    if any(is_ditto(value.as_written) for value in values.values()) and row.kind not in above:
        above[row.kind] = _before(session, book.id, row.kind, position)
    context = Context(
        office=book.office,
        level=book.level,
        kind=row.kind,
        layout=book.layout,
        year=row.year,
        above=above.get(row.kind, {}),
        hamlets=around.hamlets,
    )
    above[row.kind] = {name: value.normalised for name, value in values.items()}
    if row.state not in _STATES:
        return []
    return [
        Proposed(row.id, row.revision, EntryState(row.state), row.kind, Layout(row.layout), position, row.title, one)
        for one in proposals(load(row.kind, row.layout), values, context)
    ]


def _before(session: Session, book_id: str, kind: str, position: Position) -> dict[str, str]:
    """The stored values of the entry of that kind before a position of the book."""
    query = (
        _NEWEST.where(_e.book_id == book_id, _e.kind == kind, _e.state != EntryState.WITHDRAWN)
        .where(tuple_(*_PLACE) < (position.year, position.number, position.suffix))
        .order_by(*(part.desc() for part in _PLACE))
        .limit(1)
    )
    row = session.execute(query).first()
    return {name: value.normalised for name, value in read(json.loads(row.values)).items()} if row else {}


_Refused = tuple[str, str, str, str]


def _key(one: Proposed) -> _Refused:
    becomes = one.proposal.becomes
    return one.entry_id, one.proposal.field, becomes.normalised, str(becomes.mark)


def _refused(session: Session, entries: Collection[str]) -> set[_Refused]:
    lines = session.execute(select(_a.subject, _a.detail).where(_a.subject.in_(entries), _a.act == REFUSED))
    told = [(line.subject, json.loads(line.detail)) for line in lines]
    return {(entry_id, detail["field"], *detail["becomes"]) for entry_id, detail in told}
