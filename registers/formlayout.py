"""One layout's form out of a kind's blocks: what the page prints, in its order, typed and required as that layout has it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from registers.catalogue import Label
from registers.form import Carry, Field, FieldType, Form, Need, Printed, Role
from registers.formwhere import Table, Where
from registers.kinds import Layout

LAYOUTS = tuple(Layout)
"""The order of the six marks of `page`."""

BY_LAYOUT = frozenset({"type", "need", "carry", "vi", "en"})
"""What a field may have otherwise on some layouts (`in`)."""

_MARKS = {"●": Printed.ALWAYS, "◐": Printed.SOMETIMES, "–": Printed.NEVER}
_LISTED = (FieldType.CODE, FieldType.ID_KIND, FieldType.LIST)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of one kind's page, written out: its fields with prefixes and differences applied."""

    name: str
    heading: Label
    whose: Label | None
    role: Role | None
    fields: tuple[Table, ...]


def layouts_named(text: object, where: Where) -> frozenset[Layout]:
    """The layouts of a text like `A B C1`; refuses unknown and repeated ones."""
    names = str(text).split()
    if len(set(names)) != len(names) or not set(names) <= set(Layout):
        where.refuse("bad_layouts", text)
    return frozenset(map(Layout, names))


def lay_out(base: Form, layout: Layout, order: list[Block], loose: frozenset[Layout], where: Where) -> Form:
    """The form of one layout: the blocks in its order, what the page prints first. Raises FormError."""
    printed: list[Field] = []
    kept: list[Field] = []
    columns = {column for book in base.workbooks.values() for column in book.columns}
    for block in order:
        for table in block.fields:
            here = replace(where, block=block.name, field=table["name"])
            field = _field(table, block, layout, loose, here)
            # Blocks shared with other kinds name columns that not every kind's workbook has.
            field = replace(field, ministry=field.ministry if field.ministry in columns else "")
            if field.printed is not Printed.NEVER:
                printed.append(field)
            elif table.get("keep"):
                kept.append(field)
    fields = (*printed, *kept)
    names = [field.name for field in fields]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        where.refuse("repeated_field", ", ".join(repeated))
    headings = {block.name: block.heading for block in order}
    form = replace(base, layout=layout, fields=fields, blocks=headings)
    _check_sources(form, order, where)
    return form


def _check_sources(form: Form, order: list[Block], where: Where) -> None:
    """Refuse rules that read fields no layout has, and roles nobody plays."""
    every = {table["name"] for block in order for table in block.fields}
    roles = {role.name for role in form.roles}
    for field in form.fields:
        sources = field.derive.partition(":")[2].split(",")
        if field.carry is Carry.DERIVE and not set(sources) <= every:
            replace(where, block=field.block, field=field.name).refuse("needs_derive", field.derive or "–")
        if field.paper and field.paper not in every:
            replace(where, block=field.block, field=field.name).refuse("unknown_field", field.paper)
    for kin in form.kin:
        if unread := {name for name, _ in kin.when} - every:
            replace(where, block="kin").refuse("unknown_field", ", ".join(sorted(unread)))
    for role in form.roles:
        here = replace(where, block=role.name)
        read = {name for name, _, _ in role.sex_of} | ({role.named_in} if role.named_in else set())
        if not read <= every:
            here.refuse("unknown_field", ", ".join(sorted(read - every)))
        unknown = {name for name, _ in role.same_as} - roles
        if unknown:
            here.refuse("unknown_role", ", ".join(sorted(unknown)))


def _field(table: Table, block: Block, layout: Layout, loose: frozenset[Layout], where: Where) -> Field:
    page = str(where.need(table, "page"))
    if len(page) != len(LAYOUTS) or not set(page) <= set(_MARKS):
        where.refuse("bad_page", page)
    here = dict(table)
    for layouts, differences in table.get("in", {}).items():
        where.known(differences, BY_LAYOUT)
        if layout in layouts_named(layouts, where):
            here.update(differences)
    printed = _MARKS[page[LAYOUTS.index(layout)]]
    type_ = where.one_of(FieldType, where.need(here, "type"))
    codes = str(here.get("codes", ""))
    if type_ in _LISTED and not codes:
        where.refuse("needs_codes", type_)
    return Field(
        name=here["name"],
        label=where.label(here),
        type=type_,
        need=_need(where.one_of(Need, where.need(here, "need")), printed, layout in loose),
        printed=printed,
        block=block.name,
        role=here["role"],
        part=here["part"],
        codes=codes,
        carry=where.one_of(Carry, here.get("carry", Carry.NONE)),
        derive=str(here.get("derive", "")),
        ministry=here["ministry"],
        whose=block.whose,
        paper=here["paper"],
    )


def _need(need: Need, printed: Printed, loose: bool) -> Need:
    """The requirement on this layout: nothing is required that the page may not have, and nothing on the loose layouts."""
    if loose or printed is Printed.NEVER:
        return Need.OPTIONAL
    if printed is Printed.SOMETIMES and need is Need.REQUIRED:
        return Need.CONDITIONAL
    return need
