"""What a lot is, and what its sample proves, in plain sentences: for the screen and for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from registers.catalogue import say

if TYPE_CHECKING:
    from storage.decisions import Decided, Undecided
    from storage.lotrows import LotRow, SampledEntry


def plan(lot: LotRow) -> str:
    """How the lot is looked at, and when it is accepted."""
    return say(
        "lots.plan",
        inspection=lot.inspection.label,
        aql=lot.aql,
        sample=len(lot.sample),
        size=lot.size,
        accept=lot.accept,
    )


def proof(lot: LotRow) -> str:
    """What the sample proves of the whole lot; of an undecided one, the most that its passing will."""
    sample, proved = len(lot.sample), lot.proves
    if proved is None and sample == lot.size:
        return say("lots.will_prove_whole", size=lot.size)
    if proved is None:
        return say("lots.will_prove", accept=lot.accept, most=lot.most_if_accepted, size=lot.size)
    if sample == lot.size:
        return say("lots.proves_whole", size=lot.size, faulty=lot.faulty)
    return say("lots.proves", faulty=lot.faulty, sample=sample, size=lot.size, least=proved[0], most=proved[1])


def outcome(lot: LotRow, answers: Sequence[Decided | Undecided], whose: str) -> str:
    """What deciding the lot has done: how many were approved, returned, left as they were; and what is to be done where it was stopped.

    `whose` names who decided it, where that was somebody else.
    """
    from storage.decisions import Decided

    back = [lot.goes_back(each.entry_id) for each in answers if isinstance(each, Decided)]
    counts = {"approved": back.count(False), "returned": back.count(True), "left": len(answers) - len(back)}
    first = f"{say('lots.finished_for', who=whose)} " if whose else ""
    if lot.unfinished:
        return first + say("lots.stopped", **counts, rest=lot.size - len(answers))
    return first + say(f"lots.{lot.decision}", **counts)


def verdict(lot: LotRow, each: SampledEntry) -> str:
    """What comparing the entry came to, and whether it is another one than when the lot was drawn, while that can be looked at."""
    word = say(f"lots.verdict_{each.verdict or 'none'}")
    return f"{word} · {say('lots.changed')}" if each.changed and not lot.decision else word


def to_finish(lot: LotRow) -> str:
    """What is to be done about a lot whose decision was cut off; "" of any other."""
    return say("lots.to_finish") if lot.unfinished else ""


def decision(lot: LotRow) -> str:
    """Accepted, returned whole, or how much of the sample is compared."""
    if lot.decision:
        return say(f"lots.{'unfinished' if lot.unfinished else 'decision'}_{lot.decision}")
    return say("lots.decision_open", looked=lot.looked_at, sample=len(lot.sample))
