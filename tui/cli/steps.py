"""Work of many steps on the command line: how far it is stands at a terminal, and Ctrl+C ends it after the step under way."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

from registers.catalogue import say


@contextmanager
def in_steps(of: int) -> Iterator[Callable[[int], bool]]:
    """What to call after each step with how many of the `of` are done; False says to end there."""
    stopped, told = Event(), sys.stderr.isatty()
    before = signal.signal(signal.SIGINT, lambda *_: stopped.set())

    def go_on(done: int) -> bool:
        if told:
            print(f"\r{say('cli.steps', done=done, all=of)} ", end="", file=sys.stderr, flush=True)
        return not stopped.is_set()

    try:
        yield go_on
    finally:
        signal.signal(signal.SIGINT, before)
        if told:
            print(file=sys.stderr)
