"""What of a book was carried and never changed: one line a field, so that a supervisor looks at one page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from registers.catalogue import say
from tui.actions import Action
from tui.booknames import book_name
from tui.desk import Desk
from tui.doors import KEYERS
from tui.ink import Ink, Line
from tui.listing import ListScreen
from tui.paint import column, cut, fit, right, wrapped
from tui.rows import Rows

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from registers.carried import Carried
    from storage.carried import Report
    from storage.shelf import BookRow

_FIELD, _HOW, _COUNT = 30, 10, 10
_MOST_LINES = 3


class CarriedScreen(ListScreen["Carried"]):
    """The fields of the book `book_id` nobody ever typed otherwise."""

    scope = "carried"

    def __init__(self, desk: Desk, book_id: str) -> None:
        super().__init__(desk, Rows(lambda item: f"{item.label} {item.written}"))
        self._book_id = book_id
        self._book: BookRow | None = None
        self._report: Report | None = None

    @property
    def heading(self) -> str:
        """Of which book."""
        return f"{super().heading} · {book_name(self._book)}" if self._book is not None else super().heading

    def arrive(self) -> None:
        """Read the book."""
        self.away(self._read, self._show, say("shell.reading"))

    def allows(self, action: Action) -> bool:
        """Auditors only read."""
        return self.desk.may(*KEYERS) if action.id == "carried.open" else super().allows(action)

    def do_open(self) -> None:
        """Open the entry in the middle of those the chosen field was carried through: to be compared with the page."""
        if (item := self.rows.chosen) is not None:
            self.hotich.open("keying", self._book_id, item.positions[len(item.positions) // 2], item.name)

    # ---- drawing

    @property
    def nothing(self) -> str:
        """Nothing carried says something of the book."""
        return super().nothing if self.rows.total else say("review.carried_none")

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        texts = [("field", _FIELD), ("how", _HOW), ("value", max(8, cells - 2 - _FIELD - _HOW - _COUNT))]
        line = "".join(cut(say(f"review.carried_{name}"), room) for name, room in texts)
        return [(f"  {line}{right(say('review.carried_entries'), _COUNT)}", Ink.HEAD)]

    def row(self, item: Carried, cells: int) -> Line:
        """One field."""
        value = item.written or item.value or say("review.carried_follows")
        return [
            (f"  {column(item.label, _FIELD)}", Ink.STRONG),
            (column(say(f"review.carried_{item.how}"), _HOW), Ink.DIM),
            (column(value, max(8, cells - 2 - _FIELD - _HOW - _COUNT)), Ink.PLAIN),
            (right(f"{len(item.positions)}/{item.pages}", _COUNT), Ink.PLAIN),
        ]

    def detail(self, item: Carried, cells: int) -> list[Line]:
        """Where nobody typed it, and what is not known."""
        where = wrapped(say("review.carried_where", positions=item.ranges), cells - 2)[:_MOST_LINES]
        lines: list[Line] = [[(f" {line}", Ink.PLAIN)] for line in where]
        if self._report is not None and self._report.unknown:
            lines.append([(fit(f" {say('review.carried_unknown', count=self._report.unknown)}", cells), Ink.WARN)])
        return lines

    # ---- inside

    def _read(self) -> tuple[BookRow, Report]:
        from storage import books, carried

        return books.get(self.desk.store, self._book_id), carried.of_book(self.desk.store, self._book_id)

    def _show(self, found: tuple[BookRow, Report]) -> None:
        self._book, self._report = found
        self.rows.fill(self._report.fields, same=lambda a, b: a.name == b.name)
