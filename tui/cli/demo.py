"""`hotich demo`: a throw-away office with invented people, to try the program on."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from registers.catalogue import say
from registers.systemfaults import problem_of
from tui.cli.command import Answer, ExitCode, command, tell
from tui.cli.refusals import FileUnusable, FolderTaken


def add_to(app: typer.Typer) -> None:
    """Give `app` the command."""
    command(app, "demo", say("cli.demo"))(demo)


def demo(
    keep: Annotated[Path | None, typer.Option("--keep", help=say("cli.demo_keep"), metavar="DIR")] = None,
    only_print: Annotated[bool, typer.Option("--print", help=say("cli.demo_print"))] = False,
) -> Answer:
    """Make the office, then open the program on it; without a terminal, say how to open it."""
    opens = not only_print and sys.stdin.isatty() and sys.stdout.isatty()
    if opens:
        tell(say("cli.demo_making"))
    folder = keep or Path(tempfile.mkdtemp(prefix="hotich-demo-"))
    try:
        document = _made(folder)
    except OSError as wrong:
        raise FileUnusable(path=folder, problem=problem_of(wrong)) from wrong
    if not opens:
        return Answer(document, _how_to_open(document))
    code = _open(folder)
    if keep is None:
        shutil.rmtree(folder, ignore_errors=True)
    return Answer(document, (), (), code)


def _made(folder: Path) -> dict[str, Any]:
    """The demo in `folder`: made, or the one that is there already."""
    from storage.home import Home
    from tui.demo import office, paper

    home = Home(folder.absolute())
    if not office.is_one(home.path):
        if home.path.is_dir() and any(home.path.iterdir()):
            raise FolderTaken(path=home.path)
        office.make(home.path)
    return {
        "home": str(home.path),
        "office": paper.OFFICE,
        "pages": str(home.path / office.PAGES),
        "accounts": [{"name": name, "role": role.value, "password": office.PASSWORD} for name, role in office.ACCOUNTS],
        "books": [{"book_id": book.id, "entries": book.entries, "keyed": book.keyed} for book in paper.BOOKS],
    }


def _how_to_open(document: dict[str, Any]) -> list[str]:
    from tui.demo import office

    return [
        say("cli.demo_made", home=document["home"]),
        f"  HOTICH_HOME={document['home']} hotich",
        say("cli.demo_accounts", accounts=office.names(), password=office.PASSWORD),
        say("cli.demo_pages", pages=document["pages"]),
    ]


def _open(folder: Path) -> ExitCode:
    from storage.home import Home
    from tui.program import run

    return ExitCode.DONE if run(Home(folder.absolute())) == 0 else ExitCode.PART
