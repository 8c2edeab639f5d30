"""A suggestion taken piece by piece: the next word of a name, the next part of a place, the next phrase of a text.

Where only the beginning of a suggestion is right, one key takes that much of it and typing goes on behind.
"""

from __future__ import annotations

from registers.form import Field, FieldType
from tui.typing.suggest.letters import typed as taken_apart


def next_piece(field: Field, typed: str, suggestion: str) -> str:
    """What stands in `field` after the next piece of `suggestion` was taken behind `typed`; `typed` where none goes on."""
    if not taken_apart(typed).can_begin(suggestion, taken_apart(suggestion).plain):
        return typed
    cut = {FieldType.NAME: " ", FieldType.PLACE: ", "}.get(field.type)
    if cut is None:
        return suggestion
    end = suggestion.find(cut, len(typed) + 1)
    return suggestion if end < 0 else suggestion[: end + len(cut)]
