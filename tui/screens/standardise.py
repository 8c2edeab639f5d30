"""Standardising a book: what today's rules would store otherwise, by kind of change, to accept or refuse. The page's words stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from registers.catalogue import label, say
from registers.dates import with_slashes
from registers.form import load as load_form
from registers.standardise import Change
from registers.value import Value
from registers.workflow import EntryState
from tui.actions import Action
from tui.desk import Desk
from tui.doors import LEADERS
from tui.ink import Ink, Line
from tui.leftwords import left_words
from tui.listing import ListScreen
from tui.paint import cut, fit, width
from tui.rows import Rows
from tui.screens.ask import Answer, AskScreen

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.decisions import Decided, Undecided
    from storage.standardising import Around, Part, Proposed

_CHANGE, _POSITION, _FIELD = 17, 11, 20
_FIXED = 2 + _CHANGE + _POSITION + _FIELD
Read = TypeVar("Read")

_ORDER = {change: at for at, change in enumerate(Change)}


class StandardiseScreen(ListScreen["Proposed"]):
    """The proposals of the book `book_id`. The book is read behind the screen, part by part; keys never wait for it."""

    scope = "standardise"

    def __init__(self, desk: Desk, book_id: str) -> None:
        super().__init__(desk, Rows(_text))
        self._book_id = book_id
        self._around: Around | None = None
        self._found: list[Proposed] = []
        self._reading = False

    @property
    def heading(self) -> str:
        """Of which book these are the proposals."""
        return f"{super().heading} · {self._book_id}"

    @property
    def nothing(self) -> str:
        """The book is being read, or there is nothing to do, or the filter finds nothing."""
        if self._found:
            return super().nothing
        return say("standardise.reading" if self._reading else "standardise.nothing")

    def arrive(self) -> None:
        """Begin to read the book, at the first look."""
        if self._around is None and not self._reading:
            self._read_all()

    def allows(self, action: Action) -> bool:
        """Deciding is for supervisors and administrators."""
        return action.group != "standardise" or action.name == "next_kind" or self.desk.may(*LEADERS)

    # ---- keys

    def do_redraw(self) -> None:
        """Read the book again."""
        self.hotich.forget_terminal()
        self._read_all()

    def do_accept(self) -> None:
        """Take up the chosen proposal."""
        if (one := self.rows.chosen) is not None:
            self._accept([one])

    def do_accept_kind(self) -> None:
        """Take up every proposal of the chosen one's kind, once asked."""
        chosen = self.rows.chosen
        if chosen is None:
            return
        change = chosen.proposal.change
        if change.singly:
            self.tell(say("standardise.only_singly", change=change.label), Ink.WARN)
            return
        these = [one for one in self._found if one.proposal.change is change]
        question = say("standardise.accept_kind_which", count=len(these), change=change.label, book=self._book_id)
        answers = [
            Answer("no", label("standardise.accept_kind_no")),
            Answer("yes", label("standardise.accept_kind_yes")),
        ]
        self.hotich.push(
            AskScreen(self.desk, question, answers, lambda answer, _: self._accept(these) if answer == "yes" else None)
        )

    def do_refuse(self) -> None:
        """Leave the chosen field as it is stored, for good."""
        one, around = self.rows.chosen, self._around
        if one is None or around is None:
            return
        store, account = self.desk.store, self.desk.account.account_id

        def work() -> None:
            from storage import standardising

            standardising.refuse(store, around, one, account_id=account)

        def then(_: None) -> None:
            self._fill([other for other in self._found if other.key != one.key])
            self.tell(say("standardise.refused", position=one.position, field=_field(one)))

        self.away(work, then)

    def do_next_kind(self) -> None:
        """Go to the first proposal of the next kind of change; past the last, to the first."""
        if (chosen := self.rows.chosen) is not None:
            self.rows.go_on_to(lambda one: one.proposal.change is not chosen.proposal.change)

    def _accept(self, these: Sequence[Proposed]) -> None:
        around, store, account = self._around, self.desk.store, self.desk.account.account_id
        if around is None:
            return

        def work() -> tuple[list[Decided | Undecided], str]:
            from storage import standardising

            answers = standardising.accept(store, around, these, account_id=account)
            return answers, left_words(store, answers)

        self.away(work, lambda told: self._accepted(these, *told), say("standardise.accepting"))

    def _accepted(self, these: Sequence[Proposed], answers: Sequence[Decided | Undecided], why_left: str) -> None:
        from storage.decisions import Decided, Undecided

        made = {answer.entry_id: answer.revision for answer in answers if isinstance(answer, Decided)}
        left = [answer for answer in answers if isinstance(answer, Undecided)]
        done = {one.key for one in these if one.entry_id in made}
        self._fill(
            [
                replace(one, revision=made[one.entry_id], state=_after(one.state)) if one.entry_id in made else one
                for one in self._found
                if one.key not in done
            ]
        )
        word = say("standardise.accepted", fields=len(done), entries=len(made), left=len(left))
        self.tell(f"{word} {why_left}".strip(), Ink.WARN if left else Ink.GOOD)

    # ---- drawing

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        texts = [("change", _CHANGE), ("position", _POSITION), ("field", _FIELD), ("text", max(8, cells - _FIXED))]
        return [("  " + "".join(cut(say(f"standardise.head_{name}"), room) for name, room in texts), Ink.HEAD)]

    def row(self, item: Proposed, cells: int) -> Line:
        """One proposal."""
        one = item.proposal
        return [
            (f"  {fit(str(one.change.label), _CHANGE - 1)} ", Ink.LABEL),
            (fit(f"{item.position}", _POSITION), Ink.PLAIN),
            (f"{fit(_field(item), _FIELD - 1)} ", Ink.DIM),
            (_change(_shown(one.was), _shown(one.becomes), max(8, cells - _FIXED)), Ink.PLAIN),
        ]

    def detail(self, item: Proposed, cells: int) -> list[Line]:
        """The chosen one in full, and how many there are of each kind."""
        one = item.proposal
        stands = say("standardise.stands", title=item.title or "–", field=_field(item), state=item.state.label)
        told = [
            (stands, Ink.DIM),
            (say("standardise.written", text=one.was.as_written or "–"), Ink.PLAIN),
            (say("standardise.was", text=_shown(one.was)), Ink.PLAIN),
            (say("standardise.becomes", text=_shown(one.becomes)), Ink.STRONG),
            (self._counts(), Ink.DIM),
        ]
        return [[(fit(f" {text}", cells), ink)] for text, ink in told]

    def _counts(self) -> str:
        counts = Counter(one.proposal.change for one in self._found)
        told = " · ".join(f"{change.label} {counts[change]}" for change in Change if counts[change])
        return f"{told} · {say('standardise.reading')}" if self._reading else told

    # ---- reading

    def _read_all(self) -> None:
        store, book_id = self.desk.store, self._book_id
        self._around, self._reading = None, True
        self._fill([])

        def work() -> tuple[Around, Part]:
            from storage import standardising

            around = standardising.look_around(store, book_id)
            return around, standardising.part(store, around)

        def then(read: tuple[Around, Part]) -> None:
            self._around = read[0]
            self._take(read[0], read[1])

        self.behind(lambda: self._or_end(work), then)

    def _take(self, around: Around, part: Part) -> None:
        if around is not self._around:
            return  # the book is being read again
        self._fill([*self._found, *part.found])
        if part.upto is None or not self.is_attached:
            self._reading = False
            return
        store, after = self.desk.store, part.upto

        def work() -> Part:
            from storage import standardising

            return standardising.part(store, around, after)

        self.behind(lambda: self._or_end(work), lambda following: self._take(around, following))

    def _or_end(self, work: Callable[[], Read]) -> Read:
        """The same; where it fails the book is being read no longer."""
        try:
            return work()
        except Exception:
            self._reading = False
            raise

    def _fill(self, found: Sequence[Proposed]) -> None:
        """Kinds of change one after the other, each in the order of the book."""
        self._found = sorted(found, key=lambda one: (_ORDER[one.proposal.change], one.position))
        self.rows.fill(self._found, lambda a, b: a.key == b.key)


