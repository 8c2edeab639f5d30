"""The program on the screen, from its first moment to its last. Imports come in the order a person can notice."""

from __future__ import annotations

import gc
import sys

from registers.catalogue import say, set_language
from registers.errors import HotichError
from storage.home import Home
from tui import config, keymap, terminal

DONE, REFUSED, FAILED = 0, 2, 70
"""Exit codes: left in good order; nothing was started, the reason is on stderr; ended by a fault that is in the log."""


def run(home: Home | None = None) -> int:
    """Open the program for the office at `home` (default: HOTICH_HOME) and return its exit code when it is left."""
    home = home or Home.find()
    try:
        settings = config.load(home.config)
        set_language(settings.language)
        keys = keymap.load(home.keymap)
    except HotichError as error:
        print(error, file=sys.stderr)
        return REFUSED
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(say("shell.no_terminal"), file=sys.stderr)
        return REFUSED
    terminal.set_switches()
    with terminal.guarded():
        gc.disable()  # nothing imported is garbage: looking for it would take a fifth of the start
        from tui.app import HotichApp  # Textual takes a quarter of a second: the echo is off before
        from tui.desk import Desk

        gc.freeze()  # nor is it looked through later, when a screen is opened
        gc.enable()
        desk = Desk(home, keys, language=settings.language, idle=settings.idle, notice=settings.notice)
        hotich = HotichApp(desk)
        hotich.run(mouse=False)
        hotich.desk.close()
    if hotich.crashed:
        print(say("errors.unexpected"), file=sys.stderr)
        return FAILED
    return DONE
