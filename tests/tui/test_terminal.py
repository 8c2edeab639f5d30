"""What only a real terminal shows: type-ahead in one write, bytes, a line that hangs up, settings given back."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
import pytest

from bench.terminal import KEYS, Terminal
from bench.warm import Warm
from storage.home import Home
from tests.tui.conftest import PASSWORD

pytestmark = pytest.mark.journey

ROOT = Path(__file__).parent.parent.parent
PROGRAM = (sys.executable, "-c", "from tui.cli import main; main()")
QUEUE = "Quyển sổ cần nhập tiếp"
SIGNING_IN = f"lan\t{PASSWORD}\r".encode()

TAKEN, GIVEN_BACK = b"\x1b[?1049h", b"\x1b[?1049l"
ON_OR_OFF = re.compile(rb"\x1b\[([^a-zA-Z]*[a-zA-Z])|[^\x1b]+")


def _environment(home: Home) -> dict[str, str]:
    return {"HOTICH_HOME": str(home.path), "HOTICH_LANG": "vi"}


@pytest.fixture
def started(home: Home) -> Iterator[Callable[..., Terminal]]:
    """Starts the program on the office in a pty, as it is started from a shell; all are ended with the test."""
    terminals: list[Terminal] = []

    def start(argv: Sequence[str] = PROGRAM) -> Terminal:
        terminals.append(Terminal(argv, env=_environment(home), cwd=ROOT))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def opened(home: Home, warm_program: Warm) -> Iterator[Callable[..., Terminal]]:
    """The same, where how it starts is not what is looked at."""
    terminals: list[Terminal] = []

    def start(**options: str) -> Terminal:
        terminals.append(warm_program.start(_environment(home) | options))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()


def test_keys_sent_before_anything_is_painted_all_land(started: Callable[..., Terminal]) -> None:
    terminal = started()
    terminal.write(SIGNING_IN + b"khai sinh" + KEYS["f8"] + KEYS["down"] + KEYS["right"] + KEYS["ctrl+b"])
    terminal.wait(lambda: QUEUE in terminal.lines[0] and "Lọc: khai sinh" in terminal.lines[1])
    terminal.press("f8")
    terminal.wait("VNI")
    assert b"VNI" in terminal.log


TYPED_AHEAD = SIGNING_IN + b"\r12\r05012017\r" + "nông thị hiền".encode()
"""Through the sign-in and the queue into the third field of the first position of the next book."""


def _keyed(terminal: Terminal) -> bool:
    return (
        "trang 12" in terminal.lines[0] and "05/01/2017" in terminal.text and "nông thị hiền" in terminal.text.lower()
    )


def test_one_write_goes_from_the_sign_in_into_the_fields_of_a_book(started: Callable[..., Terminal]) -> None:
    terminal = started()
    terminal.write(TYPED_AHEAD)
    terminal.wait(lambda: _keyed(terminal))
    assert "Kết hôn 01/2017 · số 1/2017" in terminal.lines[0]


@pytest.mark.parametrize("end", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_what_was_typed_when_the_program_ended_is_there_again(
    opened: Callable[..., Terminal], end: signal.Signals
) -> None:
    terminal = opened()
    terminal.write(TYPED_AHEAD)
    terminal.wait(lambda: _keyed(terminal))
    os.kill(terminal.pid, end)
    terminal.ended()
    terminal = opened()
    terminal.write(SIGNING_IN + b"\r")
    terminal.wait(lambda: _keyed(terminal))


def test_stopped_while_it_paints_it_gives_the_terminal_back_and_is_painted_whole_again(
    started: Callable[..., Terminal],
) -> None:
    terminal = started()
    before = termios.tcgetattr(terminal.fd)
    terminal.write(SIGNING_IN)
    terminal.wait(QUEUE)
    ours = termios.tcgetattr(terminal.fd)
    for keys in (b"k", b"e", b"t", KEYS["f8"], b"\x1b") * 3:
        terminal.write(keys)
        terminal.read(0.5)  # the first bytes of a painting: the rest is on its way
        os.kill(terminal.pid, signal.SIGTSTP)
        terminal.wait(lambda: _stopped(terminal) and terminal.log.rfind(GIVEN_BACK) > terminal.log.rfind(TAKEN))
        _quiet(terminal)
        assert set(ON_OR_OFF.findall(bytes(terminal.log).rpartition(GIVEN_BACK)[2])) <= {b"?25h", b"?1004l"}
        assert termios.tcgetattr(terminal.fd) == before
        terminal.screen.reset()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait(lambda: "F10" in terminal.lines[-1])
        assert termios.tcgetattr(terminal.fd) == ours
    terminal.wait(lambda: QUEUE in terminal.text and "Lọc: ketketket" in terminal.text)


def test_stopped_without_being_asked_it_takes_the_terminal_again(started: Callable[..., Terminal]) -> None:
    terminal = started()
    before = termios.tcgetattr(terminal.fd)
    terminal.write(SIGNING_IN)
    terminal.wait(lambda: QUEUE in terminal.text and "F10" in terminal.lines[-1])
    _quiet(terminal)
    ours, threads = termios.tcgetattr(terminal.fd), psutil.Process(terminal.pid).num_threads()
    os.kill(terminal.pid, signal.SIGSTOP)
    terminal.wait(lambda: _stopped(terminal))
    termios.tcsetattr(terminal.fd, termios.TCSANOW, before)  # as a shell does
    terminal.screen.reset()
    os.kill(terminal.pid, signal.SIGCONT)
    terminal.type("ket")
    terminal.wait(lambda: QUEUE in terminal.text and "Lọc: ket" in terminal.text and "F10" in terminal.lines[-1])
    assert termios.tcgetattr(terminal.fd) == ours
    assert psutil.Process(terminal.pid).num_threads() == threads


def _stopped(terminal: Terminal) -> bool:
    return bool(psutil.Process(terminal.pid).status() == psutil.STATUS_STOPPED)


def test_another_size_of_the_terminal_is_painted_whole(opened: Callable[..., Terminal]) -> None:
    terminal = opened()
    terminal.write(SIGNING_IN)
    terminal.wait(QUEUE)
    terminal.screen.resize(30, 100)
    terminal.screen.reset()
    fcntl.ioctl(terminal.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    terminal.wait(lambda: QUEUE in terminal.text and "F10" in terminal.lines[29])


@pytest.mark.parametrize("gap", [1, 2, 3, 7])
def test_however_the_bytes_are_cut_every_key_is_itself(opened: Callable[..., Terminal], gap: int) -> None:
    terminal = opened()
    terminal.wait("Mật khẩu")
    typed = SIGNING_IN + KEYS["f3"] + "nông thị hiền".encode()
    for at in range(0, len(typed), gap):
        terminal.write(typed[at : at + gap])
    terminal.wait(lambda: "Họ tên: nông thị hiền" in terminal.text)


def test_backspaces_of_an_input_method_in_one_read_stay_in_order(opened: Callable[..., Terminal]) -> None:
    terminal = opened()
    terminal.write(SIGNING_IN)
    terminal.wait(QUEUE)
    for chunk in (b"N", b"g", b"u", b"y", b"e", "\x7fê".encode(), "\x08ễ".encode(), b"n\n"):
        terminal.write(chunk)
    terminal.wait(lambda: "Lọc: Nguyễn" in terminal.text)


def test_bytes_that_are_no_text_are_dropped(opened: Callable[..., Terminal]) -> None:
    terminal = opened()
    terminal.write(SIGNING_IN)
    terminal.wait(QUEUE)
    terminal.write(b"a\xff\xfeb\xc3(c")
    terminal.wait(lambda: "Lọc: ab(c" in terminal.text)


def test_a_password_typed_ahead_is_never_echoed(started: Callable[..., Terminal]) -> None:
    terminal = started()
    terminal.wait(lambda: not _local_flags(terminal.fd) & termios.ECHO)
    terminal.write(SIGNING_IN)
    terminal.wait(QUEUE)
    assert PASSWORD.encode() not in terminal.log


def _local_flags(fd: int) -> int:
    flags = termios.tcgetattr(fd)[3]
    assert isinstance(flags, int)
    return flags


def test_one_letter_costs_few_bytes_and_a_screen_few_thousand(opened: Callable[..., Terminal]) -> None:
    terminal = opened()
    terminal.write(SIGNING_IN)
    terminal.wait(QUEUE)
    _quiet(terminal)
    before = terminal.received
    terminal.type("ê")
    terminal.wait("Lọc: ê")
    _quiet(terminal)
    letter = terminal.received - before
    terminal.press("backspace")
    _quiet(terminal)
    before = terminal.received
    terminal.press("f8")
    terminal.wait("Kiểu gõ")
    _quiet(terminal)
    screen = terminal.received - before
    assert screen <= 9_000
    assert letter <= 4_000, "a filter changes the whole list, but never paints the whole screen twice"


def _quiet(terminal: Terminal) -> None:
    while terminal.read(0.2):
        pass


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda terminal: terminal.press("ctrl+x"), 0),
        (lambda terminal: os.kill(terminal.pid, signal.SIGTERM), 0),
        (lambda terminal: os.kill(terminal.pid, signal.SIGHUP), 128 + signal.SIGHUP),
    ],
    ids=["left", "told to end", "hung up"],
)
def test_however_it_ends_the_terminal_has_its_settings_back(
    started: Callable[..., Terminal], home: Home, end: Callable[[Terminal], None], code: int
) -> None:
    terminal = started()
    before = termios.tcgetattr(terminal.fd)
    terminal.wait("Mật khẩu")
    assert termios.tcgetattr(terminal.fd) != before
    end(terminal)
    assert terminal.ended() == code
    assert termios.tcgetattr(terminal.fd) == before
    for switched_off in (b"\x1b[?1049l", b"\x1b[?2004l", b"\x1b[?1004l", b"\x1b[?25h"):
        assert switched_off in terminal.log
    assert b"Traceback" not in terminal.log
    assert not (home.logs / "faults.log").exists()


def test_a_line_that_is_gone_ends_the_program(started: Callable[..., Terminal], home: Home) -> None:
    terminal = started()
    terminal.write(SIGNING_IN)
    terminal.wait(QUEUE)
    terminal.hang_up()
    _, status = os.waitpid(terminal.pid, 0)
    terminal.exit_code = os.waitstatus_to_exitcode(status)
    assert terminal.exit_code == 128 + signal.SIGHUP
    assert not (home.logs / "faults.log").exists()


def test_a_line_that_is_gone_is_noticed_without_a_signal(started: Callable[..., Terminal], home: Home) -> None:
    deaf = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])"
    terminal = started(argv=(sys.executable, "-c", f"{deaf}; from tui.cli import main; main()"))
    terminal.write(SIGNING_IN)
    terminal.wait(QUEUE)
    terminal.hang_up()
    _, status = os.waitpid(terminal.pid, 0)
    terminal.exit_code = os.waitstatus_to_exitcode(status)
    assert terminal.exit_code == 128 + signal.SIGHUP
    assert not (home.logs / "faults.log").exists()


@pytest.mark.parametrize("term", ["xterm", "vt100", "screen"])
def test_plain_terminals_get_plain_colours(opened: Callable[..., Terminal], term: str) -> None:
    terminal = opened(TERM=term)
    terminal.write(SIGNING_IN)
    terminal.wait(QUEUE)
    assert b"\x1b[38;" not in terminal.log
    assert b"38;2;" not in terminal.log
    assert b"48;5;" not in terminal.log


def test_without_a_terminal_it_says_so(home: Home) -> None:
    env = os.environ | {"HOTICH_HOME": str(home.path)}
    done = subprocess.run(
        PROGRAM, env=env, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 2
    assert "hotich --help" in done.stderr


def test_a_wrong_keymap_is_told_before_anything_is_painted(started: Callable[..., Terminal], home: Home) -> None:
    home.keymap.write_text('[queue]\nledger = ["f3"]\n', encoding="utf-8")
    terminal = started()
    assert terminal.ended() == 2
    assert "Phím f3" in terminal.text
    assert b"\x1b[?1049h" not in terminal.log


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("tui.program", {"typer", "textual", "sqlmodel", "httpx"}),
        ("tui.app", {"typer", "sqlmodel", "sqlalchemy", "httpx"}),
    ],
)
def test_nothing_is_imported_before_it_is_needed(module: str, absent: set[str]) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not absent & set(done.stdout.split())
