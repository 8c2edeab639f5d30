"""Many rows as one parameter of a statement: a JSON list of lists, read as a table by either engine.

A statement over a table of parameters costs one round trip and one plan, where one statement a row costs that many.
"""

from __future__ import annotations

_READS = {"sqlite": "json_each(:{param})", "postgresql": "jsonb_array_elements(CAST(:{param} AS JSONB))"}


def rows_from(dialect: str, param: str, **columns: str) -> str:
    """SQL of a table out of the parameter `param`: `columns` are names and types (TEXT, INTEGER) in the order of each list."""
    told = ", ".join(
        f"CAST(value ->> {place} AS {kind}) AS {name}" if kind != "TEXT" else f"value ->> {place} AS {name}"
        for place, (name, kind) in enumerate(columns.items())
    )
    return f"(SELECT {told} FROM {_READS[dialect].format(param=param)})"  # noqa: S608 (names are ours)
