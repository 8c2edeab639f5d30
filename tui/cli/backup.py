"""`hotich backup` and `hotich restore`: the whole store in one file, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from registers.catalogue import say
from tui.cli.command import Answer, ExitCode, command, tell
from tui.cli.files import spared
from tui.cli.office import opened, operators_alone
from tui.cli.refusals import RestoreFromWhat


def add_to(app: typer.Typer) -> None:
    """Give `app` the two commands."""
    command(app, "backup", say("cli.backup"))(backup)
    command(app, "restore", say("cli.restore"))(restore)


def backup(file: Annotated[Path, typer.Argument(help=say("cli.backup_file"), metavar="FILE")]) -> Answer:
    """Write the store as it is now to a new file; clerks go on keying meanwhile."""
    from storage import backup as backups

    with opened() as store:
        if not file.exists():  # one that is there is refused in words of its own
            spared(file)
        size = backups.backup(store, file)
    document = {"ok": True, "file": str(file), "bytes": size}
    return Answer(document, [say("cli.backup_done", file=file, bytes=size)])


def restore(
    file: Annotated[Path | None, typer.Argument(help=say("cli.restore_file"), metavar="FILE")] = None,
    from_centre: Annotated[bool, typer.Option("--from-centre", help=say("push.cli_from_centre"))] = False,
) -> Answer:
    """Put the store of a backup in the place of the present one, which is kept beside it; or rebuild one from the centre."""
    if from_centre == (file is not None):
        raise RestoreFromWhat
    operators_alone()
    return _restore_from_centre() if file is None else _restore_from_file(file)


def _restore_from_file(file: Path) -> Answer:
    from storage import backup as backups
    from storage.home import Home

    home = Home.find()
    home.make()
    done = backups.restore(file, home.store_url, now=datetime.now(UTC))
    document = {"ok": True, "database": str(done.path), "kept": str(done.kept) if done.kept else None}
    lines = [say("cli.restore_done", database=done.path)]
    lines += [say("cli.restore_kept", kept=done.kept)] if done.kept else []
    return Answer(document, lines)


def _restore_from_centre() -> Answer:
    """Every office of `centre.toml` whose store this is; the store is made where there is none."""
    import time

    from storage.home import Home
    from sync import link
    from sync.restore import restore as rebuild

    home = Home.find()
    home.make()
    lines = link.load(home.path).lines()
    documents, texts = [], []
    with opened(create=True) as store:
        for line in lines:
            done = rebuild(
                store, line, pause=time.sleep, progress=lambda count: tell(say("push.restoring", count=count))
            )
            line.close()
            rebuilt, head = done.rebuilt, done.head
            documents.append(
                {
                    "office": line.office,
                    "entries": rebuilt.entries,
                    "revisions": rebuilt.revisions,
                    "gaps": list(rebuilt.gaps),
                    "head": {"seq": head.seq, "hash": head.hash, "at": head.at} if head else None,
                }
            )
            texts.append(say("push.restored", office=line.office, entries=rebuilt.entries, revisions=rebuilt.revisions))
            texts += [say("push.restored_gap", entry=entry) for entry in rebuilt.gaps]
    ok = not any(one["gaps"] for one in documents)
    return Answer({"ok": ok, "offices": documents}, texts, exit_code=ExitCode.DONE if ok else ExitCode.PART)
