"""The books of one account: every open book, those it has marked; one key gives or takes the chosen one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from registers.catalogue import Language, say
from tui.booknames import kind_name, volume, years
from tui.desk import Desk
from tui.ink import Ink, Line
from tui.listing import ListScreen
from tui.paint import column, cut, fit
from tui.rows import Rows

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.books import BookRow

_ID, _YEARS, _VOLUME, _KIND = 22, 10, 9, 24
_FIXED = 2 + _ID + _KIND + _YEARS + _VOLUME


@dataclass(frozen=True, slots=True)
class Found:
    """The open books, the ids of those the account has, and the names of who has each."""

    books: list[BookRow]
    mine: frozenset[str]
    holders: dict[str, list[str]] = field(hash=False)


class AccountBooksScreen(ListScreen["BookRow"]):
    """Which open books the account called `name` has."""

    scope = "account_books"

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(desk, Rows(self._text))
        self._whose = name
        self._found = Found([], frozenset(), {})
        self._only_mine = False

    @property
    def heading(self) -> str:
        """Whose books they are."""
        return f"{super().heading} · {self._whose}"

    def arrive(self) -> None:
        """Read who has which books."""
        self.away(self._read, self._show, say("shell.reading"))

    def do_give(self) -> None:
        """Give the chosen book to the account, or take it back; the cursor goes on."""
        book = self.rows.chosen
        if book is None:
            return
        takes = book.id in self._found.mine

        def work() -> Found:
            from storage import accounts

            change = accounts.unassign if takes else accounts.assign
            change(self.desk.store, self._whose, [book.id], by=account)
            return self._read()

        def then(found: Found) -> None:
            self._show(found)
            if not self._only_mine:
                self.rows.do("down")
            self.tell(
                say("accounts.book_taken" if takes else "accounts.book_given", book=book.id, name=self._whose), Ink.GOOD
            )

        account = self.desk.account.account_id
        self.away(work, then)

    def do_only_mine(self) -> None:
        """Show the account's books alone, or all."""
        self._only_mine = not self._only_mine
        self._fill()

    # ---- drawing

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        texts = (("book", _ID), ("kind", _KIND), ("years", _YEARS), ("volume", _VOLUME))
        row = "".join(cut(say(f"accounts.head_{name}"), room) for name, room in texts)
        return [(cut(f"  {row}{say('accounts.head_given_to')}", cells), Ink.HEAD)]

    def row(self, item: BookRow, cells: int) -> Line:
        """One book."""
        has = item.id in self._found.mine
        cover = [(item.id, _ID), (kind_name(item.kind), _KIND), (years(item), _YEARS), (volume(item), _VOLUME)]
        return [
            ("✓ " if has else "  ", Ink.GOOD),
            ("".join(column(text, room) for text, room in cover), Ink.STRONG if has else Ink.PLAIN),
            (fit(", ".join(self._found.holders.get(item.id, ())), max(8, cells - _FIXED)), Ink.DIM),
        ]

    def detail(self, item: BookRow, cells: int) -> list[Line]:
        """Where the chosen book belongs and how far it is."""
        total = item.entries if item.entries is not None else "?"
        told = f" {item.office_name} · {say('accounts.book_progress', keyed=item.keyed, entries=total)}"
        return [[(fit(told, cells), Ink.DIM)]]

    # ---- reading

    def _text(self, book: BookRow) -> str:
        kinds = " ".join(kind_name(book.kind, to) for to in Language)
        holders = " ".join(self._found.holders.get(book.id, ()))
        return f"{book.id} {book.kind} {kinds} {years(book)} {book.office_name} {holders}"

    def _read(self) -> Found:
        from storage import accounts, books

        store = self.desk.store
        holders: dict[str, list[str]] = {}
        for row in accounts.list_all(store):
            for book_id in row.books:
                holders.setdefault(book_id, []).append(row.name)
        rows = [book for book in books.list_books(store) if book.state == "open"]
        return Found(rows, frozenset(accounts.get(store, self._whose).books), holders)

    def _show(self, found: Found) -> None:
        self._found = found
        self._fill()

    def _fill(self) -> None:
        shown = [book for book in self._found.books if not self._only_mine or book.id in self._found.mine]
        self.rows.fill(shown, same=lambda a, b: a.id == b.id)
