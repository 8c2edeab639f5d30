"""Second keying in the keying screen: the same keys and the same form, but nothing of what was keyed before is seen or suggested."""

from __future__ import annotations

from registers.catalogue import say
from registers.errors import HotichError
from registers.position import Position
from storage.secondkeying import SECOND, ReadAgain
from tui.booknames import kind_name
from tui.desk import Desk
from tui.ink import Ink
from tui.keying.effects import Save
from tui.keying.saving import Stored
from tui.keying.second import SecondSitting, superseded
from tui.keying.sitting import Laid
from tui.keying.state import NOT_AGAIN, FormState
from tui.screens.keying import KeyingScreen


class SecondKeyingScreen(KeyingScreen):
    """Entries of one book that wait for this account to be keyed again."""

    without = NOT_AGAIN

    def __init__(self, desk: Desk, book_id: str) -> None:
        super().__init__(desk, book_id)
        self._seat = SecondSitting(desk.store, desk.home.drafts, desk.account.account_id, book_id)
        self._sitting = self._seat

    @property
    def heading(self) -> str:
        """The book, the position, which turn it is, how many are left."""
        laid, due = self._laid, self._seat.due
        if laid is None or due is None:
            return say("rekeying.heading")
        parts = [f"{kind_name(due.kind)} {laid.sheet.book.book_no}", say("keying.head_position", position=due.position)]
        if due.page_no is not None and "page_no" not in due.fields:
            parts.append(say("keying.head_page", page=due.page_no))
        parts += [say(f"rekeying.head_turn_{due.turn}"), say("keying.head_left", left=due.left)]
        return " · ".join(parts)

    @property
    def about(self) -> str:
        """What help says before the keys."""
        return say("rekeying.about")

    def _learn(self) -> None:
        """Nothing the office learned may be offered: this entry is part of it."""

    def _offer_known(self, laid: Laid) -> None:
        """Nobody known is offered, either."""

    def _save(self, done: Save) -> None:
        laid, state = self._at_work
        turn = self._seat.due.turn if self._seat.due is not None else SECOND
        self.away(lambda: self._seat.stored(laid, done), lambda stored: self._compared(laid, state, turn, stored))

    def _compared(self, laid: Laid, state: FormState, turn: int, stored: Stored) -> None:
        if stored.saved is None:
            self._not_stored(state, laid.position, stored)
            return
        word = say("rekeying.saved" if turn == SECOND else "rekeying.settled", position=laid.position)
        if stored.following is None:
            self._laid = self.state = None
            self._close(f"{word} {self._in_words(stored.error)}")
            return
        self._lay_out(stored.following)
        self.tell(word, Ink.GOOD)

    def _not_stored(self, state: FormState, position: Position, why: Stored) -> None:
        """A reading that agrees with nobody's is keyed afresh; an entry that changed meanwhile is no longer this account's."""
        super()._not_stored(state, position, why)
        if isinstance(why.error, ReadAgain):
            for effect in state.ask_again(why.error.fields, str(why.error)):
                self._do(effect)
            self.tell(state.message, Ink.WARN)
        elif superseded(why.error):
            self._seat.give_up()
            self._laid = self.state = None
            self.away(self._first, lambda laid: self._go_on(say("rekeying.overtaken", position=position), laid))

    def _go_on(self, told: str, laid: Laid | HotichError) -> None:
        """Lay out what follows, or leave where nothing does; either way `told` is said of the entry before."""
        self._lay_out_first(laid)
        if isinstance(laid, HotichError):
            self.hotich.screen_on_top.tell(f"{told} {laid}", Ink.WARN)
        else:
            self.tell(told, Ink.WARN)
