"""Storing a batch: every revision once, the fold of its entry, and the steps of the official partition.

The cost grows with the batch, not with what is stored: each statement reaches rows by their primary keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Literal

from sqlalchemy import Connection, TextClause, bindparam, text

from registers.catalogue import say
from registers.dates import PartialDate
from registers.plan import Plan, phase_of
from registers.workflow import EntryState
from sync.centre.database import Database
from sync.centre.examine import Accepted, examine
from sync.centre.staging import stage
from sync.protocol import Answer, Batch, Item, Problem

_Key = tuple[str, int]
Judged = tuple[Item, Accepted | Answer]
"""An item, and what examining it by itself came to."""

_TAKE = "UPDATE office SET received = received + :count WHERE office = :office RETURNING received - :count AS base"
_INSERT = """
    INSERT INTO revision (office, entry_id, revision, sha256, body, arrival, received_at)
    SELECT office, entry_id, revision, sha256, body, {base} + place, :now FROM {source} WHERE true
    ON CONFLICT (office, entry_id, revision) DO NOTHING
"""
_KNOWN = text("""
    SELECT staged.entry_id, staged.revision, revision.sha256
    FROM staged JOIN revision
      ON revision.office = staged.office AND revision.entry_id = staged.entry_id AND revision.revision = staged.revision
    WHERE revision.arrival <= :base
""")
_UNSTAGE = text("""
    DELETE FROM staged WHERE EXISTS (
        SELECT 1 FROM revision
        WHERE revision.office = staged.office AND revision.entry_id = staged.entry_id
          AND revision.revision = staged.revision AND revision.arrival <= :base)
""")
_FOLD = """
    INSERT INTO entry (office, entry_id, book_id, kind, year, number, suffix, registration, phase, position_state,
                       revision, state, approved_revision, withdrawn_revision)
    SELECT office, entry_id, book_id, kind, year, number, suffix, registration, phase, position_state,
           revision, state, 0, 0
    FROM {newest} WHERE {condition}
    ON CONFLICT (office, entry_id) DO UPDATE SET
        book_id = excluded.book_id, kind = excluded.kind, year = excluded.year, number = excluded.number,
        suffix = excluded.suffix, registration = excluded.registration, phase = excluded.phase,
        position_state = excluded.position_state, revision = excluded.revision, state = excluded.state
    WHERE excluded.revision > entry.revision
"""
_NEWEST = """(
        SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY entry_id ORDER BY revision DESC) AS rank FROM staged) AS ranked
        WHERE rank = 1) AS newest"""
FOLD = text(_FOLD.format(newest=_NEWEST, condition="true"))
"""Folds what is staged into `entry`: the newest revision of each."""


def _at_once(newest: str) -> TextClause:
    insert = _INSERT.format(base="base", source="staged, taken")
    fold = _FOLD.format(newest=newest, condition="(SELECT stored FROM counted) = :count")
    return text(f"""
        WITH taken AS ({_TAKE}), new AS ({insert} RETURNING 1), counted AS (SELECT count(*) AS stored FROM new),
             folded AS ({fold})
        SELECT base, stored FROM taken, counted
    """)  # noqa: S608 (names are ours)


_TAKE_AND_INSERT = text(_TAKE), text(_INSERT.format(base=":base", source="staged"))
_AT_ONCE = {True: _at_once("staged"), False: _at_once(_NEWEST)}
"""Both of these and, where all was new, the fold, as one statement of PostgreSQL; by whether each entry is staged once.

The office is locked from its first moment to the commit, for whoever else pushes for it: there is no turn of the
interpreter's lock in between.
"""
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


@dataclass(frozen=True, slots=True)
class Ready:
    """A batch that was looked at and is staged: each item and what it came to, and what there is to store, by key."""

    judged: Sequence[Judged]
    wanted: dict[_Key, Accepted]

    @property
    def whole(self) -> bool:
        """True where each item is to be stored, and none is there twice."""
        return len(self.wanted) == len(self.judged)


def ingest(database: Database, plan: Plan, office: str, batch: Batch) -> list[Answer]:
    """Store what of `batch` may be stored, in a transaction of its own; one answer an item, in the batch's order."""
    judged = judge(office, batch)
    with database.write() as connection:
        ready = prepare(connection, plan, office, judged)
        return answers(ready, store(connection, office, ready, database.now()))


