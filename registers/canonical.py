"""The one byte form of a record, so that its SHA-256 means the same at the office and at the centre.

A subset of RFC 8785 (JSON canonicalisation): UTF-8, no spaces, keys in code-point order, text unescaped but for what JSON
demands, whole numbers only. Everything an entry holds is text, so fractions never occur and are refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

_LARGEST = 2**53 - 1  # beyond it, JSON readers disagree about whole numbers


def canonical_json(obj: Any) -> bytes:
    """`obj` (dicts with text keys, lists, tuples, text, whole numbers, booleans, None) in its one byte form.

    Raises TypeError for anything else, ValueError for a number JSON readers would round or text that is not Unicode.
    """
    _refuse_strangers(obj)
    return json.dumps(obj, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(obj: Any) -> str:
    """SHA-256 of the canonical JSON of `obj`, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(obj)).hexdigest()


def _refuse_strangers(obj: Any) -> None:
    if obj is None or isinstance(obj, str | bool):
        return
    if isinstance(obj, int):
        if abs(obj) > _LARGEST:
            raise ValueError(f"{obj} is too large for JSON")
    elif isinstance(obj, list | tuple):
        _refuse_strangers_among(obj)
    elif isinstance(obj, dict):
        for key in obj:
            if not isinstance(key, str):
                raise TypeError(f"key {key!r} is not text")
        _refuse_strangers_among(obj.values())
    else:
        raise TypeError(f"{type(obj).__name__} has no canonical form")


def _refuse_strangers_among(items: Iterable[Any]) -> None:
    for item in items:
        if type(item) is not str:  # nearly all are: an import hashes hundreds of thousands of values
            _refuse_strangers(item)
