"""VNI: digits 1–5 are the tones, 0 takes the tone away, 6 is the hat, 7 the horn, 8 the breve, 9 the bar of đ."""

from __future__ import annotations

from tui.typing.method import Method

VNI = Method(
    name="vni",
    tones={"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "0": 0},
    marks={
        "6": {"a": "â", "e": "ê", "o": "ô"},
        "7": {"o": "ơ", "u": "ư"},
        "8": {"a": "ă"},
        "9": {"d": "đ"},
    },
)
