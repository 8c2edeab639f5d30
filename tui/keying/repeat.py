"""Taking over what is known: the entry before, a person met already. Only fields the clerk has not keyed himself are touched."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz.distance import DamerauLevenshtein

from registers.form import Carry, Field, Printed
from registers.text import agrees, fold
from registers.value import Value, Values
from tui.keying.draft import EMPTY, NOWHERE, Cell, Draft, Source
from tui.keying.edit import MENDED, NAME
from tui.keying.page import Page
from tui.keying.ports import Fill

_OWN_HAND = (Source.TYPED, Source.SUGGESTED)
_SLIP = 1
"""Letters in which a name that is mended may differ from what it was, marks not counted: more makes another name."""

_OF_A_VILLAGE = frozenset({"ethnicity", "nationality", "native_place", "residence", "residence_kind"})
"""What of a person's block another person of the place may have alike; the rest is his alone."""


def field_repeated(page: Page, draft: Draft) -> Draft | None:
    """The field under the cursor as the entry before has it; None where that one has nothing there."""
    cell = _of_previous(page.previous, draft.at)
    return draft.with_cell(draft.at, cell, cursor=len(cell.text), fresh=False) if cell else None


def block_repeated(page: Page, draft: Draft) -> Draft | None:
    """The block of fields under the cursor as the entry before has it; None where that one has nothing there.

    What follows from other fields (a date in words) follows from those of this page, not of the one before. Where another name
    is keyed it is another person's block: then only what people of one village share, into fields that are empty.
    """
    block = page.form[draft.at].block
    other = names_another(page, draft)
    found = {
        field.name: cell
        for field in page.form.fields
        if field.block == block
        and field.carry is not Carry.DERIVE
        and _is_open(draft, field.name)
        and not (other and (field.part not in _OF_A_VILLAGE or not draft.cells.get(field.name, EMPTY).empty))
        and page.is_printed(field.name)
        and (cell := _of_previous(page.previous, field.name))
    }
    return _put(draft, found) if found else None


def names_another(page: Page, draft: Draft) -> bool:
    """True where the clerk keyed a name in the block under the cursor, and the entry before has another one there."""
    role = page.form[draft.at].role
    name = _name_of(page, role)
    keyed = draft.cells.get(name.name, EMPTY) if name is not None else EMPTY
    if name is None or not keyed.text.strip() or keyed.source not in _OWN_HAND:
        return False
    before = page.previous.get(name.name, Value())
    return not any(agrees(keyed.text, text) for text in (before.as_written, before.normalised) if text)


def filled(page: Page, draft: Draft, fill: Fill) -> Draft:
    """The fields of `fill` put in, but those keyed already: where they differ, the page was right.

    What the pages of this book leave empty stays so, whatever is known of the person, and what not every book prints is put in
    only where the pages before had it.
    """
    return _put(draft, {n: Cell(t, source=Source.LINKED, ref=fill.ref) for n, t in put_in(page, draft, fill).items()})


def let_go(page: Page, before: Draft, draft: Draft, taken: str = "") -> Draft:
    """`draft` without what a person known already brought into the block under the cursor of `before`, where it names another now.

    Whoever came in with him goes, too, unless that one's name was keyed, or he came in himself with somebody whose name was. Of two
    persons of one name, another is who was `taken` (the ref of a fill). What is gone is asked: the way on leads through it.
    """
    field = page.form[before.at] if before.at else None
    name = _name_of(page, field.role) if field is not None else None
    if field is None or name is None:
        return draft
    linked = {n: one for n, one in before.cells.items() if one.source is Source.LINKED and n in page.form}
    brought = {one.ref for n, one in linked.items() if page.form[n].role == field.role} - {taken}
    if not taken and _still_names(before.cells.get(name.name, EMPTY), draft.cells.get(name.name, EMPTY)):
        return draft
    others = {page.form[n].role for n, one in linked.items() if one.ref in brought} - {field.role, ""}
    names = {role: before.cells.get(part.name, EMPTY) for role in others if (part := _name_of(page, role)) is not None}
    with_him = {role for role, one in names.items() if one.source is Source.LINKED}
    if any(one.text and one.source in _OWN_HAND for one in names.values()):
        with_him = set()
    gone = [
        n
        for n, one in linked.items()
        if one.ref in brought and page.form[n].role in {field.role, "", *with_him} and draft.cells.get(n) == one
    ]
    if not gone:
        return draft
    walked = draft.path[:-1] if draft.origin != NOWHERE else draft.path[: draft.here]
    order = page.form.index
    way = tuple(n for n in walked if order[n] < order[field.name])
    cells = {n: one for n, one in draft.cells.items() if n not in gone}
    return replace(draft, cells=cells, path=(*way, field.name), here=len(way), origin=NOWHERE)


def _still_names(before: Cell, now: Cell) -> bool:
    """True where a name is the one it was: with its marks left out or put in, or with one letter mended in its place."""
    was = before.ref if before.source is Source.TYPED and before.ref else before.text
    name, mended = was.removeprefix(MENDED), was.startswith(MENDED)
    if not name or agrees(now.text, name) or agrees(name, now.text):
        return True
    return mended and DamerauLevenshtein.distance(fold(name), fold(now.text), score_cutoff=_SLIP) <= _SLIP


def _name_of(page: Page, role: str) -> Field | None:
    return page.form.part(role, NAME) if role else None


def put_in(page: Page, draft: Draft, fill: Fill) -> dict[str, str]:
    """The texts of `fill` by field that `filled` would put in."""
    return {
        name: text
        for name, text in fill.values.items()
        if name in page.form
        and text
        and _is_open(draft, name)
        and (name in fill.surely or _is_usual(page, page.form[name]))
    }


def _is_usual(page: Page, field: Field) -> bool:
    lesson = page.memory.of(field)
    return not page.memory.left_empty(field) and (field.printed is Printed.ALWAYS or bool(lesson.run))


def _put(draft: Draft, found: dict[str, Cell]) -> Draft:
    for name, cell in found.items():
        here = {"cursor": len(cell.text), "fresh": bool(cell.text)} if name == draft.at else {}
        draft = draft.with_cell(name, cell, **here)
    return draft


def _is_open(draft: Draft, name: str) -> bool:
    cell = draft.cells.get(name)
    return cell is None or cell.empty or cell.source not in _OWN_HAND


def _of_previous(previous: Values, name: str) -> Cell | None:
    value = previous.get(name, Value())
    return None if value.empty else Cell(value.as_written, value.mark, Source.REPEATED)
