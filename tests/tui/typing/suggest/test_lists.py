"""The built-in lists: whole, clean, and weighed."""

from __future__ import annotations

import csv
import unicodedata
from importlib import resources

import pytest

from registers.text import classic_tones
from tui.typing.suggest.lists import GIVEN, MAN, MIDDLE, SURNAME, WOMAN, name_shares

TABLES = {
    "surnames.csv": ("group", "name"),
    "middle.csv": ("group", "sex", "name"),
    "given.csv": ("group", "sex", "name"),
}


@pytest.mark.parametrize("table", TABLES)
def test_names_stand_once_in_classic_spelling_with_a_weight(table: str) -> None:
    text = resources.files("tui.typing").joinpath("lists", table).read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    keys = [tuple(row[column] for column in TABLES[table]) for row in rows]
    assert len(keys) == len(set(keys)) > 100
    for row in rows:
        assert unicodedata.is_normalized("NFC", row["name"])
        assert row["name"] == classic_tones(row["name"])
        assert row["name"][0].isupper()
        assert " " not in row["name"]
        assert float(row["weight"]) > 0


def test_shares_sum_to_one() -> None:
    for words in name_shares().values():
        assert sum(words.values()) == pytest.approx(1.0)


def test_groups_weigh_by_their_share_of_the_province() -> None:
    shares = name_shares()
    assert shares[SURNAME, MAN]["Nông"] > shares[SURNAME, MAN]["Trần"]  # Tày and Nùng before Kinh
    assert shares[MIDDLE, WOMAN]["Thị"] > 0.4
    assert shares[GIVEN, MAN]["Páo"] > 0  # Mông
    assert "Thị" not in shares[GIVEN, WOMAN]
