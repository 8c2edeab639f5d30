"""Keys wait in order for whoever is on top and ready."""

from __future__ import annotations

import pytest

from tui.keys import Key
from tui.typeahead import TypeAhead


class Noting:
    """A screen that notes its keys; `o` opens another over it, `.` closes it, `w` makes it wait, `!` fails."""

    def __init__(self, name: str, stack: list[Noting]) -> None:
        self.name = name
        self.stack = stack
        self.ready = True
        self.taken = ""

    def take(self, key: Key) -> None:
        self.taken += key.text
        if key.text == "o":
            opened = Noting("upper", self.stack)
            opened.ready = False
            self.stack.append(opened)
        elif key.text == ".":
            self.stack.pop()
        elif key.text == "w":
            self.ready = False
        elif key.text == "!":
            raise ZeroDivisionError


def _typed(text: str) -> list[Key]:
    return [Key.typed(letter) for letter in text]


def _line() -> tuple[TypeAhead, list[Noting]]:
    stack: list[Noting] = []
    stack.append(Noting("lower", stack))
    return TypeAhead(lambda: stack[-1] if stack else None), stack


def test_keys_behind_one_that_opens_a_screen_wait_for_that_screen() -> None:
    line, stack = _line()
    line.arrive(_typed("abodef.gh"))
    line.deliver()
    lower, upper = stack
    assert (lower.taken, upper.taken, len(line)) == ("abo", "", 6)
    upper.ready = True
    line.deliver()
    assert (lower.taken, upper.taken, len(line)) == ("abogh", "def.", 0)


def test_a_screen_that_waits_for_work_gets_the_rest_later() -> None:
    line, stack = _line()
    line.arrive(_typed("awb"))
    line.deliver()
    line.arrive(_typed("cd"))
    line.deliver()
    assert stack[0].taken == "aw"
    stack[0].ready = True
    line.deliver()
    assert stack[0].taken == "awbcd"


def test_a_key_that_fails_takes_no_other_with_it() -> None:
    line, stack = _line()
    line.arrive(_typed("a!bc"))
    with pytest.raises(ZeroDivisionError):
        line.deliver()
    line.deliver()
    assert stack[0].taken == "a!bc"


def test_a_delivery_from_within_a_key_leaves_the_order_alone() -> None:
    line, stack = _line()

    class Eager(Noting):
        def take(self, key: Key) -> None:
            super().take(key)
            line.deliver()

    stack[0] = Eager("eager", stack)
    line.arrive(_typed("abc"))
    line.deliver()
    assert stack[0].taken == "abc"


def test_with_nobody_there_keys_wait_and_can_be_forgotten() -> None:
    line, stack = _line()
    lower = stack.pop()
    line.arrive(_typed("ab"))
    line.deliver()
    assert len(line) == 2
    line.forget()
    stack.append(lower)
    line.deliver()
    assert lower.taken == ""
