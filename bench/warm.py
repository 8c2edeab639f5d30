"""A warm parent of the program: everything imported and every text read once, each start a fork. For whoever starts it dozens of times.

What runs in the fork is the program itself (`tui.program.run`), from its first statement on, in a pty of its own. Passwords
are hashed there at the least cost. What a real start of the installed program needs is tested where it is the matter.
"""

from __future__ import annotations

import fcntl
import gc
import json
import os
import pty
import socket
import struct
import subprocess
import sys
import termios
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module

import argon2

from bench.terminal import Terminal, surroundings
from registers import catalogue
from storage import passwords
from tui import terminal

_LONGEST = 65536
_IMPORTED = (
    "storage.accounts",
    "storage.entries",
    "storage.learned",
    "textual.drivers.headless_driver",
    "textual.layouts.factory",
    "textual.layouts.horizontal",
    "textual.scrollbar",
    "tui.program",
    "tui.app",
    "tui.keying.learning",
    "tui.screens.queue",
    "tui.screens.keying",
    "tui.typing.macros",
    "tui.typing.suggest.suggester",
)


class Warm:
    """The line to a warm parent; threads may share it."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._one_at_a_time = threading.Lock()

    def start(self, env: Mapping[str, str], *, columns: int = 80, rows: int = 24) -> Terminal:
        """The program, started anew in a pty of this size."""
        pid, descriptors = self._ask({"env": surroundings(env), "columns": columns, "rows": rows})
        return Terminal.adopted(pid, descriptors[0], reap=self._reap, columns=columns, rows=rows)

    def _reap(self, pid: int) -> int:
        """The exit code of a program, once it has ended."""
        code, _ = self._ask({"reap": pid})
        return code

    def _ask(self, asked: Mapping[str, object]) -> tuple[int, list[int]]:
        with self._one_at_a_time:
            self._line.sendall(json.dumps(asked).encode() + b"\n")
            answer, descriptors, _, _ = socket.recv_fds(self._line, 64, 1)
            return int(answer), descriptors


@contextmanager
def warm() -> Iterator[Warm]:
    """A warm parent, until the block ends."""
    mine, its = socket.socketpair()
    parent = subprocess.Popen([sys.executable, "-m", "bench.warm", str(its.fileno())], pass_fds=[its.fileno()])
    its.close()
    try:
        yield Warm(mine)
    finally:
        mine.close()
        parent.wait()


def _serve(line: socket.socket) -> None:
    terminal.set_switches()
    for room in _IMPORTED:
        import_module(room)
    for area in catalogue.areas():
        catalogue.entries(area)
    passwords._HASHER = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # noqa: SLF001
    gc.freeze()  # a fork that looks through all this would copy its pages
    received = b""
    while data := line.recv(_LONGEST):
        received += data
        while b"\n" in received:
            one, _, received = received.partition(b"\n")
            asked = json.loads(one)
            if "reap" in asked:
                _, status = os.waitpid(asked["reap"], 0)
                line.sendall(str(os.waitstatus_to_exitcode(status)).encode())
                continue
            pid, descriptor = _fork(asked, line)
            socket.send_fds(line, [str(pid).encode()], [descriptor])
            os.close(descriptor)


def _fork(asked: dict[str, object], line: socket.socket) -> tuple[int, int]:
    size = struct.pack("HHHH", asked["rows"], asked["columns"], 0, 0)
    pid, descriptor = pty.fork()
    if pid:
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, size)
        return pid, descriptor
    code = 127
    try:
        line.close()
        fcntl.ioctl(0, termios.TIOCSWINSZ, size)
        os.environ.clear()
        env = asked["env"]
        assert isinstance(env, dict)
        os.environ.update(env | terminal.SWITCHES)  # as they were when Textual was imported
        from tui.program import run

        code = run()
    except BaseException:  # noqa: BLE001 (told on its own terminal)
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
