"""Storing a batch: every revision once, the fold of its entry, and the steps of the official partition.

The cost grows with the batch, not with what is stored: each statement reaches rows by their primary keys.

Entries are folded before revisions are kept, for that can be done while other pushes of the office go on: all that has to be
done while the office is locked is to number the revisions and to copy them in. Locks are taken in this order by all: entries in
their order, the key of the request, the office.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Literal, TypeVar

from psycopg.errors import UniqueViolation
from sqlalchemy import Connection, bindparam, text
from sqlalchemy.exc import IntegrityError

from registers.catalogue import say
from registers.dates import PartialDate
from registers.plan import Plan, phase_of
from registers.workflow import EntryState
from sync.centre.database import Database
from sync.centre.examine import Accepted
from sync.centre.judging import Judged, judge
from sync.centre.staging import COLUMNS, copy_into, stage
from sync.protocol import Answer, Batch, Item, Problem

_T = TypeVar("_T")
_Key = tuple[str, int]
_APPROVED, _WITHDRAWN = EntryState.APPROVED.value, EntryState.WITHDRAWN.value
_NO_STEPS = (0, 0)  # `approved_revision` and `withdrawn_revision` of an entry that is in the working partition only

_KNOWN = text("""
    SELECT staged.entry_id, staged.revision, revision.sha256
    FROM staged JOIN revision
      ON revision.office = staged.office AND revision.entry_id = staged.entry_id AND revision.revision = staged.revision
""")
_FOLD = """
    INSERT INTO entry (office, entry_id, book_id, kind, year, number, suffix, registration, phase, position_state,
                       revision, state, approved_revision, withdrawn_revision)
    SELECT office, entry_id, book_id, kind, year, number, suffix, registration, phase, position_state,
           revision, state, 0, 0
    FROM {newest} WHERE true ORDER BY entry_id
    ON CONFLICT (office, entry_id) DO UPDATE SET
        book_id = excluded.book_id, kind = excluded.kind, year = excluded.year, number = excluded.number,
        suffix = excluded.suffix, registration = excluded.registration, phase = excluded.phase,
        position_state = excluded.position_state, revision = excluded.revision, state = excluded.state
    WHERE excluded.revision > entry.revision
"""
_NEWEST = """(
        SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY entry_id ORDER BY revision DESC) AS rank FROM staged) AS ranked
        WHERE rank = 1) AS newest"""
_REVISION = {
    "office": "TEXT", "entry_id": "TEXT", "revision": "INTEGER", "sha256": "TEXT", "body": "BYTEA", "arrival": "INTEGER",
    "received_at": "TEXT",
}  # fmt: skip
_ENTRY = COLUMNS | {"approved_revision": "INTEGER", "withdrawn_revision": "INTEGER"}
FOLD = text(_FOLD.format(newest=_NEWEST))
"""Folds what is staged into `entry`: the newest revision of each. In one order always, for each entry is locked by it."""
_FOLD_ONCE = text(_FOLD.format(newest="staged"))
"""The same, where no entry is staged twice."""
_OFFICIAL = text("""
    SELECT entry.entry_id, entry.approved_revision, entry.withdrawn_revision FROM entry
    JOIN (SELECT DISTINCT office, entry_id FROM staged WHERE state IN ('approved', 'withdrawn')) AS s
      ON s.office = entry.office AND s.entry_id = entry.entry_id
    ORDER BY entry.entry_id
""")
_SET_OFFICIAL = text("""
    UPDATE entry SET approved_revision = :approved, withdrawn_revision = :withdrawn
    WHERE office = :office AND entry_id IN :entries
""").bindparams(bindparam("entries", expanding=True))
_CHANGE = text("""
    INSERT INTO change (office, seq, entry_id, revision, change, kind, at)
    SELECT office, :base + row_number() OVER (ORDER BY entry_id), entry_id,
           CASE WHEN approved_revision > withdrawn_revision THEN approved_revision ELSE withdrawn_revision END,
           :change, kind, :now
    FROM entry WHERE office = :office AND entry_id IN :entries
