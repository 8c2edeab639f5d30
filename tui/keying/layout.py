"""Which lines the page has and which of them are in sight. Pure.

The page is cut into parts of whole blocks that fit the screen, so that the picture stands still while a block is keyed and
a part, not a line, is what scrolls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from registers.form import Field
from tui.keying.draft import Draft
from tui.keying.page import Page


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page: a field, or the heading of a block."""

    block: str
    field: Field | None = None


def rows(page: Page, draft: Draft) -> list[Row]:
    """Every line of the page, headings before their blocks."""
    found: list[Row] = []
    for field in page.shown(draft):
        if field.block in page.form.blocks and (not found or found[-1].block != field.block):
            found.append(Row(field.block))
        found.append(Row(field.block, field))
    return found


def in_sight(all_rows: Sequence[Row], at: str, height: int) -> Sequence[Row]:
    """The part of the page, at most `height` lines, that has the field `at`."""
    for part in _parts(all_rows, max(1, height)):
        if any(row.field is not None and row.field.name == at for row in part):
            return part
    return all_rows[:height]


def _parts(all_rows: Sequence[Row], height: int) -> list[Sequence[Row]]:
    parts: list[list[Row]] = [[]]
    for block in _blocks(all_rows):
        if parts[-1] and len(parts[-1]) + len(block) > height:
            parts.append([])
        for row in block:  # a block longer than the screen is cut where it must be
            if len(parts[-1]) == height:
                parts.append([])
            parts[-1].append(row)
    return list(parts)


def _blocks(all_rows: Sequence[Row]) -> list[list[Row]]:
    blocks: list[list[Row]] = []
    for row in all_rows:
        if not blocks or blocks[-1][-1].block != row.block:
            blocks.append([])
        blocks[-1].append(row)
    return blocks
