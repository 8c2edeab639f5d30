"""The inventory comes in: every faulty sheet as its manifest says, the good whole, the same twice without change."""

from __future__ import annotations

import json
import tracemalloc
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import func, select

from registers.catalogue import set_language
from registers.legacy import Encoding
from storage import actions
from storage.engine import Store
from storage.inventory import ImportReport, import_inventory, read_inventory
from storage.permissions import OPERATOR
from storage.sheets import LegacyText, OtherEncoding, SheetRefused
from storage.tables import metadata
from tests.conftest import SHARED_BOOKS

TODAY = date(2026, 11, 23)
FAULTY = SHARED_BOOKS / "faulty"
MANIFEST: list[dict[str, Any]] = (
    json.loads((FAULTY / "manifest.json").read_text(encoding="utf-8"))["files"] if FAULTY.is_dir() else []
)
_BOOK = metadata.tables["book"]

needs_faulty = pytest.mark.skipif(not MANIFEST, reason="the faulty sheets do not lie beside the project")


def _import(store: Store, path: Path, encoding: Encoding | None = None, *, renew: bool = False) -> ImportReport:
    return import_inventory(store, path, by=OPERATOR, today=TODAY, encoding=encoding, renew=renew)


def _stored(store: Store) -> dict[str, dict[str, Any]]:
    with store.read() as session:
        return {row["id"]: dict(row) for row in session.execute(select(_BOOK)).mappings()}


def _sheet_of(case: dict[str, Any], folder: Path) -> Path:
    path: Path = FAULTY / case["file"]
    if path.suffix != ".json":
        return path
    recipe = json.loads(path.read_text(encoding="utf-8"))
    header, *rows = (FAULTY / recipe["base"]).read_text(encoding="utf-8").splitlines()
    assert recipe["column"] == header.split(",")[-1], "only a last cell can be replaced without reading the row"
    kept = rows[recipe["row"] - 1].rpartition(",")[0]
    rows[recipe["row"] - 1] = f"{kept},{recipe['fill'] * recipe['length']}"
    made = folder / "made.csv"
    made.write_text("\n".join([header, *rows]), encoding="utf-8")
    return made


@pytest.fixture
def sqlite_store(sqlite_url: str, clock: Any) -> Any:
    """A store on SQLite alone, for what does not depend on the engine."""
    store = Store.open(sqlite_url, clock=clock)
    yield store
    store.close()


@needs_faulty
@pytest.mark.parametrize("case", MANIFEST, ids=[case["file"] for case in MANIFEST])
def test_a_faulty_sheet_comes_out_as_its_manifest_says(
    case: dict[str, Any], sqlite_store: Store, tmp_path: Path
) -> None:
    outcomes = {case["expect"], case.get("also_acceptable", "")}
    report, refusal = _outcome(sqlite_store, _sheet_of(case, tmp_path))
    if report is None:
        assert "reject_file" in outcomes
        assert len(refusal) > 20
        assert not _stored(sqlite_store)
        return
    if report.refused:
        assert "reject_rows" in outcomes
        assert [(r.row, r.column) for r in report.refused] == [(r["row"], r["field"]) for r in case["rows"]]
        assert all(r.reason for r in report.refused)
        assert report.imported == case["accepted_rows"]
    else:
        assert "accept_after_repair" in outcomes
        assert report.repaired
        assert _stored(sqlite_store).keys() == _ids_of(FAULTY / "00-good.csv")
    assert len(_stored(sqlite_store)) == report.imported


def _outcome(store: Store, path: Path) -> tuple[ImportReport | None, str]:
    try:
        return _import(store, path), ""
    except SheetRefused as refused:
        return None, str(refused)


def _ids_of(path: Path) -> set[str]:
    return {line.partition(",")[0] for line in path.read_text(encoding="utf-8").splitlines()[1:]}


@needs_faulty
def test_the_good_sheet_is_taken_whole_and_the_second_time_changes_nothing(store: Store) -> None:
    first = _import(store, FAULTY / "00-good.csv")
    before, log = _stored(store), actions.recent(store)
    again = _import(store, FAULTY / "00-good.csv")
    assert (first.imported, first.unchanged, first.repaired, first.refused) == (6, 0, [], [])
    assert (again.imported, again.unchanged, again.refused) == (0, 6, [])
    assert _stored(store) == before
    assert actions.recent(store) == log


@needs_faulty
@pytest.mark.parametrize(("file", "encoding"), [("07-tcvn3.csv", Encoding.TCVN3), ("08-vni.csv", Encoding.VNI)])
def test_old_text_is_converted_when_a_person_says_so(file: str, encoding: Encoding) -> None:
    with pytest.raises(LegacyText) as refused:
        read_inventory(FAULTY / file, today=TODAY)
    assert refused.value.values["encoding"] is encoding
    converted = read_inventory(FAULTY / file, today=TODAY, encoding=encoding)
    assert converted.books == read_inventory(FAULTY / "00-good.csv", today=TODAY).books
    other = Encoding.VNI if encoding is Encoding.TCVN3 else Encoding.TCVN3
    with pytest.raises(OtherEncoding):
        read_inventory(FAULTY / file, today=TODAY, encoding=other)


@needs_faulty
def test_a_wrong_encoding_named_for_a_good_sheet_is_refused() -> None:
    with pytest.raises(OtherEncoding):
        read_inventory(FAULTY / "00-good.csv", today=TODAY, encoding=Encoding.TCVN3)


@needs_faulty
def test_the_text_of_a_mended_sheet_is_the_good_text() -> None:
    good = read_inventory(FAULTY / "00-good.csv", today=TODAY).books
    for file in ("03-columns-reordered.csv", "04-bom.csv", "05-utf16.csv", "06-nfd.csv", "23-semicolons.csv"):
        assert read_inventory(FAULTY / file, today=TODAY).books == good, file


