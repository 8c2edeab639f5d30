"""Entries in the order they were first kept, as the log has it: for whoever learns from them, a few at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlmodel import Session

from registers.form import Form, load
from registers.kinds import PositionState
from registers.revision import read
from registers.value import Values
from registers.workflow import Act, EntryState
from storage import actions
from storage.engine import Store
from storage.tables import Action, Entry, Revision, core

_a, _e, _r = core(Action).c, core(Entry).c, core(Revision).c
_KEYED = f"entry.{Act.KEY}"
_AFTER = (
    select(_a.seq, _e.book_id, _e.kind, _r.layout, _r["values"].label("said"))
    .join_from(core(Action), core(Entry), _e.id == _a.subject)
    .join(core(Revision), (_r.office == _e.office) & (_r.entry_id == _e.id) & (_r.revision == _e.revision))
    .where(
        _a.seq > bindparam("seq"),
        _a.seq <= bindparam("upto"),
        _a.act == _KEYED,
        _e.position_state == PositionState.NORMAL.value,
        _e.state != EntryState.WITHDRAWN.value,
    )
    .order_by(_a.seq)
    .limit(bindparam("most"))
)
_FROM_THE_END = select(_a.seq).where(_a.act == _KEYED).order_by(_a.seq.desc()).limit(1).offset(bindparam("most"))
_LINE = select(_a.hash).where(_a.seq == bindparam("seq"))


@dataclass(frozen=True, slots=True)
class Keyed:
    """An entry as it stands now: its book, its form, its values."""

    book_id: str
    form: Form
    values: Values


@dataclass(frozen=True, slots=True)
class Some:
    """Entries, and the line of the log (its number and hash) up to which there are no others."""

    entries: tuple[Keyed, ...]
    seq: int
    hash: str


def keyed_after(store: Store, seq: int, *, most: int) -> Some:
    """The next entries kept after line `seq` of the log, at most so many; withdrawn ones and positions without a page aside."""
    with store.read() as session:
        head = actions.head(session)
        rows = session.execute(_AFTER, {"seq": seq, "upto": head.seq, "most": most}).all()
        upto = rows[-1].seq if len(rows) == most else head.seq
        return Some(
            tuple(
                Keyed(row.book_id, load(row.kind, row.layout), read(said))
                for row in rows
                if (said := json.loads(row.said))
            ),
            upto,
            _hash(session, upto),
        )


def is_line(store: Store, seq: int, line_hash: str) -> bool:
    """True where the log has that very line; line 0 has the hash ""."""
    with store.read() as session:
        return _hash(session, seq) == line_hash


def near_the_end(store: Store, most: int) -> int:
    """The line of the log after which at most so many entries were kept; 0 where there are no more at all."""
    with store.read() as session:
        return session.execute(_FROM_THE_END, {"most": most}).scalar() or 0


def _hash(session: Session, seq: int) -> str:
    return session.execute(_LINE, {"seq": seq}).scalar() or ""
