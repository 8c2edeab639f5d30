"""Reads forms from their TOML files: blocks shared by all kinds, one file a kind, one form for each layout.

Every wrong item is refused with the file, the block and the field it stands in (`FormError`), so that whoever adds a field, a
layout or a kind by editing data learns at once where the slip is. What the items mean stands at the top of `blocks.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from registers.catalogue import Label
from registers.form import ROW, UNIT, Form, Kin, Need, Relation, Role, Workbook
from registers.formlayout import BY_LAYOUT, LAYOUTS, Block, lay_out, layouts_named
from registers.formwhere import Table, Where
from registers.kinds import Layout, RegisterKind

_BLOCKS_FILE = "blocks.toml"

_FIELD_KEYS = BY_LAYOUT | {
    "name",
    "of",
    "as",
    "part",
    "page",
    "keep",
    "codes",
    "derive",
    "ministry",
    "none",
    "in",
    "paper",
}
_SHARED_KEYS = frozenset({"heading", "whose", "fields"})
_PERSON_KEYS = frozenset({"prefix", "ministry", "sex", "main", "may_lack", "sex_of", "same_as"})
_BLOCK_KEYS = _SHARED_KEYS | _PERSON_KEYS | {"use", "like", "name"}
_ROLE_KEYS = frozenset({"name", "heading", "named_in", "after"})
_KIN_KEYS = frozenset({"subject", "relation", "object", "when"})
_RELATION_KEYS = frozenset({"is", "has", "of", "sex"})
_WORKBOOK_KEYS = frozenset({"columns", "from", "none"})
_KIND_KEYS = frozenset({"kind", "title", "order", "block", "role", "kin", "ministry", "combined"})


@dataclass(frozen=True, slots=True)
class _Shared:
    """What `blocks.toml` holds."""

    loose: frozenset[Layout]
    blocks: Table
    relations: tuple[Relation, ...]


@cache
def read_builtin(kind: RegisterKind) -> dict[Layout, Form]:
    """The forms of a built-in kind, by layout."""
    return _read_kind(_folder().joinpath(f"{kind.lower()}.toml"), _builtin_blocks())


def read_folder(path: Path) -> dict[tuple[str, Layout], Form]:
    """The forms of every kind file in a folder, by kind and layout; the folder's own `blocks.toml` replaces the built-in one."""
    own = path / _BLOCKS_FILE
    shared = _read_shared(own) if own.is_file() else _builtin_blocks()
    files = [file for file in sorted(path.glob("*.toml")) if file.name != _BLOCKS_FILE]
    return {(str(form.kind), layout): form for file in files for layout, form in _read_kind(file, shared).items()}


@cache
def combined(kind: RegisterKind) -> frozenset[Layout]:
    """The layouts on which this kind may stand in the combined book."""
    file = _folder().joinpath(f"{kind.lower()}.toml")
    return layouts_named(_parse(file).get("combined", ""), Where(file.name))


def _folder() -> Traversable:
    return resources.files("registers").joinpath("forms")


@cache
def _builtin_blocks() -> _Shared:
    return _read_shared(_folder().joinpath(_BLOCKS_FILE))


