"""The keying screen: hands keys to the core, keeps what it tells before anything is painted, asks the store in threads.

Keys that come while the store works wait in the program's one line of keys, so type-ahead stays in order across positions.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from registers.catalogue import say
from registers.errors import HotichError
from registers.kinds import PositionState
from registers.position import Position
from storage import worked
from storage.entries import Saved
from tui.actions import Action
from tui.composing import next_method
from tui.desk import Desk
from tui.foot import Hint
from tui.ink import Ink
from tui.keying import boxkeys, menu
from tui.keying.acquainted import Acquainted
from tui.keying.effects import (
    Changed,
    Effect,
    FieldLeft,
    GoTo,
    Learned,
    Leave,
    NextMethod,
    Prefer,
    Renumber,
    Save,
    TakeUp,
)
from tui.keying.heading import heading
from tui.keying.history import Record
from tui.keying.journal import Journal, JournalFull
from tui.keying.ports import NoSuggestions
from tui.keying.press import Press, act, pasted
from tui.keying.saving import Stored, store
from tui.keying.sitting import Laid, Sitting
from tui.keying.state import FormState
from tui.keying.view import room_for_suggestions, view
from tui.keys import PASTE, Key
from tui.quicken import quicken
from tui.screen import DeskScreen, Picture
from tui.typing.compose import METHODS, Composer
from tui.typing.words import method_label

if TYPE_CHECKING:  # what suggests is imported behind the screen
    from tui.keying.learning import News, OfficeSuggester

_OWN = frozenset({"help", "language", "redraw", "mirror", "method", "back", "leave"})
"""Actions of the screen; all others are the form's."""


class KeyingScreen(DeskScreen):
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

    # ---- keys

    def take(self, key: Key) -> None:
        """Hand the key on; a paste is the keys it stands for."""
        self.desk.gauge.note(self.desk.clock())
        if key.name != PASTE:
            super().take(key)
            return
        self._word = None
        presses = pasted(key.text)
        for at, press in enumerate(presses):
            if not self.ready:
                rest = "".join(each.text or ("\t" if each.action == "take" else "\n") for each in presses[at:])
                self.hotich.typeahead.put_first([Key.pasted(rest)])
                return
            self._press(press)

    def actions(self) -> list[Action]:
        """What can be done here; the key of what cannot still says why not."""
        return [action for action in super().actions() if action.name not in self.without]

    def act(self, action: Action) -> None:
        """Do what the screen does itself, hand everything else to the form."""
        if action.name in _OWN:
            super().act(action)
        else:
            self._press(act(action.name))

    def typed(self, key: Key) -> None:
        """Letters go to the form."""
        if key.text:
            self._press(Press(text=key.text))

    def do_mirror(self) -> None:
        """Show the clerk's own figures, over the page."""
        self.hotich.open("mirror")

    def do_language(self) -> None:
        """Switch the language, of the form's menu too."""
        super().do_language()
        if self.state is not None:
            self.state.menu = menu.lines(self.desk.keymap, self.without)

    def do_method(self) -> None:
        """Type with the next input method from the next key on; the field, its cursor and its undo stay as they are."""
        chosen = next_method(self.desk)
        if self.state is not None:
            self.state.composer = Composer(METHODS[chosen])
        self._choose("method", chosen)
        key = self.desk.keymap.written("keying.method")
        self.tell(say("keying.method_now", method=method_label(chosen), key=key))

    def do_leave(self) -> None:
        """Say where signing out belongs: the key stands beside Undo, and a slip must not cost the page in front."""
        back, leave = map(self.desk.keymap.written, ("keying.back", "everywhere.leave"))
        self.tell(say("keying.leave_from_the_list", back=back, leave=leave), Ink.WARN)

    def do_back(self) -> None:
        """Put the position down and go back; in a box, close the box."""
        state = self.state
        if state is not None and state.panel is not None and state.draft.kind:
            self._press(act("cancel"))
            return
        self.away(self._put_down, lambda _: self.hotich.close_screen())

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

    def _press(self, press: Press) -> None:
        state = self.state
        if state is None:
            return
        for effect in state.handle(press):
            self._do(effect)
        if state.message:
            self.tell(state.message, Ink.WARN)
        keeper = self._sitting.keeper
        if keeper is not None and keeper.error is not None:
            if not keeper.journal.is_torn:  # else the journal's own fault is the graver one: what was typed is nowhere
                self._failed = keeper.error
            keeper.error = None
        if self._failed is not None:
            failed, self._failed = self._failed, None
            self.fail(failed)

    @property
    def _at_work(self) -> tuple[Laid, FormState]:
        """The position being keyed; only asked while there is one."""
        assert self._laid is not None
        assert self.state is not None
        return self._laid, self.state

    # ---- what the form wants done

    def _do(self, effect: Effect) -> None:
        match effect:
            case Changed(record):
                self._write(record)
            case FieldLeft():
                self._keep()
            case Learned(memory):
                self.behind(lambda: self._sitting.learn(memory), lambda _: None)
            case Save():
                self._save(effect)
            case Renumber(position):
                self._renumber(position)
            case GoTo(position):
                self._go_to(position)
            case TakeUp():
                self._take_up()
            case Prefer(heads_down):
                self._prefer(heads_down=heads_down)
            case NextMethod():
                self.do_method()
            case Leave():
                self.do_back()

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
            its_state.stay("")
            self._sit_down(again, its_state)
            self.tell(say("keying.taken_up", position=again.position))

        self.away(work, take_up)

    def _prefer(self, *, heads_down: bool) -> None:
        self._choose("profile", "heads_down" if heads_down else "correction")

    def _choose(self, setting: str, value: str) -> None:
        """Let the account's `setting` be `value`, kept in the store behind the clerk's back."""
        account = self.desk.account
        self.desk.choose(setting, value)
        self.behind(lambda: self.desk.keep_choices(account), lambda _: None)

    # ---- drawing

    @property
    def heading(self) -> str:
        """The book, the position, the page, the kind, how many are left."""
        laid, state = self._laid, self.state
        if laid is None or state is None:
            return say("keying.heading")
        return heading(laid, state)

    @property
    def status(self) -> str:
        """How letters are typed in this field: the input method, or that they stay as they are."""
        if self.state is not None and self.state.as_typed:
            return say("keying.method_as_typed")
        return method_label(self.desk.preferences.method)

    @property
    def about(self) -> str:
        """What help says before the keys."""
        return say("keying.about")

    @property
    def foot(self) -> tuple[Hint, ...]:
        """The keys of the page; those of a box while it is open."""
        box = self.state.panel if self.state is not None else None
        return super().foot if box is None else boxkeys.hints(box, self.desk.keymap)

    def picture(self, cells: int, lines: int) -> Picture:
        """The page, as far as it is in sight."""
        if self.state is None:
            return Picture([])
        self.state.room = room_for_suggestions(cells)
        held = self.state.held
        if held is not None or not self.state.settled:
            # The letter typed, the field just reached are on the terminal a moment before the page is read and checked
            # again and suggestions are found.
            asyncio.get_running_loop().call_soon(self._settle)
        drawn = view(self.state, cells, lines, held=held)
        return Picture(drawn.lines, drawn.cursor)

    def _settle(self) -> None:
        state = self.state
        if state is None or not self.ready or (state.settled and state.held is None):
            return
        state.settle()
        state.find_suggestions()
        self.paint()
