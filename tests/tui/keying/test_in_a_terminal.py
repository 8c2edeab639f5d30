"""What only real bytes show: the program in a real terminal, keys as terminals and input methods send them, and kill -9."""

from __future__ import annotations

import re
import signal
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from bench.terminal import Terminal
from bench.warm import Warm
from registers.position import Position
from storage import entries, positions
from storage.engine import Store
from storage.home import Home
from tests.tui.conftest import PASSWORD
from tests.tui.keying.hands import BIRTH

pytestmark = pytest.mark.journey

_BYTES = {"<enter>": "\r"}
_COLOUR = re.compile(rb"\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9]+)*m")
BYTES_A_KEY = 140
BYTES_A_FIELD = 400  # with what the next field may hold, however many steps it is painted in


def sent(keys: str) -> str:
    """The notation of `hands` as a terminal sends it."""
    for name, character in _BYTES.items():
        keys = keys.replace(name, character)
    return keys


Opening = Callable[..., AbstractContextManager[Terminal]]


@pytest.fixture
def book(home: Home, warm_program: Warm) -> Opening:
    """Opens the births of 2007 in a terminal, signed in; `options` are of its environment."""

    @contextmanager
    def opening(**options: str) -> Iterator[Terminal]:
        with warm_program.start({"HOTICH_HOME": str(home.path), **options}) as terminal:
            terminal.wait("Mật khẩu")
            terminal.type(f"lan\r{PASSWORD}\r")
            terminal.wait("Quyển sổ cần nhập tiếp")
            terminal.wait("Khai sinh")
            terminal.type("khai sinh\r")
            terminal.wait("số 1/2007")
            terminal.wait("Họ và tên")
            yield terminal

    return opening


def field(terminal: Terminal, label: str) -> str:
    """What the first field called `label` shows."""
    return next((line.split(label, 1)[1].strip() for line in terminal.lines if label in line), "")


def wait_field(terminal: Terminal, label: str, text: str) -> None:
    """Wait until the first field called `label` shows `text`."""
    terminal.wait(lambda: field(terminal, label) == text)


DATE = "đăng ký"
NAME = "Họ và tên"
UNIKEY = [
    # Keys as UniKey, EVKey and OpenKey send them: the letter goes through, then Backspaces and the letter meant, at once.
    (["N", "g", "u", "y", "e", "\x7fê", "\x7fễ", "n"], "Nguyễn"),
    (["T", "r", "a", "\x7fầ", "n"], "Trần"),
    (["D", "\x7fĐ", "o", "\x7fô", "n", "g", "\x7f\x7f\x7fông"], "Đông"),
    (["P", "h", "u", "\x08ư", "o", "\x08\x08ươ", "n", "g"], "Phương"),
    (["H", "u", "\x7fư", "o", "\x7f\x7fươ", "n", "g", "\x7f\x7f\x7fờng"], "Hường"),
]


def test_input_methods_outside_are_stored_right_at_any_speed(book: Opening) -> None:
    with book() as terminal:
        terminal.type("120107\r")
        for chunks, meant in UNIKEY:
            terminal.type("".join(chunks))  # all in one read, as over a slow line
            wait_field(terminal, NAME, meant)
            terminal.type("\x15")
            for chunk in chunks:
                terminal.type(chunk)
                terminal.read(0.01)
            wait_field(terminal, NAME, meant)
            terminal.type("\x15")


def test_decomposed_and_split_letters_are_stored_composed(book: Opening, home: Home) -> None:
    with book() as terminal:
        terminal.type("120107\r")
        for byte in unicodedata.normalize("NFD", "Nguyễn Thị Hiền").encode():
            terminal.write(bytes([byte]))
            terminal.read(0.002)
        terminal.type("\n050107\n")  # LF is Enter too
        wait_field(terminal, "Ngày, tháng, năm sinh", "05/01/2007")
    (journal,) = home.drafts.iterdir()
    assert "Nguyễn Thị Hiền" in journal.read_text(encoding="utf-8")


