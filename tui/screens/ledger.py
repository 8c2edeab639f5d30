"""The ledger of one book: every number, what is keyed there, what is missing and why; explaining gaps, closing the book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from registers.catalogue import Label, Language, label, say
from registers.dates import with_slashes
from registers.errors import HotichError
from registers.kinds import PositionState
from registers.ledger import Gap, Ledger
from registers.position import Position
from tui.actions import Action
from tui.booknames import book_name
from tui.desk import Desk
from tui.doors import KEYERS, LEADERS, REVIEWERS
from tui.ink import Ink, Line
from tui.ledgerlines import LedgerLine, lines, state_words
from tui.listing import ListScreen
from tui.paint import cut, fit, right, wrapped
from tui.rows import Rows
from tui.screens.ask import Answer, AskScreen

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.books import BookRow, Closed

_NUMBER, _PAGE, _DATE, _STATE = 12, 7, 12, 26
_FIXED = _NUMBER + _PAGE + _DATE + _STATE + 2
_EXPLANATIONS = (
    PositionState.SKIPPED,
    PositionState.MISSING_PAGE,
    PositionState.BLANK_PAGE,
    PositionState.CANCELLED,
)
_WHOLE_GAP = "gap:"
"""Before the name of an answer that is about all numbers of a gap."""


@dataclass(frozen=True, slots=True)
class Found:
    """The book as it is now."""

    book: BookRow
    ledger: Ledger
    lines: list[LedgerLine]


class LedgerScreen(ListScreen[LedgerLine]):
    """Every number of the book `book_id`."""

    scope = "ledger"

    def __init__(self, desk: Desk, book_id: str) -> None:
        super().__init__(desk, Rows(_text))
        self._book_id = book_id
        self._found: Found | None = None
        self._only_open = False

    @property
    def heading(self) -> str:
        """Of which book this is the ledger."""
        return f"{super().heading} · {book_name(self._found.book)}" if self._found else super().heading

    def arrive(self) -> None:
        """Read the book again."""
        if self._found:
            self.behind(self._read, self._show)
        else:
            self.away(self._read, self._show, say("shell.reading"))

    def allows(self, action: Action) -> bool:
        """Closing is for supervisors; auditors only read."""
        if action.id == "ledger.standardise":
            return self.desk.may(*REVIEWERS)
        if action.id == "ledger.close":
            return self.desk.may(*LEADERS)
        if action.id == "ledger.carried":
            return self.desk.may(*REVIEWERS)
        if action.id in ("ledger.open", "ledger.explain"):
            return self.desk.may(*KEYERS)
        return True

    def do_open(self) -> None:
        """Key the chosen number, or correct what is keyed there."""
        if (line := self.rows.chosen) is not None:
            self.hotich.open("keying", self._book_id, line.position)

    def do_standardise(self) -> None:
        """Look at what today's rules would store otherwise in this book."""
        self.hotich.open("standardise", self._book_id)

    def do_only_open(self) -> None:
        """Show only what is left to do, or everything."""
        self._only_open = not self._only_open
        self._fill()

    def do_carried(self) -> None:
        """Show what of the book was carried and never changed."""
        self.hotich.open("carried", self._book_id)

    def do_explain(self) -> None:
        """Ask why the chosen number is not in the book, and keep the answer."""
        line = self.rows.chosen
        if line is None or not line.missing:
            self.tell(say("queue.ledger_explain_only_missing"), Ink.WARN)
            return
        question = say("queue.ledger_explain_which", position=line.position)
        answers = _answers(line)
        self.hotich.push(
            AskScreen(
                self.desk,
                question,
                answers,
                lambda state, reason: self._explain(line, state, reason),
                reason=say("queue.ledger_reason"),
            )
        )

    def do_close(self) -> None:
        """Ask once more, then close the book, or open a closed one again."""
        if self._found is None:
            return
        act = "close" if self._found.book.state == "open" else "reopen"
        question = say(f"queue.ledger_{act}_which", book=book_name(self._found.book))
        answers = [Answer("no", label("queue.ledger_close_no")), Answer("yes", label(f"queue.ledger_{act}_yes"))]
        then = self._close if act == "close" else self._reopen
        self.hotich.push(AskScreen(self.desk, question, answers, lambda answer, _: then() if answer == "yes" else None))

    # ---- drawing

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        figures = right(say("queue.ledger_head_number"), _NUMBER) + right(say("queue.ledger_head_page"), _PAGE)
        texts = [("date", _DATE), ("who", max(8, cells - _FIXED)), ("state", _STATE)]
        rest = "".join(cut(f"  {say(f'queue.ledger_head_{name}')}", room) for name, room in texts)
        return [(cut(figures + rest, cells), Ink.HEAD)]

    def row(self, item: LedgerLine, cells: int) -> Line:
        """One number."""
        kept = item.row
        page = str(kept.page_no) if kept and kept.page_no is not None else ""
        ink = Ink.BAD if item.missing else Ink.WARN if item.open else Ink.PLAIN
        return [
            (right(str(item.position), _NUMBER) + right(page, _PAGE), Ink.PLAIN),
            (fit(f"  {with_slashes(kept.registration) if kept else ''}", _DATE), Ink.PLAIN),
            (fit(f"  {kept.title if kept else ''}", max(8, cells - _FIXED)), Ink.PLAIN),
            (f"  {state_words(item)}", ink),
        ]

    def detail(self, item: LedgerLine, cells: int) -> list[Line]:
        """How far the book is, and what stands in the way of closing it."""
        del item
        if self._found is None:
            return []
        ledger = self._found.ledger
        missing = sum(line.missing for line in self._found.lines)
        drafts = sum(line.row is not None and line.row.revision == 0 for line in self._found.lines)
        expected = ledger.expected if ledger.expected is not None else "?"
        summary = say("queue.ledger_summary", keyed=ledger.keyed, expected=expected, missing=missing, drafts=drafts)
        open_points = ledger.unexplained
        first = str(open_points[0]) if open_points else say("queue.ledger_all_explained")
        ink = Ink.WARN if open_points else Ink.GOOD
        if self._found.book.state == "closed":
            first, ink = say("queue.ledger_closed"), Ink.STRONG
        return [[(fit(f" {summary}", cells), Ink.PLAIN)], *([(f" {line}", ink)] for line in wrapped(first, cells - 2))]

    # ---- reading and writing

    def _read(self) -> Found:
        from storage import accounts, books, positions

        store = self.desk.store
        ledger = books.ledger(store, self._book_id)
        rows = positions.list_positions(store, self._book_id)
        return Found(books.get(store, self._book_id), ledger, lines(ledger, rows, accounts.names(store)))

    def _show(self, found: Found) -> None:
        self._found = found
        self._fill()

    def _fill(self) -> None:
        every = self._found.lines if self._found else []
        shown = [line for line in every if line.open] if self._only_open else every
        self.rows.fill(shown, same=lambda a, b: a.position == b.position)

    def _explain(self, line: LedgerLine, answer: str, reason: str) -> None:
        state = PositionState(answer.removeprefix(_WHOLE_GAP))
        whole = answer.startswith(_WHOLE_GAP) and line.gap is not None
        numbers = range(line.gap.first, line.gap.last + 1) if whole and line.gap else [line.position.number]
        wanted = [Position(line.position.year, number) for number in numbers]

        account = self.desk.account.account_id
        kind = self._found.book.kind if self._found else ""

        def work() -> Found:
            for position in wanted:
                self._keep_state(position, kind, state, reason, account)
            return self._read()

        def then(found: Found) -> None:
            self._show(found)
            self.tell(say("queue.ledger_explained", position=", ".join(map(str, wanted[:3]))), Ink.GOOD)

        self.away(work, then)

    def _keep_state(self, position: Position, kind: str, state: PositionState, reason: str, account: str) -> None:
        from storage import entries, positions

        store = self.desk.store
        claim = positions.claim(store, self._book_id, position, account)
        try:
            entries.save(
                store,
                claim,
                kind=kind,
                position_state=state,
                values={},
                page_no=None,
                account_id=account,
                reason=reason,
            )
        except HotichError:
            positions.release(store, claim)
            raise

    def _close(self) -> None:
        def work() -> tuple[Found, Closed]:
            from storage import books

            closed = books.close(self.desk.store, self._book_id, by=account)
            return self._read(), closed

        def then(done: tuple[Found, Closed]) -> None:
            found, closed = done
            self._show(found)
            names = {"ended": ", ".join(closed.ended) or "–", "locked": ", ".join(closed.locked) or "–"}
            self.tell(say("queue.ledger_closed_now", **names), Ink.GOOD)

        account = self.desk.account.account_id
        self.away(work, then)

    def _reopen(self) -> None:
        def work() -> Found:
            from storage import books

            books.reopen(self.desk.store, self._book_id, by=account)
            return self._read()

        def then(found: Found) -> None:
            self._show(found)
            self.tell(say("queue.ledger_reopened"), Ink.GOOD)

        account = self.desk.account.account_id
        self.away(work, then)


def _text(line: LedgerLine) -> str:
    kept = line.row
    registered = [kept.registration, with_slashes(kept.registration)] if kept else []  # either way it may be typed
    return " ".join([str(line.position), kept.title if kept else "", *registered, state_words(line)])


def _answers(line: LedgerLine) -> list[Answer]:
    this = [Answer(state, state.label) for state in _EXPLANATIONS]
    gap = line.gap
    if gap is None or gap.first == gap.last:
        return this
    return this + [Answer(f"{_WHOLE_GAP}{state}", _of_whole_gap(state, gap)) for state in _EXPLANATIONS]


def _of_whole_gap(state: PositionState, gap: Gap) -> Label:
    def within(to: Language) -> str:
        return say("queue.ledger_whole_gap", to, state=state.label.within(to), first=gap.first, last=gap.last)

    return Label(within(Language.VI), within(Language.EN))
