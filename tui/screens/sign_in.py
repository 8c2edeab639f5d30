"""The sign-in: the first thing painted, before the store's libraries are even imported. The store opens behind it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from registers.catalogue import say
from tui.actions import Action
from tui.desk import Desk
from tui.ink import Ink, Line
from tui.keys import Key
from tui.line import TextLine
from tui.paint import cut, wrapped
from tui.screen import DeskScreen, Picture

if TYPE_CHECKING:  # the store comes later
    from storage.accounts import SignedIn

_LEFT, _LABEL, _FIELD = 6, 18, 32
"""Columns: the margin, the labels, the room to type in."""


class SignInScreen(DeskScreen):
    """Name and password. What is typed while the store opens waits; what follows a refused password is dropped."""

    scope = "sign_in"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.name_line = TextLine()
        self.password_line = TextLine(secret=True)
        self._line = self.name_line

    def begin(self, word: str = "", name: str = "") -> None:
        """Ask again, from the start or for the password of `name`; `word` says why."""
        self.name_line = TextLine(name)
        self.password_line.clear()
        self._line = self.password_line if name else self.name_line
        if word:
            self.tell(word)

    def arrive(self) -> None:
        """Open the store once this screen is painted."""
        if not self.desk.is_open:
            self.call_after_refresh(lambda: self.start(self._open))

    def typed(self, key: Key) -> None:
        """Text goes where the cursor is."""
        if key.text:
            self._line.put(key.text)

    def act(self, action: Action) -> None:
        """Edit the line, or do what the action says."""
        if action.group == "line":
            self._line.do(action.name)
        else:
            super().act(action)

    def do_next(self) -> None:
        """Go to the other line."""
        self._line = self.password_line if self._line is self.name_line else self.name_line

    def do_previous(self) -> None:
        """Go to the other line."""
        self.do_next()

    def do_take(self) -> None:
        """Go on to the password, or sign in with it; without a name, stay there: a password is not to be typed in its place."""
        if not self.name_line.value.strip():
            self._line = self.name_line
            self.tell(say("shell.name_first"))
            return
        if self._line is self.name_line:
            self._line = self.password_line
            return
        name, password = self.name_line.value, self.password_line.value
        self.password_line.clear()
        self.away(lambda: self._sign_in(name, password), self._enter, say("shell.signing_in"))

    def allows(self, action: Action) -> bool:
        """There is no screen below."""
        return action.name != "back"

    def do_leave(self) -> None:
        """There is nobody to sign out: end the program."""
        self.hotich.finish()

    def fail(self, error: Exception) -> None:
        """Say why nobody was let in; what was typed ahead was meant for another screen, not for another password."""
        self.hotich.typeahead.forget()
        super().fail(error)

    def picture(self, cells: int, lines: int) -> Picture:
        """Two lines to fill in, under the program's name."""
        room = max(8, min(_FIELD, cells - _LEFT - _LABEL - 1))
        fields = [("shell.account_name", self.name_line), ("shell.password", self.password_line)]
        drawn: list[Line] = []
        cursor = None
        top = max(1, lines // 4)
        for at, (label, line) in enumerate(fields):
            field, column = line.drawn(room)
            drawn += [[(" " * _LEFT, Ink.PLAIN), (cut(say(label), _LABEL), Ink.LABEL), field], []]
            if line is self._line:
                cursor = (_LEFT + _LABEL + column, top + 3 + 2 * at)
        title = [(" " * _LEFT, Ink.PLAIN), (say("shell.program"), Ink.STRONG)]
        subtitle = [(" " * _LEFT, Ink.PLAIN), (say("shell.program_for"), Ink.DIM)]
        notice: list[Line] = [
            [(" " * _LEFT, Ink.PLAIN), (line, Ink.DIM)]
            for said in str(self.desk.notice).splitlines()
            for line in wrapped(said, max(8, cells - _LEFT))
        ]
        return Picture([*[()] * top, title, subtitle, (), *drawn, *notice], cursor)

    async def _open(self) -> None:
        try:
            empty = await asyncio.to_thread(self._open_and_look)
        except Exception as error:  # noqa: BLE001  said now, and again when somebody signs in
            if self.ready:
                self.fail(error)
        else:
            if empty:
                self.tell(say("shell.no_accounts"), Ink.WARN)
        self.paint()

    def _open_and_look(self) -> bool:
        self.desk.open_store()
        from storage import accounts  # half a second to import, so only behind the painted screen

        return not accounts.list_all(self.desk.store)

    def _sign_in(self, name: str, password: str) -> SignedIn:
        self.desk.open_store()
        from storage import accounts

        return accounts.sign_in(self.desk.store, name, password)

    def _enter(self, account: SignedIn) -> None:
        self.name_line.clear()
        self._line = self.name_line
        self.desk.sign_in(account)
        self.hotich.open("queue")
