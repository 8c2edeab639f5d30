"""A flag: its text in both languages, and its life as JSON."""

from __future__ import annotations

import json

import pytest

from registers.catalogue import Label, Language, set_language
from registers.checks import Flag, Severity
from registers.checks.flag import inside, named

FLAG = Flag(
    "V12",
    Severity.I,
    ("wife_full_name",),
    {"name": "Nông Văn {Páo}", **named("who", Label("Vợ", "Wife")), **named("sex", Label("nữ", "female"))},
    "name",
)


def test_the_text_is_in_the_current_language() -> None:
    assert str(FLAG.message) == "Vợ Nông Văn {Páo} ghi là nữ, khác với chữ đệm."
    set_language("en")
    assert str(FLAG.message) == "Wife Nông Văn {Páo} is put down as female, unlike the middle name."


def test_a_flag_kept_as_json_reads_the_same() -> None:
    again = Flag.from_json(json.loads(json.dumps(FLAG.to_json())))
    assert again == FLAG
    assert hash(again) == hash(FLAG)
    for language in Language:
        assert again.message.within(language) == FLAG.message.within(language)


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        (
            Flag("V12", Severity.I, (), {}, "gone"),
            "Giới tính khớp với vai (chồng là nam, vợ là nữ) và với chữ đệm Văn, Thị.",
        ),
        (Flag("V99", Severity.I, ()), "V99"),
        (Flag("V3", Severity.W, (), {"date": "1.1"}, "before"), "Đăng ký 1.1, sớm hơn … ngày so với số trước … (…)."),
    ],
)
def test_a_flag_of_another_version_still_says_something(flag: Flag, text: str) -> None:
    assert str(flag.message) == text


def test_a_severity_says_what_it_means() -> None:
    assert [str(severity.label) for severity in Severity] == ["lỗi, phải sửa", "cảnh báo", "lưu ý"]


def test_a_label_inside_a_sentence() -> None:
    assert inside(Label("Mẹ", "Mother")) == Label("mẹ", "mother")
