"""A real terminal for the program: a pty it runs in, real bytes for keys, and an emulator that reads what it paints.

Nothing here waits by the clock: `wait` reads until the screen shows what it should, and fails after `limit` seconds with
the screen in the message.
"""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

# Sequences the emulator does not know and would print as text: mode reports, kitty keyboard, OSC strings.
_UNKNOWN = re.compile(
    rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\"
)
_OPEN_TAIL = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*|P[^\x1b]*)?$")

KEYS: Mapping[str, bytes] = {
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "backspace": b"\x7f",
    "delete": b"\x1b[3~",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    "f5": b"\x1b[15~",
    "f6": b"\x1b[17~",
    "f7": b"\x1b[18~",
    "f8": b"\x1b[19~",
    "f9": b"\x1b[20~",
    "f10": b"\x1b[21~",
    "f11": b"\x1b[23~",
    "f12": b"\x1b[24~",
} | {f"ctrl+{chr(96 + n)}": bytes([n]) for n in range(1, 27) if n not in (8, 9, 10, 13)}
"""What a terminal sends for each named key."""


class Timeout(AssertionError):
    """The screen did not show what was waited for."""


class Ended(AssertionError):
    """The program ended while its screen was still wanted."""


def surroundings(env: Mapping[str, str]) -> dict[str, str]:
    """The environment of a program in a plain UTF-8 terminal, with `env` on top; nothing of this process's own terminal."""
    ours = ("TEXTUAL", "COLORTERM", "NO_COLOR", "HOTICH", "COLUMNS", "LINES")
    plain = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    return plain | {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"} | dict(env)


def _reaped(pid: int) -> int:
    """The exit code of a child of this process, once it has ended."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


class Terminal:
    """A program in a pty of `columns` × `rows` cells. Use as a context manager: leaving it kills the program."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        columns: int = 80,
        rows: int = 24,
        term: str = "xterm-256color",
    ) -> None:
        plain = surroundings(env or {}) | {"TERM": term}
        self._begin(columns, rows)
        size = struct.pack("HHHH", rows, columns, 0, 0)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, size)
                if cwd is not None:
                    os.chdir(cwd)
                os.execvpe(argv[0], list(argv), plain)
            finally:
                os._exit(127)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, size)
        os.set_blocking(self.fd, False)

    @classmethod
    def adopted(cls, pid: int, descriptor: int, *, reap: Callable[[int], int], columns: int, rows: int) -> Self:
        """A program somebody else started in a pty; `reap` waits for its end there and tells its exit code."""
        made = cls.__new__(cls)
        made._begin(columns, rows)  # noqa: SLF001
        made.pid, made.fd, made._wait_for_end = pid, descriptor, reap  # noqa: SLF001
        os.set_blocking(descriptor, False)
        return made

    def _begin(self, columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._held = b""
        self._read_lines: dict[int, str] = {}  # since the screen changed last
        self._in_update = False
        self.received = 0
        self.log = bytearray()
        self.started = time.perf_counter()
        self.exit_code: int | None = None
        self._wait_for_end: Callable[[int], int] = _reaped

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- bytes

    def read(self, timeout: float = 0.0) -> bytes:
        """What the program wrote within `timeout` seconds, fed to the emulator. Raises Ended when it has gone."""
        ready, _, _ = select.select([self.fd], [], [], timeout)
        if not ready:
            return b""
        try:
            data = os.read(self.fd, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            data = b""
        if not data:
            raise Ended(f"the program ended; its last screen:\n{self.text}")
        self.take(data)
        return data

    def take(self, data: bytes) -> None:
        """Show what the program wrote (for who reads the pty himself, as `read` does)."""
        self.received += len(data)
        self.log += data
        edge = bytes(self.log[-len(data) - 8 :])  # a marker may be cut between two reads
        begun, ended = edge.rfind(b"\x1b[?2026h"), edge.rfind(b"\x1b[?2026l")
        if max(begun, ended) >= 0:
            self._in_update = begun > ended
        self._answer(data)
        self._feed(data)

    def _feed(self, data: bytes) -> None:
        data = self._held + data
        tail = _OPEN_TAIL.search(data)
        self._held = data[tail.start() :] if tail else b""
        self._read_lines.clear()
        self._stream.feed(_UNKNOWN.sub(b"", data[: len(data) - len(self._held)]))

    def _answer(self, data: bytes) -> None:
        """What a real terminal replies to the queries a program sends at its start."""
        for _ in range(data.count(b"\x1b[6n")):
            self.write(b"\x1b[1;1R")
        if b"\x1b[?2026$p" in data:
            self.write(b"\x1b[?2026;2$y")
        if b"\x1b[c" in data:
            self.write(b"\x1b[?62;22c")

    def write(self, data: bytes) -> None:
        """Send raw bytes, all of them."""
        while data:
            try:
                data = data[os.write(self.fd, data) :]
            except BlockingIOError:
                # The program is busy painting: drain it, or both ends would wait for each other.
                self.read(0.05)

    def type(self, text: str) -> None:
        """Type `text` as UTF-8, in one write."""
        self.write(text.encode())

    def press(self, *names: str) -> None:
        """Press named keys (`enter`, `f2`, `ctrl+z` …), in one write."""
        self.write(b"".join(KEYS[name] for name in names))

    # --- the screen

    def line(self, row: int) -> str:
        """One row of the screen, right-stripped (wide letters do not occur in Vietnamese)."""
        line = self._read_lines.get(row)
        if line is None:
            cells = self.screen.buffer[row]
            line = self._read_lines[row] = "".join([cells[x].data for x in range(self.screen.columns)]).rstrip()
        return line

    @property
    def lines(self) -> list[str]:
        """The screen's rows, right-stripped."""
        return [self.line(row) for row in range(self.screen.lines)]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    @property
    def cursor(self) -> tuple[int, int]:
        """(row, column) of the hardware cursor, from 0."""
        return self.screen.cursor.y, self.screen.cursor.x

    def wait(self, shown: Callable[[], bool] | str, limit: float = 30.0) -> float:
        """Read until `shown` holds (a text on the screen, or a predicate); seconds waited. Raises Timeout, Ended."""
        holds: Callable[[], bool] = (lambda: shown in self.text) if isinstance(shown, str) else shown
        start = time.perf_counter()
        while self._in_update or not holds():
            left = limit - (time.perf_counter() - start)
            if left <= 0:
                raise Timeout(
                    f"not shown within {limit} s: {shown!r}; the screen is\n{self.text}\ncursor {self.cursor}"
                )
            self.read(min(left, 0.5))
        return time.perf_counter() - start

    def ended(self, limit: float = 30.0) -> int:
        """Read until the program ends by itself; its exit code."""
        end = time.perf_counter() + limit
        try:
            while time.perf_counter() < end:
                self.read(0.5)
        except Ended:
            return self._reap()
        raise Timeout(f"still running after {limit} s:\n{self.text}")

    # --- the process

    def kill(self, sig: int = signal.SIGKILL) -> None:
        """Send `sig`; after SIGKILL the process is reaped and the pty closed."""
        try:
            os.kill(self.pid, sig)
        except ProcessLookupError:
            pass
        if sig == signal.SIGKILL:
            self._reap()
            self._close_fd()

    def hang_up(self) -> None:
        """Drop the line: the terminal goes away, as when SSH is cut."""
        self._close_fd()

    def close(self) -> None:
        """Kill what still runs and free the pty."""
        if self.exit_code is None:
            try:
                os.kill(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self._reap()
        self._close_fd()

    def _reap(self) -> int:
        if self.exit_code is None:
            self.exit_code = self._wait_for_end(self.pid)
        return self.exit_code

    def _close_fd(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def memory_mib(self) -> float:
        """Peak resident memory of the program, MiB."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return 0.0
