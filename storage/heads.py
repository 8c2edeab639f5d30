"""What the centre countersigned of this store's log, and whether the log still holds it.

With each push the centre names a line of the log it signed before. The office looks whether its log still has that line, and
tells the centre with the next push what stands there now: so a log that was rewritten or cut short, receipts and all, shows at
both ends. A line that is not there any more is remembered for good; `chain.verify` tells it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlmodel import Session

from storage import actions, settings
from storage.actions import Head
from storage.engine import Store
from storage.tables import Action, Setting, core

_LINE, _LOST = "centre_line ", "lost_line "
_a = core(Action).c
_HASH = select(_a.hash).where(_a.seq == bindparam("line"))


@dataclass(frozen=True, slots=True)
class Told:
    """What a push tells of the log: its head, and the line the centre named last as it stands now (hash "" where it is gone)."""

    head: Head
    before: Head | None


def told(store: Store, office: str) -> Told:
    """What to tell the centre with the next push for `office`."""
    with store.read() as session:
        named = _named(session, office)
        return Told(actions.head(session), Head(named.seq, _hash_of(session, named.seq)) if named else None)


def note(session: Session, office: str, signed: Head, previous: Head | None) -> None:
    """Keep which line to hold the log against from now on: `previous`, or where the centre has none, the head just signed."""
    named = _named(session, office)
    if named is not None and not _holds(session, named):
        return
    if previous is None or settings.get_in(session, _LOST + office) == [previous.seq, previous.hash]:
        previous = signed
    if previous != named:
        settings.put_in(session, _LINE + office, [previous.seq, previous.hash])


def lost(session: Session, office: str, head: Head) -> None:
    """The log that ended in `head` is lost, and this one was begun anew in its place: that line need not be here."""
    settings.put_in(session, _LOST + office, [head.seq, head.hash])


def named(session: Session) -> dict[int, str]:
    """The lines the centre named, by number, of every office of the store."""
    rows = session.scalars(select(core(Setting).c.key).where(core(Setting).c.key.startswith(_LINE)))
    lines = [_named(session, key.removeprefix(_LINE)) for key in rows.all()]
    return {line.seq: line.hash for line in lines if line}


def differs(session: Session) -> bool:
    """True where a line the centre named is not in the log any more."""
    return not all(_holds(session, Head(seq, known)) for seq, known in named(session).items())


def _named(session: Session, office: str) -> Head | None:
    kept = settings.get_in(session, _LINE + office)
    return Head(*kept) if kept else None


def _holds(session: Session, line: Head) -> bool:
    return line.seq == 0 or _hash_of(session, line.seq) == line.hash


def _hash_of(session: Session, seq: int) -> str:
    kept = session.connection().execute(_HASH, {"line": seq}).scalar_one_or_none()
    return kept or (actions.GENESIS if seq == 0 else "")
