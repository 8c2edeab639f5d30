"""The ledger of a book as lines to look through: every position once, missing numbers among the keyed ones. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from registers.catalogue import say
from registers.kinds import PositionState
from registers.ledger import Gap, GapReason, Ledger
from registers.position import Position
from registers.workflow import EntryState

if TYPE_CHECKING:
    from storage.positions import PositionRow


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One position: what is keyed there (`row`) and by whom, or why nothing is (`gap`); `odd` names what does not fit, in words."""

    position: Position
    row: PositionRow | None = None
    keyer: str = ""
    gap: Gap | None = None
    odd: tuple[str, ...] = ()

    @property
    def missing(self) -> bool:
        """True for a number nobody keyed or explained."""
        return self.row is None and (self.gap is None or self.gap.reason is GapReason.UNEXPLAINED)

    @property
    def open(self) -> bool:
        """True where somebody still has something to do here."""
        waiting = self.row is not None and self.row.state in (EntryState.DRAFTED, EntryState.RETURNED)
        return self.missing or waiting or bool(self.odd)


def lines(ledger: Ledger, rows: Iterable[PositionRow], names: Mapping[str, str]) -> list[LedgerLine]:
    """Every position of the book in its order; `names` are the accounts' by id."""
    placed = list(rows)
    odd = _odd(ledger)
    found = [LedgerLine(row.position, row, names.get(row.keyer, ""), odd=odd.get(row.position, ())) for row in placed]
    there = {row.position for row in placed}
    for gap in ledger.gaps:
        numbers = (Position(gap.year, number) for number in range(gap.first, gap.last + 1))
        found += [LedgerLine(position, gap=gap) for position in numbers if position not in there]
    found += [
        LedgerLine(repeat.position, odd=(say("queue.ledger_repeat"),))
        for repeat in ledger.repeats
        if not repeat.keyed and repeat.position not in there
    ]
    return sorted(found, key=lambda line: line.position)


def _odd(ledger: Ledger) -> Mapping[Position, tuple[str, ...]]:
    odd: dict[Position, tuple[str, ...]] = {}

    def note(position: Position, key: str) -> None:
        odd[position] = (*odd.get(position, ()), say(key))

    for repeat in ledger.repeats:
        if repeat.plain:
            note(repeat.position, "queue.ledger_repeat")
    for position in ledger.beyond:
        note(position, "queue.ledger_beyond")
    for page in ledger.odd_pages:
        if page.falls:
            note(page.position, "queue.ledger_page_falls")
        if page.beyond:
            note(page.position, "queue.ledger_page_beyond")
    return odd


def state_words(line: LedgerLine) -> str:
    """What stands at the position, in a few words."""
    if line.row is None:
        if line.missing:
            return say("queue.ledger_missing")
        return say("queue.ledger_declared")
    parts = [str(line.row.state.label)]
    if line.row.state is EntryState.DRAFTED and line.keyer:
        parts = [say("queue.ledger_being_keyed", name=line.keyer)]
    if line.row.position_state is not PositionState.NORMAL:
        parts = [str(line.row.position_state.label)]
    if line.row.flags:
        parts.append(say("queue.ledger_flags", count=len(line.row.flags)))
    return ", ".join([*parts, *line.odd])
