"""Making an office, its accounts, its books: names, keys and exit codes scripts rely on."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from registers.kinds import PositionState
from registers.position import Position
from registers.value import Value
from storage import actions
from storage.accounts import sign_in
from storage.engine import Store
from storage.entries import save_many
from storage.intake import importer
from storage.migrations import HEAD
from storage.surroundings import Stated
from tests.tui.cli.conftest import Hotich

PASSWORD = "một mật khẩu dài"


def test_init_says_which_office_where_and_which_schema(hotich: Hotich, home: Path) -> None:
    again = hotich("init", "--office", "01693", "--json")
    assert again.code == 0
    document = again.document
    assert {"office": "01693", "schema": HEAD, "database": f"sqlite:///{home / 'store.db'}"}.items() <= document.items()
    assert document["name"] == "UBND xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"
    assert stat.S_IMODE(home.stat().st_mode) & 0o077 == 0
    assert "không có gì thay đổi" in hotich("init", "--office", "01693").out


def test_a_backup_says_that_there_is_no_folder_and_a_restore_that_there_is_no_backup(
    hotich: Hotich, tmp_path: Path
) -> None:
    backup = hotich("backup", str(tmp_path / "none" / "b.db"))
    assert (backup.code, "Không có thư mục" in backup.err) == (2, True)
    restore = hotich("restore", str(tmp_path / "none.db"))
    assert (restore.code, "Không có bản sao lưu" in restore.err) == (2, True)


def test_refused_rows_are_told_with_what_to_do_and_no_empty_column(hotich: Hotich, tmp_path: Path) -> None:
    sheet = tmp_path / "ragged.csv"
    columns = "book_id,office_code,level,kind,layout,book_no,year_from,year_to,first_no,last_no,entries,pages"
    sheet.write_text(f"{columns}\nB-1,01693\n", encoding="utf-8")
    told = hotich("books", "import", str(sheet)).err.splitlines()
    assert told[0].startswith("Dòng 1: ")
    assert told[-1].startswith("Sửa các dòng bị từ chối")


@pytest.mark.parametrize("code", ["99999", "", "01694"])
def test_init_refuses_an_office_that_cannot_be(hotich: Hotich, code: str) -> None:
    refused = hotich("init", "--office", code, "--json")
    assert refused.code == 2
    assert refused.document["error"]
    assert refused.err.strip()


def test_an_office_that_cannot_be_leaves_nothing_behind(process: Hotich, tmp_path: Path) -> None:
    assert process("init", "--office", "99999", HOTICH_HOME=str(tmp_path / "new")).code == 2
    assert not (tmp_path / "new").exists()


def test_without_init_every_command_says_what_to_do(process: Hotich, tmp_path: Path) -> None:
    ran = process("books", "list", "--json", HOTICH_HOME=str(tmp_path / "nowhere"))
    assert ran.code == 2
    assert "hotich init" in ran.err
    assert ran.document["why"] == "storage.missing"
    assert not (tmp_path / "nowhere").exists()


def test_the_database_variable_overrides_the_home(process: Hotich, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert process("init", "--office", "01705", HOTICH_DATABASE=other).code == 0
    assert process("init", "--office", "01693", HOTICH_DATABASE=other).code == 2


def test_an_account_from_beginning_to_end(stocked: Hotich, store: Store) -> None:
    added = stocked("accounts", "add", "lan", "--role", "clerk", "--password-stdin", "--json", stdin=f"{PASSWORD}\nx\n")
    assert added.code == 0
    assert {"name": "lan", "role": "clerk", "state": "active", "books": []}.items() <= added.document.items()
    assert sign_in(store, "lan", PASSWORD).name == "lan"
    given = stocked("accounts", "assign", "lan", "KS-08", "KH-06", "--json")
    assert given.document["books"] == ["KH-06", "KS-08"]
    assert stocked("accounts", "unassign", "lan", "KH-06", "--json").document["books"] == ["KS-08"]
    assert "sổ chưa giao cho ai" in stocked("accounts", "unassign", "lan", "KS-08").out
    assert stocked("accounts", "lock", "lan", "--reason", "nghỉ việc", "--json").document["state"] == "locked"
    assert stocked("accounts", "unlock", "lan", "--json").document["state"] == "active"
    dated = stocked("accounts", "dates", "lan", "--valid-to", "2027-12-31", "--json").document
    assert (dated["valid_from"], dated["valid_to"]) == ("", "2027-12-31")
    assert stocked("accounts", "dates", "lan").code == 0
    assert stocked("accounts", "password", "lan", "--password-stdin", stdin="mật khẩu khác\n").code == 0
    assert sign_in(store, "lan", "mật khẩu khác").name == "lan"
    assert [row["name"] for row in stocked("accounts", "list", "--json").document] == ["lan"]
    stocked("accounts", "dates", "lan", "--valid-from", "01/02/2026", "--valid-to", "2027-06-30")
    assert "01/02/2026  30/06/2027" in stocked("accounts", "list").out
    days = [(row["valid_from"], row["valid_to"]) for row in stocked("accounts", "list", "--json").document]
    assert days == [("2026-02-01", "2027-06-30")], "for scripts as the store has them"
    assert "từ ngày: 01/02/2026 · đến ngày: 30/06/2027" in stocked("audit", "log", "--limit", "1").out
    assert stocked("accounts", "remove", "lan", "--json").document["state"] == "removed"
    assert stocked("accounts", "list", "--json").document == []
    acts = {line.act for line in actions.recent(store)}
    assert {"account.add", "account.assign", "account.lock", "account.unlock", "account.remove"} <= acts


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("add", "lan", "--role", "clerk", "--password-stdin"), "storage.weak_password"),
        (("add", "lan", "--role", "clerk"), "cli.password_unasked"),
        (("add", "lan", "--role", "clerk", "--password-stdin", "--valid-to", "31/02/2026"), "form.no_day"),
        (("add", "../x", "--role", "clerk", "--password-stdin"), "storage.bad_account_name"),
        (("add", "lan anh", "--role", "clerk", "--password-stdin"), "storage.bad_account_name"),
        (("lock", "nobody"), "storage.no_such_account"),
        (("assign", "nobody", "KS-08"), "storage.no_such_account"),
    ],
)
def test_what_cannot_be_done_to_accounts_is_refused(hotich: Hotich, arguments: tuple[str, ...], why: str) -> None:
    ran = hotich("accounts", *arguments, "--json", stdin="ngắn\n")
    assert (ran.code, ran.document["why"]) == (2, why)


def test_a_password_is_never_an_argument_nor_in_any_answer(hotich: Hotich) -> None:
    ran = hotich("accounts", "add", "lan", "--role", "admin", "--password-stdin", "--json", stdin=f"{PASSWORD}\n")
    assert PASSWORD not in ran.out + ran.err
    assert hotich("accounts", "add", "x", "--role", "clerk", "--password", "y").code == 2


def test_an_import_reports_by_row_and_ends_with_what_became_of_it(hotich: Hotich, tmp_path: Path) -> None:
    head = "book_id,office_code,office_name,level,kind,layout,book_no,year_from,year_to,first_no,last_no,entries\n"
    good = "A-1,1693,UBND xã Vĩnh Quang,commune,KS,C1,01/2008,2008,2008,1,2,2\n"
    bad = "A-2,99999,UBND xã Vĩnh Quang,commune,KS,C1,01/2008,2008,2008,1,2,2\n"
    path = tmp_path / "i.csv"
    path.write_text(head + good, encoding="utf-8")
    whole = hotich("books", "import", path, "--json")
    assert whole.code == 0
    assert whole.document["imported"] == 1
    (repair,) = whole.document["repaired"]
    assert {"row": 1, "column": "office_code", "was": "1693", "now": "01693"}.items() <= repair.items()
    path.write_text(head + good + bad, encoding="utf-8")
    part = hotich("books", "import", path, "--json")
    assert (part.code, part.document["imported"], part.document["unchanged"]) == (1, 0, 1)
    (refusal,) = part.document["refused"]
    assert (refusal["row"], refusal["column"]) == (2, "office_code")
    assert refusal["reason"] in part.err
    path.write_text(head + bad, encoding="utf-8")
    assert hotich("books", "import", path, "--json").code == 2


def test_a_file_refused_as_a_whole_is_one_document_too(hotich: Hotich, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    refused = hotich("books", "import", path, "--json")
    assert refused.code == 2
    assert (refused.document["imported"], refused.document["repaired"]) == (0, [])
    assert [(r["row"], r["column"]) for r in refused.document["refused"]] == [(0, "")]
    assert hotich("books", "import", tmp_path / "no.csv").code == 2


def test_books_are_listed_as_the_inventory_has_them(stocked: Hotich) -> None:
    listed = stocked("books", "list", "--json").document
    assert [book["book_id"] for book in listed] == ["KH-06", "KS-08", "HT-12"]
    assert {"office_code": "01693", "kind": "KS", "layout": "C1", "entries": 4, "state": "open"}.items() <= listed[
        1
    ].items()
    assert [b["book_id"] for b in stocked("books", "list", "--office", "01705", "--json").document] == ["HT-12"]
    assert len(stocked("books", "list").out.splitlines()) == 4


def test_the_next_book_is_the_plans(stocked: Hotich) -> None:
    first = stocked("books", "next", "--json")
    assert {"book_id": "KH-06", "phase": "2020-2022", "deadline": "2022-12-31"}.items() <= first.document.items()
    assert stocked("books", "next", "--office", "01705", "--json").document["book_id"] == "HT-12"
    stocked("accounts", "add", "lan", "--role", "clerk", "--password-stdin", stdin=f"{PASSWORD}\n")
    stocked("accounts", "assign", "lan", "KS-08")
    assert stocked("books", "next", "--account", "lan", "--json").document["book_id"] == "KS-08"
    none = stocked("books", "next", "--office", "99999", "--json")
    assert (none.code, none.document) == (0, None)
    assert "hotich books import" in none.err


def test_without_an_inventory_the_next_thing_is_to_import_one(hotich: Hotich, tmp_path: Path) -> None:
    none = hotich("books", "next")
    assert (none.code, "hotich books import" in none.err) == (0, True)
    plan = hotich("plan", "load", tmp_path / "none.toml")
    assert (plan.code, "không có tệp hoặc thư mục này" in plan.err) == (2, True)
    assert "là thư mục" in hotich("plan", "load", tmp_path).err


def _key(store: Store, book: str, *numbers: int) -> None:
    stated = [
        Stated(Position(2008, n), "KS", PositionState.NORMAL, {"registration_date": Value("1/2/2008", "01.02.2008")}, n)
        for n in numbers
    ]
    assert len(save_many(store, book, stated, account_id=importer(store))) == len(numbers)


def test_a_ledger_names_what_is_missing_until_the_book_can_be_closed(stocked: Hotich, store: Store) -> None:
    _key(store, "KS-08", 1, 2, 4)
    ledger = stocked("books", "ledger", "KS-08", "--json").document
    assert ledger["gaps"] == [{"year": 2008, "first": 3, "last": 3, "reason": "unexplained"}]
    assert (ledger["keyed"], ledger["expected"], ledger["explained"]) == (3, 4, False)
    assert ledger["repeats"] == []
    refused = stocked("books", "close", "KS-08", "--json")
    assert (refused.code, refused.document["why"]) == (2, "storage.book_unexplained")
    _key(store, "KS-08", 3)
    assert stocked("books", "ledger", "KS-08").code == 0
    stocked("accounts", "add", "lan", "--role", "clerk", "--password-stdin", stdin=f"{PASSWORD}\n")
    stocked("accounts", "assign", "lan", "KS-08")
    closed = stocked("books", "close", "KS-08", "--json")
    assert (closed.code, closed.document["state"]) == (0, "closed")
    assert (closed.document["ended"], closed.document["locked"]) == (["lan"], ["lan"])
    assert stocked("books", "reopen", "KS-08", "--json").document["state"] == "open"
    assert stocked("accounts", "list", "--json").document[1]["books"] == []
    assert stocked("books", "reopen", "KS-08", "--json").document["why"] == "storage.book_open"
    assert stocked("books", "ledger", "NO", "--json").code == 2


def test_plan_status_counts_inventory_and_work(stocked: Hotich, store: Store) -> None:
    _key(store, "KS-08", 1, 2)
    status = stocked("plan", "status", "--json").document
    assert [phase["id"] for phase in status["phases"]] == ["2019", "2020-2022", "2024", "2025"]
    keys = {"id", "from", "to", "deadline", "target", "inventory", "keyed", "approved"}
    assert all(keys <= phase.keys() for phase in status["phases"])
    second = status["phases"][1]
    assert (second["target"], second["inventory"], second["keyed"], second["approved"]) == (409_152, 11, 2, 0)
    kinds = {kind["kind"]: kind for kind in status["kinds"]}
    assert list(kinds)[:5] == ["KH", "KS", "CMC", "HN", "KT"]
    assert (kinds["KS"]["inventory"], kinds["KS"]["keyed"]) == (4, 2)
    out = stocked("plan", "status").out
    assert "634023" in out
    assert "31/12/2019" in out
    assert "2019-12-31" not in out
    assert stocked("plan", "status", "--json").document["phases"][0]["deadline"] == "2019-12-31"


def test_another_plan_replaces_the_built_in_one(stocked: Hotich, tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    text = 'name = "Kế hoạch thử"\nkinds = [["KS"]]\n[[phase]]\nid = "một"\ndeadline = 2030-01-01\ntarget = 5\n'
    path.write_text(text, encoding="utf-8")
    loaded = stocked("plan", "load", path, "--json")
    assert loaded.document == {"name": "Kế hoạch thử", "target": 5, "phases": ["một"]}
    assert [phase["id"] for phase in stocked("plan", "status", "--json").document["phases"]] == ["một"]
    path.write_text("name = 5", encoding="utf-8")
    assert stocked("plan", "load", path, "--json").code == 2
    assert stocked("plan", "load", tmp_path / "no.toml", "--json").document["why"] == "cli.file_unusable"
    assert stocked("plan", "status", "--json").document["name"] == "Kế hoạch thử"


def test_forms_in_page_order_with_the_promised_keys(hotich: Hotich) -> None:
    shown = hotich("forms", "show", "ks", "--layout", "d", "--json").document
    assert (shown["kind"], shown["layout"]) == ("KS", "D")
    keys = {"name", "label", "type", "required", "carry", "ministry"}
    assert all(keys <= field.keys() for field in shown["fields"])
    names = [field["name"] for field in shown["fields"]]
    assert names.index("child_full_name") < names.index("mother_full_name")
    assert len(hotich("forms", "list", "--json").document) == 60
    assert hotich("forms", "schema", "KS", "--layout", "D", "--json").document["properties"].keys() == set(names)
    page = [line.split("  ") for line in hotich("forms", "show", "KS", "--layout", "D").out.splitlines()]
    said = {line[0]: [cell.strip() for cell in line if cell][3:] for line in page}
    assert said["child_full_name"] == ["có", "nksHoTen"]
    assert said["registration_date"] == ["có", "theo trường hợp trước", "ngayDangKy"]
    assert said["notes"][0] == "không"
    assert hotich("forms", "show", "XX", "--layout", "D").code == 2


def test_a_fault_of_the_program_shows_no_traceback(hotich: Hotich, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Nông Thị Hiền")

    monkeypatch.setattr("storage.books.list_books", broken)
    monkeypatch.setenv("HOTICH_HOME", str(home))
    ran = hotich("books", "list", "--json")
    assert ran.code == 1
    assert json.loads(ran.out)["why"] == "errors.unexpected"
    assert "Traceback" not in ran.err
    log = (home / "logs" / "faults.log").read_text(encoding="utf-8")
    assert "RuntimeError" in log
    assert "Hiền" not in log
