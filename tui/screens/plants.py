"""Planted errors: how many each reviewer really catches, and planting some for another; where they are only the store knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from registers.catalogue import filled, label, say
from tui.actions import Action
from tui.desk import Desk
from tui.doors import LEADERS
from tui.ink import Ink, Line
from tui.listing import ListScreen
from tui.paint import column, cut, fit, right, wrapped
from tui.rows import Rows
from tui.screens.ask import Answer, AskScreen

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.plants import Planted, Reviewer

COUNTS = (1, 3, 5, 10, 20)
"""How many errors one answer plants."""

_FIGURES = ("waiting", "shown", "caught", "missed", "lifted")
_CELLS, _RATE, _INTERVAL = 9, 7, 10
_FIXED = _CELLS * len(_FIGURES) + _RATE + _INTERVAL
_LATEST = 4
"""Errors told of the chosen reviewer."""


@dataclass(frozen=True, slots=True)
class Found:
    """Every reviewer by name, and what was planted for each that whoever looks may see, newest first."""

    rows: list[Reviewer]
    planted: dict[str, list[Planted]] = field(hash=False)


class PlantsScreen(ListScreen["Reviewer"]):
    """Every reviewer. A leader plants for others; nobody sees what waits for himself."""

    scope = "plants"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Rows(lambda row: row.name))
        self._planted: dict[str, list[Planted]] = {}

    @property
    def nothing(self) -> str:
        """Nobody to plant for."""
        return super().nothing if self.rows.total else say("plants.empty")

    def arrive(self) -> None:
        """Read what was caught so far."""
        self.away(self._read, self._show, say("shell.reading"))

    def allows(self, action: Action) -> bool:
        """An auditor only reads."""
        return action.group != "plants" or self.desk.may(*LEADERS)

    def do_plant(self) -> None:
        """Ask how many errors are planted for the chosen reviewer."""
        row = self._chosen()
        if row is None:
            return
        answers = [Answer(str(count), filled("plants.count", count=count)) for count in COUNTS]
        question = say("plants.how_many", reviewer=row.name)
        self.hotich.push(AskScreen(self.desk, question, answers, lambda count, _: self._plant(row, int(count))))

    def do_withdraw(self) -> None:
        """Ask once more, then take away what waits for the chosen reviewer."""
        row = self._chosen()
        if row is None:
            return
        if not row.waiting:
            self.tell(say("plants.nothing_waits", reviewer=row.name), Ink.WARN)
            return
        answers = [Answer("no", label("plants.withdraw_no")), Answer("yes", label("plants.withdraw_yes"))]
        question = say("plants.withdraw_which", reviewer=row.name, count=row.waiting)
        self.hotich.push(AskScreen(self.desk, question, answers, lambda answer, _: self._withdraw(row, answer)))

    def _chosen(self) -> Reviewer | None:
        row = self.rows.chosen
        if row is not None and row.account_id == self.desk.account.account_id:
            self.tell(say("review.own_plant"), Ink.WARN)
            return None
        return row

    def _plant(self, row: Reviewer, count: int) -> None:
        store, account = self.desk.store, self.desk.account.account_id

        def work() -> int:
            from random import SystemRandom

            from storage import plants

            return len(plants.sow(store, row.account_id, count, by=account, random=SystemRandom()))

        def then(made: int) -> None:
            self.arrive()
            if made == count:
                self.tell(say("plants.planted", reviewer=row.name, count=made), Ink.GOOD)
            else:
                self.tell(say("plants.fewer", count=made, wanted=count), Ink.WARN)

        self.away(work, then)

    def _withdraw(self, row: Reviewer, answer: str) -> None:
        store, account = self.desk.store, self.desk.account.account_id

        def work() -> int:
            from storage import plants

            return plants.withdraw(store, row.account_id, by=account)

        def then(count: int) -> None:
            self.arrive()
            self.tell(say("plants.withdrawn", reviewer=row.name, count=count), Ink.GOOD)

        if answer == "yes":
            self.away(work, then)

    # ---- drawing

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        name = fit(f"  {say('plants.column_reviewer')}", max(10, cells - _FIXED))
        figures = "".join(right(say(f"plants.column_{each}"), _CELLS) for each in _FIGURES)
        rest = right(say("plants.column_rate"), _RATE) + right(say("plants.column_interval_short"), _INTERVAL)
        return [(cut(name + figures + rest, cells), Ink.HEAD)]

    def row(self, item: Reviewer, cells: int) -> Line:
        """One reviewer."""
        rate = item.rate
        figures = [
            "–" if item.waiting is None else str(item.waiting),
            *map(str, (rate.shown, rate.caught, rate.shown - rate.caught, item.lifted)),
        ]
        share = f"{100 * rate.caught / rate.shown:.0f}%" if rate.shown else "–"
        interval = f"{100 * rate.interval.low:.0f}–{100 * rate.interval.high:.0f}%" if rate.shown else "–"
        return [
            (fit(f"  {item.name}", max(10, cells - _FIXED)), Ink.PLAIN),
            ("".join(right(figure, _CELLS) for figure in figures), Ink.PLAIN),
            (right(share, _RATE), Ink.STRONG),
            (right(interval, _INTERVAL), Ink.DIM),
        ]

    def detail(self, item: Reviewer, cells: int) -> list[Line]:
        """What the figures say of the chosen reviewer, and the newest errors."""
        low, high = (round(100 * bound) for bound in (item.rate.interval.low, item.rate.interval.high))
        facts = {"caught": item.rate.caught, "shown": item.rate.shown, "low": low, "high": high}
        says = say("plants.says", reviewer=item.name, **facts) if item.rate.shown else ""
        told = wrapped(says or say("plants.says_nothing", reviewer=item.name), cells - 2)
        lines: list[Line] = [[(f" {line}", Ink.PLAIN)] for line in told]
        return [*lines, *(_line(each, cells) for each in self._planted.get(item.account_id, [])[:_LATEST])]

    # ---- reading

    def _read(self) -> Found:
        from storage import plants

        store, by = self.desk.store, self.desk.account.account_id
        rows = plants.report(store, by=by)
        return Found(
            rows, {row.account_id: plants.of_reviewer(store, row.account_id, by=by, limit=_LATEST) for row in rows}
        )

    def _show(self, found: Found) -> None:
        self._planted = found.planted
        self.rows.fill(found.rows, same=lambda a, b: a.account_id == b.account_id)


def _line(each: Planted, cells: int) -> Line:
    answer = say(f"plants.answer_{each.answer or 'none'}")
    ink = {"caught": Ink.GOOD, "missed": Ink.BAD}.get(each.answer, Ink.DIM)
    where = f" {column(each.book_id, 20)}{column(str(each.position), 12)}"
    what = fit(f"{each.label} · {each.error_class.label}", max(8, cells - 33 - 12))
    return [(where, Ink.DIM), (what, Ink.PLAIN), (fit(f" {answer}", 12), ink)]
