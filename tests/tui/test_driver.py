"""What is painted is on the line before the program goes on to what takes longer."""

from __future__ import annotations

from io import StringIO
from threading import Event

import pytest
from textual.drivers._writer_thread import WriterThread
from textual.events import Key

from tests.tui.conftest import Hand, Opening
from tests.tui.keying.hands import press
from tui.app import HotichApp
from tui.driver import Outlet, Parser
from tui.keying.state import FormState

_LONG = 30.0
"""Seconds no wait of these tests comes near to."""


class Line(StringIO):
    """A line that takes what is written once it is `open`."""

    def __init__(self) -> None:
        super().__init__()
        self.open = Event()

    def fileno(self) -> int:
        return -1

    def flush(self) -> None:
        self.open.wait(_LONG)
        super().flush()


def test_all_that_was_queued_is_through_once_the_line_took_it() -> None:
    line = Line()
    outlet = Outlet(line)
    assert outlet.wait(0)  # nothing was queued
    thread = WriterThread(outlet)  # type: ignore[arg-type]  # as much of a file as the thread asks for
    outlet.queued()
    thread.write("ấ")
    thread.start()
    assert not outlet.wait(0)  # a line that stands still holds nobody up longer than was said
    line.open.set()
    assert outlet.wait(_LONG)
    assert line.getvalue() == "ấ"
    thread.stop()


async def test_a_letter_goes_out_before_the_page_is_read_again(
    opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    show, settle = HotichApp.show, FormState.settle

    def showing(app: HotichApp, *picture: object) -> None:
        done.append("shown")
        show(app, *picture)  # type: ignore[arg-type]

    def settling(state: FormState) -> None:
        done.append("read")
        settle(state)

    async with opened() as hand:
        await _at_the_name(hand)
        monkeypatch.setattr(HotichApp, "show", showing)
        monkeypatch.setattr(HotichApp, "give_way", lambda _: done.append("gave way"))
        monkeypatch.setattr(FormState, "settle", settling)
        await press(hand, "l")
    assert done[:3] == ["shown", "gave way", "read"]


async def _at_the_name(hand: Hand) -> None:
    await hand.sign_in("lan")
    hand.app.open("keying", "KS-2007")
    await hand.settled()
    await press(hand, "120107<enter>")


@pytest.mark.parametrize(
    ("read", "keys"),
    [
        ("\x1bn\x1bn\x1bn", ["alt+n", "alt+n", "alt+n"]),  # held down
        ("\x1bx\x1b[B", ["alt+x", "down"]),
        ("\x1bx\x1bOP", ["alt+x", "f1"]),
        ("\x1bulan", ["alt+u", "l", "a", "n"]),
        ("\x1bX\x1b[3~", ["alt+shift+x", "delete"]),
        ("\x1bf\x1bb", ["ctrl+right", "ctrl+left"]),  # as terminals send those
        ("\x1b[A\x1bOQ\x1b[1;5C", ["up", "f2", "ctrl+right"]),
    ],
)
def test_alt_with_a_letter_is_a_key_whatever_follows_it_in_the_same_read(read: str, keys: list[str]) -> None:
    """It was typed as `^n` into the field."""
    assert [event.key for event in Parser().feed(read) if isinstance(event, Key)] == keys
