"""R0: what the page must have is there, or a mark says why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from registers.form import Need, Printed, load
from registers.kinds import PositionState
from registers.value import Mark, Value
from tests.registers.checks.judging import Written, about, flags, judged

DEATH = {"registration_date": "20.06.2010", "deceased_full_name": "Nông Thị Hiền"}


def asked(written: Written, layout: str = "C2", **changes: Any) -> list[str]:
    found = flags(load("KT", layout), "R0", written, about("KT", layout, **changes))
    return [flag.fields[0] for flag in found]


def test_a_required_field_without_value_and_mark_is_asked_for() -> None:
    assert "deceased_sex" in asked(DEATH)
    assert "death_date" in asked(DEATH)
    assert "deceased_sex" not in asked({**DEATH, "deceased_sex": "2"})


def test_an_empty_value_is_no_value() -> None:
    assert "deceased_sex" in asked({**DEATH, "deceased_sex": Value()})


@pytest.mark.parametrize("mark", [Mark.BLANK, Mark.UNKNOWN, Mark.ILLEGIBLE, Mark.TORN])
def test_a_mark_says_why_there_is_no_value(mark: Mark) -> None:
    assert "deceased_sex" not in asked({**DEATH, "deceased_sex": Value("", "", mark)})


@pytest.mark.parametrize(
    ("layout", "asks"), [("A", False), ("B", False), ("C1", True), ("C2", True), ("D", True), ("E", True)]
)
def test_pages_of_before_2006_ask_for_nothing(layout: str, asks: bool) -> None:
    assert bool(judged("KT", layout, "R0", DEATH)) is asks


def test_a_field_printed_in_some_books_is_asked_for_where_the_page_has_it() -> None:
    plain = load("HN", "C1")
    purpose = replace(plain["purpose_kind"], need=Need.REQUIRED, printed=Printed.SOMETIMES)
    form = replace(plain, fields=tuple(purpose if field.name == purpose.name else field for field in plain.fields))

    def asks(written: Written) -> bool:
        return any("purpose_kind" in flag.fields for flag in flags(form, "R0", written, about("HN", "C1")))

    assert not asks({})
    assert asks({"purpose_kind": Value()})
    assert not asks({"purpose_kind": "1"})


def test_where_nobody_stands_only_the_name_is_asked_for() -> None:
    def of_mother(name: Value) -> list[str]:
        found = flags(load("KS", "C2"), "R0", {"mother_full_name": name}, about("KS", "C2"))
        return [flag.fields[0] for flag in found if flag.fields[0].startswith("mother_")]

    assert of_mother(Value("", "", Mark.BLANK)) == []
    assert "mother_ethnicity" in of_mother(Value("Lý …", "", Mark.ILLEGIBLE))
    assert "mother_ethnicity" in of_mother(Value("Lý Thị Mỷ", "Lý Thị Mỷ"))


@pytest.mark.parametrize("state", [PositionState.CANCELLED, PositionState.STRUCK_OUT, PositionState.BLANK_PAGE])
def test_a_page_that_does_not_count_need_not_be_whole(state: PositionState) -> None:
    assert asked(DEATH, position_state=state) == []
