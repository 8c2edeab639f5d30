"""Entries: what was keyed of each position, kept for good, and every state it has been in.

Keeping one is a single unit of work: the checks are run again, the revision is written with all that follows from it, the
log line and the outbox item with it, and the draft is gone. Nothing is ever overwritten; a correction is one more revision.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlmodel import Session

from registers.canonical import canonical_json
from registers.checks import About, Flag
from registers.errors import HotichError
from registers.kinds import Layout, PositionState
from registers.position import Position
from registers.revision import read as read_values
from registers.revision import written
from registers.value import Value
from registers.workflow import NEEDS_REASON, Act, EntryState, next_state
from storage import drafts, shelf
from storage.engine import Store, store_of
from storage.judging import EntryBlocked, Judged, Read, judge, read, reason_of
from storage.permissions import role_of
from storage.positions import (
    Claim,
    PositionKeyed,
    PositionTaken,
    flags_of,
    numbers_of,
    open_to,
    require_possible,
    same_number,
)
from storage.records import NoSuchEntry, RevisionRow, StoredEntry, history, last_of_book, load, newest, required
from storage.revisions import NewRevision, append, count
from storage.shelf import BookRow
from storage.surroundings import Stated, Surroundings, known_by
from storage.tables import Entry
from storage.typists import has_typed

__all__ = [
    "NoSuchEntry",
    "ReasonMissing",
    "Refused",
    "RevisionRow",
    "Saved",
    "StoredEntry",
    "Superseded",
    "correct",
    "history",
    "last_of_book",
    "load",
    "save",
    "save_many",
    "settle_in",
    "standardise_in",
    "step",
    "step_in",
    "surroundings",
]


_NOT_BY_A_TYPIST = frozenset({Act.APPROVE, Act.SECOND_KEY})
"""Not for anybody who typed any revision of it: a return and another's correction do not make it another's work."""

_ALONE = frozenset({Act.APPROVE, Act.RETURN, Act.WITHDRAW})  # the other steps come with a keying


class ReasonMissing(HotichError):
    """The step needs a reason."""

    key: ClassVar[str] = "storage.reason_missing"


class Superseded(HotichError):
    """Somebody wrote a newer revision meanwhile."""

    key: ClassVar[str] = "storage.superseded"


@dataclass(frozen=True, slots=True)
class Saved:
    """A revision that is kept, with what the checks said of it."""

    entry_id: str
    revision: int
    flags: tuple[Flag, ...]


def save(
    store: Store,
    claim: Claim,
    *,
    kind: str,
    position_state: PositionState | str,
    values: Mapping[str, Value],
    page_no: int | None,
    account_id: str,
    reason: str = "",
    overrides: Mapping[str, str] | None = None,
    carried: Mapping[str, Sequence[str]] | None = None,
) -> Saved:
    """Keep what was keyed of the claimed position, and end the claim.

    `overrides` gives, by `Flag.key` or by rule, the reason a value stands although it is flagged; `carried` the fields the form
    filled in and nobody looked at, by how (`storage.carried`). Raises EntryBlocked, ClaimLost, PositionKeyed, BookClosed,
    BookAssigned, UnknownForm, TextTooLong, NotAllowed; then everything is as it was.
    """
    stated = Stated(claim.position, kind, PositionState(position_state), values, page_no)
    with store.write() as session:
        drafts.end(session, claim, account_id)
        book = open_to(session, claim.book_id, account_id)
        _require_free(session, book, claim.position)
        judged = _judged(session, book, stated, overrides)
        new = replace(first_revision(session, book, judged, account_id, reason), carried=carried or {})
        append(session, [new])
        count(session, book.id, keyed=1)
    return Saved(new.entry_id, new.revision, judged.flags)


def correct(
    store: Store,
    entry_id: str,
    *,
    values: Mapping[str, Value],
    base_revision: int,
    account_id: str,
    reason: str = "",
    kind: str | None = None,
    position: Position | None = None,
    position_state: PositionState | str | None = None,
    page_no: int | None = None,
    overrides: Mapping[str, str] | None = None,
) -> Saved:
    """Keep a corrected entry as its next revision; what is None stays as it was, but `page_no`.

    Changing nothing about an entry that waits for nothing writes nothing. A revision that was approved stays the official one
    until the new one is. Raises Superseded where `base_revision` is not the newest, StepRefused where the account may not
    correct the entry as it stands, and what `save` raises.
    """
    with store.write() as session:
        entry = _current(session, entry_id, base_revision)
        book = open_to(session, entry.book_id, account_id)
        state = next_state(
            Act.CORRECT, EntryState(entry.state), role_of(session, account_id), own=entry.keyer == account_id
        )
        before = Position(entry.year, entry.number, entry.suffix)
        if position is not None and position != before:
            require_possible(book, position)
            _require_free(session, book, position)
        stated = Stated(
            position=position or before,
            kind=entry.kind if kind is None else kind,
            position_state=PositionState(position_state or entry.position_state),
            values=values,
            page_no=page_no,
            entry_id=entry_id,
        )
        judged = _judged(session, book, stated, overrides)
        if state == entry.state and _says_the_same(session, entry, judged):
            return Saved(entry_id, entry.revision, judged.flags)
        new = replace(
            first_revision(session, book, judged, account_id, reason), act=Act.CORRECT, **_after(entry, state)
        )
        append(session, [new])
    return Saved(entry_id, new.revision, judged.flags)


def step(store: Store, entry_id: str, act: Act, *, base_revision: int, account_id: str, reason: str = "") -> int:
    """Take a step that leaves the values alone (approve, return, withdraw …); the number of the revision it makes.

    Raises Superseded, StepRefused, ReasonMissing, NoSuchEntry, NotAllowed; ValueError for a step that comes with a keying.
    """
    if act not in _ALONE:
        raise ValueError(act)
    with store.write() as session:
        return step_in(session, entry_id, act, base_revision=base_revision, account_id=account_id, reason=reason)


def step_in(session: Session, entry_id: str, act: Act, *, base_revision: int, account_id: str, reason: str = "") -> int:
    """The same as `step`, within a unit of work: so that many entries are judged together or not at all."""
    entry = _current(session, entry_id, base_revision)
    role, why = role_of(session, account_id), reason_of(reason)
    if act in NEEDS_REASON and not why:
        raise ReasonMissing(act=act.label)
    own = entry.keyer == account_id or (act in _NOT_BY_A_TYPIST and has_typed(session, entry, account_id))
    state = next_state(act, EntryState(entry.state), role, own=own)
    revision = newest(session, entry)
    new = NewRevision(
        office=entry.office,
        entry_id=entry.id,
        revision=entry.revision + 1,
        book_id=entry.book_id,
        series=entry.series,
        kind=entry.kind,
        layout=Layout(revision.layout),
        position=Position(entry.year, entry.number, entry.suffix),
        page_no=entry.page_no,
        position_state=PositionState(entry.position_state),
        state=state,
        act=act,
        account_id=account_id,
        keyer=entry.keyer,
        keyed_at=entry.keyed_at,
        reason=why,
        values=read_values(json.loads(revision.values)),
        people=None,
        flags=flags_of(entry.flags),
        overrides=json.loads(revision.overrides),
        approved_revision=_approved_after(entry, state),
    )
    append(session, [new])
    approved = int(new.approved_revision is not None) - int(entry.approved_revision is not None)
    count(session, entry.book_id, keyed=-(state is EntryState.WITHDRAWN), approved=approved)
    return new.revision


def settle_in(
    session: Session,
    entry: Entry,
    values: Mapping[str, Value],
    *,
    account_id: str,
    overrides: Mapping[str, str] | None = None,
) -> int:
    """Keep what the third person read of the page, within a unit of work of `storage.secondkeying`. Raises EntryBlocked."""
    book, kept = shelf.facts(session, entry.book_id), newest(session, entry)
    reasons = json.loads(kept.overrides) | dict(overrides or {})
    new = first_revision(session, book, _judged(session, book, _as_placed(entry, values), reasons), account_id, "")
    return _keep(session, new, entry, Act.SETTLE, EntryState.SETTLED)


def standardise_in(session: Session, entry: Entry, values: Mapping[str, Value], *, account_id: str, reason: str) -> int:
    """Keep what today's rules make of the entry's words, within a unit of work of `storage.standardising`.

    Whoever typed the words stays their keyer. Raises StepRefused, BookClosed, EntryBlocked.
    """
    book, kept = open_to(session, entry.book_id, account_id), newest(session, entry)
    own = entry.keyer == account_id
    state = next_state(Act.STANDARDISE, EntryState(entry.state), role_of(session, account_id), own=own)
    judged = _judged(session, book, _as_placed(entry, values), json.loads(kept.overrides))
    return _keep(session, first_revision(session, book, judged, account_id, reason), entry, Act.STANDARDISE, state)


def _as_placed(entry: Entry, values: Mapping[str, Value]) -> Stated:
    """Other values of the entry, where and as what it stands."""
    position, state = Position(entry.year, entry.number, entry.suffix), PositionState(entry.position_state)
    return Stated(position, entry.kind, state, values, entry.page_no, entry.id)


def _keep(session: Session, new: NewRevision, entry: Entry, act: Act, state: EntryState) -> int:
    """Write what somebody made of the entry who did not key it: it stays its keyer's. The number of the revision."""
    made = replace(new, act=act, keyer=entry.keyer, keyed_at=entry.keyed_at, **_after(entry, state))
    append(session, [made])
    return made.revision


