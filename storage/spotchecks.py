"""Spot checks of second keying: what one of them finds wrong is asked for in the rest of the book, too."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import select, update
from sqlmodel import Session

from registers.form import load
from registers.rekeying import Scope
from registers.workflow import EntryState
from storage.reviewtables import Rekeying
from storage.tables import Entry, Revision, core

_g, _e, _r = core(Rekeying).c, core(Entry).c, core(Revision).c


def distrust(session: Session, entry: Entry, faulty: Iterable[str]) -> None:
    """A spot check found an error: key that field of the book's waiting entries again, too. Within a unit of work."""
    row = session.execute(select(_g.spots).where(_g.office == entry.office, _g.entry_id == entry.id)).first()
    wrong = set(faulty) & set(json.loads(row.spots)) if row is not None else set()
    if not wrong:
        return
    query = select(_g.entry_id, _g.fields, _e.kind, _r.layout, _r["values"])
    query = query.join(core(Entry), (_g.office == _e.office) & (_g.entry_id == _e.id)).join(
        core(Revision), (_e.office == _r.office) & (_e.id == _r.entry_id) & (_e.revision == _r.revision)
    )
    waiting = query.where(
        _g.book_id == entry.book_id,
        _g.scope == Scope.ADAPTIVE,
        _e.state == EntryState.KEYED,
        _e.revision == _g.revision,
    )
    for other in session.execute(waiting).all():
        asked = {*json.loads(other.fields), *(wrong & set(json.loads(other.values)))}
        fields = [name for name in load(other.kind, other.layout).index if name in asked]
        session.execute(update(core(Rekeying)).where(_g.entry_id == other.entry_id).values(fields=json.dumps(fields)))
