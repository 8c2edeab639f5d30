"""Reports on the command line: figures for scripts, tables for people, a workbook to hand on."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.tui.cli.conftest import Hotich


def _key(hotich: Hotich, folder: Path) -> None:
    sheet = folder / "births.csv"
    sheet.write_text(
        "so,trangSo,ngayDangKy,nksHoTen\n1,1,10.01.2008,nông thị hiền\n2,2,11.01.2008,=1+1\n", encoding="utf-8"
    )
    assert hotich("entries", "import", sheet, "--format", "csv", "--book", "KS-08").code == 0


def test_progress_sets_the_plan_against_what_is_done(stocked: Hotich, tmp_path: Path) -> None:
    _key(stocked, tmp_path)
    document = stocked("report", "progress", "--json").document
    assert {"inventory": 11, "keyed": 2, "approved": 0, "target": 634_023}.items() <= document.items()
    phases = {phase["id"]: (phase["inventory"], phase["keyed"]) for phase in document["phases"]}
    assert phases["2020-2022"] == (11, 2)
    assert {each["kind"]: each["keyed"] for each in document["kinds"]} == {"KH": 0, "KS": 2, "": 0}
    assert {each["office"]: (each["inventory"], each["keyed"]) for each in document["offices"]} == {
        "01693": (6, 2),
        "01705": (5, 0),
    }
    assert {each["book"]: each["keyed"] for each in document["books"]} == {"KH-06": 0, "KS-08": 2, "HT-12": 0}
    shown = stocked("report", "progress").out
    assert "Theo cơ quan" in shown
    assert "0,00%" in shown
    assert "KS-08" not in shown  # hundreds of books belong in the workbook


def test_a_workbook_has_every_table_and_runs_nothing(stocked: Hotich, tmp_path: Path) -> None:
    _key(stocked, tmp_path)
    path = tmp_path / "report.xlsx"
    for noun in ("progress", "productivity", "quality"):
        ran = stocked("report", noun, "--xlsx", path, "--json")
        assert (ran.code, ran.document["file"]) == (0, str(path))
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    stocked("report", "progress", "--xlsx", path)
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["Theo giai đoạn", "Theo loại sổ", "Theo cơ quan", "Từng quyển sổ"]
    phases = book.get_sheet_by_name("Theo giai đoạn").to_python()
    assert phases[2][:5] == ["2020-2022", date(2022, 12, 31), 409_152, 11, 2]
    assert list(tmp_path.glob("*.partial")) == []


def test_productivity_tells_the_pace_of_the_period_asked_for(stocked: Hotich, tmp_path: Path) -> None:
    _key(stocked, tmp_path)
    document = stocked("report", "productivity", "--json").document
    assert document["keyed_a_week"] == round(2 / 8, 1)
    assert [(day["keyed"], day["approved"]) for day in document["days"]] == [(2, 0)]
    assert {phase["id"]: phase["left"] for phase in document["phases"]} == {"2020-2022": 9}
    long_ago = stocked("report", "productivity", "--from", "2020-01-01", "--to", "2020-01-07", "--json").document
    assert (long_ago["days"], long_ago["keyed_a_week"]) == ([], 0)


@pytest.mark.parametrize(
    ("period", "why"),
    [
        (("--from", "2026-02-30"), "form.no_day"),
        (("--from", "02/02/2026", "--to", "01/02/2026"), "report.bad_period"),
        (("--to", "x"), "form.no_day"),
    ],
)
def test_a_period_that_is_none_is_refused(stocked: Hotich, period: tuple[str, ...], why: str) -> None:
    refused = stocked("report", "productivity", *period, "--json")
    assert (refused.code, refused.document["why"]) == (2, why)


def test_quality_names_the_flags_with_what_their_rule_demands(stocked: Hotich, tmp_path: Path) -> None:
    _key(stocked, tmp_path)
    document = stocked("report", "quality", "--json").document
    assert document["fields"] == {"looked_at": 0, "found": 0, "interval": [0.0, 1.0]}
    assert document["kinds"] == [{"kind": "KS", "entries": 2, "approved": 0, "returned": 0}]
    assert document["flags"]
    assert document["flags"][0]["rule"] in stocked("report", "quality").out


def test_a_folder_that_is_not_there_is_named(stocked: Hotich, tmp_path: Path) -> None:
    refused = stocked("report", "quality", "--xlsx", tmp_path / "none" / "q.xlsx")
    assert (refused.code, "q.xlsx" in refused.err) == (2, True)
