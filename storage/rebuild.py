"""Rebuilding an office's store out of the revisions somebody else kept: those it pushed to the centre.

First every revision is kept as it comes, byte for byte, in whatever order it arrived there (`keep`); then, entry by entry, what
follows from the revisions is written anew: the fold, persons, kinships, names, and the lines of the log (`fold`). Each step is
a short unit of work and says how far it is, so a rebuild that was cut off goes on where it stopped. What the centre never had
is not rebuilt: accounts (who keyed is a removed account without a name), drafts, the inventory's columns of a book, what neighbours made the checks say.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, ClassVar

from sqlalchemy import Row, bindparam, func, select, update
from sqlmodel import Session

from registers.canonical import canonical_json
from registers.checks import About, check
from registers.errors import HotichError
from registers.form import UnknownForm, load
from registers.kinds import Layout, Level, PositionState
from registers.position import Position
from registers.revision import FIELDS
from registers.revision import read as read_values
from registers.value import Value
from registers.workflow import Act, EntryState, Role
from storage import actions, heads, receipts, settings, shelf
from storage.bulk import insert_all, insert_missing
from storage.engine import Store
from storage.founding import found
from storage.outboxtables import OutboxItem
from storage.permissions import OPERATOR, AccountState
from storage.positions import flags_of
from storage.revisions import NewRevision, People, flags_text, fold_of, note_people
from storage.shelf import BookRow
from storage.tables import Account, Book, Entry, Office, Revision, Setting, core

REBUILD = "rebuild"
"""The setting that says how far a rebuild is: {"cursor", "folded"}; absent where none is under way."""
FOLDED_AT_ONCE = 500
_SAYS_THE_VALUES = frozenset({Act.KEY, Act.CORRECT})

_b, _e, _r = core(Book).c, core(Entry).c, core(Revision).c
_FOLD = update(core(Entry)).where(_e.office == bindparam("of"), _e.id == bindparam("entry"))
_COUNTS = update(core(Book)).values(
    keyed=select(func.count()).where(_e.book_id == _b.id, _e.state != EntryState.WITHDRAWN).scalar_subquery(),
    approved=select(func.count()).where(_e.book_id == _b.id, _e.approved_revision.is_not(None)).scalar_subquery(),
)


class StoreInWork(HotichError):
    """The store has entries of its own; only an empty one is rebuilt."""

    key: ClassVar[str] = "push.rebuild_in_work"


class NotProven(HotichError):
    """A revision that came back is not what was pushed. Values: `entry`, `revision`."""

    key = "push.rebuild_not_proven"


@dataclass(frozen=True, slots=True)
class Pulled:
    """A revision as the centre gives it back: the canonical bytes of its body, and their SHA-256."""

    sha256: str
    body: bytes
    received_at: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild is: the cursor to read on from, and the last entry folded."""

    cursor: str = ""
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was rebuilt; `gaps` are entries with a revision missing, which the centre never had."""

    entries: int
    revisions: int
    gaps: tuple[str, ...]


def begin(store: Store, office: str) -> Progress:
    """Make the store that of `office`, or go on with its rebuild. Raises StoreInWork, OtherOffice, OfficeUnknown."""
    found(store, office)
    with store.write() as session:
        under_way = settings.get_in(session, REBUILD)
        if under_way is not None:
            return Progress(**under_way)
        if session.execute(select(_e.id).limit(1)).first():
            raise StoreInWork
        settings.put_in(session, REBUILD, {"cursor": "", "folded": ""})
    return Progress()


def keep(store: Store, office: str, pulled: Sequence[Pulled], cursor: str) -> None:
    """Keep one page of revisions and the cursor behind it. Raises NotProven; then nothing of the page is kept."""
    bodies = [_proven(office, one) for one in pulled]
    with store.write() as session:
        have = _present(session, office, {body["entry_id"] for body in bodies})
        new = [
            (one, body)
            for one, body in zip(pulled, bodies, strict=True)
            if (body["entry_id"], body["revision"]) not in have
        ]
        books = _shelved(session, office, [body for _, body in new])
        known = {entry for entry, _ in have}
        first = {body["entry_id"]: body for _, body in reversed(new) if body["entry_id"] not in known}
        insert_all(session, Entry, [_stub(body) for body in first.values()])
        level = Level(session.get_one(Office, office).level)
        today = store.today()
        insert_missing(session, Account, _lost_accounts(new, store.now()))
        rows = [_revision(one, body, books[body["book_id"]], level, today) for one, body in new]
        insert_all(session, Revision, rows)
        numbers = receipts.restored(session, office, [one.received_at for one, _ in new])
        moments = [numbers[one.received_at] for one, _ in new]
        insert_all(session, OutboxItem, [_sent(*told, store.now()) for told in zip(rows, moments, strict=True)])
        settings.put_in(session, REBUILD, {"cursor": cursor, "folded": ""})


def fold(store: Store, office: str) -> bool:
    """Write what follows from the revisions of the next FOLDED_AT_ONCE entries; False where none were left."""
    with store.write() as session:
        progress = Progress(**settings.get_in(session, REBUILD))
        entries = session.scalars(
            select(_e.id).where(_e.office == office, _e.id > progress.folded).order_by(_e.id).limit(FOLDED_AT_ONCE)
        ).all()
        if not entries:
            return False
        series = {row.id: row.kind for row in session.execute(select(_b.id, _b.kind).where(_b.office == office))}
        query = select(core(Revision)).where(_r.office == office, _r.entry_id >= entries[0], _r.entry_id <= entries[-1])
        rows = session.execute(query.order_by(_r.entry_id, _r.revision)).all()
        newest = [_newest(list(of), series) for _, of in groupby(rows, key=lambda row: row.entry_id)]
        folds = [fold_of(new, {}) for new in newest]
        columns: dict[str, Any] = {name: bindparam(name) for name in folds[0] if name not in ("office", "id")}
        session.connection().execute(
            _FOLD.values(**columns), [{"of": row.pop("office"), "entry": row.pop("id"), **row} for row in folds]
        )
        note_people(session, [new for new in newest if new.state is not EntryState.WITHDRAWN])
        for account, of in groupby(rows, key=lambda row: row.account_id):
            actions.record_all(session, account, [_line(row) for row in of])
        settings.put_in(session, REBUILD, {"cursor": progress.cursor, "folded": entries[-1]})
    return True


def finish(store: Store, office: str, anchor: Mapping[str, Any]) -> Rebuilt:
    """Count the books anew and end the rebuild; the log names `anchor`, the head of the lost log as the centre keeps it."""
    with store.write() as session:
        session.execute(_COUNTS)
        per_entry = (
            select(_r.entry_id, func.count().label("have"), func.max(_r.revision).label("last"))
            .where(_r.office == office)
            .group_by(_r.entry_id)
            .subquery()
        )
        entries, revisions = session.execute(
            select(func.count(), func.sum(per_entry.c.have)).select_from(per_entry)
        ).one()
        gaps = session.scalars(
            select(per_entry.c.entry_id).where(per_entry.c.have < per_entry.c.last).order_by(per_entry.c.entry_id)
        )
        rebuilt = Rebuilt(entries, int(revisions or 0), tuple(gaps))
        told = {"entries": rebuilt.entries, "revisions": rebuilt.revisions, "gaps": len(rebuilt.gaps)}
        actions.record(session, OPERATOR, "store.rebuilt", office, told | dict(anchor))
        if anchor:
            heads.lost(session, office, actions.Head(anchor["lost_head"]["seq"], anchor["lost_head"]["hash"]))
        session.delete(session.get_one(Setting, REBUILD))
    return rebuilt


def _proven(office: str, one: Pulled) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(one.body)
    if hashlib.sha256(one.body).hexdigest() != one.sha256 or body["office"] != office:
        raise NotProven(entry=body["entry_id"], revision=body["revision"])
    return body


def _present(session: Session, office: str, entries: set[str]) -> set[tuple[str, int]]:
    """Revisions that are here already, of a page that is read again after a rebuild was cut off."""
    query = select(_r.entry_id, _r.revision).where(_r.office == office, _r.entry_id.in_(sorted(entries)))
    return {(entry, number) for entry, number in session.execute(query)}


def _shelved(session: Session, office: str, bodies: Sequence[Mapping[str, Any]]) -> dict[str, Book]:
    """The books of these revisions. One the inventory did not list is put on the shelf as far as its entries tell of it."""
    books: dict[str, Book] = {}
    for body in bodies:
        book = books.get(body["book_id"]) or session.get(Book, body["book_id"])
        if book is None:
            shelf.add(session, [_told_by(body, session.get_one(Office, office))])
            book = session.get_one(Book, body["book_id"])
        if not book.book_no:  # told by entries only
            book.year_from, book.year_to = min(book.year_from, body["year"]), max(book.year_to, body["year"])
            book.kind = book.kind if book.kind == body["kind"] else ""  # two kinds in one book: a combined one
        books[book.id] = book
    session.flush()
    return books


def _told_by(body: Mapping[str, Any], office: Office) -> BookRow:
    return BookRow(
        id=body["book_id"],
        office=office.code,
        office_name=office.name,
        level=Level(office.level),
        kind=body["kind"],
        layout=Layout(body["layout"]),
        book_no="",
        year_from=body["year"],
        year_to=body["year"],
    )


def _lost_accounts(new: Sequence[tuple[Pulled, Mapping[str, Any]]], now: str) -> list[dict[str, Any]]:
    """Rows for the accounts these revisions name. What later measures, charges and draws lots of a keyer's work refers to them."""
    ids = {body[who] for _, body in new for who in ("account_id", "keyer")} - {OPERATOR}
    empty = dict.fromkeys(("password", "valid_from", "valid_to", "wait_until"), "")
    told = {"role": Role.CLERK, "state": AccountState.REMOVED, "failures": 0, "settings": "{}", "created_at": now}
    return [{"id": one, "name": one, "folded": f"{one}\n{one}", **empty, **told} for one in sorted(ids)]


