"""What is expected before a letter is typed: from other fields, from the same persons, from the book; trusted as far as it was right."""

from __future__ import annotations

import pytest

from registers.form import Field, Form, load
from tui.typing.suggest.clues import clues_of, facts
from tui.typing.suggest.expect import Expectations
from tui.typing.suggest.memory import HeldMemory, Key
from tui.typing.suggest.trust import ONCE, Trust, weight

MARRIAGE, BIRTH, DEATH = load("KH", "C1"), load("KS", "C1"), load("KT", "C1")
HOME = "Xóm Nà Kinh, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"
COUPLES = [
    ("Nông Văn Hùng", "Lý Thị Mai", "1980", "1983"),
    ("Hoàng Văn Páo", "Sùng Thị Dợ", "1979", "1981"),
    ("Bế Quốc Anh", "Nông Thị Hiền", "12.05.1985", "1988"),
    ("Triệu Phú Chiêm", "Bàn Mùi Coi", "1977", "1982"),
]


def _marriage(couple: tuple[str, str, str, str]) -> dict[str, str]:
    husband, wife, his, hers = couple
    return {
        "husband_full_name": husband, "husband_birth_date": his, "husband_ethnicity": "Tày", "husband_residence": HOME,
        "wife_full_name": wife, "wife_birth_date": hers, "wife_ethnicity": "Nùng", "wife_residence": HOME,
        "signer_name": "Lục Hồng Châm", "signer_title": "Chủ tịch",
    }  # fmt: skip


def _first(model: Expectations, form: Form, name: str, known: dict[str, str], book: str = "new") -> str:
    found = model.expect(form, form[name], known, book)
    return max(found, key=lambda value: found[value].chance, default="")


@pytest.fixture(scope="module")
def taught() -> Expectations:
    model = Expectations(HeldMemory())
    for couple in COUPLES:
        model.learn(MARRIAGE, _marriage(couple), "KH-1")
    return model


def test_a_couple_of_the_marriage_book_is_expected_in_a_birth(taught: Expectations) -> None:
    assert _first(taught, BIRTH, "mother_full_name", {"father_full_name": "Hoàng Văn Páo"}) == "Sùng Thị Dợ"
    assert _first(taught, BIRTH, "father_full_name", {"mother_full_name": "Bàn Mùi Coi"}) == "Triệu Phú Chiêm"
    stranger = taught.expect(BIRTH, BIRTH["mother_full_name"], {"father_full_name": "Chi Văn Ất"}, "new")
    assert "Chi Văn Ất" not in stranger
    assert max(one.chance for one in stranger.values()) < 0.2, "nothing points at anybody"


def test_a_person_brings_what_stood_beside_the_name(taught: Expectations) -> None:
    known = {"father_full_name": "Bế Quốc Anh"}
    assert _first(taught, BIRTH, "father_residence", known) == HOME
    assert _first(taught, BIRTH, "father_ethnicity", known) == "Tày"
    assert {"12.05.1985", "1985"} <= set(taught.expect(BIRTH, BIRTH["father_birth_year"], known, "new"))


def test_the_title_follows_from_the_signer(taught: Expectations) -> None:
    assert _first(taught, DEATH, "signer_title", {"signer_name": "Lục Hồng Châm"}) == "Chủ tịch"


def test_an_echo_is_trusted_once_it_was_right_often() -> None:
    model = Expectations(HeldMemory())
    people = [couple[0] for couple in COUPLES]
    before = model.expect(BIRTH, BIRTH["declarant_name"], {"father_full_name": "Vi Văn An"}, "KS-1")
    for i, father in enumerate(people * 3):
        model.learn(
            BIRTH,
            {"father_full_name": father, "declarant_name": father, "registration_date": f"{i + 1:02}.01.2012"},
            "KS-1",
        )
    after = model.expect(BIRTH, BIRTH["declarant_name"], {"father_full_name": "Vi Văn An"}, "KS-1")
    assert after["Vi Văn An"].chance > 0.6 > before["Vi Văn An"].chance
    assert after["Vi Văn An"].why == "echo"


def test_a_relation_follows_from_who_else_has_the_name() -> None:
    model = Expectations(HeldMemory())
    for father, mother, _, _ in COUPLES * 2:
        for declarant, relation in ((father, "cha"), (mother, "mẹ")):
            page = {
                "father_full_name": father,
                "mother_full_name": mother,
                "declarant_name": declarant,
                "declarant_relation": relation,
            }
            model.learn(BIRTH, page, "KS-1")
    new = {"father_full_name": "Vi Văn An", "mother_full_name": "La Thị Én"}
    assert _first(model, BIRTH, "declarant_relation", {**new, "declarant_name": "La Thị Én"}) == "mẹ"
    assert _first(model, BIRTH, "declarant_relation", {**new, "declarant_name": "Vi Văn An"}) == "cha"


