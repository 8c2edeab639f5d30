"""The log as people read it: newest first, of one account, one sort of act, one entry, book or account, from day to day.

Whoever looks after accounts, and the auditor, may read it: it tells when people work, and where errors are planted.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from registers.position import Position
from storage.bulk import one_of
from storage.engine import VIETNAM, Store, stamp
from storage.permissions import require
from storage.reviewtables import Lot
from storage.tables import Account, Action, Book, Entry, core

PAGE = 200
"""Lines read at once unless told otherwise."""

_AT_ONCE = 500
_a, _b, _e, _l, _w = (core(table).c for table in (Action, Book, Entry, Lot, Account))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines; what is empty asks nothing.

    `who` is an account's name, `act` an act or the beginning of one (`entry.approve`, `account.`). `about` is what was acted on:
    an entry's id or its number (`12/2008`), a book with its entries and lots, an account's name, a lot. Days are of Vietnam, both
    included.
    """

    who: str = ""
    act: str = ""
    about: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line in words: who did which act, `about` what (a book and number, an account's name), and its details, accounts by name."""

    seq: int
    at: datetime
    who: str
    act: str
    about: str
    subject: str
    detail: Mapping[str, Any] = field(hash=False)


def lines(
    store: Store, wanted: Wanted = Wanted(), *, by: str, before: int | None = None, limit: int = PAGE
) -> list[Line]:
    """The newest `limit` lines, newest first; those before number `before`. Raises NotAllowed."""
    query = select(core(Action)).order_by(_a.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(_a.seq < before)
    with store.read() as session:
        require(session, by, "audit.read")
        found = session.execute(query.where(*_asked(session, wanted))).mappings().all()
        names: dict[str, str] = {row[0]: row[1] for row in session.execute(select(_w.id, _w.name))}
        about = names | _in_words(session, {row["subject"] for row in found} - names.keys())
    return [
        Line(
            row["seq"],
            datetime.fromisoformat(row["at"]).astimezone(VIETNAM),
            names.get(row["account_id"], row["account_id"]),
            row["act"],
            about.get(row["subject"], row["subject"]),
            row["subject"],
            {name: _named(value, names) for name, value in json.loads(row["detail"]).items()},
        )
        for row in found
    ]


def _named(value: Any, names: Mapping[str, str]) -> Any:
    """A detail that is an account's id is told by its name."""
    return names.get(value, value) if isinstance(value, str) else value


def _asked(session: Session, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What an index of the log can answer: names are looked up before it is asked."""
    if wanted.who:
        yield one_of(session, _a.account_id, [wanted.who, *_called(session, wanted.who)])
    if wanted.act:
        yield _a.act.startswith(wanted.act, autoescape=True)
    if wanted.about:
        yield one_of(session, _a.subject, [wanted.about, *_meant(session, wanted.about)])
    for day, after in ((wanted.first, 0), (wanted.last, 1)):
        if day is not None:
            moment = stamp(datetime.combine(day + timedelta(days=after), time(), VIETNAM))
            yield _a.at < moment if after else _a.at >= moment


def _called(session: Session, name: str) -> Iterable[str]:
    return session.execute(select(_w.id).where(_w.folded == name.casefold())).scalars()


def _meant(session: Session, about: str) -> Iterator[str]:
    """Ids of whatever may be meant: an account, entries of that number, or a book's entries and lots."""
    yield from _called(session, about)
    try:
        place = Position.parse(about)
    except ValueError:
        yield from session.execute(select(_e.id).where(_e.book_id == about)).scalars()
        yield from session.execute(select(_l.id).where(_l.book_id == about)).scalars()
    else:
        # Book by book: the index that has all entries, withdrawn ones too, begins with the book.
        numbered = (_e.year == place.year, _e.number == place.number, _e.suffix == place.suffix)
        yield from session.execute(select(_e.id).where(_e.book_id.in_(select(_b.id)), *numbered)).scalars()


def _in_words(session: Session, subjects: Collection[str]) -> dict[str, str]:
    """What entries and lots are called: book and number, book and clerk."""
    said: dict[str, str] = {}
    these = sorted(subjects)
    for at in range(0, len(these), _AT_ONCE):
        some = these[at : at + _AT_ONCE]
        entries = select(_e.id, _e.book_id, _e.year, _e.number, _e.suffix).where(_e.id.in_(some))
        said |= {row.id: f"{row.book_id} {Position(*row[2:])}" for row in session.execute(entries)}
        said |= {row.id: row.book_id for row in session.execute(select(_l.id, _l.book_id).where(_l.id.in_(some)))}
    return said
