"""Keys that come faster than anything can be painted: none lost, none in the wrong field, whatever bytes they come as."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

import pytest

from bench.clerk import COLUMNS, ROWS, Clerk
from bench.office import PASSWORD, PROGRAM, ScratchOffice, make_office
from bench.paper import PaperBook, read_book
from bench.stored import differences, stored_entries
from bench.terminal import Terminal
from bench.warm import Warm
from registers.catalogue import Language, say
from storage import positions

pytestmark = pytest.mark.journey

BOOK = "01693-KH-2018-01"
SIGN_IN = f"lan\t{PASSWORD}\r\r".encode()
KEYS = 1_000


class _Recorded(Terminal):
    """A terminal that remembers what was sent to the program."""

    sent = b""

    def write(self, data: bytes) -> None:
        self.sent += data
        super().write(data)


@pytest.fixture(scope="module")
def recording(sample_books: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The keys of a whole book, keyed once by a clerk who looks at the screen."""
    office = make_office(tmp_path_factory.mktemp("recorded") / "home", sample_books, [BOOK])
    book = read_book(sample_books, BOOK)
    with _Recorded(PROGRAM, env=office.environment, columns=COLUMNS, rows=ROWS) as terminal:
        clerk = Clerk(terminal)
        terminal.wait(say("shell.heading_sign_in", Language.VI))
        terminal.type(SIGN_IN.decode())
        terminal.wait(lambda: clerk.position is not None)
        clerk.key_book(book)
        answered = (b"\x1b[1;1R", b"\x1b[?2026;2$y", b"\x1b[?62;22c")
        sent = terminal.sent
        for answer in answered:
            sent = sent.replace(answer, b"")
    assert differences(office, book) == []
    return sent


def _replayed(program: Warm, office: ScratchOffice, book: PaperBook, *writes: bytes) -> None:
    """Send `writes`, looking at nothing, and wait until the whole book is stored."""
    with program.start(office.environment, columns=COLUMNS, rows=ROWS) as terminal:
        terminal.wait(say("shell.heading_sign_in", Language.VI))
        for data in writes:
            terminal.write(data)
        done = str(positions.BookComplete(book=book.id))
        terminal.wait(lambda: done in terminal.text, limit=120)


def test_a_whole_book_in_one_write(sample_books: Path, tmp_path: Path, recording: bytes, warm_program: Warm) -> None:
    assert len(recording.decode()) >= KEYS
    office = make_office(tmp_path / "home", sample_books, [BOOK])
    book = read_book(sample_books, BOOK)
    _replayed(warm_program, office, book, recording)
    assert differences(office, book) == []


def test_a_whole_book_in_pieces_cut_anywhere_decomposed_and_with_both_backspaces(
    sample_books: Path, tmp_path: Path, recording: bytes, warm_program: Warm
) -> None:
    """Letters as base and marks (NFD), a slip and its Backspace before every tenth letter, reads cut inside letters."""
    chance = random.Random(3)
    text, spoiled = recording.decode(), ""
    start = len(SIGN_IN.decode())
    for letter in unicodedata.normalize("NFD", text[start:]):
        if letter.isalpha() and not unicodedata.combining(letter) and spoiled[-1:].isalpha() and chance.random() < 0.1:
            spoiled += chance.choice(("x\x7f", "ễ\x08"))
        spoiled += letter
    data = text[:start].encode() + spoiled.encode()
    cuts = sorted(chance.sample(range(1, len(data)), 60))
    pieces = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    office = make_office(tmp_path / "home", sample_books, [BOOK])
    book = read_book(sample_books, BOOK)
    _replayed(warm_program, office, book, *pieces)
    assert differences(office, book) == []
    stored = [value.as_written for entry in stored_entries(office, BOOK).values() for value in entry.values.values()]
    assert all(unicodedata.is_normalized("NFC", text) for text in stored)