def _stub(body: Mapping[str, Any]) -> dict[str, Any]:
    """A row for revisions to refer to. It counts as withdrawn, so that no number is taken before all revisions are here."""
    told = {
        name: body[name]
        for name in ("office", "book_id", "kind", "year", "number", "suffix", "position_state", "keyer")
    }
    empty = dict.fromkeys(("registration", "title", "severity"), "")
    return (
        told
        | empty
        | {
            "id": body["entry_id"],
            "series": "",
            "state": EntryState.WITHDRAWN,
            "revision": body["revision"],
            "keyed_at": body["at"],
            "flags": "[]",
        }
    )


def _revision(one: Pulled, body: Mapping[str, Any], book: Book, level: Level, today: date) -> dict[str, Any]:
    values = read_values(body["values"])
    return {name: body[name] for name in FIELDS} | {
        "values": canonical_json(body["values"]).decode(),
        "overrides": canonical_json(body["overrides"]).decode(),
        "flags": _flags_of(body, values, book, level, today),
        "sha256": one.sha256,
    }


def _flags_of(body: Mapping[str, Any], values: Mapping[str, Value], book: Book, level: Level, today: date) -> str:
    """What the checks say of the entry by itself; its neighbours may not be here yet."""
    try:
        form = load(body["kind"], Layout(body["layout"]))
    except UnknownForm:
        return flags_text(())
    about = About(
        office=book.office,
        level=level,
        kind=body["kind"],
        layout=Layout(body["layout"]),
        year=body["year"],
        number=body["number"],
        suffix=body["suffix"],
        book_years=(book.year_from, book.year_to),
        today=today,
        position_state=PositionState(body["position_state"]),
        page=body["page_no"],
    )
    return flags_text(check(form, values, about))