@needs_faulty
def test_escapes_go_with_their_parameters_and_are_reported_harmless() -> None:
    sheet = read_inventory(FAULTY / "15-terminal-escapes.csv", today=TODAY)
    assert sheet.books[0][1].office_name == "UBND xã Vĩnh Quang"
    assert sheet.books[1][1].notes == "ố vàng"
    assert sheet.repaired[0].was == "UBND xã <U+001B>[31mVĩnh Quang<U+001B>[0m"
    assert all(c.isprintable() for repair in sheet.repaired for c in repair.was + repair.now)


@needs_faulty
def test_a_formula_is_kept_as_text() -> None:
    sheet = read_inventory(FAULTY / "14-formula-cells.csv", today=TODAY)
    assert sheet.books[0][1].notes == "=cmd|' /C calc'!A0"
    assert [r.why for r in sheet.repaired] == ["formula_kept"] * 5


@needs_faulty
def test_a_huge_cell_takes_little_memory(tmp_path: Path) -> None:
    recipe = next(case for case in MANIFEST if case["file"].endswith(".json"))
    path = _sheet_of(recipe, tmp_path)
    size = path.stat().st_size
    tracemalloc.start()
    sheet = read_inventory(path, today=TODAY)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(sheet.books), [r.why for r in sheet.refused]) == (5, ["cell_too_long"])
    assert peak < size / 2


def _workbook(path: Path, header: list[str], rows: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([header, *rows]):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    return path


@needs_faulty
def test_a_workbook_with_numbers_for_codes_is_read_like_the_csv(tmp_path: Path) -> None:
    good = read_inventory(FAULTY / "00-good.csv", today=TODAY).books
    header = (FAULTY / "00-good.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    rows = [
        [int(str(value)) if str(value).isdigit() else str(value) for value in _cells(book, header)] for _, book in good
    ]
    sheet = read_inventory(_workbook(tmp_path / "good.xlsx", header, rows), today=TODAY)
    assert sheet.books == good
    assert {r.why for r in sheet.repaired} == {"zero_restored"}  # 01693 became the number 1693


def _cells(book: Any, header: list[str]) -> list[Any]:
    return [getattr(book, name) for name in header]


@needs_faulty
def test_a_workbook_typed_in_an_old_font_is_recognised(tmp_path: Path) -> None:
    text = (FAULTY / "07-tcvn3.csv").read_bytes().decode("latin-1")
    header, row = (line.split(",") for line in text.splitlines()[:2])
    name = ",".join(row[2:5]).strip('"')
    path = _workbook(tmp_path / "old.xlsx", header, [[*row[:2], name, *row[5:16], "", row[-1]]])
    with pytest.raises(LegacyText):
        read_inventory(path, today=TODAY)
    sheet = read_inventory(path, today=TODAY, encoding=Encoding.TCVN3)
    assert sheet.books[0][1].office_name == "UBND xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"


def _changed(folder: Path, was: str, now: str) -> Path:
    path = folder / "changed.csv"
    text = (FAULTY / "00-good.csv").read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, now), encoding="utf-8")
    return path


@needs_faulty
def test_a_row_that_contradicts_a_kept_book_is_refused_until_told_to_update(store: Store, tmp_path: Path) -> None:
    _import(store, FAULTY / "00-good.csv")
    changed = _changed(tmp_path, ",54,9,", ",55,9,")
    refused = _import(store, changed)
    assert [(r.row, r.column, r.why) for r in refused.refused] == [(1, "book_id", "book_differs")]
    assert _stored(store)["01693-KH-1975-01"]["entries"] == 54
    renewed = _import(store, changed, renew=True)
    assert (renewed.updated, renewed.unchanged) == (1, 5)
    assert _stored(store)["01693-KH-1975-01"]["entries"] == 55
    (line,) = actions.recent(store, subject="01693-KH-1975-01")
    assert (line.act, line.detail) == ("books.renew", {"was": {"entries": 54}, "now": {"entries": 55}})


@needs_faulty
def test_a_book_with_entries_keeps_its_identity(store: Store, tmp_path: Path) -> None:
    _import(store, FAULTY / "00-good.csv")
    with store.write() as session:
        session.execute(_BOOK.update().where(_BOOK.c.id == "01693-KH-1975-01").values(keyed=1))
    report = _import(store, _changed(tmp_path, "commune,KH,A,01/1975", "commune,KH,B,01/1975"), renew=True)
    assert [r.why for r in report.refused] == ["book_has_entries"]
    assert _stored(store)["01693-KH-1975-01"]["layout"] == "A"


@needs_faulty
def test_reasons_follow_the_language(tmp_path: Path) -> None:
    path = FAULTY / "26-count-mismatch.csv"
    vietnamese = read_inventory(path, today=TODAY).refused[0].reason
    set_language("en")
    assert read_inventory(path, today=TODAY).refused[0].reason != vietnamese


def test_the_whole_province_comes_in(sqlite_store: Store) -> None:
    path = SHARED_BOOKS / "inventory-cao-bang.csv"
    if not path.is_file():
        pytest.skip("the province's inventory does not lie beside the project")
    report = _import(sqlite_store, path)
    assert (report.imported, report.refused, report.repaired) == (3866, [], [])
    with sqlite_store.read() as session:
        offices = session.execute(select(func.count()).select_from(metadata.tables["office"])).scalar_one()
        sums = session.execute(select(_BOOK.c.layout, func.sum(_BOOK.c.entries)).group_by(_BOOK.c.layout)).all()
    assert offices == 213
    assert sum(Counter(dict(tuple(row) for row in sums)).values()) == 634_023
    assert _import(sqlite_store, path).unchanged == 3866
