"""The log: who did what, newest first; from any line to all about the same entry, book or account, or all by the same account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from registers.catalogue import say
from tui import logwords
from tui.actions import Action
from tui.desk import Desk
from tui.ink import Ink, Line
from tui.listing import ListScreen
from tui.paint import column, fit, wrapped
from tui.rows import Rows

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage import log

_AT, _WHO, _ABOUT = 17, 12, 25
_DETAIL = 4
"""Lines the details of the chosen one may take."""
_ONWARD = ("down", "page_down", "last")


class LogScreen(ListScreen["log.Line"]):
    """The lines `wanted` asks for, called `told` in the bar; older ones are read as they are come to."""

    scope = "log"

    def __init__(self, desk: Desk, wanted: log.Wanted | None = None, told: str = "") -> None:
        super().__init__(desk, Rows(_text))
        self._wanted = wanted
        self._told = told
        self._lines: list[log.Line] = []
        self._whole = False  # the first line of all is read

    @property
    def heading(self) -> str:
        """The log, and what it is narrowed to."""
        return " · ".join(filter(None, (super().heading, self._told)))

    @property
    def count(self) -> str:
        """How many lines were read so far."""
        return super().count if self._whole else f"{super().count} …"

    @property
    def nothing(self) -> str:
        """No line is so."""
        return super().nothing if self.rows.total else say("log.empty")

    def arrive(self) -> None:
        """Read the newest lines, as many as were read before."""
        if self._lines:
            self.behind(lambda: self._read(None, len(self._lines)), self._show_anew)
        else:
            self.away(lambda: self._read(None, 0), self._show_anew, say("shell.reading"))

    # ---- keys

    def act(self, action: Action) -> None:
        """Move as in any list; past the lines that were read there are older ones."""
        super().act(action)
        if action.group == "list" and action.name in _ONWARD and self.rows.cursor + 1 >= len(self.rows):
            self.do_older()

    def do_older(self) -> None:
        """Read lines before those that were read, through which the filter looks, too."""
        if self._whole or not self._lines:
            self.tell(say("log.oldest"))
            return
        oldest = self._lines[-1].seq
        self.away(lambda: self._read(oldest, 0), self._show_more, say("shell.reading"))

    def do_about(self) -> None:
        """Show all that was done about the same entry, book, account or lot."""
        if (line := self.rows.chosen) is not None:
            self._narrow(replace(self._now(), about=line.subject), say("log.of_about", about=line.about))

    def do_by(self) -> None:
        """Show all the same account did."""
        if (line := self.rows.chosen) is not None:
            self._narrow(replace(self._now(), who=line.who), say("log.of_who", who=_who(line)))

    def _narrow(self, wanted: log.Wanted, told: str) -> None:
        if wanted != self._now():
            self.hotich.open("log", wanted, " · ".join(filter(None, (self._told, told))))

    # ---- drawing

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        room = max(8, cells - _AT - _WHO - _ABOUT - 1)
        widths = (("at", _AT), ("who", _WHO), ("act", room), ("about", _ABOUT))
        return [(" " + "".join(fit(say(f"log.column_{name}"), width) for name, width in widths), Ink.HEAD)]

    def row(self, item: log.Line, cells: int) -> Line:
        """One line."""
        room = max(8, cells - _AT - _WHO - _ABOUT - 1)
        return [
            (f" {fit(f'{item.at:%d/%m/%Y %H:%M}', _AT)}", Ink.DIM),
            (column(_who(item), _WHO), Ink.PLAIN),
            (column(str(logwords.act(item.act)), room), Ink.STRONG),
            (fit(item.about, _ABOUT), Ink.PLAIN),
        ]

    def detail(self, item: log.Line, cells: int) -> list[Line]:
        """The chosen line in full."""
        first = f"{say('log.column_line')} {item.seq} · {item.at:%d/%m/%Y %H:%M:%S} · {logwords.act(item.act)} · {item.about}"
        told = [*wrapped(first, cells - 2), *wrapped(logwords.detail(item.detail), cells - 2)]
        return [[(f" {line}", Ink.DIM)] for line in told[:_DETAIL]]

    # ---- reading

    def _now(self) -> log.Wanted:
        from storage import log

        return self._wanted or log.Wanted()

    def _read(self, before: int | None, known: int) -> tuple[list[log.Line], bool]:
        """Lines, and whether the first of all is among them."""
        from storage import log

        limit = max(log.PAGE, known)
        found = log.lines(self.desk.store, self._now(), by=self.desk.account.account_id, before=before, limit=limit)
        return found, len(found) < limit

    def _show_anew(self, found: tuple[list[log.Line], bool]) -> None:
        self._lines, self._whole = found
        self._fill()

    def _show_more(self, found: tuple[list[log.Line], bool]) -> None:
        self._lines, self._whole = [*self._lines, *found[0]], found[1]
        self._fill()

    def _fill(self) -> None:
        self.rows.fill(self._lines, same=lambda a, b: a.seq == b.seq)


def _who(line: log.Line) -> str:
    return say("log.operator") if line.who == "operator" else line.who


def _text(line: log.Line) -> str:
    act = logwords.act(line.act)
    return f"{line.at:%d/%m/%Y} {_who(line)} {line.act} {act.vi} {act.en} {line.about} {logwords.detail(line.detail)}"
