"""Where the cursor goes: each line is what stood there, the keys pressed, and what stands there then."""

from __future__ import annotations

import pytest

from registers.kinds import PositionState
from registers.value import Mark, Value
from tests.tui.keying.boats import PREVIOUS, habits, keyed, presses, seen, sheet
from tui.keying.effects import Save
from tui.keying.history import History
from tui.keying.sheet import stored
from tui.keying.state import FormState

HABITS = habits({"registration_date": 1, "mate_nation": 3, "signer": 3}, blank=["nickname"])

CASES = [
    (
        "A new position opens in the first field the form cannot fill",
        "",
        "",
        "registration_date: |",
    ),
    (
        "Enter goes on",
        "",
        "010907<enter>ly<enter>",
        "registration_date: 01/09/2007\nrower: Ly\nborn: |",
    ),
    (
        "Tab without a suggestion is Enter",
        "",
        "010907<tab>ly<tab>",
        "registration_date: 01/09/2007\nrower: Ly\nborn: |",
    ),
    (
        "Shift+Tab walks back along the path walked, not into what the form derived",
        "010907<enter>ly<enter>85<enter>",
        "<back>",
        (
            "registration_date: 01/09/2007\nrower: Ly\nborn: 1985|\n"
            "born_in_words: năm một nghìn chín trăm tám mươi lăm (derived)"
        ),
    ),
    (
        "The up arrow goes back by one field, also into a derived one",
        "010907<enter>ly<enter>85<enter>",
        "<up>",
        (
            "registration_date: 01/09/2007\nrower: Ly\nborn: 1985\n"
            "born_in_words: ⟦năm một nghìn chín trăm tám mươi lăm⟧ (derived)"
        ),
    ),
    (
        "A derived field that was only looked at goes on following its source",
        "010907<enter>ly<enter>85<enter>",
        "<up><up><clear>1986<enter>",
        (
            "registration_date: 01/09/2007\nrower: Ly\nborn: 1986\n"
            "born_in_words: ⟦năm một nghìn chín trăm tám mươi sáu⟧ (derived)"
        ),
    ),
    (
        "Enter after walking back follows the path forward",
        "010907<enter>ly<enter>85<enter>1",
        "<back><back><enter>",
        (
            "registration_date: 01/09/2007\nrower: Ly\nborn: 1985\n"
            "born_in_words: năm một nghìn chín trăm tám mươi lăm (derived)\nsex: Nam|"
        ),
    ),
    (
        "One key leads back to the furthest field",
        "010907<enter>ly<enter>85<enter>1",
        "<back><back><back><furthest>",
        (
            "registration_date: 01/09/2007\nrower: Ly\nborn: 1985\n"
            "born_in_words: năm một nghìn chín trăm tám mươi lăm (derived)\nsex: Nam\nnickname: |"
        ),
    ),
    (
        "A field by its number, and Enter returns to where the jump set out",
        "010907<enter>ly<enter>",
        "<goto>3<bs>8<enter>",
        "registration_date: 01/09/2008\nrower: Ly\nborn: |",
    ),
    (
        "Enter after a number that was complete without it does nothing",
        "010907<enter>ly<enter>",
        "<goto>3<enter>",
        "registration_date: 01/09/2007|\nrower: Ly",
    ),
    (
        "A jump ahead goes on from there",
        "010907<enter>",
        "<goto>9ma van<enter>",
        "registration_date: 01/09/2007\nmate: Ma Van\nmate_nation: |",
    ),
    (
        "A jump ahead can be walked back",
        "010907<enter>ly",
        "<goto>13<back>",
        "registration_date: 01/09/2007\nrower: Ly|",
    ),
    (
        "The note key jumps to the notes and Enter returns",
        "010907<enter>ly<enter>",
        "<note>mờ<enter>",
        "registration_date: 01/09/2007\nrower: Ly\nborn: |\nnotes: mờ",
    ),
    (
        "The up arrow returns from the notes too",
        "010907<enter>ly<enter>",
        "<note>mờ<up>",
        "registration_date: 01/09/2007\nrower: Ly\nborn: |\nnotes: mờ",
    ),
    (
        "Escape does nothing in a field",
        "010907<enter>ly",
        "<cancel>",
        "registration_date: 01/09/2007\nrower: Ly|",
    ),
]


@pytest.mark.parametrize(("tells", "before", "keys", "after"), CASES, ids=[case[0] for case in CASES])
def test_walking(tells: str, before: str, keys: str, after: str) -> None:
    assert seen(keyed(before + keys)) == after


