"""Names typed without tones: restored, completed, ranked by book and office, learned as they come."""

from __future__ import annotations

import pytest

from tests.tui.typing.people import names
from tui.typing.suggest.letters import plain
from tui.typing.suggest.name_book import NameBook
from tui.typing.suggest.name_words import NameContext
from tui.typing.suggest.names import NameModel


def first(model: NameModel, keys: str, **how: object) -> str:
    return model.suggest(keys, **how)[0].name  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("keys", "name"),
    [("nong thi hien", "Nông Thị Hiền"), ("hoang van hung", "Hoàng Văn Hùng"), ("dang mui coi", "Đặng Mùi Coi"), ("sung thi dính", "Sùng Thị Dính")],
)  # fmt: skip
def test_the_built_in_lists_restore_names_nobody_keyed(keys: str, name: str) -> None:
    assert first(NameModel(), keys) == name


def test_a_name_keyed_once_needs_a_few_letters() -> None:
    model = NameModel()
    assert first(model, "slinh") != "Slình Khe Pú"
    model.learn("Slình Khe Pú")
    assert first(model, "sl") == "Slình Khe Pú"
    assert first(model, "s k p") == "Slình Khe Pú"
    assert first(model, "skp") == "Slình Khe Pú"


def test_a_name_typed_to_its_last_letter_comes_before_longer_ones() -> None:
    model = NameModel()
    for _ in range(3):
        model.learn("Lục Khánh Ly")
    assert first(model, "luc gia khanh") == "Lục Gia Khánh"
    assert first(model, "luc gia khanh ") == "Lục Gia Khánh Ly"  # the blank asks for a word more


@pytest.mark.parametrize("name", ["Đào Thị Xia", "Lý Hồng Thân", "Lục Khánh Gia", "Nông Văn Pá"])
@pytest.mark.parametrize("behind", ["", " "])
def test_no_word_is_doubled_behind_those_typed_nor_van_and_thi_put_there(name: str, behind: str) -> None:
    model = NameModel()
    for known in ("Đào Thị Xia", "Lý Hồng Thân", "Lục Khánh Gia", "Nông Văn Pá"):
        model.learn(known, "01-KS")
    for typed in (name + behind, " ".join(name.split()[:2]) + behind):
        for found in model.suggest(typed, ("01-KS",)):
            more = found.name.split()[1:]
            assert len(set(more)) == len(more), found
            assert not {"Văn", "Thị"} & set(more[1:]), found
    assert first(model, "Mai Thị Mai") == "Mai Thị Mai", "what is typed twice stands twice"


def test_a_new_word_is_restored_in_other_names_too() -> None:
    model = NameModel()
    for name in ("Nông Thị Ngoọc", "Lý Thị Ngoọc"):
        model.learn(name)
    assert first(model, "hoang thi ngooc") == "Hoàng Thị Ngoọc"


def test_the_book_weighs_more_than_the_office() -> None:
    model = NameModel()
    for _ in range(3):
        model.learn("Lý Thị Hiên", "old")
    for name in ("Nông Thị Hiển", "Bế Thị Hiển", "Vi Thị Hiển"):
        model.learn(name, "mine")
    assert first(model, "trieu thi hien", scopes=["old"]) == "Triệu Thị Hiên"
    assert first(model, "trieu thi hien", scopes=["mine"]) == "Triệu Thị Hiển"


def test_names_that_differ_only_in_marks_stand_together() -> None:
    model = NameModel()
    for name in ("Nông Thị Hiền", "Nông Thị Hiền", "Nông Thị Hoa", "Nông Thị Hiển"):
        model.learn(name)
    offered = [one.name for one in model.suggest("nong thi h")]
    assert abs(offered.index("Nông Thị Hiền") - offered.index("Nông Thị Hiển")) == 1


def test_the_sex_of_the_role_and_a_shared_surname_speak_for_a_name() -> None:
    model = NameModel()
    for name in ("Nông Văn Hòa", "Nông Thị Hòa", "Lý Thị Hòa"):
        model.learn(name, role="child_full_name")
    woman = NameContext(sex="2", surnames={"Lý": 0.9})
    assert first(model, "n", context=NameContext(sex="1")) == "Nông Văn Hòa"
    assert first(model, "", context=woman).startswith("Lý Thị")


def test_a_role_others_come_back_from_is_preferred() -> None:
    model = NameModel()
    fathers = names(40, seed=3)
    for name in fathers[:30]:
        model.learn(name, role="husband")
        model.learn(name, role="father")
    for name in ("Hoàng Khe Pú", "Hoàng Khe Pà"):
        model.learn(name, role="child" if name.endswith("à") else "husband")
    assert first(model, "hoang k", role="father") == "Hoàng Khe Pú"


def test_capitals_and_marks_typed_count() -> None:
    model = NameModel()
    assert first(model, "Nông Thị hi").startswith("Nông Thị Hi")
    assert plain(first(model, "NONG THI HIEN")) == "nong thi hien"
    assert first(model, "nong thi hiên") == "Nông Thị Hiên"


def test_a_word_nobody_knows_stands_as_typed_among_those_restored() -> None:
    assert first(NameModel(), "Ngoọc thi hien") == "Ngoọc Thị Hiền"


def test_restore_takes_words() -> None:
    assert NameModel().restore(["nong", "thi", "hien"], limit=3)[0].name == "Nông Thị Hiền"


def test_what_was_learned_survives_in_a_name_book() -> None:
    model = NameModel()
    for name in names(600, seed=5):
        model.learn(name, role="child_full_name")
    for _ in range(3):
        model.learn("Slình Khe Pú", role="father_full_name")
    again = NameModel(NameBook(model.dump()))
    again.load_habits(model.habits())
    assert first(again, "slinh k") == "Slình Khe Pú"
    assert again.suggest("slinh khe pu")[0].known
    assert again.known.known_share("father_full_name") == model.known.known_share("father_full_name")
    again.learn("Slình Khe Pà")
    third = NameModel(NameBook(again.dump()))
    assert {one.name for one in third.suggest("slinh khe p")} >= {"Slình Khe Pú", "Slình Khe Pà"}


def test_a_name_of_one_word_is_known_but_builds_nothing() -> None:
    model = NameModel()
    model.learn("Sukarno")
    assert first(model, "suk") == "Sukarno"
    assert first(NameModel(NameBook(model.dump())), "suk") == "Sukarno"


def test_chances_are_chances() -> None:
    model = NameModel()
    for name in names(300, seed=9):
        model.learn(name)
    for keys in ("", "n", "nong", "nong t", "hoang thi"):
        found = model.suggest(keys)
        assert found
        assert all(one.chance >= 0 for one in found)
        assert sum(one.chance for one in found) < 1.5  # two models of one name overlap a little
