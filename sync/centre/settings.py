"""Who this centre is: its name, and the key it countersigns chain heads with. Made once, kept in the database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import text

from sync.centre.database import Database


@dataclass(frozen=True, slots=True)
class Identity:
    """The centre's name in receipts, and its signing key."""

    name: str
    key: bytes


def identity_of(database: Database) -> Identity:
    """The identity in the database, made on the first start."""
    fresh = {"centre_name": f"centre-{secrets.token_hex(4)}", "centre_key": secrets.token_hex(32)}
    with database.write() as connection:
        for key, value in fresh.items():
            connection.execute(
                text("INSERT INTO setting (key, value) VALUES (:key, :value) ON CONFLICT (key) DO NOTHING"),
                {"key": key, "value": value},
            )
        kept = {
            key: str(connection.execute(text("SELECT value FROM setting WHERE key = :key"), {"key": key}).scalar_one())
            for key in fresh
        }
    return Identity(kept["centre_name"], bytes.fromhex(kept["centre_key"]))
