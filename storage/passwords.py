"""Passwords are kept as Argon2id hashes (OWASP's setting: 19 MiB, 2 passes, 1 lane; some 45 ms, so forty may sign in at once)."""

from __future__ import annotations

import unicodedata
from functools import cache

import argon2

SHORTEST = 6
"""Characters a password has at least; guessing is held up by the growing delay."""

_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=argon2.Type.ID)


def hashed(password: str) -> str:
    """The hash to keep, with its salt and cost."""
    return _HASHER.hash(_one_form(password))


def fits(password: str, kept: str) -> bool:
    """True where `password` is the one `kept` was made of. Takes its time by design: never inside a unit of work."""
    try:
        return _HASHER.verify(kept, _one_form(password))
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """True where `kept` was made with another cost than today's."""
    return _HASHER.check_needs_rehash(kept)


@cache
def nobodys() -> str:
    """A hash no password fits: checking it takes as long as checking a real one, so that a guess at names learns nothing."""
    return _HASHER.hash("\0")


def _one_form(password: str) -> bytes:
    """The same bytes whichever way the keyboard composed the letters; any code point is allowed in a password."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
