"""The bodies of revisions as they are sent: the one byte form their proof was taken of, put together by the database.

Values and overrides are kept as canonical JSON and taken as they lie. All that is asked for comes as one text: a row each would
cost more than what is in it, for every row is a turn of the interpreter's lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sqlalchemy import TextClause, text
from sqlmodel import Session

from registers.revision import FIELDS

_NUMBERS = frozenset({"revision", "year", "number", "page_no"})
_JSON = frozenset({"overrides", "values"})
_QUOTE = {"sqlite": "json_quote", "postgresql": "to_json"}
"""Both escape what canonical JSON escapes, and as it does; nothing else."""


def bodies(session: Session, office: str, until: str) -> Iterator[tuple[str, int, int, str, bytes]]:
    """Entry, revision, tries, proof and canonical bytes of the revisions of `office` leased until `until`, in any order."""
    connection = session.connection()
    told = connection.execute(_bodies(connection.dialect.name), {"of": office, "until": until}).scalar_one()
    for line in bytes(told).split(b"\n") if told else ():  # canonical JSON holds no line's end
        entry, revision, tries, sha256, body = line.split(b" ", 4)
        yield entry.decode(), int(revision), int(tries), sha256.decode(), body


@cache
def _bodies(dialect: str) -> TextClause:
    together = {
        "sqlite": "CAST(group_concat({line}, :end) AS BLOB)",
        "postgresql": "convert_to(string_agg({line}, :end), 'UTF8')",
    }[dialect]
    line = (
        "concat(revision.entry_id, ' ', revision.revision, ' ', outbox_item.tries, ' ', revision.sha256, ' ',"
        f" {canonical_sql(dialect)})"
    )
    # CROSS JOIN keeps SQLite on its way: from the few rows leased to the many kept, by their primary key.
    return text(
        f"SELECT {together.format(line=line)} FROM outbox_item CROSS JOIN revision"  # noqa: S608 (names are ours)
        " WHERE outbox_item.state = 'waiting' AND outbox_item.leased_until = :until AND outbox_item.office = :of"
        " AND revision.office = :of AND revision.entry_id = outbox_item.entry_id"
        " AND revision.revision = outbox_item.revision"
    ).bindparams(end="\n")


def canonical_sql(dialect: str) -> str:
    """SQL of a body in canonical JSON, out of the columns of `revision`."""
    members = [
        f""" '{"," if place else "{"}"{name}"\\:', {_told(name, _QUOTE[dialect])}"""
        for place, name in enumerate(sorted(FIELDS))
    ]
    return f"concat({', '.join(members)}, '}}')"


def _told(name: str, quote: str) -> str:
    column = f'revision."{name}"'
    if name in _JSON:
        return column
    return f"coalesce(CAST({column} AS TEXT), 'null')" if name in _NUMBERS else f"{quote}({column})"
