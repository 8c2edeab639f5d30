"""What the keying screen says fits 80 columns in both languages: nothing is cut, or a sentence is all there on several lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from registers.catalogue import Language, entries, say, set_language
from registers.form import load
from registers.kinds import PositionState, RegisterKind
from tests.tui.keying.boats import effects_of, keyed
from tui.actions import of_group
from tui.foot import hints, key_line
from tui.ink import Ink, Line
from tui.keying import boxes, boxkeys, menu
from tui.keying.flagbox import FlagBox
from tui.keying.panel import Panel
from tui.keymap import Keymap
from tui.paint import width, wrapped
from tui.screen import LONGEST_WORD

CELLS, LINES = 80, 21
LONGEST = {"count": "60", "position": "1234bis/2007", "number": "1234", "last": "99"}
"""What sentences have in their braces, as long as it gets; of what is not here a field's name, its longest."""

pytestmark = pytest.mark.parametrize("language", list(Language))


@pytest.fixture(autouse=True)
def said_in(language: Language) -> Iterator[None]:
    """Everything is said in `language`."""
    set_language(language)
    yield
    set_language(Language.VI)


def drawn(panel: Panel | FlagBox) -> str:
    """The box as text, in the room a screen of 80×24 has."""
    lines: list[Line] = [()] * LINES
    boxes.draw(panel, lines, CELLS, under=LINES)
    assert all(sum(width(piece) for piece, _ in line) <= CELLS for line in lines)
    return "\n".join("".join(piece for piece, _ in line) for line in lines)


def test_the_menu_has_every_action_whole(language: Language) -> None:
    state = keyed("0907<enter>")
    state.menu = menu.lines(Keymap())
    effects_of(state, "<menu>")
    assert isinstance(state.panel, Panel)
    shown = drawn(state.panel)
    assert all(" ".join(text.split()) in " ".join(shown.split()) for _, text, _ in state.menu), language
    assert "…" not in shown


@pytest.mark.parametrize("asked", ["<position>", *(f"<position>{digit}" for digit in "134567"), "<goto>"])
def test_every_question_is_asked_and_answered_in_whole_words(language: Language, asked: str) -> None:
    state = keyed(f"0907<enter>{asked}")
    assert isinstance(state.panel, Panel), language
    shown = drawn(state.panel)
    assert state.panel.title in shown
    assert all(item.text in shown for item in state.panel.items)


def test_a_number_about_to_be_emptied_is_asked_in_whole_words(language: Language) -> None:
    for digit in "1345":
        state = keyed(f"0907<enter>nong<enter><position>{digit}1")
        if isinstance(state.panel, Panel):
            shown = drawn(state.panel)
            assert state.panel.title in shown, language
            assert all(item.text in shown for item in state.panel.items), language


def test_flags_say_in_whole_words_what_their_keys_do(language: Language) -> None:
    state = keyed("<finish>")
    assert isinstance(state.panel, FlagBox), language
    heads = {say("keying.flag_keys"), say("keying.flag_keys_blocking")}
    head, *rest = drawn(state.panel).splitlines()
    assert any(keys in head for keys in heads)
    assert str(state.panel.flag.message).split()[-1] in " ".join(rest)
    assert all(say(f"keying.reason_{n}") in "\n".join(rest) for n in range(1, 9))
    both = [f" {say('keying.ask_flags')} (10/12)   {keys}" for keys in heads]
    assert all(width(one) <= CELLS for one in both)


def test_the_foot_names_the_same_keys_in_both_languages(language: Language) -> None:
    def keys(said: Language) -> list[str]:
        line = key_line(hints(of_group("keying"), Keymap()), CELLS, said)
        assert sum(width(piece) for piece, _ in line) <= CELLS
        return [piece for piece, ink in line if ink is Ink.KEY]

    assert keys(language) == keys(Language.VI)


def test_the_foot_of_every_box_is_whole(language: Language) -> None:
    flags = keyed("<finish>").panel
    assert isinstance(flags, FlagBox)
    asked: list[Panel | FlagBox] = [Panel("kind", ""), Panel("menu", ""), Panel("goto", "", free=True), flags]
    for box in asked:
        told = boxkeys.hints(box, Keymap())
        assert sum(width(f"{hint.key} {hint.label.within(language)}  ") for hint in told) - 2 <= CELLS, told


def test_every_sentence_is_whole_on_the_lines_a_word_may_take(language: Language) -> None:
    label = max((str(field.full_label) for kind in RegisterKind for field in load(kind, "D").fields), key=width)
    longest = {**LONGEST, "state": max((str(one.label) for one in PositionState), key=width)}
    for name, text in entries("keying").items():
        words = text.within(language)
        for brace in {piece.partition("}")[0] for piece in words.split("{")[1:]}:
            of_many = brace.rpartition("|")[2] if "|" in brace else label  # a word that agrees with a number
            words = words.replace("{" + brace + "}", longest.get(brace, of_many))
        assert len(wrapped(words, CELLS)) <= LONGEST_WORD, name
        if name.startswith(("ask_", "head_", "position_", "why_")):
            assert width(words) <= CELLS, name


def test_the_states_of_a_number_are_whole_in_the_list(language: Language) -> None:
    assert all(width(str(state.label)) <= boxes._COLUMN - 5 for state in PositionState), language