def _sent(row: Mapping[str, Any], receipt: int, now: str) -> dict[str, Any]:
    key = {name: row[name] for name in ("office", "entry_id", "revision")}
    return key | {
        "state": "sent", "due_at": now, "tries": 1, "leased_by": "", "leased_until": "", "last_error": "",
        "answer": "stored", "receipt": receipt,
    }  # fmt: skip


def _line(row: Row[Any]) -> tuple[str, str, dict[str, Any]]:
    return f"entry.{row.act}", row.entry_id, {"revision": row.revision, "sha256": row.sha256}


def _newest(rows: Sequence[Row[Any]], series: Mapping[str, str]) -> NewRevision:
    """The state an entry is in after all its revisions, oldest first."""
    last = rows[-1]
    values = read_values(json.loads(last.values))
    said = [row for row in rows if row.act in _SAYS_THE_VALUES] or rows[:1]
    approved = max((row.revision for row in rows if row.state == EntryState.APPROVED), default=0)
    withdrawn = max((row.revision for row in rows if row.state == EntryState.WITHDRAWN), default=0)
    return NewRevision(
        office=last.office,
        entry_id=last.entry_id,
        revision=last.revision,
        book_id=last.book_id,
        series=series[last.book_id],
        kind=last.kind,
        layout=Layout(last.layout),
        position=Position(last.year, last.number, last.suffix),
        page_no=last.page_no,
        position_state=PositionState(last.position_state),
        state=EntryState(last.state),
        act=Act(last.act),
        account_id=last.account_id,
        keyer=last.keyer,
        keyed_at=said[-1].at,
        reason=last.reason,
        values=values,
        flags=flags_of(last.flags),
        overrides=json.loads(last.overrides),
        people=_people(last, values),
        approved_revision=approved if approved > withdrawn else None,
    )


def _people(row: Row[Any], values: Mapping[str, Value]) -> People:
    if not PositionState(row.position_state).has_values:
        return People()
    return People.of(load(row.kind, Layout(row.layout)), values)
