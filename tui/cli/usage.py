"""A command line that names no command: refused in the user's language, for the library knows English alone."""

from __future__ import annotations

import re
import sys
from typing import Any

import typer
from typer.exceptions import TyperException  # the base of every refusal of a command line

from registers.catalogue import say
from tui.cli.command import Answer, ExitCode, give
from tui.cli.office import ACTING

_EXTRA = re.compile(r"unexpected extra arguments?(?:\(s\))? \((?P<words>.+)\)$")
_CHOICES = re.compile(r"is not one of (?P<choices>.+?)\.?$")


def run(app: typer.Typer, arguments: list[str]) -> int:
    """Run the command the arguments name; its exit code. A command line that names none is refused in plain words."""
    try:
        code = app(arguments, prog_name="hotich", standalone_mode=False)
    except TyperException as wrong:
        return _refuse(wrong, as_json="--json" in arguments)
    except typer.Abort:  # Ctrl+C or Ctrl+D at a question
        return ExitCode.REFUSED
    return int(code or 0)


def _refuse(wrong: TyperException, *, as_json: bool) -> int:
    if _is_help(wrong):
        print(wrong.message, file=sys.stderr)
        return ExitCode.REFUSED
    text = " ".join((said_of(wrong), say("cli.usage_see", command=_path(wrong))))
    give(Answer({"error": text, "why": "cli.usage"}, (), [text], ExitCode.REFUSED), as_json=as_json)
    return ExitCode.REFUSED


def _is_help(wrong: TyperException) -> bool:
    """True where nothing was refused: a noun alone answers with its verbs."""
    return type(wrong).__name__ == "NoArgsIsHelpError"


def _path(wrong: TyperException) -> str:
    context = getattr(wrong, "ctx", None)
    return str(context.command_path) if context is not None else "hotich"


def said_of(wrong: TyperException) -> str:
    """Why the library refuses the command line, in the user's language; in its own words where it says something new."""
    parameter = getattr(wrong, "param", None)
    name = getattr(wrong, "option_name", "") or (_name_of(parameter) if parameter is not None else "")
    kind = type(wrong).__name__
    if kind == "MissingParameter" and name == "--account":
        return say("cli.usage_no_account", name=name, variable=ACTING)
    if kind == "MissingParameter":
        return say("cli.usage_missing", name=name)
    if kind == "NoSuchOption":
        return say("cli.usage_no_option", name=name)
    if wrong.message.startswith("No such command"):
        return say("cli.usage_no_command", name=wrong.message.partition("'")[2].partition("'")[0])
    extra = _EXTRA.search(wrong.message)
    if extra:
        return say("cli.usage_too_much", words=extra["words"])
    choices = _CHOICES.search(wrong.message)
    if kind == "BadParameter" and choices:
        return say("cli.usage_not_in_list", name=name, choices=choices["choices"].replace("'", ""))
    if kind == "BadParameter" and name:
        return say("cli.usage_bad_value", name=name, problem=wrong.message.removeprefix("Value error, "))
    return say("cli.usage_other", problem=wrong.format_message())


def _name_of(parameter: Any) -> str:
    """`--role` of an option, `NAME` of an argument."""
    options = [option for option in parameter.opts if option.startswith("-")]
    return str(options[0] if options else parameter.metavar or parameter.name)
