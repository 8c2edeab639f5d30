"""Second keying, blind: another clerk keys fields again from the page, and the texts are compared exactly.

Equal texts settle the entry. Where they differ, a third person reads the disputed fields from the page, before either text is
shown to him, and his reading stands. Every text is kept; each error is charged to who typed it, by its class.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select
from sqlmodel import Session

from registers.canonical import canonical_json
from registers.errors import HotichError
from registers.form import load
from registers.position import Position
from registers.rekeying import Scope
from registers.revision import read as read_values
from registers.revision import written
from registers.slips import ErrorClass, classify
from registers.value import Value, Values
from registers.workflow import Act, EntryState, next_state
from storage import entries, measured, spotchecks
from storage.bulk import insert_all
from storage.engine import Store, store_of
from storage.permissions import role_of
from storage.records import newest, required
from storage.reviewtables import Fault, Keying, Rekeying
from storage.tables import Entry, Revision, core
from storage.typists import has_typed

SECOND, THIRD = 2, 3
"""Turns of keying; the first is the entry's own."""

_k, _e, _r, _g = core(Keying).c, core(Entry).c, core(Revision).c, core(Rekeying).c
_EMPTY = Value()


class NotAsked(HotichError):
    """The fields keyed are not those this turn asks for."""

    key: ClassVar[str] = "review.not_asked"


