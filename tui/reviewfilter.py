"""The typed filter of the review queue: words `name:value` in either language, tones or not; the rest is a name or number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from registers.text import fold
from registers.workflow import EntryState

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.review import Wanted

NAMES = {
    "so": "book", "book": "book",
    "ng": "clerk", "nguoi": "clerk", "clerk": "clerk",
    "loai": "kind", "kind": "kind",
    "co": "rule", "flag": "rule",
    "nang": "severity", "severity": "severity",
    "ngay": "older_than", "days": "older_than",
    "rui": "risk", "risk": "risk",
    "tt": "states", "state": "states",
}  # fmt: skip
"""What may stand before a colon, folded, and what it filters by."""


def parse(typed: str) -> Wanted:
    """What `typed` asks for; a word that is not finished (`co:`, `rui:x`) asks nothing yet."""
    from storage.review import Wanted

    asked: dict[str, str] = {}
    words: list[str] = []
    for word in typed.split():
        name, colon, value = word.partition(":")
        what = NAMES.get(fold(name)) if colon else None
        if what is None:
            words.append(word)
        elif value:
            asked[what] = value
    return Wanted(
        book=asked.get("book", ""),
        clerk=asked.get("clerk", ""),
        kind=asked.get("kind", "").upper(),
        rule=asked.get("rule", "").upper(),
        severity=_severity(asked.get("severity", "")),
        older_than=_whole(asked.get("older_than", "")),
        risk=_whole(asked.get("risk", "")),
        states=_states(asked.get("states", "")),
        text=tuple(words),
    )


def _whole(text: str) -> int | None:
    digits = text.lstrip(">=")
    return int(digits) if digits.isdecimal() and len(digits) < 8 else None


def _severity(text: str) -> str:
    return {"e": "E", "w": "W", "i": "I", "0": "none", "none": "none"}.get(text.lower(), "")


def _states(text: str) -> tuple[EntryState, ...]:
    """The states whose name starts so, in either language; none is every state that may be approved."""
    wanted = fold(text).replace("_", " ")
    if not wanted:
        return ()
    return tuple(
        state
        for state in EntryState
        if any(
            fold(name.replace("_", " ")).startswith(wanted) for name in (state.label.vi, state.label.en, state.value)
        )
    )
