"""Commands started from a warm parent: everything imported once, each command a fork of it. For tests that start dozens.

`started` gives a folder for a shell's PATH with two programs: `hotich`, which runs `tui.cli.main` from its first statement on, and
`python`, of which `-c CODE ARGUMENTS…` is there. Both take the caller's folder, environment, standard streams and arguments, and
end with the command's exit code. What a real start of the installed program needs is tested where it is the matter.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

_IMPORTED = (
    "alembic.command",
    "argon2",
    "storage.accounts",
    "storage.entries",
    "psycopg",
    "storage.review",
    "storage.workbook",
    "sync.pusher",
    "tui.program",
    "typer",
)
"""None of the command line itself: its help is worded, in the language asked for, while it is imported."""

_CALLER = """\
#!{python} -IS
import json, os, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect({address!r})
asked = json.dumps({{"argv": sys.argv, "cwd": os.getcwd(), "env": dict(os.environ)}}).encode()
socket.send_fds(line, [len(asked).to_bytes(4, "big")], [0, 1, 2])
line.sendall(asked)
answer = line.recv(1)
sys.exit(answer[0] if answer else 70)
"""


@contextmanager
def started(folder: Path) -> Iterator[Path]:
    """A folder with the two programs, which work until the block ends."""
    address = folder / "warm"
    parent = subprocess.Popen([sys.executable, "-m", "tests.warm", str(address)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    with parent.stdout:
        assert parent.stdout.readline() == b"ready\n"
    programs = folder / "bin"
    programs.mkdir()
    for name in ("hotich", "python"):
        program = programs / name
        program.write_text(_CALLER.format(python=sys.executable, address=str(address)), encoding="utf-8")
        program.chmod(0o755)
    try:
        yield programs
    finally:
        parent.terminate()
        parent.wait()


def _serve(address: str) -> None:
    for room in _IMPORTED:
        import_module(room)
    gc.freeze()  # a fork that looks through all this would copy its pages
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen(64)
        print("ready", flush=True)
        while True:
            line, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _run(line)
            line.close()


def _run(line: socket.socket) -> None:
    """The command, in the fork; does not come back."""
    code = 70
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        length, streams, _, _ = socket.recv_fds(line, 4, 3)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        asked = json.loads(_all(line, int.from_bytes(length, "big")))
        os.chdir(asked["cwd"])
        os.environ.clear()
        os.environ.update(asked["env"])
        code = _command(asked["argv"])
    except BaseException:  # noqa: BLE001 (told on its own error stream)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        line.sendall(bytes([code]))
        os._exit(code)


def _all(line: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        data += line.recv(length - len(data))
    return data


def _command(argv: list[str]) -> int:
    name = Path(argv[0]).name
    try:
        if name == "python":
            option, code, *arguments = argv[1:]
            assert option == "-c"
            sys.argv = ["-c", *arguments]
            exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})
            return 0
        sys.argv = [name, *argv[1:]]
        from tui.cli import main

        main()
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
            return 1
        return ended.code or 0
    return 0


if __name__ == "__main__":
    _serve(sys.argv[1])
