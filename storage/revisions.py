"""Writing revisions: the row that is pushed, the entry it folds into, mentions, kinships, names, log line and outbox item.

Everything that changes an entry goes through `append`, one entry or a thousand at a time, so that nothing of it is ever
written by half or written differently.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, tuple_, update
from sqlmodel import Session

from registers.canonical import canonical_json, digest
from registers.checks import Flag, Severity
from registers.form import Form, Kin
from registers.kinds import Layout, PositionState
from registers.kinship import MentionFacts, kinships, mentions
from registers.position import Position
from registers.revision import body, written
from registers.risk import UNMEASURED, risk
from registers.value import Value
from registers.workflow import Act, EntryState
from storage import actions, measured
from storage.bulk import insert_all, insert_missing
from storage.engine import store_of
from storage.outboxtables import OutboxItem
from storage.persontables import Person, Ungathered
from storage.surroundings import registration_of, signer_of
from storage.tables import Book, Entry, Kinship, Mention, Name, Revision, Signer, core

_b, _e = core(Book).c, core(Entry).c
_COUNT = (
    update(core(Book))
    .where(_b.id == bindparam("book"))
    .values(keyed=_b.keyed + bindparam("keyed_more"), approved=_b.approved + bindparam("approved_more"))
)


@dataclass(frozen=True, slots=True)
class People:
    """The persons an entry speaks of, by role, with the kinships it states."""

    mentions: Sequence[MentionFacts] = ()
    kin: Sequence[Kin] = ()
    main: frozenset[str] = frozenset()  # roles of those the event is about

    @classmethod
    def of(cls, form: Form, values: Mapping[str, Value]) -> People:
        """The persons these values speak of."""
        main = frozenset(role.name for role in form.roles if role.main)
        named = mentions(form, values)
        return cls(named, kinships(form, values, named), main)

    @property
    def about(self) -> list[MentionFacts]:
        """Those the event is about."""
        return [person for person in self.mentions if person.role in self.main]


@dataclass(frozen=True, slots=True)
class NewRevision:
    """The next state of an entry: what it says, the step that makes it, and who takes that step.

    `people` is None where the step leaves the values, and so the persons, as they were.
    """

    office: str
    entry_id: str
    revision: int
    book_id: str
    series: str
    kind: str
    layout: Layout
    position: Position
    page_no: int | None
    position_state: PositionState
    state: EntryState
    act: Act
    account_id: str
    keyer: str
    keyed_at: str
    reason: str
    values: Mapping[str, Value]
    flags: Sequence[Flag]
    overrides: Mapping[str, str]
    people: People | None
    approved_revision: int | None = None
    carried: Mapping[str, Sequence[str]] = field(default_factory=dict)  # fields the form filled in, by how


def append(session: Session, made: Sequence[NewRevision]) -> None:
    """Append the revisions within a unit of work. The caller has checked that each is the next of its entry."""
    at = store_of(session).now()
    revisions = [_revision(new, at) for new in made]
    first = [new for new in made if new.revision == 1]
    later = [new for new in made if new.revision > 1]
    rates = measured.rates(session, {new.keyer for new in made if new.people is not None})
    insert_all(session, Entry, [fold_of(new, rates) for new in first])
    for new in later:
        _refold(session, new, rates)
    insert_all(session, Revision, revisions)
    _forget_people(session, later)
    note_people(session, made)
    insert_all(session, OutboxItem, [_outbox(row, at) for row in revisions])
    _log(session, made, revisions)


def _revision(new: NewRevision, at: str) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "office": new.office,
        "entry_id": new.entry_id,
        "revision": new.revision,
        "book_id": new.book_id,
        "kind": new.kind,
        "layout": str(new.layout),
        "year": new.position.year,
        "number": new.position.number,
        "suffix": new.position.suffix,
        "page_no": new.page_no,
        "position_state": str(new.position_state),
        "state": str(new.state),
        "act": new.act,
        "account_id": new.account_id,
        "keyer": new.keyer,
        "at": at,
        "reason": new.reason,
        "values": written(new.values),
        "overrides": dict(new.overrides),
    }
    sha256 = digest(body(facts))
    return facts | {
        "values": canonical_json(facts["values"]).decode(),
        "overrides": canonical_json(facts["overrides"]).decode(),
        "flags": flags_text(new.flags),
        "sha256": sha256,
    }


def fold_of(new: NewRevision, rates: Mapping[str, float]) -> dict[str, Any]:
    """The entry's row once `new` is its newest revision; `rates` are the measured ones of keyers (`storage.measured`)."""
    grave = next((grade for grade in Severity if any(flag.severity is grade for flag in new.flags)), "")
    return {
        "office": new.office,
        "id": new.entry_id,
        "book_id": new.book_id,
        "series": new.series,
        "kind": new.kind,
        "year": new.position.year,
        "number": new.position.number,
        "suffix": new.position.suffix,
        "position_state": str(new.position_state),
        "state": str(new.state),
        "revision": new.revision,
        "approved_revision": new.approved_revision,
        "keyer": new.keyer,
        "keyed_at": new.keyed_at,
        "page_no": new.page_no,
        "registration": registration_of(new.values),
        "title": next((person.full_name for person in new.people.about), "") if new.people else "",
        "flags": flags_text(new.flags),
        "severity": str(grave),
        "rules": rules_text(new.flags),
        "risk": risk(new.values, new.flags, rates.get(new.keyer, UNMEASURED)),
    }


