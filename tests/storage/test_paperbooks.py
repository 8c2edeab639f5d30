"""Transcribed books come in as a perfect clerk would key them, and go out as a careful clerk stores them."""

from __future__ import annotations

import io
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bench.paper import write_inventory
from registers.kinds import PositionState, RegisterKind
from registers.workflow import Role
from storage import accounts, chain, shelf
from storage.engine import Store
from storage.export import Wanted, lines, write_csv, write_jsonl
from storage.intake import IMPORTER, IntakeReport, importer
from storage.inventory import import_inventory
from storage.paperbooks import LINE_LIMIT, import_folder
from storage.permissions import OPERATOR
from storage.records import history

TODAY = date(2026, 11, 23)

LISTED_CAUSES = {
    "declarant_relation": "the page says “Ông” or “Bà” and not of which side",
    "changed_field": "the page does not print what was changed",
    "residence": "the hamlet is written without marks, and nowhere with them before",
}
"""Why a stored value may differ from the truth: what the page itself does not tell."""


@pytest.fixture
def sqlite_store(sqlite_url: str, clock: Any) -> Iterator[Store]:
    """A store on SQLite alone, for what does not depend on the engine."""
    store = Store.open(sqlite_url, clock=clock)
    yield store
    store.close()


def _take(store: Store, folder: Path, account_id: str = "") -> IntakeReport:
    _, report = import_folder(store, folder, account_id=account_id or importer(store), today=TODAY)
    return report


