"""Who typed any of an entry: nobody decides on what he typed himself, the first, the second or the third time."""

from __future__ import annotations

from sqlalchemy import exists, or_, select
from sqlmodel import Session

from storage.reviewtables import Keying
from storage.tables import Entry, Revision, core

_k, _r = core(Keying).c, core(Revision).c


def has_typed(session: Session, entry: Entry, account_id: str) -> bool:
    """True where the account typed any revision of the entry, or keyed it again to compare."""
    again = exists().where(_k.office == entry.office, _k.entry_id == entry.id, _k.account_id == account_id)
    ever = exists().where(_r.office == entry.office, _r.entry_id == entry.id, _r.keyer == account_id)
    return bool(session.execute(select(or_(again, ever))).scalar())
