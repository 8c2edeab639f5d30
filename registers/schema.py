"""JSON Schema 2020-12 of an entry's values, made from its form: for those who read exports without this program."""

from __future__ import annotations

from typing import Any

from registers.codes import code_list
from registers.form import Field, FieldType, Form
from registers.value import Mark

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DATE = r"^((\d\d\.)?\d\d\.)?\d{4}$|^$"
_STORED: dict[FieldType, str] = {
    FieldType.DATE: _DATE,
    FieldType.PDATE: _DATE,
    FieldType.AGE_OR_YEAR: _DATE,
    FieldType.TIME: r"^\d\d:\d\d$|^$",
    FieldType.INT: r"^\d*$",
    FieldType.ID_NO: r"^\S*$",
    FieldType.ENTRY_NO: r"^\d+[a-zđ]{0,4}$|^$",
}
"""What the stored form of a type looks like; the others are free text."""


def json_schema(form: Form) -> dict[str, Any]:
    """The schema of `{field: {"as_written", "normalised", "mark"}}` for one kind on one layout.

    No field is required by the schema: a page may lack any of them, and what should not be missing is flagged, not refused.
    What else the form knows of a field stands under `x-hotich`.
    """
    return {
        "$schema": DIALECT,
        "$id": f"urn:hotich:form:{form.kind}:{form.layout}",
        "title": form.title.vi,
        "description": form.title.en,
        "type": "object",
        "additionalProperties": False,
        "properties": {field.name: _value(field) for field in form.fields},
    }


def _value(field: Field) -> dict[str, Any]:
    return {
        "title": field.full_label.vi,
        "description": field.full_label.en,
        "type": "object",
        "additionalProperties": False,
        "required": ["as_written", "normalised", "mark"],
        "properties": {
            "as_written": {"type": "string"},
            "normalised": {"type": "string"} | _stored(field),
            "mark": {"enum": [str(mark) for mark in Mark]},
        },
        "x-hotich": {
            "type": str(field.type),
            "need": str(field.need),
            "printed": str(field.printed),
            "block": field.block,
            "role": field.role,
            "carry": str(field.carry),
            "codes": field.codes,
            "ministry": field.ministry,
        },
    }


def _stored(field: Field) -> dict[str, Any]:
    if field.type in (FieldType.CODE, FieldType.ID_KIND):
        return {"enum": ["", *(item.code for item in code_list(field.codes))]}
    pattern = _STORED.get(field.type)
    return {"pattern": pattern} if pattern else {}
