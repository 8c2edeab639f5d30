"""One help screen for all: what a screen is for, then its keys, from the table of actions and the keymap in force."""

from __future__ import annotations

from typing import Protocol

from registers.catalogue import say
from tui.actions import Action, of_group
from tui.desk import Desk
from tui.ink import Ink, Line
from tui.keys import shown
from tui.paint import fit, wrapped
from tui.screen import DeskScreen, Picture

_KEYS = 18
"""Columns for the keys of an action."""


class Helpable(Protocol):
    """What the help screen must know of a screen."""

    @property
    def heading(self) -> str:
        """Its name."""

    @property
    def about(self) -> str:
        """What it is for and how it is used."""

    def actions(self) -> list[Action]:
        """What can be done on it now."""


class HelpScreen(DeskScreen):
    """Help about `of`, to scroll through."""

    scope = "help"
    overlay = True

    def __init__(self, desk: Desk, of: Helpable) -> None:
        super().__init__(desk)
        self._of = of
        self._top = 0
        self._height = 1

    @property
    def heading(self) -> str:
        """Of which screen this is the help."""
        return f"{say('shell.heading_help')} · {self._of.heading}"

    @property
    def about(self) -> str:
        """Help about help is the same page."""
        return self._of.about

    def allows(self, action: Action) -> bool:
        """Help upon help leads nowhere."""
        return action.name not in ("help", "palette")

    def act(self, action: Action) -> None:
        """Scroll, or do what the action says."""
        if action.group == "list":
            self._scroll(action.name)
        else:
            super().act(action)

    def picture(self, cells: int, lines: int) -> Picture:
        """The page, from the line it was scrolled to."""
        page = self._page(cells - 2)
        longer = len(page) > lines
        self._height = max(1, lines - longer)
        self._top = max(0, min(self._top, len(page) - self._height))
        shown_lines = page[self._top : self._top + self._height]
        more = [self._more(self._top + self._height < len(page))] if longer else []
        return Picture([[(" ", Ink.PLAIN), *line] for line in [*shown_lines, *more]])

    def _scroll(self, name: str) -> None:
        far = 10_000  # the picture stops at the page's ends
        steps = {"up": -1, "down": 1, "page_up": -self._height, "page_down": self._height, "first": -far, "last": far}
        self._top = max(0, self._top + steps[name])

    def _more(self, below: bool) -> Line:
        """That the page goes on, and by which keys."""
        wanted = ("page_down",) if below and not self._top else ("page_up", "page_down") if below else ("page_up",)
        actions = [action for action in of_group("list") if action.name in wanted]
        return [
            span
            for action in actions
            for span in ((shown(self.desk.keymap.shown(action)), Ink.KEY), (f" {action.label}  ", Ink.DIM))
        ]

    def _page(self, cells: int) -> list[Line]:
        about: list[Line] = [[(text, Ink.PLAIN)] for text in wrapped(self._of.about, cells)]
        page: list[Line] = [[], *about]
        group = ""
        for action in self._of.actions():
            if action.group != group:
                group = action.group
                page += [[], [(say(f"actions.group_{group}"), Ink.HEAD)]]
            page += self._entry(action, cells)
        return page

    def _entry(self, action: Action, cells: int) -> list[Line]:
        keys = "  ".join(map(shown, self.desk.keymap.keys_of(action))) or "—"
        text = wrapped(str(action.help), cells - _KEYS) or [""]
        first: Line = [(fit(keys, _KEYS), Ink.KEY), (text[0], Ink.PLAIN)]
        return [first, *([(" " * _KEYS + more, Ink.PLAIN)] for more in text[1:])]
