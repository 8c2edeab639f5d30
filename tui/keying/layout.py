"""Which lines the page has and which of them are in sight. Pure.

The page is cut into parts of whole blocks that fit the screen, so that the picture stands still while a block is keyed and
a part, not a line, is what scrolls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registers.form import Field
from tui.keying.draft import Draft
from tui.keying.page import Page
from tui.paint import wrapped

_SAID = "   ✎ "
_LINES_SAID = 3
"""Lines of a reviewer's comment that are shown at once."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page: a field, a line of what a reviewer said of the field above it, or the heading of a block."""

    block: str
    field: Field | None = None
    said: str = ""


def said(comments: Mapping[str, str], cells: int) -> dict[str, list[str]]:
    """What a reviewer said, by field, in the lines it takes on a screen of so many cells."""
    found = {name: wrapped(text, max(8, cells - len(_SAID)))[:_LINES_SAID] for name, text in comments.items()}
    return {
        name: [f"{_SAID if not at else ' ' * len(_SAID)}{line}" for at, line in enumerate(lines)]
        for name, lines in found.items()
    }


def rows(page: Page, draft: Draft, said: Mapping[str, Sequence[str]]) -> list[Row]:
    """Every line of the page, headings before their blocks, under each field the lines that were `said` of it."""
    found = [Row("", said=line) for line in said.get("", ())]
    for field in page.shown(draft):
        if field.block in page.form.blocks and (not found or found[-1].block != field.block):
            found.append(Row(field.block))
        found.append(Row(field.block, field))
        found += [Row(field.block, said=line) for line in said.get(field.name, ())]
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
        for line in _with_what_is_said(block):  # a block longer than the screen is cut where it must be
            if parts[-1] and len(parts[-1]) + len(line) > height:
                parts.append([])
            parts[-1] += line
    return list(parts)


def _with_what_is_said(block: Sequence[Row]) -> list[list[Row]]:
    """Each line with those about it, which are not torn from it."""
    found: list[list[Row]] = []
    for row in block:
        if row.said and found:
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _blocks(all_rows: Sequence[Row]) -> list[list[Row]]:
    blocks: list[list[Row]] = []
    for row in all_rows:
        if not blocks or blocks[-1][-1].block != row.block:
            blocks.append([])
        blocks[-1].append(row)
    return blocks
