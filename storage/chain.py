"""Is the log of acts whole, and does it vouch for every entry? Whoever edits the database by hand is found, and where.

The chain alone shows a changed, missing or added line. A log that was cut short or rewritten as a whole is shown by the heads
the centre countersigned. An entry or revision edited past the program is shown by the hash its log line names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Row, RowMapping, and_, func, or_, select
from sqlmodel import Session

from registers.canonical import digest
from registers.catalogue import say
from registers.revision import body
from storage import heads
from storage.actions import GENESIS, line_hash
from storage.engine import Store
from storage.outboxtables import Receipt
from storage.tables import Action, Entry, Revision, core

MOST_FAULTS = 200
"""Faults a report names; where there are more, the first ones show the way."""

_a, _e, _r, _c = core(Action).c, core(Entry).c, core(Revision).c, core(Receipt).c
_LINES = select(core(Action)).order_by(_a.seq).execution_options(yield_per=1000)
_ANCHORS = select(_c.chain_seq, func.min(_c.chain_head), func.max(_c.chain_head)).where(_c.chain_seq > 0)
_REVISIONS = select(core(Revision)).order_by(_r.entry_id, _r.revision).execution_options(yield_per=1000)
_ENTRY_LINES = (
    select(_a.seq, _a.subject, _a.detail)
    .where(_a.act.startswith("entry."))
    .order_by(_a.subject, _a.seq)
    .execution_options(yield_per=1000)
)
_SAME = ("book_id", "kind", "year", "number", "suffix", "page_no", "position_state", "state", "keyer", "flags")
_UNFOLDED = (
    select(_e.id)
    .select_from(
        core(Entry).outerjoin(
            core(Revision), and_(_r.office == _e.office, _r.entry_id == _e.id, _r.revision == _e.revision)
        )
    )
    .where(or_(_r.entry_id.is_(None), *(_e[name].is_distinct_from(_r[name]) for name in _SAME)))
    .order_by(_e.id)
)
_BEHIND = (
    select(_e.id)
    .join_from(core(Entry), core(Revision), and_(_r.office == _e.office, _r.entry_id == _e.id))
    .where(_r.revision > _e.revision)
    .order_by(_e.id)
)


@dataclass(frozen=True, slots=True)
class ChainFault:
    """What is wrong, and where: at line `seq` of the log (0 where no line is), with the entry `subject` ("" where none).

    `kind` names the text: missing, changed, unlinked, cut, rewritten, revision_changed, revision_unlogged, revision_gone,
    entry_differs.
    """

    seq: int
    kind: str
    subject: str = ""
    revision: int = 0

    def __str__(self) -> str:
        return say(f"storage.chain_{self.kind}", seq=self.seq, subject=self.subject, revision=self.revision)


@dataclass(frozen=True, slots=True)
class ChainReport:
    """How many lines the log has, the hash of the last one, and what is wrong, at most MOST_FAULTS of it."""

    lines: int
    head: str
    faults: tuple[ChainFault, ...]

    @property
    def ok(self) -> bool:
        """True where nothing is wrong."""
        return not self.faults


def verify(store: Store, *, entries: bool = True) -> ChainReport:
    """Follow the log from its first line; with `entries`, also hold every entry and revision against it.

    The log of a province takes seconds, its entries a minute.
    """
    with store.read() as session:
        walk = _Walk(session)
        faults = list(islice(walk.faults(), MOST_FAULTS))
        if entries:
            faults += islice(_of_entries(session), MOST_FAULTS - len(faults))
    return ChainReport(walk.lines, walk.head, tuple(faults))


class _Walk:
    """The log, followed once from its first line."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.lines = 0
        self.head = GENESIS

    def faults(self) -> Iterator[ChainFault]:
        """What is wrong with the lines; each fault is told once, where it begins."""
        anchors = {seq: {first, last} for seq, first, last in self._session.execute(_ANCHORS.group_by(_c.chain_seq))}
        for named, known in heads.named(self._session).items():
            anchors.setdefault(named, {known}).add(known)
        seq = 0
        for line in self._session.execute(_LINES):
            self.lines += 1
            if line.seq != seq + 1:
                yield ChainFault(seq + 1, "missing")
            elif line.previous != self.head:
                yield ChainFault(line.seq, "unlinked")
            columns = (line.seq, line.at, line.account_id, line.act, line.subject, line.detail, line.previous)
            if line_hash(*columns) != line.hash:
                yield ChainFault(line.seq, "changed")
            if anchors.pop(line.seq, {line.hash}) != {line.hash}:
                yield ChainFault(line.seq, "rewritten")
            seq, self.head = line.seq, line.hash
        if anchors:
            yield ChainFault(seq + 1, "cut")


def _of_entries(session: Session) -> Iterator[ChainFault]:
    yield from _of_revisions(session.execute(_REVISIONS).mappings(), session.execute(_ENTRY_LINES))
    for query in (_UNFOLDED, _BEHIND):
        for (entry_id,) in session.execute(query):
            yield ChainFault(0, "entry_differs", entry_id)


def _of_revisions(revisions: Iterable[RowMapping], lines: Iterable[Row[Any]]) -> Iterator[ChainFault]:
    """Both come in the order of entries and their revisions, so they are walked side by side."""
    logged = ((line.subject, *_named(line.detail), line.seq) for line in lines)
    entry, number, sha256, seq = next(logged, _NONE)
    for row in revisions:
        key = row["entry_id"], row["revision"]
        while (entry, number) < key:
            yield ChainFault(seq, "revision_gone", entry, number)
            entry, number, sha256, seq = next(logged, _NONE)
        if (entry, number) > key:
            yield ChainFault(0, "revision_unlogged", *key)
            continue
        if not row["sha256"] == sha256 == _digest(row):
            yield ChainFault(seq, "revision_changed", entry, number)
        entry, number, sha256, seq = next(logged, _NONE)
    while entry != _NONE[0]:
        yield ChainFault(seq, "revision_gone", entry, number)
        entry, number, sha256, seq = next(logged, _NONE)


_NONE = ("\U0010ffff", 0, "", 0)  # after every entry


def _named(detail: str) -> tuple[int, str]:
    """The revision a line of the log vouches for, and its hash; nothing sensible where the line was tampered with."""
    try:
        named = json.loads(detail)
        return int(named["revision"]), str(named["sha256"])
    except (ValueError, KeyError, TypeError):
        return 0, ""


def _digest(row: RowMapping) -> str:
    try:
        told = {name: json.loads(row[name]) for name in ("values", "overrides")}
        return digest(body(dict(row) | told))
    except (ValueError, TypeError):
        return ""
