"""Files named on the command line: read, or made without ever overwriting one by surprise."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from registers.catalogue import Label, label
from registers.systemfaults import problem_of
from tui.cli.office import ACTING
from tui.cli.refusals import FileOfTheHome, FileTaken, FileUnusable

STDIN = "-"
"""The name that stands for standard input, or output."""

_SQLITE = b"SQLite format 3\0"
"""What every SQLite database begins with: a store, a backup, a centre's."""


def stdin_text() -> str:
    """The UTF-8 text of standard input. Raises FileUnusable."""
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise FileUnusable(path=Path(STDIN), problem=_problem(wrong)) from wrong


def text_of(path: Path) -> str:
    """The UTF-8 text of a file. Raises FileUnusable."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise FileUnusable(path=path, problem=_problem(wrong)) from wrong


def write_text(path: Path, text: str) -> None:
    """Make the file, of which there may be none yet. Raises FileUnusable, FileOfTheHome, FileTaken."""
    try:
        with spared(path).open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as wrong:
        raise FileUnusable(path=path, problem=_problem(wrong)) from wrong


def spared(path: Path) -> Path:
    """`path`, for a command that would write it anew. Raises FileOfTheHome, FileTaken.

    An export named like the store would be the end of the store. So nothing in the office's folder is overwritten, nor a database
    elsewhere; and a command for an account, an auditor's above all, writes nothing in there and overwrites nothing of the machine.
    """
    from storage.home import Home

    acts_for_an_account = bool(os.environ.get(ACTING, ""))
    there = path.exists()
    if (there or acts_for_an_account) and path.resolve().is_relative_to(Home.find().path.resolve()):
        raise FileOfTheHome(path=path)
    if there and not path.is_dir() and (acts_for_an_account or not path.is_file() or _is_database(path)):
        raise FileTaken(path=path)
    return path


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def _problem(wrong: OSError | UnicodeDecodeError) -> Label:
    return problem_of(wrong) if isinstance(wrong, OSError) else label("errors.not_utf8")
