"""The documents are true: what they show of the command line is run, in order, and says what they say it says."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tui.cli.app import build

DOCS = Path(__file__).parent.parent / "docs"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A command a document shows, and the lines it shows under it; `…` stands for whatever else is there."""

    command: str
    shown: tuple[str, ...]


def _examples(document: Path) -> list[Example]:
    found: list[Example] = []
    for block in _BLOCK.findall(document.read_text(encoding="utf-8")):
        lines: list[str] = block.splitlines()
        assert lines[0].startswith("$ "), f"{document.name}: a console block begins with a command"
        for line in lines:
            if line.startswith("$ "):
                found.append(Example(line[2:], ()))
            else:
                found[-1] = Example(found[-1].command, (*found[-1].shown, line))
    return found


def _pattern(shown: tuple[str, ...]) -> str:
    """A regular expression for the lines, in their order: `…` alone is any lines, inside a line any text."""
    return "".join(
        r"(?:.*\n)*" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + r"\n" for line in shown
    )


@pytest.fixture
def shell(tmp_path: Path, warm_programs: Path) -> dict[str, str]:
    """The environment of a shell in which `hotich` is this checkout's."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("HOTICH")}
    path = f"{warm_programs}{os.pathsep}{plain.get('PATH', '')}"
    return plain | {"PATH": path, "HOTICH_HOME": str(tmp_path / "home"), "HOTICH_LANG": "en", "LC_ALL": "C.UTF-8"}


@pytest.mark.parametrize("name", [path.name for path in sorted(DOCS.glob("*.md")) if _examples(path)])
def test_what_a_document_shows_is_what_happens(name: str, shell: dict[str, str], tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    for example in _examples(DOCS / name):
        done = subprocess.run(
            ["bash", "-c", f"exec 2>&1; {example.command}"],
            capture_output=True,
            text=True,
            cwd=work,
            env=shell,
            check=False,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )
        assert re.fullmatch(_pattern(example.shown), done.stdout), f"$ {example.command}\n{done.stdout}"


def test_every_command_is_in_the_operators_document() -> None:
    text = (DOCS / "operator.md").read_text(encoding="utf-8")
    missing, app = [], build()
    for group in app.registered_groups:
        assert group.typer_instance is not None
        missing += [
            f"{group.typer_instance.info.name} {command.name}"
            for command in group.typer_instance.registered_commands
            if not re.search(rf"\b{command.name}\b", text)
        ]
    missing += [str(command.name) for command in app.registered_commands if f"{command.name}" not in text]
    assert not missing