def judge(office: str, batch: Batch, *, suspect: bool = True) -> list[Judged]:
    """What each item of `batch` is, looked at by itself; `suspect` is False where `is_suspect` was of the whole. Pure."""
    return [(item, examine(office, item, suspect=suspect)) for item in batch.items]


def prepare(connection: Connection, plan: Plan, office: str, judged: Sequence[Judged]) -> Ready:
    """Stage what was accepted of `judged`. Other pushes of the office need not wait for it yet."""
    wanted: dict[_Key, Accepted] = {}
    for _, outcome in judged:
        if isinstance(outcome, Accepted):
            wanted.setdefault((outcome.entry_id, outcome.revision), outcome)
    if wanted:
        stage(connection, rows_of(plan, office, wanted.values()))
    return Ready(judged, wanted)


def store(connection: Connection, office: str, ready: Ready, now: str) -> dict[_Key, str]:
    """Store what is staged and new; the hashes of the revisions that were here already, by key. Locks the office until the commit."""
    wanted = ready.wanted
    if not wanted:
        return {}
    base, stored, folded = _insert(connection, office, wanted, now)
    known: dict[_Key, str] = {}
    if stored < len(wanted):
        known = {(str(e), int(r)): str(sha) for e, r, sha in connection.execute(_KNOWN, {"base": base}).all()}
        connection.execute(
            _UNSTAGE, {"base": base}
        )  # one that conflicts is not stored, so it may not be folded in either
    if len(known) < len(wanted):
        if not folded:
            connection.execute(FOLD)
        _step_official(connection, office, [one for key, one in wanted.items() if key not in known], now)
    return known


def _insert(connection: Connection, office: str, wanted: dict[_Key, Accepted], now: str) -> tuple[int, int, bool]:
    """Number what is staged and keep what of it is new: the number before the first, how many were new, whether they are folded."""
    taken = {"count": len(wanted), "office": office}
    if connection.dialect.name == "postgresql":
        once = len({entry for entry, _ in wanted}) == len(wanted)
        base, stored = connection.execute(_AT_ONCE[once], taken | {"now": now}).one()
        return base, stored, stored == len(wanted)
    take, insert = _TAKE_AND_INSERT
    base = connection.execute(take, taken).scalar_one()
    return base, connection.execute(insert, {"base": base, "now": now}).rowcount, False


def answers(ready: Ready, known: Mapping[_Key, str]) -> list[Answer]:
    """One answer an item, in their order; `known` are the hashes of those that were here before."""
    return [_answer(item, outcome, ready.wanted, known) for item, outcome in ready.judged]


def alike(ready: Ready, known: Mapping[_Key, str]) -> Literal["stored", "already"] | None:
    """What became of each item, where all came to the same and there is nothing else to say of any."""
    if not ready.whole:
        return None
    if not known:
        return "stored"
    return "already" if all(known.get(key) == one.sha256 for key, one in ready.wanted.items()) else None


def rows_of(plan: Plan, office: str, accepted: Iterable[Accepted]) -> list[tuple[Any, ...]]:
    """Revisions as they are staged (`staging.COLUMNS`), numbered from 1. Dates repeat within a book: each is read once."""
    when = cache(partial(_when, plan))
    return [
        (
            office, one.entry_id, one.revision, one.sha256, one.canonical, place, one.book_id, one.kind, one.year, one.number,
            one.suffix, *when(one.registration), one.position_state, one.state.value,
        )
        for place, one in enumerate(accepted, 1)
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
        if one.state is EntryState.APPROVED:
            approved[one.entry_id] = max(one.revision, approved.get(one.entry_id, 0))
        elif one.state is EntryState.WITHDRAWN:
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
