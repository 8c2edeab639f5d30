"""The outbox: what waits for the centre, what the centre refused and how to mend it. Pushing goes on behind the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from registers.catalogue import say
from registers.position import Position
from tui.actions import Action
from tui.booknames import kind_name
from tui.desk import Desk
from tui.doors import KEYERS, LEADERS
from tui.ink import Ink, Line
from tui.listing import ListScreen
from tui.paint import column, cut, fit, wrapped
from tui.rows import Rows
from tui.screen import Picture

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from textual.timer import Timer

    from storage.outboxstatus import Attention, OutboxStatus
    from sync.batchsize import BatchSize
    from sync.pusher import Backoff, Sent
    from sync.transport import Line as Wire

_ENTRY, _FIELD = 28, 20


class OutboxScreen(ListScreen["Attention"]):
    """How the outbox stands, and the items people must look at."""

    scope = "outbox"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Rows(_text))
        self._status: OutboxStatus | None = None
        self._linked = True  # somebody said where the centre is
        self._pushing = False
        self._sent: Sent | None = None  # since sending was asked for
        self._backoff: Backoff | None = None
        self._batch: BatchSize | None = None
        self._pause: Timer | None = None  # runs while the line is left alone after a failure
        self._hurried = False

    def arrive(self) -> None:
        """Look at the outbox again."""
        self.behind(self._read, self._show)

    def allows(self, action: Action) -> bool:
        """Everybody may look; leaders send, whoever keys may open."""
        if action.id in ("outbox.push", "outbox.again"):
            return self.desk.may(*LEADERS)
        if action.id == "outbox.open":
            return self.desk.may(*KEYERS)
        return super().allows(action)

    @property
    def nothing(self) -> str:
        """Nothing set aside is good news."""
        return super().nothing if self.rows.total else say("push.screen_nothing")

    # ---- what can be done

    def do_open(self) -> None:
        """Open the chosen item's entry, to mend it."""
        if (item := self.rows.chosen) is not None:
            self.hotich.open("keying", item.book_id, Position(item.year, item.number, item.suffix), item.field)

    def do_again(self) -> None:
        """Put the chosen item back in the queue, its cause being mended."""
        if (item := self.rows.chosen) is None:
            return
        account = self.desk.account.account_id

        def work() -> OutboxStatus:
            from storage import outbox

            outbox.send_again(self.desk.store, account_id=account, entry_id=item.entry_id)
            return self._read()

        self.away(work, self._show)

    def do_push(self) -> None:
        """Send what waits, behind the screen, and at once: a pause after a failure is over. Keys and other screens go on."""
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
        elif self._pushing:
            return
        self._hurried = True
        self._pushing, self._sent = True, None
        self.tell(say("push.screen_pushing"), Ink.DIM)
        self._next_round()

    def _next_round(self) -> None:
        self._pause = None
        self.behind(self._push, self._pushed)

    def _push(self) -> tuple[Sent, OutboxStatus]:
        from storage import outbox
        from sync import link
        from sync.batchsize import BatchSize
        from sync.pusher import Backoff, Sent, push_once

        lines: list[Wire] = []
        total, name = Sent(), link.pusher_name()
        self._backoff = self._backoff or Backoff()  # kept from round to round, so that pauses grow
        size = self._batch = self._batch or BatchSize()  # and batches with them
        try:
            if self._hurried:
                self._hurried = False
                outbox.hurry(self.desk.store)
            lines = link.load(self.desk.home.path).lines()
            for line in lines:
                # One batch, then a look at how far it is.
                total += push_once(
                    self.desk.store, line, pusher=name, batch=size, limit=size.now, backoff=self._backoff
                )
            return total, self._read()
        except Exception:
            self._pushing = False
            raise
        finally:
            for line in lines:
                line.close()

    def _pushed(self, done: tuple[Sent, OutboxStatus]) -> None:
        sent, status = done
        self._sent = sent if self._sent is None else self._sent + sent
        self._show(status)
        if not self.is_attached:
            self._pushing = False
            return
        if not (sent.batches or sent.failures):
            self._pushing = False
            all_sent, aside = self._sent, self._sent.refused + self._sent.conflict
            told = say("push.line_sent", stored=all_sent.stored, already=all_sent.already, aside=aside)
            self.tell(told, Ink.WARN if aside else Ink.DIM)
            return
        if sent.failures:
            from sync.attention import reason

            self.tell(say("push.line_failed", why=reason(sent.why), seconds=max(1, round(sent.pause))), Ink.WARN)
            self._pause = self.set_timer(sent.pause, self._next_round)
            return
        self._next_round()

    # ---- drawing

    def picture(self, cells: int, lines: int) -> Picture:
        """How it stands, then the list."""
        above = self._standing(cells)
        below = super().picture(cells, lines - len(above))
        cursor = (below.cursor[0], below.cursor[1] + len(above)) if below.cursor else None
        return Picture([*above, *below.lines], cursor)

    def _standing(self, cells: int) -> list[Line]:
        from sync.attention import when

        status = self._status
        if status is None:
            return [[], []]
        counts = say("push.standing", waiting=status.waiting, sent=status.sent, aside=status.aside)
        told = when(status, self.desk.store.now(), linked=self._linked)
        if not told:
            told = say("push.screen_rest_aside" if status.aside else "push.screen_all_sent")
        if self._pushing and not status.why:
            done = self._sent.answered if self._sent is not None else 0
            told = say("push.screen_progress", done=done, total=done + status.waiting)
        above: list[Line] = [[(fit(f" {counts}", cells), Ink.STRONG)]]
        above += [[(f" {line}", Ink.DIM)] for line in wrapped(told, cells - 2)[:2]]
        if status.log_differs:
            above += [[(f" {line}", Ink.WARN)] for line in wrapped(say("push.log_differs"), cells - 2)]
        return above

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        names = [("position", _ENTRY), ("field", _FIELD), ("reason", max(10, cells - 2 - _ENTRY - _FIELD))]
        return [("  " + "".join(cut(say(f"push.column_{name}"), room) for name, room in names), Ink.HEAD)]

    def row(self, item: Attention, cells: int) -> Line:
        """One item: which entry, which field, why."""
        from sync.attention import field_name, refusal

        entry = f"{kind_name(item.kind)} {Position(item.year, item.number, item.suffix)}"
        return [
            (f"  {column(entry, _ENTRY)}", Ink.PLAIN),
            (column(field_name(item.kind, item.field), _FIELD), Ink.WARN),
            (fit(refusal(item), max(10, cells - 2 - _ENTRY - _FIELD)), Ink.PLAIN),
        ]

    def detail(self, item: Attention, cells: int) -> list[Line]:
        """The whole reason, and what to do."""
        from sync.attention import advice, refusal

        reason = wrapped(refusal(item), cells - 2)[:2]
        mend = wrapped(str(advice(item.answer, item.rule)), cells - 2)[:3]
        return [*([(f" {line}", Ink.DIM)] for line in reason), *([(f" {line}", Ink.STRONG)] for line in mend)]

    # ---- reading

    def _read(self) -> OutboxStatus:
        from storage import outboxstatus
        from sync import link

        self._linked = link.is_known(self.desk.home.path)
        return outboxstatus.status(self.desk.store)

    def _show(self, status: OutboxStatus) -> None:
        self._status = status
        self.rows.fill(list(status.attention), lambda a, b: (a.entry_id, a.revision) == (b.entry_id, b.revision))


def _text(item: Attention) -> str:
    from sync.attention import refusal

    return f"{item.book_id} {item.number} {item.field} {refusal(item)}"
