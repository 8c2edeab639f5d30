"""Stopped from outside in the middle of a painting: the terminal must be the shell's again, and the program whole when it goes on.

A clerk goes from screen to screen; at a random moment of each painting the program is stopped (SIGTSTP, as a shell's Ctrl-Z key
does) and goes on a moment later. What a shell would find, and what the clerk sees and can do afterwards, is held against screens
that nobody disturbed.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import termios
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench.keyingfaults import make_office
from bench.office import PASSWORD, PROGRAM, ScratchOffice
from bench.terminal import KEYS, Ended, Terminal, Timeout

_WALK: Sequence[tuple[bytes, str]] = (
    (KEYS["f8"], "Kiểu gõ"),
    (b"\x1b", "Lọc"),
    (b"khai sinh", "Lọc: khai sinh"),
    (KEYS["f1"], "Esc"),
    (b"\x1b", "Lọc"),
    (KEYS["ctrl+u"], "Lọc"),
    (KEYS["f3"], "Họ tên"),
    (b"\x1b", "Lọc"),
)
"""Keys that each paint much, and what stands on the screen after them; the last leads back to where the first began."""

_QUIET = 0.25
"""Seconds without a byte after which a painting is over."""

_LIMIT = 15.0
"""Seconds within which the program must have stopped, or stand there whole again."""

_LENT = re.compile(rb"\x1b\[\?(?:25h|1004l)")
"""What may still come after the shell's screen is back."""

_ON = {b"1049": "alternate screen", b"2004": "bracketed paste", b"1004": "focus reports", b"2026": "an update"}
_SWITCH = re.compile(rb"\x1b\[\?(\d+)([hl])")


class _Watched:
    """A program in a terminal, the settings it found there, and its undisturbed screens."""

    def __init__(self, office: ScratchOffice) -> None:
        self.terminal = Terminal(PROGRAM, env=office.environment)
        self.settings = termios.tcgetattr(self.terminal.fd)
        self.terminal.wait("Mật khẩu")
        self.terminal.type(f"lan\t{PASSWORD}\r")
        self.terminal.wait("Quyển sổ cần nhập tiếp")
        self.settle()
        self.raw = termios.tcgetattr(self.terminal.fd)
        self.threads = psutil.Process(self.terminal.pid).num_threads()
        self.whole: list[str] = []
        self.lasting: list[float] = []
        for keys, shown in _WALK:
            begun = time.perf_counter()
            self.terminal.write(keys)
            self.terminal.wait(shown)
            self.settle()
            self.lasting.append(time.perf_counter() - begun - _QUIET)
            self.whole.append(self.terminal.text)

    def settle(self) -> None:
        """Read until nothing comes any more."""
        while self.terminal.read(_QUIET):
            pass

    def read_for(self, seconds: float) -> None:
        """Read as a terminal does, and return at that moment."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.terminal.read(left)

    def stop(self) -> Iterator[str]:
        """Stop the program; what a shell would find wrong with its terminal."""
        terminal = self.terminal
        os.kill(terminal.pid, signal.SIGTSTP)
        end = time.perf_counter() + _LIMIT
        while psutil.Process(terminal.pid).status() != psutil.STATUS_STOPPED:
            if time.perf_counter() > end:
                raise Timeout("never stopped")
            terminal.read(0.002)
        self.settle()
        switches = dict(_SWITCH.findall(bytes(terminal.log)))
        yield from (f"left on: {name}" for mode, name in _ON.items() if switches.get(mode) == b"h")
        if switches.get(b"25") != b"h":
            yield "cursor hidden"
        if _LENT.sub(b"", bytes(terminal.log).rpartition(b"\x1b[?1049l")[2]):
            yield "written after the terminal was given back"
        if termios.tcgetattr(terminal.fd) != self.settings:
            yield "settings not given back"

    def go_on(self, step: int) -> Iterator[str]:
        """Let it go on; what is wrong with what the clerk sees."""
        terminal = self.terminal
        terminal.screen.reset()
        os.kill(terminal.pid, signal.SIGCONT)
        try:
            terminal.wait(lambda: terminal.text == self.whole[step], _LIMIT)
        except Timeout:
            yield "not painted whole"
            return
        self.settle()
        if terminal.text != self.whole[step]:
            yield "not painted whole"
        if termios.tcgetattr(terminal.fd) != self.raw:
            yield "settings not taken again"
        if psutil.Process(terminal.pid).num_threads() > self.threads:
            yield "more threads than before"


def run_stops(stops: int, seed: int, busy: int = 0) -> dict[str, Any]:
    """Stop the program `stops` times in the middle of a painting, `busy` endless loops running beside it."""
    dice = random.Random(seed)
    found: Counter[str] = Counter()
    failed = 0
    with tempfile.TemporaryDirectory() as folder, _busy(busy):
        office = make_office(Path(folder) / "home")
        watched = _Watched(office)
        for n in range(stops):
            step = n % len(_WALK)
            wrong: list[str] = []
            try:
                watched.terminal.write(_WALK[step][0])
                watched.read_for(dice.random() * watched.lasting[step])
                wrong += watched.stop()
                wrong += watched.go_on(step)
            except (Timeout, Ended) as error:
                wrong.append(str(error).partition("\n")[0])
            found.update(wrong)
            if wrong:
                failed += 1
                watched.terminal.close()
                watched = _Watched(office)
                for keys, shown in _WALK[: step + 1]:  # to where the next step begins
                    watched.terminal.write(keys)
                    watched.terminal.wait(shown)
                    watched.settle()
        watched.terminal.close()
    return {"stops": stops, "stops_busy": busy, "stops_failed": failed, "stops_found": dict(found)}


@contextmanager
def _busy(loops: int) -> Iterator[None]:
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        yield
    finally:
        for loop in running:
            loop.kill()
            loop.wait()
