"""Every command by its name: typed with or without tones, in either language, chosen, run on the screen below."""

from __future__ import annotations

from registers.catalogue import Language, say
from tui.actions import Action
from tui.desk import Desk
from tui.ink import Ink, Line
from tui.keys import shown
from tui.listing import ListScreen
from tui.paint import fit, right, width, wrapped
from tui.rows import Rows
from tui.screen import DeskScreen

_KEY = 8
_NAME = 22
_TYPING = ("line", "list")
"""Groups that move a cursor: nobody looks for them by name."""


class PaletteScreen(ListScreen[Action]):
    """The commands of the screen `of`."""

    scope = "palette"
    overlay = True

    def __init__(self, desk: Desk, of: DeskScreen) -> None:
        super().__init__(desk, Rows(_text))
        self._of = of
        self.rows.fill([action for action in of.actions() if action.group not in _TYPING and action.name != "palette"])

    def allows(self, action: Action) -> bool:
        """The list of commands is here already."""
        return action.name not in ("palette", "help")

    def do_run(self) -> None:
        """Go back and do it there."""
        action = self.rows.chosen
        self.hotich.close_screen()
        if action is not None:
            self._of.act(action)

    def row(self, item: Action, cells: int) -> Line:
        """Key, name, what it does."""
        key = self.desk.keymap.shown(item)
        name = fit(f" {right(shown(key) if key else '', _KEY)}  {item.label}", _KEY + _NAME)
        return [(name, Ink.STRONG), (fit(str(item.help), cells - _KEY - _NAME), Ink.PLAIN)]

    def detail(self, item: Action, cells: int) -> list[Line]:
        """What the chosen command does, in full where its row has no room for it."""
        said = str(item.help)
        return (
            [[(f" {line}", Ink.DIM)] for line in wrapped(said, cells - 2)] if width(said) > cells - _KEY - _NAME else []
        )

    @property
    def asks(self) -> str:
        """What the line is for."""
        return say("shell.palette_asks")


def _text(action: Action) -> str:
    return " ".join([action.id, *(f"{action.label.within(to)} {action.help.within(to)}" for to in Language)])
