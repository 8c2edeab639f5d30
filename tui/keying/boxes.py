"""Draws the boxes of the form over its lines: lists, questions, flags."""

from __future__ import annotations

from collections.abc import Sequence

from registers.catalogue import say
from registers.checks import Severity
from tui.ink import Ink, Line, Span
from tui.keying.flagbox import FlagBox
from tui.keying.panel import Item, Panel
from tui.keying.questions import OTHER, REASONS
from tui.paint import cut, fit, width, wrapped

_COLUMN = 36
"""Cells of one item of a list; as many columns as the screen has room for."""


def draw(box: Panel | FlagBox, lines: list[Line], cells: int, *, under: int) -> tuple[int, int] | None:
    """Draw `box` over `lines`, away from the line `under` where there is room; the cursor's place in it."""
    drawn, cursor = _flags(box, cells, len(lines)) if isinstance(box, FlagBox) else _panel(box, cells, len(lines))
    drawn = drawn[: len(lines)]
    top = 0 if under >= len(drawn) else len(lines) - len(drawn)
    lines[top : top + len(drawn)] = drawn
    return (cursor[0], top + cursor[1]) if cursor is not None and cursor[1] < len(drawn) else None


def _panel(panel: Panel, cells: int, height: int) -> tuple[list[Line], tuple[int, int] | None]:
    title = f" {panel.title} "
    if panel.free:
        typed = panel.typed[-max(1, cells - width(title) - 2) :]
        field = cut(typed, cells - width(title))
        return [[(title, Ink.BAR), (field, Ink.FIELD)]], (width(title) + width(typed), 0)
    return [[(fit(title, cells), Ink.BAR)], *_items(panel.items, panel.at, cells, height - 1)], None


def _items(items: Sequence[Item], at: int, cells: int, height: int) -> list[Line]:
    """The items in columns, each read downwards, around the chosen one where not all have room."""
    columns = max(1, cells // _COLUMN) if len(items) > 9 else 1
    per_column = max(1, min(height, -(-len(items) // columns)))
    room = columns * per_column
    first = at // room * room
    shown = items[first : first + room]
    wide = cells // columns
    lines: list[Line] = []
    for row in range(min(per_column, len(shown))):
        line: list[Span] = []
        for place in range(row, len(shown), per_column):
            item = shown[place]
            chosen = first + place == at
            line += [
                (fit(f" {item.key:>2} ", 4), Ink.KEY),
                (fit(item.text, wide - 5), Ink.CHOSEN if chosen else Ink.PLAIN),
                (" ", Ink.PLAIN),
            ]
        lines.append(line)
    return lines


def _flags(box: FlagBox, cells: int, height: int) -> tuple[list[Line], None]:
    keys = say("keying.flag_keys_blocking" if box.blocks else "keying.flag_keys")
    head: list[Line] = [[(fit(f" {say('keying.ask_flags')} ({box.at + 1}/{len(box.flags)})   {keys}", cells), Ink.BAR)]]
    reasons = [Item(str(n), say(key), "") for n, key in enumerate(REASONS, 1)]
    answers = _reasons([*reasons, Item(OTHER, say("keying.reason_other"), "")], cells)
    body: list[Line] = []
    for flag_at, flag in enumerate(box.flags):
        chosen = flag_at == box.at
        sign: Span = ("! ", Ink.BAD) if flag.severity is Severity.E else ("? ", Ink.WARN)
        text = wrapped(str(flag.message), cells - 3) if chosen else [fit(str(flag.message), cells - 3)]
        for row, piece in enumerate(text):
            body.append([sign if not row else ("  ", Ink.PLAIN), (piece, Ink.STRONG if chosen else Ink.PLAIN)])
    room = max(1, height - len(head) - len(answers))
    first = max(0, min(box.at, len(body) - room))
    return [*head, *body[first : first + room], *answers], None


def _reasons(items: Sequence[Item], cells: int) -> list[Line]:
    columns = max(1, min(3, cells // _COLUMN))
    wide = cells // columns
    lines: list[Line] = []
    for start in range(0, len(items), columns):
        line: list[Span] = []
        for item in items[start : start + columns]:
            line += [(f" {item.key} ", Ink.KEY), (fit(item.text, wide - 3), Ink.PLAIN)]
        lines.append(line)
    return lines
