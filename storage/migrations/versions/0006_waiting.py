"""The review queue: an index for each of its filters in each of its orders, and the rules that flag an entry."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_WAITS = "state || '' IN ('keyed', 'settled')"
_FLAGGED = "'' || state IN ('keyed', 'settled') AND severity <> ''"
_RISK = ["risk", "id"]
_AGE = ["keyed_at", "id"]
_PLACE = ["book_id", "year", "number", "suffix", "id"]
_INDEXES = {
    "risk": [*_RISK, "keyed_at", "kind", "keyer", "severity", "state"],
    "age": [*_AGE, "risk", "kind", "keyer", "severity", "state"],
    "place": [*_PLACE, "risk", "keyed_at", "kind", "keyer", "severity", "state"],
    "book_risk": ["book_id", *_RISK, "keyed_at", "kind", "keyer", "severity", "state"],
    "book_age": ["book_id", *_AGE, "risk", "kind", "keyer", "severity", "state"],
    "clerk_risk": ["keyer", *_RISK, "keyed_at", "kind", "severity", "state"],
    "clerk_age": ["keyer", *_AGE, "risk", "kind", "severity", "state"],
    "clerk_place": ["keyer", *_PLACE, "risk", "keyed_at", "kind", "severity", "state"],
    "kind_risk": ["kind", *_RISK, "keyed_at", "keyer", "severity", "state"],
    "kind_age": ["kind", *_AGE, "risk", "keyer", "severity", "state"],
    "kind_place": ["kind", *_PLACE, "risk", "keyed_at", "keyer", "severity", "state"],
    "flagged_risk": [*_RISK, "keyed_at", "kind", "keyer", "severity", "state", "book_id", "rules"],
    "flagged_age": [*_AGE, "risk", "kind", "keyer", "severity", "state", "book_id", "rules"],
    "flagged_place": [*_PLACE, "risk", "keyed_at", "kind", "keyer", "severity", "state", "rules"],
    "number": ["number", "year", "id"],
}
_AT_ONCE = 5_000


def upgrade() -> None:
    by_code_point = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")
    op.add_column("entry", sa.Column("rules", by_code_point, nullable=False, server_default=sa.text("''")))
    _fill()
    for name in ("risk", "age", "place"):
        op.drop_index(f"ix_entry_waiting_{name}", "entry")
    for name, columns in _INDEXES.items():
        waits = sa.text(_FLAGGED if name.startswith("flagged") else _WAITS)
        op.create_index(f"ix_entry_waiting_{name}", "entry", columns, sqlite_where=waits, postgresql_where=waits)
    if op.get_bind().dialect.name == "postgresql":
        _let_it_be_known_how_many_wait()


def _let_it_be_known_how_many_wait() -> None:
    """Without figures about these words PostgreSQL takes it that one entry in a hundred waits, and sorts all there are."""
    for name, words in (("waits", "state || ''"), ("flagged", "'' || state")):
        op.execute(sa.text(f"CREATE STATISTICS st_entry_{name} ON ({words}) FROM entry"))


def _fill() -> None:
    """Entries that were flagged before are found by their rules, too."""
    connection = op.get_bind()
    flagged = connection.execute(sa.text("SELECT office, id, flags FROM entry WHERE severity <> ''")).all()
    told = sa.text("UPDATE entry SET rules = :rules WHERE office = :office AND id = :id")
    for first in range(0, len(flagged), _AT_ONCE):
        connection.execute(
            told,
            [
                {"office": office, "id": entry, "rules": _between_spaces([flag["rule"] for flag in json.loads(flags)])}
                for office, entry, flags in flagged[first : first + _AT_ONCE]
            ],
        )


def _between_spaces(rules: list[str]) -> str:
    return f" {' '.join(dict.fromkeys(rules))} " if rules else ""
