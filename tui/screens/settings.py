"""What an account chooses for itself; each choice holds and is stored at once."""

from __future__ import annotations

from registers.catalogue import label, say
from registers.workflow import Role
from tui import newpassword
from tui.actions import Action
from tui.desk import Desk
from tui.ink import Ink, Line
from tui.paint import fit, wrapped
from tui.preferences import SETTINGS, Setting
from tui.rows import Rows
from tui.screen import DeskScreen, Picture
from tui.screens.form import Blank, FormScreen

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

    def allows(self, action: Action) -> bool:
        """An auditor's store takes nothing, a password neither: an administrator sets his."""
        return action.id != "settings.password" or not self.desk.may(Role.AUDITOR)

    def do_password(self) -> None:
        """Ask for the current password, then for a new one, twice."""
        store, account = self.desk.store, self.desk.account

        def keep(texts: list[str]) -> None:
            from storage import accounts

            current, *new = texts
            accounts.change_password(store, account.account_id, current, newpassword.typed_twice(*new))

        def told() -> None:
            self.tell(say("accounts.own_password_set"), Ink.GOOD)

        wrong = ("storage.current_password_wrong", "storage.must_wait")
        current = Blank(label("accounts.current_password"), secret=True, wrong=wrong)
        title = say("accounts.own_password", name=account.name)
        self.hotich.push(
            FormScreen(self.desk, title, [current, *newpassword.blanks("accounts.new_password")], keep, told)
        )

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
