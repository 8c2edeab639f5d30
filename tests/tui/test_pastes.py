"""Pastes are cut out whole, however the line cuts them up and whatever they hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.pastes import BEGIN, END, PATIENCE, Pastes, Piece


def joined(pieces: list[Piece]) -> list[tuple[str, bool]]:
    """Pieces with neighbouring keys put together."""
    found: list[tuple[str, bool]] = []
    for text, pasted in pieces:
        if found and not pasted and not found[-1][1]:
            found[-1] = (found[-1][0] + text, False)
        else:
            found.append((text, pasted))
    return found


@pytest.mark.parametrize(
    ("sent", "pieces"),
    [
        ("abc", [("abc", False)]),
        (f"a{BEGIN}b\x1b[2Jc{END}d", [("a", False), ("b\x1b[2Jc", True), ("d", False)]),
        (f"{BEGIN}{END}", [("", True)]),
        (f"{BEGIN}a{BEGIN}b{END}", [(f"a{BEGIN}b", True)]),
        (f"{BEGIN}\x1b{END}\x1b[A", [("\x1b", True), ("\x1b[A", False)]),
        (f"{END}x", [(f"{END}x", False)]),
    ],
)
def test_pieces(sent: str, pieces: list[tuple[str, bool]]) -> None:
    assert joined(Pastes().feed(sent)) == pieces
    split = Pastes()
    assert joined([piece for character in sent for piece in split.feed(character)] + split.silence()) == pieces


def test_an_escape_is_let_go_after_a_silence() -> None:
    pastes = Pastes()
    assert pastes.feed("a\x1b") == [Piece("a", False)]
    assert pastes.silence() == [Piece("\x1b", False)]
    assert pastes.silence() == []


def test_a_paste_whose_end_was_lost_ends_by_itself() -> None:
    pastes = Pastes()
    assert pastes.feed(f"{BEGIN}abc\x1b") == []
    assert [piece for _ in range(PATIENCE - 1) for piece in pastes.silence()] == []
    assert pastes.silence() == [Piece("abc\x1b", True)]
    assert pastes.feed("d") == [Piece("d", False)]


@given(st.lists(st.sampled_from(["a", "\x1b", "[", "2", "0", "1", "~", BEGIN, END, "\x1b[A"])), st.data())
def test_no_character_is_lost_or_changes_its_place(parts: list[str], data: st.DataObject) -> None:
    sent = "".join(parts)
    whole = Pastes()
    expected = joined(whole.feed(sent) + whole.silence())
    split, pieces, rest = Pastes(), [], sent
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        pieces += split.feed(rest[:size])
        rest = rest[size:]
    assert joined(pieces + split.silence()) == expected
