"""What a revision's body holds, and that values come back from it as they went in."""

from __future__ import annotations

import pytest

from registers.revision import FIELDS, body, read, written
from registers.value import Mark, Value

VALUES = {
    "child_full_name": Value("NÔNG THỊ HIỀN", "Nông Thị Hiền"),
    "mother_full_name": Value("Hoàng Thị L…", "", Mark.TORN),
    "notes": Value("", "", Mark.BLANK),
    "birth_order": Value("", "2"),
    "father_full_name": Value(),
}


def test_values_come_back_as_they_went_in_but_for_those_that_say_nothing() -> None:
    kept = written(VALUES)
    assert kept["mother_full_name"] == ["Hoàng Thị L…", "", "torn"]
    assert read(kept) == {name: value for name, value in VALUES.items() if name != "father_full_name"}


def test_a_body_holds_its_fields_and_nothing_else() -> None:
    facts = dict.fromkeys(FIELDS, "x")
    assert body(facts | {"flags": "[]", "sha256": "…"}) == facts
    with pytest.raises(KeyError):
        body({"office": "01693"})
