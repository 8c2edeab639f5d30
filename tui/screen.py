"""The frame every screen shares: who is on top takes every key itself, and only cells that changed are written.

Above the screen's own picture stands a bar (where, who), below it a line for what the program says and one for keys.
Textual's message queues, focus and bindings take no part: with them typed-ahead letters land on the wrong screen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.geometry import Offset, Region
from textual.reactive import Reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.worker import Worker

from registers.catalogue import language, say
from registers.errors import HotichError
from tui.actions import Action, of_scope
from tui.desk import Desk
from tui.foot import Hint, hints, key_line
from tui.ink import Ink, Line, Span, fitting
from tui.keys import Key
from tui.paint import drawable, fit, strip, width, wrapped

if TYPE_CHECKING:
    from tui.app import HotichApp

Found = TypeVar("Found")

FRAME_LINES = 3
"""The bar, the program's word and the keys."""

LONGEST_WORD = 4
"""Lines the program's word may take from the picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a screen draws between bar and foot; `cursor` is column and line of the terminal's cursor in it, if any."""

    lines: Sequence[Line]
    cursor: tuple[int, int] | None = None


class Canvas(Widget):
    """The one widget of a screen: it hands Textual the screen's lines, for tests and pictures."""

    DEFAULT_CSS = "Canvas { width: 100%; height: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        self.strips: list[Strip] = []

    def render_lines(self, crop: Region) -> list[Strip]:
        """What Textual asks for when it repaints; the terminal gets its bytes from `HotichApp.show`."""
        lines = self.strips[crop.y : crop.bottom]
        blank = Strip.blank(crop.width)
        return [line.crop(crop.x, crop.right) for line in lines] + [blank] * (crop.height - len(lines))


