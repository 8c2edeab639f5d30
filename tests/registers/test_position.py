"""Numbers of entries: as written, as stored, in order."""

from __future__ import annotations

import pytest

from registers.position import Position


@pytest.mark.parametrize(
    ("written", "year", "position"),
    [
        ("12/2006", None, Position(2006, 12)),
        ("012", 2006, Position(2006, 12)),
        ("5bis", 2008, Position(2008, 5, "bis")),
        ("5 BIS/2008", None, Position(2008, 5, "bis")),
        ("5/2008 bis", None, Position(2008, 5, "bis")),
        ("Số 7a", 1999, Position(1999, 7, "a")),
        ("12/06", 2006, Position(2006, 12)),
        ("12/2007", 2006, Position(2007, 12)),
    ],
)
def test_written_numbers(written: str, year: int | None, position: Position) -> None:
    assert Position.parse(written, year) == position


@pytest.mark.parametrize(
    ("written", "year"),
    [("", 2006), ("bis", 2006), ("12", None), ("12/06", 2007), ("12/06", None), ("5a/2008 bis", None), ("-3", 2006)],
)
def test_what_is_no_number_is_refused(written: str, year: int | None) -> None:
    with pytest.raises(ValueError, match=r"number|year|century"):
        Position.parse(written, year)


@pytest.mark.parametrize("position", [Position(2006, 12), Position(2008, 5, "bis")])
def test_text_and_back(position: Position) -> None:
    assert Position.parse(str(position)) == position


def test_suffixes_follow_their_number() -> None:
    shuffled = [Position(2008, 6), Position(2008, 5, "bis"), Position(2009, 1), Position(2008, 5)]
    assert [str(p) for p in sorted(shuffled)] == ["5/2008", "5bis/2008", "6/2008", "1/2009"]
