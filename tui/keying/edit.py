"""Typing into the field under the cursor. Pure: a page, a draft and a key in, a draft out."""

from __future__ import annotations

import re
from dataclasses import replace

from registers.form import Field, FieldType
from registers.text import clean
from registers.value import Mark
from tui.keying import line
from tui.keying.choices import begins_item, is_chosen, is_item, is_listed, short_for
from tui.keying.draft import Cell, Draft, Source
from tui.keying.page import Page
from tui.keying.ports import Composer

_COMPOSED = frozenset(
    {
        FieldType.NAME,
        FieldType.PLACE,
        FieldType.ETHNIC,
        FieldType.NATION,
        FieldType.LIST,
        FieldType.TEXT,
        FieldType.AUTHORITY,
        FieldType.WORDS,
        FieldType.AGE_OR_YEAR,  # "36 tuổi"
        FieldType.DATE,  # "mùng 5 tháng Giêng"
        FieldType.PDATE,
    }
)
"""Types that may hold Vietnamese words; elsewhere a key is the character on it."""

_WITHOUT_TEXT = (Mark.BLANK, Mark.UNKNOWN)
"""Marks that letters typed into the field take away: something is written there after all."""

_MOVES = {"left": line.left, "right": line.right, "start": line.start, "end": line.end}
_ERASURES = {"erase": line.erase, "erase_right": line.erase_right}
EDITS = frozenset([*_MOVES, *_ERASURES, "clear", "as_typed"])
"""Actions that edit the field under the cursor."""

NAME = "full_name"
"""The part of a person's block that says who it is."""

MENDED = "~"
"""Before what a name was, in the `ref` of its cell while it is typed: letters of that one are still among what stands there."""

_OPENS_SYLLABLE = re.compile(r"(?:^|[\s'’(.,-])$")


def typed(page: Page, draft: Draft, letters: str, composer: Composer, *, literal: bool, as_typed: bool) -> Draft:
    """`letters` typed at the cursor; the first one replaces a value that stands selected.

    Names get a capital on each syllable by themselves. `as_typed` is the clerk's wish for letters that stay what they are, as
    foreign names need; `literal` letters were not typed here at all.
    """
    letters = line.typeable(letters)
    if not letters:
        return draft
    field = page.form[draft.at]
    text, cursor = ("", 0) if draft.fresh else (page.cell(draft, draft.at).text, draft.cursor)
    if is_item(field, text) and not begins_item(field, text[:cursor] + letters + text[cursor:]):
        text, cursor = "", 0  # another item is meant
    if literal or as_typed or field.type not in _COMPOSED:
        text, cursor = line.insert((text, cursor), letters)
    else:
        before, after = text[:cursor], text[cursor:]
        for letter in letters:
            capital = field.type is FieldType.NAME and _OPENS_SYLLABLE.search(before)
            before = composer.press(before, letter.upper() if capital and len(letter.upper()) == 1 else letter)
        before = before[: line.LONGEST - len(after)]
        text, cursor = before + after, len(before)
    return _with_text(page, draft, text, cursor, whole=draft.fresh)


def edited(page: Page, draft: Draft, action: str, composer: Composer) -> Draft:
    """The field after one of `EDITS`."""
    text = page.cell(draft, draft.at).text
    if action in _MOVES:
        return replace(draft, cursor=_MOVES[action]((text, draft.cursor))[1], fresh=False)
    if action == "as_typed":
        before = composer.as_typed(text[: draft.cursor])
        return _with_text(page, draft, before + text[draft.cursor :], len(before))
    left, cursor = _ERASURES[action]((text, draft.cursor)) if action in _ERASURES else ("", 0)
    return _with_text(page, draft, left, cursor, whole=not left)


def put(page: Page, draft: Draft, text: str, source: Source, ref: str = "") -> Draft:
    """The field under the cursor with `text` from somewhere else than single keys."""
    cell = replace(page.cell(draft, draft.at), text=text, source=source, ref=ref)
    return draft.with_cell(draft.at, cell, cursor=len(text), fresh=False)


def name_before(page: Page, draft: Draft, *, whole: bool) -> str:
    """What the name under the cursor was before it was changed, as its cell keeps it until it is left: then it shows whether it is
    another one. Replaced as a `whole`, or MENDED; "" where nothing in its block came with a name.
    """
    field, cell = page.form[draft.at], page.cell(draft, draft.at)
    if field.part != NAME or not any(
        one.source is Source.LINKED and name in page.form and page.form[name].role == field.role
        for name, one in draft.cells.items()
    ):
        return ""
    before = cell.ref if cell.source is Source.TYPED and cell.ref else MENDED + cell.text
    return before.removeprefix(MENDED) if whole else before


def left_behind(page: Page, draft: Draft) -> Draft:
    """The draft as the field under the cursor is left: its text cleaned and composed, its short forms written out.

    A value the form offered and the clerk let stand is decided from here on. A field left without a word stays undecided,
    unless the clerk took away what the form would put there.
    """
    field = page.form[draft.at]
    cell = page.cell(draft, field.name)
    text = _written_out(field, clean(cell.text))
    if field.type is FieldType.PLACE:
        text = text.rstrip(" ,")  # → leaves a comma there, for the part that may follow
    offered = page.filled(draft, field)
    if field.name not in draft.cells and offered is not None and offered.passed_by and text == offered.text:
        return draft  # only looked at: it goes on following the book and the other fields
    decided: Cell | None = replace(cell, text=text, ref="" if cell.source is Source.TYPED else cell.ref)
    if not text and not cell.mark:
        decided = Cell() if offered and offered.text else None
    if decided == draft.cells.get(field.name):
        return draft
    return draft.with_cell(field.name, decided, cursor=min(draft.cursor, len(text)))


def _written_out(field: Field, text: str) -> str:
    if text and (is_chosen(field) or is_listed(field)):
        return short_for(field, text) or text
    return text


def _with_text(page: Page, draft: Draft, text: str, cursor: int, *, whole: bool = False) -> Draft:
    """The field with `text`, which has nothing of what stood there where that was replaced as a `whole`."""
    cell = page.cell(draft, draft.at)
    if text == cell.text and draft.at in draft.cells:
        return replace(draft, cursor=cursor, fresh=False)
    mark = Mark.NONE if cell.mark in _WITHOUT_TEXT else cell.mark
    ref = name_before(page, draft, whole=whole)
    return draft.with_cell(draft.at, Cell(text, mark, ref=ref), cursor=cursor, fresh=False)