class ReadAgain(HotichError):
    """A third reading agrees with neither keying: the page is to be read once more before it stands. Nothing was kept."""

    key: ClassVar[str] = "rekeying.read_again"

    def __init__(self, fields: Sequence[str], named: str) -> None:
        super().__init__(fields=named)
        self.fields = tuple(fields)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a keying came to: the revision made, where the entry stands, and the fields still in dispute."""

    revision: int
    state: EntryState
    differing: tuple[str, ...]


def key_again(
    store: Store,
    entry_id: str,
    values: Values,
    *,
    base_revision: int,
    account_id: str,
    fields: Sequence[str] | None = None,
) -> Compared:
    """Keep a second keying of `fields` (of those in `values` where None), compare, and settle the entry or mark it differing.

    Raises Superseded, StepRefused (OwnWork for whoever keyed it first), NotAsked, NoSuchEntry, NotAllowed.
    """
    asked = tuple(values) if fields is None else tuple(fields)
    with store.write() as session:
        entry = required(session, entry_id)
        first = _values(session, entry)
        form = load(entry.kind, newest(session, entry).layout)
        if not asked or set(values) - set(asked) or any(name not in form for name in asked):
            raise NotAsked
        made = entries.step_in(session, entry_id, Act.SECOND_KEY, base_revision=base_revision, account_id=account_id)
        _keep(session, entry, made, SECOND, account_id, asked, values)
        _keep_given(session, entry, base_revision, asked, account_id)
        differing = differences(first, values, asked)
        act = Act.DIFFER if differing else Act.SETTLE
        made = entries.step_in(session, entry_id, act, base_revision=made, account_id=account_id)
        measured.add(session, entry.keyer, fields=len(asked) - len(differing), faults=0)
        measured.add(session, account_id, fields=len(asked) - len(differing), faults=0)
    return Compared(made, EntryState.DIFFERING if differing else EntryState.SETTLED, differing)


def disputed(store: Store, entry_id: str) -> tuple[str, ...]:
    """Names of the fields the two keyings differ in, and nothing of what they say. Empty where nothing is disputed."""
    with store.read() as session:
        return disputed_in(session, required(session, entry_id))


def disputed_in(session: Session, entry: Entry) -> tuple[str, ...]:
    """The same within a unit of work."""
    if entry.state != EntryState.DIFFERING:
        return ()
    second = _turn(session, entry)
    return differences(_values(session, entry), read_values(json.loads(second.values)), json.loads(second.fields))


def settle(
    store: Store,
    entry_id: str,
    values: Values,
    *,
    base_revision: int,
    account_id: str,
    overrides: Mapping[str, str] | None = None,
    read_twice: bool = False,
) -> Compared:
    """Let the third person's reading of the disputed fields stand, and charge what differs from it.

    A reading that agrees with neither keying stands only when it was `read_twice`: else ReadAgain is raised. `overrides` is as in `entries.save`. Raises EntryBlocked, Superseded, StepRefused (OwnWork for both who keyed it), NotAsked
    unless just the disputed fields are given.
    """
    with store.write() as session:
        entry = required(session, entry_id)
        if entry.revision != base_revision:
            raise entries.Superseded(revision=entry.revision)
        role = role_of(session, account_id)
        state = EntryState(entry.state)
        if state is not EntryState.DIFFERING:
            next_state(Act.SETTLE, EntryState.KEYED, role, own=False)  # says why not
        own = has_typed(session, entry, account_id)
        next_state(Act.SETTLE, state, role, own=own)
        second = _turn(session, entry)
        first, again = _values(session, entry), read_values(json.loads(second.values))
        differing = differences(first, again, json.loads(second.fields))
        if set(values) != set(differing):
            raise NotAsked
        alone = [
            name for name in differing if not any(_same(values[name], other.get(name)) for other in (first, again))
        ]
        if alone and not read_twice:
            form = load(entry.kind, newest(session, entry).layout)
            raise ReadAgain(alone, ", ".join(str(form[name].full_label) for name in alone))
        _keep(session, entry, base_revision, THIRD, account_id, differing, values)
        _charge(session, entry, (entry.keyer, first), (second.account_id, again), values)
        spotchecks.distrust(
            session, entry, (name for name in values if not _same(first.get(name, _EMPTY), values[name]))
        )
        made = entries.settle_in(session, entry, {**first, **values}, account_id=account_id, overrides=overrides)
    return Compared(made, EntryState.SETTLED, ())


def differences(first: Values, again: Values, fields: Sequence[str]) -> tuple[str, ...]:
    """The fields that are not exactly the same, in the order asked."""
    return tuple(name for name in fields if not _same(first.get(name, _EMPTY), again.get(name)))


def _same(one: Value, other: Value | None) -> bool:
    """The same mark, and the same NFC text: as the page writes it, or as what that means. Nothing is folded or forgiven."""
    other = other or _EMPTY
    if one.mark != other.mark:
        return False
    written = _nfc(one.as_written)
    return _nfc(one.normalised) == _nfc(other.normalised) or (written != "" and written == _nfc(other.as_written))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _values(session: Session, entry: Entry) -> dict[str, Value]:
    return read_values(json.loads(newest(session, entry).values))


def _turn(session: Session, entry: Entry) -> Keying:
    query = select(Keying).where(_k.office == entry.office, _k.entry_id == entry.id, _k.turn == SECOND)
    found: Keying = session.execute(query.order_by(_k.revision.desc()).limit(1)).scalar_one()
    return found


def _keep(
    session: Session, entry: Entry, revision: int, turn: int, account_id: str, fields: Sequence[str], values: Values
) -> None:
    row = {
        "office": entry.office,
        "entry_id": entry.id,
        "revision": revision,
        "turn": turn,
        "account_id": account_id,
        "at": store_of(session).now(),
        "fields": json.dumps(list(fields)),
        "values": canonical_json(written(values)).decode(),
    }
    insert_all(session, Keying, [row])


def _keep_given(session: Session, entry: Entry, revision: int, asked: Sequence[str], account_id: str) -> None:
    """Taken back while it was being keyed again, the entry counts as given out all the same: a third takes up only what is."""
    given = select(_g.entry_id).where(_g.office == entry.office, _g.entry_id == entry.id)
    if session.execute(given).first() is not None:
        return
    row = {
        "office": entry.office,
        "entry_id": entry.id,
        "revision": revision,
        "book_id": entry.book_id,
        "scope": Scope.ALL.value,
        "fields": json.dumps(list(asked)),
        "spots": "[]",
        "given_by": account_id,
        "given_at": store_of(session).now(),
        "second": account_id,
        "third": "",
    }
    insert_all(session, Rekeying, [row])


def _charge(
    session: Session, entry: Entry, first: tuple[str, Values], second: tuple[str, Values], page: Values
) -> None:
    """Write down each typed text that is not the page's, against who typed it."""
    right = {name: value.normalised for name, value in ({**first[1], **page}).items()}
    before = _before(session, entry)
    for account_id, typed in (first, second):
        faults = [name for name in page if not _same(typed.get(name, _EMPTY), page[name])]
        rows = [
            {
                "office": entry.office,
                "entry_id": entry.id,
                "revision": entry.revision,
                "field": name,
                "account_id": account_id,
                "error_class": _class(name, typed.get(name, _EMPTY), page[name], right, before),
                "typed": typed.get(name, _EMPTY).normalised,
                "page": page[name].normalised,
            }
            for name in faults
        ]
        insert_all(session, Fault, rows)
        measured.add(session, account_id, fields=len(page), faults=len(faults))


def _class(name: str, typed: Value, page: Value, right: Mapping[str, str], before: Mapping[str, str]) -> str:
    if typed.normalised == page.normalised:
        return ErrorClass.MISSING.value  # the mark differs
    return classify(typed.normalised, page.normalised, field=name, entry=right, before=before).value


def _before(session: Session, entry: Entry) -> dict[str, str]:
    """What stands in the fields of the entry before this one in the book."""
    place = Position(entry.year, entry.number, entry.suffix)
    query = (
        select(_r["values"])
        .join(core(Entry), (_e.office == _r.office) & (_e.id == _r.entry_id) & (_e.revision == _r.revision))
        .where(_e.book_id == entry.book_id, _e.year == place.year, _e.number < place.number)
        .where(_e.state != EntryState.WITHDRAWN)
        .order_by(_e.number.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    return {name: value.normalised for name, value in read_values(json.loads(row[0])).items()} if row else {}
