"""Key to paint: the real program in a pty, beside a bare curses form and a form of stock Textual inputs, in the same run.

`paint` is from the key to the first byte painted, `quiet` to the last byte before silence; bytes are what one letter costs on the
line. `start` is from the start of the process to a screen that takes keys; the burst is 1,000 keys in one write.
"""

from __future__ import annotations

import argparse
import os
import select
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.clerk import Clerk
from bench.keyingfaults import make_office
from bench.machine import machine, percentile, percentiles
from bench.office import PASSWORD, PROGRAM
from bench.terminal import Terminal
from registers.catalogue import Language, say

LETTERS = "nong van hien ly thi mai hoang"
BURST = 1_000
_GAP = 0.03
"""Seconds of silence that end a key's painting."""


@dataclass
class Samples:
    """What was measured of one program; times in ms."""

    paint: list[float] = field(default_factory=list)
    quiet: list[float] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    next_paint: list[float] = field(default_factory=list)
    next_size: list[int] = field(default_factory=list)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be chosen."""
    parser.add_argument("--keys", type=int, default=300, help="letters timed one by one")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Measure the program and its peers."""
    return {
        "machine": machine(),
        "hotich": _hotich(args.keys),
        "curses": _peer("bench.peers.curses_form", args.keys),
        "textual": _peer("bench.peers.textual_form", args.keys),
    }


def timed(terminal: Terminal, data: bytes) -> tuple[float, float, int]:
    """Send `data`; ms to the first byte painted, ms to the last one before silence, and how many bytes."""
    terminal.read(0)
    first = last = 0.0
    chunks: list[bytes] = []
    start = time.perf_counter()
    os.write(terminal.fd, data)
    limit = start + 3
    while time.perf_counter() < limit:
        ready, _, _ = select.select([terminal.fd], [], [], _GAP if chunks else 3)
        if not ready:
            break
        chunks.append(os.read(terminal.fd, 65536))
        last = (time.perf_counter() - start) * 1000
        first = first or last
    painted = b"".join(chunks)
    terminal.take(painted)
    return first, last, len(painted)


def _hotich(keys: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        office = make_office(Path(folder) / "home")
        with Terminal(PROGRAM, env=office.environment) as terminal:
            clerk = Clerk(terminal)
            start_ms = terminal.wait(say("shell.heading_sign_in", Language.VI)) * 1000
            clerk.sign_in("lan", PASSWORD)
            opened = time.perf_counter()
            clerk.open_first_book()
            terminal.wait(lambda: clerk.number is not None)
            open_ms = (time.perf_counter() - opened) * 1000
            terminal.press("enter")  # the registration date; the child's name is next
            terminal.wait(lambda: clerk.number == _NAME)
            samples = _letters(terminal, keys, lambda: _retype(terminal))
            for _ in range(20):
                _to_next(terminal, samples)
            memory = terminal.memory_mib()
        burst = _burst(folder)
    return _figures(samples, start_ms, memory, burst) | {"open_book_ms": round(open_ms, 1)}


_NAME = 4
"""The number of the child's name on a C1 page."""


def _retype(terminal: Terminal) -> None:
    timed(terminal, b"\x15")  # Ctrl+U: the field is empty again


def _letters(terminal: Terminal, keys: int, clear: Callable[[], None]) -> Samples:
    samples = Samples()
    for n in range(keys):
        if n % len(LETTERS) == 0:
            clear()
        paint, quiet, size = timed(terminal, LETTERS[n % len(LETTERS)].encode())
        samples.paint.append(paint)
        samples.quiet.append(quiet)
        samples.size.append(size)
    return samples


def _to_next(terminal: Terminal, samples: Samples) -> None:
    paint, _, size = timed(terminal, b"\r")
    samples.next_paint.append(paint)
    samples.next_size.append(size)


def _burst(folder: str) -> dict[str, Any]:
    """1,000 keys in one write over many fields: letters, Enters; every field must show what was meant for it."""
    office = make_office(Path(folder) / "burst")
    with Terminal(PROGRAM, env=office.environment, columns=120, rows=60) as terminal:
        clerk = Clerk(terminal)
        clerk.sign_in("lan", PASSWORD)
        clerk.open_first_book()
        terminal.wait(lambda: clerk.number is not None)
        terminal.press("enter")
        terminal.wait(lambda: clerk.number == _NAME)
        # Back and forth between two free fields, each emptied and filled again: the last words tell whether all was in order.
        text = {_NAME: "", _NAME + 1: ""}
        data, keys, here = "", 0, _NAME
        while keys < BURST:
            text[here] = chr(97 + keys % 26) * 10
            data += "\x15" + text[here]
            other = _NAME + 1 if here == _NAME else _NAME
            data += "\r" if other > here else "\x1b[Z"
            keys += len(text[here]) + 2
            here = other
        start = time.perf_counter()
        terminal.type(data)
        wrong = 0
        try:
            terminal.wait(lambda: clerk.number == here and _as_meant(clerk, text), limit=20)
        except AssertionError:
            wrong = sum(clerk.shown().get(number, "").lower() != meant for number, meant in text.items()) or 1
        took = (time.perf_counter() - start) * 1000
    return {"keys": keys, "lost": wrong, "misplaced": wrong, "ms": round(took, 1)}


def _as_meant(clerk: Clerk, text: dict[int, str]) -> bool:
    shown = clerk.shown()
    return all(shown.get(number, "").lower().startswith(meant) for number, meant in text.items())


def _peer(module: str, keys: int) -> dict[str, Any]:
    with Terminal([sys.executable, "-m", module]) as terminal:
        start_ms = terminal.wait("Field 20") * 1000
        samples = _letters(terminal, keys, lambda: _retype(terminal))
        for _ in range(20):
            paint, _, size = timed(terminal, b"\t")
            samples.next_paint.append(paint)
            samples.next_size.append(size)
        memory = terminal.memory_mib()
        start = time.perf_counter()
        terminal.type("\x15" + "a" * 60)
        terminal.type("".join("\t\x15" + chr(97 + n % 26) * 40 for n in range(24)))
        last = chr(97 + 23 % 26) * 40
        try:
            terminal.wait(last, limit=10)
            lost = 0
        except AssertionError:
            lost = 1
        took = (time.perf_counter() - start) * 1000
    burst = {"keys": 60 + 24 * 42, "lost": lost, "misplaced": lost, "ms": round(took, 1)}
    return _figures(samples, start_ms, memory, burst)


def _figures(samples: Samples, start_ms: float, memory: float, burst: dict[str, Any]) -> dict[str, Any]:
    return {
        "paint_ms": percentiles(samples.paint),
        "quiet_ms": percentiles(samples.quiet),
        "bytes_per_key": round(sum(samples.size) / len(samples.size), 1),
        "next_field_ms": round(percentile(samples.next_paint, 50), 3),
        "next_field_bytes": round(percentile([float(size) for size in samples.next_size], 50)),
        "start_ms": round(start_ms, 1),
        "rss_mb": round(memory, 1),
        "burst": burst,
    }
