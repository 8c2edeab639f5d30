"""Steps that somebody takes with an entry already keyed: approving, returning, withdrawing, settling, standardising."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from sqlmodel import Session

from registers.errors import HotichError
from registers.kinds import Layout, PositionState
from registers.position import Position
from registers.revision import read as read_values
from registers.value import Value
from registers.workflow import NEEDS_REASON, Act, EntryState, next_state
from storage import shelf
from storage.engine import Store
from storage.judging import reason_of
from storage.making import after, current, first_revision, judged_in
from storage.permissions import role_of
from storage.positions import flags_of, open_to
from storage.records import newest
from storage.revisions import NewRevision, append, count
from storage.surroundings import Stated
from storage.tables import Entry
from storage.typists import has_typed

_NOT_BY_A_TYPIST = frozenset({Act.APPROVE, Act.SECOND_KEY})
"""Not for anybody who typed any revision of it: a return and another's correction do not make it another's work."""

_ALONE = frozenset({Act.APPROVE, Act.RETURN, Act.WITHDRAW})  # the other steps come with a keying


class ReasonMissing(HotichError):
    """The step needs a reason."""

    key: ClassVar[str] = "storage.reason_missing"


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
    entry = current(session, entry_id, base_revision)
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
    new = first_revision(session, book, judged_in(session, book, _as_placed(entry, values), reasons), account_id, "")
    return _keep(session, new, entry, Act.SETTLE, EntryState.SETTLED)


def standardise_in(session: Session, entry: Entry, values: Mapping[str, Value], *, account_id: str, reason: str) -> int:
    """Keep what today's rules make of the entry's words, within a unit of work of `storage.standardising`.

    Whoever typed the words stays their keyer. Raises StepRefused, BookClosed, EntryBlocked.
    """
    book, kept = open_to(session, entry.book_id, account_id), newest(session, entry)
    own = entry.keyer == account_id
    state = next_state(Act.STANDARDISE, EntryState(entry.state), role_of(session, account_id), own=own)
    judged = judged_in(session, book, _as_placed(entry, values), json.loads(kept.overrides))
    return _keep(session, first_revision(session, book, judged, account_id, reason), entry, Act.STANDARDISE, state)


def _as_placed(entry: Entry, values: Mapping[str, Value]) -> Stated:
    """Other values of the entry, where and as what it stands."""
    position, state = Position(entry.year, entry.number, entry.suffix), PositionState(entry.position_state)
    return Stated(position, entry.kind, state, values, entry.page_no, entry.id)


def _keep(session: Session, new: NewRevision, entry: Entry, act: Act, state: EntryState) -> int:
    """Write what somebody made of the entry who did not key it: it stays its keyer's. The number of the revision."""
    made = replace(new, act=act, keyer=entry.keyer, keyed_at=entry.keyed_at, **after(entry, state))
    append(session, [made])
    return made.revision


def _approved_after(entry: Entry, state: EntryState) -> int | None:
    if state is EntryState.APPROVED:
        return entry.revision + 1
    return None if state is EntryState.WITHDRAWN else entry.approved_revision
