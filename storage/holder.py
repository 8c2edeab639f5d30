"""Which process holds a claim, and whether it is still there: so that what a killed program had open can be taken up at once."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

AWAY = timedelta(minutes=15)
"""A holder on another machine that has kept nothing for so long counts as gone; on this machine the kernel is asked."""


def this_process() -> str:
    """The name of this process: machine, number, and when it began (numbers are used again)."""
    return f"{_machine()}/{os.getpid()}/{_began(os.getpid())}"


def is_gone(holder: str, last_seen: datetime, now: datetime) -> bool:
    """True where the process `holder` names has ended, or nobody holds at all."""
    if not holder:
        return True
    machine, pid, began = holder.rsplit("/", 2)
    if machine != _machine():
        return now - last_seen > AWAY
    return _began(int(pid)) != began


@cache
def _machine() -> str:
    return f"{socket.gethostname()}/{_boot()}"


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return "-"


def _began(pid: int) -> str:
    """When the process began, in clock ticks after the boot; "" for one that is no more."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return _alive_elsewhere(pid)
    state, *rest = told.rpartition(")")[2].split()
    return "" if state in "ZX" else rest[18]


def _alive_elsewhere(pid: int) -> str:
    """For systems without /proc: only whether a process of that number runs."""
    if Path("/proc/self/stat").exists():
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "alive"
    return "alive"
