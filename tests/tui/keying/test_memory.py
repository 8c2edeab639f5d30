"""What a book teaches, and how it is un-taught."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registers.form import Carry, Printed, load
from registers.position import Position
from registers.value import Mark, Value
from tests.tui.keying.boats import BOATS, BOOK, PREVIOUS, keyed, seen, sheet
from tui.keying.draft import Draft, Source
from tui.keying.memory import LESSONS, Lesson, Memory
from tui.keying.page import Filled, Page, counted_on


def after(*entries: dict[str, str]) -> Memory:
    """The memory after so many entries."""
    memory = Memory()
    for entry in entries:
        memory = memory.learned(BOATS, {name: Value(text, text) for name, text in entry.items()})
    return memory


def test_three_entries_make_a_habit_and_one_breaks_it() -> None:
    nation = BOATS["mate_nation"]
    same = [{"mate_nation": "Việt Nam"}] * LESSONS
    assert after(*same).of(nation) == Lesson("Việt Nam", LESSONS)
    assert after(*same, {"mate_nation": "Trung Quốc"}).of(nation) == Lesson("Trung Quốc", 1, LESSONS)


def test_what_reads_as_nothing_is_not_carried_on() -> None:
    nation = BOATS["mate_nation"]
    memory = after({"mate_nation": "Việt Nam"}).learned(BOATS, {"mate_nation": Value("beenhj", "")})
    assert memory.of(nation) == Lesson("Việt Nam", 1)


def test_a_constant_of_the_book_changes_only_when_another_comes_twice_running() -> None:
    book_no = BOATS["book_no"]
    assert after({"book_no": "1"}, {"book_no": "2"}).of(book_no).value == "1"
    assert after({"book_no": "1"}, {"book_no": "2"}, {"book_no": "2"}).of(book_no).value == "2"
    assert after({"book_no": "1"}, {"book_no": "2"}, {"book_no": "1"}, {"book_no": "2"}).of(book_no).value == "1"


def test_a_field_only_some_books_print_is_passed_by_after_three_empty_ones() -> None:
    nickname, rower = BOATS["nickname"], BOATS["rower"]
    without = {"rower": "Ly"}
    assert not after(*[without] * (LESSONS - 1)).passed_by(nickname)
    assert after(*[without] * LESSONS).passed_by(nickname)
    assert not after(*[{}] * LESSONS).passed_by(rower)
    assert not after(*[without] * LESSONS, {"nickname": "Tí"}).passed_by(nickname)


def test_a_field_that_need_not_be_there_is_passed_by_too_but_never_the_notes() -> None:
    taught = after(*[{}] * LESSONS)
    assert taught.passed_by(BOATS["relation"])
    assert taught.left_empty(BOATS["relation"])
    assert not taught.passed_by(BOATS["signer"])
    assert not taught.passed_by(BOATS["notes"])
    assert not taught.passed_by(BOATS["mate"])  # whether there is one is asked each time


def test_a_person_who_is_not_there_teaches_nothing_of_his_block() -> None:
    nation = BOATS["mate_nation"]
    assert not after(*[{"rower": "Ly"}] * LESSONS).passed_by(nation)
    assert after(*[{"mate": "Ma"}] * LESSONS).passed_by(nation)


def test_a_paper_the_page_does_not_have_teaches_nothing_of_its_date_and_issuer() -> None:
    form = load("KT", "D")
    whole = {
        "deceased_id_no": "080123456",
        "deceased_id_date": "01.02.2007",
        "deceased_id_place": "Công an tỉnh Cao Bằng",
    }
    memory = Memory()
    for told in (whole, {}):
        memory = memory.learned(form, {name: Value(text, text) for name, text in told.items()})
    for name in ("deceased_id_date", "deceased_id_place"):
        assert not memory.left_empty(form[name])
    assert memory.left_empty(form["deceased_id_no"])
    memory = memory.learned(form, {"deceased_id_no": Value("080123457", "080123457")})
    assert memory.left_empty(form["deceased_id_date"]), "of a paper that is there"


def test_the_kind_of_a_paper_whose_number_a_book_never_has_is_there_at_the_end_of_the_page_too() -> None:
    form = load("KT", "C1")
    lessons = {"deceased_id_kind": Lesson("Giấy CMND", LESSONS), "deceased_id_no": Lesson(blank=LESSONS)}
    state = keyed("", on=replace(sheet(memory=Memory(lessons)), forms={"KT": form}))
    for ended in (False, True):
        page = replace(state.page, ended=ended)
        assert page.filled(state.draft, form["deceased_id_kind"]) == Filled("Giấy CMND", Source.CARRIED, True)


def test_what_need_not_be_there_of_a_person_without_a_name_is_passed_by() -> None:
    to_mate = "<enter>ly<enter>85<enter>1<enter>"
    assert "mate_nation: |" in seen(keyed(f"{to_mate}ma<enter>"))
    assert "signer: |" in seen(keyed(f"{to_mate}<enter>"))
    assert "mate_nation: |" in seen(keyed(f"{to_mate}<enter><up>"))
    assert "mate_nation: |" in seen(keyed(f"{to_mate}<torn>"))


def test_a_damaged_value_teaches_nothing() -> None:
    torn = {"signer": Value("Lê…", "", Mark.TORN)}
    taught = after({"signer": "Lê"}, {"signer": "Lê"}).learned(BOATS, torn)
    assert taught.of(BOATS["signer"]) == Lesson("Lê", 2)


def test_what_was_empty_last_time_is_not_offered() -> None:
    taught = after({"signer": "Lê"}, {})
    assert "signer" not in seen(keyed("", on=sheet(memory=taught)))


def test_pages_are_counted_on() -> None:
    assert counted_on("7", 1, 0) == "8"
    assert counted_on("7", 1, 2) == "7"  # two entries a page so far
    assert counted_on("7", 2, 2) == "8"
    assert counted_on("bìa", 1, 1) == ""


PAGED = replace(
    BOATS,
    fields=tuple(
        replace(one, carry=Carry.INCREMENT, printed=Printed.ALWAYS) if one.name == "page_no" else one
        for one in BOATS.fields
    ),
)
"""The register of boats where each page has its number."""


@pytest.mark.parametrize(
    ("before", "run", "page", "asked"),
    [
        ("44", 1, "8", False),
        ("42", 1, "10", True),  # numbers between are not keyed yet: their pages lie between
        ("42", 2, "8", True),  # two entries a page: nobody can tell
        ("", 1, "8", True),  # the first number of the book, or one after a number nobody can repeat
    ],
)
def test_the_page_of_a_number_is_counted_from_the_number_before_it(
    before: str, run: int, page: str, asked: bool
) -> None:
    previous = {"entry_no": Value(before, before), "page_no": Value("7", "7")} if before else {}
    memory = Memory({"page_no": Lesson("7", run, run)})
    filled = Page(PAGED, BOOK, memory, previous).filled(Draft(Position(2007, 45), "BOAT"), PAGED["page_no"])
    assert filled == Filled(page, Source.CARRIED, not asked)


def test_a_memory_survives_json() -> None:
    taught = after(*[{"signer": "Lê", "rower": "A"}] * 2, {"signer": "Ma"}).with_hidden("nickname", hidden=True)
    assert Memory.from_json(taught.to_json()) == taught
    assert Memory.from_json({}) == Memory()


@pytest.mark.parametrize(("runs", "offered"), [(1, 1), (2, 2), (9, LESSONS - 1)])
def test_another_book_starts_from_offers_only(runs: int, offered: int) -> None:
    handed = after(*[{"signer": "Lê"}] * runs).handed_on()
    assert handed.of(BOATS["signer"]) == Lesson("Lê", offered)
    assert PREVIOUS["signer"].as_written not in seen(keyed("", on=sheet(memory=handed)))
    assert "signer: Lê (carried)" in seen(keyed("", on=sheet(memory=handed)))


def test_no_information_is_no_habit_of_a_book() -> None:
    birth, of = load("KS", "D"), "father_residence_kind"
    nothing, permanent = ({of: Value(text, code)} for text, code in (("Không có thông tin", "0"), ("thường trú", "1")))
    memory = Memory().learned(birth, permanent).learned(birth, nothing)
    assert memory.of(birth[of]) == Lesson("thường trú", 1, blank=1)
    assert memory.corrected(birth, permanent, nothing) == memory
    late = {"registration_kind": Value("không xác định", "6")}
    assert Memory().learned(birth, late).of(birth["registration_kind"]).value, "a page that must say is answered"


def test_what_one_entry_taught_follows_its_correction() -> None:
    nation = BOATS["mate_nation"]
    was, now = ({"mate_nation": Value(text, text)} for text in ("Trung Quoc", "Trung Quốc"))
    taught = after(*[{"mate_nation": "Việt Nam"}] * LESSONS, {"mate_nation": "Trung Quoc"})
    assert taught.corrected(BOATS, was, now).of(nation) == Lesson("Trung Quốc", 1, LESSONS)
    assert after(*[{"mate_nation": "Trung Quoc"}] * 2).corrected(BOATS, was, now).of(nation).value == "Trung Quoc"
    torn = {"mate_nation": Value("Tr…", "", Mark.TORN)}
    assert taught.corrected(BOATS, was, torn).of(nation).value == "Trung Quoc"
