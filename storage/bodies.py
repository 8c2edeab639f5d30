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
from storage.jsonrows import rows_from

_NUMBERS = frozenset({"revision", "year", "number", "page_no"})
_JSON = frozenset({"overrides", "values"})
_QUOTE = {"sqlite": "json_quote", "postgresql": "to_json"}
"""Both escape what canonical JSON escapes, and as it does; nothing else."""
_WANTED = {"of_entry": "TEXT", "of_revision": "INTEGER", "tries": "INTEGER"}


def bodies(session: Session, office: str, wanted: str) -> Iterator[tuple[str, int, int, str, bytes]]:
    """Entry, revision, tries, proof and canonical bytes of these revisions of `office`, in any order.

    `wanted` is JSON, a list of [entry, revision, tries].
    """
    connection = session.connection()
    told = connection.execute(_bodies(connection.dialect.name), {"of": office, "wanted": wanted}).scalar_one()
    for line in bytes(told).split(b"\n"):  # canonical JSON holds no line's end
        entry, revision, tries, sha256, body = line.split(b" ", 4)
        yield entry.decode(), int(revision), int(tries), sha256.decode(), body


@cache
def _bodies(dialect: str) -> TextClause:
    together = {
        "sqlite": "CAST(group_concat({line}, :end) AS BLOB)",
        "postgresql": "convert_to(string_agg({line}, :end), 'UTF8')",
    }[dialect]
    line = f"concat(entry_id, ' ', revision.revision, ' ', tries, ' ', sha256, ' ', {canonical_sql(dialect)})"
    # CROSS JOIN keeps SQLite on its way: from the few rows given to the many kept, by their primary key.
    return text(
        f"SELECT {together.format(line=line)} FROM {rows_from(dialect, 'wanted', **_WANTED)} AS wanted"  # noqa: S608 (names are ours)
        " CROSS JOIN revision WHERE office = :of AND entry_id = of_entry AND revision.revision = of_revision"
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
