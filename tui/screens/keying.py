"""The keying screen: hands keys to the core, and what the core tells to the seat before anything is painted.

Keys that come while the store works wait in the program's one line of keys, so type-ahead stays in order across positions.
"""

from __future__ import annotations

import asyncio

from registers.catalogue import say
from tui.actions import Action
from tui.composing import next_method
from tui.foot import Hint
from tui.ink import Ink
from tui.keying import boxkeys, menu
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
from tui.keying.press import Press, act, pasted
from tui.keying.view import room_for_suggestions, view
from tui.keys import PASTE, Key
from tui.screen import Picture
from tui.screens.seat import SeatScreen
from tui.typing.compose import METHODS, Composer
from tui.typing.words import method_label

_OWN = frozenset({"help", "language", "redraw", "mirror", "method", "back", "leave"})
"""Actions of the screen; all others are the form's."""


class KeyingScreen(SeatScreen):
    """One book being keyed: every key to the form, what the form wants done to the seat, and the page as it stands."""

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
        self.hotich.give_way()
        state.settle()
        state.find_suggestions()
        self.paint()