class DeskScreen(Screen[None]):
    """A screen at the desk. A subclass names its `scope`, draws `picture`, and answers `do_<action>` and `typed`."""

    AUTO_FOCUS = ""
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    scope: ClassVar[str]
    overlay: ClassVar[bool] = False
    """True for a screen that changes nothing of what the screen below shows."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.canvas = Canvas()
        self.cursor: Offset | None = None
        """Where the terminal's cursor stands, None where it is hidden."""
        self._word: Span | None = None
        self._busy = 0
        self._stop: Event | None = None  # of work in steps that is under way
        self._opened = False

    # ---- what a subclass says

    @property
    def heading(self) -> str:
        """What stands in the bar: by default the text `shell.heading_<scope>`."""
        return say(f"shell.heading_{self.scope}")

    @property
    def status(self) -> str:
        """What the bar says before the name: by default nothing."""
        return ""

    @property
    def about(self) -> str:
        """What the help screen says before the keys: by default the text `shell.about_<scope>`."""
        return say(f"shell.about_{self.scope}")

    @property
    def foot(self) -> tuple[Hint, ...]:
        """What the bottom line says: by default the keys of what can be done."""
        return hints(tuple(self.actions()), self.desk.keymap)

    def picture(self, cells: int, lines: int) -> Picture:
        """The screen's own picture in so many cells and lines."""
        raise NotImplementedError

    def arrive(self) -> None:
        """The screen came to the top, for the first time or again: read what may have changed."""

    def keep(self) -> None:
        """The session ends now (sign-out, idle, hang-up): put away what is typed, and let work in steps end after this one."""
        if self._stop is not None:
            self._stop.set()

    def typed(self, key: Key) -> None:
        """Take a key that is no action: text, mostly."""

    def allows(self, action: Action) -> bool:
        """False hides `action` from keys, key line, help and palette: the account may not."""
        del action
        return True

    # ---- keys

    @property
    def in_hand(self) -> bool:
        """True while work in steps goes on: whoever began it waits for it."""
        return self._stop is not None

    @property
    def ready(self) -> bool:
        """False while the screen opens or waits for work: keys wait in line."""
        return self._opened and not self._busy

    def take(self, key: Key) -> None:
        """Do what the keymap says of `key`; what it does not know is typed text."""
        self._word = None
        action = self.desk.keymap.action(self.scope, key)
        if action is None or not self.allows(action):
            self.typed(key)
        else:
            self.act(action)

    def act(self, action: Action) -> None:
        """Run one action of this screen's scope, from its key or from the palette."""
        getattr(self, f"do_{action.name}")()

    def actions(self) -> list[Action]:
        """What can be done here now, nearest group first."""
        return [action for action in of_scope(self.scope) if self.allows(action)]

    def do_help(self) -> None:
        """Show what this screen is for and its keys."""
        self.hotich.open("help", self)

    def do_palette(self) -> None:
        """Show every action by name."""
        self.hotich.open("palette", self)

    def do_language(self) -> None:
        """Switch the language, of the account too once somebody is signed in."""
        self.choose("language", self.desk.other_language)

    def choose(self, setting: str, value: str) -> None:
        """Let the account's `setting` be `value` from now on, in the store too."""
        self.desk.choose(setting, value)
        if self.desk.signed_in:
            self.away(partial(self.desk.keep_choices, self.desk.account), lambda _: None)

    def do_redraw(self) -> None:
        """Read and draw everything again: a line that dropped bytes leaves rubbish on the screen."""
        self.hotich.forget_terminal()
        self.arrive()

    def do_back(self) -> None:
        """Go back to the screen below."""
        self.hotich.close_screen()

    def do_leave(self) -> None:
        """Sign out."""
        self.hotich.sign_out()

    # ---- telling and waiting

    @property
    def hotich(self) -> HotichApp:
        """The running program."""
        return cast("HotichApp", self.app)

    def tell(self, text: str, ink: Ink = Ink.PLAIN) -> None:
        """Say `text` at the foot until the next key."""
        self._word = (text, ink)

    def fail(self, error: Exception) -> None:
        """Say what went wrong and what to do; what nobody foresaw goes to the log as well."""
        if not isinstance(error, HotichError):
            self.hotich.record(error)
            error = HotichError()
        self.tell(str(error), Ink.BAD)

    def away(self, work: Callable[[], Found], then: Callable[[Found], None], meanwhile: str = "") -> None:
        """Do `work` in a thread, then `then` with what it found. Keys wait; what `work` raises is told."""
        self._busy += 1
        if meanwhile:
            self.tell(meanwhile, Ink.DIM)
            self.paint()
        self.start(partial(self._wait_for, work, then, self._end_wait))

    def in_steps(
        self, work: Callable[[Callable[[int], bool]], Found], then: Callable[[Found], None], words: Callable[[int], str]
    ) -> None:
        """The same for work that may take minutes: `words` say how far it is, and the way back ends it after the step under way.

        `work` is given what to call after each step, with how much is done: False says to end there.
        """
        loop, stop = asyncio.get_running_loop(), Event()

        def go_on(done: int) -> bool:
            if not stop.is_set():
                loop.call_soon_threadsafe(self._say_meanwhile, words(done))
            return not stop.is_set()

        self._busy += 1
        self._stop = stop
        self._say_meanwhile(words(0))
        self.start(partial(self._wait_for, partial(work, go_on), then, self._end_steps))

    def interrupt(self, key: Key) -> bool:
        """True where `key` is the way back out of work in steps: it is taken at once, while all others wait."""
        action = self.desk.keymap.action(self.scope, key) if self._stop is not None else None
        if self._stop is None or action is None or action.name != "back":
            return False
        self._stop.set()
        self._say_meanwhile(say("shell.stopping"))
        return True

    def _say_meanwhile(self, text: str) -> None:
        self.tell(text, Ink.DIM)
        self.paint()

    def behind(self, work: Callable[[], Found], then: Callable[[Found], None]) -> None:
        """The same, while keys go on: for reading again what is on the screen already."""
        self.start(partial(self._wait_for, work, then, self.paint))

    def start(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Begin `work` beside everything else; it ends with this screen."""
        _: Worker[None] = self.run_worker(work)

    async def _wait_for(
        self, work: Callable[[], Found], then: Callable[[Found], None], lastly: Callable[[], None]
    ) -> None:
        try:
            then(await asyncio.to_thread(work))
        except Exception as error:  # noqa: BLE001  a clerk sees a sentence, the log the rest
            self.fail(error)
        finally:
            lastly()

    def _end_wait(self) -> None:
        self._busy -= 1
        if self._word is not None and self._word[1] is Ink.DIM:  # what was said meanwhile
            self._word = None
        self.hotich.deliver()

    def _end_steps(self) -> None:
        self._stop = None
        self._end_wait()

    # ---- drawing

    def compose(self) -> ComposeResult:
        """The canvas is all there is."""
        yield self.canvas

    def on_mount(self) -> None:
        """From now on keys may come."""
        self._opened = True
        self.arrive()
        self.hotich.deliver()

    def on_resize(self) -> None:
        """The terminal has another size."""
        self.paint()

    def paint(self) -> None:
        """Bring the terminal up to date with this screen, if it is the one on top."""
        if self.is_current and self._opened:
            self.canvas.strips, self.cursor = self._drawn()
            self.hotich.show(self.canvas.strips, self.cursor)

    def _drawn(self) -> tuple[list[Strip], Offset | None]:
        cells, height = self.app.size
        word = self._said(cells)
        inside = max(0, height - FRAME_LINES + 1 - len(word))
        picture = self.picture(cells, inside)
        body = [*picture.lines][:inside]
        keys = key_line(self.foot, cells, language())
        lines: list[Line] = [self._bar(cells), *body, *[()] * (inside - len(body)), *word, keys]
        theme = fitting(self.desk.preferences.theme)
        strips = [strip(line, cells, theme) for line in lines[:height]]
        if picture.cursor is None or picture.cursor[1] >= inside:
            return strips, None
        return strips, Offset(min(picture.cursor[0], cells - 1), picture.cursor[1] + 1)

    def _said(self, cells: int) -> list[Line]:
        """The program's word, on as many lines as it needs: what to do next stands at the end of a sentence."""
        if self._word is None:
            return [()]
        text, ink = self._word
        return [[(line, ink)] for line in wrapped(text, cells)[:LONGEST_WORD]] or [()]

    def _bar(self, cells: int) -> Line:
        """Where, then status, name and role; a heading that needs the room takes it from the role, then from the name."""
        heading, parts = f" {drawable(self.heading)}", [self.status]
        if self.desk.signed_in:
            parts += [drawable(self.desk.account.name), str(self.desk.account.role.label)]
        while width(heading) + width(_beside(parts)) > cells and len(parts) > 1 and (parts[0] or len(parts) > 2):
            parts.pop()
        who = _beside(parts)
        return [(fit(heading, max(0, cells - width(who))), Ink.BAR), (who, Ink.BAR)]


def _beside(parts: Sequence[str]) -> str:
    """The right end of the bar."""
    said = " · ".join(filter(None, parts))
    return f" {said} " if said else ""
