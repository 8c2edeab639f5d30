"""The core of keying: keys in, effects out. Knows no screen, no store and no clock.

`FormState` holds one position while it is keyed. `handle` takes one key and says what shall be done outside; what the
screen shows are its properties. The draft changes only here, and every change is told as an effect, so that the journal
can keep it before it is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from registers.catalogue import say
from registers.checks import About, Flag
from registers.form import Field
from registers.kinds import PositionState
from registers.normalise import Note, Reading
from registers.value import Value
from tui.keying import blame, deeds, edit, ending, judge, marks, offered, questions, repeat, route
from tui.keying.draft import NOWHERE, Cell, Draft, Source
from tui.keying.effects import Changed, Effect, FieldLeft, Learned
from tui.keying.ending import Ending
from tui.keying.flagbox import FlagBox
from tui.keying.history import History, Record
from tui.keying.memory import Memory
from tui.keying.offered import Offered
from tui.keying.offering import Offering
from tui.keying.page import Page
from tui.keying.panel import Panel
from tui.keying.ports import Composer, Fill, NoSuggestions, PlainLetters, Suggester, Suggestion
from tui.keying.press import Press
from tui.keying.sheet import Sheet

MenuLine = tuple[str, str, str]
"""A key, what it does in words, and the name of the action."""


WALK = "walk"
"""The step of undo in which the cursor only goes somewhere."""

NOT_AGAIN = frozenset({"position", "hide", "show_hidden", "repeat", "repeat_block", "refuse"})
"""Actions a second keying does without: it keys just the fields asked for, each from the page."""


class FormState:
    """One position being keyed. `waiting` is True from `Save` on: the screen keeps keys back until the store has answered."""

    def __init__(
        self,
        sheet: Sheet,
        *,
        history: History | None = None,
        composer: Composer | None = None,
        suggester: Suggester | None = None,
        heads_down: bool = True,
        menu: Sequence[MenuLine] = (),
    ) -> None:
        self.sheet = sheet
        self.history = history or History(sheet.first_draft)
        self.composer: Composer = composer or PlainLetters()
        self.offering = Offering(suggester or NoSuggestions())
        self.heads_down = heads_down  # flags are collected to the end; else each is a stop
        self.menu = menu
        self.memory = sheet.memory
        self.values: Mapping[str, Value] = {}
        self.flags: Sequence[Flag] = ()
        self.readings: dict[str, Reading] = {}  # of fields left in this sitting
        self.panel: Panel | FlagBox | None = None
        self.then: Callable[[], None] | None = None  # what goes on once a reason is typed out
        self.message = ""
        self.waiting = False
        self.by_number = False  # the last key completed a field's number, so that the cursor went there by itself
        self.as_typed = False  # no capitals by themselves, until the field is left
        self.picked: int | None = None  # the suggestion chosen by hand
        self.room = 0  # cells a line of suggestions has on the screen: what is not seen no digit takes
        self.touched = False  # something was typed into the field since the cursor came to it
        self._derived: Mapping[str, str] = {}
        self._page: Page | None = None
        self._stale = True
        # What was read last.
        self._read: tuple[Mapping[str, Cell], str, PositionState, Memory, frozenset[str]] | None = None
        self.ending = Ending()
        self._effects: list[Effect] = []
        self._open()

    # ---- what the screen shows

    @property
    def draft(self) -> Draft:
        """What is decided so far."""
        return self.history.draft

    @property
    def page(self) -> Page:
        """The page under the cursor; the first form's while a combined book's entry has no kind yet."""
        if self._page is None:
            form = self.sheet.forms[self.draft.kind or next(iter(self.sheet.forms))]
            sheet = self.sheet
            self._page = Page(form, sheet.book, self.memory, sheet.previous, self._derived, sheet.beside)
        return self._page

    @property
    def field(self) -> Field | None:
        """The field under the cursor; None before the kind is chosen."""
        return self.page.form[self.draft.at] if self.draft.at else None

    def cell(self, name: str) -> Cell:
        """The field `name` as it stands."""
        return self.page.cell(self.draft, name)

    @property
    def keyed(self) -> int:
        """How many fields say something of this page that somebody keyed, took or marked."""
        return sum(not cell.empty for cell in self.draft.cells.values())

    def named(self, action: str) -> str:
        """An action as the menu has it: its name and its keys."""
        return next((" ".join(text.split()) for _, text, name in self.menu if name == action), "")

    @property
    def shown_flags(self) -> list[Flag]:
        """The flags of what was keyed so far; a field still to come is not blamed for being empty."""
        return blame.shown(self)

    @property
    def suggestions(self) -> Sequence[Suggestion]:
        """What the field under the cursor may hold, the best first; while a value stands there selected only the items of a list."""
        return offered.suggestions(self)

    @property
    def held(self) -> Offered | None:
        """The suggestions of the key before, while those for what was typed are still to be found; None where they are."""
        return offered.held(self)

    @property
    def pick(self) -> int:
        """Which suggestion Tab takes: the one chosen by hand, else the likeliest; -1 where it goes on like Enter."""
        return offered.pick(self)

    @property
    def numbered(self) -> bool:
        """True where a digit takes the suggestion it stands before."""
        return self.field is not None and self.offering.numbers(self.field)

    @property
    def suggestion(self) -> Suggestion | None:
        """What Tab would take; None where Tab goes on like Enter."""
        return self.suggestions[self.pick] if self.pick >= 0 else None

    def doubt(self, name: str) -> Note | None:
        """What is not sure about how the field `name` was read when it was left; None where nothing is."""
        reading = self.readings.get(name)
        return next((note for note in reading.notes if not note.sure), None) if reading is not None else None

    @property
    def settled(self) -> bool:
        """False while the page has to be read again: until then values, flags and suggestions are those of before."""
        return not self._stale or not self.draft.at

    def find_suggestions(self) -> None:
        """Ask what the field may hold with what is typed in it; the screen calls it between keys."""
        _ = self.suggestions

    def settle(self) -> None:
        """Read the whole page again, if it changed: values, derived fields, flags. The screen calls it between keys."""
        if not self._stale or not self.draft.at:
            return
        self._stale = False
        draft = self.draft
        read = (draft.cells, draft.kind, draft.state, self.memory, self.page.left_unsaid(draft))
        if read == self._read:
            return  # the cursor moved, nothing else
        self._read = read
        self.values, self._derived = judge.values_of(self.page, self.draft)
        self._page = None
        self.flags = judge.flags_of(self.page, self.draft, self.values, self.sheet.about)

    # ---- keys

    def handle(self, press: Press) -> tuple[Effect, ...]:
        """Take one key; what shall be done outside, in order."""
        if self.waiting:
            return ()
        self.message = ""
        arrived, self.by_number = self.by_number, False
        if arrived and press.action == "accept":
            return ()  # the Enter after a field's number, which needed none
        if isinstance(self.panel, FlagBox):
            questions.flag_key(self, self.panel, press)
        elif self.panel is not None:
            questions.panel_key(self, self.panel, press)
        elif press.text:
            deeds.letters(self, press)
        else:
            self.do(press.action)
        return self._told()

    def do(self, action: str) -> None:
        """Run an action by name; one the form does not know does nothing."""
        if self.sheet.beside is not None and action in NOT_AGAIN:
            self.message = say("rekeying.only_asked")
            return
        if action in edit.EDITS:
            deeds.edited(self, action)
        elif action in marks.MARKS:
            self.mark(self.draft.at, action)
        elif action in questions.ASKED:
            self.panel = questions.ASKED[action](self)
        elif action in deeds.DEEDS:
            deeds.DEEDS[action](self)

    def fill_block(self, fill: Fill) -> tuple[Effect, ...]:
        """Put a known person into the block, as if a suggestion with this fill had been taken."""
        self.change(repeat.filled(self.page, self.draft, fill), "fill")
        return self._told()

    def stay(self, message: str) -> None:
        """The store could not do what was asked: the position stays open, and `message` says why."""
        self.waiting = False
        self.message = message

    def taken_up(self) -> None:
        """The position just stored is open again. Who mends a field of a page he had gone through is at its end again behind it."""
        self.stay("")
        self.ending.begun = not route.unwalked(self.page, self.draft)

    def ask_again(self, names: Collection[str], message: str) -> tuple[Effect, ...]:
        """What was typed in these fields agrees with nobody's: take it out and have it keyed afresh."""
        self.waiting = self.ending.begun = False
        draft = self.draft
        cells = {name: cell for name, cell in draft.cells.items() if name not in names}
        afresh = replace(draft, cells=cells, path=(), here=0, origin=NOWHERE)
        self.change(route.opened(self.page, afresh), "afresh")
        self.message = message
        return self._told()

    def flagged(self, flags: Sequence[Flag], about: About | None = None) -> None:
        """The store knows more than the page (`about`) and found something: the position stays open, the flags are shown."""
        self.waiting = False
        if about is not None:
            self.sheet = replace(self.sheet, about=about)
            self._read = None
        self.panel = FlagBox(tuple(flags), then=self.finish)

    # ---- what the other rooms of keying call

    def tell(self, effect: Effect) -> None:
        """Add an effect to those of this key."""
        self._effects.append(effect)

    def change(self, new: Draft, tag: str) -> None:
        """Go on to the draft `new`, as a step of undo called `tag`."""
        moved = new.at != self.draft.at
        record = self.history.change(new, tag)
        if record is not None:
            self._changed(record)
            if moved:
                self._arrived()

    def restored(self, record: Record) -> None:
        """The draft is one it was before; `record` says which way it went."""
        self._changed(record)
        self.ending.begun = False
        self.readings.clear()
        self._arrived()
        if not self.draft.kind:
            self.panel = questions.kind(self)

    def remember(self, memory: Memory) -> None:
        """What is known of the book changed by hand."""
        self.memory = memory
        self._page = None
        self._stale = True
        self.tell(Learned(memory))

    def mark(self, name: str, action: str) -> None:
        """Set or take away a mark, and go on where that settles the field under the cursor."""
        if not name:
            return
        mark = marks.MARKS[action]
        step = f"mark:{name}"
        self.change(marks.marked(self.page, self.draft, name, mark), step)
        if name == self.draft.at and self.panel is None and marks.goes_on(self.draft, mark):
            self.go_on(step)

    def override(self, flag: str, reason: str) -> None:
        """The value stands although the flag of that key speaks against it."""
        draft = self.draft
        self.change(replace(draft, overrides={**draft.overrides, flag: reason}), "override")

    def choose_kind(self, kind: str) -> None:
        """The entry of a combined book is of this kind."""
        page = replace(self.page, form=self.sheet.forms[kind])
        self.change(route.opened(page, replace(self.draft, kind=kind)), "kind")

    def show_again(self, name: str) -> None:
        """A hidden field is on this book's pages after all."""
        self.remember(self.memory.with_hidden(name, hidden=False))
        self.jump(name)

    def move(self, way: Callable[[Page, Draft], Draft | None], step: str = WALK) -> bool:
        """Go where `way` leads, as part of the step of undo called `step`; False where it leads nowhere."""
        new = way(self.page, self.draft)
        if new is None:
            return False
        self.change(new, step)
        return True

    def jump(self, name: str, *, comes_back: bool | None = None) -> None:
        """Leave this field for the field `name`."""

        def onward() -> None:
            self.move(lambda page, draft: route.jump(page, draft, name, comes_back=comes_back))

        if name in self.page.form and self.draft.at and self.leave(onward):
            onward()

    def go_on(self, step: str = WALK) -> None:
        """Leave the field and go to the next one, or end the position.

        One key that fills a field and goes on names its `step`, so that undo takes both back at once.
        """

        def onward() -> None:
            self._onward(step)

        if self.draft.at and self.leave(onward, step):
            onward()

    def leave(self, then: Callable[[], None], step: str = WALK) -> bool:
        """Clean and read the field that is left. False where its flags are shown first; `then` follows their answer."""
        name = self.draft.at
        cleaned = f"type:{name}" if step == WALK else step
        self.change(edit.left_behind(self.page, self.let_go(self.draft)), cleaned)
        written = judge.written_date(self.page, self.draft, name, self.values)
        if written is not None:
            self.change(edit.put(self.page, self.draft, written, Source.TYPED), cleaned)
        self.readings[name] = judge.read(self.page, self.draft, name, self.values)
        self._stale = True
        self.tell(FieldLeft(name))
        if self.heads_down:
            return True
        self.settle()
        waiting = blame.of_field(self, name)
        self.panel = FlagBox(tuple(waiting), then) if waiting else None
        return not waiting

    def let_go(self, new: Draft, taken: str = "") -> Draft:
        """The draft `new` to go on to: where it names another in the block, what was brought into that is gone, and that is said."""
        left = repeat.let_go(self.page, self.draft, new, taken)
        if left is not new:
            self.message = say("keying.let_go", undo=self.named("undo"))
        return left

    def finish(self) -> None:
        """End the position: show what must be looked at, else store it."""
        ending.finish(self)

    def read_again(self) -> None:
        """Read the whole page now, whatever changed since it was read."""
        self._stale = True
        self.settle()

    def is_read(self, name: str) -> bool:
        """False where a field changed since the page was read: what the reading had against it may hold no more."""
        return self._read is None or self._read[0].get(name) == self.draft.cells.get(name)

    # ---- inside

    def _open(self) -> None:
        if self.draft.kind and not self.draft.path:
            self.history = History(route.opened(self.page, self.draft), self.history.number)
        if not self.draft.kind:
            self.panel = questions.kind(self)
        self._arrived()
        self.settle()

    def _told(self) -> tuple[Effect, ...]:
        told, self._effects = tuple(self._effects), []
        return told

    def _changed(self, record: Record) -> None:
        self._effects.append(Changed(record))
        self._page = None

    def _arrived(self) -> None:
        self.composer.reset()
        self.as_typed = self.touched = False
        self._stale = True
        self.picked = None

    def _onward(self, step: str) -> None:
        back_to_end = self.ending.begun and self.draft.origin != NOWHERE
        if not self.move(route.forward, step) or back_to_end:
            self.finish()
        else:
            self.ending.begun = False  # he goes on through the page: what he looks up meanwhile brings him back here
