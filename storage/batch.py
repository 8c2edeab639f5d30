"""Many new entries of one book at once, as files bring them: judged one by one, written together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registers.errors import HotichError
from registers.position import Position
from storage.engine import Store
from storage.judging import EntryBlocked, Read, judge, read
from storage.making import Saved, first_revision
from storage.positions import PositionKeyed, PositionTaken, numbers_of, open_to, require_possible
from storage.revisions import NewRevision, append, count
from storage.shelf import BookRow
from storage.surroundings import Stated, Surroundings


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


def _read_or_refused(book: BookRow, stated: Stated) -> Read | Refused:
    try:
        require_possible(book, stated.position)
        return read(book, stated)
    except HotichError as why:
        return Refused(stated.position, why)