def _records(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted((folder / "entries").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


@pytest.fixture
def spread(sample_books: Path, tmp_path: Path) -> Path:
    """Every fourth of the sample books: what single values become of all is proved on the registers' floor."""
    books = [file.stem for file in sorted((sample_books / "entries").glob("*.jsonl"))][::4]
    (tmp_path / "entries").mkdir()
    for book in books:
        shutil.copy(sample_books / "entries" / f"{book}.jsonl", tmp_path / "entries")
    write_inventory(sample_books, books, tmp_path / "inventory.csv")
    return tmp_path


def test_a_spread_of_the_sample_is_stored_as_a_careful_clerk_would(sqlite_store: Store, spread: Path) -> None:
    pages = list(_records(spread))
    assert {page["kind"] for page in pages} == set(RegisterKind)
    assert {page["state"] for page in pages} == set(PositionState) - {PositionState.SKIPPED}
    report = _take(sqlite_store, spread)
    assert (report.imported, report.unchanged, report.refused) == (len(pages), 0, [])
    assert report.imported > 500
    stored = {(x["book"], x["year"], x["entry_no"], x["suffix"]): x for x in lines(sqlite_store, Wanted())}
    differing: Counter[str] = Counter()
    fields = 0
    for record in pages:
        line = stored.pop((record["book_id"], record["year"], record["entry_no"], record["suffix"]))
        assert (line["kind"], line["page_no"]) == (record["kind"], record["page_no"])
        assert (line["position"], line["state"], line["revision"]) == (record["state"], "keyed", 1)
        truth = record.get("truth", {})
        for name in truth.keys() | line["values"].keys():
            fields += 1
            if line["values"].get(name, {"normalised": ""})["normalised"] != truth.get(name, ""):
                differing[name] += 1
    assert not stored
    assert all(any(name.endswith(listed) for listed in LISTED_CAUSES) for name in differing), differing
    assert differing.total() <= fields * 0.0005
    assert _take(sqlite_store, spread).unchanged == len(pages)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder of two books: a birth book of 1975 and a combined book of 2012."""
    head = (
        "book_id,office_code,office_name,level,kind,layout,book_no,year_from,year_to,opened,closed,"
        "first_no,last_no,entries,pages,shelf,notes\n"
    )
    office = '01693,"UBND xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng",commune'
    (tmp_path / "inventory.csv").write_text(
        head
        + f"KS-75,{office},KS,A,01/1975,1975,1975,,,1,3,3,2,,\n"
        + f"HT-12,{office},,C2,01/2012,2012,2012,,,1,1,1,1,,\n",
        encoding="utf-8",
    )
    pages = [
        _page(
            "KS-75", "KS", 1, child_full_name="nông văn hùng", child_birth_date="10/3/75", mother_full_name="Lý Thị Mẩy"
        ),
        _page("KS-75", "KS", 2, child_full_name="=HYPERLINK(1)", mother_full_name="nt"),
        _page("KS-75", "KS", 3) | {"state": "missing_page"},
        _page("HT-12", "GH", 1, ward_full_name="Nông Thị Lan"),
    ]
    (tmp_path / "entries").mkdir()
    for book in ("KS-75", "HT-12"):
        _write(tmp_path, book, [json.dumps(page, ensure_ascii=False) for page in pages if page["book_id"] == book])
    return tmp_path


def _page(book: str, kind: str, number: int, **values: str) -> dict[str, Any]:
    year = 1975 if kind == "KS" else 2012
    page = {"book_id": book, "kind": kind, "year": year, "entry_no": number, "suffix": "", "page_no": 1}
    return page | {
        "state": "normal",
        "values": {"entry_no": str(number)} | values,
        "marks": {},
        "truth": {"entry_no": "x"},
    }


def _write(folder: Path, book: str, written: list[str]) -> None:
    (folder / "entries" / f"{book}.jsonl").write_text("\n".join(written) + "\n", encoding="utf-8")


def test_pages_are_keyed_by_the_account_named(store: Store, folder: Path) -> None:
    lan = accounts.add(store, "lan", Role.CLERK, "mật khẩu dài", by=OPERATOR)
    assert _take(store, folder, lan.account_id).imported == 4
    entry = next(lines(store, Wanted(book="KS-75")))
    (revision,) = history(store, entry["id"])
    assert (revision.keyer, revision.account_id) == (lan.account_id, lan.account_id)
    assert revision.reason
    assert chain.verify(store).ok
    assert shelf.get(store, "KS-75").keyed == 3


def test_without_a_name_the_import_account_keys_them(store: Store, folder: Path) -> None:
    _take(store, folder)
    assert [row.name for row in accounts.list_all(store)] == [IMPORTER]
    _take(store, folder)
    assert [row.name for row in accounts.list_all(store)] == [IMPORTER]


def test_values_are_normalised_and_ditto_marks_resolved_from_the_line_above(store: Store, folder: Path) -> None:
    _take(store, folder)
    first, second, missing = lines(store, Wanted(book="KS-75"))
    assert first["values"]["child_full_name"]["normalised"] == "Nông Văn Hùng"
    assert first["values"]["child_birth_date"] == {"as_written": "10/3/75", "normalised": "10.03.1975", "mark": ""}
    assert second["values"]["mother_full_name"] == {"as_written": "nt", "normalised": "Lý Thị Mẩy", "mark": ""}
    assert (missing["position"], missing["values"]) == ("missing_page", {})
    assert {m["role"]: m["full_name"] for m in first["mentions"]}["mother"] == "Lý Thị Mẩy"
    assert {"subject": "mother", "relation": "mother_of", "object": "child"} in first["kinship"]


def test_what_is_kept_is_never_written_over(store: Store, folder: Path) -> None:
    _take(store, folder)
    page = _page("KS-75", "KS", 1, child_full_name="Nông Văn Khác")
    _write(folder, "KS-75", [json.dumps(page)])
    report = _take(store, folder)
    assert (report.imported, report.unchanged) == (0, 1)
    assert [(r.book, r.row, r.position, r.why) for r in report.refused] == [
        ("KS-75", 1, "1/1975", "inventory.already_different")
    ]
    assert next(lines(store, Wanted(book="KS-75")))["values"]["child_full_name"]["normalised"] == "Nông Văn Hùng"


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '"x"',
        "null",
        '{"year": 1975}',
        '{"year": "1975", "entry_no": 1}',
        '{"year": 1975, "entry_no": true}',
        '{"year": 1975, "entry_no": 1, "kind": "KS", "values": {"notes": 5}}',
        '{"year": 1975, "entry_no": 1, "kind": "KS", "values": {"no_such_field": "x"}}',
        '{"year": 1975, "entry_no": 1, "kind": "KS", "marks": {"notes": "lost"}}',
        '{"year": 1975, "entry_no": 1, "kind": "KS", "state": "eaten"}',
        '{"year": 1975, "entry_no": 1, "kind": "XX", "values": {}}',
        '{"year": 1875, "entry_no": 1, "kind": "KS", "values": {}}',
        '{"year": 1975, "entry_no": 0, "kind": "KS", "values": {}}',
        '{"year": 1975, "entry_no": 1, "kind": "KS", "values": {"notes": "' + "x" * 30_000 + '"}}',
        "[" * 100_000,
        "x" * (LINE_LIMIT + 10),
        "\udcff",
    ],
)
def test_a_line_that_is_no_page_is_refused_and_the_next_is_taken(sqlite_store: Store, folder: Path, line: str) -> None:
    path = folder / "entries" / "KS-75.jsonl"
    good = json.dumps(_page("KS-75", "KS", 2, child_full_name="Nông Thị Lan"))
    path.write_bytes(f"{line}\n{good}\n".encode("utf-8", "surrogateescape"))
    report = _take(sqlite_store, folder)
    assert [(r.book, r.row) for r in report.refused] == [("KS-75", 1)]
    assert all(len(r.reason) < 400 for r in report.refused)
    taken = [x["entry_no"] for x in lines(sqlite_store, Wanted(book="KS-75"))]
    assert taken == ([] if len(line) > LINE_LIMIT else [2])


def test_a_book_given_to_others_is_refused_as_a_whole(store: Store, folder: Path) -> None:
    _take(store, folder)
    accounts.add(store, "lan", Role.CLERK, "mật khẩu dài", by=OPERATOR)
    accounts.assign(store, "lan", ["KS-75"], by=OPERATOR)
    _write(folder, "KS-75", [json.dumps(_page("KS-75", "KS", 4, child_full_name="Nông Thị Lan"))])
    report = _take(store, folder)
    assert [(r.book, r.row, r.why) for r in report.refused] == [("KS-75", 0, "storage.book_assigned")]


def test_a_full_disk_ends_the_import_and_is_told_once(sqlite_store: Store, folder: Path) -> None:
    import_inventory(sqlite_store, folder / "inventory.csv", by=OPERATOR, today=TODAY)
    account_id = importer(sqlite_store)
    with sqlite_store.read() as session:
        connection = session.connection()
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    long = [_page(book, kind, 1, notes="x" * 15_000) for book, kind in (("KS-75", "KS"), ("HT-12", "GH"))]
    for page in long:
        _write(folder, page["book_id"], [json.dumps(page)])
    report = _take(sqlite_store, folder, account_id)
    assert [(r.row, r.why) for r in report.refused] == [(0, "storage.full")]
    assert report.imported == 0


def test_an_export_in_json_is_one_object_a_line(store: Store, folder: Path) -> None:
    _take(store, folder)
    out = io.StringIO()
    assert write_jsonl(store, out, Wanted()) == 4
    read = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(x["book"], x["entry_no"]) for x in read] == [("HT-12", 1), ("KS-75", 1), ("KS-75", 2), ("KS-75", 3)]
    keys = [
        "id",
        "office",
        "kind",
        "year",
        "book",
        "entry_no",
        "suffix",
        "page_no",
        "position",
        "state",
        "revision",
        "values",
        "mentions",
        "kinship",
    ]
    assert all(list(x) == keys for x in read)
    assert read[2]["values"]["child_full_name"]["as_written"] == "=HYPERLINK(1)"


def test_a_person_bears_one_id_wherever_an_export_mentions_him(store: Store, folder: Path) -> None:
    couple = {"mother_full_name": "Lý Thị Mẩy", "father_full_name": "Nông Văn Bé", "mother_birth_year": "1950"}
    couple |= {"father_birth_year": "1948", "mother_residence": "Nà Vường, Vĩnh Quang, Cao Bằng, Cao Bằng"}
    pages = [_page("KS-75", "KS", n, child_full_name=f"Nông Văn {name}", **couple) for n, name in ((1, "A"), (2, "B"))]
    _write(folder, "KS-75", [json.dumps(page, ensure_ascii=False) for page in pages])
    _take(store, folder)
    first, second = ({m["role"]: m["person"] for m in x["mentions"]} for x in lines(store, Wanted(book="KS-75")))
    assert first["mother"] == second["mother"]
    assert first["father"] == second["father"]
    assert len({first["mother"], first["father"], first["child"], second["child"]}) == 4


def test_an_export_in_csv_runs_nothing_in_a_spreadsheet(store: Store, folder: Path) -> None:
    import csv

    _take(store, folder)
    out = io.StringIO()
    assert write_csv(store, out, Wanted(book="KS-75")) == 3
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [row["child_full_name.as_written"] for row in rows] == ["nông văn hùng", "'=HYPERLINK(1)", ""]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row.values())


def test_an_export_keeps_to_the_state_and_book_asked_for(store: Store, folder: Path) -> None:
    from registers.workflow import EntryState

    _take(store, folder)
    assert [x["kind"] for x in lines(store, Wanted(book="HT-12"))] == ["GH"]
    assert not list(lines(store, Wanted(state=EntryState.APPROVED)))
    assert len(list(lines(store, Wanted(state=EntryState.KEYED)))) == 4
