"""Reading the findings for people: how many there are where, and which entries of which books they speak of."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from sync.centre.database import Database

_COUNTS = text("SELECT office, rule, count(*) FROM finding GROUP BY office, rule ORDER BY office, rule")
_LISTED = text("""
    SELECT f.seq, f.rule, f.at, f.entry_id, f.other_office, f.other_entry_id,
           mine.kind, mine.number, mine.suffix, mine.year, theirs.kind, theirs.number, theirs.suffix, theirs.year
    FROM finding AS f
    LEFT JOIN entry AS mine ON mine.office = f.office AND mine.entry_id = f.entry_id
    LEFT JOIN entry AS theirs ON theirs.office = f.other_office AND theirs.entry_id = f.other_entry_id
    WHERE f.office = :office AND f.seq > :after ORDER BY f.seq LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Count:
    """Findings of one rule told to one office."""

    office: str
    rule: str
    findings: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: kind, number and year of its book."""

    kind: str
    number: int
    suffix: str
    year: int


@dataclass(frozen=True, slots=True)
class Noticed:
    """One finding, and where the two entries stand; None where the finding is not of an entry."""

    rule: str
    at: str
    entry_id: str
    entry: Place | None
    other_office: str
    other_entry_id: str
    other: Place | None


def counts(database: Database) -> list[Count]:
    """How many findings there are, by office and rule."""
    with database.read() as connection:
        return [Count(str(office), str(rule), int(count)) for office, rule, count in connection.execute(_COUNTS).all()]


def listed(database: Database, office: str, after: str, limit: int) -> tuple[list[Noticed], str]:
    """The office's findings behind the cursor `after`, and the cursor to go on from, "" at the end."""
    place = {"office": office, "after": int(after or "0"), "limit": limit + 1}
    with database.read() as connection:
        rows = connection.execute(_LISTED, place).all()
    found = [
        Noticed(rule, at, entry, _place(row[6:10]), office_there, entry_there, _place(row[10:14]))
        for row in rows[:limit]
        for _, rule, at, entry, office_there, entry_there in [row[:6]]
    ]
    return found, str(rows[limit - 1][0]) if len(rows) > limit else ""


def _place(facts: tuple[str, int, str, int] | tuple[None, None, None, None]) -> Place | None:
    return None if facts[0] is None else Place(*facts)
