"""Data is never obeyed: hostile strings in every column of the store, every screen looked at in a real terminal."""

from __future__ import annotations

import re
import unicodedata

import pytest
from sqlmodel import text

from bench.terminal import Terminal
from bench.warm import Warm
from storage import shelf
from storage.engine import Store
from storage.home import Home
from tests.tui.conftest import BOOKS, PASSWORD, keyed
from tests.tui.hostile import HOSTILE
from tui.paint import drawable

pytestmark = pytest.mark.journey

_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)", re.DOTALL)
_OURS = re.compile(
    r"\x1b\[(?:[0-9]+;[0-9]+)?H"  # where to write
    r"|\x1b\[K|\x1b\[[0-9]+[XC]"  # blank to the end of the line, blank so many cells and step over them
    r"|\x1b\[(?:0|(?:[1247]|3[0-7]|4[0-7]|9[0-7]|10[0-7])(?:;(?:[1247]|3[0-7]|4[0-7]|9[0-7]|10[0-7]))*)m"  # inks
    r"|\x1b\[\?(?:25|7|1004|1049|2004|2026|2048)(?:[hl]|\$p)"  # modes set, left, asked for at the start and the end
    r"|\x1b\[<u"
)


def _foreign(log: bytes) -> list[str]:
    """Everything in `log` a terminal would act on and the program does not send of its own."""
    written = log.decode()
    sequences = [found for found in _SEQUENCE.findall(written) if not _OURS.fullmatch(found)]
    rest = _SEQUENCE.sub("", written)
    acting = [c for c in rest if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}]
    return sequences + acting


def test_there_are_two_hundred_of_them_and_the_check_sees_each_that_acts() -> None:
    assert len(set(HOSTILE)) >= 200
    for evil in HOSTILE:
        composed = unicodedata.normalize("NFC", evil)
        assert _foreign(evil.encode()) or drawable(evil) == composed.lstrip("\u0301"), repr(evil)


def _fill(store: Store) -> None:
    """Hostile text in every column a screen shows, past everything that cleans on the way in."""
    with store.write() as session:
        shelf.add(
            session,
            [
                shelf.BookRow(
                    id=f"B{number:03d}",
                    office=BOOKS[0].office,
                    office_name=BOOKS[0].office_name,
                    level=BOOKS[0].level,
                    kind="KS",
                    layout=BOOKS[0].layout,
                    book_no=evil[:200],
                    year_from=1990,
                    year_to=1990,
                    shelf=evil[:200],
                    notes=evil[:200],
                )
                for number, evil in enumerate(HOSTILE)
            ],
        )
    for number in range(1, 31):
        keyed(store, "minh", "KS-2007", number, child_full_name="Nông Thị Hiền", mother_full_name="Nông Thị Mai")
    with store.write() as session:
        connection = session.connection()
        for number, evil in enumerate(HOSTILE[:30], start=1):
            values = {"evil": evil, "number": number}
            connection.execute(
                text("UPDATE entry SET title = :evil, registration = :evil WHERE number = :number"), values
            )
        for number, evil in enumerate(HOSTILE):
            connection.execute(
                text(
                    "UPDATE mention SET full_name = :evil, birth = :evil, residence = :evil WHERE rowid = "
                    "(SELECT rowid FROM mention LIMIT 1 OFFSET :number)"
                ),
                {"evil": evil, "number": number},
            )
        connection.execute(text("UPDATE office SET name = :evil"), {"evil": HOSTILE[100]})
        connection.execute(text("UPDATE account SET name = :evil WHERE folded = 'minh'"), {"evil": HOSTILE[-1]})


@pytest.mark.parametrize("term", ["xterm-256color", "xterm"])
def test_no_string_in_the_store_reaches_the_terminal_as_anything_but_text(
    home: Home, store: Store, warm_program: Warm, term: str
) -> None:
    _fill(store)
    env = {"HOTICH_HOME": str(home.path), "HOTICH_LANG": "vi", "TERM": term}
    with warm_program.start(env) as terminal:
        terminal.wait("Mật khẩu")
        terminal.write(f"minh\t{PASSWORD}\r".encode())
        terminal.wait("Quyển sổ cần nhập tiếp")
        for _ in range(2 + len(HOSTILE) // 15):
            terminal.press("pagedown")
            _settle(terminal)
        for evil in HOSTILE:
            terminal.write(b"\x1b[200~" + evil.encode().replace(b"\x1b[201~", b"") + b"\x1b[201~\x15")
        _settle(terminal)
        _through(terminal, "01 2007", "ctrl+l", "Sổ theo dõi", pages=3)
        _through(terminal, "1990", "enter", "Đầu trang", pages=1)
        _through(terminal, "", "ctrl+f", "Họ tên", pages=0, then="nong", more=8)
        for key, heading in (("ctrl+g", "Trợ giúp"), ("ctrl+o", "Thiết lập"), ("ctrl+p", "Tìm lệnh")):
            _through(terminal, "", key, heading, pages=2)
        assert terminal.screen.title == ""
        foreign = _foreign(bytes(terminal.log))
    assert foreign == []
    assert not (home.logs / "faults.log").exists()


def _through(
    terminal: Terminal, filtered: str, key: str, heading: str, *, pages: int, then: str = "", more: int = 0
) -> None:
    terminal.press("ctrl+u")
    terminal.type(filtered)
    terminal.press(key)
    terminal.wait(heading)
    terminal.type(then)
    for _ in range(pages + more):
        terminal.press("pagedown")
        _settle(terminal)
    terminal.press("ctrl+b")
    terminal.wait("Quyển sổ cần nhập tiếp")


def _settle(terminal: Terminal) -> None:
    while terminal.read(0.05):
        pass
