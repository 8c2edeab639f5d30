"""VIQR (RFC 1456): ' ` ? ~ . are the tones, - takes the tone away, ^ + ( the marks, dd the đ, and \\ writes a sign as is."""

from __future__ import annotations

from tui.typing.method import Method

VIQR = Method(
    name="viqr",
    tones={"'": 1, "`": 2, "?": 3, "~": 4, ".": 5, "-": 0},
    marks={
        "^": {"a": "â", "e": "ê", "o": "ô"},
        "+": {"o": "ơ", "u": "ư"},
        "*": {"o": "ơ", "u": "ư"},
        "(": {"a": "ă"},
        "d": {"d": "đ"},
    },
    escape="\\",
)
