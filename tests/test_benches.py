"""The benches of the store run, at a size that takes a moment, and print the figures they promise."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bench import scale
from bench.__main__ import main


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["machine"]["seed"] == 1
    return found


def test_scale_times_every_operation_at_every_size(capsys: pytest.CaptureFixture[str]) -> None:
    found = _run(capsys, "scale", "--entries", "60", "--times", "3")
    assert found["sizes"] == [60]
    operations = found["operations"]
    assert {"save", "correct", "next_position", "queue", "ledger", "search_name", "search_number"} < operations.keys()
    assert {"review_page", "plan_status", "lease"} < operations.keys()
    for timed in operations.values():
        assert [at["entries"] for at in timed] == [60]
        assert all(0 < at["p50_ms"] <= at["p99_ms"] for at in timed)


def test_sizes_are_powers_of_ten_up_to_the_one_asked_for() -> None:
    assert scale.sizes_upto(100_000) == [1_000, 10_000, 100_000]
    assert scale.sizes_upto(30_000) == [1_000, 10_000, 30_000]
    assert scale.sizes_upto(500) == [500]


def test_store_measures_one_writer_several_and_files_beside_raw_inserts(capsys: pytest.CaptureFixture[str]) -> None:
    found = _run(capsys, "store", "--entries", "6", "--writers", "2")
    assert found["writers"]["processes"] == 2
    for way in ("one_writer", "writers"):
        assert found[way]["save_ms"]["p50"] > found[way]["raw_insert_ms"]["p50"] > 0
        assert found[way]["per_s"] > 0
    assert found["bulk"]["raw_per_s"] > found["bulk"]["import_per_s"] > 0


def test_search_asks_every_kind_of_question_three_ways(capsys: pytest.CaptureFixture[str]) -> None:
    kinds = _run(capsys, "search", "--entries", "300", "--questions", "8")["kinds"]
    assert kinds.keys() == {"full_name", "without_tones", "beginning", "name_and_year", "no_hit"}
    for kind, ways in kinds.items():
        assert ways.keys() == {"entries", "persons", "like_scan"}
        assert ways["like_scan"]["hits"] >= ways["entries"]["hits"]
        assert (ways["entries"]["hits"] == 0) is (kind == "no_hit")
