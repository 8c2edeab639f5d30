"""`hotich demo` in a real terminal: it opens, shows who may sign in, lets the clerk in, and is gone when left."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.office import PROGRAM
from bench.terminal import Terminal
from tui.demo import office

pytestmark = pytest.mark.journey


def test_the_demo_opens_on_its_first_book_and_leaves_nothing(tmp_path: Path) -> None:
    with Terminal([*PROGRAM, "demo"], env={"TMPDIR": str(tmp_path)}) as terminal:
        terminal.wait("Mật khẩu chung: " + office.PASSWORD, limit=60)
        assert "lan (Người nhập)" in terminal.text
        assert list(tmp_path.glob("hotich-demo-*/pages/*.txt"))
        terminal.type("lan\r" + office.PASSWORD + "\r")
        terminal.wait("01687-KS-2008-01", limit=60)  # a returned entry leads the queue
        terminal.press("ctrl+x")
        terminal.wait("Mật khẩu chung", limit=60)
        terminal.press("ctrl+x")
        assert terminal.ended(60) == 0
    assert list(tmp_path.iterdir()) == []
