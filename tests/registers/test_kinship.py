"""Persons and kinships read from an entry by its form's data."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from registers.catalogue import Language
from registers.dates import PartialDate
from registers.form import Form, Kin, all_forms, load, load_folder
from registers.kinds import Layout
from registers.kinship import RELATIONS, MentionFacts, inverse, kinships, mentions, same_persons
from registers.value import Mark, Value

FICTIONAL = Path(__file__).parent / "fictional"


def stored(**values: str) -> dict[str, Value]:
    return {name: Value(text, text) for name, text in values.items()}


BIRTH = stored(
    child_full_name="Nông Văn An",
    child_birth_date="02.03.2008",
    child_sex="1",
    child_ethnicity="Tày",
    child_nationality="Việt Nam",
    child_personal_no="004208000123",
    mother_full_name="Hoàng Thị Hiền",
    mother_birth_year="1985",
    mother_residence="Xóm Nà Kinh, xã Vĩnh Quang, thị xã Cao Bằng, tỉnh Cao Bằng",
    father_full_name="Nông Văn Bình",
    declarant_name="Nông Văn Bình",
    declarant_relation="cha",
    declarant_id_no="080123456",
)
PARENTS = {("mother", "mother_of", "child"), ("father", "father_of", "child"), ("father", "spouse_of", "mother")}


def triples(form: Form, values: dict[str, Value]) -> set[tuple[str, str, str]]:
    return {(kin.subject, kin.relation, kin.object) for kin in kinships(form, values)}


def test_a_birth_names_four_roles_of_three_persons() -> None:
    form = load("KS", "D")
    child, mother, father, declarant = mentions(form, BIRTH)
    assert child == MentionFacts(
        role="child",
        full_name="Nông Văn An",
        folded="nong van an",
        sex="1",
        birth=PartialDate(2008, 3, 2),
        ethnicity="Tày",
        nationality="Việt Nam",
        id_no="004208000123",
    )
    assert (mother.sex, mother.birth, mother.residence[:11]) == ("2", PartialDate(1985), "Xóm Nà Kinh")
    assert father.sex == "1"
    assert (declarant.same_as, declarant.id_no) == ("father", "080123456")


def test_kinships_name_a_person_by_one_role_only() -> None:
    assert triples(load("KS", "C1"), BIRTH) == PARENTS


@pytest.mark.parametrize(
    ("name", "relation", "same"),
    [
        ("Nông Văn Bình", "cha", "father"),
        ("Nong Van Binh", "cha", "father"),  # the relation vouches for a name without its marks
        ("Nong Van Binh", "", None),
        ("Nông Văn Bình", "", "father"),  # this page prints no relation: the same name to the letter
        ("Nông Văn Bình", "ông nội", None),  # a namesake
        ("Hoàng Thị Hiền", "mẹ", "mother"),
        ("Hoàng Thị Hiền", "cha", None),
        ("Nông Văn Lâm", "cha", None),
        ("Nông Văn An", "bản thân", "child"),
        ("", "cha", None),
    ],
)
def test_who_declares_may_be_one_of_the_page(name: str, relation: str, same: str | None) -> None:
    values = BIRTH | stored(declarant_name=name, declarant_relation=relation)
    assert same_persons(load("KS", "C1"), values).get("declarant") == same


@pytest.mark.parametrize(
    ("kind", "layout", "values", "kin"),
    [
        (
            "KS",
            "C1",
            BIRTH | stored(declarant_name="Nông Văn Lâm", declarant_relation="ông nội"),
            PARENTS | {("declarant", "father_of", "father")},
        ),
        ("KS", "C1", BIRTH | stored(declarant_name="Nông Văn Lâm", declarant_relation="cha"), PARENTS),
        (
            "KS",
            "C1",
            BIRTH | stored(father_full_name="", declarant_name="Nông Văn Lâm", declarant_relation="ông nội"),
            {("mother", "mother_of", "child")},
        ),
        ("KH", "D", stored(wife_full_name="A", husband_full_name="B"), {("husband", "spouse_of", "wife")}),
        ("KH", "A", stored(wife_full_name="A", husband_full_name=""), set()),
        (
            "KT",
            "C1",
            stored(deceased_full_name="A", deceased_sex="2", declarant_name="B", declarant_relation="con"),
            {("deceased", "mother_of", "declarant")},
        ),
        (
            "KT",
            "C1",
            stored(deceased_full_name="A", deceased_sex="1", declarant_name="B", declarant_relation="vợ"),
            {("deceased", "spouse_of", "declarant")},
        ),
        (
            "KT",
            "C1",
            stored(deceased_full_name="A", deceased_sex="2", declarant_name="B", declarant_relation="chồng"),
            {("declarant", "spouse_of", "deceased")},
        ),
        ("KT", "C1", stored(deceased_full_name="A", declarant_name="B", declarant_relation="chú"), set()),
        (
            "CMC",
            "D",
            stored(parent_full_name="A", child_full_name="B", acknowledgement_kind="4"),
            {("parent", "mother_of", "child")},
        ),
        ("CMC", "D", stored(parent_full_name="A", child_full_name="B"), {("parent", "parent_of", "child")}),
        (
            "CMC",
            "B",
            stored(parent_full_name="A", child_full_name="B", requester_name="A", requester_rel_to_acknowledged="cha"),
            {("parent", "father_of", "child")},
        ),
        (
            "GH",
            "B",
            stored(guardian_full_name="A", ward_full_name="B", declarant_name="A", declarant_relation="bà nội"),
            {("guardian", "guardian_of", "ward")},
        ),
        (
            "CDGH",
            "D",
            stored(guardian_full_name="A", ward_full_name="B"),
            {("guardian", "former_guardian_of", "ward")},
        ),
        (
            "LH",
            "D",
            stored(person_full_name="A", person_sex="2", ex_spouse_full_name="B"),
            {("person", "ex_spouse_of", "ex_spouse")},
        ),
        (
            "NCN",
            "D",
            stored(
                adoptee_full_name="A",
                adoptive_father_full_name="B",
                adoptive_mother_full_name="C",
                giver_father_full_name="D",
                giver_mother_full_name="E",
                giver_relation="Mẹ đẻ",
            ),
            {
                ("adoptive_father", "adoptive_father_of", "adoptee"),
                ("adoptive_mother", "adoptive_mother_of", "adoptee"),
                ("giver_mother", "mother_of", "adoptee"),
            },
        ),
        (
            "TDCC",
            "C1",
            stored(person_full_name="A", declarant_name="B", declarant_relation="mẹ"),
            {("declarant", "mother_of", "person")},
        ),
    ],
)
def test_what_each_kind_states(
    kind: str, layout: str, values: dict[str, Value], kin: set[tuple[str, str, str]]
) -> None:
    assert triples(load(kind, layout), values) == kin


@pytest.mark.parametrize(
    ("text", "code", "spouse", "kin"),
    [
        ("Hiện tại đang có vợ là bà Hoàng Ánh Tâm", "2", ("Hoàng Ánh Tâm", "2"), ("person", "spouse_of", "spouse")),
        ("Hiện tại đang có chồng là ông Lý Thề.", "2", ("Lý Thề", "1"), ("spouse", "spouse_of", "person")),
        (
            "Đã có chồng là ông Dương Páo (đã chết), hiện tại chưa kết hôn với ai",
            "4",
            ("Dương Páo", "1"),
            ("person", "widowed_of", "spouse"),
        ),
        (
            "Đã đăng ký kết hôn với bà Vương Thị Chứ, nhưng đã ly hôn",
            "3",
            ("Vương Thị Chứ", "2"),
            ("person", "ex_spouse_of", "spouse"),
        ),
        ("Chưa kết hôn với ai", "1", None, None),
        ("Hiện tại đang có vợ là bà …", "2", None, None),
    ],
)
def test_a_spouse_named_inside_a_sentence(
    text: str, code: str, spouse: tuple[str, str] | None, kin: tuple[str, str, str] | None
) -> None:
    sex = "2" if spouse and spouse[1] == "1" else "1"
    values = stored(person_full_name="A", person_sex=sex, marital_status_text=text, marital_status=code)
    form = load("HN", "D")
    found = [(person.full_name, person.sex) for person in mentions(form, values) if person.role == "spouse"]
    assert found == ([spouse] if spouse else [])
    assert triples(form, values) == ({kin} if kin else set())


def test_an_unreadable_name_is_nobody() -> None:
    values = BIRTH | {"father_full_name": Value("Nông …", "", Mark.ILLEGIBLE)}
    assert "father" not in {person.role for person in mentions(load("KS", "D"), values)}


def test_a_kind_nobody_thought_of_has_persons_and_kinships_too() -> None:
    form = load_folder(FICTIONAL)["SoThu", Layout.D]
    values = stored(
        giver_full_name="Lý A Súa",
        giver_birth_year="1950",
        taker_full_name="Lý Thị Mỷ",
        gift_kind="1",
        notes="có sự chứng kiến của bà Vàng Thị Dợ, người giám hộ",
    )
    giver, taker, witness = mentions(form, values)
    assert (giver.sex, giver.birth, taker.sex) == ("1", PartialDate(1950), "2")
    assert (witness.full_name, witness.sex) == ("Vàng Thị Dợ", "2")
    assert triples(form, values) == {("giver", "father_of", "taker"), ("witness", "guardian_of", "taker")}
    assert triples(form, values | stored(notes="chứng kiến của bà Vàng Thị Dợ")) == {("giver", "father_of", "taker")}


def test_a_kinship_can_be_seen_from_the_other_end() -> None:
    assert inverse(Kin("mother", "mother_of", "child")) == Kin("child", "child_of", "mother")
    assert inverse(Kin("husband", "spouse_of", "wife")) == Kin("wife", "spouse_of", "husband")
    for name, relation in RELATIONS.items():
        assert relation.inverse in RELATIONS
        assert RELATIONS[relation.inverse].inverse in RELATIONS
        assert relation.label.within(Language.VI) != relation.label.within(Language.EN), name


def test_every_relation_a_form_states_is_known() -> None:
    for form in all_forms():
        assert {kin.relation for kin in form.kin} | {relation.relation for relation in form.relations} <= set(RELATIONS)


def test_kinships_of_the_sample_books(sample_books: Path) -> None:
    """What is stated is true; what the page prints is stated (a relation it does not print cannot be)."""
    with (sample_books / "inventory.csv").open(encoding="utf-8", newline="") as file:
        layouts = {row["book_id"]: row["layout"] for row in csv.DictReader(file)}
    right = wrong = unsaid = 0
    for path in sorted((sample_books / "entries").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            persons = entry["persons"]
            form = load(entry["kind"], layouts[entry["book_id"]])
            found = triples(form, stored(**entry["truth"]))
            true = {tuple(kin) for kin in entry["kin"] if kin[1] != "twin_of"}
            said = {(persons.get(a, a), relation, persons.get(b, b)) for a, relation, b in found}
            right += len(said & true)
            wrong += len([kin for kin in said - true if kin[1] != "parent_of"])
            unsaid += len(true - said)
    assert right > 5000
    assert wrong <= right * 0.001
    assert unsaid <= right * 0.05
