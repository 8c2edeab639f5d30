"""Letters without marks, and what typed letters can be the beginning of."""

from __future__ import annotations

import pytest

from tests.tui.typing.people import names
from tui.typing.suggest.letters import initials, plain, typed


def test_plain_keeps_the_length_and_leaves_ascii() -> None:
    for name in [*names(500), "ĐẶNG Ưng", "Khơ-mú 5, tổ 7"]:
        assert len(plain(name)) == len(name)
        assert plain(name).isascii()
        assert plain(name) == plain(name).lower()


@pytest.mark.parametrize(
    ("keys", "text", "can"),
    [
        ("nong t", "Nông Thị Hiền", True),
        ("Nông t", "Nông Thị Hiền", True),
        ("nông", "Nông Thị Hiền", True),
        ("Nống", "Nông Thị Hiền", False),  # a mark that was typed stands
        ("nơng", "Nông Thị Hiền", False),
        ("hòa", "Hoàng Văn A", True),  # the tone still moves as the syllable grows
        ("hóa", "Hoàng Văn A", False),
        ("dang", "Đặng Thị Coi", True),
        ("đang", "Đặng Thị Coi", True),
        ("đang", "Dương Văn A", False),
        ("", "Nông", True),
        ("nong thi hien x", "Nông Thị Hiền", False),
    ],
)
def test_can_begin(keys: str, text: str, can: bool) -> None:
    assert typed(keys).can_begin(text, plain(text)) is can


def test_initials() -> None:
    assert initials("Hồng Việt") == "hv"
    assert initials("Đức Hạnh") == "dh"
