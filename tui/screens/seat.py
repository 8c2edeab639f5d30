"""The position that lies open at the keying screen: laid out, kept at every key, stored, gone on from, put down.

Everything here asks the store in threads, or hears what it answered; keys and drawing are the screen's (`tui.screens.keying`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from registers.catalogue import say
from registers.errors import HotichError
from registers.kinds import PositionState
from registers.position import Position
from storage import worked
from storage.entries import Saved
from tui.desk import Desk
from tui.ink import Ink
from tui.keying import menu
from tui.keying.acquainted import Acquainted
from tui.keying.effects import Save
from tui.keying.history import Record
from tui.keying.journal import Journal, JournalFull
from tui.keying.ports import NoSuggestions
from tui.keying.saving import Stored, store
from tui.keying.sitting import Laid, Sitting
from tui.keying.state import FormState
from tui.keys import Key
from tui.quicken import quicken
from tui.screen import DeskScreen
from tui.typing.compose import METHODS, Composer

if TYPE_CHECKING:  # what suggests is imported behind the screen
    from tui.keying.learning import News, OfficeSuggester


class SeatScreen(DeskScreen):
    """One book being keyed, from the position that is next or from `position`; a stored one at `field`, if it is named."""

    scope = "keying"
    without: ClassVar[frozenset[str]] = frozenset()
    """Actions the form refuses here: no line, no menu and no help names them."""

    def __init__(self, desk: Desk, book_id: str, position: Position | None = None, field: str = "") -> None:
        super().__init__(desk)
        self.book_id = book_id
        self.state: FormState | None = None
        self._wanted = position
        self._field = field
        self._only = False  # one stored entry is wanted, to be corrected: after it the screen before is
        self._sitting = Sitting(desk.store, desk.home.drafts, desk.account.account_id, book_id)
        self._laid: Laid | None = None
        self._journal: Journal | None = None
        self._before: tuple[Laid, FormState, Saved] | None = None
        self._failed: Exception | None = None  # what could not be kept at this key
        self._office: OfficeSuggester | None = None
        self._known = Acquainted(desk.store, desk.account.account_id, NoSuggestions())
        self._aside: list[Key] = []  # typed ahead for a position the store would not let go on to

    # ---- opening

    def arrive(self) -> None:
        """Lay the position out, at the first look."""
        if self.state is None:
            self.away(self._first, self._lay_out_first, say("keying.opening"))

    def _first(self) -> Laid | HotichError:
        quicken()
        wanted = self._wanted
        self._learn()
        try:
            return self._sitting.at(wanted) if wanted is not None else self._sitting.next()
        except HotichError as error:
            return error

    def _learn(self) -> None:
        """Open what the office learned; without it keying goes on, only slower."""
        try:
            self._office = self.desk.suggester()
        except Exception as error:  # noqa: BLE001  a full disk, a folder nobody may write: no reason not to key
            self.hotich.record(error)

    def _lay_out_first(self, laid: Laid | HotichError) -> None:
        if isinstance(laid, HotichError):
            self._close(str(laid))
            return
        self._only = self._wanted is not None and laid.entry is not None
        self._offer_learned(laid)
        self._lay_out(laid)
        if self._only and self.state is not None:
            self.state.jump(self._field)
        self._offer_known(laid)
        self._tell_returned(laid)
        if laid.history is not None and laid.history.number:
            self.tell(say("keying.resumed", position=laid.position))

    def _offer_learned(self, laid: Laid) -> None:
        """Offer what the office learned, once it is read."""
        if self._office is not None:
            self._office.sit_down(laid.sheet.book.office, self.book_id, self.desk.macros)
            self._known.suggester.inner = self._office
            self.behind(self._office.catch_up, self._office.take_up)

    def _offer_known(self, laid: Laid) -> None:
        """Offer whom the office knows, once they are read."""
        self.behind(self._known.meet(laid), lambda _: None)

    def _lay_out(self, laid: Laid) -> None:
        preferences = self.desk.preferences
        state = FormState(
            laid.sheet,
            history=laid.history,
            composer=Composer(METHODS[preferences.method]),
            suggester=self._known.suggester,
            heads_down=preferences.profile == "heads_down",
            menu=menu.lines(self.desk.keymap, self.without),
        )
        self._sit_down(laid, state)

    def _sit_down(self, laid: Laid, state: FormState) -> None:
        self._laid, self.state = laid, state
        self._journal = self._sitting.begin(laid, state.history)
        if self._aside:
            self.hotich.typeahead.put_first(self._aside)
            self._aside = []

    def _close(self, word: str) -> None:
        self.hotich.close_screen()
        self.hotich.screen_on_top.tell(word, Ink.WARN)

    @property
    def _at_work(self) -> tuple[Laid, FormState]:
        """The position being keyed; only asked while there is one."""
        assert self._laid is not None
        assert self.state is not None
        return self._laid, self.state

    # ---- keeping

    def _write(self, record: Record) -> None:
        assert self._journal is not None
        _, state = self._at_work
        try:
            self._journal.append(record, state.history)
        except JournalFull as error:
            self._failed = error
        if record["n"] == 1:
            self._keep()  # from the first key on the claim is seen to have something in it

    def _keep(self) -> None:
        if self._sitting.keeper is not None and self.state is not None:
            self._sitting.keeper.keep(self.state.history)

    def keep(self) -> None:
        """The session ends now: everything is kept already, the claim is put down."""
        self._put_down()

    def _put_down(self) -> None:
        laid, state = self._laid, self.state
        if laid is not None and state is not None and not state.waiting:
            self._sitting.leave(laid, state.history)
            self._laid = self.state = None
        self._count()

    def _count(self, *, entries: int = 0, corrections: int = 0) -> None:
        """Count what was typed since it was counted last, for the clerk's own eyes: for a thread."""
        keys, seconds = self.desk.gauge.taken()
        worked.add(self.desk.store, self.desk.account.account_id, worked.Work(keys, seconds, entries, corrections))

    # ---- storing and going on

    def _save(self, done: Save) -> None:
        laid, state = self._at_work

        def work() -> tuple[Stored, News | None]:
            stored = store(self._sitting, laid, state, done, go_on=not self._only)
            return stored, self._learned() if stored.saved is not None else None

        def then(found: tuple[Stored, News | None]) -> None:
            stored, news = found
            if news is not None and self._office is not None:
                self._office.take_up(news)
            self._stored(laid, state, done, stored)

        self.away(work, then)

    def _learned(self) -> News | None:
        """What the entry just stored teaches, and what others stored meanwhile; a few milliseconds, before the next page."""
        try:
            return self._office.catch_up() if self._office is not None else None
        except Exception as error:  # noqa: BLE001  the entry is stored: that suggestions lack it is no reason to say so
            self.hotich.record(error)
            return None

    def _stored(self, laid: Laid, state: FormState, done: Save, stored: Stored) -> None:
        if stored.saved is None:
            self._not_stored(state, laid.position, stored)
            return
        new = laid.entry is None
        afterwards = (
            self._known.saved(laid, state, done, stored.saved),
            partial(self._count, entries=new, corrections=not new),
        )
        self._before = (laid, state, stored.saved)
        count = len(stored.saved.flags)
        word = "keying.saved_with_flags" if count else "keying.saved"
        word = word if done.state is PositionState.NORMAL else "keying.saved_as"
        saved = say(word, position=laid.position, count=count, state=done.state.label)
        if stored.following is None:
            self._laid = self.state = None
            word = saved if stored.error is None else self._in_words(stored.error)
            self.away(partial(self._all_of, afterwards), lambda _: self._close(word))
            return
        for work in afterwards:
            self.behind(work, lambda _: None)
        self._lay_out(stored.following)
        self.tell(saved)
        self._tell_returned(stored.following)

    def _all_of(self, afterwards: Sequence[Callable[[], None]]) -> None:
        """Do what follows a saved entry before this screen goes away with whatever it began."""
        for work in afterwards:
            try:
                work()
            except Exception as error:  # noqa: BLE001  the entry is stored: nothing of this keeps the clerk here
                self.hotich.record(error)

    def _tell_returned(self, laid: Laid) -> None:
        """Say that a reviewer sent the entry back, and what to do about it."""
        if laid.sheet.comments and self.state is not None:
            finish = self.state.named("finish")
            self.tell(say("keying.returned", position=laid.position, finish=finish), Ink.WARN)

    def _not_stored(self, state: FormState, position: Position, why: Stored) -> None:
        """The position stays open, and what was typed ahead waits for the next one."""
        self._aside += self.hotich.typeahead.put_aside()
        if self._sitting.keeper is not None:
            self._sitting.keeper.go_on()
        if why.flags:
            state.flagged(why.flags, why.about)
        else:
            state.stay(say("keying.not_saved", reason=self._in_words(why.error), position=position))
            self.tell(state.message, Ink.BAD)

    def _in_words(self, error: Exception | None) -> str:
        """What to tell of `error`; what nobody foresaw goes to the log."""
        if error is not None and not isinstance(error, HotichError):
            self.hotich.record(error)
        return str(error if isinstance(error, HotichError) else HotichError())

    def _renumber(self, position: Position) -> None:
        laid, state = self._at_work
        if laid.entry is not None:
            state.message = say("keying.correcting_only")
            return
        history = state.history

        def moved(now: Laid) -> None:
            self._lay_out(now)
            self.tell(say("keying.moved", position=position))

        self.away(lambda: self._sitting.renumber(laid, position, history), moved)

    def _go_to(self, position: Position) -> None:
        laid, state = self._at_work
        self._only = False

        def work() -> Laid:
            found = self._sitting.at(position)
            self._sitting.leave(laid, state.history)
            return found

        self.away(work, self._lay_out)

    def _take_up(self) -> None:
        laid, state, before = self._laid, self.state, self._before
        assert laid is not None
        assert state is not None
        if before is None:
            state.message = say("keying.nothing_to_take_up")
            return
        was, its_state, saved = before

        def work() -> Laid:
            again = self._sitting.correcting(was, saved)
            self._sitting.leave(laid, state.history)
            return again

        def take_up(again: Laid) -> None:
            self._before = None
            its_state.taken_up()
            self._sit_down(again, its_state)
            self.tell(say("keying.taken_up", position=again.position))

        self.away(work, take_up)
