"""The offices whose books this store keeps."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from registers.kinds import Level
from registers.text import clean
from storage.engine import Store
from storage.tables import Office


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office by its code (`01693`), with the name its books bear (`UBND xã Vĩnh Quang, …`)."""

    code: str
    name: str
    level: Level


def put(session: Session, office: OfficeRow) -> bool:
    """Keep an office, new or under its new name. False where nothing changed."""
    kept = session.get(Office, office.code)
    name = clean(office.name)
    if kept is None:
        session.add(Office(code=office.code, name=name, level=office.level))
        session.flush()
        return True
    if (kept.name, kept.level) == (name, office.level):
        return False
    kept.name, kept.level = name, office.level
    return True


def get(store: Store, code: str) -> OfficeRow | None:
    """The office with that code."""
    with store.read() as session:
        office = session.get(Office, code)
    return None if office is None else plain(office)


def list_all(store: Store) -> list[OfficeRow]:
    """Every office, by code."""
    with store.read() as session:
        return [plain(office) for office in session.exec(select(Office).order_by(col(Office.code)))]


def plain(office: Office) -> OfficeRow:
    """The row as a value."""
    return OfficeRow(office.code, office.name, Level(office.level))
