"""The review queue: what waits for a supervisor, riskiest first. Typing filters; one key approves, returns, opens, selects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from registers.catalogue import filled, label, say
from registers.dates import with_slashes
from registers.workflow import Act, Role
from tui.actions import Action
from tui.booknames import kind_name
from tui.desk import Desk
from tui.glance import Glance
from tui.ink import Ink, Line
from tui.leftwords import left_words
from tui.listing import ListScreen
from tui.paint import cut, fit, right
from tui.reviewfilter import parse
from tui.reviewpages import Pages
from tui.rows import Rows
from tui.screens.ask import Answer, AskScreen

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.decisions import Decided, GoOn, Undecided
    from storage.review import Counts, Order, Waiting, Wanted

Chosen = list[tuple[str, int]]
"""Entries to decide: id, and the revision that was looked at."""

_POSITION, _CLERK, _RISK, _FLAGS = 11, 12, 6, 11
_FIXED = 2 + _POSITION + _CLERK + _RISK + _FLAGS + 2
_KIND_LEAST, _KIND_MOST, _NAME_LEAST = 14, 36, 22
"""The longest kind in words has 34 letters; a narrow screen needs them for names."""


@dataclass(frozen=True, slots=True)
class Found:
    """The queue as it is now, and the accounts' names by id. `by_severity` is None until the rows are counted.

    `unseen` are entries that were selected under another filter, and this one does not show.
    """

    typed: str
    order: str
    pages: Pages
    by_severity: Mapping[str, int] | None = field(hash=False)
    unseen: frozenset[str]
    names: dict[str, str] = field(hash=False)


class ReviewScreen(ListScreen["Waiting | None"]):
    """Entries that may be approved, or those a filter asks for."""

    scope = "review"

    def __init__(self, desk: Desk, typed: str = "") -> None:
        super().__init__(desk, Rows(lambda row: row.what if row else ""))
        self.line.put(typed)
        self._order = "risk"
        self._selected: dict[str, int] = {}
        self._found: Found | None = None
        self._to_the_end = False  # as soon as it is known where that is
        self._glance = Glance(desk)

    @property
    def asks(self) -> str:
        """What the typed line is for."""
        return say("review.filter")

    @property
    def nothing(self) -> str:
        """Nothing waits, or nothing is so."""
        return say("review.nothing_so") if self.line.value else say("review.empty")

    @property
    def count(self) -> str:
        """How many wait, once they are counted."""
        return "…" if self._found is None or self._found.by_severity is None else super().count

    def arrive(self) -> None:
        """Read the queue again; the cursor keeps its place, where the next one to decide is now."""
        self._glance.begins()
        if self._found:
            self.behind(self._reader(), self._show)
        else:
            self.away(self._reader(), self._show, say("shell.reading"))

    def allows(self, action: Action) -> bool:
        """Deciding is for supervisors."""
        if action.group == "review" and action.name not in ("open", "order", "standardise"):
            return self.desk.may(Role.SUPERVISOR)
        return True

    def line_changed(self) -> None:
        """Ask the store for what is typed now."""
        self.rows.choose(0)
        self.behind(self._reader(), self._show)

    # ---- keys

    def act(self, action: Action) -> None:
        """Move as in any list, decide only what has been under the cursor; the head is read anew, for others decide meanwhile, and the end is gone to once it is known."""
        if action.id in ("review.approve", "review.return") and (why := self._glance.refuses()):
            self.tell(why, Ink.WARN)
            return
        super().act(action)
        if action.group == "list":
            self._to_the_end = action.name == "last" and self._found is not None and self._found.by_severity is None
            if action.name == "first":
                self.behind(self._reader(), self._show)

    def do_open(self) -> None:
        """Compare the chosen entry with the page."""
        if (row := self.rows.chosen) is not None:
            self.hotich.open("compare", row, parse(self.line.value), self._order_now())

    def do_standardise(self) -> None:
        """Look at what today's rules would store otherwise in the book of the chosen entry."""
        if (row := self.rows.chosen) is not None:
            self.hotich.open("standardise", row.book_id)

    def do_order(self) -> None:
        """Riskiest first, oldest first, by book."""
        orders = ("risk", "age", "place")
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self.rows.choose(0)
        self.tell(say(f"review.order_{self._order}"))
        self.behind(self._reader(), self._show)

    def do_select(self) -> None:
        """Select the chosen entry, or no longer, and go to the next."""
        if (row := self.rows.chosen) is not None:
            if self._selected.pop(row.entry_id, None) is None:
                self._selected[row.entry_id] = row.revision
            self.rows.do("down")

    def do_approve(self) -> None:
        """Approve the selection, or the chosen entry."""
        self._of_selection(lambda these: self._decide(Act.APPROVE, these, ""))

    def do_return(self) -> None:
        """Return the selection, or the chosen entry, with a reason."""
        self._of_selection(self._ask_why)

    def _ask_why(self, these: Chosen) -> None:
        answers = [Answer("return", label("review.return_do"))]
        question, reason = say("review.return_which", count=len(these)), say("review.reason")
        self.hotich.push(
            AskScreen(self.desk, question, answers, lambda _, why: self._decide(Act.RETURN, these, why), reason=reason)
        )

    def _of_selection(self, act: Callable[[Chosen], None]) -> None:
        """Hand `act` the selection, or the chosen entry. What the filter hides is decided only once that was said."""
        if not self._selected:
            if (row := self.rows.chosen) is not None:
                act([(row.entry_id, row.revision)])
            return
        store, wanted, selected = self.desk.store, parse(self.line.value), list(self._selected.items())

        def look() -> set[str]:
            from storage import review

            return review.among(store, wanted, self._selected)

        def ask(seen: set[str]) -> None:
            if len(seen) == len(selected):
                act(selected)
                return
            shown = [each for each in selected if each[0] in seen]
            answers = [
                *([Answer("shown", filled("review.selected_shown", count=len(shown)))] if shown else []),
                Answer("all", filled("review.selected_all", count=len(selected))),
                Answer("none", label("review.selected_none")),
            ]
            question = say("review.selected_hidden", count=len(selected), hidden=len(selected) - len(shown))
            self.hotich.push(AskScreen(self.desk, question, answers, lambda answer, _: take(answer, shown)))

        def take(answer: str, shown: Chosen) -> None:
            if answer == "none":
                self._selected = {}
            else:
                act(shown if answer == "shown" else selected)

        self.away(look, ask)

    def do_approve_all(self) -> None:
        """Approve everything the filter finds, once asked."""
        typed, store = self.line.value, self.desk.store
        wanted = parse(typed)
        answers = [Answer("no", label("review.approve_all_no")), Answer("yes", label("review.approve_all_yes"))]

        def read() -> Chosen:
            from storage import decisions

            return decisions.found_by(store, wanted)

        def ask(these: Chosen) -> None:
            """These are approved and no others: what comes in while the question stands was not counted."""

            def then(answer: str, _: str) -> None:
                if answer == "yes":
                    self._decide(Act.APPROVE, these, "")

            if not these:
                self.tell(say("review.approve_all_none"), Ink.WARN)
                return
            which = "review.approve_all_which" if typed.strip() else "review.approve_every"
            question = say(which, count=len(these), filter=typed)
            self.hotich.push(AskScreen(self.desk, question, answers, then))

        self.away(read, ask, say("shell.reading"))

    def _decide(self, act: Act, these: Chosen, reason: str) -> None:
        store, account = self.desk.store, self.desk.account.account_id
        back = self.desk.keymap.written("everywhere.back")

        def work(go_on: GoOn) -> tuple[list[Decided | Undecided], str]:
            from storage import decisions

            every = decisions.decide(store, act, these, account_id=account, reason=reason, go_on=go_on)
            return every, left_words(store, every)

        def how_far(done: int) -> str:
            return say("review.deciding", done=done, all=len(these), key=back)

        self.in_steps(work, partial(self._decided, len(these)), how_far)

    def _decided(self, wanted: int, answered: tuple[Sequence[Decided | Undecided], str]) -> None:
        """Of the `wanted` entries every one was answered, or those before it was stopped."""
        from storage.decisions import Undecided
        from storage.entries import Superseded

        every, why_left = answered
        left = [answer for answer in every if isinstance(answer, Undecided)]
        done = {answer.entry_id for answer in every} - {answer.entry_id for answer in left}
        stale = {answer.entry_id for answer in left if isinstance(answer.why, Superseded)}
        self._selected = {each: base for each, base in self._selected.items() if each not in done | stale}
        rest = wanted - len(every)
        word = say("review.stopped" if rest else "review.decided", done=len(done), left=len(left), rest=rest)
        word = f"{word} {why_left}".strip()
        self.tell(word, Ink.WARN if left or rest else Ink.GOOD)
        self._glance.begins(word)
        self.behind(self._reader(), self._show)

    # ---- drawing

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        kind, name = _widths(cells)
        texts = [("number", _POSITION), ("kind", kind), ("name", name), ("clerk", _CLERK)]
        line = "  " + "".join(cut(say(f"review.head_{name}"), room) for name, room in texts)
        return [(cut(line + right(say("review.head_risk"), _RISK) + "  " + say("review.head_flags"), cells), Ink.HEAD)]

    def row(self, item: Waiting | None, cells: int) -> Line:
        """One entry; one another reviewer has just decided is a dash."""
        if item is None:
            return [("  –", Ink.DIM)]
        names = self._found.names if self._found else {}
        flags = " ".join(dict.fromkeys(flag.rule for flag in item.flags))
        ink = {"E": Ink.BAD, "W": Ink.WARN}.get(item.severity, Ink.DIM)
        kind, name = _widths(cells)
        return [
            ("✓ " if item.entry_id in self._selected else "  ", Ink.STRONG),
            (fit(f"{item.position}", _POSITION), Ink.PLAIN),
            (fit(kind_name(item.kind), kind - 1) + " ", Ink.PLAIN),
            (fit(item.what, name - 1) + " ", Ink.PLAIN),
            (fit(names.get(item.keyer, "?"), _CLERK - 1) + " ", Ink.DIM),
            (right(str(item.risk), _RISK), Ink.PLAIN),
            (f"  {fit(flags, _FLAGS)}", ink),
        ]

    def detail(self, item: Waiting | None, cells: int) -> list[Line]:
        """Where the chosen one stands and what its gravest flag says; how the queue is made up."""
        if item is None or self._found is None:
            return []
        counted = self._found.by_severity
        grades = {grade: "…" if counted is None else counted.get(grade, 0) for grade in ("E", "W", "I")}
        unseen = len(self._found.unseen & self._selected.keys())
        hidden = say("review.summary_hidden", count=unseen) if unseen else ""
        summary = say(
            "review.summary", selected=f"{len(self._selected)}{hidden}", order=self._order_now().label, **grades
        )
        where = say(
            "review.where",
            book=item.book_id,
            page=item.page_no or "?",
            state=item.state.label,
            date=with_slashes(item.registration) or "?",
        )
        first = f"{item.flags[0].rule}: {item.flags[0].message}" if item.flags else say("review.no_flags")
        return [
            [(fit(f" {text}", cells), ink)] for text, ink in ((where, Ink.PLAIN), (first, Ink.WARN), (summary, Ink.DIM))
        ]

    # ---- reading

    def _order_now(self) -> Order:
        from storage.review import Order, order_for

        return order_for(parse(self.line.value), Order(self._order))

    def _reader(self) -> Callable[[], Found]:
        """What reads the queue as it is asked for now; it takes no look at the screen again, so it may run in a thread.

        Read again, it is read from the rows in sight on, however far down they are.
        """
        store, typed, order, before = self.desk.store, self.line.value, self._order, self._found
        selected = frozenset(self._selected)
        at, after, total = 0, None, 0
        if before is not None and (before.typed, before.order) == (typed, order):
            total, after = len(before.pages), before.pages.place(self.rows.top - 1)
            at = self.rows.top if after is not None else 0

        def work() -> Found:
            from storage import accounts, review

            wanted: Wanted = parse(typed)
            size = review.PAGE

            def read(after: Sequence[Any] | None, before: Sequence[Any] | None) -> list[Waiting]:
                return review.queue(store, wanted, order=review.Order(order), after=after, before=before, limit=size)

            pages, first = Pages(total, size, read), read(after, None)
            pages.put(at, first)
            whole = not at and len(first) < size
            by_severity = Counter(row.severity for row in first) if whole else None
            unseen = selected - review.among(store, wanted, selected) if selected else selected
            return Found(typed, order, pages, by_severity, unseen, accounts.names(store))

        return work

    def _show(self, found: Found) -> None:
        if (found.typed, found.order) != (self.line.value, self._order):
            return  # something else has been asked since
        self._found = found
        self.rows.fill(found.pages)
        if found.by_severity is None:
            store = self.desk.store

            def count() -> Counts:
                from storage import review

                return review.count(store, parse(found.typed))

            self.behind(count, lambda counts: self._counted(found, counts))

    def _counted(self, found: Found, counts: Counts) -> None:
        """The rows were shown before anybody knew how many there are."""
        if found is self._found:
            found.pages.counted(counts.total)
            self._found = replace(found, by_severity=counts.by_severity)
            self.rows.fill(found.pages)
            if self._to_the_end:
                self.rows.do("last")
                self._to_the_end = False


def _widths(cells: int) -> tuple[int, int]:
    """Columns of the kind and of the name: the kind gets what the name can spare."""
    left = cells - _FIXED
    kind = max(_KIND_LEAST, min(_KIND_MOST, (left - _NAME_LEAST) // 2))
    return kind, max(8, left - kind)
