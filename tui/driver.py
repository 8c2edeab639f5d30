"""Textual's terminal driver, with five things mended that a pty shows and Pilot never does.

Alt with a letter is a key at once, where Textual types `^x` when another key that begins with ESC follows closely; keys of one
read go to the program together, in order, past the message queues; a byte that is no UTF-8 is dropped, where Textual stops the
program; a line that is gone ends the program, where Textual spins on it (133 % of a processor); and a program that is stopped
from outside stops between two paintings, where Textual waits for itself in the middle of one.
The parser is Textual's own private one: the exact pin in pyproject.toml is there for it.
"""

from __future__ import annotations

import os
import select
import signal
from codecs import getincrementaldecoder
from collections.abc import Iterable
from contextvars import copy_context
from threading import Event
from typing import IO, TYPE_CHECKING, Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui import terminal
from tui.keys import Key
from tui.pastes import Pastes

if TYPE_CHECKING:
    from tui.app import HotichApp

_AT_ONCE = 65536
_LOOK_UP = 0.1
"""Seconds between looks at whether the program has ended; also what ends a lone Escape."""

_GIVE_WAY = 0.005
"""Seconds the program waits, at most, until what it painted is on the line: a line that stands still must not hold it up."""

_BEGINS_MORE = "OP"
"""Letters that after ESC begin something longer: keys (SS3), and what terminals answer (DCS)."""

_TAKEN = "\x1b[?1049h\x1b[?25l\x1b[?1004h\x1b[?2004h\x1b[?7l"
"""A screen of one's own, no cursor, focus reports, bracketed paste, no line wrap: as Textual takes a terminal."""


def key_of(event: events.Key | events.Paste) -> Key:
    """The key behind one of Textual's events."""
    if isinstance(event, events.Paste):
        return Key.pasted(event.text)
    return Key.arrived(event.key, event.character)


class Parser(XTermParser):
    """Textual's parser, for which ESC and a letter is Alt with that letter without waiting for what follows.

    It waits a tenth of a second for more; an arrow, a function key or Alt held down meanwhile made it take both for text.
    """

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        known = list(super()._sequence_to_key_events(sequence, alt))
        if not known and len(sequence) == 2 and sequence[1].isalpha() and sequence[1] not in _BEGINS_MORE:
            return super()._sequence_to_key_events(sequence[1], alt=True)
        return known


class Outlet:
    """What Textual's writing thread writes to; it knows whether all that was queued has gone out to the line."""

    def __init__(self, file: IO[str]) -> None:
        self.write, self.fileno, self._flush = file.write, file.fileno, file.flush
        self._through = Event()
        self._through.set()

    def queued(self) -> None:
        """Something is about to be queued."""
        self._through.clear()

    def flush(self) -> None:
        """The thread has nothing more to write for now."""
        self._flush()
        self._through.set()

    def wait(self, seconds: float) -> bool:
        """Wait until all is through, for so long at most; whether it is."""
        return self._through.wait(seconds)


class TerminalDriver(LinuxDriver):
    """Reads keys in a thread and hands them to `HotichApp.take_keys`, all of one read in one call."""

    def __init__(self, app: HotichApp, **options: Any) -> None:
        super().__init__(app, **options)
        self._hotich = app
        self._keys: list[Key] = []
        self._at_home = copy_context()  # Textual finds the running program through context variables
        self._stopped = False
        self._ours: terminal.Modes | None = None
        assert self._file is not None  # standard error, as the interpreter opened it
        self._outlet = Outlet(self._file)
        self._file = self._outlet  # type: ignore[assignment]  # as much of a file as Textual's thread asks for
        # Textual's own handlers, set just now, run at any statement: where that one is queueing what it painted, they would
        # wait for the queue it holds. The loop calls these between two paintings.
        self._loop.add_signal_handler(signal.SIGTSTP, self._stop)
        self._loop.add_signal_handler(signal.SIGCONT, self._go_on)

    def start_application_mode(self) -> None:
        """Take the terminal, at the start and when the program goes on after it was stopped: what it shows is unknown.

        What was painted while the shell had the terminal was thrown away: so all is forgotten and painted whole.
        """
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's
        self._stopped = self._writer_thread is None  # in the background it does not get the terminal
        if self._stopped:
            return
        self._ours = terminal.modes(self.fileno)
        self._call(self._hotich.paint_whole)

    def write(self, data: str) -> None:
        """Queue `data` for the terminal; while it is not ours nothing is kept, for nobody would ever write it."""
        if self._writer_thread is not None:
            self._outlet.queued()
            super().write(data)

    def give_way(self) -> None:
        """Let what was painted out to the line before there is more to do.

        The writing thread would get the interpreter only when this one was at it for a while, and the system's part of a
        terminal the processor.
        """
        self._outlet.wait(_GIVE_WAY)

    def close(self) -> None:
        """Give the terminal up: all that was queued is written when this returns."""
        super().close()
        self._writer_thread = None

    def _stop(self) -> None:
        """Somebody stops the program (Ctrl-Z of a shell, `kill -TSTP`): the shell finds its terminal as it was."""
        if self._writer_thread is not None and self._hotich.is_running:
            self._stopped = True
            self.suspend_application_mode()
            terminal.lend()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _go_on(self) -> None:
        """The program goes on. In the background Textual stops it again before it takes anything; the next time comes here too."""
        if self._stopped:
            self.start_application_mode()
        elif (
            self._writer_thread is not None and self._hotich.is_running
        ):  # SIGSTOP: nobody could tell us to give it back
            terminal.set_modes(self.fileno, self._ours)
            self.write(_TAKEN)
            self._call(self._hotich.paint_whole)

    def process_message(self, message: Message) -> None:
        """Keep keys for the end of the read; anything else goes Textual's way."""
        if isinstance(message, events.Key | events.Paste):
            self._keys.append(key_of(message))
        else:
            super().process_message(message)

    def run_input_thread(self) -> None:
        """Read until the program ends or the line is gone; what was typed before a stop is read to its last key."""
        parser = Parser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="ignore").decode
        pastes = Pastes()
        while not (ending := self.exit_event.is_set()) or self._stopped:
            readable, _, _ = select.select([self.fileno], [], [], 0 if ending else _LOOK_UP)
            if readable:
                data = self._read()
                if not data:
                    self._call(self._hotich.hang_up)
                    return
                pieces = pastes.feed(decode(data))  # half a letter gives none: an empty text would end the parser
            else:
                pieces = pastes.silence()
            for text, pasted in pieces:
                if pasted:
                    self._keys.append(Key.pasted(text))
                elif text == "\x1b" and not readable:
                    self._keys.append(Key("escape"))  # the silence was long enough: the parser would wait again
                else:
                    for event in parser.feed(text):
                        self.process_message(event)
            for event in parser.tick():
                self.process_message(event)
            if self._keys:
                keys, self._keys = self._keys, []
                self._call(self._hotich.take_keys, keys)
            if ending and not readable:
                return

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, _AT_ONCE)
        except OSError:
            return b""

    def _call(self, method: Any, *arguments: Any) -> None:
        self._loop.call_soon_threadsafe(method, *arguments, context=self._at_home)
