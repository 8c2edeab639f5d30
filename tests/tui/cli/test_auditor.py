"""Every command, found in the program itself, run for an auditor: it reads, or is refused with 3; the store is as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner

from registers.workflow import Role
from storage import accounts, lots
from storage.engine import Store
from storage.permissions import OPERATOR
from storage.tables import metadata
from tests.storage.office import BIRTHS, birth, found, hire, key
from tests.tui.cli.conftest import INVENTORY, Ran
from tui.cli.app import build
from tui.cli.command import ExitCode
from tui.typing.macros import SETTING

app = build()

READS = {
    "accounts list", "audit log", "audit verify", "backup", "books carried", "books ledger", "books list", "books next", "demo", "doctor",
    "entries export", "export ministry", "forms list", "forms schema", "forms show", "macros export", "macros list",
    "persons find", "plan status", "report productivity", "report progress", "report quality", "review lots list",
    "review lots show", "review planted", "review queue", "review second faults", "review second list",
}  # fmt: skip
"""Commands that show or copy something. A new command is refused to auditors, or it belongs here. Those that do both (`outbox`,
`review standardise`) are run with the options that change something."""


def _commands(group: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    for each, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{name}{each} ")
        else:
            yield f"{name}{each}", command


COMMANDS = dict(_commands(typer.main.get_command(app)))


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Store:
    """Three births that wait, everybody who works here, and the files commands are given."""
    found(store)
    lan = hire(store, "lan")
    for name, role in (("hương", Role.SUPERVISOR), ("sếp", Role.ADMIN), ("xem", Role.AUDITOR)):
        hire(store, name, role)
    for at, name in enumerate(("Nông Thị An", "Nông Thị Bình", "Nông Thị Hoà"), start=1):
        key(store, lan, birth(name, f"0{at}.03.2016"))
    (tmp_path / "inventory.csv").write_text(INVENTORY, encoding="utf-8")
    (tmp_path / "macros.toml").write_text('tyt = "trạm y tế"\n', encoding="utf-8")
    (tmp_path / "plan.toml").write_text(
        'name = "Thử"\nkinds = [["KS"]]\n[[phase]]\nid = "1"\ndeadline = 2030-01-01\ntarget = 5\n', encoding="utf-8"
    )
    (tmp_path / "entries.csv").write_text(
        "so,trangSo,ngayDangKy,nksHoTen\n9,1,10.01.2016,Nông Văn Páo\n", encoding="utf-8"
    )
    accounts.assign(store, "lan", [BIRTHS.id], by=OPERATOR)
    accounts.save_settings(store, accounts.get(store, "xem").account_id, {SETTING: {"tyt": "trạm y tế"}})
    by = accounts.get(store, "hương").account_id
    lots.draw(store, BIRTHS.id, lan, aql="4.0", by=by, random=Random(1))
    return store


def _arguments(name: str, command: Any, store: Store, folder: Path) -> list[str]:
    """Something that would do, for every argument and required option, and for the options that make a command change things."""
    with store.read() as session:
        entry, lot = (str(session.execute(select(metadata.tables[t].c.id)).scalars().first()) for t in ("entry", "lot"))
    files = {"books import": "inventory.csv", "macros import": "macros.toml", "plan load": "plan.toml",
             "entries import": "entries.csv"}  # fmt: skip
    new = str(folder / name.replace(" ", "-"))
    values: dict[str, str] = {
        "account": "xem", "name": "lan", "reviewer": "hương", "clerk": "lan", "book": BIRTHS.id, "books": BIRTHS.id,
        "entry": entry, "entries": entry, "office": "01693", "role": "clerk", "kind": "KS", "layout": "D", "text": "nong",
        "file": str(folder / files[name]) if name in files else new, "path": str(folder / "entries.csv"), "out": new,
        "keep": str(folder / "demo"), "database": f"sqlite:///{folder / 'centre.db'}", "comment": "child_full_name=?",
        "reason": "vì", "source": "csv", "target": "csv", "accept": "tone", "lot": lot, "names": "tyt", "abbreviations": "tyt",
    }  # fmt: skip
    wanted = {
        "accounts add": {"password_stdin"}, "accounts password": {"password_stdin"}, "demo": {"only_print", "keep"},
        "entries export": {"target"}, "entries import": {"book", "source"}, "outbox": {"again"}, "restore": {"file"},
        "review approve": {"everything"}, "review lots mark": {"good"}, "review return": {"comment", "entry"},
        "review standardise": {"accept"},
    }.get(name, set())  # fmt: skip
    options: list[str] = []
    arguments: list[str] = []
    for parameter in command.params:
        given = str(parameter.name)
        if parameter.param_type_name == "argument":
            arguments += [values[given]] if parameter.required or given in wanted else []
        elif given == "account" or given in wanted or parameter.required:
            options += [max(parameter.opts, key=len)] + ([] if parameter.is_flag else [values[given]])
    return [*options, *arguments]


def _dump(store: Store) -> dict[str, list[Any]]:
    with store.read() as session:
        return {name: sorted(map(tuple, session.execute(select(table)))) for name, table in metadata.tables.items()}


def _run(home: Path, *arguments: str, acting: str) -> Ran:
    environment = {"HOTICH_HOME": str(home), "HOTICH_DATABASE": None, "HOTICH_ACCOUNT": acting}
    ran = CliRunner(env=environment).invoke(app, arguments, input="một mật khẩu dài\n")
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return Ran(ran.exit_code, ran.stdout, ran.stderr)


def test_no_command_changes_anything_for_an_auditor(
    home: Path, office: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before, files = _dump(office), sorted(path.name for path in home.iterdir())
    refused, wrong = set(), {}
    for name, command in COMMANDS.items():
        ran = _run(home, *name.split(), *_arguments(name, command, office, tmp_path), acting="xem")
        assert _dump(office) == before, name
        if ran.code == ExitCode.NOT_ALLOWED:
            refused.add(name)
            assert ran.err.strip(), name
        elif name not in READS or ran.code not in (ExitCode.DONE, ExitCode.PART):
            wrong[name] = ran
    assert not wrong, "\n".join(map(str, wrong.items()))
    assert refused == set(COMMANDS) - READS
    assert sorted(path.name for path in home.iterdir()) == files


def test_an_export_never_takes_the_place_of_the_store_or_another_file(
    home: Path, office: Store, tmp_path: Path
) -> None:
    backup, exported, linked = tmp_path / "backup.db", tmp_path / "births.jsonl", tmp_path / "linked.jsonl"
    assert _run(home, "backup", str(backup), acting="").code == 0
    assert _run(home, "entries", "export", "--out", str(exported), acting="").code == 0
    linked.symlink_to(home / "store.db")
    kept = backup.read_bytes(), exported.read_bytes(), (home / "store.db").read_bytes()
    written = (("entries", "export", "--out"), ("report", "quality", "--xlsx"))
    for acting, paths in {
        "": (home / "store.db", home / "store.db-wal", linked, backup, Path("/dev/null")),
        "xem": (home / "store.db", home / "config.toml", home / "drafts" / "x", linked, backup, exported),
    }.items():
        for path in paths:
            for command in written:
                ran = _run(home, *command, str(path), acting=acting)
                assert ran.code == ExitCode.REFUSED, (command, path, ran)
                assert str(path) in ran.err, (command, path, ran)
    for new in (("backup",), ("macros", "export"), ("export", "ministry", "--book", BIRTHS.id, "--out")):
        assert _run(home, *new, str(home / "keymap.toml"), acting="xem").code == ExitCode.REFUSED
    assert not any((home / name).exists() for name in ("keymap.toml", "config.toml"))
    assert (backup.read_bytes(), exported.read_bytes(), (home / "store.db").read_bytes()) == kept
    for command in written:  # whoever runs the machine writes his own file anew, night after night
        assert _run(home, *command, str(exported), acting="").code == 0


def test_a_command_is_in_the_name_of_whom_it_is_said_to_be(home: Path, office: Store) -> None:
    assert _run(home, "accounts", "lock", "lan", acting="sếp").code == 0
    assert _run(home, "accounts", "lock", "lan", acting="lan").code == 3
    assert _run(home, "accounts", "unlock", "lan", acting="").code == 0
    assert _run(home, "accounts", "add", "mai", "--role", "clerk", "--password-stdin", acting="hương").code == 3
    assert _run(home, "review", "approve", "--all", "--account", "hương", acting="sếp").code == 3
    assert _run(home, "books", "list", acting="ai").code == 2
    names = accounts.names(office)
    with office.read() as session:
        action = metadata.tables["action"].c
        lines = session.execute(
            select(action.act, action.account_id).where(action.act.in_(["account.lock", "account.unlock"]))
        )
        acts = {act: names.get(account, account) for act, account in lines}
    assert acts == {"account.lock": "sếp", "account.unlock": OPERATOR}
