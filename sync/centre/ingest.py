"""Storing a batch: every revision once, the fold of its entry, and the steps of the official partition, in one transaction.

The cost grows with the batch, not with what is stored: each statement reaches rows by their primary keys.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from registers.catalogue import say
from registers.dates import PartialDate
from registers.plan import Plan, phase_of
from registers.workflow import EntryState
from sync.centre.database import Database
from sync.centre.examine import Accepted, examine
from sync.centre.staging import stage
from sync.protocol import Answer, Batch, ChainHead, Countersigned, Item, Problem, RevisionBody

_Key = tuple[str, int]

_INSERT = text("""
    INSERT INTO revision (office, entry_id, revision, sha256, body, arrival, received_at)
    SELECT office, entry_id, revision, sha256, body, :base + place, :now FROM staged WHERE true
    ON CONFLICT (office, entry_id, revision) DO NOTHING
    RETURNING entry_id, revision
""")
_KNOWN = text("""
    SELECT staged.entry_id, staged.revision, revision.sha256
    FROM staged JOIN revision
      ON revision.office = staged.office AND revision.entry_id = staged.entry_id AND revision.revision = staged.revision
    WHERE revision.arrival <= :base
""")
_FOLD = text("""
    INSERT INTO entry (office, entry_id, book_id, kind, year, number, suffix, registration, phase, position_state,
                       revision, state, approved_revision, withdrawn_revision)
    SELECT office, entry_id, book_id, kind, year, number, suffix, registration, phase, position_state,
           revision, state, 0, 0
    FROM (SELECT *, row_number() OVER (PARTITION BY entry_id ORDER BY revision DESC) AS rank FROM staged) AS newest
    WHERE rank = 1
    ON CONFLICT (office, entry_id) DO UPDATE SET
        book_id = excluded.book_id, kind = excluded.kind, year = excluded.year, number = excluded.number,
        suffix = excluded.suffix, registration = excluded.registration, phase = excluded.phase,
        position_state = excluded.position_state, revision = excluded.revision, state = excluded.state
    WHERE excluded.revision > entry.revision
""")
_OFFICIAL = text("""
    SELECT entry.entry_id, entry.kind, entry.approved_revision, entry.withdrawn_revision FROM entry
    JOIN (SELECT DISTINCT office, entry_id FROM staged WHERE state IN ('approved', 'withdrawn')) AS s
      ON s.office = entry.office AND s.entry_id = entry.entry_id
    ORDER BY entry.entry_id
""")
_SET_OFFICIAL = text("""
    UPDATE entry SET approved_revision = :approved, withdrawn_revision = :withdrawn
    WHERE office = :office AND entry_id = :entry_id
""")
_CHANGE = text("""
    INSERT INTO change (office, seq, entry_id, revision, change, kind, at)
    VALUES (:office, :seq, :entry_id, :revision, :change, :kind, :at)
""")


def ingest(database: Database, plan: Plan, office: str, batch: Batch) -> list[Answer]:
    """Store what of `batch` may be stored; one answer an item, in the batch's order."""
    judged = [examine(office, item) for item in batch.items]
    wanted: dict[_Key, Accepted] = {}
    for outcome in judged:
        if isinstance(outcome, Accepted):
            wanted.setdefault((outcome.body.entry_id, outcome.body.revision), outcome)
    known = _store(database, plan, office, wanted) if wanted else {}
    return [_answer(item, outcome, wanted, known) for item, outcome in zip(batch.items, judged, strict=True)]


def _store(database: Database, plan: Plan, office: str, wanted: dict[_Key, Accepted]) -> dict[_Key, str]:
    """Store the revisions of `wanted` that are new; the hashes of those that were here already."""
    now = database.now()
    rows = [row_of(plan, place, accepted) for place, accepted in enumerate(wanted.values(), 1)]
    with database.write() as connection:
        stage(connection, rows)
        base = _take_numbers(connection, office, "received", len(rows))
        new = {(str(e), int(r)) for e, r in connection.execute(_INSERT, {"base": base, "now": now})}
        known = (
            {(str(e), int(r)): str(sha) for e, r, sha in connection.execute(_KNOWN, {"base": base})}
            if len(new) < len(rows)
            else {}
        )
        # A conflicting revision is not stored, so it may not be folded in either.
        for entry_id, revision in known:
            connection.execute(
                text("DELETE FROM staged WHERE entry_id = :entry_id AND revision = :revision"),
                {"entry_id": entry_id, "revision": revision},
            )
        if new:
            connection.execute(_FOLD)
            _step_official(connection, office, [wanted[key].body for key in new], now)
    return known


