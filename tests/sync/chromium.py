"""A real headless Chromium for a test, driven over its debugging pipe: no driver, no library."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own in `folder`."""
    assert PROGRAM is not None
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()

    def place() -> None:  # the browser reads commands from 3 and writes answers to 4
        held = os.dup(from_write)
        os.dup2(to_read, 3)
        os.dup2(held, 4)

    running = subprocess.Popen(
        [
            PROGRAM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            f"--user-data-dir={folder}", "--remote-debugging-pipe",
        ],
        preexec_fn=place, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,  # noqa: PLW1509 (it only moves two numbers)
    )  # fmt: skip
    os.close(to_read)
    os.close(from_write)
    try:
        yield Browser(to_write, from_read)
    finally:
        running.terminate()
        running.wait()
        os.close(to_write)
        os.close(from_read)
