"""The whole of `check`: order, what a mark does, odd positions, any text at all, and a kind no law knows."""

from __future__ import annotations

import string
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registers.checks import RULES, About, Neighbour, Severity, Similar, check
from registers.form import Form, all_forms, load, load_folder
from registers.kinds import Layout, Level, PositionState
from registers.value import Mark, Value
from tests.registers.checks.judging import about, day, flags, marked, values

FICTIONAL = Path(__file__).parents[1] / "fictional"


def test_flags_stand_in_page_order() -> None:
    written = {
        "registration_date": "20.06.2010",
        "child_birth_date": "12.03.2010",
        "child_birth_date_words": "ngày một tháng hai năm hai nghìn không trăm mười",
        "mother_birth_year": "2005",
        "registration_kind": "1",
    }
    for layout in ("C2", "D"):
        form = load("KS", layout)
        found = check(form, values(written), about("KS", layout))
        places = [form.index[flag.fields[0]] for flag in found]
        assert places == sorted(places)
        assert {"V21", "V15", "V7"} <= {flag.rule for flag in found}


def test_only_a_doubtful_mark_on_a_field_concerned_lifts_the_block() -> None:
    def says(child: Value, mother: Value, name: Value) -> list[str]:
        written = {"child_birth_date": child, "mother_birth_year": mother, "mother_full_name": name}
        return [flag.severity for flag in check(load("KS", "C2"), written, about("KS", "C2")) if flag.rule == "V15"]

    plain, doubtful = Value("2010", "2010"), marked("2010", Mark.DOUBTFUL)
    assert says(plain, plain, Value()) == [Severity.E]
    assert says(doubtful, plain, Value()) == [Severity.W]
    assert says(plain, doubtful, Value()) == [Severity.W]
    assert says(plain, marked("2010", Mark.STRUCK), Value()) == [Severity.E]
    assert says(plain, plain, marked("Lý Thị Mỷ", Mark.DOUBTFUL)) == [Severity.E]


@pytest.mark.parametrize("state", [state for state in PositionState if not state.has_values])
def test_a_position_without_a_page_has_only_its_number(state: PositionState) -> None:
    written = values({"registration_date": "20.06.5005", "child_birth_date": "x"})
    around = about("KS", "C2", position_state=state, number=9, before=Neighbour(5, "", 2010))
    found = {flag.rule for flag in check(load("KS", "C2"), written, around)}
    assert found == (set() if state is PositionState.SKIPPED else {"V2"})


def test_names_the_form_does_not_have_are_passed_over() -> None:
    assert [flag.rule for flag in check(load("KS", "B"), values({"shoe_size": "5005"}), about("KS", "B"))] == []


def test_the_same_entry_gives_the_same_flags() -> None:
    form, written = load("KT", "C2"), values({"death_date": "30.02.2010", "deceased_birth_date": "2011"})
    once, again = (check(form, written, about("KT", "C2")) for _ in range(2))
    assert once == again
    assert once


_DIGITS = st.text(string.digits + ". /-", max_size=14)
_DATES = st.builds("{:02}.{:02}.{:04}".format, st.integers(0, 40), st.integers(0, 20), st.integers(0, 9999))
_CODES = st.sampled_from(["", *"0123456789"])
_WORDS = st.sampled_from(
    ["ngày ba mươi tháng hai năm một nghìn chín trăm", "Nông Thị Hiền", "Việt Nam", "Trung Quốc", "Tày"]
)
_TEXTS = st.one_of(st.text(max_size=40), _DIGITS, _DATES, _CODES, _WORDS)
_VALUES = st.builds(Value, _TEXTS, _TEXTS, st.sampled_from(Mark))
_FORMS = st.sampled_from([form for form in all_forms() if form.layout in (Layout.A, Layout.C2, Layout.D)])
_PARTIAL = st.none() | st.builds(
    day, st.sampled_from(["2010", "0001", "12.9999", "30.02.2010", "01.13.2010", "31.12.9999"])
)
_NEIGHBOURS = st.none() | st.builds(
    Neighbour,
    st.integers(0, 9),
    st.sampled_from(["", "bis"]),
    st.integers(2009, 2011),
    _PARTIAL,
    st.none() | st.integers(0, 9),
)


@st.composite
def _entries(draw: st.DrawFn) -> tuple[Form, dict[str, Value], About]:
    form = draw(_FORMS)
    names = st.sampled_from([field.name for field in form.fields])
    written = draw(st.dictionaries(names, _VALUES, max_size=12))
    around = about(
        str(form.kind),
        form.layout,
        level=draw(st.sampled_from(Level)),
        number=draw(st.none() | st.integers(0, 9)),
        suffix=draw(st.sampled_from(["", "bis"])),
        position_state=draw(st.sampled_from(PositionState)),
        today=draw(st.dates(date(1, 1, 1), date(9999, 12, 31))),
        opened=draw(_PARTIAL),
        closed=draw(_PARTIAL),
        before=draw(_NEIGHBOURS),
        after=draw(_NEIGHBOURS),
        similar=(
            Similar(2010, 6, "", draw(st.dictionaries(names, _VALUES, max_size=6))),
            Similar(2010, 6, "", written),
        ),
        known_signers=frozenset({("Nông Văn Hòa", "Chủ tịch")}),
        known_entries=lambda *_: False,
    )
    return form, written, around


@settings(max_examples=300, deadline=None)
@given(_entries())
def test_nothing_anybody_can_type_raises(entry: tuple[Form, dict[str, Value], About]) -> None:
    form, written, around = entry
    for flag in check(form, written, around):
        assert flag.fields
        assert flag.message.vi
        assert flag.message.en


def test_a_kind_no_law_knows_has_the_rules_that_know_no_kind() -> None:
    form = load_folder(FICTIONAL)["SoThu", Layout.D]
    around = about("SoThu", "D", number=7, before=Neighbour(5, "", 2010, day("25.06.2010")), opened=day("01.07.2010"))
    written = {
        "registration_date": "20.06.2010",
        "giver_full_name": "Nông Văn Páo",
        "giver_birth_year": "30.02.1990",
        "giver_nationality": "Lào",
        "giver_ethnicity": "Tày",
        "taker_full_name": "Nông Văn Páo",
        "taker_birth_date": "01.01.1900",
    }
    found = {flag.rule for flag in check(form, values(written), around)}
    assert {"R0", "V1", "V2", "V3", "V12", "V15", "V18", "V30", "V31"} <= found
    assert flags(form, "V29", {"taker_birth_date": "5005"}, around)
    assert flags(form, "V6", {"registration_date": "20.06.2010", "taker_birth_date": "2012"}, around)
    only_known_kinds = {rule.id for rule in RULES if rule.kinds}
    assert not found & only_known_kinds
