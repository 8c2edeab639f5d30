"""One revision of an entry, whole: the body that is hashed at the office, pushed, and proved at the centre."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registers.value import Mark, Value, Values

FIELDS = (
    "office", "entry_id", "revision", "book_id", "kind", "layout", "year", "number", "suffix", "page_no", "position_state",
    "state", "act", "account_id", "keyer", "at", "reason", "values", "overrides",
)  # fmt: skip
"""What a body holds. Flags are not in it: they are what today's rules say of it, not what somebody stated."""


def body(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a revision out of `facts`, which may hold more. Its digest is `canonical.digest(body(…))`.

    `values` are `[as_written, normalised, mark]` by field (`written`). Raises KeyError where one of FIELDS is missing.
    """
    return {name: facts[name] for name in FIELDS}


def written(values: Values) -> dict[str, list[str]]:
    """Values as a body holds them; fields with neither text nor mark are left out, for the page says nothing there."""
    return {
        name: [value.as_written, value.normalised, str(value.mark)]
        for name, value in values.items()
        if value.as_written or value.normalised or value.mark
    }


def read(kept: Mapping[str, Any]) -> dict[str, Value]:
    """The values `written` wrote."""
    return {name: Value(as_written, normalised, Mark(mark)) for name, (as_written, normalised, mark) in kept.items()}
