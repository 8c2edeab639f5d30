"""The suggester as the keying screen uses it: pages opened, fields suggested, entries learned, all of it kept."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

import pytest

from bench import suggest_offline
from bench.paper import write_inventory
from registers.catalogue import label
from registers.form import FieldType, load
from registers.kinds import Layout, RegisterKind
from registers.value import Mark, Value
from tui.keying.ports import Suggester
from tui.typing.macros import Macros
from tui.typing.suggest.memory import HeldMemory
from tui.typing.suggest.name_book import NameBook
from tui.typing.suggest.names import NameModel
from tui.typing.suggest.suggester import OFFERED, LearningSuggester

FORM, BIRTH = load("KH", "D"), load("KS", "D")
BOOK, OFFICE = "01693-KH-2018-01", "01693"
NA_KINH = "Xóm Nà Kinh, xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"


def page(**values: str) -> dict[str, Value]:
    return {name: Value(value, value) for name, value in values.items()}


MARRIAGE = {
    "wife_full_name": "Nông Thị Hiền",
    "wife_residence": NA_KINH,
    "wife_id_no": "080123456",
    "wife_ethnicity": "Tày",
    "husband_full_name": "Lý Văn Páo",
    "signer_name": "Lục Hồng Châm",
    "signer_title": "Chủ tịch",
}


def teach(suggester: LearningSuggester) -> LearningSuggester:
    for day in (5, 9, 12):
        note = f"Đã ly hôn theo Quyết định số {day}/2013/QĐST-HNGĐ"
        suggester.learn_entry(FORM, page(registration_date=f"{day:02}.01.2018", notes=note, **MARRIAGE), BOOK)
    suggester.open(FORM, BOOK)
    return suggester


@pytest.fixture
def suggester() -> LearningSuggester:
    return teach(LearningSuggester(HeldMemory(), NameModel(), OFFICE))


def texts(suggester: LearningSuggester, field: str, typed: str, known: Mapping[str, Value] | None = None) -> list[str]:
    offered = suggester.suggest(FORM[field], typed, known or page(registration_date="15.01.2018"))
    assert len(offered) <= OFFERED
    assert len({one.text for one in offered}) == len(offered)
    return [one.text for one in offered]


@pytest.mark.parametrize(
    ("field", "typed", "wanted"),
    [
        ("wife_full_name", "nong thi hien", "Nông Thị Hiền"),
        ("wife_full_name", "nong thi h", "Nông Thị Hiền"),
        ("wife_full_name", "n t h", "Nông Thị Hiền"),
        ("wife_residence", "na k", NA_KINH),
        ("wife_residence", "nk", NA_KINH),
        ("wife_residence", "", NA_KINH),
        ("wife_ethnicity", "nu", "Nùng"),
        ("wife_ethnicity", "", "Tày"),
        ("wife_nationality", "tr", "Trung Quốc"),
        ("signer_name", "", "Lục Hồng Châm"),
        ("signer_title", "pho chu", "Phó Chủ tịch"),
        ("registration_date", "21", "21/01/2018"),
        ("notes", "Đ", "Đã ly hôn theo Quyết định số "),
        ("registration_authority", "ubnd xa hong vi", "UBND xã Hồng Việt"),
    ],
)
def test_first_of_all(suggester: LearningSuggester, field: str, typed: str, wanted: str) -> None:
    known = page() if field == "registration_date" else page(registration_date="15.01.2018")
    assert texts(suggester, field, typed, known)[0] == wanted


def test_the_husband_brings_the_wife_and_she_her_paper(suggester: LearningSuggester) -> None:
    known = page(registration_date="15.01.2018", husband_full_name="Lý Văn Páo")
    assert texts(suggester, "wife_full_name", "", known)[0] == "Nông Thị Hiền"
    known |= page(wife_full_name="Nông Thị Hiền")
    assert texts(suggester, "wife_id_no", "", known)[0] == "080123456"
    assert texts(suggester, "wife_id_no", "0801", known)[0] == "080123456"
    assert texts(suggester, "wife_id_no", "09", known) == []


def test_names_that_differ_only_in_marks_are_shown_together(suggester: LearningSuggester) -> None:
    suggester.learn_entry(FORM, page(wife_full_name="Nông Thị Hiên"), BOOK)
    suggester.open(FORM, BOOK)
    assert {"Nông Thị Hiền", "Nông Thị Hiên"} <= set(texts(suggester, "wife_full_name", "nong thi hien"))


def test_values_without_a_reading_teach_nothing_and_speak_for_nothing(suggester: LearningSuggester) -> None:
    torn = {"wife_full_name": Value("Nông …", "", Mark.TORN), "strange_field": Value("x", "x")}
    suggester.learn_entry(FORM, torn, BOOK)
    suggester.open(FORM, BOOK)
    assert texts(suggester, "wife_residence", "", torn)[0] == NA_KINH


def test_nothing_is_offered_before_a_page_is_open_or_for_a_field_it_lacks() -> None:
    fresh = LearningSuggester(HeldMemory(), NameModel())
    assert fresh.suggest(FORM["wife_full_name"], "n", {}) == ()
    fresh.open(FORM, BOOK)
    assert fresh.suggest(BIRTH["child_full_name"], "n", {}) == ()


def test_what_was_learned_is_kept(suggester: LearningSuggester) -> None:
    memory = HeldMemory()
    taught = teach(LearningSuggester(memory, NameModel(), OFFICE))
    kept = json.loads(json.dumps(taught.dump()))
    names = NameModel(NameBook(taught.names.dump()))
    again = LearningSuggester(HeldMemory.of(list(memory.rows())), names, OFFICE)
    again.load(kept)
    again.open(FORM, BOOK)
    known = page(registration_date="15.01.2018", husband_full_name="Lý Văn Páo")
    for field, typed in (
        ("wife_full_name", ""),
        ("wife_full_name", "no"),
        ("wife_residence", "n"),
        ("signer_name", ""),
    ):
        assert texts(again, field, typed, known)[0] == texts(suggester, field, typed, known)[0]


def test_a_clerk_s_abbreviation_comes_before_everything() -> None:
    macros = Macros({"tyt": "trạm y tế {commune_full}"})
    suggester = LearningSuggester(HeldMemory(), NameModel(), "01687", macros)
    suggester.open(BIRTH, BOOK)
    known = page(registration_date="15.01.2018")
    assert suggester.suggest(BIRTH["child_birth_place"], "tyt", known)[0].text == "Trạm y tế xã Hồng Việt"
    assert all(one.why != "macro" for one in suggester.suggest(BIRTH["child_birth_place"], "ty", known))
    assert all(one.why != "macro" for one in suggester.suggest(BIRTH["child_full_name"], "tyt", known))


def test_every_field_of_every_form_can_be_asked_in_any_state() -> None:
    suggester = LearningSuggester(HeldMemory(), NameModel(), OFFICE)
    typed = ("", "n", "Nông Thị ", "12", "0102", "xã hồng, ", "’", "  ", "a" * 300, "…")
    for kind in RegisterKind:
        form = load(kind, Layout.C2)
        for known in ({}, page(registration_date="30.02.2010"), {f.name: Value("không rõ", "") for f in form.fields}):
            suggester.open(form, BOOK)
            for field in form.fields[:: 1 if kind is RegisterKind.KS else 5]:
                for text in typed:
                    for one in suggester.suggest(field, text, known):
                        assert one.text
                        assert str(label(f"keying.why_{one.why}"))
            suggester.learn_entry(form, known, BOOK)


def test_it_is_what_the_keying_screen_asks_for() -> None:
    asked: Suggester = LearningSuggester(HeldMemory(), NameModel())
    asked.open(FORM, BOOK, 2018)
    assert asked.suggest(FORM["wife_full_name"], "nong", {})


def test_codes_are_left_to_their_digits(suggester: LearningSuggester) -> None:
    codes = [field for field in FORM.fields if field.type in (FieldType.CODE, FieldType.ID_KIND)]
    assert codes
    assert all(suggester.suggest(field, "", {}) == [] for field in codes)


def test_books_are_keyed_with_a_third_of_the_keys_from_an_empty_memory(sample_books: Path, tmp_path: Path) -> None:
    (tmp_path / "entries").symlink_to(sample_books / "entries")
    write_inventory(sample_books, ["01693-KH-2018-01", "01693-KS-2018-01"], tmp_path / "inventory.csv")
    report = suggest_offline.run(Namespace(books=tmp_path, take="words", office=""))
    assert report["kinds"]["all"]["n"] > 30
    assert report["kinds"]["all"]["ratio"] < 0.33
    assert report["names"]["all"]["keys_per_letter"] < 0.6


@pytest.mark.parametrize(("field", "typed"), [("wife_id_no", ""), ("husband_id_no", ""), ("husband_birth_date", "")])
def test_nothing_of_another_persons_papers_is_offered(suggester: LearningSuggester, field: str, typed: str) -> None:
    known = page(
        wife_full_name="Vi Thị Tuyết", wife_birth_date="02.03.1990", wife_id_no="080999999", wife_id_date="01.2010"
    )
    known |= page(husband_full_name="Lý Văn Tài")
    assert not {"080123456", "080999999", "02/03/1990"} & set(texts(suggester, field, typed, known))


def test_the_number_of_the_same_person_is_offered_where_it_stands_again() -> None:
    suggester = LearningSuggester(HeldMemory(), NameModel(), OFFICE)
    form = load("KS", "C1")
    suggester.open(form, BOOK)
    known = page(father_full_name="Lý Văn Páo", father_id_no="080123456", mother_full_name="Vi Thị Tuyết")
    known |= page(mother_id_no="080999999", declarant_name="Lý Văn Páo")
    assert [one.text for one in suggester.suggest(form["declarant_id_no"], "", known)] == ["080123456"]


def test_another_entrys_notes_are_not_offered_before_a_letter_is_typed(suggester: LearningSuggester) -> None:
    assert texts(suggester, "notes", "") == []


def test_words_in_a_date_find_no_date(suggester: LearningSuggester) -> None:
    assert texts(suggester, "registration_date", "giêng") == []


@pytest.mark.parametrize("typed", ["0504", "5/4", "05/04"])
def test_a_day_and_a_month_are_of_the_year_of_the_number_where_no_page_before_tells_one(typed: str) -> None:
    suggester = LearningSuggester(HeldMemory(), NameModel(), OFFICE)
    suggester.open(BIRTH, BOOK, 2009)
    registration = BIRTH["registration_date"]
    assert [one.text for one in suggester.suggest(registration, typed, {})] == ["05/04/2009"]
    assert [one.text for one in suggester.suggest(BIRTH["child_birth_date"], typed, {})] == ["05/04/2009"]
    born = page(child_birth_date="20.12.2008")
    assert suggester.suggest(registration, typed, born)[0].text == "05/04/2009"
    assert suggester.suggest(registration, "3102", {}) == []
    suggester.learn_entry(BIRTH, page(registration_date="03.05.2009"), BOOK)
    suggester.open(BIRTH, BOOK, 2010)
    offered = [one.text for one in suggester.suggest(registration, typed, {})]
    assert "05/04/2010" in offered, "the first such day after the entry before"


@pytest.mark.parametrize("typed", ["", "1", "12", "1201", "0504", "20"])
def test_no_birth_of_a_parent_is_offered_near_the_day_the_page_was_written(typed: str) -> None:
    suggester = LearningSuggester(HeldMemory(), NameModel(), OFFICE)
    for layout in (Layout.C1, Layout.D):
        form = load("KS", layout)
        suggester.open(form, BOOK, 2018)
        for known in ({}, page(registration_date="12.01.2018", child_birth_date="20.12.2017")):
            for parent in ("father", "mother"):
                birth = form.part(parent, "birth_date")
                assert birth is not None
                years = [int(one.text[-4:]) for one in suggester.suggest(birth, typed, known)]
                assert all(2018 - year >= 12 for year in years), (layout, parent, years)


@pytest.mark.parametrize("typed", ["", "1", "12", "1201", "0504", "20"])
@pytest.mark.parametrize(
    ("kind", "layout", "role"),
    [
        ("KH", "B", "wife"),
        ("KH", "D", "wife"),
        ("KH", "D", "husband"),
        ("HN", "C1", "person"),
        ("GH", "C2", "guardian"),
    ],
)
def test_nobody_is_offered_as_married_or_a_guardian_at_birth(kind: str, layout: str, role: str, typed: str) -> None:
    suggester = LearningSuggester(HeldMemory(), NameModel(), OFFICE)
    form = load(kind, layout)
    suggester.open(form, BOOK, 2018)
    birth = form.part(role, "birth_date")
    assert birth is not None
    for known in ({}, page(registration_date="12.01.2018")):
        assert all(2018 - int(one.text[-4:]) >= 12 for one in suggester.suggest(birth, typed, known))


def test_a_child_may_be_born_the_day_it_is_registered_and_no_later() -> None:
    suggester = LearningSuggester(HeldMemory(), NameModel(), OFFICE)
    suggester.open(BIRTH, BOOK, 2018)
    known = page(registration_date="12.01.2018")
    offered = [one.text for one in suggester.suggest(BIRTH["child_birth_date"], "12", known)]
    assert "12/01/2018" in offered
    assert suggester.suggest(BIRTH["child_birth_date"], "13", known)[0].text == "13/12/2017"
    assert "13/01/2018" not in [one.text for one in suggester.suggest(BIRTH["child_birth_date"], "13", known)]


def test_what_earlier_pages_had_of_a_parent_is_still_offered() -> None:
    suggester = LearningSuggester(HeldMemory(), NameModel(), OFFICE)
    form = load("KS", "D")
    told = page(registration_date="05.01.2018", mother_full_name="Hoàng Thị Mỷ", mother_birth_date="03.04.1990")
    suggester.learn_entry(form, told, BOOK)
    suggester.open(form, BOOK, 2018)
    birth = form.part("mother", "birth_date")
    assert birth is not None
    known = page(registration_date="12.01.2018", mother_full_name="Hoàng Thị Mỷ")
    told |= {birth.name: Value("1990", "1990")}
    suggester.learn_entry(form, told, BOOK)
    assert [one.text for one in suggester.suggest(birth, "", known)] == ["1990"]


@pytest.mark.parametrize("typed", ["tai n", "tai nh", "tai nha", "tại nh", "Tại nhà"])
def test_at_home_is_offered_as_it_is_and_no_hamlet_is_made_of_it(typed: str) -> None:
    suggester = LearningSuggester(HeldMemory(), NameModel(), "01693")
    known = page(registration_date="15.01.2018")
    hamlet = page(registration_date="15.01.2018", mother_residence="Xóm Tai Nà, xã Vĩnh Quang")
    for learned in (None, hamlet):
        if learned is not None:
            suggester.learn_entry(BIRTH, learned, BOOK)
        suggester.open(BIRTH, BOOK, 2018)
        offered = [one.text for one in suggester.suggest(BIRTH["child_birth_place"], typed, known)]
        assert "Tại nhà" in offered[:3], offered
        assert not [one for one in offered if one.startswith(("Xóm Tại Nh", "Xóm Tai N,", "Xóm Tai Nh"))]
        assert "Tại nhà" not in [one.text for one in suggester.suggest(BIRTH["mother_residence"], typed, known)]
    rest = suggester.suggest(BIRTH["child_birth_place"], "tai nha, xom na", known)
    assert rest[0].text.startswith("Tại nhà, xóm Nà, xã ")
