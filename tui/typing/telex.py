"""Telex: tones s f r x j (z takes the tone away), doubled letters for hats and đ, w for horns and the breve."""

from __future__ import annotations

from tui.typing.method import Method

TELEX = Method(
    name="telex",
    tones={"s": 1, "f": 2, "r": 3, "x": 4, "j": 5, "z": 0},
    marks={
        "a": {"a": "â"},
        "e": {"e": "ê"},
        "o": {"o": "ô"},
        "w": {"a": "ă", "o": "ơ", "u": "ư"},
        "d": {"d": "đ"},
    },
    alone={"w": "ư"},
)