_OF_A_STEP = ("state", "revision", "approved_revision")


def _refold(session: Session, new: NewRevision, rates: Mapping[str, float]) -> None:
    row = fold_of(new, rates)
    of_entry = (_e.office == row.pop("office")) & (_e.id == row.pop("id"))
    if new.people is None:
        row = {name: row[name] for name in _OF_A_STEP}
    session.execute(update(core(Entry)).where(of_entry).values(**row))


def _forget_people(session: Session, made: Sequence[NewRevision]) -> None:
    """Mentions and kinships follow the newest revision; an entry that is withdrawn mentions nobody. Persons are due anew."""
    changed = [new for new in made if new.people is not None or new.state is EntryState.WITHDRAWN]
    gone = [(new.office, new.entry_id) for new in changed]
    if not gone:
        return
    for table in (core(Mention), core(Kinship), core(Person), core(Ungathered)):
        session.execute(delete(table).where(tuple_(table.c.office, table.c.entry_id).in_(gone)))
    # Persons whom nothing but a page that now names nobody made one are parted when it is gathered.
    silent = [new for new in changed if new.people is None or not new.people.mentions]
    insert_all(session, Ungathered, [{"office": new.office, "entry_id": new.entry_id} for new in silent])


def note_people(session: Session, made: Sequence[NewRevision]) -> None:
    """Keep whom the revisions speak of: mentions, kinships, the dictionary of names, who signed."""
    spoken = [(new, new.people) for new in made if new.people is not None]
    insert_all(session, Mention, [_mention(new, person) for new, people in spoken for person in people.mentions])
    due = [{"office": new.office, "entry_id": new.entry_id} for new, people in spoken if people.mentions]
    insert_all(session, Ungathered, due)
    insert_all(session, Kinship, [row for new, people in spoken for row in _kinships(new, people)])
    folded = {person.folded for _, people in spoken for person in people.mentions}
    starts = sorted((start, name) for name in folded for start in _starts(name))
    insert_missing(session, Name, [{"start": start, "folded": name} for start, name in starts])
    signers = {(new.office, new.position.year, *signer) for new, _ in spoken if (signer := signer_of(new.values))}
    columns = ("office", "year", "name", "title")
    insert_missing(session, Signer, [dict(zip(columns, row, strict=True)) for row in sorted(signers)])


def _starts(folded: str) -> list[str]:
    words = folded.split(" ")
    return [" ".join(words[at:]) for at in range(len(words))] if folded else []


def _mention(new: NewRevision, person: MentionFacts) -> dict[str, Any]:
    return {
        "office": new.office,
        "entry_id": new.entry_id,
        "role": person.role,
        "full_name": person.full_name,
        "folded": person.folded,
        "sex": person.sex,
        "birth": person.birth.normalised if person.birth is not None else "",
        "ethnicity": person.ethnicity,
        "nationality": person.nationality,
        "residence": person.residence,
        "id_no": person.id_no,
        "same_as": person.same_as,
    }


def _kinships(new: NewRevision, people: People) -> list[dict[str, str]]:
    stated = sorted({(kin.subject, kin.relation, kin.object) for kin in people.kin})
    return [
        {"office": new.office, "entry_id": new.entry_id, "subject": who, "relation": relation, "object": of}
        for who, relation, of in stated
    ]


def _outbox(row: Mapping[str, Any], at: str) -> dict[str, Any]:
    return {
        "office": row["office"],
        "entry_id": row["entry_id"],
        "revision": row["revision"],
        "state": "waiting",
        "due_at": at,
        "tries": 0,
        "leased_by": "",
        "leased_until": "",
        "last_error": "",
    }


def _log(session: Session, made: Sequence[NewRevision], revisions: Sequence[Mapping[str, Any]]) -> None:
    """One line a revision; it names the revision's hash, so the log vouches for what the entry said, and what nobody typed."""
    lines: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for new, row in zip(made, revisions, strict=True):
        detail: dict[str, Any] = {"revision": new.revision, "sha256": row["sha256"]}
        if new.carried:
            detail["carried"] = {how: list(names) for how, names in new.carried.items()}
        lines.setdefault(new.account_id, []).append((f"entry.{new.act}", new.entry_id, detail))
    for account_id, acts in lines.items():
        actions.record_all(session, account_id, acts)


def flags_text(flags: Sequence[Flag]) -> str:
    """Flags as their columns keep them."""
    return json.dumps([flag.to_json() for flag in flags], ensure_ascii=False, separators=(",", ":"))


def rules_text(flags: Sequence[Flag]) -> str:
    """The rules of `flags`, each between spaces: so one is looked for in the index of the review queue."""
    return f" {' '.join(dict.fromkeys(flag.rule for flag in flags))} " if flags else ""


def count(session: Session, book_id: str, *, keyed: int = 0, approved: int = 0) -> None:
    """Change the book's counts of live and of approved entries."""
    if keyed or approved:
        session.execute(_COUNT, {"book": book_id, "keyed_more": keyed, "approved_more": approved})
