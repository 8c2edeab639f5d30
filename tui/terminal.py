"""What the terminal is told before Textual starts, and how it gets its settings back whatever happens.

Import this room before the first `import textual`: Textual reads its switches once, when it is imported.
"""

from __future__ import annotations

import os
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager

SWITCHES = {
    # The Kitty protocol breaks Shift+F keys, and input methods (Unikey, ibus) lose text under it.
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    # An animation is bytes on a slow line and time before a key shows.
    "TEXTUAL_ANIMATIONS": "none",
    # Smooth scrolling asks the terminal for pixel sizes and mouse pixels; lists here move by whole lines.
    "TEXTUAL_SMOOTH_SCROLL": "0",
}
"""Textual's environment switches, each for the reason beside it. Nothing set by the user overrides them: keying leans on them."""

RESTORE = "\x1b[?2004l\x1b[?7h\x1b[?1004l\x1b[0m\x1b[?1049l\x1b[?25h"
"""Bracketed paste off, line wrap on, focus reports off, plain letters, back to the shell's screen, cursor shown."""


def set_switches() -> None:
    """Set Textual's switches in this process's environment."""
    if "textual" in sys.modules and SWITCHES.items() - os.environ.items():
        raise RuntimeError("textual was imported before its switches were set")
    os.environ.update(SWITCHES)


Modes = list[int | list[bytes | int]]
"""A terminal's settings, as `termios` has them."""

_before: Modes | None = None
"""The settings the terminal had when the program started; None where there is no terminal or it has them back."""


@contextmanager
def guarded() -> Iterator[None]:
    """Keep the terminal's settings, stop the echo, and give all back at the end.

    The echo stops at once, not when Textual has been imported: a password typed ahead must not show. What was typed by then
    stays in the line and is read later.
    """
    global _before
    if not sys.stdin.isatty():
        yield
        return
    fd = sys.stdin.fileno()
    _before = termios.tcgetattr(fd)
    quiet = termios.tcgetattr(fd)
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(fd, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        _give_back(fd)


def modes(fd: int) -> Modes | None:
    """The settings of the terminal at `fd`; None once it is hung up."""
    try:
        return termios.tcgetattr(fd)
    except termios.error:
        return None


def set_modes(fd: int, settings: Modes | None) -> None:
    """Give the terminal at `fd` these settings, if it is still there."""
    try:
        if settings is not None:
            termios.tcsetattr(fd, termios.TCSANOW, settings)
    except termios.error:
        pass  # hung up


def lend() -> None:
    """Give the settings back for a while: the program is about to be stopped, and a shell takes the terminal."""
    set_modes(sys.stdin.fileno(), _before)


def abandon() -> None:
    """Give the terminal back without waiting for it: the process ends in the next moment, the line may be dead."""
    if _before is None:
        return
    fd = sys.stdin.fileno()
    try:
        os.set_blocking(fd, False)
        os.write(fd, RESTORE.encode())
        os.set_blocking(fd, True)
    except OSError:
        pass  # hung up, or so full that nobody reads it
    _give_back(fd)


def _give_back(fd: int) -> None:
    global _before
    set_modes(fd, _before)
    _before = None
