"""Entries: what was keyed of each position, kept for good, and every state it has been in.

Keeping one is a single unit of work: the checks are run again, the revision is written with all that follows from it, the
log line and the outbox item with it, and the draft is gone. Nothing is ever overwritten; a correction is one more revision.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session

from registers.canonical import canonical_json
from registers.checks import About
from registers.kinds import PositionState
from registers.position import Position
from registers.revision import written
from registers.value import Value
from registers.workflow import Act, EntryState, next_state
from storage import drafts, shelf
from storage.batch import Refused, save_many
from storage.engine import Store
from storage.judging import Judged, read
from storage.making import Saved, Superseded, after, current, first_revision, judged_in
from storage.permissions import role_of
from storage.positions import Claim, open_to, require_possible, same_number
from storage.records import NoSuchEntry, RevisionRow, StoredEntry, history, last_of_book, load, newest
from storage.revisions import append, count
from storage.shelf import BookRow
from storage.steps import ReasonMissing, settle_in, standardise_in, step, step_in
from storage.surroundings import Stated, Surroundings, known_by
from storage.tables import Entry

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
        judged = judged_in(session, book, stated, overrides)
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
        entry = current(session, entry_id, base_revision)
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
        judged = judged_in(session, book, stated, overrides)
        if state == entry.state and _says_the_same(session, entry, judged):
            return Saved(entry_id, entry.revision, judged.flags)
        new = replace(first_revision(session, book, judged, account_id, reason), act=Act.CORRECT, **after(entry, state))
        append(session, [new])
    return Saved(entry_id, new.revision, judged.flags)


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


def _require_free(session: Session, book: BookRow, position: Position) -> None:
    other = same_number(session, book, position)
    if other is not None:
        raise other


def _says_the_same(session: Session, entry: Entry, judged: Judged) -> bool:
    stated, kept = judged.stated, newest(session, entry)
    return (
        (stated.kind, str(stated.position_state), stated.page_no) == (entry.kind, entry.position_state, entry.page_no)
        and stated.position == Position(entry.year, entry.number, entry.suffix)
        and canonical_json(written(stated.values)).decode() == kept.values
        and dict(judged.overrides) == json.loads(kept.overrides)
    )
