"""The program on the screen: which screen is on top, keys to it, signing out, idling, hanging up. Screens do the rest."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Offset
from textual.screen import Screen
from textual.strip import Strip

from registers.catalogue import say, set_language
from tui import faultlog, terminal
from tui.desk import Desk
from tui.doors import DOORS
from tui.driver import TerminalDriver, key_of
from tui.keys import Key
from tui.paint import difference
from tui.screen import DeskScreen
from tui.screens.sign_in import SignInScreen
from tui.typeahead import TypeAhead

HUNG_UP = 128 + signal.SIGHUP
"""What the process ends with when its terminal goes away, as shells count it."""

WHOLE_FROM = 400
"""Bytes from which a terminal is asked to show a change in one piece (mode 2026; others ignore it): no half page is ever seen."""

_IDLE_LOOK = 10.0
"""Seconds between looks at whether the person has gone."""


class HotichApp(App[None], inherit_bindings=False):
    """Textual's application around the desk. Keys come by `take_keys` (terminal) or as events (tests) into one line."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(ansi_color=True)
        self.desk = desk
        self.typeahead = TypeAhead(self._top)
        self.crashed = False
        """True once an error ended the program."""
        self._last_key = desk.clock()
        self._cursor_shown: bool | None = None
        self._shown: list[Strip] = []
        set_language(desk.language)

    # ---- screens

    def get_default_screen(self) -> Screen[Any]:
        """The screen at the bottom of all."""
        return SignInScreen(self.desk)

    @property
    def sign_in_screen(self) -> SignInScreen:
        """The screen at the bottom of all."""
        bottom = self.screen_stack[0]
        assert isinstance(bottom, SignInScreen)
        return bottom

    def open(self, name: str, *arguments: Any) -> DeskScreen:
        """Open the screen called `name` on top; keys that come before it is ready wait for it."""
        module, _, screen_class = DOORS[name].place.partition(":")
        screen: DeskScreen = getattr(import_module(module), screen_class)(self.desk, *arguments)
        self.push(screen)
        return screen

    def push(self, screen: DeskScreen) -> None:
        """Put `screen` on top."""
        self.push_screen(screen)

    def close_screen(self) -> None:
        """Go back to the screen below; the sign-in stays."""
        if len(self.screen_stack) < 2:
            return
        left = self.screen_on_top
        self.pop_screen()
        if not left.overlay and self.screen_on_top.ready:
            self.screen_on_top.arrive()

    def sign_out(self, word: str = "") -> None:
        """Put everything typed away and give the desk to the next person; `word` tells why."""
        self._keep()
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.desk.sign_out()
        self.sign_in_screen.begin(word)
        self.deliver()

    def _top(self) -> DeskScreen | None:
        return self.screen if self._screen_stack and isinstance(self.screen, DeskScreen) else None

    # ---- keys

    def take_keys(self, keys: Iterable[Key]) -> None:
        """Keys came from the terminal."""
        self._last_key = self.desk.clock()
        top = self._top()
        self.typeahead.arrive(key for key in keys if top is None or not top.interrupt(key))
        self.deliver()

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes skip Textual's focus and bindings; everything else is Textual's."""
        if isinstance(event, events.Key | events.Paste):
            self.take_keys([key_of(event)])
        else:
            await super().on_event(event)

    def deliver(self) -> None:
        """Hand out waiting keys, then bring the terminal up to date, once for all of them."""
        try:
            self.typeahead.deliver()
        except Exception as error:  # noqa: BLE001  one key that fails must not end a session with unsaved typing
            self.screen_on_top.fail(error)
            self.call_later(self.deliver)
        if (top := self._top()) is not None:
            top.paint()

    @property
    def screen_on_top(self) -> DeskScreen:
        """The screen that takes keys now."""
        top = self._top()
        assert top is not None
        return top

    # ---- terminal

    def get_driver_class(self) -> type[Driver]:
        """Our own driver, where there is a terminal."""
        return TerminalDriver

    def show(self, strips: list[Strip], cursor: Offset | None) -> None:
        """Make the terminal show `strips`, with its cursor at `cursor` or hidden: only cells that differ are written."""
        if self._driver is None or self.is_headless:
            return
        written = difference(self._shown, strips, self.console)
        self._shown = strips
        if cursor is not None:
            self.cursor_position = cursor
            written += f"\x1b[{cursor.y + 1};{cursor.x + 1}H"
        if (cursor is not None) != self._cursor_shown:
            self._cursor_shown = cursor is not None
            written += "\x1b[?25h" if self._cursor_shown else "\x1b[?25l"
        if len(written) > WHOLE_FROM:
            written = f"\x1b[?2026h{written}\x1b[?2026l"
        self._driver.write(written)

    def give_way(self) -> None:
        """What was painted goes out to the line before the caller goes on; at most some milliseconds."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.give_way()

    def forget_terminal(self) -> None:
        """What the terminal shows is no longer known: the next picture is written whole."""
        self._shown = []
        self._cursor_shown = None

    def paint_whole(self) -> None:
        """Write every cell, whatever the terminal shows."""
        self.forget_terminal()
        if (top := self._top()) is not None:
            top.paint()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Textual wants to write a repaint, often three for one change of screens; what differs is known here."""
        if self.is_headless or self._top() is None:
            super()._display(screen, renderable)
        elif renderable is not None:
            self.screen_on_top.paint()

    def _set_pointer_shape(self, shape: str) -> None:
        """There is no mouse whose pointer could have a shape; Textual would tell the terminal on every change of screens."""

    # ---- beginning and end

    def on_mount(self) -> None:
        """Listen to the line and to the clock."""
        self.set_interval(_IDLE_LOOK, self.look_for_idle)
        if not self.is_headless and self._loop is not None:
            self._loop.add_signal_handler(signal.SIGHUP, self.hang_up)
            self._loop.add_signal_handler(signal.SIGTERM, self.finish)

    def on_resize(self) -> None:
        """A terminal that changes its size rearranges what it shows."""
        self.forget_terminal()

    def look_for_idle(self) -> None:
        """Sign out whoever has not touched a key for `desk.idle`, nor waits for what he began."""
        if (top := self._top()) is not None and top.in_hand:
            self._last_key = self.desk.clock()
        if self.desk.signed_in and self.desk.clock() - self._last_key >= self.desk.idle:
            minutes = round(self.desk.idle.total_seconds() / 60)
            self.typeahead.forget()
            self.sign_out(say("shell.idle_signed_out", minutes=minutes))

    def finish(self) -> None:
        """End the program in good order."""
        self._keep()
        self.exit()

    def hang_up(self) -> None:
        """The terminal went away: put everything typed away and end at once, for Textual would wait on a dead line."""
        self._keep()
        self.desk.close()
        terminal.abandon()
        os._exit(HUNG_UP)

    def _keep(self) -> None:
        for screen in reversed(self.screen_stack):
            if isinstance(screen, DeskScreen):
                try:
                    screen.keep()
                except Exception as error:  # noqa: BLE001  the other screens still have theirs to keep
                    self.record(error)

    # ---- what went wrong

    def record(self, error: BaseException) -> None:
        """Write `error` to the log, without values."""
        faultlog.record(self.desk.home.logs, error, self.desk.clock())

    def _fatal_error(self) -> None:
        """End the program after an error nobody caught; Textual would show it with all local values."""
        error = sys.exc_info()[1] or self._exception
        if error is not None:
            self.record(error)
        self.crashed = True
        self._keep()
        self._close_messages_no_wait()
