"""`hotich doctor`: is everything the program leans on in order, and if not, what to do."""

from __future__ import annotations

import locale
import os
import shutil
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from registers.catalogue import say
from registers.errors import HotichError
from tui.cli.command import Answer, ExitCode, command
from tui.cli.office import opened

if TYPE_CHECKING:
    from storage.health import Finding
    from storage.home import Home

LEAST_COLUMNS, LEAST_LINES = 80, 24
"""The smallest terminal the screens are made for."""

_FILES = {"config": "config.toml", "keymap": "keymap.toml"}


def add_to(app: typer.Typer) -> None:
    """Give `app` the command."""
    command(app, "doctor", say("cli.doctor"))(doctor)


def doctor() -> Answer:
    """Look at the home, the store and the terminal."""
    from storage import health
    from storage.home import Home

    home = Home.find()
    findings = health.of_home(home)
    unusable = _unusable_settings(home)
    findings += [health.Finding(name, ok=not wrong, found=_FILES[name]) for name, wrong in unusable.items()]
    try:
        with opened() as store:
            findings.append(health.Finding("store", ok=True, found=store.url))
            findings += health.of_store(store)
    except HotichError as wrong:
        unusable["store"] = str(wrong)
        findings.append(health.Finding("store", ok=False, found=home.store_url.rpartition("@")[2]))
    findings += _terminal()
    checks = [_check(finding, unusable) for finding in findings]
    ok = all(finding.ok for finding in findings)
    lines = [_line(check) for check in checks]
    advice = [f"{check['label']}: {check['advice']}" for check in checks if not check["ok"]]
    return Answer({"ok": ok, "checks": checks}, lines, advice, ExitCode.DONE if ok else ExitCode.PART)


def _unusable_settings(home: Home) -> dict[str, str]:
    """What is wrong with each file without which, as it is, no screen begins; "" where nothing is."""
    from tui import config, keymap

    wrong = dict.fromkeys(_FILES, "")
    for name, load, path in (("config", config.load, home.config), ("keymap", keymap.load, home.keymap)):
        try:
            load(path)
        except HotichError as error:
            wrong[name] = str(error)
    return wrong


def _check(finding: Finding, unusable: Mapping[str, str]) -> dict[str, Any]:
    advice = ""
    if not finding.ok:
        advice = unusable.get(finding.name) or say(f"cli.doctor_{finding.name}_advice")
    return {
        "check": finding.name,
        "label": say(f"cli.doctor_{finding.name}"),
        "ok": finding.ok,
        "found": finding.found,
        "advice": advice,
    }


def _line(check: dict[str, Any]) -> str:
    mark = say("cli.doctor_good") if check["ok"] else say("cli.doctor_bad")
    found = check["found"]
    if check["check"] == "clock":  # for scripts as the store has it, for people as their own clock shows it
        from storage.engine import in_vietnam

        found = f"{in_vietnam(found):%d/%m/%Y %H:%M:%S}"
    return f"{mark}  {check['label']}: {found}"


def _terminal() -> list[Finding]:
    """What the screens need of the terminal the command was given at; nothing where there is none (cron, a pipe)."""
    from storage.health import Finding

    if not any(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return []
    term = os.environ.get("TERM", "")
    encoding = locale.getpreferredencoding(False)
    found = [
        Finding("term", ok=term not in ("", "dumb", "unknown"), found=f"TERM={term}"),
        Finding("locale", ok=encoding.upper().replace("-", "") == "UTF8", found=encoding),
        Finding("colours", ok=_colours(term) >= 8 or "NO_COLOR" in os.environ, found=str(_colours(term))),
    ]
    size = shutil.get_terminal_size()
    fits = size.columns >= LEAST_COLUMNS and size.lines >= LEAST_LINES
    return [*found, Finding("size", ok=fits, found=f"{size.columns}×{size.lines}")]


def _colours(term: str) -> int:
    """How many colours the terminal's description promises; 0 where there is no description."""
    import curses

    try:
        curses.setupterm(term, sys.__stdout__.fileno() if sys.__stdout__ else 1)
    except (curses.error, OSError, ValueError):
        return 0
    return max(curses.tigetnum("colors"), 0)
