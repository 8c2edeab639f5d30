"""A terminal whose program is waited for until it stands still: no clock, the kernel says when nothing runs any more.

The program stands still when every thread of it sleeps, nothing it wrote is unread, and no thread has woken between two
looks. Linux only (`/proc`).
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from bench.eye import Piece
from bench.terminal import KEYS, Terminal

_WHOLE = 8192
_SLEEPS = b"State:\tS"

_MOMENT = 0.002
"""Seconds in which the kernel has long handed on what was written to the other end of the pty."""

_PATIENCE = 100
"""Moments of rest after which a key is taken to have changed nothing on the screen."""

_LONGEST = 20_000
"""Looks before it is told that the program never rests."""


class QuietTerminal:
    """The board of a bench: keys into a real terminal, the screen as it stands after them."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.columns = terminal.screen.columns
        self._tasks = f"/proc/{terminal.pid}/task"

    def press(self, *keys: str) -> None:
        """Press keys, each a character or a key's name, and wait until the screen stands still; none: only wait."""
        painted = self.terminal.received
        self.terminal.write(b"".join(KEYS.get(key) or key.encode() for key in keys))
        self._rest(painted if keys else -1)

    def _rest(self, painted: int) -> None:
        """Wait for rest; after keys something is painted first, be it the cursor, or nothing for a long while."""
        patience = _PATIENCE
        for _ in range(_LONGEST):
            asleep, woken = self._look()
            if not asleep or (self.terminal.received == painted and patience):
                patience -= not self.terminal.read(_MOMENT) and asleep
            elif not self.terminal.read(_MOMENT) and (asleep, woken) == self._look():
                return
        raise AssertionError(f"never at rest:\n{self.terminal.text}")

    def _look(self) -> tuple[bool, int]:
        """Whether every thread sleeps, and how often they woke so far, all together."""
        asleep, woken = True, 0
        with os.scandir(self._tasks) as tasks:
            names = [task.name for task in tasks]
        for name in names:
            try:
                status = _read(f"{self._tasks}/{name}/status")
            except (FileNotFoundError, ProcessLookupError):
                asleep = False  # a thread that is ending
                continue
            asleep = asleep and _SLEEPS in status
            woken += sum(int(line.split()[1]) for line in status.splitlines()[-2:])  # of its own will, and not
        return asleep, woken

    def line(self, row: int) -> str:
        """One row of the screen, right-stripped."""
        return self.terminal.line(row)

    @property
    def lines(self) -> Sequence[str]:
        """Every row."""
        return self.terminal.lines

    @property
    def cursor_row(self) -> int:
        """The row the cursor stands in."""
        return self.terminal.cursor[0]

    @property
    def cursor_column(self) -> int:
        """The column the cursor stands in."""
        return self.terminal.cursor[1]

    def pieces(self, row: int) -> Sequence[Piece]:
        """One row by its looks."""
        cells = self.terminal.screen.buffer[row]
        found: list[Piece] = []
        for x in range(self.columns):
            cell = cells[x]
            if found and (found[-1].bold, found[-1].reverse) == (cell.bold, cell.reverse):
                found[-1] = found[-1]._replace(text=found[-1].text + cell.data)
            else:
                found.append(Piece(cell.data, cell.bold, cell.reverse))
        return found


def _read(path: str) -> bytes:
    """A file of the kernel's, in one call: it is read a million times in a bench."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, _WHOLE)
    finally:
        os.close(descriptor)
