"""The queue: which paper book to take from the shelf now. The next one is chosen already; Enter opens it where work stopped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from registers.catalogue import Language, say
from tui.actions import Action
from tui.booknames import kind_name, volume, years
from tui.desk import Desk
from tui.doors import DOORS, KEYERS, LEADERS, opened_by
from tui.ink import Ink, Line
from tui.listing import ListScreen
from tui.paint import column, cut, fit, right
from tui.rows import Rows

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.queue import QueueRow

_PHASE, _YEARS, _VOLUME, _KEYED, _DONE, _DRAFTS = 10, 10, 8, 9, 5, 6
_FIXED = 2 + _PHASE + _YEARS + _VOLUME + _KEYED + _DONE + _DRAFTS
_GIVEN = 11
"""Cells for whom a book is given to, while the register's name has not all of its own."""

_ROOM_FOR_OFFICE = 100
"""Columns from which on the office has one of its own; below, only the chosen book's is told."""


@dataclass(frozen=True, slots=True)
class Found:
    """The queue as it is now, the texts its filter looks through, and the accounts' names by id."""

    rows: list[QueueRow]
    folded: list[str]
    names: dict[str, str]


class QueueScreen(ListScreen["QueueRow"]):
    """Books in the plan's order, with what is done of each."""

    scope = "queue"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Rows(lambda row: f"{_text(row)} {self._given_to(row)}"))
        self._visits = 0
        self._names: dict[str, str] = {}

    def arrive(self) -> None:
        """Read the queue again; the chosen book stays chosen, at the first look and once it is done it is the next one."""
        read = partial(self._read, self.desk.account.account_id)
        if self._visits:
            self.behind(read, self._show)
        else:
            self.away(read, self._show, say("shell.reading"))

    def allows(self, action: Action) -> bool:
        """What the account's role may open or do; below is only the sign-in."""
        if (name := opened_by(action.id)) is not None:
            return self.desk.may(*DOORS[name].roles)
        if action.name == "pin":
            return self.desk.may(*LEADERS)
        return action.name != "back"

    def act(self, action: Action) -> None:
        """Open what the action opens, for the chosen book where it is about one; everything else as in any list."""
        name = opened_by(action.id)
        if name is None:
            super().act(action)
        elif not DOORS[name].of_book:
            self.hotich.open(name)
        elif (row := self.rows.chosen) is not None:
            self.hotich.open(name, row.book.id)

    def do_pin(self) -> None:
        """Put the chosen book at the head of the queue, or back."""
        if (row := self.rows.chosen) is None:
            return
        book, account = row.book, self.desk.account.account_id

        def work() -> Found:
            from storage import books

            books.pin(self.desk.store, book.id, not book.pinned, by=account)
            return self._read(account)

        self.away(work, self._show)

    # ---- drawing

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        kind, office, who = self._widths(cells)
        texts = [("phase", _PHASE), ("kind", kind), ("years", _YEARS), ("volume", _VOLUME), ("office", office)]
        figures = [("keyed", _KEYED), ("done", _DONE), ("drafts", _DRAFTS)]
        line = "  " + "".join(cut(say(f"queue.head_{name}"), room) for name, room in texts)
        line += "".join(right(say(f"queue.head_{name}"), room) for name, room in figures)
        return [(line + cut(f"  {say('queue.head_assigned')}", who), Ink.HEAD)]

    def row(self, item: QueueRow, cells: int) -> Line:
        """One book."""
        book = item.book
        kind, office, who = self._widths(cells)
        total = str(book.entries) if book.entries is not None else "?"
        done = f"{min(100, 100 * item.keyed // book.entries)}%" if book.entries else ""
        cover = [(kind_name(book.kind), kind), (years(book), _YEARS), (volume(book), _VOLUME)]
        cover += [(book.office_name.partition(",")[0], office)]
        return [
            ("← " if item.returned else "* " if book.pinned else "  ", Ink.STRONG),
            (cut(item.phase, _PHASE), Ink.DIM),
            ("".join(column(text, room) for text, room in cover), Ink.PLAIN),
            (right(f"{item.keyed}/{total}", _KEYED) + right(done, _DONE), Ink.PLAIN),
            (right(str(item.drafts or ""), _DRAFTS), Ink.WARN),
            (f"  {fit(self._given_to(item), who - 2)}", Ink.DIM),
        ]

    def detail(self, item: QueueRow, cells: int) -> list[Line]:
        """Where the chosen book stands and what remains of it."""
        book = item.book
        numbers = say("queue.numbers", first=book.first_no or "?", last=book.last_no or "?")
        shelf = say("queue.shelf", shelf=book.shelf) if book.shelf else ""
        deadline = say("queue.deadline", day=f"{item.deadline:%d/%m/%Y}") if item.deadline else say("queue.no_phase")
        returned = say("queue.returned", count=item.returned) if item.returned else ""
        told = (
            ((returned, deadline, shelf, numbers), Ink.PLAIN),
            ((kind_name(book.kind), book.office_name), Ink.DIM),
            ((book.id, book.notes), Ink.DIM),
        )
        return [[(fit(f" {' · '.join(part for part in parts if part)}", cells), ink)] for parts, ink in told]

    @property
    def nothing(self) -> str:
        """An empty queue and an empty filter say different things."""
        return super().nothing if self.rows.total else say("queue.empty")

    def _widths(self, cells: int) -> tuple[int, int, int]:
        """Room for the register, the office and whom the book is given to."""
        left = max(20, cells - _FIXED)
        kind = min(30, max(left * 2 // 3, left - _GIVEN))
        office = min(30, (left - kind) * 2 // 3) if cells >= _ROOM_FOR_OFFICE else 0
        return kind, office, left - kind - office

    # ---- reading

    def _read(self, account: str) -> Found:
        from storage import accounts
        from storage.queue import queue

        rows = queue(self.desk.store, account, today=self.desk.today)
        self._names = accounts.names(self.desk.store)
        return Found(rows, self.rows.folded(rows), self._names)

    def _show(self, found: Found) -> None:
        self._visits += 1
        was = self.rows.chosen
        same = (lambda a, b: a.book.id == b.book.id) if self._visits > 1 else None
        self.rows.fill(found.rows, same, found.folded)
        now = self.rows.chosen
        if was is not None and now is not None and now.book.complete and not was.book.complete:
            self.rows.fill(found.rows, lambda a, _: a is found.rows[0], found.folded)  # done: on to the next one
        if self._visits == 1 and self.desk.may(*KEYERS):
            self.behind(partial(self._due, self.desk.account.account_id), self._tell_due)

    def _due(self, account: str) -> tuple[int, int]:
        from storage import rekeying
        from storage.queue import returned_elsewhere

        return rekeying.due(self.desk.store, account), returned_elsewhere(self.desk.store, account)

    def _tell_due(self, counts: tuple[int, int]) -> None:
        """No row of this list shows what waits to be keyed a second time, nor what came back in a book that was taken away."""
        again, elsewhere = counts
        told = []
        if again:
            told.append(say("queue.rekeying_due", count=again, key=self.desk.keymap.written("queue.rekeying")))
        if elsewhere:
            told.append(say("queue.returned_elsewhere", count=elsewhere))
        if told and self.desk.signed_in:
            self.tell(" · ".join(told), Ink.WARN if elsewhere else Ink.PLAIN)

    def _given_to(self, row: QueueRow) -> str:
        return ", ".join(self._names.get(account, "?") for account in row.assigned_to)


def _text(row: QueueRow) -> str:
    book = row.book
    kinds = " ".join(kind_name(book.kind, to) for to in Language)
    cover = (book.kind, kinds, years(book), book.book_no, book.id)
    return " ".join([*cover, book.office_name, book.shelf, book.notes, row.phase])
