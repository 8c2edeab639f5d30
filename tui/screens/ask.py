"""One question before an act that cannot be taken back: a few answers to choose from, and a line where a reason is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from registers.catalogue import Label, say
from tui.actions import Action
from tui.composing import ComposingList
from tui.desk import Desk
from tui.ink import Ink, Line
from tui.keys import Key
from tui.paint import wrapped
from tui.rows import Rows
from tui.screen import Picture

_DIGITS = "123456789"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: `name` is what the asker gets."""

    name: str
    label: Label


class AskScreen(ComposingList[Answer]):
    """Asks `question`; `then` gets the answer's name and the reason typed (`typed` stands there already). Going back asks nothing of anybody."""

    scope = "ask"
    overlay = True

    def __init__(
        self,
        desk: Desk,
        question: str,
        answers: Sequence[Answer],
        then: Callable[[str, str], None],
        *,
        reason: str = "",
        typed: str = "",
    ) -> None:
        super().__init__(desk, Rows(lambda answer: str(answer.label)))
        self._question, self._answers = question, answers
        self._then = then
        self._reason = reason
        self._writing = False  # digits are the reason's from its first letter on
        self.line.put(typed)
        self.rows.fill(answers)

    @property
    def asks(self) -> str:
        """What the typed line is for: the reason, or nothing."""
        return self._reason or say("shell.choose")

    @property
    def status(self) -> str:
        """How a reason is typed."""
        return super().status if self._reason else ""

    def allows(self, action: Action) -> bool:
        """Where no reason is due nothing is composed, and where no digit chooses none has to be kept from choosing."""
        if action.id == "ask.write":
            return self._numbered
        return super().allows(action) and (bool(self._reason) or action.id != "words.method")

    def typed(self, key: Key) -> None:
        """A reason is Vietnamese, typed like every text of a page; without one, keys find an answer as they are.

        Before a reason is begun a digit chooses the answer it stands before, as in the boxes of keying; `ask.write` begins one.
        """
        if not self.line.value and len(key.text) == 1 and key.text in self._digits:
            self.rows.choose(self._digits.index(key.text))
        elif self._reason and len(key.text) == 1:
            self.line.compose(key.text, self.composer)
            self.line_changed()
        else:
            super().typed(key)

    def line_changed(self) -> None:
        """A reason filters nothing; without one, typing finds the answer."""
        if not self._reason:
            super().line_changed()

    @property
    def _digits(self) -> str:
        """The digits before the answers, as long as they choose them."""
        return _DIGITS[: len(self._answers)] if self._numbered and not self._writing else ""

    @property
    def _numbered(self) -> bool:
        """True where a reason is typed beside several answers."""
        return bool(self._reason) and len(self._answers) > 1

    def row(self, item: Answer, cells: int) -> Line:
        """The answer in words, behind the digit that chooses it."""
        del cells
        digit = self._digits[self._answers.index(item) :][:1]
        return [(f" {digit or ' '} ", Ink.KEY), (str(item.label), Ink.PLAIN)]

    def do_write(self) -> None:
        """Whatever is typed from now on is the reason, digits too; once more, and they choose answers again."""
        self._writing = not self._writing

    def do_take(self) -> None:
        """Give the answer."""
        answer = self.rows.chosen
        if answer is None:
            return
        self.hotich.close_screen()
        self._then(answer.name, self.line.value)

    def picture(self, cells: int, lines: int) -> Picture:
        """The question over the list of answers."""
        question: list[Line] = [[(f" {line}", Ink.STRONG)] for line in wrapped(self._question, cells - 2)]
        rest = super().picture(cells, max(3, lines - len(question) - 2))
        cursor = rest.cursor and (rest.cursor[0], rest.cursor[1] + len(question) + 2)
        return Picture([[], *question, [], *rest.lines], cursor)
