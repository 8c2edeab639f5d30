"""Files named on the command line: read, or made without ever overwriting one by surprise."""

from __future__ import annotations

import sys
from pathlib import Path

from registers.catalogue import Label, label
from registers.systemfaults import problem_of
from tui.cli.refusals import FileUnusable

STDIN = "-"
"""The name that stands for standard input, or output."""


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
    """Make the file, of which there may be none yet. Raises FileUnusable."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as wrong:
        raise FileUnusable(path=path, problem=_problem(wrong)) from wrong


def _problem(wrong: OSError | UnicodeDecodeError) -> Label:
    return problem_of(wrong) if isinstance(wrong, OSError) else label("errors.not_utf8")
