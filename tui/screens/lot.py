"""One lot: its sample, each entry of it compared with the page, and the decision about all of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from registers.catalogue import label, say
from registers.errors import HotichError
from registers.workflow import Role
from tui import lotwords
from tui.actions import Action
from tui.desk import Desk
from tui.ink import Ink, Line
from tui.leftwords import left_words
from tui.listing import ListScreen
from tui.paint import cut, fit, right, wrapped
from tui.rows import Rows
from tui.screens.ask import Answer, AskScreen

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.decisions import Decided, GoOn, Undecided
    from storage.lotrows import LotRow, SampledEntry
    from storage.lots import DecidedBefore
    from storage.review import Waiting

Outcome: TypeAlias = "tuple[LotRow, list[Decided | Undecided], str]"
"""A decided lot, what became of its entries, and in words what was left."""

_POSITION, _PAGE, _VERDICT = 12, 7, 26
_INKS = {"good": Ink.GOOD, "faulty": Ink.BAD}


@dataclass(frozen=True, slots=True)
class Found:
    """The lot and its sample as they are now, and the accounts' names by id."""

    lot: LotRow
    sample: list[SampledEntry] = field(hash=False)
    names: dict[str, str] = field(hash=False)


class LotScreen(ListScreen["SampledEntry"]):
    """The sample of `lot`."""

    scope = "lot"

    def __init__(self, desk: Desk, lot: LotRow) -> None:
        super().__init__(desk, Rows(lambda each: f"{each.position} {each.title}"))
        self._lot = lot
        self._found: Found | None = None
        self._names: dict[str, str] = {}

    @property
    def heading(self) -> str:
        """Whose lot, of which book."""
        return f"{super().heading} · {self._lot.book_id} · {self._names.get(self._lot.keyer, '')}"

    def arrive(self) -> None:
        """Read the sample again; the first entry nobody compared yet is chosen."""
        self.away(self._read, self._show, say("shell.reading"))

    def allows(self, action: Action) -> bool:
        """Judging is for supervisors, of work that is not their own, while the lot is open; deciding until it is finished."""
        if action.group != "lot" or action.name == "open":
            return True
        own = self.desk.account.account_id == self._lot.keyer
        return self.desk.may(Role.SUPERVISOR) and not own and not self._lot.finished_at

    # ---- keys

    def do_open(self) -> None:
        """Compare the chosen entry with its page."""
        each, store = self.rows.chosen, self.desk.store
        if each is None:
            return

        def work() -> Waiting:
            from storage import review

            return review.row_of(store, each.entry_id)

        self.away(work, self._open)

    def _open(self, row: Waiting) -> None:
        self.hotich.open("lot_entry", self._lot, row)

    def do_decide(self) -> None:
        """Say what the sample came to, and ask once more; what was decided and cut off is finished without."""
        if self._lot.unfinished:
            self._decide("yes")
            return
        lot, faulty = self._lot, sum(each.verdict == "faulty" for each in self._sample)
        left = sum(not each.verdict for each in self._sample)
        if left:
            self.tell(say("lots.unfinished", left=left), Ink.WARN)
            return
        accepted = faulty <= lot.accept
        what = say("lots.will_accept", count=lot.size - faulty) if accepted else say("lots.will_reject", count=lot.size)
        question = say("lots.decide_which", faulty=faulty, sample=len(lot.sample), accept=lot.accept, what=what)
        answers = [Answer("no", label("lots.decide_no")), Answer("yes", label("lots.decide_yes"))]
        self.hotich.push(AskScreen(self.desk, question, answers, lambda answer, _: self._decide(answer)))

    def _decide(self, answer: str) -> None:
        store, account, lot = self.desk.store, self.desk.account.account_id, self._lot
        back = self.desk.keymap.written("everywhere.back")

        def work(go_on: GoOn) -> Outcome | DecidedBefore:
            from storage import lots

            act = lots.finish if lot.unfinished else lots.decide
            try:
                decided, answers = act(store, lot.id, account_id=account, go_on=go_on)
            except lots.DecidedBefore as before:
                return before
            return decided, answers, left_words(store, answers)

        def how_far(done: int) -> str:
            return say("review.deciding", done=done, all=lot.size, key=back)

        if answer == "yes":
            self.in_steps(work, self._decided, how_far)

    def _decided(self, told: Outcome | DecidedBefore) -> None:
        if isinstance(told, HotichError):  # another was quicker: the lot is shown as it is now
            self.tell(str(told), Ink.WARN)
            self.behind(self._read, self._show)
            return
        lot, answers, left = told
        own = lot.decided_by == self.desk.account.account_id
        word = lotwords.outcome(lot, answers, "" if own else self._names.get(lot.decided_by, "?"))
        self._lot = lot
        self.tell(f"{word} {left}".strip(), Ink.WARN if left or lot.unfinished else Ink.GOOD)
        self.behind(self._read, self._show)

    # ---- drawing

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        figures = right(say("lots.head_position"), _POSITION) + right(say("lots.head_page"), _PAGE)
        name = cut(f"  {say('lots.head_name')}", max(8, cells - _POSITION - _PAGE - _VERDICT))
        return [(cut(f"{figures}{name}  {say('lots.head_verdict')}", cells), Ink.HEAD)]

    def row(self, item: SampledEntry, cells: int) -> Line:
        """One entry of the sample."""
        page = "" if item.page_no is None else str(item.page_no)
        return [
            (right(str(item.position), _POSITION) + right(page, _PAGE), Ink.PLAIN),
            (fit(f"  {item.title}", max(8, cells - _POSITION - _PAGE - _VERDICT)), Ink.PLAIN),
            (f"  {lotwords.verdict(self._lot, item)}", _INKS.get(item.verdict, Ink.WARN)),
        ]

    def detail(self, item: SampledEntry, cells: int) -> list[Line]:
        """The plan, how far the sample is, and what it can and cannot prove."""
        del item
        told = [(lotwords.plan(self._lot), Ink.PLAIN), (lotwords.decision(self._lot), Ink.STRONG)]
        told += [(lotwords.proof(self._lot), Ink.PLAIN), (lotwords.to_finish(self._lot), Ink.WARN)]
        return [[(f" {line}", ink)] for text, ink in told if text for line in wrapped(text, cells - 2)]

    # ---- reading

    @property
    def _sample(self) -> list[SampledEntry]:
        return self._found.sample if self._found else []

    def _read(self) -> Found:
        from storage import accounts, lots

        store = self.desk.store
        return Found(lots.get(store, self._lot.id), lots.sample_of(store, self._lot.id), accounts.names(store))

    def _show(self, found: Found) -> None:
        first = self._found is None
        self._found, self._lot, self._names = found, found.lot, found.names
        self.rows.fill(found.sample, same=lambda a, b: a.entry_id == b.entry_id)
        if first:
            self.rows.choose(next((at for at, each in enumerate(found.sample) if not each.verdict), 0))
