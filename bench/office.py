"""A scratch office for benches and journeys: a real home with a real store, some books, and accounts."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.paper import write_inventory
from registers.workflow import Role
from storage import accounts
from storage.engine import Store
from storage.home import Home
from storage.inventory import import_inventory
from storage.permissions import OPERATOR

PASSWORD = "mat khau 9"
PROGRAM = (sys.executable, "-c", "import sys; from tui.cli import main; sys.exit(main())")
"""The program itself, by the interpreter that runs the bench."""


@dataclass(frozen=True, slots=True)
class ScratchOffice:
    """A home and what lies in it; `environment` makes the program use it."""

    home: Home
    environment: Mapping[str, str]

    def store(self) -> Store:
        """The store, opened once more."""
        return Store.open(self.home.store_url)


def make_office(
    folder: Path,
    books_folder: Path,
    book_ids: Sequence[str],
    *,
    clerks: Sequence[str] = ("lan",),
    settings: Mapping[str, str] | None = None,
    database: str = "",
) -> ScratchOffice:
    """An office at `folder` with `book_ids` of `books_folder`; every clerk signs in with PASSWORD."""
    home = Home(folder, database)
    home.make()
    inventory = write_inventory(books_folder, list(book_ids), folder / "inventory.csv")
    store = Store.open(home.store_url)
    report = import_inventory(store, inventory, by=OPERATOR, today=store.today())
    assert not report.refused, report.refused
    for name in clerks:
        accounts.add(store, name, Role.CLERK, PASSWORD, by=OPERATOR)
        account = accounts.sign_in(store, name, PASSWORD)
        accounts.save_settings(store, account.account_id, dict(settings or {"method": "none"}))
    accounts.add(store, "minh", Role.SUPERVISOR, PASSWORD, by=OPERATOR)
    store.close()
    environment = {"HOTICH_HOME": str(folder), "HOTICH_LANG": "vi"}
    return ScratchOffice(home, environment | ({"HOTICH_DATABASE": database} if database else {}))
