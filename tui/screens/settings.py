"""What an account chooses for itself; each choice holds and is stored at once."""

from __future__ import annotations

from registers.catalogue import say
from tui.actions import Action
from tui.desk import Desk
from tui.ink import Ink, Line
from tui.paint import fit, wrapped
from tui.preferences import SETTINGS, Setting
from tui.rows import Rows
from tui.screen import DeskScreen, Picture

_NAME = 24


class SettingsScreen(DeskScreen):
    """The table of settings, one line each; arrows change the chosen one."""

    scope = "settings"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: Rows[Setting] = Rows(lambda setting: setting.name)
        self._rows.fill(SETTINGS)

    def act(self, action: Action) -> None:
        """Move to another setting, or do what the action says."""
        if action.group == "list":
            self._rows.do(action.name)
        else:
            super().act(action)

    def do_next_value(self) -> None:
        """The value after this one."""
        self._change(1)

    def do_previous_value(self) -> None:
        """The value before this one."""
        self._change(-1)

    def picture(self, cells: int, lines: int) -> Picture:
        """Each setting with its value, and what the chosen one does."""
        rows = [self._row(setting, chosen) for setting, chosen in self._rows.in_sight(lines)]
        chosen = self._rows.chosen
        about = wrapped(str(chosen.help), cells - 4) if chosen else []
        text: list[Line] = [[(f"  {line}", Ink.PLAIN)] for line in about]
        shared: list[Line] = [[(f"  {line}", Ink.DIM)] for line in wrapped(say("shell.settings_kept"), cells - 4)]
        return Picture([[], *rows, [], *text, [], *shared])

    def _row(self, setting: Setting, chosen: bool) -> Line:
        value = getattr(self.desk.preferences, setting.name)
        name = (fit(f"  {setting.label}", _NAME), Ink.LABEL)
        shown = f"‹ {setting.value_label(value)} ›" if chosen else f"  {setting.value_label(value)}"
        return [name, (shown, Ink.CHOSEN if chosen else Ink.STRONG)]

    def _change(self, step: int) -> None:
        setting = self._rows.chosen
        if setting is None:
            return
        now = setting.values.index(getattr(self.desk.preferences, setting.name))
        self.choose(setting.name, setting.values[(now + step) % len(setting.values)])
