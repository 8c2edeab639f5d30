"""`hotich macros`: a clerk's own abbreviations, taken in, given out, removed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from registers.catalogue import say
from registers.errors import HotichError
from tui.cli.command import Answer, command, noun, table
from tui.cli.files import STDIN, stdin_text, text_of, write_text
from tui.cli.office import account_option, acting_as, opened
from tui.typing.macros import SETTING, Macros, from_csv, from_settings, from_toml

if TYPE_CHECKING:
    from storage.engine import Store

app = noun("macros", say("macros.noun"))

Account = Annotated[str, account_option(say("macros.account"))]
File = Annotated[Path, typer.Argument(help=say("macros.file"))]


class NoSuchMacro(HotichError):
    """The account has no such abbreviation. `names`."""

    key: ClassVar[str] = "macros.unknown"


@command(app, "list", say("macros.list"))
def list_all(account: Account) -> Answer:
    """The account's abbreviations."""
    with opened() as store:
        _, macros = _of(store, account)
    found = sorted(macros.texts.items())
    lines = table([say("macros.head_name"), say("macros.head_text")], found)
    document = [{"abbreviation": name, "text": text} for name, text in found]
    return Answer(document, lines if found else [say("macros.none_kept", account=account)])


@command(app, "import", say("macros.import"))
def take_in(file: File, account: Account) -> Answer:
    """Abbreviations of a file beside those there are."""
    read = from_csv if file.suffix.lower() == ".csv" else from_toml
    given = read(stdin_text() if str(file) == STDIN else text_of(file))
    with opened() as store:
        account_id, old = _of(store, account)
        _keep(store, account_id, Macros({**old.texts, **given.texts}))
    added = [name for name in given.texts if name not in old.texts]
    changed = [name for name, text in given.texts.items() if old.texts.get(name, text) != text]
    unchanged = len(given.texts) - len(added) - len(changed)
    document = {"account": account, "added": added, "changed": changed, "unchanged": unchanged}
    said = say("macros.imported", added=len(added), changed=len(changed), unchanged=unchanged)
    return Answer(document, [said])


@command(app, "export", say("macros.export"))
def give_out(file: File, account: Account) -> Answer:
    """The account's abbreviations as a file."""
    with opened() as store:
        _, macros = _of(store, account)
    text = macros.to_csv() if file.suffix.lower() == ".csv" else macros.to_toml()
    document = {"account": account, "count": len(macros.texts), "file": str(file)}
    if str(file) == STDIN:
        return Answer(document, text.splitlines())
    write_text(file, text)
    return Answer(document, [say("macros.exported", count=len(macros.texts), path=file)])


@command(app, "remove", say("macros.remove"))
def remove(
    names: Annotated[list[str], typer.Argument(help=say("macros.names"), metavar=say("macros.metavar_names"))],
    account: Account,
) -> Answer:
    """Some of the account's abbreviations; none where one of them is not there."""
    gone = dict.fromkeys(name.lower() for name in names)
    with opened() as store:
        account_id, macros = _of(store, account)
        unknown = [name for name in gone if name not in macros.texts]
        if unknown:
            raise NoSuchMacro(names=", ".join(unknown))
        for name in gone:
            macros = macros.without(name)
        _keep(store, account_id, macros)
    return Answer({"account": account, "removed": list(gone)}, [say("macros.removed_names", count=len(gone))])


def _of(store: Store, account: str) -> tuple[str, Macros]:
    from storage import accounts

    acting_as(store, account)
    account_id, settings = accounts.settings(store, account)
    return account_id, from_settings(settings.get(SETTING))


def _keep(store: Store, account_id: str, macros: Macros) -> None:
    from storage import accounts

    accounts.save_settings(store, account_id, {SETTING: macros.to_settings()})
