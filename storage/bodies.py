"""The bodies of revisions as they are sent: the one byte form their proof was taken of, put together by the database.

Values and overrides are kept as canonical JSON and taken as they lie. All that is asked for comes as one text, which is what
goes over the wire: a row each would cost more than what is in it, for every row is a turn of the interpreter's lock.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import TextClause, text
from sqlmodel import Session

from registers.revision import FIELDS

_NUMBERS = frozenset({"revision", "year", "number"})
_NUMBER_OR_NOT = "page_no"
_JSON = frozenset({"overrides", "values"})
_QUOTE = {"sqlite": "json_quote", "postgresql": "to_json"}
"""Both escape what canonical JSON escapes, and as it does; nothing else."""


def items_text(session: Session, office: str, until: str) -> tuple[int, bytes]:
    """How many revisions of `office` are leased until `until`, and all of them in any order, with commas between them.

    Each is a JSON object of `body`, in its canonical bytes, `entry_id`, `revision` and `sha256`.
    """
    connection = session.connection()
    count, told = connection.execute(_items_text(connection.dialect.name), {"of": office, "until": until}).one()
    return int(count), bytes(told or b"")


@cache
def _items_text(dialect: str) -> TextClause:
    together = {
        "sqlite": "CAST(group_concat({item}, ',') AS BLOB)",
        "postgresql": "convert_to(string_agg({item}, ','), 'UTF8')",
    }[dialect]
    quote = _QUOTE[dialect]
    item = (  # one concat for all of it: another within would be one more copy of every body
        f"""concat('{{"body"\\:', {_members(dialect)}, '}},"entry_id"\\:', {quote}(revision.entry_id), ',"revision"\\:',"""
        f""" revision.revision, ',"sha256"\\:', {quote}(revision.sha256), '}}')"""
    )
    # CROSS JOIN keeps SQLite on its way: from the few rows leased to the many kept, by their primary key.
    return text(
        f"SELECT count(*), {together.format(item=item)} FROM outbox_item CROSS JOIN revision"  # noqa: S608 (names are ours)
        " WHERE outbox_item.state = 'waiting' AND outbox_item.leased_until = :until AND outbox_item.office = :of"
        " AND revision.office = :of AND revision.entry_id = outbox_item.entry_id"
        " AND revision.revision = outbox_item.revision"
    )


def canonical_sql(dialect: str) -> str:
    """SQL of a body in canonical JSON, out of the columns of `revision`."""
    return f"concat({_members(dialect)}, '}}')"


def _members(dialect: str) -> str:
    return ", ".join(
        f"""'{"," if place else "{"}"{name}"\\:', {_told(name, _QUOTE[dialect])}"""
        for place, name in enumerate(sorted(FIELDS))
    )


def _told(name: str, quote: str) -> str:
    column = f'revision."{name}"'
    if name in _JSON or name in _NUMBERS:
        return column
    return f"coalesce(CAST({column} AS TEXT), 'null')" if name == _NUMBER_OR_NOT else f"{quote}({column})"