def _after(state: EntryState) -> EntryState:
    return EntryState.KEYED if state is EntryState.APPROVED else state


def _field(item: Proposed) -> str:
    return str(load_form(item.kind, item.layout)[item.proposal.field].full_label)


def _shown(value: Value) -> str:
    mark = f" [{value.mark.label}]" if value.mark else ""
    return f"{with_slashes(value.normalised) or '–'}{mark}"


def _change(was: str, becomes: str, cells: int) -> str:
    """What is stored → what it becomes; too long for the row, both without the words they end with alike: the change must be seen."""
    whole = f"{was} → {becomes}"
    if width(whole) <= cells:
        return fit(whole, cells)
    old, new = was.split(" "), becomes.split(" ")
    alike = 0
    while alike < min(len(old), len(new)) - 1 and old[-1 - alike] == new[-1 - alike]:
        alike += 1
    if not alike:
        return fit(whole, cells)
    return fit(" → ".join(f"{' '.join(words[:-alike]).rstrip(',')} …" for words in (old, new)), cells)


def _text(item: Proposed) -> str:
    """What a filter looks through; the kind of change is part of it, in both languages."""
    one = item.proposal
    change = one.change.label
    words = (change.vi, change.en, item.position, _field(item), item.title, one.was.as_written, one.becomes.normalised)
    return " ".join(map(str, words))