def test_a_program_killed_at_any_key_goes_on_at_that_key(book: Opening) -> None:
    typed = "120107\rnoong thij hieenf\r050107\r2"
    shown = {6: (DATE, "120107"), 12: (NAME, "Nông"), 24: (NAME, "Nông Thị Hiền"), len(typed): ("Giới tính", "Nữ")}
    done = 0
    for upto, (label, text) in shown.items():
        with book() as terminal:
            terminal.type(typed[done:upto])
            wait_field(terminal, label, text)
            terminal.kill(signal.SIGKILL)
        done = upto
    with book() as terminal:
        wait_field(terminal, "Giới tính", "Nữ")
        assert field(terminal, NAME) == "Nông Thị Hiền"
        terminal.type("\x1a\x1a\x1a\x1a")  # undo survives too: the tick, its walk, the date, its walk
        wait_field(terminal, "Ngày, tháng, năm sinh", "")


def test_a_line_that_is_cut_loses_nothing(book: Opening) -> None:
    with book() as terminal:
        terminal.type("120107\rnoong")
        wait_field(terminal, NAME, "Nông")
        terminal.hang_up()
    with book() as terminal:
        wait_field(terminal, NAME, "Nông")


def test_a_thousand_keys_at_once_are_all_in_their_fields(book: Opening, home: Home) -> None:
    names = ("hiền", "hoa", "mai")
    births = "".join(f"{day}0107\r{sent(BIRTH).replace('hiền', name)}" for day, name in enumerate(names, 12))
    assert len(births) > 1000
    with book() as terminal:
        terminal.type(births + "150107\rmai")
        terminal.wait("số 4/2007")
        wait_field(terminal, NAME, "Mai")
    store = Store.open(home.store_url)
    rows = positions.list_positions(store, "KS-2007")
    stored = [entries.load(store, row.entry_id).values for row in rows if row.entry_id]
    assert [row.position for row in rows] == [Position(2007, n) for n in range(1, 5)]
    assert [values["child_full_name"].normalised.split()[-1].lower() for values in stored] == list(names)
    assert {values["declarant_id_no"].normalised for values in stored} == {"080123456"}
    store.close()


@pytest.mark.parametrize("options", [{}, {"TERM": "xterm"}, {"NO_COLOR": "1"}, {"TERM": "vt220"}], ids=str)
def test_a_key_writes_its_cells_and_little_more(book: Opening, options: dict[str, str]) -> None:
    with book(**options) as terminal:
        terminal.type("120107\r")
        wait_field(terminal, DATE, "12/01/2007")
        terminal.read(0.05)
        before, meant = terminal.received, ""
        for letter in "HOANG VAN QUANG":
            meant += letter
            terminal.type(letter)
            wait_field(terminal, NAME, meant.strip())
        assert (terminal.received - before) / len(meant) <= BYTES_A_KEY
        assert terminal.cursor == (6, 28 + len(meant))
        terminal.wait("2 Hoàng Văn Quang")  # what the last letter left to choose from is not the next field's
        before = terminal.received
        terminal.type("\r")
        terminal.wait("Đã ghi ở")
        assert terminal.cursor == (7, 28)
        assert terminal.received - before <= BYTES_A_FIELD
        if "NO_COLOR" in options:
            assert not _COLOUR.search(bytes(terminal.log))


HOSTILE = [
    "\x1b]0;taken\x07",
    "\x1b[2J",
    "\x9b2J",
    "\u202edlot",
    "a\u200bb",
    "\x00\x01",
    "\x1b[?1049l",
    "\ufeff",
    "\u2066x\u2069",
]


def test_hostile_pastes_are_letters_or_nothing(book: Opening, home: Home) -> None:
    with book() as terminal:
        terminal.type("120107\r")
        wait_field(terminal, DATE, "12/01/2007")
        for text in HOSTILE:
            terminal.type(f"\x1b[200~{text}\x1b[201~")
        terminal.type("end")
        terminal.wait(lambda: field(terminal, NAME).lower().endswith("end"))
        assert "số 1/2007" in terminal.text
    (journal,) = home.drafts.iterdir()
    written = journal.read_text(encoding="utf-8")
    assert all(c == "\n" or c.isprintable() for c in written)
    assert "\\u" not in written


def test_a_paste_of_a_row_is_typed_field_by_field(book: Opening) -> None:
    with book() as terminal:
        terminal.type("\x1b[200~120107\nLee Soo Wen\t050107\r\n\x1b[201~2")
        wait_field(terminal, "Giới tính", "Nữ")
        assert field(terminal, NAME) == "Lee Soo Wen"
        assert field(terminal, "Ngày, tháng, năm sinh") == "05/01/2007"
