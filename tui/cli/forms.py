"""`hotich forms`: what is keyed of each kind on each page layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from registers.catalogue import say
from registers.kinds import Layout, RegisterKind
from tui.cli.command import Answer, command, noun, table

if TYPE_CHECKING:
    from registers.form import Field, Form

app = noun("forms", say("cli.forms"))

Kind = Annotated[RegisterKind, typer.Argument(help=say("cli.forms_kind"), metavar="KIND", case_sensitive=False)]
OnLayout = Annotated[Layout, typer.Option("--layout", help=say("cli.forms_layout"), case_sensitive=False)]


@command(app, "list", say("cli.forms_list"))
def list_all() -> Answer:
    """Every form, in the plan's order of kinds."""
    from registers.form import all_forms

    forms = all_forms()
    header = [say(f"cli.forms_column_{name}") for name in ("kind", "layout", "title", "fields", "printed")]
    lines = table(header, [[f.kind, f.layout.value, f.title, len(f.fields), _printed(f)] for f in forms])
    documents = [
        {"kind": str(f.kind), "layout": f.layout.value, "title": str(f.title), "fields": len(f.fields)} for f in forms
    ]
    return Answer(documents, lines)


@command(app, "show", say("cli.forms_show"))
def show(kind: Kind, layout: OnLayout) -> Answer:
    """The fields of one form, in page order."""
    from registers.form import load

    form = load(kind.value, layout.value)
    header = [say(f"cli.forms_column_{name}") for name in ("name", "label", "type", "required", "carry", "ministry")]
    rows = [
        [f.name, f.label, f.type.value, say(f"cli.forms_need_{f.need.value.lower()}"), _carried(f), f.ministry]
        for f in form.fields
    ]
    return Answer(_document(form), [str(form.title), *table(header, rows)])


@command(app, "schema", say("cli.forms_schema"))
def schema(kind: Kind, layout: OnLayout) -> Answer:
    """A JSON Schema of an exported entry's values."""
    import json

    from registers.form import load
    from registers.schema import json_schema

    document = json_schema(load(kind.value, layout.value))
    return Answer(document, [json.dumps(document, ensure_ascii=False, indent=1)])


def _printed(form: Form) -> int:
    return sum(f.printed != "never" for f in form.fields)


def _carried(field: Field) -> str:
    return "" if field.carry == "none" else say(f"cli.forms_carry_{field.carry.value}")


def _document(form: Form) -> dict[str, Any]:
    return {
        "kind": str(form.kind),
        "layout": form.layout.value,
        "title": str(form.title),
        "fields": [_field(f) for f in form.fields],
        "roles": [{"name": r.name, "label": str(r.label), "sex": r.sex} for r in form.roles],
        "kin": [{"subject": k.subject, "relation": k.relation, "object": k.object} for k in form.kin],
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": str(field.label),
        "type": field.type.value,
        "required": field.required,
        "need": field.need.value,
        "printed": field.printed.value,
        "block": field.block,
        "role": field.role,
        "part": field.part,
        "codes": field.codes,
        "carry": field.carry.value,
        "derive": field.derive,
        "ministry": field.ministry,
    }
