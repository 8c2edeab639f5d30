"""Text as stored and as compared: what is dropped, what is folded, what stays apart."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.text import agrees, capitalise_name, classic_tones, clean, fold, spelling, strip_marks


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("  Nông   Thị\tHoa ", "Nông Thị Hoa"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Hiền"), "Nguyễn Thị Hiền"),
        ("Ð\u00e0m Thị Đ\u00f0", "Đàm Thị Đđ"),
        ("H’Mông, H‘Mông, HʼMông", "H'Mông, H'Mông, H'Mông"),
        ("a\x1b[31mb\x07\x9bc", "a[31mbc"),
        ("a\u202eb\u2066c\u200bd\ufeffe\u00adf", "abcdef"),
        ("một \n\n  hai", "một\nhai"),
        ("dòng\r\nhai", "dòng\nhai"),
        ("\ue000\U000e0041x", "x"),
        ("″", "″"),
        ("", ""),
    ],
)
def test_clean_keeps_what_a_register_can_hold(written: str, stored: str) -> None:
    assert clean(written) == stored


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once == unicodedata.normalize("NFC", once)
    assert all(c == "\n" or unicodedata.category(c)[0] != "C" for c in once)


@pytest.mark.parametrize(
    ("written", "classic"),
    [
        ("hoà", "hòa"), ("HOÀ", "HÒA"), ("Hoà", "Hòa"), ("thuý", "thúy"), ("Khoẻ", "Khỏe"), ("Thuỵ", "Thụy"), ("loè", "lòe"),
        ("hoàng", "hoàng"), ("toàn", "toàn"), ("quý", "quý"), ("Quỳ", "Quỳ"), ("khuỷu", "khuỷu"), ("hòa", "hòa"), ("Lý", "Lý"), ("thuyền", "thuyền"),
    ],
)  # fmt: skip
def test_only_open_syllables_have_two_placements(written: str, classic: str) -> None:
    assert classic_tones(written) == classic


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hoà An", "Hòa An", True),
        ("Hồng Sĩ", "Hồng Sỹ", True),
        ("Lý", "Lí", True),
        ("Quý", "Quí", True),
        ("Tày", "Tài", False),  # y and i are different vowels where another vowel stands before
        ("Thúy", "Thúi", False),
        ("ĐẶNG", "dang", True),
        ("Đàm", "Dàm", True),
        ("H’Mông", "h'mong", True),
    ],
)
def test_fold_joins_spellings_of_one_name(one: str, other: str, same: bool) -> None:
    assert (fold(one) == fold(other)) is same


@given(st.text(alphabet="aàáảãạăằâấeèéêềiìíoòóôồơờuùúưừyỳýđĐ nghmtkc", max_size=30))
def test_fold_is_plain_and_stable(text: str) -> None:
    key = fold(text)
    assert key.isascii()
    assert fold(key) == key
    assert strip_marks(text).lower().replace(" ", "").isascii()


def test_spelling_keeps_marks_but_not_their_place() -> None:
    assert spelling("HOÀ SỸ") == spelling("hòa sĩ")
    assert spelling("ma") != spelling("mã")


@pytest.mark.parametrize(
    ("written", "known", "expected"),
    [
        ("Dong Thum", "Đông Thúm", True),
        ("Đông Thum", "Đông Thúm", True),
        ("bà", "ba", False),
        ("Đông", "Đồng", False),
        ("Đông", "Đông Thúm", False),
    ],
)
def test_marks_may_be_missing_never_different(written: str, known: str, expected: bool) -> None:
    assert agrees(written, known) is expected


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("nông thị hiền", "Nông Thị Hiền"),
        ("NÔNG THỊ HIỀN", "Nông Thị Hiền"),
        ("nGUYỄN văn ẤT", "Nguyễn Văn Ất"),
        ("h'mông", "H'Mông"),
        ("đào  a  chứ", "Đào A Chứ"),
    ],
)
def test_capitals_begin_each_syllable(written: str, name: str) -> None:
    assert capitalise_name(written) == name
