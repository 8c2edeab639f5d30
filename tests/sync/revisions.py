"""Revisions to push in tests: real bodies with real proofs."""

from __future__ import annotations

from typing import Any

from msgspec import Raw

from registers.canonical import canonical_json, digest
from registers.revision import FIELDS
from sync.protocol import Batch, ChainHead, Item

OFFICE = "01693"
OTHER_OFFICE = "01291"


def entry_id(number: int) -> str:
    """The id of the `number`-th entry of a test."""
    return f"01890000-0000-7000-8000-{number:012x}"


def written(**values: str) -> dict[str, list[str]]:
    """Values as a body holds them, each written as it is stored."""
    return {name: [value, value, ""] for name, value in values.items()}


def birth(
    number: int, revision: int = 1, *, office: str = OFFICE, state: str = "keyed", **change: Any
) -> dict[str, Any]:
    """The body of one revision of a birth entry; `change` replaces whole fields of it."""
    made = {
        "office": office,
        "entry_id": entry_id(number),
        "revision": revision,
        "book_id": f"{office}-KS-2007-01",
        "kind": "KS",
        "layout": "C1",
        "year": 2007,
        "number": number,
        "suffix": "",
        "page_no": number,
        "position_state": "normal",
        "state": state,
        "act": "approve" if state == "approved" else "key",
        "account_id": "supervisor" if state == "approved" else "clerk",
        "keyer": "clerk",
        "at": "2026-11-22T01:02:03.000004Z",
        "reason": "",
        "values": written(
            entry_no=str(number),
            registration_date="12.03.2007",
            child_full_name=f"Nông Thị Hiền {number}",
            child_birth_date="01.03.2007",
            child_sex="2",
        ),
        "overrides": {},
    } | change
    assert set(made) == set(FIELDS)
    return made


def item(body: dict[str, Any]) -> Item:
    """The body as it is sent, with its true proof."""
    return Item(body["entry_id"], body["revision"], digest(body), Raw(canonical_json(body)))


def batch(*bodies: dict[str, Any], chain: tuple[int, str] | None = None) -> Batch:
    """A batch of `bodies`."""
    return Batch([item(body) for body in bodies], ChainHead(*chain) if chain else None)
