"""`hotich backup` and `hotich restore`: the whole store in one file, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from registers.catalogue import say
from tui.cli.command import Answer, command
from tui.cli.office import opened


def add_to(app: typer.Typer) -> None:
    """Give `app` the two commands."""
    command(app, "backup", say("cli.backup"))(backup)
    command(app, "restore", say("cli.restore"))(restore)


def backup(file: Annotated[Path, typer.Argument(help=say("cli.backup_file"), metavar="FILE")]) -> Answer:
    """Write the store as it is now to a new file; clerks go on keying meanwhile."""
    from storage import backup as backups

    with opened() as store:
        size = backups.backup(store, file)
    document = {"ok": True, "file": str(file), "bytes": size}
    return Answer(document, [say("cli.backup_done", file=file, bytes=size)])


def restore(file: Annotated[Path, typer.Argument(help=say("cli.restore_file"), metavar="FILE")]) -> Answer:
    """Put the store of a backup in the place of the present one, which is kept beside it."""
    from storage import backup as backups
    from storage.home import Home

    home = Home.find()
    home.make()
    done = backups.restore(file, home.store_url, now=datetime.now(UTC))
    document = {"ok": True, "database": str(done.path), "kept": str(done.kept) if done.kept else None}
    lines = [say("cli.restore_done", database=done.path)]
    lines += [say("cli.restore_kept", kept=done.kept)] if done.kept else []
    return Answer(document, lines)