def row_of(plan: Plan, place: int, accepted: Accepted) -> tuple[Any, ...]:
    """A revision as it is staged (`staging.COLUMNS`), as number `place` of its batch."""
    body = accepted.body
    registration = _registration(body)
    day = _first_day(registration)
    phase = phase_of(plan, day) if day else None
    return (
        body.office,
        body.entry_id,
        body.revision,
        accepted.sha256,
        accepted.canonical,
        place,
        body.book_id,
        body.kind,
        body.year,
        body.number,
        body.suffix,
        ".".join(reversed(registration.split("."))),
        phase.id if phase else "",
        body.position_state.value,
        body.state.value,
    )


def _registration(body: RevisionBody) -> str:
    value = body.values.get("registration_date")
    return value[1] if value else ""


def _first_day(normalised: str) -> date | None:
    day = PartialDate.from_normalised(normalised)
    return day.earliest() if day else None


def _take_numbers(connection: Connection, office: str, counter: str, count: int) -> int:
    """Take `count` numbers of the office's `counter`; the one before the first. Locks the office's row until the commit."""
    taken = connection.execute(
        text(f"UPDATE office SET {counter} = {counter} + :count WHERE office = :office RETURNING {counter}"),  # noqa: S608 (names are ours)
        {"count": count, "office": office},
    ).scalar_one()
    return int(taken) - count


def _step_official(connection: Connection, office: str, bodies: Sequence[RevisionBody], now: str) -> None:
    """Fold approvals and withdrawals among the new `bodies`, and write the steps of the official partition they make."""
    approved: dict[str, int] = {}
    withdrawn: dict[str, int] = {}
    for body in bodies:
        if body.state is EntryState.APPROVED:
            approved[body.entry_id] = max(body.revision, approved.get(body.entry_id, 0))
        elif body.state is EntryState.WITHDRAWN:
            withdrawn[body.entry_id] = max(body.revision, withdrawn.get(body.entry_id, 0))
    if not approved and not withdrawn:
        return
    folds, steps = [], []
    for entry_id, kind, old_approved, old_withdrawn in connection.execute(_OFFICIAL):
        now_approved = max(old_approved, approved.get(entry_id, 0))
        now_withdrawn = max(old_withdrawn, withdrawn.get(entry_id, 0))
        folds.append({"office": office, "entry_id": entry_id, "approved": now_approved, "withdrawn": now_withdrawn})
        before = old_approved if old_approved > old_withdrawn else 0
        after = now_approved if now_approved > now_withdrawn else 0
        if before != after:
            steps.append((entry_id, kind, after or now_withdrawn, "official" if after else "withdrawn"))
    connection.execute(_SET_OFFICIAL, folds)
    if not steps:
        return
    base = _take_numbers(connection, office, "changed", len(steps))
    connection.execute(
        _CHANGE,
        [
            {
                "office": office,
                "seq": base + n,
                "entry_id": entry_id,
                "revision": revision,
                "change": change,
                "kind": kind,
                "at": now,
            }
            for n, (entry_id, kind, revision, change) in enumerate(steps, 1)
        ],
    )


def _answer(item: Item, outcome: Accepted | Answer, wanted: dict[_Key, Accepted], known: dict[_Key, str]) -> Answer:
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


def countersign(database: Database, office: str, head: ChainHead, key: bytes) -> Countersigned:
    """Keep the head of the office's chain and sign it; the same head is signed once and answered alike ever after."""
    now = database.now()
    place = {"office": office, "seq": head.seq, "hash": head.hash}
    with database.write() as connection:
        found = connection.execute(
            text("SELECT at, signature FROM chain WHERE office = :office AND seq = :seq AND hash = :hash"), place
        ).one_or_none()
        if found is not None:
            return Countersigned(head.seq, head.hash, str(found[0]), str(found[1]))
        signature = hmac.digest(key, f"{office}\n{head.seq}\n{head.hash}\n{now}".encode(), "sha256").hex()
        connection.execute(
            text(
                "INSERT INTO chain (office, seq, hash, at, signature) VALUES (:office, :seq, :hash, :at, :signature)"
                " ON CONFLICT (office, seq, hash) DO NOTHING"
            ),
            place | {"at": now, "signature": signature},
        )
    return Countersigned(head.seq, head.hash, now, signature)
