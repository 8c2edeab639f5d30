"""R0: a field the page must have holds a value, or a mark that says why there is none (registers.md §2.0)."""

from __future__ import annotations

from collections.abc import Iterator

from registers.checks.entry import Entry
from registers.checks.flag import Flag, Severity, named
from registers.form import Printed
from registers.kinds import PositionState


def required(entry: Entry) -> Iterator[Flag]:
    """Fields printed in some books only are asked for where the page has them, that is where `values` names them."""
    if entry.about.position_state is not PositionState.NORMAL:
        return
    for field in entry.form.fields:
        if not field.required or field.printed is Printed.NEVER:
            continue
        if field.role and field.part != "full_name" and _nobody(entry, field.role):
            continue
        value = entry.values.get(field.name)
        if value is None and field.printed is Printed.SOMETIMES:
            continue
        if value is None or value.empty:
            yield Flag("R0", Severity.W, (field.name,), named("field", field.full_label))


def _nobody(entry: Entry, role: str) -> bool:
    """True where no name stands for the person: then nothing but the name itself is asked of him."""
    name = entry.part(role, "full_name")
    return name in entry.form and not entry.text(name) and not entry.unreadable(name)
