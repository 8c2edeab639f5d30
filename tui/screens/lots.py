"""Lots: work accepted by a sample of it. Draw one, compare its sample entry by entry, decide it, read what that proves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from registers.catalogue import Label, Language, say
from registers.workflow import Role
from tui import lotwords
from tui.actions import Action
from tui.desk import Desk
from tui.ink import Ink, Line
from tui.listing import ListScreen
from tui.paint import cut, fit, right, wrapped
from tui.rows import Rows
from tui.screens.ask import Answer, AskScreen

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.drawing import Drawable
    from storage.lotrows import LotRow

LIMITS = ("1.0", "1.5", "2.5", "4.0", "0.65")
"""Acceptance quality limits in the order one key goes through them."""

_MOST = 1_000
"""Lots that are listed: all that are not finished, and the newest of the others."""

_CLERK, _INSPECTION, _COUNTS, _DECISION = 14, 13, 14, 18
_FIXED = _CLERK + _INSPECTION + _COUNTS + _DECISION + 1


@dataclass(frozen=True, slots=True)
class Found:
    """The lots as they are now, newest first, and the accounts' names by id."""

    lots: list[LotRow]
    names: dict[str, str] = field(hash=False)


class LotsScreen(ListScreen["LotRow"]):
    """Every lot of the office."""

    scope = "lots"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Rows(self._text))
        self._names: dict[str, str] = {}
        self._aql = LIMITS[0]

    @property
    def nothing(self) -> str:
        """How to begin, for who may."""
        if self.rows.total:
            return super().nothing
        return say("lots.empty" if self.desk.may(Role.SUPERVISOR) else "lots.empty_yet")

    def arrive(self) -> None:
        """Read the lots again."""
        self.away(self._read, self._show, say("shell.reading"))

    def allows(self, action: Action) -> bool:
        """Drawing is for supervisors; the others read."""
        if action.id in ("lots.draw", "lots.limit"):
            return self.desk.may(Role.SUPERVISOR)
        return True

    def do_open(self) -> None:
        """Open the chosen lot's sample."""
        if (lot := self.rows.chosen) is not None:
            self._open(lot)

    def do_limit(self) -> None:
        """Let the next lot be drawn for another acceptance quality limit."""
        self._aql = LIMITS[(LIMITS.index(self._aql) + 1) % len(LIMITS)]
        self.tell(say("lots.aql_now", aql=self._aql))

    def do_draw(self) -> None:
        """Ask whose work in which book makes a lot, and draw its sample."""
        store, account = self.desk.store, self.desk.account.account_id

        def work() -> list[Drawable]:
            from storage import drawing

            return drawing.drawable(store, by=account)

        self.away(work, self._ask_which, say("shell.reading"))

    def _ask_which(self, found: list[Drawable]) -> None:
        if not found:
            self.tell(say("lots.nothing_waits"), Ink.WARN)
            return
        answers = [Answer(str(at), self._in_words(each)) for at, each in enumerate(found)]
        question = say("lots.draw_which", aql=self._aql)
        self.hotich.push(AskScreen(self.desk, question, answers, lambda at, _: self._draw(found[int(at)])))

    def _in_words(self, each: Drawable) -> Label:
        def within(to: Language) -> str:
            clerk = self._names.get(each.keyer, "?")
            inspection = each.inspection.label.within(to)
            return say("lots.draw_of", to, book=each.book_id, clerk=clerk, count=each.count, inspection=inspection)

        return Label(within(Language.VI), within(Language.EN))

    def _draw(self, of: Drawable) -> None:
        store, account, aql = self.desk.store, self.desk.account.account_id, self._aql

        def work() -> LotRow:
            from random import SystemRandom

            from storage import lots

            return lots.draw(store, of.book_id, of.keyer, aql=aql, by=account, random=SystemRandom())

        self.away(work, self._open)

    def _open(self, lot: LotRow) -> None:
        self.hotich.open("lot", lot)

    # ---- drawing

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        columns = [("book", max(10, cells - _FIXED)), ("clerk", _CLERK), ("inspection", _INSPECTION)]
        texts = "".join(cut(say(f"lots.column_{name}"), room) for name, room in columns)
        counts = right(f"{say('lots.column_sample')}/{say('lots.column_size')}", _COUNTS)
        return [(cut(f" {texts}{counts}  {say('lots.column_decision')}", cells), Ink.HEAD)]

    def row(self, item: LotRow, cells: int) -> Line:
        """One lot."""
        inks = {"accepted": Ink.GOOD, "rejected": Ink.BAD}
        ink = Ink.WARN if item.unfinished else inks.get(item.decision, Ink.WARN)
        return [
            (" " + fit(item.book_id, max(10, cells - _FIXED) - 1) + " ", Ink.PLAIN),
            (fit(self._names.get(item.keyer, "?"), _CLERK - 1) + " ", Ink.PLAIN),
            (fit(say(f"lots.level_{item.inspection}"), _INSPECTION), Ink.PLAIN),
            (right(f"{len(item.sample)}/{item.size}", _COUNTS), Ink.PLAIN),
            (f"  {lotwords.decision(item)}", ink),
        ]

    def detail(self, item: LotRow, cells: int) -> list[Line]:
        """How the chosen lot is looked at and what that proves."""
        told = [
            (lotwords.plan(item), Ink.PLAIN),
            (lotwords.proof(item), Ink.PLAIN),
            (lotwords.to_finish(item), Ink.WARN),
        ]
        return [[(f" {line}", ink)] for text, ink in told if text for line in wrapped(text, cells - 2)]

    # ---- reading

    def _text(self, lot: LotRow) -> str:
        return f"{lot.book_id} {self._names.get(lot.keyer, '')} {lot.inspection.label} {lotwords.decision(lot)}"

    def _read(self) -> Found:
        from storage import accounts, lots

        return Found(lots.list_lots(self.desk.store, limit=_MOST), accounts.names(self.desk.store))

    def _show(self, found: Found) -> None:
        self._names = found.names
        self.rows.fill(found.lots, same=lambda a, b: a.id == b.id)
