"""A screen that is a list: a line to type a filter, column headings, rows in sight, a few lines about the chosen one."""

from __future__ import annotations

from typing import Generic, TypeVar

from registers.catalogue import say
from tui.actions import Action
from tui.desk import Desk
from tui.ink import Ink, Line, Span
from tui.keys import Key
from tui.line import TextLine
from tui.paint import cut, right, width, wrapped
from tui.rows import Rows
from tui.screen import DeskScreen, Picture

Item = TypeVar("Item")

_COUNT = 16
"""Columns for how many rows were found of how many."""


class ListScreen(DeskScreen, Generic[Item]):
    """A list of items. A subclass draws a `row`, and may add `headings` and `detail`."""

    def __init__(self, desk: Desk, rows: Rows[Item]) -> None:
        super().__init__(desk)
        self.rows = rows
        self.line = TextLine()

    # ---- what a subclass says

    def row(self, item: Item, cells: int) -> Line:
        """One item in one line."""
        raise NotImplementedError

    def headings(self, cells: int) -> Line:
        """What stands over the columns; nothing for none."""
        del cells
        return ()

    def detail(self, item: Item, cells: int) -> list[Line]:
        """What is said about the chosen item below the list."""
        del item, cells
        return []

    @property
    def asks(self) -> str:
        """What the typed line is for."""
        return say("shell.filter")

    @property
    def nothing(self) -> str:
        """What is said where there are no rows."""
        return say("shell.nothing_found")

    @property
    def count(self) -> str:
        """How many rows were found, of how many."""
        return str(len(self.rows)) if len(self.rows) == self.rows.total else f"{len(self.rows)}/{self.rows.total}"

    def line_changed(self) -> None:
        """The typed line is another: filter by it."""
        self.rows.filter(self.line.value)

    # ---- keys

    def act(self, action: Action) -> None:
        """Move in the list or in the line, or do what the action says."""
        if action.group == "list":
            self.rows.do(action.name)
        elif action.group == "line":
            self.line.do(action.name)
            self.line_changed()
        else:
            super().act(action)

    def typed(self, key: Key) -> None:
        """Text goes into the line."""
        if key.text:
            self.line.put(key.text)
            self.line_changed()

    # ---- drawing

    def picture(self, cells: int, lines: int) -> Picture:
        """The typed line, the headings, the rows and what is said about the chosen one."""
        asked, cursor = self._asked(cells)
        headings = self.headings(cells)
        top: list[Line] = [asked, *([headings] if headings else [])]
        chosen = self.rows.chosen
        detail = self.detail(chosen, cells) if chosen is not None else []
        room = max(1, lines - len(top) - len(detail) - bool(detail))
        rows = [self._row(item, is_chosen, cells) for item, is_chosen in self.rows.in_sight(room)]
        if not rows and self.ready:
            rows = [*([(f"  {line}", Ink.DIM)] for line in wrapped(self.nothing, cells - 4)[:room])]
        rows += [[]] * (room - len(rows))
        return Picture([*top, *rows, *([[]] if detail else []), *detail], (cursor, 0))

    def _asked(self, cells: int) -> tuple[list[Span], int]:
        label = f" {self.asks} "
        field, column = self.line.drawn(max(1, cells - width(label) - _COUNT - 1))
        return [(label, Ink.LABEL), field, (right(self.count, _COUNT), Ink.DIM)], width(label) + column

    def _row(self, item: Item, is_chosen: bool, cells: int) -> Line:
        spans = self.row(item, cells)
        return [(cut("".join(text for text, _ in spans), cells), Ink.CHOSEN)] if is_chosen else spans
