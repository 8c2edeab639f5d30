"""What the keyed page means so far: the values as they would be stored, and what the rules say of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from registers.checks import About, Flag, Severity, check
from registers.codes import code_list
from registers.dates import PartialDate
from registers.derived import derive
from registers.form import Carry, Field, FieldType
from registers.kinds import PositionState, RegisterKind
from registers.normalise import Context, Reading, normalise, normalise_entry
from registers.value import Mark, Value, Values
from tui.keying.draft import Cell, Draft
from tui.keying.page import Page

_DATES = frozenset({FieldType.DATE, FieldType.PDATE})
_SHORT_DATE = re.compile(r"\d{2,8}")
_NO_VALUE = Value()


def read(page: Page, draft: Draft, name: str, known: Values) -> Reading:
    """How the field `name` reads, beside the values `known` so far."""
    return normalise(page.form[name], page.cell(draft, name).text, _context(page, draft, known))


def written_date(page: Page, draft: Draft, name: str, known: Values) -> str | None:
    """A date typed in digits alone, with its separators: `010987` → `01/09/1987`; None where there is nothing to write out.

    Digits alone say nothing without the year of the book, and the page has separators: so the field shows, and keeps, both.
    """
    text = page.cell(draft, name).text
    if page.form[name].type not in _DATES or not _SHORT_DATE.fullmatch(text):
        return None
    meant = read(page, draft, name, known).normalised.replace(".", "/")
    return meant if meant and meant != text else None


def values_of(page: Page, draft: Draft) -> tuple[dict[str, Value], dict[str, str]]:
    """Every value the entry would be stored with, and of those the texts that follow from other fields.

    A field left empty is absent, unless the page must have it: then it is there, empty.
    """
    if not draft.state.has_values:
        return {}, {}
    written: dict[str, str] = {}
    marks: dict[str, Mark] = {}
    for field in page.form.fields:
        if field.carry is Carry.DERIVE and field.name not in draft.cells:
            continue
        cell = page.cell(draft, field.name)
        if cell.text or cell.mark or (field.required and page.is_printed(field.name)):
            written[field.name] = cell.text
            marks[field.name] = cell.mark
    values = normalise_entry(page.form, written, marks, _context(page, draft, {}))
    return _with_derived(page, draft, values)


def _with_derived(page: Page, draft: Draft, values: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, str]]:
    """`values` with what the page prints and other fields tell, as the page would write it; all in the form's order."""
    found, texts = dict(values), {}
    stored = {name: value.normalised for name, value in values.items()}
    for field in page.form.fields:
        if field.carry is not Carry.DERIVE or field.name in draft.cells:
            continue
        value = found.get(field.name)
        if value is None and page.is_printed(field.name):
            told = derive(field.derive, stored)
            value = Value(_as_page_says(field, told), told) if told else None
        if value is not None:
            found[field.name] = value
            texts[field.name] = value.as_written or _as_page_says(field, value.normalised)
    return {field.name: found[field.name] for field in page.form.fields if field.name in found}, texts


def _as_page_says(field: Field, stored: str) -> str:
    if field.codes and stored in code_list(field.codes):
        return code_list(field.codes)[stored].label.vi
    return stored


def flags_of(page: Page, draft: Draft, values: Values, about: About) -> list[Flag]:
    """What the rules say of `values` at the draft's position; nothing of fields this book does not print.

    Nothing at all in second keying, where they would speak of fields the keyer does not see.
    """
    if page.beside is not None:
        return []
    number = draft.position
    about = replace(
        about,
        kind=RegisterKind(page.form.kind) if page.form.kind in set(RegisterKind) else page.form.kind,
        year=number.year,
        number=number.number,
        suffix=number.suffix,
        position_state=draft.state,
        page=page_number(values),
    )
    found = check(page.form, values, about)
    return [flag for flag in found if not (flag.fields and set(flag.fields) <= page.memory.hidden)]


def open_flags(flags: Sequence[Flag], overrides: Mapping[str, str]) -> list[Flag]:
    """The flags somebody must look at before the position is done, the gravest first."""
    waiting = [flag for flag in flags if flag.severity is not Severity.I and not flag.explained(overrides)]
    return sorted(waiting, key=lambda flag: flag.severity is not Severity.E)


def nameless(page: Page, draft: Draft) -> str | None:
    """The first name to key of an entry that names nobody it is about, nor says why; None where it does, or a rule asks.

    On the pages of before 2006 no rule asks for a name, and an entry of nobody is of no use to anybody.
    """
    if draft.state is not PositionState.NORMAL:
        return None
    main = {role.name for role in page.form.roles if role.main}
    names = [field for field in page.form.fields if field.role in main and field.part == "full_name"]
    if not names or any(field.required or not page.cell(draft, field.name).empty for field in names):
        return None
    return names[0].name


def page_number(values: Values) -> int | None:
    """The page of the book the entry stands on, None where it is not known."""
    text = values.get("page_no", _NO_VALUE).normalised
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def value_of(cell: Cell, reading: Reading) -> Value:
    """A cell with what it reads as; the mark the clerk set wins over one the text implies."""
    return Value(cell.text, reading.normalised, cell.mark or reading.mark)


def _context(page: Page, draft: Draft, known: Values) -> Context:
    entry = {name: value.normalised for name, value in {**(page.beside or {}), **known}.items()}
    return Context(
        office=page.book.office,
        level=page.book.level,
        kind=page.form.kind,
        layout=page.book.layout,
        year=draft.position.year,
        registration=PartialDate.from_normalised(entry.get("registration_date", "")),
        above={name: value.normalised for name, value in page.previous.items()},
        entry=entry,
        hamlets=page.book.hamlets,
    )