""").bindparams(bindparam("entries", expanding=True))


class Repeated(Exception):
    """A revision of the batch was here already, against what was expected: the transaction is to be undone."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A batch that was looked at and folded in: each item and what it came to, what of it may be stored, and the hashes of
    what was here already, both by key."""

    judged: Sequence[Judged]
    wanted: dict[_Key, Accepted]
    known: dict[_Key, str]

    @property
    def alike(self) -> Literal["stored", "already"] | None:
        """What becomes of each item, where all come to the same and there is nothing else to say of any."""
        if len(self.wanted) < len(self.judged):
            return None
        if not self.known:
            return "stored"
        return "already" if all(self.known.get(key) == one.sha256 for key, one in self.wanted.items()) else None

    @property
    def answers(self) -> list[Answer]:
        """One answer an item, in their order, once what is new is stored."""
        return [_answer(item, outcome, self.wanted, self.known) for item, outcome in self.judged]


def ingest(database: Database, plan: Plan, office: str, batch: Batch) -> list[Answer]:
    """Store what of `batch` may be stored, in a transaction of its own; one answer an item, in the batch's order."""
    judged = judge(office, batch.items)

    def work(connection: Connection, look: bool) -> list[Answer]:
        ready = prepare(connection, plan, office, judged, look=look)
        store(connection, office, ready, database.now())
        return ready.answers

    return in_transaction(database, work)


def in_transaction(database: Database, work: Callable[[Connection, bool], _T]) -> _T:
    """What `work` gives, in a transaction that is kept. It is told whether to look first for what is here already: mostly
    nothing is, and to look costs more than to be undone now and then.
    """
    with suppress(Repeated), database.write() as connection:
        return work(connection, False)
    with database.write() as connection:
        return work(connection, True)


def prepare(connection: Connection, plan: Plan, office: str, judged: Sequence[Judged], *, look: bool) -> Ready:
    """Stage what was accepted of `judged`, and fold it into the entries, which stay locked until the commit.

    Only where told to `look` is it known what was here already. Other pushes of the office need not wait for it yet. Where
    all are the first of their entries, as in most that wait long, the entries are copied straight in. Raises Repeated.
    """
    wanted: dict[_Key, Accepted] = {}
    for _, outcome in judged:
        if isinstance(outcome, Accepted):
            wanted.setdefault((outcome.entry_id, outcome.revision), outcome)
    known: dict[_Key, str] = {}
    if wanted and not look and all(map(_begins, wanted.values())):
        folds = sorted(folds_of(plan, office, wanted.values()))
        _add(connection, "entry", _ENTRY, [fold + _NO_STEPS for fold in folds])
        return Ready(judged, wanted, known)
    if wanted:
        stage(connection, folds_of(plan, office, wanted.values()))
    if wanted and look:
        known = _staged_and_known(connection)
    if len(known) < len(wanted):
        once = len({entry for entry, _ in wanted}) == len(wanted)
        connection.execute(_FOLD_ONCE if once else FOLD)  # what is here already changes no entry, it is no newer
        if look:  # others may have stored some until their entries were let go of; now nobody can
            known = _staged_and_known(connection)
    return Ready(judged, wanted, known)


def _begins(one: Accepted) -> bool:
    """True of an entry's first revision that is no step of the official partition."""
    return one.revision == 1 and one.state not in (_APPROVED, _WITHDRAWN)


