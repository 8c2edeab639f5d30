"""A suggestion taken piece by piece: the next word of a name, the next part of a place, the next phrase of a text.

Where only the beginning of a suggestion is right, one key takes that much of it and typing goes on behind.
"""

from __future__ import annotations

from registers.form import Field, FieldType

_SEPARATORS = {FieldType.NAME: " ", FieldType.PLACE: ","}


def next_piece(field: Field, typed: str, suggestion: str) -> str:
    """What stands in `field` after the piece of `suggestion` being typed was taken; `suggestion` was offered for `typed`.

    Pieces before it come from the suggestion too: what was typed without marks or kind words is written out.
    """
    separator = _SEPARATORS.get(field.type)
    if separator is None:
        return suggestion
    pieces = suggestion.split(separator)
    taken = separator.join(pieces[: typed.count(separator) + 1])
    if len(taken) == len(suggestion):
        return suggestion
    return taken + separator + ("" if separator == " " else " ")
