"""What every command shares: `--json`, one answer on stdout, messages on stderr, the four exit codes, and no traceback.

A command is a plain function that returns an `Answer` or raises a HotichError; `command` makes it one of a noun's.
"""

from __future__ import annotations

import functools
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any, get_type_hints

import typer

from registers.catalogue import say
from registers.errors import HotichError
from tui.cli.helppage import Noun, Verb


class ExitCode(IntEnum):
    """What scripts rely on."""

    DONE = 0
    PART = 1  # done in part; the answer names the rest
    REFUSED = 2  # nothing changed
    NOT_ALLOWED = 3


@dataclass(frozen=True)
class Answer:
    """What a command found or did: `document` for a script, `lines` for a person, `messages` beside both."""

    document: Any
    lines: Iterable[str] = ()
    messages: Sequence[str] = ()
    exit_code: ExitCode = ExitCode.DONE


def noun(name: str, text: str) -> typer.Typer:
    """A group of commands about one noun; `text` is its help."""
    return typer.Typer(
        name=name, help=text, cls=Noun, no_args_is_help=True, rich_markup_mode=None, add_completion=False
    )


def command(app: typer.Typer, name: str, text: str) -> Callable[[Callable[..., Answer]], Callable[..., None]]:
    """Make a function the command `name` of `app`, with `--json`; `text` is its help."""

    def made(function: Callable[..., Answer]) -> Callable[..., None]:
        @functools.wraps(function)
        def run(*, as_json: bool, **arguments: Any) -> None:
            _run(function, arguments, as_json=as_json)

        hints = get_type_hints(function, include_extras=True)
        parameters = [
            p.replace(annotation=hints[p.name], kind=inspect.Parameter.KEYWORD_ONLY)
            for p in inspect.signature(function).parameters.values()
        ]
        parameters.append(
            inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=_json())
        )
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters} | {"return": None}
        app.command(name, help=text, cls=Verb)(run)
        return run

    return made


def _json() -> object:
    """The option of every command; its help is asked for when commands are made, once the language is known."""
    return Annotated[bool, typer.Option("--json", help=say("cli.json"))]


def _run(function: Callable[..., Answer], arguments: Mapping[str, Any], *, as_json: bool) -> None:
    try:
        answer = function(**arguments)
    except HotichError as wrong:
        answer = Answer({"error": str(wrong), "why": wrong.key}, (), [str(wrong)], ExitCode(wrong.exit_code))
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:  # noqa: BLE001  a traceback helps nobody at a terminal, and may quote personal data
        _record(error)
        text = say("errors.unexpected")
        answer = Answer({"error": text, "why": "errors.unexpected"}, (), [text], ExitCode.PART)
    give(answer, as_json=as_json)
    if answer.exit_code:
        raise typer.Exit(answer.exit_code)


_UNSEEN = re.compile("[\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")  # JSON leaves these as they are


def give(answer: Answer, *, as_json: bool) -> None:
    """Print the answer: one JSON document, or lines; its messages go to stderr."""
    if as_json:
        text = json.dumps(answer.document, ensure_ascii=False, indent=1)
        print(_UNSEEN.sub(lambda unseen: f"\\u{ord(unseen[0]):04x}", text))
    else:
        for line in answer.lines:
            print(harmless(line))
    sys.stdout.flush()
    for message in answer.messages:
        tell(message)


def tell(message: str) -> None:
    """A message for the person at the terminal, apart from what the command answers."""
    print(harmless(message), file=sys.stderr, flush=True)


def harmless(text: str) -> str:
    """`text` without anything that acts on a terminal or hides in it."""
    return "".join(c for c in text if c.isprintable() or c == "\n")


def _record(error: Exception) -> None:
    from datetime import UTC, datetime

    from storage.home import Home
    from tui import faultlog

    faultlog.record(Home.find().logs, error, datetime.now(UTC))


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Rows under a header, in columns as wide as they need, numbers to the right, cells cleaned of what acts on a terminal."""
    lines = [list(header)] + [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    right = [bool(rows) and all(isinstance(row[at], int) for row in rows) for at in range(len(header))]
    return [
        "  ".join(
            cell.rjust(width) if to_the_right else cell.ljust(width)
            for cell, width, to_the_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    ]


def _cell(value: object) -> str:
    return harmless("" if value is None else str(value)).replace("\n", " ")
