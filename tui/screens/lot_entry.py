"""Comparing one entry of a lot's sample with its page: good or faulty, then the next one of the sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from registers.catalogue import label, say
from registers.errors import HotichError
from registers.workflow import Role
from tui.actions import Action
from tui.desk import Desk
from tui.ink import Ink
from tui.screens.compare import CompareScreen, Page

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.decisions import StillPlanted
    from storage.lotrows import LotRow, Verdict
    from storage.lots import JudgedMeanwhile
    from storage.review import Waiting


class LotEntryScreen(CompareScreen):
    """The entry `row` of the sample of `lot`, then those of it nobody compared yet."""

    scope = "lot_entry"
    sends_back = "lot_entry.faulty"
    deciding = ("lot_entry.good", "lot_entry.faulty")

    def __init__(self, desk: Desk, lot: LotRow, row: Waiting) -> None:
        from storage.review import Order, Wanted

        super().__init__(desk, row, Wanted(), Order.PLACE)
        self._lot = lot
        self._seen: Verdict | None = None  # the verdict that stands by now; None until it is read
        self._now: Verdict | None = None

    def allows(self, action: Action) -> bool:
        """A verdict is a supervisor's, on work that is not his own, while the lot is open."""
        if action.id in ("lot_entry.good", "lot_entry.faulty", "lot_entry.comment"):
            own = self.desk.account.account_id == self._lot.keyer
            return self.desk.may(Role.SUPERVISOR) and not own and not self._lot.decision
        return True

    def do_good(self) -> None:
        """The entry says what the page says; then no comment stands at it."""
        if self._comments:
            self.tell(say("lots.commented", count=len(self._comments)), Ink.WARN)
        else:
            self._mark(faulty=False)

    def do_faulty(self) -> None:
        """One field at least is not as the page has it; the clerk meets the comments once the entry goes back."""
        self._mark(faulty=True)

    def _mark(self, *, faulty: bool) -> None:
        store, account, lot, entry = self.desk.store, self.desk.account.account_id, self._lot, self._waiting
        comments, seen = dict(self._comments), self._seen

        def work() -> Waiting | StillPlanted | JudgedMeanwhile | None:
            from storage import decisions, lots

            try:
                lots.mark(
                    store, lot.id, entry.entry_id, faulty=faulty, account_id=account, comments=comments, seen=seen
                )
            except (decisions.StillPlanted, lots.JudgedMeanwhile) as told:
                return told
            return self._read_next()

        def then(row: Waiting | StillPlanted | JudgedMeanwhile | None) -> None:
            from storage.lots import JudgedMeanwhile

            if isinstance(row, JudgedMeanwhile):
                self._seen, self._done = None, (str(row), Ink.WARN)
                self.arrive()
            elif isinstance(row, HotichError):
                self._show_as_it_is(row)
            elif row is None:
                self.hotich.close_screen()
                self.hotich.screen_on_top.tell(say("lots.sample_done"), Ink.GOOD)
            else:
                self._done = say(f"lots.marked_{'faulty' if faulty else 'good'}", position=entry.position), Ink.GOOD
                self._show_next(row)

        self.away(work, then)

    def _read_next(self) -> Waiting | None:
        """The next entry of the sample nobody compared yet, from this one on and round; None where all are."""
        from storage import lots, review

        sample = lots.sample_of(self.desk.store, self._lot.id)
        here = next((at for at, each in enumerate(sample) if each.entry_id == self._waiting.entry_id), 0)
        after = [*sample[here + 1 :], *sample[:here]]
        following = next((each for each in after if not each.verdict), None)
        return review.row_of(self.desk.store, following.entry_id) if following else None

    def _read(self) -> Page:
        from storage import lots

        self._now = lots.verdict_on(self.desk.store, self._lot.id, self._waiting.entry_id)
        return super()._read()

    def _show(self, page: Page) -> None:
        """The comments of the last verdict stand at their fields: another one takes its place, and them with it."""
        if self._seen is None and self._now is not None:
            self._seen, self._sent = self._now, dict(self._now.comments)
            self._comments = {**self._sent, **self._comments}
        super()._show(page)

    def _show_next(self, row: Waiting | None) -> None:
        self._seen = None
        super()._show_next(row)

    def _stands(self) -> str:
        """How the entry stands, behind the verdict on it."""
        stands = super()._stands()
        if self._seen is None or self._page is None or not self._seen.verdict:
            return stands
        who = self._page.names.get(self._seen.by, "?")
        return f"{say('lots.judged', verdict=label(f'lots.verdict_{self._seen.verdict}'), who=who)} · {stands}"
