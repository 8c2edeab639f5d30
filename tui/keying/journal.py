"""The journal of a position: one line a change, written before the screen shows it, so that a killed program loses nothing.

The first line tells the draft the history begins with, each further line is a record of `history`. What a crash tore off at
the end is left out when the journal is read, and cut away before it is written on. A journal ends when the store has the
entry, not before.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import quote

from registers.errors import HotichError
from registers.position import Position
from tui.keying.draft import Draft, delta, patched
from tui.keying.history import History, Record, folded

_BLANK = Draft(Position(0, 0))
_MODE = 0o600
"""Personal data: nobody but the account the program runs under reads it."""


CORRECTION = "@"
"""Stands before the revision a correction began with, in the name of its journal."""


def place(folder: Path, account_id: str, book_id: str, position: Position, revision: int = 0) -> Path:
    """Where the journal of an account's work on a position lies; `revision` is that of a stored entry being corrected."""
    number = f"{position.year}-{position.number}{position.suffix}"
    names = "~".join(quote(name, safe="") for name in (account_id, book_id, number))
    return folder / f"{names}{f'{CORRECTION}{revision}' if revision else ''}.jsonl"


class JournalFull(HotichError):
    """The disk takes no more of what is typed."""

    key: ClassVar[str] = "keying.journal_full"


class Journal:
    """An open journal. `append` is quick and safe against a killed program, `sync` slow and safe against a cut of power."""

    def __init__(self, path: Path, fd: int) -> None:
        self.path = path
        self._fd = fd
        self._torn = False  # a line is missing: what follows would be told wrong
        self._told = 0  # the last change of the story written anew

    @classmethod
    def begin(cls, path: Path, history: History) -> Self:
        """A new journal at `path`, in place of any other, that tells `history`. Raises OSError."""
        return cls(path, _written_anew(path, history))

    @classmethod
    def resume(cls, path: Path) -> tuple[Self, History] | None:
        """The journal at `path`, opened to be written on, with what it tells; None where there is none that can be read."""
        found = _read(path)
        if found is None:
            return None
        history, length = found
        fd = os.open(path, os.O_WRONLY | os.O_APPEND)
        os.ftruncate(fd, length)
        return cls(path, fd), history

    def append(self, record: Record, history: History) -> None:
        """Write one change, the last of `history`. Raises JournalFull; the next change then writes the whole story anew."""
        if record["n"] <= self._told:
            return
        try:
            if self._torn:
                fd = _written_anew(self.path, history)
                self.close()
                self._fd, self._torn, self._told = fd, False, history.number
            else:
                _write(self._fd, _line(record))
        except OSError as error:
            self._torn = True
            raise JournalFull from error

    @property
    def is_torn(self) -> bool:
        """True where the disk lacks the last change."""
        return self._torn

    def sync(self) -> None:
        """Wait until the disk has every line."""
        os.fdatasync(self._fd)

    def close(self) -> None:
        """Stop writing; what is written stays."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def retire(self) -> None:
        """The store has the entry: nothing is left to take up."""
        self.close()
        self.path.unlink(missing_ok=True)


def snapshot(history: History) -> dict[str, Any]:
    """The same story for the store, so that it can be taken up from another machine: one record a step, nothing undone."""
    return {"n": history.number, "first": delta(_BLANK, history.first), "steps": history.compact()}


def from_snapshot(kept: Mapping[str, Any]) -> History | None:
    """The history a snapshot tells; None where it is none this program can read."""
    try:
        history = folded(patched(_BLANK, kept["first"]), kept["steps"])
        history.number = int(kept["n"])
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    return history


def _read(path: Path) -> tuple[History, int] | None:
    """What can be read of a journal, and up to which byte; None where not even its first line can."""
    try:
        lines = path.read_bytes().split(b"\n")[:-1]  # behind the last line end stands what was torn off
    except FileNotFoundError:
        return None
    history, length = None, 0
    for line in lines:
        try:
            told = json.loads(line)
            if history is None:
                history = History(patched(_BLANK, told["first"]))
            else:
                history.replay(told)
        except (ValueError, KeyError, TypeError, AttributeError):
            break
        length += len(line) + 1
    return (history, length) if history is not None else None


def _written_anew(path: Path, history: History) -> int:
    """Write all of `history` to `path` at once; the descriptor to go on with."""
    lines = [_line({"first": delta(_BLANK, history.first)}), *map(_line, history.compact())]
    written = path.with_suffix(".new")
    fd = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, _MODE)
    try:
        _write(fd, b"".join(lines))
        written.rename(path)
    except OSError:
        os.close(fd)
        raise
    return fd


def _line(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _write(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data) :]