def test_the_book_s_own_habit_beats_another_s() -> None:
    model = Expectations(HeldMemory())
    for _ in range(6):
        model.learn(DEATH, {"signer_name": "Lục Hồng Châm"}, "KT-1")
    for _ in range(6):
        model.learn(DEATH, {"signer_name": "Nông Văn Bằng"}, "KT-2")
    assert _first(model, DEATH, "signer_name", {}, "KT-1") == "Lục Hồng Châm"
    assert _first(model, DEATH, "signer_name", {}, "KT-2") == "Nông Văn Bằng"


def test_fields_keyed_by_a_digit_or_filled_by_the_form_teach_nothing() -> None:
    where = clues_of(BIRTH)
    assert not {"child_sex", "declarant_id_kind", "entry_no", "book_no", "child_birth_date_words"} & set(where)
    page = {"child_sex": "2", "entry_no": "5", "child_full_name": "Lý Thị Én"}
    slots = {key.slot for key, _ in facts(BIRTH, where, page, "b")}
    assert not any("sex" in slot or "entry_no" in slot for slot in slots)


def test_the_form_says_it_all_for_a_kind_nobody_has_heard_of() -> None:
    """A form whose roles and names are made up learns the same way: no kind and no field is named in the code."""
    fields = tuple(_renamed(field) for field in MARRIAGE.fields)
    roles = tuple(type(role)(name=f"x_{role.name}", label=role.label, sex=role.sex) for role in MARRIAGE.roles)
    kin = tuple(type(one)(f"x_{one.subject}", one.relation, f"x_{one.object}") for one in MARRIAGE.kin)
    strange = Form("XX", MARRIAGE.layout, MARRIAGE.title, fields, roles, kin)
    model = Expectations(HeldMemory())
    for couple in COUPLES:
        model.learn(strange, {f"x_{name}": value for name, value in _marriage(couple).items()}, "XX-1")
    assert _first(model, strange, "x_wife_full_name", {"x_husband_full_name": "Hoàng Văn Páo"}) == "Sùng Thị Dợ"
    assert _first(model, strange, "x_wife_residence", {"x_husband_residence": HOME}) == HOME


def _renamed(field: Field) -> Field:
    values = {name: getattr(field, name) for name in field.__slots__}
    values |= {"name": f"x_{field.name}", "role": f"x_{field.role}" if field.role else "", "derive": ""}
    return Field(**values)


# --- trust and memory


def test_trust_leans_on_its_kind_until_it_has_seen_enough() -> None:
    trust, field = Trust(), BIRTH["declarant_name"]
    start = trust.of(field, "echo", "father_full_name", ONCE)
    for _ in range(20):
        trust.judge(field, "echo", "father_full_name", ONCE, right=True)
        trust.judge(field, "echo", "child_full_name", ONCE, right=False)
    assert trust.of(field, "echo", "father_full_name", ONCE) > 0.85
    assert trust.of(field, "echo", "child_full_name", ONCE) < 0.2
    assert start < trust.of(field, "echo", "mother_full_name", ONCE) < 0.85  # never tried: what its kind earned
    assert 0 <= start <= 1


def test_trust_forgets_old_habits() -> None:
    trust, field = Trust(), BIRTH["signer_name"]
    for right in (True, False):
        for _ in range(300):
            trust.judge(field, "again", "again", ONCE, right=right)
    assert trust.of(field, "again", "again", ONCE) < 0.4


def test_trust_is_kept() -> None:
    trust, field, again = Trust(), BIRTH["signer_name"], Trust()
    trust.judge(field, "again", "again", weight(7, 0.65), right=True)
    again.load(trust.dump())
    assert again.of(field, "again", "again", weight(9, 0.7)) == trust.of(field, "again", "again", weight(7, 0.65))


def test_a_held_memory_counts_gives_the_latest_and_is_kept() -> None:
    memory = HeldMemory()
    for i in range(250):
        memory.record([(Key("s", "g"), f"v{i}"), (Key("s", "g"), "always")])
    counts = {count.value: count for count in memory.recall([Key("s", "g"), Key("s", "nothing")])[Key("s", "g")]}
    assert len(counts) == 200
    assert counts["always"] == ("always", 250, 250)
    assert "v0" not in counts
    assert Key("s", "nothing") not in memory.recall([Key("s", "nothing")])
    again = HeldMemory.of(memory.rows())
    assert again.clock() == memory.clock() == 250
    assert again.recall([Key("s", "g")]) == memory.recall([Key("s", "g")])
