"""What to do about an item the centre refused: one line of advice by rule, so that nobody is left with a code."""

from __future__ import annotations

from registers.catalogue import Label, label

_ADVICE = {
    "conflict": "conflict",
    "schema": "update",
    "form": "update",
    "office": "token",
    "key": "damaged",
    "proof": "damaged",
    "text": "correct",
    "size": "correct",
    "keyer_approver": "approver",
    "request": "again",
}


def advice(answer: str, rule: str) -> Label:
    """How to mend what the centre answered (`refused` by a rule, or `conflict`)."""
    known = _ADVICE.get("conflict" if answer == "conflict" else rule, "again")
    return label(f"push.advice_{known}")
