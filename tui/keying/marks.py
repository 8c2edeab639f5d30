"""Damage and emptiness on the page: one key each. A mark key takes what is typed, marks it and goes on."""

from __future__ import annotations

from dataclasses import replace

from registers.catalogue import Language, say
from registers.value import Mark
from tui.keying import edit
from tui.keying.draft import Cell, Draft, Source
from tui.keying.page import Page

MARKS = {
    "blank": Mark.BLANK,
    "unknown": Mark.UNKNOWN,
    "illegible": Mark.ILLEGIBLE,
    "doubtful": Mark.DOUBTFUL,
    "torn": Mark.TORN,
    "struck": Mark.STRUCK,
}
"""The mark each action sets."""

_NEED_TEXT = (Mark.DOUBTFUL, Mark.STRUCK)
_UNREADABLE = (Mark.ILLEGIBLE, Mark.TORN)
_GAP = "…"


def marked(page: Page, draft: Draft, name: str, mark: Mark) -> Draft:
    """The field `name` with `mark`, or without it where it has it already.

    A blank has no text, an unknown says so, of an unreadable value the part that can be read stays (with `…` where the
    clerk put it, or alone). What the form filled in is not what the page says, so such marks clear it.
    """
    cell = page.cell(draft, name)
    if cell.mark is mark:
        return _with(draft, name, replace(cell, mark=Mark.NONE, text="" if mark is Mark.UNKNOWN else cell.text))
    kept = text = cell.text if name in draft.cells and not draft.fresh else ""
    if mark in _NEED_TEXT:
        text = cell.text
    elif mark is Mark.BLANK:
        text = ""
    elif mark is Mark.UNKNOWN:
        text = say("keying.written_unknown", Language.VI)
    elif mark in _UNREADABLE:
        text = text or _GAP
    whole = text not in (kept, cell.text)
    ref = edit.name_before(page, draft, whole=whole) if name == draft.at else ""
    return _with(draft, name, Cell(text, mark, Source.TYPED, ref))


def goes_on(draft: Draft, mark: Mark) -> bool:
    """True where the field is done with the mark just set; a doubtful or corrected value still waits for its text."""
    cell = draft.cells.get(draft.at)
    return cell is not None and cell.mark is mark and bool(cell.text or mark not in _NEED_TEXT)


def _with(draft: Draft, name: str, cell: Cell) -> Draft:
    here = {"cursor": len(cell.text), "fresh": False} if name == draft.at else {}
    return draft.with_cell(name, cell, **here)
