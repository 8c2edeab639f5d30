"""What every way of keeping an entry shares: which revision it follows, what the rules say of it, what its first one holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlmodel import Session

from registers.checks import Flag
from registers.errors import HotichError
from registers.workflow import Act, EntryState
from storage.engine import store_of
from storage.judging import Judged, judge, read, reason_of
from storage.records import required
from storage.revisions import NewRevision
from storage.shelf import BookRow
from storage.surroundings import Stated, Surroundings
from storage.tables import Entry


class Superseded(HotichError):
    """Somebody wrote a newer revision meanwhile."""

    key: ClassVar[str] = "storage.superseded"


@dataclass(frozen=True, slots=True)
class Saved:
    """A revision that is kept, with what the checks said of it."""

    entry_id: str
    revision: int
    flags: tuple[Flag, ...]


def current(session: Session, entry_id: str, base_revision: int) -> Entry:
    """The entry as it is now. Raises NoSuchEntry, and Superseded where `base_revision` is not its newest."""
    entry = required(session, entry_id)
    if entry.revision != base_revision:
        raise Superseded(revision=entry.revision)
    return entry


def judged_in(session: Session, book: BookRow, stated: Stated, overrides: Mapping[str, str] | None) -> Judged:
    """`stated` read and held against the rules, with all they may look at. Raises EntryBlocked, UnknownForm, TextTooLong."""
    what = read(book, stated)
    around = Surroundings(session, book, [stated.position])
    around.expect([(what.stated.kind, person) for person in what.people.about], but=stated.entry_id)
    return judge(around, what, overrides or {})


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


def after(entry: Entry, state: EntryState) -> dict[str, Any]:
    """What the entry's next revision has from the entry."""
    return {
        "entry_id": entry.id,
        "revision": entry.revision + 1,
        "state": state,
        "approved_revision": entry.approved_revision,
    }
