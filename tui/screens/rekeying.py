"""Books in second keying: a clerk takes up what waits for him, a supervisor gives books out and sees how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from registers.catalogue import label, say
from registers.rekeying import Scope
from tui.actions import Action
from tui.desk import Desk
from tui.doors import KEYERS, LEADERS
from tui.ink import Ink, Line
from tui.listing import ListScreen
from tui.paint import cut, fit, right
from tui.rows import Rows
from tui.screens.ask import Answer, AskScreen

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.rekeying import BookRow, Given, TakenBack

_FIGURES = ("to_give", "given", "differing", "settled", "mine")
_CELLS = 11
SAMPLE = 0.2
"""Share of a book's entries in a sample of it."""

_SAMPLE = "sample"


class RekeyingScreen(ListScreen["BookRow"]):
    """For a leader every book with something to give or given out, for a clerk those with something to key again."""

    scope = "rekeying"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Rows(lambda row: row.book_id))

    @property
    def nothing(self) -> str:
        """Nothing to do, or nothing to give."""
        if self.rows.total:
            return super().nothing
        return say("rekeying.nothing_keyed" if self.desk.may(*LEADERS) else "rekeying.nothing_yet")

    def arrive(self) -> None:
        """Read how far the books are."""
        self.away(self._read, self._show, say("shell.reading"))

    def allows(self, action: Action) -> bool:
        """Giving out is for leaders; an auditor keys nothing."""
        if action.id in ("rekeying.give", "rekeying.take_back"):
            return self.desk.may(*LEADERS)
        return action.id != "rekeying.open" or self.desk.may(*KEYERS)

    def do_open(self) -> None:
        """Key the next entry of the chosen book again."""
        if (row := self.rows.chosen) is not None:
            self.hotich.open("second", row.book_id)

    def do_give(self) -> None:
        """Ask what of the chosen book is keyed again, and give it out."""
        row = self.rows.chosen
        if row is None:
            return
        if not row.to_give:
            self.tell(say("rekeying.nothing_to_give"), Ink.WARN)
            return
        scopes = (Scope.ADAPTIVE, Scope.KEY_FIELDS, Scope.ALL)
        answers = [Answer(scope.value, scope.label) for scope in scopes]
        answers.append(Answer(_SAMPLE, label("rekeying.give_sample")))
        question = say("rekeying.give_which", book=row.book_id, count=row.to_give)
        self.hotich.push(AskScreen(self.desk, question, answers, lambda answer, _: self._give(row.book_id, answer)))

    def do_take_back(self) -> None:
        """Ask once more, then take back what nobody keyed again yet."""
        if (row := self.rows.chosen) is None:
            return
        answers = [Answer("no", label("rekeying.back_no")), Answer("yes", label("rekeying.back_yes"))]
        question = say("rekeying.back_which", book=row.book_id)
        self.hotich.push(AskScreen(self.desk, question, answers, lambda answer, _: self._back(row.book_id, answer)))

    def _give(self, book_id: str, answer: str) -> None:
        store, account = self.desk.store, self.desk.account.account_id
        scope, share = (Scope.ALL, SAMPLE) if answer == _SAMPLE else (Scope(answer), 1.0)

        def work() -> Given:
            from random import SystemRandom

            from storage import rekeying

            return rekeying.give_out(store, book_id, scope, by=account, random=SystemRandom(), share=share)

        def then(given: Given) -> None:
            self.arrive()
            self.tell(say("rekeying.given", entries=given.entries, fields=given.fields), Ink.GOOD)

        self.away(work, then)

    def _back(self, book_id: str, answer: str) -> None:
        store, account = self.desk.store, self.desk.account.account_id

        def work() -> TakenBack:
            from storage import rekeying

            return rekeying.take_back(store, book_id, by=account)

        def then(taken: TakenBack) -> None:
            self.arrive()
            freed = f" {say('rekeying.freed', count=taken.freed)}" if taken.freed else ""
            self.tell(f"{say('rekeying.taken_back', entries=taken.entries)}{freed}", Ink.GOOD)

        if answer == "yes":
            self.away(work, then)

    # ---- drawing

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        figures = "".join(right(say(f"rekeying.head_{name}"), _CELLS) for name in _FIGURES)
        room = max(8, cells - _CELLS * len(_FIGURES))
        return [(cut(fit(f"  {say('rekeying.head_book')}", room) + figures, cells), Ink.HEAD)]

    def row(self, item: BookRow, cells: int) -> Line:
        """One book."""
        room = max(8, cells - _CELLS * len(_FIGURES))
        inks = {"differing": Ink.WARN, "mine": Ink.STRONG}
        figures = [(right(str(getattr(item, name)), _CELLS), inks.get(name, Ink.PLAIN)) for name in _FIGURES]
        return [(fit(f"  {item.book_id}", room), Ink.PLAIN), *figures]

    # ---- reading

    def _read(self) -> list[BookRow]:
        from storage import rekeying

        every = self.desk.may(*LEADERS) or not self.desk.may(*KEYERS)
        return rekeying.books(self.desk.store, self.desk.account.account_id, every=every)

    def _show(self, rows: list[BookRow]) -> None:
        self.rows.fill(rows, same=lambda a, b: a.book_id == b.book_id)
