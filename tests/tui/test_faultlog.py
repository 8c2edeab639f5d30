"""The log of faults says where, never what."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

from tui import faultlog

NOW = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)


def _failing(secret: str) -> None:
    try:
        int(secret)
    except ValueError as error:
        raise KeyError(secret) from error


def test_places_and_kinds_are_kept_and_values_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    for _ in range(2):
        try:
            _failing("Nông Thị Hiền")
        except KeyError as error:
            faultlog.record(folder, error, NOW)
    log = folder / "faults.log"
    text = log.read_text(encoding="utf-8")
    assert text.count("2026-11-23T01:02:03Z builtins.KeyError") == 2
    assert "from builtins.ValueError" in text
    assert "test_faultlog.py" in text
    assert "_failing" in text
    assert "Nông" not in text
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way", encoding="utf-8")
    faultlog.record(tmp_path / "logs", ValueError(), NOW)
    assert (tmp_path / "logs").read_text(encoding="utf-8") == "in the way"