def _after(entry: Entry, state: EntryState) -> dict[str, Any]:
    """What the entry's next revision has from the entry."""
    return {
        "entry_id": entry.id,
        "revision": entry.revision + 1,
        "state": state,
        "approved_revision": entry.approved_revision,
    }


def surroundings(
    store: Store,
    claim: Claim,
    values: Mapping[str, Value],
    *,
    kind: str = "",
    position_state: PositionState | str = PositionState.NORMAL,
    page_no: int | None = None,
    entry_id: str = "",
) -> About:
    """What the rules may look at while the position is keyed: what `save` will look at, too.

    `kind` is needed in a combined book, `entry_id` where a saved entry is being corrected. Raises NoSuchBook, UnknownForm.
    """
    stated = Stated(claim.position, kind, PositionState(position_state), values, page_no, entry_id)
    with store.read() as session:
        book = shelf.facts(session, claim.book_id)
        what = read(book, stated)
        around = Surroundings(session, book, [claim.position])
        around.expect([(what.stated.kind, person) for person in what.people.about], but=entry_id)
        return around.about(what.stated, what.people.about, known_by(store, book.office))


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry of a batch that was not kept, and why."""

    position: Position
    why: HotichError


def save_many(
    store: Store,
    book_id: str,
    stated: Sequence[Stated],
    *,
    account_id: str,
    reason: str = "",
    overrides: Mapping[Position, Mapping[str, str]] | None = None,
) -> list[Saved | Refused]:
    """Keep many new entries of one book as `save` keeps one, in one unit of work and a handful of statements.

    The rules are those of `save`; an entry they refuse (EntryBlocked, PositionKeyed, PositionTaken, BadPosition, UnknownForm,
    TextTooLong) is not kept and does not keep the others back. One answer for each of `stated`, in their order. Hundreds at a
    time: the batch holds the store for itself. Raises NoSuchBook, BookClosed, BookAssigned, NotAllowed.
    """
    reasons = overrides or {}
    answers: list[Saved | Refused] = []
    made: list[NewRevision] = []
    with store.write() as session:
        book = open_to(session, book_id, account_id)
        taken = numbers_of(session, book, {each.position for each in stated})
        around = Surroundings(session, book, [each.position for each in stated])
        batch = [_read_or_refused(book, each) for each in stated]
        around.expect(
            (what.stated.kind, person) for what in batch if isinstance(what, Read) for person in what.people.about
        )
        for what in batch:
            if isinstance(what, Refused):
                answers.append(what)
                continue
            position = what.stated.position
            try:
                if position in taken:
                    raise taken[position]
                judged = judge(around, what, reasons.get(position, {}))
            except (PositionKeyed, PositionTaken, EntryBlocked) as why:
                answers.append(Refused(position, why))
                continue
            new = first_revision(session, book, judged, account_id, reason)
            around.keep(judged.stated, new.entry_id, judged.people.about)
            taken[position] = PositionKeyed(entry_id=new.entry_id, book_id=book.id, position=position)
            made.append(new)
            answers.append(Saved(new.entry_id, new.revision, judged.flags))
        append(session, made)
        count(session, book_id, keyed=len(made))
    return answers


def first_revision(session: Session, book: BookRow, judged: Judged, account_id: str, reason: str) -> NewRevision:
    """A new entry's first revision."""
    stated, store = judged.stated, store_of(session)
    return NewRevision(
        office=book.office,
        entry_id=store.new_id(),
        revision=1,
        book_id=book.id,
        series=book.kind,
        kind=stated.kind,
        layout=book.layout,
        position=stated.position,
        page_no=stated.page_no,
        position_state=stated.position_state,
        state=EntryState.KEYED,
        act=Act.KEY,
        account_id=account_id,
        keyer=account_id,
        keyed_at=store.now(),
        reason=reason_of(reason),
        values=stated.values,
        flags=judged.flags,
        overrides=judged.overrides,
        people=judged.people,
    )


