"""Entries in and out, people found, the log verified, the store saved and restored: by their commands."""

from __future__ import annotations

import csv
import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from storage.engine import Store
from tests.tui.cli.conftest import INVENTORY, Hotich


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Transcribed books: two births and a marriage."""
    books = tmp_path / "books"
    (books / "entries").mkdir(parents=True)
    (books / "inventory.csv").write_text(INVENTORY, encoding="utf-8")
    births = [
        _page(
            "KS-08",
            "KS",
            2008,
            1,
            child_full_name="Nông Thị Hiền",
            child_birth_date="1/2/2008",
            mother_full_name="Lý Mẩy",
        ),
        _page("KS-08", "KS", 2008, 2, child_full_name="Hoàng Văn Tài", notes="=1+1"),
    ]
    _write(books, "KS-08", births)
    _write(books, "KH-06", [_page("KH-06", "KH", 2006, 1, husband_full_name="Nông Văn Bé", wife_full_name="Lý Mẩy")])
    return books


def _page(book: str, kind: str, year: int, number: int, **values: str) -> dict[str, Any]:
    place = {"book_id": book, "kind": kind, "year": year, "entry_no": number, "suffix": "", "page_no": number}
    return place | {"state": "normal", "values": {"entry_no": f"0{number}"} | values, "marks": {}}


def _write(books: Path, book: str, pages: list[dict[str, Any]]) -> None:
    lines = [json.dumps(page, ensure_ascii=False) for page in pages]
    (books / "entries" / f"{book}.jsonl").write_text("\n".join(lines), encoding="utf-8")


def test_a_folder_comes_in_and_goes_out_by_the_line(hotich: Hotich, folder: Path, tmp_path: Path) -> None:
    taken = hotich("entries", "import", folder, "--format", "paperbooks", "--json")
    assert taken.code == 0
    assert (taken.document["imported"], taken.document["refused"]) == (3, [])
    assert taken.document["books"]["imported"] == 3
    out = tmp_path / "out.jsonl"
    written = hotich("entries", "export", "--format", "jsonl", "--out", out, "--json")
    assert written.document == {"entries": 3, "format": "jsonl", "out": str(out)}
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    marriage, birth, _ = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert (marriage["book"], marriage["kind"], marriage["year"], marriage["entry_no"]) == ("KH-06", "KH", 2006, 1)
    assert birth["values"]["entry_no"] == {"as_written": "01", "normalised": "1", "mark": ""}
    assert {"role", "person"} <= birth["mentions"][0].keys()
    assert {"subject": "mother", "relation": "mother_of", "object": "child"} in birth["kinship"]
    again = hotich("entries", "import", folder, "--json")
    assert (again.code, again.document["imported"], again.document["unchanged"]) == (0, 0, 3)


def test_an_export_replaces_a_file_only_when_whole(hotich: Hotich, folder: Path, tmp_path: Path) -> None:
    hotich("entries", "import", folder)
    out = tmp_path / "out.csv"
    out.write_text("old")
    assert hotich("entries", "export", "--format", "csv", "--out", out, "--book", "NO").code == 2
    assert out.read_text() == "old"
    assert hotich("entries", "export", "--format", "csv", "--out", out, "--book", "KS-08").code == 0
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [row["notes"] for row in rows] == ["", "'=1+1"]
    nowhere = hotich("entries", "export", "--out", tmp_path / "no" / "out", "--json")
    assert (nowhere.code, nowhere.document["why"]) == (2, "cli.file_unusable")
    assert hotich("entries", "export", "--out", out, "--state", "approved", "--json").document["entries"] == 0


def test_part_of_a_folder_is_exit_code_one_and_none_of_it_two(hotich: Hotich, folder: Path) -> None:
    _write(folder, "KH-06", [_page("KH-06", "KH", 2006, 1), _page("KH-06", "KH", 1990, 2)])
    part = hotich("entries", "import", folder, "--json")
    assert part.code == 1
    assert [(r["book"], r["row"], r["position"]) for r in part.document["refused"]] == [("KH-06", 2, "2/1990")]
    assert part.document["refused"][0]["reason"] in part.err
    assert hotich("entries", "import", folder.parent / "nothing", "--json").code == 2


def test_a_sheet_needs_its_book(stocked: Hotich, tmp_path: Path) -> None:
    path = tmp_path / "births.csv"
    path.write_text("so,nksHoTen,cột lạ\n1,Nông Thị Hiền,?\n", encoding="utf-8")
    unnamed = stocked("entries", "import", path, "--format", "csv", "--json")
    assert (unnamed.code, unnamed.document["why"]) == (2, "inventory.book_unnamed")
    taken = stocked("entries", "import", path, "--format", "csv", "--book", "KS-08", "--json")
    assert (taken.code, taken.document["imported"], taken.document["unused_columns"]) == (0, 1, ["cột lạ"])


def test_entries_may_be_keyed_in_a_persons_name(hotich: Hotich, folder: Path, store: Store) -> None:
    from storage.export import Wanted, lines
    from storage.records import load

    hotich("accounts", "add", "lan", "--role", "clerk", "--password-stdin", stdin="một mật khẩu dài\n")
    assert hotich("entries", "import", folder, "--account", "lan").code == 0
    lan = hotich("accounts", "list", "--json").document[0]
    assert {load(store, line["id"]).keyer for line in lines(store, Wanted())} == {lan["id"]}
    assert (
        hotich("entries", "import", folder, "--account", "nobody", "--json").document["why"]
        == "storage.no_such_account"
    )


@pytest.mark.parametrize(("role", "lock"), [("clerk", True), ("auditor", False)])
def test_who_may_not_key_is_exit_code_three(hotich: Hotich, folder: Path, role: str, lock: bool) -> None:
    hotich("accounts", "add", "lan", "--role", role, "--password-stdin", stdin="một mật khẩu dài\n")
    if lock:
        hotich("accounts", "lock", "lan")
    ran = hotich("entries", "import", folder, "--account", "lan", "--json")
    assert ran.code == 3
    assert ran.document["error"] in ran.err


def test_people_are_found_without_marks_with_their_pages_and_kin(hotich: Hotich, folder: Path) -> None:
    hotich("entries", "import", folder)
    (child,) = hotich("persons", "find", "nong", "thi", "hien", "--json").document
    assert {"full_name": "Nông Thị Hiền", "birth": "01.02.2008"}.items() <= child.items()
    assert [(m["role"], m["book"], m["position"]) for m in child["mentions"]] == [("child", "KS-08", "1/2008")]
    assert [(k["relation"], k["full_name"]) for k in child["kin"]] == [("mother_of", "Lý Mẩy")]
    roles = [m["role"] for p in hotich("persons", "find", "ly may", "--json").document for m in p["mentions"]]
    assert roles == ["wife", "mother"]
    assert hotich("persons", "find", "nobody", "--json").document == []


def test_the_log_is_whole_until_somebody_edits_it(hotich: Hotich, folder: Path, home: Path) -> None:
    from storage import sqlite

    hotich("entries", "import", folder)
    whole = hotich("audit", "verify", "--json")
    assert (whole.code, whole.document["ok"], whole.document["faults"]) == (0, True, [])
    with sqlite.library().connect(str(home / "store.db")) as connection:
        (trigger,) = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'action' AND sql LIKE '%UPDATE%'"
        ).fetchone()
        connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE action SET subject = 'x' WHERE seq = 2")
    broken = hotich("audit", "verify", "--json")
    assert (broken.code, broken.document["ok"]) == (1, False)
    assert broken.document["faults"][0]["seq"] == 2
    assert hotich("doctor", "--json").document["ok"] is False


def test_the_doctor_looks_at_everything_and_says_what_to_do(hotich: Hotich, home: Path) -> None:
    sick = hotich("doctor", "--json")
    checks = {check["check"]: check for check in sick.document["checks"]}
    assert (sick.code, sick.document["ok"]) == (1, False)
    assert {
        "folder",
        "disk",
        "store",
        "sqlite",
        "settings",
        "file",
        "whole",
        "schema",
        "office",
        "clock",
    } <= checks.keys()
    bad = [name for name, check in checks.items() if not check["ok"]]
    assert bad == ["administrator"]
    assert "accounts add" in checks["administrator"]["advice"]
    hotich("accounts", "add", "quan", "--role", "admin", "--password-stdin", stdin="một mật khẩu dài\n")
    healthy = hotich("doctor")
    assert healthy.code == 0
    assert re.search(r"Đồng hồ \(giờ Việt Nam\): \d\d/\d\d/\d{4} \d\d:\d\d:\d\d\n", healthy.out)
    (home / "store.db").chmod(0o606)
    home.chmod(0o755)
    worse = hotich("doctor", "--json")
    assert {c["check"] for c in worse.document["checks"] if not c["ok"]} == {"folder"}  # opening mends the file's mode


def test_the_doctor_of_no_store_says_how_to_make_one(process: Hotich, tmp_path: Path) -> None:
    ran = process("doctor", "--json", HOTICH_HOME=str(tmp_path / "nowhere"))
    assert ran.code == 1
    checks = {check["check"]: check for check in ran.document["checks"]}
    assert not checks["store"]["ok"]
    assert "hotich init" in checks["store"]["advice"]
    assert not (tmp_path / "nowhere").exists()


def test_a_backup_brings_the_store_back(hotich: Hotich, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "saved.db"
    saved = hotich("backup", file, "--json")
    assert (saved.code, saved.document["ok"]) == (0, True)
    assert hotich("backup", file, "--json").code == 2
    hotich("entries", "import", folder)
    back = hotich("restore", file, "--json")
    assert (back.code, back.document["ok"]) == (0, True)
    assert Path(back.document["kept"]).is_file()
    assert hotich("books", "list", "--json").document == []
    file.write_text("no backup")
    assert hotich("restore", file, "--json").code == 2


def test_the_ministrys_workbooks_of_a_book(hotich: Hotich, folder: Path, tmp_path: Path) -> None:
    hotich("entries", "import", folder, "--format", "paperbooks")
    out = tmp_path / "ministry"
    written = hotich("export", "ministry", "--book", "KS-08", "--out", out, "--json")
    assert written.code == 0
    (file,) = written.document["files"]
    assert (file["kind"], file["entries"], written.document["unapproved"]) == ("KS", 2, 2)
    assert Path(file["file"]).parent == out
    assert Path(file["file"]).is_file()
    assert "--state approved" in written.err


def test_a_kind_the_ministry_has_no_workbook_of_is_said(hotich: Hotich, folder: Path, tmp_path: Path) -> None:
    _write(folder, "HT-12", [_page("HT-12", "GH", 2012, 1)])
    hotich("entries", "import", folder, "--format", "paperbooks")
    refused = hotich("export", "ministry", "--book", "HT-12", "--out", tmp_path, "--json")
    assert (refused.code, refused.document["without_workbook"]) == (2, ["GH"])
    assert "hotich entries export" in refused.err
    assert hotich("export", "ministry", "--book", "KS-08", "--out", folder / "inventory.csv").code == 2


def test_what_of_a_book_was_carried_is_told_or_said_not_to_be_known(hotich: Hotich, folder: Path) -> None:
    assert hotich("entries", "import", folder).code in (0, 1)
    done = hotich("books", "carried", "KS-08", "--json")
    assert done.document == {"book": "KS-08", "entries": 2, "unknown": 2, "fields": []}
    assert "Không rõ ai gõ gì ở 2 trường hợp" in done.err
    assert hotich("books", "carried", "none").code == 2
