"""What an account may be called."""

from __future__ import annotations

import unicodedata

import pytest

from registers.accountname import LONGEST, BadAccountName, account_name


@pytest.mark.parametrize("name", ["lan", "Lan", "lan.nt", "minh-2", "quản-trị", "Đàm_Thị_Mỷ", "9", "x" * LONGEST])
def test_letters_and_digits_with_single_signs_between_make_a_name(name: str) -> None:
    assert account_name(f" {name}\n") == name
    assert account_name(unicodedata.normalize("NFD", name)) == name


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            "  ",
            "\x00",
            "x" * (LONGEST + 1),
            "../x",
            "/etc/passwd",
            "a/b",
            "a\\b",
            ".",
            "..",
            ".lan",
            "lan.",
            "a..b",
        ),
        *(
            "lan anh",
            "lan\tanh",
            "a\nb",
            "lan\x00",
            "la\x1b[31mn",
            "l\u200ban",
            "lan\u202e",
            "a\u00a0b",
            "-lan",
            "--role",
        ),
        *("lan'", "$(id)", "a;b", "a,b", "%s", "🙂", "a:b", "a@b"),
    ],
)
def test_anything_else_is_refused_and_told_what_a_name_is(name: str) -> None:
    with pytest.raises(BadAccountName, match="chỉ gồm chữ và số"):
        account_name(name)
