"""V21: a date in words against its figures."""

from __future__ import annotations

import pytest

from tests.registers.checks.judging import judged

FIGURES = "27.08.2008"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("ngày hai mươi bảy tháng tám năm hai nghìn không trăm linh tám", []),
        ("Ngày hai mươi bẩy tháng tám năm hai ngàn không trăm lẻ tám", []),
        ("ngày hai mươi sáu tháng tám năm hai nghìn không trăm linh tám", ["W:"]),
        ("ngày hai mươi bảy tháng chín năm hai nghìn không trăm linh tám", ["W:"]),
        ("ngày hai mươi bảy tháng tám năm hai nghìn không trăm linh chín", ["W:"]),
        ("tháng tám năm hai nghìn không trăm linh tám", []),  # says less, not otherwise
        ("hai bảy gì đó", []),
        ("", []),
    ],
)
def test_words_say_what_figures_say(words: str, says: list[str]) -> None:
    assert judged("KS", "C2", "V21", {"child_birth_date": FIGURES, "child_birth_date_words": words}) == says


@pytest.mark.parametrize(("figures", "says"), [("2008", []), ("2007", ["W:"]), ("30.02.2008", ["W:"]), ("", [])])
def test_figures_known_in_part_are_compared_in_part(figures: str, says: list[str]) -> None:
    words = "ngày hai mươi bảy tháng tám năm hai nghìn không trăm linh tám"
    assert judged("KT", "C2", "V21", {"death_date": figures, "death_date_words": words}) == says
