"""What has been compared of each keyer's work and how much of it was faulty: for risk, and for the keyer's own figures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from registers.risk import measured_rate
from storage.bulk import insert_missing
from storage.engine import Store
from storage.reviewtables import Measured
from storage.tables import core

_m = core(Measured).c
_OF = select(core(Measured)).where(_m.account_id == bindparam("account"))


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one keyer: fields compared with the page or a second keying, and those found faulty."""

    fields: int = 0
    faults: int = 0

    @property
    def rate(self) -> float:
        """The share of faulty fields, drawn towards that of an unknown keyer while little is compared."""
        return measured_rate(self.fields, self.faults)


def rates(session: Session, account_ids: Collection[str]) -> dict[str, float]:
    """The measured rate of those of the accounts that have one."""
    found = (session.execute(_OF, {"account": account_id}).first() for account_id in account_ids)
    return {row.account_id: measured_rate(row.fields, row.faults) for row in found if row is not None}


def add(session: Session, account_id: str, *, fields: int, faults: int) -> None:
    """Count `fields` more of the account's as compared, `faults` of them faulty, within a unit of work."""
    insert_missing(session, Measured, [{"account_id": account_id, "fields": 0, "faults": 0}])
    session.execute(
        update(core(Measured))
        .where(_m.account_id == account_id)
        .values(fields=_m.fields + fields, faults=_m.faults + faults)
    )


def of(store: Store, account_id: str) -> Quality:
    """What is known of one keyer."""
    with store.read() as session:
        row = session.execute(_OF, {"account": account_id}).first()
    return Quality(row.fields, row.faults) if row else Quality()
