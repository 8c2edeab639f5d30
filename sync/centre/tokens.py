"""The secrets offices push with: issued once, shown once, kept as a SHA-256, revoked at any moment.

A token is `hotich_<office>_<id>_<secret>`: it names the office it is for, so that looking it up is one primary-key read. The
secret has 256 random bits, so a fast hash is enough. The province's own token (office code `04`) reads every office.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import text

from registers.errors import HotichError
from registers.units import gazetteer
from sync.centre.database import Database, know

_SHAPE = re.compile(r"hotich_([0-9]{2,5})_([0-9a-f]{12})_([0-9a-f]{64})")


class UnknownOffice(HotichError):
    """No office has this code."""

    key = "centre.unknown_office"


class UnknownToken(HotichError):
    """The office has no such token."""

    key = "centre.unknown_token"


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as operators see it: never its secret."""

    office: str
    id: str
    note: str
    issued_at: str
    revoked_at: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a request comes from."""

    office: str
    token_id: str
    province: bool

    def may_read(self, office: str) -> bool:
        """True where the bearer may see this office's data."""
        return self.province or office == self.office


def issue(
    database: Database, office: str, *, note: str = "", random_hex: Callable[[int], str] = secrets.token_hex
) -> str:
    """A new token for `office`, the only time it is seen. Raises UnknownOffice."""
    if not gazetteer().states(office):  # offices merged away still answer for their books
        raise UnknownOffice(office=office)
    token_id, secret = random_hex(6), random_hex(32)
    with database.write() as connection:
        know(connection, office)
        connection.execute(
            text(
                "INSERT INTO token (office, id, sha256, note, issued_at, revoked_at)"
                " VALUES (:office, :id, :sha256, :note, :now, '')"
            ),
            {"office": office, "id": token_id, "sha256": _hash(secret), "note": note, "now": database.now()},
        )
    return f"hotich_{office}_{token_id}_{secret}"


def list_tokens(database: Database, office: str | None = None) -> list[TokenRow]:
    """Every token, or one office's, oldest first."""
    with database.read() as connection:
        rows = connection.execute(
            text(
                "SELECT office, id, note, issued_at, revoked_at FROM token"
                " WHERE CAST(:office AS TEXT) IS NULL OR office = :office ORDER BY office, issued_at, id"
            ),
            {"office": office},
        )
        return [TokenRow(*map(str, row)) for row in rows]


def revoke(database: Database, office: str, token_id: str | None = None) -> int:
    """Revoke one token of `office`, or all of them; how many still worked. Raises UnknownToken where there is none such."""
    with database.write() as connection:
        place = {"office": office, "id": token_id, "now": database.now()}
        where = "office = :office AND (CAST(:id AS TEXT) IS NULL OR id = :id)"
        if not connection.execute(text(f"SELECT count(*) FROM token WHERE {where}"), place).scalar_one():  # noqa: S608
            raise UnknownToken(office=office)
        done = connection.execute(text(f"UPDATE token SET revoked_at = :now WHERE {where} AND revoked_at = ''"), place)  # noqa: S608
        return done.rowcount


def bearer_of(database: Database, authorization: str) -> Bearer | None:
    """Who an `Authorization: Bearer …` header speaks for; None where it is no token, unknown or revoked."""
    scheme, _, token = authorization.partition(" ")
    shape = _SHAPE.fullmatch(token.strip())
    if scheme.lower() != "bearer" or shape is None:
        return None
    office, token_id, secret = shape.groups()
    with database.read() as connection:
        row = connection.execute(
            text("SELECT sha256, revoked_at FROM token WHERE office = :office AND id = :id"),
            {"office": office, "id": token_id},
        ).one_or_none()
    if row is None or row[1] or not hmac.compare_digest(str(row[0]), _hash(secret)):
        return None
    return Bearer(office, token_id, province=len(office) == 2)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
