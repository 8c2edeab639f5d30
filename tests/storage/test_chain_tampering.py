"""Whatever is done to the log behind the program's back is found, and where: changed, missing, added, reordered lines."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from registers.workflow import Role
from storage import chain, decisions
from storage.engine import Store
from tests.storage.conftest import Counting, Ticking
from tests.storage.office import birth, found, hire, key

COLUMNS = ("seq", "at", "account_id", "act", "subject", "detail", "previous", "hash")


@pytest.fixture
def path(sqlite_template: Path, sqlite_url: str) -> Path:
    """A store's file with a log of some length."""
    store = Store.open(sqlite_url, clock=Ticking(), new_id=Counting())
    found(store)
    lan, huong = hire(store, "Lan"), hire(store, "Hương", Role.SUPERVISOR)
    saved = [key(store, lan, birth(name)) for name in ("Nông Thị Hiền", "Lý A Sùng", "Đàm Thị Mỷ")]
    decisions.approve(store, saved[0].entry_id, base_revision=1, account_id=huong)
    decisions.send_back(
        store, saved[1].entry_id, base_revision=1, account_id=huong, comments={"child_full_name": "Sổ ghi Súng"}
    )
    assert chain.verify(store).ok
    where = store.path
    store.close()
    assert where is not None
    return where


def _tampered(path: Path, change: Callable[[sqlite3.Connection], object]) -> chain.ChainReport:
    raw = sqlite3.connect(path)
    for trigger in ("action_no_update", "action_no_delete"):
        raw.execute(f"DROP TRIGGER {trigger}")
    change(raw)
    raw.commit()
    raw.close()
    store = Store.open(f"sqlite:///{path}", clock=Ticking())
    report = chain.verify(store, entries=False)
    store.close()
    return report


def _flips(text: str) -> list[str]:
    """The text with one character of each class changed: digit, letter, mark, sign, case; and one gone, one more."""
    classes: dict[str, int] = {}
    for at, letter in enumerate(text):
        kind = "digit" if letter.isdigit() else "plain" if letter.isascii() and letter.isalpha() else "other"
        classes.setdefault(kind if letter.isalnum() else f"sign {letter}", at)
    changed = [text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :] for at in classes.values()]
    return [*changed, text[:-1], text + " ", text.swapcase() if text.swapcase() != text else text + "x"]


@pytest.mark.parametrize("column", COLUMNS[1:])
def test_one_character_of_any_class_in_any_column_is_found_at_its_line(path: Path, column: str, tmp_path: Path) -> None:
    raw = sqlite3.connect(path)
    lines = raw.execute(f"SELECT seq, {column} FROM action ORDER BY seq").fetchall()
    raw.close()
    seq, text = max(lines[:-1], key=lambda line: len(str(line[1])))
    for number, changed in enumerate(_flips(text)):
        copy = tmp_path / f"{column}-{number}.db"
        copy.write_bytes(path.read_bytes())

        def change(raw: sqlite3.Connection, to: str = changed) -> None:
            raw.execute(f"UPDATE action SET {column} = ? WHERE seq = ?", (to, seq))

        report = _tampered(copy, change)
        assert not report.ok
        assert report.faults[0].seq == seq, (changed, report.faults)


def _swap(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE action SET seq = -3 WHERE seq = 3")
    raw.execute("UPDATE action SET seq = 3 WHERE seq = 4")
    raw.execute("UPDATE action SET seq = 4 WHERE seq = -3")


def _add(raw: sqlite3.Connection) -> None:
    last = raw.execute("SELECT max(seq) FROM action").fetchone()[0]
    raw.execute(
        f"INSERT INTO action SELECT {last} + 1, at, account_id, act, subject, detail, previous, hash FROM action WHERE seq = 2"
    )


def _insert(raw: sqlite3.Connection) -> None:
    last = raw.execute("SELECT max(seq) FROM action").fetchone()[0]
    for seq in range(last, 2, -1):
        raw.execute("UPDATE action SET seq = ? WHERE seq = ?", (seq + 1, seq))
    raw.execute(
        "INSERT INTO action SELECT 3, at, account_id, act, subject, detail, previous, hash FROM action WHERE seq = 2"
    )


@pytest.mark.parametrize(
    ("change", "kind", "seq"),
    [
        (lambda raw: raw.execute("DELETE FROM action WHERE seq = 3"), "missing", 3),
        (lambda raw: raw.execute("DELETE FROM action WHERE seq = 1"), "missing", 1),
        (_swap, "unlinked", 3),
        (_insert, "unlinked", 3),
        (_add, "unlinked", None),
    ],
)
def test_missing_reordered_and_added_lines_are_located(
    path: Path, change: Callable[[sqlite3.Connection], object], kind: str, seq: int | None
) -> None:
    report = _tampered(path, change)
    assert report.faults[0].kind == kind
    assert report.faults[0].seq == (report.lines if seq is None else seq)