def _add(connection: Connection, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows nobody has yet; Raises Repeated where somebody has."""
    try:
        copy_into(connection, table, columns, rows)
    except (IntegrityError, UniqueViolation) as error:
        # SQLAlchemy holds the error where its traceback leads: a ring, with the whole batch in it until a collector comes by.
        error.__traceback__ = None
        raise Repeated from None


def _staged_and_known(connection: Connection) -> dict[_Key, str]:
    return {(str(entry), int(number)): str(sha) for entry, number, sha in connection.execute(_KNOWN).all()}


def store(connection: Connection, office: str, ready: Ready, now: str) -> None:
    """Store what is new, numbered in the order of arrival. Locks the office until the commit.

    Raises Repeated where something of it was here already: what was prepared is wrong then.
    """
    new = [one for key, one in ready.wanted.items() if key not in ready.known]
    if not new:
        return
    base = _take_numbers(connection, office, "received", len(new))
    rows = (
        (office, one.entry_id, one.revision, one.sha256, one.canonical, arrival, now)
        for arrival, one in enumerate(new, base + 1)
    )
    _add(connection, "revision", _REVISION, rows)
    _step_official(connection, office, new, now)


def folds_of(plan: Plan, office: str, accepted: Iterable[Accepted]) -> list[tuple[Any, ...]]:
    """What entries are folded of (`staging.COLUMNS`). Dates repeat within a book: each is read once."""
    when = cache(partial(_when, plan))
    return [
        (
            office, one.entry_id, one.revision, one.book_id, one.kind, one.year, one.number, one.suffix,
            *when(one.registration), one.position_state, one.state,
        )
        for one in accepted
    ]  # fmt: skip


def _when(plan: Plan, registration: str) -> tuple[str, str]:
    """A normalised date as text that sorts, and the id of the plan's phase it falls into ("" for none)."""
    day = PartialDate.from_normalised(registration)
    phase = phase_of(plan, day.earliest()) if day else None
    return ".".join(reversed(registration.split("."))), phase.id if phase else ""


def _take_numbers(connection: Connection, office: str, counter: str, count: int) -> int:
    """Take `count` numbers of the office's `counter`; the one before the first. Locks the office's row until the commit."""
    taken = connection.execute(
        text(f"UPDATE office SET {counter} = {counter} + :count WHERE office = :office RETURNING {counter}"),  # noqa: S608 (names are ours)
        {"count": count, "office": office},
    ).scalar_one()
    return int(taken) - count


def _step_official(connection: Connection, office: str, revisions: Sequence[Accepted], now: str) -> None:
    """Fold approvals and withdrawals among the new `revisions`, and write the steps of the official partition they make."""
    approved: dict[str, int] = {}
    withdrawn: dict[str, int] = {}
    for one in revisions:
        if one.state == _APPROVED:
            approved[one.entry_id] = max(one.revision, approved.get(one.entry_id, 0))
        elif one.state == _WITHDRAWN:
            withdrawn[one.entry_id] = max(one.revision, withdrawn.get(one.entry_id, 0))
    if not approved and not withdrawn:
        return
    folds: dict[tuple[int, int], list[str]] = {}  # entries by what they fold to: mostly one and the same
    steps: dict[str, list[str]] = {}
    for entry_id, old_approved, old_withdrawn in connection.execute(_OFFICIAL).all():
        now_approved = max(old_approved, approved.get(entry_id, 0))
        now_withdrawn = max(old_withdrawn, withdrawn.get(entry_id, 0))
        folds.setdefault((now_approved, now_withdrawn), []).append(entry_id)
        before = old_approved if old_approved > old_withdrawn else 0
        after = now_approved if now_approved > now_withdrawn else 0
        if before != after:
            steps.setdefault("official" if after else "withdrawn", []).append(entry_id)
    for (now_approved, now_withdrawn), entries in folds.items():
        facts = {"approved": now_approved, "withdrawn": now_withdrawn, "entries": entries}
        connection.execute(_SET_OFFICIAL, {"office": office, **facts})
    for change, entries in sorted(steps.items()):
        base = _take_numbers(connection, office, "changed", len(entries))
        facts = {"base": base, "change": change, "now": now, "entries": entries}
        connection.execute(_CHANGE, {"office": office, **facts})


def _answer(
    item: Item, outcome: Accepted | Answer, wanted: Mapping[_Key, Accepted], known: Mapping[_Key, str]
) -> Answer:
    if isinstance(outcome, Answer):
        return outcome
    key = (item.entry_id, item.revision)
    first = wanted[key]
    if first is outcome and key not in known:
        return Answer(item.entry_id, item.revision, "stored")
    if outcome.sha256 == known.get(key, first.sha256):
        return Answer(item.entry_id, item.revision, "already")
    problem = Problem(title="conflict", status=409, detail=say("centre.conflict"), rule="conflict")
    return Answer(item.entry_id, item.revision, "conflict", problem)
