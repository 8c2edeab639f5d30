"""R2: what comes from a list is in it. A people or a country the list does not have is kept as written, and pointed out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from registers.checks.entry import Entry
from registers.checks.flag import Flag, Severity, named
from registers.codes import code_list, list_names, match
from registers.form import Field, FieldType

_NAMED = {FieldType.ETHNIC: "ethnic", FieldType.NATION: "nation"}
_CODED = (FieldType.CODE, FieldType.ID_KIND)


def in_its_list(entry: Entry) -> Iterator[Flag]:
    """Free wordings with a pick list (titles, relations) may be anything."""
    for field in entry.form.fields:
        text = entry.text(field.name)
        if not text:
            continue
        if field.type in _CODED and _unknown_code(field, text):
            yield Flag("R2", Severity.W, (field.name,), {**named("field", field.full_label), "text": text}, "code")
        elif field.type in _NAMED and match(_NAMED[field.type], text) is None:
            yield Flag("R2", Severity.I, (field.name,), {**named("field", field.full_label), "text": text}, "name")


@cache
def _codes(name: str) -> frozenset[str]:
    """The codes of a list; none of a list no data file has, as a trial form may name."""
    return frozenset(item.code for item in code_list(name)) if name in list_names() else frozenset()


def _unknown_code(field: Field, text: str) -> bool:
    codes = _codes(field.codes)
    return bool(codes) and text not in codes
