"""Rows of the Ministry's import workbook: one row an entry, every cell text.

Columns, their order and where each comes from are data of the forms (`[ministry.workbook]` in a kind's file): the workbook of
2019, made for the Ministry's guidance on digitising (CV 1437/BTP-CNTT), for KH, KS, CMC, HN, KT, and the births of 2024.
No other kind has a published workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from registers.errors import HotichError
from registers.form import ROW, UNIT, Form, Workbook
from registers.value import Values

WORKBOOK, WORKBOOK_2024 = "workbook", "workbook_2024"

UnitOf = Callable[[str], str]
"""A written-out place → the code of its smallest administrative unit, "" where it has none."""


class NoWorkbook(HotichError):
    """The Ministry has published no workbook for this kind, or no such one."""

    key = "forms.no_workbook"


def columns(form: Form, workbook: str = WORKBOOK) -> tuple[str, ...]:
    """The column names of the form's workbook, in order. Raises NoWorkbook."""
    return _workbook(form, workbook).columns


def row(
    form: Form,
    values: Values,
    book: Mapping[str, str],
    *,
    workbook: str = WORKBOOK,
    row_no: int = 0,
    unit_of: UnitOf | None = None,
) -> list[str]:
    """The cells of one entry. Raises NoWorkbook.

    `book` gives, by field name, what the entry's page leaves to the book: `book_no`, `registration_authority`, `page_no`.
    An empty cell stays empty whatever the reason (blank, unreadable, unknown); a code that is not known is what the workbook
    says for it, mostly 0. Nothing is made up: no nationality is assumed, no date is filled.
    """
    sheet = _workbook(form, workbook)

    def stored(field: str) -> str:
        value = values.get(field)
        return (value.normalised if value is not None else "") or book.get(field, "")

    def cell(column: str) -> str:
        source = sheet.sources[column]
        if source == ROW:
            return str(row_no)
        if source.startswith(UNIT):
            place = stored(source.removeprefix(UNIT))
            return unit_of(place) if unit_of is not None and place else ""
        return stored(source) or sheet.none.get(column, "")

    return [cell(column) for column in sheet.columns]


def _workbook(form: Form, name: str) -> Workbook:
    if name not in form.workbooks:
        raise NoWorkbook(kind=form.kind)
    return form.workbooks[name]
