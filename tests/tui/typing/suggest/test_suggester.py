"""Suggestions learn from what was keyed: names come back with their marks, places and officials with a key or two."""

from __future__ import annotations

import pytest

from registers.form import load
from registers.value import Value
from tui.typing.suggest.memory import HeldMemory
from tui.typing.suggest.names import NameModel
from tui.typing.suggest.suggester import OFFERED, LearningSuggester

FORM = load("KH", "D")
BOOK = "01693-KH-2018-01"


def _page(**values: str) -> dict[str, Value]:
    return {name: Value(value, value) for name, value in values.items()}


@pytest.fixture
def suggester() -> LearningSuggester:
    made = LearningSuggester(HeldMemory(), NameModel())
    made.open(FORM, BOOK, "01693")
    for _ in range(3):
        made.learn_entry(
            FORM,
            _page(
                registration_date="05.01.2018",
                wife_full_name="Nông Thị Hiền",
                wife_residence="Xóm Nà Kinh, xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng",
                signer_name="Lục Hồng Châm",
                signer_title="Chủ tịch",
            ),
            BOOK,
        )
    made.open(FORM, BOOK, "01693")
    return made


@pytest.mark.parametrize(
    ("field", "typed", "wanted"),
    [
        ("wife_full_name", "nong thi hien", "Nông Thị Hiền"),
        ("wife_full_name", "nong thi h", "Nông Thị Hiền"),
        ("wife_residence", "na k", "Xóm Nà Kinh, xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"),
        ("signer_name", "", "Lục Hồng Châm"),
    ],
)
def test_what_was_keyed_before_is_offered_first(
    suggester: LearningSuggester, field: str, typed: str, wanted: str
) -> None:
    offered = suggester.suggest(FORM[field], typed, _page(registration_date="06.01.2018"))
    assert offered
    assert len(offered) <= OFFERED
    assert offered[0].text == wanted


def test_names_that_differ_only_in_marks_are_shown_together(suggester: LearningSuggester) -> None:
    suggester.learn_entry(FORM, _page(wife_full_name="Nông Thị Hiên"), BOOK)
    offered = [one.text for one in suggester.suggest(FORM["wife_full_name"], "nong thi hien", {})]
    assert {"Nông Thị Hiền", "Nông Thị Hiên"} <= set(offered)