def _parse(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        Where(file.name).refuse("not_toml", error)


def _read_shared(file: Traversable) -> _Shared:
    table, where = _parse(file), Where(file.name)
    loose = layouts_named(table.pop("loose", ""), where)
    relations = tuple(_relation(word, entry, where) for word, entry in table.pop("relations", {}).items())
    for name, block in table.items():
        replace(where, block=name).known(block, _SHARED_KEYS)
    return _Shared(loose, table, relations)


def _relation(word: str, table: Table, where: Where) -> Relation:
    where = replace(where, block="relations", field=word)
    where.known(table, _RELATION_KEYS)
    forward = "is" in table
    relation = where.need(table, "is" if forward else "has")
    return Relation(word, relation, forward, table.get("of", ""), table.get("sex", ""))


def _read_kind(file: Traversable, shared: _Shared) -> dict[Layout, Form]:
    table, where = _parse(file), Where(file.name)
    where.known(table, _KIND_KEYS)
    tables = where.tables(table, "block")
    blocks = [_block(_like(block, tables, where), shared, where) for block in tables]
    orders = _orders(where.need(table, "order"), blocks, where)
    roles = tuple(b.role for b in blocks if b.role) + tuple(
        _named_role(r, where) for r in where.tables(table, "role", optional=True)
    )
    kind = where.text(table, "kind")
    base = Form(
        kind=RegisterKind(kind) if kind in set(RegisterKind) else kind,
        layout=Layout.A,
        title=where.label(where.need(table, "title")),
        fields=(),
        roles=roles,
        kin=tuple(_kin(kin, roles, where) for kin in where.tables(table, "kin", optional=True)),
        relations=shared.relations,
        workbooks={
            name: _workbook(book, blocks, replace(where, block=name))
            for name, book in table.get("ministry", {}).items()
        },
    )
    return {layout: lay_out(base, layout, orders[layout], shared.loose, where) for layout in LAYOUTS}


def _orders(table: Table, blocks: Iterable[Block], where: Where) -> dict[Layout, list[Block]]:
    by_name = {block.name: block for block in blocks}
    orders: dict[Layout, list[Block]] = {}
    where.table(table)
    for layouts in table:
        order = where.text(table, layouts)
        if sorted(order.split()) != sorted(by_name):
            where.refuse("unplaced_block", " ".join(sorted(set(order.split()) ^ set(by_name))) or order)
        for layout in layouts_named(layouts, where):
            if layout in orders:
                where.refuse("bad_layouts", layouts)
            orders[layout] = [by_name[name] for name in order.split()]
    if len(orders) < len(LAYOUTS):
        where.refuse("missing_key", "order: " + " ".join(x for x in LAYOUTS if x not in orders))
    return orders


def _like(table: Table, blocks: Iterable[Table], where: Where) -> Table:
    """The block with the fields of the one it is like."""
    if "like" not in table:
        return table
    model = next((block for block in blocks if block.get("prefix") == table["like"]), None)
    if model is None or "like" in model:
        where.refuse("unknown_block", table["like"])
    return {key: model[key] for key in ("use", "fields") if key in model} | dict(table)


def _block(table: Table, shared: _Shared, where: Where) -> Block:
    use, prefix = table.get("use", ""), table.get("prefix", "")
    name = table.get("name") or prefix or use
    where = replace(where, block=name or "?")
    where.known(table, _BLOCK_KEYS)
    if not name:
        where.refuse("missing_key", "name")
    if use and use not in shared.blocks:
        where.refuse("unknown_block", use)
    source: Table = shared.blocks.get(use, {})
    heading = where.label(table.get("heading") or where.need(source, "heading"))
    whose = table.get("whose") or source.get("whose")
    bases = {field["name"]: field for field in source.get("fields", ())}
    items = table.get("fields") or list(bases)
    fields = tuple(_written_out(item, bases, table, where) for item in items)
    return Block(name, heading, where.label(whose) if whose else None, _role(table, heading, where), fields)


def _role(table: Table, heading: Label, where: Where) -> Role | None:
    if "prefix" not in table:
        where.known(table, _BLOCK_KEYS - _PERSON_KEYS)
        return None
    sex_of = tuple(
        (field, code, str(sex)) for field, codes in table.get("sex_of", {}).items() for code, sex in codes.items()
    )
    same_as = tuple((role, frozenset(words)) for role, words in table.get("same_as", {}).items())
    return Role(table["prefix"], heading, str(table.get("sex", "")), bool(table.get("main")), sex_of, same_as)


def _named_role(table: Table, where: Where) -> Role:
    where = replace(where, block="role")
    where.known(table, _ROLE_KEYS)
    heading = where.label(where.need(table, "heading"))
    where.table(where.need(table, "after"))
    after = tuple((words, str(sex)) for words, sex in table["after"].items())
    return Role(where.text(table, "name"), heading, named_in=where.text(table, "named_in"), after=after)


def _kin(table: Table, roles: Iterable[Role], where: Where) -> Kin:
    where = replace(where, block="kin")
    where.known(table, _KIN_KEYS)
    names = {role.name for role in roles}
    for end in ("subject", "object"):
        if where.need(table, end) not in names:
            where.refuse("unknown_role", table[end])
    when = tuple((field, str(word)) for field, word in table.get("when", {}).items())
    return Kin(table["subject"], where.need(table, "relation"), table["object"], when)


def _workbook(table: Table, blocks: Iterable[Block], where: Where) -> Workbook:
    where.known(table, _WORKBOOK_KEYS)
    fields = [field for block in blocks for field in block.fields]
    sources = {field["ministry"]: field["name"] for field in fields if field["ministry"]} | table.get("from", {})
    none = {field["ministry"]: str(field["none"]) for field in fields if "none" in field} | table.get("none", {})
    columns = tuple(where.text(table, "columns").split())
    names = {field["name"] for field in fields} | {ROW}
    for column in columns:
        if sources.get(column, "").removeprefix(UNIT) not in names:
            replace(where, field=column).refuse("unknown_field", sources.get(column, "–"))
    return Workbook(columns, {column: sources[column] for column in columns}, none)


def _written_out(item: str | Table, bases: Mapping[str, Table], block: Table, where: Where) -> Table:
    """A block's field with its base, its differences, its prefix and its Ministry column applied."""
    own: Table = {"of": item} if isinstance(item, str) else item
    where = replace(where, field=str(own.get("name") or own.get("of", "?")))
    where.known(own, _FIELD_KEYS)
    base: Table = {}
    if "of" in own:
        if own["of"] not in bases:
            where.refuse("unknown_field", own["of"])
        base = bases[own["of"]]
        where.known(base, _FIELD_KEYS)
    merged = {**base, **own}
    short = str(merged.get("as") or where.need(merged, "name"))
    prefix = block.get("prefix", "")
    column = str(merged.get("ministry", ""))
    if "{}" in column:
        column = column.format(block["ministry"]) if block.get("ministry") else ""
    # `part` keeps the shared name where a kind gives the field another one (birth_year is the birth_date of a parent).
    part = str(merged.get("part") or base.get("name") or short) if prefix else ""
    name = f"{prefix}_{short}" if prefix else short
    paper = str(merged.get("paper", ""))
    paper = f"{prefix}_{paper}" if prefix and paper else paper
    lacking = {"need": Need.CONDITIONAL} if block.get("may_lack") and merged.get("need") == Need.REQUIRED else {}
    return {**merged, **lacking, "name": name, "part": part, "role": prefix, "ministry": column, "paper": paper}
