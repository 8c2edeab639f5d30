"""A real headless Chromium for a test, driven over its debugging pipe: no driver, no library."""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
"""The installed browser, None where there is none."""


class Browser:
    """One page of a browser. Commands and answers are JSON, ended by NUL, on two pipes."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers
        self._held = b""
        self._ids = itertools.count(1)
        self.events: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")

    _session = ""

    def ask(self, method: str, **params: Any) -> Any:
        """Send a command; its result. Events that come meanwhile are kept."""
        number = next(self._ids)
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != number:
            self.events.append(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, url: str) -> None:
        """Go to `url` and wait until it is loaded."""
        self.events.clear()
        self.ask("Page.navigate", url=url)
        self.wait_for("Page.loadEventFired")

    def wait_for(self, event: str) -> None:
        """Wait until `event` has come since the events were cleared."""
        while not any(one.get("method") == event for one in self.events):
            self.events.append(self._next())

    def run(self, script: str) -> Any:
        """The value of a script on the page."""
        result = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def act(self, script: str) -> None:
        """Run a script that leads to another page, and wait until that is loaded."""
        self.events.clear()
        self.run(script)
        self.wait_for("Page.loadEventFired")

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._held:
            read = os.read(self._answers, 65_536)
            assert read, "the browser ended"
            self._held += read
        message, _, self._held = self._held.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer


_COMMANDS, _ANSWERS = 3, 4  # the numbers the browser reads commands from and writes answers to
_ABOVE = 10


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own in `folder`."""
    assert PROGRAM is not None
    program = [
        PROGRAM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        f"--user-data-dir={folder}", "--remote-debugging-pipe",
    ]  # fmt: skip
    with ExitStack() as stack:
        to_read, to_write = _pipe()
        from_read, from_write = _pipe()
        quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
        placed = [(os.POSIX_SPAWN_DUP2, to_read, _COMMANDS), (os.POSIX_SPAWN_DUP2, from_write, _ANSWERS)]
        running = os.posix_spawn(PROGRAM, program, os.environ, file_actions=[*quiet, *placed])
        for theirs in (to_read, from_write):
            os.close(theirs)
        for ours in (to_write, from_read):
            stack.callback(os.close, ours)
        try:
            yield Browser(to_write, from_read)
        finally:
            os.kill(running, signal.SIGTERM)
            os.waitpid(running, 0)


def _pipe() -> tuple[int, int]:
    """A pipe whose ends lie above the numbers of the browser's, so that placing one end there does not close the other."""
    ends = []
    for low in os.pipe():
        end = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, _ABOVE)
        os.close(low)
        ends.append(end)
    return ends[0], ends[1]
