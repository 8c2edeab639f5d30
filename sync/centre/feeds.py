"""Reading back: an office's own revisions, what was found for it, and the feed of official entries for other databases.

Every feed is numbered within its office, under the lock of the office's row, so a number once passed never fills in later.
The feed across offices walks them one by one; its cursor holds one number an office and stays short, for only offices that
ever changed are in it. No statement here crosses offices.
"""

from __future__ import annotations

import json
import re

from msgspec import Raw
from sqlalchemy import Connection, text

from registers.errors import HotichError
from sync.centre.database import Database
from sync.protocol import Change, ChangesPage, Countersigned, Finding, FindingsPage, RevisionsPage, StoredItem

MAX_CURSOR = 16_384
"""Characters of a cursor: of a province's two hundred offices it has 2,000."""
NUMBER_CURSOR = "^[0-9]{0,18}$"
"""What a cursor within one office looks like."""
CHANGES_CURSOR = "^([0-9]{2,5}-[0-9]{1,15}([.][0-9]{2,5}-[0-9]{1,15})*)?$"
"""What a cursor of the feed across offices looks like: how far each office's steps were read."""


class BadCursor(HotichError):
    """A cursor that was not given out here."""

    key = "centre.bad_cursor"


def revisions(database: Database, office: str, after: str, limit: int) -> RevisionsPage:
    """The office's revisions in the order they arrived. Raises BadCursor."""
    start = _number(after)
    with database.read() as connection:
        rows = connection.execute(
            text(
                "SELECT entry_id, revision, sha256, received_at, body, arrival FROM revision"
                " WHERE office = :office AND arrival > :start ORDER BY arrival LIMIT :limit"
            ),
            {"office": office, "start": start, "limit": limit + 1},
        ).all()
        chain = connection.execute(
            text(
                "SELECT chain.seq, hash, at, signature FROM office JOIN chain ON chain.office = office.office"
                " AND chain.seq = office.chain WHERE office.office = :office ORDER BY at DESC LIMIT 1"
            ),
            {"office": office},
        ).one_or_none()
    page = rows[:limit]
    head = Countersigned(int(chain[0]), str(chain[1]), str(chain[2]), str(chain[3])) if chain else None
    items = [StoredItem(str(e), int(r), str(sha), str(at), Raw(bytes(body))) for e, r, sha, at, body, _ in page]
    return RevisionsPage(items, str(page[-1][5]) if page else str(start), len(rows) > limit, head)


def findings(database: Database, office: str, after: str, limit: int) -> FindingsPage:
    """What was found for the office, oldest first. Raises BadCursor."""
    start = _number(after)
    with database.read() as connection:
        rows = connection.execute(
            text(
                "SELECT seq, rule, entry_id, other_office, other_entry_id, detail, at FROM finding"
                " WHERE office = :office AND seq > :start ORDER BY seq LIMIT :limit"
            ),
            {"office": office, "start": start, "limit": limit + 1},
        ).all()
    page = rows[:limit]
    items = [
        Finding(f"{office}-{seq}", str(rule), str(entry), str(other), str(other_entry), json.loads(detail), str(at))
        for seq, rule, entry, other, other_entry, detail, at in page
    ]
    return FindingsPage(items, str(page[-1][0]) if page else str(start), len(rows) > limit)


def changes(database: Database, after: str, limit: int) -> ChangesPage:
    """Steps of the official partition, office by office, each office's in order. Raises BadCursor."""
    seen = _seen(after)
    items: list[Change] = []
    more = False
    with database.read() as connection:
        offices = connection.execute(text("SELECT office, changed FROM office WHERE changed > 0 ORDER BY office")).all()
        for office, changed in offices:
            if changed <= seen.get(office, 0):
                continue
            room = limit - len(items)
            if room <= 0:
                more = True
                break
            steps, last = _changes_of(connection, str(office), seen.get(office, 0), room)
            items += steps
            seen[str(office)] = last
            more = more or last < changed
    return ChangesPage(items, _cursor(seen), more)


def _changes_of(connection: Connection, office: str, start: int, limit: int) -> tuple[list[Change], int]:
    rows = connection.execute(
        text(
            "SELECT change.seq, change.entry_id, change.revision, change.change, change.kind, change.at, revision.body"
            " FROM change JOIN revision ON revision.office = change.office AND revision.entry_id = change.entry_id"
            " AND revision.revision = change.revision"
            " WHERE change.office = :office AND change.seq > :start ORDER BY change.seq LIMIT :limit"
        ),
        {"office": office, "start": start, "limit": limit},
    ).all()
    steps = [
        Change(office, str(e), int(r), change, str(kind), str(at), Raw(bytes(b)))
        for _, e, r, change, kind, at, b in rows
    ]
    return steps, int(rows[-1][0]) if rows else start


def _number(cursor: str) -> int:
    if not re.fullmatch(NUMBER_CURSOR, cursor):
        raise BadCursor
    return int(cursor or "0")


def _cursor(seen: dict[str, int]) -> str:
    return ".".join(f"{office}-{number}" for office, number in sorted(seen.items()))


def _seen(cursor: str) -> dict[str, int]:
    if len(cursor) > MAX_CURSOR or not re.fullmatch(CHANGES_CURSOR, cursor):
        raise BadCursor
    parts = (part.partition("-") for part in cursor.split(".") if part)
    return {office: int(number) for office, _, number in parts}
