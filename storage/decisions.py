"""What a reviewer decides: approve, return with a comment at a field, withdraw; one entry, a selection, or everything wanted.

Each decision is a revision of its own against the revision the reviewer looked at, so two reviewers never decide one entry
twice. Of a selection, what cannot be decided is named and keeps nothing else back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from sqlalchemy import select
from sqlmodel import Session

from registers.errors import HotichError
from registers.form import load
from registers.workflow import Act, EntryState
from storage import actions, measured, plants
from storage.engine import Store
from storage.entries import Superseded, step_in
from storage.judging import reason_of
from storage.records import newest, required
from storage.review import Wanted, ids_of
from storage.tables import Action, Entry, core

COMMENTED = "review.comment"
"""The act under which comments stand in the log, which keeps them for good: `{"revision", "comments": {field: text}}`."""

_TOGETHER = 100  # decisions of one unit of work: half a second that others wait

GoOn = Callable[[int], bool]
"""Told after each unit of work how many entries were answered so far; False ends there, and the rest stays as it is."""

_a, _e = core(Action).c, core(Entry).c


class NoSuchField(HotichError):
    """The entry has no field of that name to comment on."""

    key: ClassVar[str] = "review.no_such_field"


class StillPlanted(HotichError):
    """What the reviewer decided on was a planted error he did not see; nothing is decided about the entry.

    Values: `field` its label, `name` its name, `shown` what stood there, `real` what the entry says.
    """

    key: ClassVar[str] = "review.was_planted_missed"


class PlantCaught(StillPlanted):
    """The reviewer caught a planted error; nothing is decided about the entry, which never had it."""

    key: ClassVar[str] = "review.was_planted_caught"


@dataclass(frozen=True, slots=True)
class Decided:
    """An entry that was decided, with the revision that made."""

    entry_id: str
    revision: int


@dataclass(frozen=True, slots=True)
class Undecided:
    """An entry that stays as it was, and why."""

    entry_id: str
    why: HotichError


def approve(store: Store, entry_id: str, *, base_revision: int, account_id: str, reason: str = "") -> Decided:
    """Into the official partition. Raises Superseded, StepRefused (OwnWork …), StillPlanted, NoSuchEntry, NotAllowed."""
    return _one(store, entry_id, Act.APPROVE, base_revision, account_id, reason, {})


def send_back(
    store: Store,
    entry_id: str,
    *,
    base_revision: int,
    account_id: str,
    reason: str = "",
    comments: Mapping[str, str] | None = None,
) -> Decided:
    """Return the entry to be corrected; each comment meets the clerk at its field. One of reason and comments is due.

    Raises as `approve`, and ReasonMissing, NoSuchField.
    """
    return _one(store, entry_id, Act.RETURN, base_revision, account_id, reason, comments or {})


def withdraw(store: Store, entry_id: str, *, base_revision: int, account_id: str, reason: str) -> Decided:
    """The entry should not be. Raises as `approve`, and ReasonMissing."""
    return _one(store, entry_id, Act.WITHDRAW, base_revision, account_id, reason, {})


def decide(
    store: Store,
    act: Act,
    entries: Iterable[tuple[str, int]],
    *,
    account_id: str,
    reason: str = "",
    comments: Mapping[str, Mapping[str, str]] | None = None,
    faults: Mapping[str, int] | None = None,
    go_on: GoOn = lambda _: True,
) -> list[Decided | Undecided]:
    """Take `act` on each (entry id, revision looked at), in their order; one answer each, as far as `go_on` lets it.

    `comments` are of fields, by entry; `faults` says how many fields were found faulty in those that were compared with the page,
    where not all were. A hundred share a unit of work. The account's own fault (no right, no reason) is every entry's answer.
    """
    answers: list[Decided | Undecided] = []
    rest = iter(entries)
    while some := list(islice(rest, _TOGETHER)):
        with store.write() as session:
            for entry_id, base in some:
                said = (comments or {}).get(entry_id, {})
                try:
                    made = _decide(session, entry_id, act, base, account_id, reason, said, faults)
                    answers.append(made)
                except HotichError as why:  # raised before anything of this entry is written
                    answers.append(Undecided(entry_id, why))
        if not go_on(len(answers)):
            break
    return answers


def found_by(store: Store, wanted: Wanted) -> list[tuple[str, int]]:
    """Id and revision of everything the queue shows for `wanted`, by book: what `decide` takes, once somebody was told how much it is."""
    with store.read() as session:
        return [(row.id, row.revision) for row in session.execute(ids_of(session, wanted))]


def comments(store: Store, entry_id: str) -> dict[str, str]:
    """What was said at each field when the entry was last returned; what was said of all of it is under "".

    Empty once the entry is no longer returned. Raises NoSuchEntry.
    """
    with store.read() as session:
        entry = required(session, entry_id)
        if entry.state != EntryState.RETURNED:
            return {}
        said = dict(_said(session, entry_id)).get(entry.revision, {})
        reason = newest(session, entry).reason
    return said if reason == _in_one(said) else {"": reason, **said}


def all_comments(store: Store, entry_id: str) -> dict[int, dict[str, str]]:
    """Every comment ever made on the entry, by the revision that returned it."""
    with store.read() as session:
        return dict(_said(session, entry_id))


def returned_to(store: Store, account_id: str, *, book_id: str = "", limit: int = 500) -> list[str]:
    """Ids of the entries that were returned to whoever keyed them, `account_id`, oldest keying first: his next work."""
    mine = select(_e.id).where(_e.state == EntryState.RETURNED, _e.keyer == account_id).order_by(_e.keyed_at, _e.id)
    if book_id:
        mine = mine.where(_e.book_id == book_id)
    with store.read() as session:
        return list(session.execute(mine.limit(limit)).scalars())


def _one(
    store: Store, entry_id: str, act: Act, base: int, account_id: str, reason: str, said: Mapping[str, str]
) -> Decided:
    planted: StillPlanted | None = None
    with store.write() as session:
        try:
            return _decide(session, entry_id, act, base, account_id, reason, said)
        except StillPlanted as found:  # what the reviewer saw is kept, the entry stays as it is
            planted = found
    raise planted


def _decide(
    session: Session,
    entry_id: str,
    act: Act,
    base: int,
    account_id: str,
    reason: str,
    said: Mapping[str, str],
    faults: Mapping[str, int] | None = None,
) -> Decided:
    entry = required(session, entry_id)
    if entry.revision != base:
        raise Superseded(revision=entry.revision)
    revision = newest(session, entry)
    notes = notes_at(entry.kind, revision.layout, said)
    plant = plants.answer(session, entry, account_id, caught=lambda field: act is Act.RETURN and field in notes)
    if plant is not None:
        raise _planted(plant)
    why = reason_of(reason) or _in_one(notes)
    fields = len(written_fields(revision.values))
    made = step_in(session, entry_id, act, base_revision=base, account_id=account_id, reason=why)
    if act in (Act.APPROVE, Act.RETURN) and (faults is None or entry_id in faults):
        measured.add(session, entry.keyer, fields=fields, faults=len(notes) if faults is None else faults[entry_id])
    if notes:
        actions.record(session, account_id, COMMENTED, entry_id, {"revision": made, "comments": notes})
    return Decided(entry_id, made)


def notes_at(kind: str, layout: str, said: Mapping[str, str]) -> dict[str, str]:
    """The comments that say something, as they are kept. Raises NoSuchField for one at a field the page does not have."""
    notes = {field: text for field, words in said.items() if (text := reason_of(words))}
    form = load(kind, layout) if notes else None
    for field in notes:
        if form is not None and field not in form:
            raise NoSuchField(field=field)
    return notes


def planted_for(
    session: Session, entry_id: str, account_id: str, *, caught: Callable[[str], bool]
) -> StillPlanted | None:
    """What to raise where what the reviewer saw was planted for him: he `caught` it at that field, or not. None where nothing was.
    Within a unit of work."""
    plant = plants.answer(session, required(session, entry_id), account_id, caught=caught)
    return None if plant is None else _planted(plant)


def _planted(plant: plants.Answered) -> StillPlanted:
    told = PlantCaught if plant.caught else StillPlanted
    return told(field=plant.label, name=plant.field, shown=plant.shown, real=plant.real)


def written_fields(values: str) -> list[str]:
    """Names of the fields a revision's values hold."""
    return list(json.loads(values))


def _in_one(notes: Mapping[str, str]) -> str:
    """The comments as the reason of the return, where no other was given."""
    return "; ".join(notes.values())


def _said(session: Session, entry_id: str) -> list[tuple[int, dict[str, str]]]:
    lines = session.execute(select(_a.detail).where(_a.subject == entry_id, _a.act == COMMENTED).order_by(_a.seq))
    told = [json.loads(line.detail) for line in lines]
    return [(int(each["revision"]), dict(each["comments"])) for each in told]
