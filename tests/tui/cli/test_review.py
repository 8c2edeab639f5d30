"""`hotich review`: what waits, deciding, standardising, by scripts."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from registers.value import Value
from registers.workflow import EntryState, Role
from storage import accounts, decisions, entries, positions
from storage.engine import Store
from storage.permissions import OPERATOR
from tests.tui.cli.conftest import Hotich

ENTRIES = "so,trangSo,ngayDangKy,nksHoTen\n1,1,10.01.2008,nông thị hiền\n2,2,11.01.2008,Lý Thị Hoà\n"


def _keyed(stocked: Hotich, store: Store, tmp_path: Path) -> list[str]:
    path = tmp_path / "births.csv"
    path.write_text(ENTRIES, encoding="utf-8")
    assert stocked("entries", "import", path, "--format", "csv", "--book", "KS-08").code == 0
    accounts.add(store, "minh", Role.SUPERVISOR, "mật khẩu dài", by=OPERATOR)
    minh = accounts.get(store, "minh").account_id
    ids = [str(row.entry_id) for row in positions.list_positions(store, "KS-08")]
    kept = entries.load(store, ids[1])  # as an older program stored it
    old = {**kept.values, "child_full_name": Value("Lý Thị Hoà", "Lý Thị Hoà")}
    entries.correct(store, ids[1], values=old, base_revision=1, account_id=minh, page_no=2, overrides=kept.overrides)
    return ids


def test_standardise_lists_refuses_and_accepts(stocked: Hotich, store: Store, tmp_path: Path) -> None:
    ids = _keyed(stocked, store, tmp_path)
    listed = stocked("review", "standardise", "KS-08", "--json").document
    assert listed["counts"] == {"tone": 1}
    (one,) = listed["proposals"]
    assert (one["entry"], one["field"], one["change"]) == (ids[1], "child_full_name", "tone")
    assert (one["as_written"], one["becomes"]) == ("Lý Thị Hoà", {"normalised": "Lý Thị Hòa", "mark": ""})
    assert stocked("review", "standardise", "KS-08", "--kind", "date", "--json").document["proposals"] == []
    assert stocked("review", "standardise", "KS-08", "--accept", "tone", "--json").document["why"].endswith("nobody")
    wrong = stocked("review", "standardise", "KS-08", "--accept", "tome", "--account", "minh")
    assert wrong.code == 2
    assert "tone" in wrong.err
    import_account = stocked("review", "standardise", "KS-08", "--accept", "tone", "--account", "import", "--json")
    assert import_account.code == 3
    done = stocked("review", "standardise", "KS-08", "--accept", "tone", "--account", "minh", "--json")
    assert (done.code, done.document["accepted"]) == (0, [{"id": ids[1], "revision": 3}])
    assert entries.load(store, ids[1]).values["child_full_name"].normalised == "Lý Thị Hòa"
    assert stocked("review", "standardise", "KS-08", "--json").document["proposals"] == []


def test_control_c_ends_a_large_approval_after_the_batch_under_way_and_says_what_is_left(
    stocked: Hotich, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = _keyed(stocked, store, tmp_path)
    accounts.add(store, "thu", Role.SUPERVISOR, "mật khẩu dài", by=OPERATOR)  # Minh has typed in one of them
    monkeypatch.setattr(decisions, "_TOGETHER", 1)
    decide = decisions._decide

    def interrupted(*given: Any) -> decisions.Decided:
        os.kill(os.getpid(), signal.SIGINT)
        return decide(*given)

    monkeypatch.setattr(decisions, "_decide", interrupted)
    done = stocked("review", "approve", "--all", "--account", "thu", "--json")
    assert (done.code, len(done.document["decided"]), done.document["not_looked_at"]) == (1, 1, 1)
    monkeypatch.setattr(decisions, "_decide", decide)
    assert stocked("review", "approve", "--all", "--account", "thu").code == 0
    assert [entries.load(store, entry_id).state for entry_id in ids] == [EntryState.APPROVED] * 2


def test_the_environment_names_who_decides_and_nobody_else_may_be_named(
    stocked: Hotich, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = _keyed(stocked, store, tmp_path)
    assert stocked("review", "approve", ids[0]).code == 2
    monkeypatch.setenv("HOTICH_ACCOUNT", "minh")
    assert stocked("review", "approve", ids[0], "--account", "import").code == 3
    assert entries.load(store, ids[0]).state is EntryState.KEYED
    assert stocked("review", "approve", ids[0]).code == 0
    assert entries.history(store, ids[0])[-1].account_id == accounts.get(store, "minh").account_id
    assert stocked("review", "standardise", "KS-08", "--accept", "tone", "--json").document["accepted"]


def test_a_place_is_refused_by_name_and_stays_refused(stocked: Hotich, store: Store, tmp_path: Path) -> None:
    ids = _keyed(stocked, store, tmp_path)
    place = f"{ids[1]}:child_full_name"
    refused = stocked("review", "standardise", "KS-08", "--refuse", place, "--account", "minh", "--json").document
    assert [one["field"] for one in refused["refused"]] == ["child_full_name"]
    assert stocked("review", "standardise", "KS-08", "--json").document["counts"] == {}


def test_what_waits_is_listed_returned_and_approved(stocked: Hotich, store: Store, tmp_path: Path) -> None:
    ids = _keyed(stocked, store, tmp_path)
    queue = stocked("review", "queue", "--book", "KS-08", "--json").document
    assert queue["total"] == 2
    assert {entry["id"] for entry in queue["entries"]} == set(ids)
    said = ["--comment", "child_full_name=Sổ ghi Hiên"]
    assert stocked("review", "return", ids[0], "--account", "minh", *said, "--json").document["decided"]
    assert entries.load(store, ids[0]).state is EntryState.RETURNED
    own = stocked("review", "approve", ids[1], "--account", "minh", "--json")
    assert (own.code, own.document["undecided"][0]["why"]) == (3, "workflow.own_work")
