"""A few lines to fill in, one under the other, kept together or not at all; what is refused stays to be mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from registers.catalogue import Label, say
from tui.actions import Action
from tui.desk import Desk
from tui.ink import Ink, Line
from tui.keys import Key
from tui.line import TextLine
from tui.paint import cut, fit, width, wrapped
from tui.screen import DeskScreen, Picture

_LEFT, _LABEL, _FIELD = 3, 22, 30
"""Columns: the margin, the labels, the room to type in."""


@dataclass(frozen=True, slots=True)
class Blank:
    """One line to fill in: what it is for, what may be typed there, what stands there already."""

    label: Label
    hint: Label | None = None
    text: str = ""
    secret: bool = False
    wrong: tuple[str, ...] = ()
    """Keys of the errors that are about this line: the cursor goes there."""


class FormScreen(DeskScreen):
    """Asks for `blanks` under `title`. `keep` gets what is typed, in a thread, and raises what is refused; then `then` says so."""

    scope = "form"

    def __init__(
        self,
        desk: Desk,
        title: str,
        blanks: Sequence[Blank],
        keep: Callable[[list[str]], None],
        then: Callable[[], None],
    ) -> None:
        super().__init__(desk)
        self._title, self._blanks = title, blanks
        self._lines = [TextLine(blank.text, secret=blank.secret) for blank in blanks]
        self._at = 0
        self._keep, self._then = keep, then

    def typed(self, key: Key) -> None:
        """Text goes where the cursor is."""
        if key.text:
            self._lines[self._at].put(key.text)

    def act(self, action: Action) -> None:
        """Edit the line, or do what the action says."""
        if action.group == "line":
            self._lines[self._at].do(action.name)
        else:
            super().act(action)

    def do_next(self) -> None:
        """Go to the next line, after the last to the first."""
        self._at = (self._at + 1) % len(self._lines)

    def do_previous(self) -> None:
        """Go to the line before."""
        self._at = (self._at - 1) % len(self._lines)

    def do_take(self) -> None:
        """Go on to the next line; on the last one, keep all of them."""
        if self._at + 1 < len(self._lines):
            self.do_next()
        else:
            texts = [line.value for line in self._lines]
            self.away(lambda: self._keep(texts), self._done, say("form.keeping"))

    def fail(self, error: Exception) -> None:
        """Say what is refused and go to the line it is about. A refused password is typed anew, and those below it: nobody sees
        what was wrong with them. One above stays: left empty it would count as a wrong one."""
        key = getattr(error, "key", "")
        self._at = next((at for at, blank in enumerate(self._blanks) if key in blank.wrong), 0)
        if self._lines[self._at].secret:
            for line in self._lines[self._at :]:
                if line.secret:
                    line.clear()
        self.hotich.typeahead.forget()
        super().fail(error)

    def _done(self, _: None) -> None:
        self.hotich.close_screen()
        self._then()

    def picture(self, cells: int, lines: int) -> Picture:
        """The title, then each line with its label and, at the cursor, what may be typed there."""
        room = max(8, min(_FIELD, cells - _LEFT - _LABEL - 1))
        drawn: list[Line] = [(), *([(f" {line}", Ink.STRONG)] for line in wrapped(self._title, cells - 2)), ()]
        cursor = None
        for at, (blank, line) in enumerate(zip(self._blanks, self._lines, strict=True)):
            field, column = line.drawn(room)
            if at == self._at:
                cursor = (_LEFT + _LABEL + column, len(drawn))
            label = (cut(str(blank.label), _LABEL), Ink.LABEL)
            hint = f"  {blank.hint}" if blank.hint is not None else ""
            beside = cells - _LEFT - _LABEL - room
            if width(hint) <= beside:
                drawn += [[(" " * _LEFT, Ink.PLAIN), label, field, (hint, Ink.DIM)], ()]
            else:
                drawn += [
                    [(" " * _LEFT, Ink.PLAIN), label, field],
                    [(fit(f"{' ' * (_LEFT + _LABEL)}{hint.strip()}", cells), Ink.DIM)],
                ]
        del lines
        return Picture(drawn, cursor)