IN_A_KNOWN_BOOK = [
    (
        "A value that changes often is offered: it stands selected",
        "",
        "registration_date: ⟦05/03/2007⟧ (carried)\nmate_nation: Việt Nam (carried)\nsigner: Đàm Văn Nguyên (carried)",
    ),
    (
        "Enter takes the offered value",
        "<enter>",
        (
            "registration_date: 05/03/2007 (carried)\nrower: |\n"
            "mate_nation: Việt Nam (carried)\nsigner: Đàm Văn Nguyên (carried)"
        ),
    ),
    (
        "Typing replaces the offered value",
        "0407<enter>",
        "registration_date: 04/2007\nrower: |\nmate_nation: Việt Nam (carried)\nsigner: Đàm Văn Nguyên (carried)",
    ),
    (
        "An arrow goes into the offered value to mend a letter of it",
        "<left><bs>6<enter>",
        "registration_date: 05/03/2067\nrower: |\nmate_nation: Việt Nam (carried)\nsigner: Đàm Văn Nguyên (carried)",
    ),
    (
        "What stood three times running is passed by, and so is what this book leaves empty",
        "<enter>ly<enter>85<enter>1",
        (
            "registration_date: 05/03/2007 (carried)\nrower: Ly\nborn: 1985\n"
            "born_in_words: năm một nghìn chín trăm tám mươi lăm (derived)\nsex: Nam\nmate: |\n"
            "mate_nation: Việt Nam (carried)\nsigner: Đàm Văn Nguyên (carried)"
        ),
    ),
    (
        "Nothing is carried to somebody the page does not name",
        "<enter>ly<enter>85<enter>1<enter>",
        (
            "registration_date: 05/03/2007 (carried)\nrower: Ly\nborn: 1985\n"
            "born_in_words: năm một nghìn chín trăm tám mươi lăm (derived)\nsex: Nam\n"
            "signer: Đàm Văn Nguyên (carried)\nrelation: |"
        ),
    ),
    (
        "… and all is again once he is named",
        "<enter>ly<enter>85<enter>1<enter><back>ma<enter>",
        (
            "registration_date: 05/03/2007 (carried)\nrower: Ly\nborn: 1985\n"
            "born_in_words: năm một nghìn chín trăm tám mươi lăm (derived)\nsex: Nam\nmate: Ma\n"
            "mate_nation: Việt Nam (carried)\nsigner: Đàm Văn Nguyên (carried)\nrelation: |"
        ),
    ),
    (
        "One key leads to the value passed by, where the page has another",
        "<enter>ly<enter>85<enter>1ma<enter><up>lê<enter>",
        (
            "registration_date: 05/03/2007 (carried)\nrower: Ly\nborn: 1985\n"
            "born_in_words: năm một nghìn chín trăm tám mươi lăm (derived)\nsex: Nam\nmate: Ma\n"
            "mate_nation: Việt Nam (carried)\nsigner: Lê\nrelation: |"
        ),
    ),
    (
        "An offered value the page does not have is cleared",
        "<clear><enter>",
        "rower: |\nmate_nation: Việt Nam (carried)\nsigner: Đàm Văn Nguyên (carried)",
    ),
]


@pytest.mark.parametrize(("tells", "keys", "after"), IN_A_KNOWN_BOOK, ids=[case[0] for case in IN_A_KNOWN_BOOK])
def test_walking_in_a_known_book(tells: str, keys: str, after: str) -> None:
    assert seen(keyed(keys, on=sheet(previous=PREVIOUS, memory=HABITS))) == after


@pytest.mark.parametrize(
    ("keys", "nation"),
    [
        ("<enter>ly<enter>85<enter>1<enter><finish>", ""),
        ("<enter>ly<enter>85<enter>1<enter><back><back><back><finish>", ""),  # he looks once more at what he keyed
        ("<enter>ly<enter>85<enter>1<enter><goto>3<finish>", ""),
        ("<enter>ly<enter>85<enter>1<finish>", ""),  # in the name itself, and nothing stands there
        ("<enter>ly<enter>85<enter>1ma<enter><finish>", "Việt Nam"),
        ("<enter>ly<enter>85<enter>1<enter><back>ma<finish>", "Việt Nam"),
    ],
)
def test_what_is_stored_of_somebody_is_what_the_page_shows_of_him(keys: str, nation: str) -> None:
    state = FormState(sheet(memory=HABITS, previous=PREVIOUS))
    saves: list[Save] = []
    for press in presses(keys):
        saves += [effect for effect in state.handle(press) if isinstance(effect, Save)]
        state.settle()  # as the screen does between keys
    (save,) = saves
    assert save.values.get("mate_nation", Value()).as_written == nation
    assert ("mate_nation" in save.carried.get("carried", ())) is bool(nation)


def test_nothing_is_carried_to_somebody_left_unnamed_when_the_clerk_walks_back() -> None:
    state = keyed("<enter>ly<enter>85<enter>1<enter><back><back><back>", on=sheet(memory=HABITS, previous=PREVIOUS))
    assert "mate_nation" not in seen(state)


def test_there_is_a_word_where_no_field_is_left() -> None:
    state = keyed("<back><back><back><back>")
    assert state.draft.at == "entry_no"
    assert state.message == "Không còn ô nào ở phía này."


def test_the_end_of_the_page_ends_the_position() -> None:
    state = keyed("010907<enter>ly<enter>85<enter>1<enter>ma<enter>Việt Nam<enter>lê<enter>m<enter>")
    assert not state.waiting
    state = keyed("010907<enter>ly<enter>85<enter>1<enter>ma<enter>Việt Nam<enter>lê<enter>m<enter><enter>")
    assert state.waiting


def test_a_stored_entry_is_walked_from_field_to_field() -> None:
    on = sheet()
    values = {"rower": Value("Ly", "Ly"), "born": Value("", "", Mark.TORN), "sex": Value("Nam", "1")}
    state = FormState(on, history=History(stored(on, "BOAT", PositionState.NORMAL, values, {})))
    assert state.draft.path == ("rower", "born", "sex")
    assert state.draft.cursor == 2
