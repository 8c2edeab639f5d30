"""The operator's mirror: one's own figures, today and day by day. Nobody sees another's here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from registers.catalogue import say
from tui.actions import Action
from tui.desk import Desk
from tui.ink import Ink, Line
from tui.paint import right, wrapped
from tui.rows import Rows
from tui.screen import DeskScreen, Picture

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.measured import Quality
    from storage.worked import Work

DAYS = 30
"""Days the trend goes back."""

_AGAIN = 5.0
"""Seconds after which the live figure is drawn again."""

_NAME, _FIGURE, _DAY, _COLUMN, _BAR = 34, 9, 12, 10, 12


class MirrorScreen(DeskScreen):
    """The figures of who is signed in."""

    scope = "mirror"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._days: Rows[date] = Rows(date.isoformat)
        self._work: dict[date, Work] = {}
        self._quality: Quality | None = None

    def on_mount(self) -> None:
        """The live figure falls while hands rest."""
        super().on_mount()
        self.set_interval(_AGAIN, self.paint)

    def arrive(self) -> None:
        """Read the account's own days."""
        self.away(self._read, self._show, say("shell.reading"))

    def act(self, action: Action) -> None:
        """Look further back, or do what the action says."""
        if action.group == "list":
            self._days.do(action.name)
        else:
            super().act(action)

    def picture(self, cells: int, lines: int) -> Picture:
        """Today in figures, then the days before, one line each."""
        top = [*self._today(cells), [], self._headings()]
        days = [self._day(day) for day, _ in self._days.in_sight(max(1, lines - len(top)))]
        return Picture([*top, *days])

    # ---- drawing

    def _today(self, cells: int) -> list[Line]:
        work = self._now
        live = self.desk.gauge.live(self.desk.clock())
        figures = [
            ("live", _number(live)),
            ("keys_an_hour", _number(work.keys_an_hour)),
            ("entries_an_hour", _number(work.entries_an_hour)),
            ("keys_an_entry", _number(work.keys_an_entry)),
            ("entries", str(work.entries)),
            ("corrections", str(work.corrections)),
            ("time", _hours(work.seconds)),
        ] if work is not None else []  # fmt: skip
        lines: list[Line] = [[]]
        for name, figure in figures:
            lines.append([(f"  {say(f'mirror.{name}'):<{_NAME}}", Ink.LABEL), (right(figure, _FIGURE), Ink.STRONG)])
        if self._quality is not None and self._quality.fields:
            said = say("mirror.quality", fields=self._quality.fields, faults=self._quality.faults)
            lines += [[(f"  {line}", Ink.PLAIN)] for line in wrapped(said, cells - 4)]
        return lines

    def _headings(self) -> Line:
        names = ("entries", "entries_an_hour", "keys_an_hour", "corrections", "time")
        heads = "".join(right(say(f"mirror.head_{name}"), _COLUMN) for name in names)
        return [(f"  {say('mirror.head_day'):<{_DAY}}{heads}", Ink.HEAD)]

    def _day(self, day: date) -> Line:
        now = self._now if day == self.desk.today else None  # the figures above and those in today's row are one
        work = now or self._work[day]
        columns = (work.entries, _number(work.entries_an_hour), _number(work.keys_an_hour), work.corrections)
        most = max((one.entries_an_hour for one in self._work.values()), default=0)
        bar = "▪" * round(_BAR * work.entries_an_hour / most) if most else ""
        figures = "".join(right(str(figure), _COLUMN) for figure in (*columns, _hours(work.seconds)))
        return [(f"  {day:%d/%m/%Y}  {figures}", Ink.PLAIN), (f"  {bar}"[: _BAR + 2], Ink.DIM)]

    # ---- inside

    @property
    def _now(self) -> Work | None:
        """Today with the keys of the page in hand, which no kept entry has yet."""
        if self._quality is None:
            return None
        from storage.worked import Work

        keys, seconds = self.desk.gauge.so_far()
        return self._work.get(self.desk.today, Work()) + Work(keys, seconds)

    def _read(self) -> tuple[dict[date, Work], Quality]:
        from storage import measured, worked

        account = self.desk.account.account_id
        since = self.desk.today - timedelta(days=DAYS)
        return worked.days(self.desk.store, account, since=since), measured.of(self.desk.store, account)

    def _show(self, found: tuple[dict[date, Work], Quality]) -> None:
        self._work, self._quality = found
        self._days.fill(list(self._work))


def _number(figure: int) -> str:
    return f"{figure:,}".replace(",", say("mirror.thousands")) if figure else "—"


def _hours(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}"
