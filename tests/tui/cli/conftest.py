"""One office a test, and its command line: in this process where the command is the subject, as a process where the program is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from storage.engine import Store
from tui.cli.app import build

INVENTORY = (
    "book_id,office_code,office_name,level,kind,layout,book_no,year_from,year_to,first_no,last_no,entries,notes\n"
    "KH-06,01693,UBND xã Vĩnh Quang,commune,KH,C1,01/2006,2006,2006,1,2,2,\n"
    "KS-08,01693,UBND xã Vĩnh Quang,commune,KS,C1,01/2008,2008,2008,1,4,4,\n"
    "HT-12,01705,UBND xã Hưng Đạo,commune,,C2,01/2012,2012,2012,1,5,5,\n"
)

app = build()


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


Hotich = Callable[..., Ran]


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an office that has just been made."""
    home = tmp_path_factory.mktemp("office") / "home"
    ran = CliRunner().invoke(app, ["init", "--office", "01693"], env={"HOTICH_HOME": str(home)})
    assert ran.exit_code == 0, ran.output
    return home


@pytest.fixture
def home(tmp_path: Path, office_template: Path) -> Path:
    """A home of one's own."""
    shutil.copytree(office_template, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def hotich(home: Path) -> Hotich:
    """Runs a command in this process: `hotich("books", "list", "--json")`."""

    def run(*arguments: object, stdin: str = "") -> Ran:
        ran = CliRunner(env={"HOTICH_HOME": str(home), "HOTICH_DATABASE": None}).invoke(
            app, [str(argument) for argument in arguments], input=stdin
        )
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return Ran(ran.exit_code, ran.stdout, ran.stderr)

    return run


@pytest.fixture
def process(home: Path, warm_programs: Path) -> Hotich:
    """Runs the program as a process of its own, without a terminal."""

    def run(*arguments: object, stdin: str = "", **environment: str) -> Ran:
        done = subprocess.run(
            [warm_programs / "hotich", *map(str, arguments)],
            capture_output=True,
            text=True,
            input=stdin,
            env={**os.environ, "HOTICH_HOME": str(home), "HOTICH_LANG": "", **environment},
            check=False,
            timeout=120,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def stocked(hotich: Hotich, tmp_path: Path) -> Hotich:
    """`hotich` of an office with three books in its inventory."""
    path = tmp_path / "inventory.csv"
    path.write_text(INVENTORY, encoding="utf-8")
    assert hotich("books", "import", path).code == 0
    return hotich


@pytest.fixture
def store(home: Path) -> Any:
    """The store of `home`."""
    store = Store.open(f"sqlite:///{home / 'store.db'}")
    yield store
    store.close()
