"""What docs/centre.md tells operators to type is what the program takes: each command is read, in this process, and none is run.

The commands about tokens are run for real by `test_stranger`, and what `centre serve` does is tested in `centre.test_serve`.
"""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest

from bench import push
from tui.cli import usage
from tui.cli.app import build

_DOCUMENT = (Path(__file__).parent.parent.parent / "docs" / "centre.md").read_text(encoding="utf-8")


def _commands(program: str) -> list[list[str]]:
    """The command lines that begin with `program`, in blocks and in running text, with what is optional in them."""
    lines = [line.split(" #")[0] for line in _DOCUMENT.splitlines() if line.startswith(f"{program} ")]
    lines += re.findall(rf"`({re.escape(program)} [^`]*)`", _DOCUMENT)
    lines += re.findall(rf"^ExecStart=\S*/({program} .*)$", _DOCUMENT, re.MULTILINE)
    return [shlex.split(re.sub(r"[][]", "", line)) for line in lines]


@pytest.mark.parametrize("line", _commands("hotich"), ids=" ".join)
def test_the_program_takes_each_command(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Asked for help, a command still refuses words and options it does not know, and does nothing."""
    assert usage.run(build(line[1]), [*line[1:], "--help"]) == 0, capsys.readouterr().err


def test_an_option_the_program_lacks_would_be_seen() -> None:
    assert usage.run(build("centre"), ["centre", "serve", "--shelf", "1", "--help"]) != 0


def test_there_are_commands_to_read() -> None:
    assert len(_commands("hotich")) >= 9


@pytest.mark.parametrize("line", _commands("python -m bench push"), ids=" ".join)
def test_the_bench_takes_each_command(line: list[str]) -> None:
    parser = argparse.ArgumentParser()
    push.arguments(parser)
    assert parser.parse_args(line[4:]).entries > 0
