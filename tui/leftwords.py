"""Which entries a decision left as they were, and why, in words: “this entry” says nothing where there were two hundred."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from registers.catalogue import say
from registers.errors import HotichError

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.decisions import Decided, Undecided
    from storage.engine import Store

_MOST = 5
"""Entries that are named of those left for one reason."""


def left_words(store: Store, answers: Sequence[Decided | Undecided]) -> str:
    """The numbers of what was left, with the reason behind them, each reason once; "" where nothing was."""
    from storage.decisions import Undecided

    by_reason: dict[str, list[str]] = {}
    for answer in answers:
        if isinstance(answer, Undecided):
            by_reason.setdefault(str(answer.why), []).append(answer.entry_id)
    return " ".join(_of_one_reason(store, why, ids) for why, ids in by_reason.items())


def _of_one_reason(store: Store, why: str, entry_ids: Sequence[str]) -> str:
    numbers = [number for entry_id in entry_ids[:_MOST] if (number := _number(store, entry_id))]
    if not numbers:
        return why
    more = ", …" if len(entry_ids) > _MOST else ""
    return say("review.left", positions=", ".join(numbers) + more, why=why)


def _number(store: Store, entry_id: str) -> str:
    from storage import review

    try:
        return str(review.row_of(store, entry_id).position)
    except HotichError:  # an entry that is not there has no number either
        return ""
