"""Names as hands write them: what is brought back, what stays in doubt, what is never touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.names import read_name, surname_of, surnames


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("HOÀNG V. BẢO", "Hoàng Văn Bảo"), ("Hoàng V Bảo", "Hoàng Văn Bảo"), ("Ng. Thị Hoa", "Nguyễn Thị Hoa"), ("Ng.V.Bảo", "Nguyễn Văn Bảo"),
        ("Lý T. Dở", "Lý Thị Dở"), ("Nguyễn Van Bảo", "Nguyễn Văn Bảo"), ("Nguyễn Thi Hoa", "Nguyễn Thị Hoa"), ("Nong Quảng Đức", "Nông Quảng Đức"),
        ("hoang van thái", "Hoàng Văn Thái"), ("lục thuý giang", "Lục Thúy Giang"), ("đào a pó", "Đào A Pó"), ("Nông Văn Hoà", "Nông Văn Hòa"),
        ("Nguyễn văn AN", "Nguyễn Văn An"), ("Bà Nông Thị Hoa", "Nông Thị Hoa"), ("Nông Văn A (đã chết)", "Nông Văn A"), ("Tô", "Tô"),
    ],
)  # fmt: skip
def test_what_a_hand_shortens_is_brought_back(written: str, stored: str) -> None:
    assert read_name(written).name == stored


@pytest.mark.parametrize(
    "name",
    [
        "Lí Thị Mỉ",
        "Quí Văn Tý",
        "Ma Thị Lan",
        "Mua Seo Dơ",
        "Ly A Pao",
        "Đặng Mùi Ghển",
        "Vương Thi",
        "Ông Văn Bá",
        "Vi Văn Y",
    ],
)
def test_spellings_of_their_own_stay(name: str) -> None:
    read = read_name(name)
    assert read.name == name
    assert not read.notes


@pytest.mark.parametrize(
    ("written", "word"), [("H. Văn Bảo", "H."), ("N. Thị Hoa", "N."), ("Nông Văn B.", "B."), ("Tr. Văn Nam", "Tr.")]
)
def test_what_could_be_two_names_stays_and_is_noted(written: str, word: str) -> None:
    read = read_name(written)
    assert read.name == written
    assert [note.params["word"] for note in read.notes] == [word]
    assert not read.notes[0].sure


def test_a_middle_name_against_the_sex_is_left() -> None:
    assert read_name("Nông T. Bình", sex="1").name == "Nông T. Bình"
    assert read_name("Nông T. Bình", sex="2").name == "Nông Thị Bình"
    assert read_name("Hoàng V. Lan", sex="2").name == "Hoàng V. Lan"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("JOHN MILLER", "John Miller"),
        ("Ewan McDonald", "Ewan McDonald"),
        ("chen chih ming", "Chen Chih Ming"),
        ("Thi Van Weber", "Thi Van Weber"),
        ("Jan de Vries", "Jan De Vries"),
    ],
)
def test_foreign_names_keep_their_letters(written: str, stored: str) -> None:
    assert read_name(written, foreign=True).name == stored


def test_every_restoration_is_noted() -> None:
    read = read_name("Ng. T. Hoa")
    assert [str(note) for note in read.notes] == ["Đọc “Ng.” là “Nguyễn”.", "Đọc “T.” là “Thị”."]


@given(
    st.lists(st.sampled_from([*surnames(), "Văn", "Thị", "A", "Hoa", "Mỷ", "Thúy"]), min_size=1, max_size=5).map(
        " ".join
    )
)
def test_a_stored_name_reads_as_itself(name: str) -> None:
    once = read_name(name).name
    assert read_name(once).name == once
    assert surname_of(once) in once


@pytest.mark.parametrize(
    ("written", "stored", "doubt"),
    [
        ("Nguyen Van Hien", "Nguyễn Văn Hien", True),
        ("NGUYEN THI HIEN", "Nguyễn Thị Hien", True),
        ("Ma Van Nam", "Ma Văn Nam", True),
        ("Nguyễn Thi Hoa", "Nguyễn Thị Hoa", False),  # this hand writes marks
        ("Nguyen Thi A", "Nguyễn Thị A", False),  # nothing else could have one
        ("Nông V. An", "Nông Văn An", False),
        ("Ma Nam", "Ma Nam", False),
    ],
)
def test_a_name_brought_back_by_halves_is_in_doubt(written: str, stored: str, *, doubt: bool) -> None:
    read = read_name(written)
    assert read.name == stored
    assert any(not note.sure for note in read.notes) is doubt
    if doubt:
        assert stored in str(read.notes[-1])