def _judged(session: Session, book: BookRow, stated: Stated, overrides: Mapping[str, str] | None) -> Judged:
    what = read(book, stated)
    around = Surroundings(session, book, [stated.position])
    around.expect([(what.stated.kind, person) for person in what.people.about], but=stated.entry_id)
    return judge(around, what, overrides or {})


def _read_or_refused(book: BookRow, stated: Stated) -> Read | Refused:
    try:
        require_possible(book, stated.position)
        return read(book, stated)
    except HotichError as why:
        return Refused(stated.position, why)


def _require_free(session: Session, book: BookRow, position: Position) -> None:
    other = same_number(session, book, position)
    if other is not None:
        raise other


def _current(session: Session, entry_id: str, base_revision: int) -> Entry:
    entry = required(session, entry_id)
    if entry.revision != base_revision:
        raise Superseded(revision=entry.revision)
    return entry


def _approved_after(entry: Entry, state: EntryState) -> int | None:
    if state is EntryState.APPROVED:
        return entry.revision + 1
    return None if state is EntryState.WITHDRAWN else entry.approved_revision


def _says_the_same(session: Session, entry: Entry, judged: Judged) -> bool:
    stated, kept = judged.stated, newest(session, entry)
    return (
        (stated.kind, str(stated.position_state), stated.page_no) == (entry.kind, entry.position_state, entry.page_no)
        and stated.position == Position(entry.year, entry.number, entry.suffix)
        and canonical_json(written(stated.values)).decode() == kept.values
        and dict(judged.overrides) == json.loads(kept.overrides)
    )
