"""What went wrong, for whoever mends the program: kinds of errors and places in the code, never a value.

Messages of errors may quote what was typed (a database quotes the whole row), so they are left out.
"""

from __future__ import annotations

import os
import traceback
from datetime import datetime
from pathlib import Path

PRIVATE_FILE = 0o600


def record(folder: Path, error: BaseException, now: datetime) -> None:
    """Append one block about `error` to `faults.log` in `folder`; a log that cannot be written must not stop the program."""
    lines = [f"{now:%Y-%m-%dT%H:%M:%SZ} {_kind(error)}", *_places(error)]
    cause = error.__cause__ or error.__context__
    while cause is not None:
        lines += [f"  from {_kind(cause)}", *_places(cause)]
        cause = cause.__cause__ or cause.__context__
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder / "faults.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
        with os.fdopen(handle, "a", encoding="utf-8") as log:
            log.write("\n".join(lines) + "\n")
    except OSError:
        pass  # a full or read-only disk is told where the work itself is refused


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"    {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
