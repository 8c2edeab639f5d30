"""What an account keyed, day by day: one row a day, added to when an entry is kept. Read only by the account itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select, update

from storage.bulk import insert_missing
from storage.engine import Store
from storage.tables import Worked, core

_w = core(Worked).c
_FIGURES = ("keys", "seconds", "entries", "corrections")
_ADD = (
    update(core(Worked))
    .where(_w.account_id == bindparam("account"), _w.day == bindparam("today"))
    .values({name: _w[name] + bindparam(f"more_{name}") for name in _FIGURES})
)
_SINCE = (
    select(core(Worked))
    .where(_w.account_id == bindparam("account"), _w.day >= bindparam("since"))
    .order_by(_w.day.desc())
)


@dataclass(frozen=True, slots=True)
class Work:
    """Keys pressed, seconds with hands on the keyboard, entries kept, entries corrected."""

    keys: int = 0
    seconds: int = 0
    entries: int = 0
    corrections: int = 0

    def __add__(self, other: Work) -> Work:
        return Work(
            self.keys + other.keys,
            self.seconds + other.seconds,
            self.entries + other.entries,
            self.corrections + other.corrections,
        )

    @property
    def keys_an_hour(self) -> int:
        """While hands were on the keyboard; 0 for less than a minute of it."""
        return self._an_hour(self.keys)

    @property
    def entries_an_hour(self) -> int:
        """The same, in entries."""
        return self._an_hour(self.entries)

    @property
    def keys_an_entry(self) -> int:
        """Keys for each entry kept or corrected; 0 while there is none."""
        done = self.entries + self.corrections
        return round(self.keys / done) if done else 0

    def _an_hour(self, count: int) -> int:
        return round(count * 3600 / self.seconds) if self.seconds >= 60 else 0


def add(store: Store, account_id: str, more: Work) -> None:
    """Count `more` of today's work of the account. Raises StoreError."""
    if more == Work():
        return
    today = store.today().isoformat()
    row = {"account_id": account_id, "day": today} | dict.fromkeys(_FIGURES, 0)
    figures = {f"more_{name}": getattr(more, name) for name in _FIGURES}
    with store.write() as session:
        insert_missing(session, Worked, [row])
        session.execute(_ADD, {"account": account_id, "today": today} | figures)


def days(store: Store, account_id: str, *, since: date) -> dict[date, Work]:
    """The account's work of each day from `since` on that had any, newest first."""
    with store.read() as session:
        rows = session.execute(_SINCE, {"account": account_id, "since": since.isoformat()})
        return {date.fromisoformat(row.day): Work(row.keys, row.seconds, row.entries, row.corrections) for row in rows}
