"""Persons over a real store: gathered from pages, linked, refused, taken back to the byte, found, and shown with their kin."""

from __future__ import annotations

import itertools

import pytest
from sqlmodel import select

from registers.value import Value
from registers.workflow import Act, Role
from storage import actions, chain, entries, persons
from storage.engine import Store
from storage.gathering import gather
from storage.persons import AlreadyDecided, NoSuchMention, NoSuchPerson
from storage.persontables import Person, PersonLink, Ungathered
from storage.tables import Entry, Mention, Revision
from tests.storage.office import BIRTHS, MARRIAGES, birth, found, hire, key
from tests.storage.test_chain import tamper

HOME = "Xóm Nà Kinh, xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"
FAR = "Xóm Lũng Rằng, xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"


def _values(texts: dict[str, str]) -> dict[str, Value]:
    return {name: Value(text, text) for name, text in texts.items()}


def wedding(wife: str = "Hoàng Thị Lan", born: str = "05.06.1990", home: str = HOME, **more: str) -> dict[str, Value]:
    return _values(
        {
            "registration_date": "11.01.2016", "wife_full_name": wife, "wife_birth_date": born, "wife_residence": home,
            "husband_full_name": "Nông Văn Bảo", "husband_birth_date": "07.08.1988", "husband_residence": home,
            "signer_name": "Nguyễn Văn Thượng", "signer_title": "Chủ tịch",
        } | more
    )  # fmt: skip


def child(name: str = "Nông Thị Hiền", born: str = "02.03.2016", **more: str) -> dict[str, Value]:
    return birth(name, born, **({"mother_residence": HOME, "father_residence": HOME} | more))


@pytest.fixture
def lan(store: Store) -> str:
    """A clerk."""
    found(store, BIRTHS, MARRIAGES)
    return hire(store, "Lan")


def _married(store: Store, lan: str, **more: str) -> str:
    return key(store, lan, wedding(**more), book=MARRIAGES, kind="KH").entry_id


def _clusters(store: Store) -> set[frozenset[tuple[str, str]]]:
    with store.read() as session:
        rows = sorted(session.exec(select(Person)), key=lambda row: row.person_id)
        groups = itertools.groupby(rows, key=lambda row: row.person_id)
        return {frozenset((row.entry_id, row.role) for row in group) for _, group in groups}


def _kept(store: Store) -> list[object]:
    """Everything about persons, and every entry, as the store has it."""
    with store.read() as session:
        return [
            sorted(str(row.model_dump()) for row in session.exec(select(table)))
            for table in (Person, PersonLink, Mention, Entry, Revision)
        ]


def test_a_couple_of_a_marriage_and_the_parents_of_a_birth_are_two_persons(store: Store, lan: str) -> None:
    married = _married(store, lan)
    born = key(store, lan, child()).entry_id
    assert gather(store) == 2
    assert _clusters(store) == {
        frozenset({(married, "wife"), (born, "mother")}),
        frozenset({(married, "husband"), (born, "father")}),
        frozenset({(born, "child")}),
    }
    assert persons.person_of(store, born, "mother") == f"{married}/wife"
    assert gather(store) == 0


def test_whether_pages_come_one_by_one_or_together_makes_no_difference(store: Store, lan: str) -> None:
    for number in range(1, 6):
        key(store, lan, child(f"Nông Thị {'ABCDE'[number - 1]}n", f"0{number}.03.2010"))
        if number < 3:
            gather(store)
    married = _married(store, lan)
    gather(store)
    together = _clusters(store)
    with store.write() as session:
        for table in (Person, PersonLink):
            for row in session.exec(select(table)):
                session.delete(row)
        for office, entry in set(session.exec(select(Mention.office, Mention.entry_id))):
            session.add(Ungathered(office=office, entry_id=entry))
    gather(store)
    assert _clusters(store) == together
    assert max(map(len, together)) == 6
    assert any((married, "wife") in group and len(group) == 6 for group in together)


def test_what_was_due_before_it_was_noted_is_due_still(store: Store, url: str, lan: str) -> None:
    """A store of the schema before is brought up to date with one page gathered, one not, and one withdrawn that still joins."""
    married = _married(store, lan)
    key(store, lan, child("Nông Thị An", "03.03.2010"))
    gather(store)
    chief = hire(store, "Chủ", Role.SUPERVISOR)
    entries.step(store, married, Act.WITHDRAW, base_revision=1, account_id=chief, reason="trùng")
    born = key(store, lan, child()).entry_id
    for statement in ("DROP TABLE ungathered", "UPDATE alembic_version SET version_num = '0009'"):
        tamper(store, statement)
    later = Store.open(url)
    with later.read() as session:
        assert {row.entry_id for row in session.exec(select(Ungathered))} == {married, born}
    assert gather(later) == 2
    assert gather(later) == 0
    later.close()


def test_a_name_and_a_year_join_nobody(store: Store, lan: str) -> None:
    _married(store, lan, home=FAR)
    key(store, lan, birth(father_full_name="", father_birth_year="", mother_residence=HOME))
    gather(store)
    assert max(map(len, _clusters(store))) == 1


def test_a_corrected_page_is_gathered_anew_and_a_withdrawn_one_shows_nobody(store: Store, lan: str) -> None:
    married = _married(store, lan)
    born = key(store, lan, child())
    gather(store)
    other = child(mother_full_name="Hoàng Thị Mến")
    entries.correct(store, born.entry_id, values=other, base_revision=1, account_id=lan, page_no=1, reason="đọc nhầm")
    gather(store)
    assert frozenset({(married, "wife")}) in _clusters(store)
    chief = hire(store, "Chủ", Role.SUPERVISOR)
    entries.step(store, married, Act.WITHDRAW, base_revision=1, account_id=chief, reason="trùng")
    gather(store)
    assert not any(entry == married for group in _clusters(store) for entry, _ in group)


def test_who_was_one_person_by_a_page_alone_is_so_no_more_once_it_is_withdrawn(store: Store, lan: str) -> None:
    """Her birth and her child's have her name only in common; what joined them was a page that does not count."""
    number = "080123456"
    parents = {"mother_full_name": "Lý Thị Mai", "father_full_name": "Hoàng Văn Páo"}
    years = {"mother_birth_year": "1965", "father_birth_year": "1960"}
    born = key(store, lan, child("Hoàng Thị Lan", "05.06.1990", **parents, **years)).entry_id
    married = _married(store, lan, wife_id_no=number)
    gave_birth = key(
        store, lan, child(mother_residence=FAR, father_full_name="", father_birth_year="", mother_id_no=number)
    ).entry_id
    gather(store)
    assert frozenset({(born, "child"), (married, "wife"), (gave_birth, "mother")}) in _clusters(store)
    chief = hire(store, "Chủ", Role.SUPERVISOR)
    entries.step(store, married, Act.WITHDRAW, base_revision=1, account_id=chief, reason="nhập nhầm")
    gather(store)
    assert {frozenset({(born, "child")}), frozenset({(gave_birth, "mother")})} < _clusters(store)
    assert persons.person_of(store, gave_birth, "mother") == f"{gave_birth}/mother"
    with store.read() as session:
        assert not [
            link for link in session.exec(select(PersonLink)) if married in (link.entry_id, link.other_entry_id)
        ]
    assert gather(store) == 0


def test_what_somebody_says_joins_parts_and_is_taken_back_to_the_byte(store: Store, lan: str) -> None:
    married = _married(store, lan, home=FAR, wife_ethnicity="Tày")
    alone = birth(father_full_name="", father_birth_year="", mother_residence=HOME, mother_ethnicity="Kinh")
    born = key(store, lan, alone).entry_id
    gather(store)
    before = _kept(store)
    mother, wife = (born, "mother"), (married, "wife")

    said = persons.link(store, mother, wife, account_id=lan)
    assert (said.how, said.account_id, said.differs) == ("taken", lan, ("mother_ethnicity",))  # a bride leaves her home
    assert [item.name for item in said.evidence] == ["name", "birth_year", "commune"]
    assert frozenset({mother, wife}) in _clusters(store)
    assert persons.link(store, wife, mother, account_id=lan) == said
    with pytest.raises(AlreadyDecided):
        persons.refuse(store, mother, wife, account_id=lan)

    assert persons.undo(store, wife, mother, account_id=lan)
    assert _kept(store) == before
    assert not persons.undo(store, wife, mother, account_id=lan)
    acts = [line.act for line in actions.recent(store, account_id=lan)]
    assert acts[:2] == ["person.undo", "person.taken"]
    assert chain.verify(store).ok


def test_refusing_parts_what_evidence_joined_and_is_taken_back_to_the_byte(store: Store, lan: str) -> None:
    married = _married(store, lan)
    first = key(store, lan, child()).entry_id
    second = key(store, lan, child("Nông Văn Nam", "02.03.2014")).entry_id
    gather(store)
    before = _kept(store)
    together = frozenset({(married, "wife"), (first, "mother"), (second, "mother")})
    assert together in _clusters(store)

    persons.refuse(store, (first, "mother"), (married, "wife"), account_id=lan)
    parted = _clusters(store)
    assert together not in parted
    assert not any({(first, "mother"), (married, "wife")} <= group for group in parted)
    assert persons.undo(store, (first, "mother"), (married, "wife"), account_id=lan)
    assert _kept(store) == before


def test_what_evidence_joined_says_where_the_newer_page_differs_and_no_page_changes_for_it(
    store: Store, lan: str
) -> None:
    married = _married(store, lan, wife_ethnicity="Tày")
    before = entries.load(store, married).values
    born = key(store, lan, child(mother_ethnicity="Kinh", mother_birth_year="1991"))
    gather(store)
    (said,) = persons.card(store, persons.person_of(store, married, "wife")).said
    assert (said.how, said.key, said.differs) == (
        "auto",
        (born.entry_id, "mother"),
        ("mother_birth_year", "mother_ethnicity"),
    )
    corrected = child(mother_ethnicity="Tày", mother_birth_year="1991")
    entries.correct(
        store, born.entry_id, values=corrected, base_revision=1, account_id=lan, page_no=1, reason="đọc nhầm"
    )
    gather(store)
    (said,) = persons.card(store, persons.person_of(store, married, "wife")).said
    assert said.differs == ("mother_birth_year",)
    assert entries.load(store, married).values == before


def test_a_decision_outlives_a_correction(store: Store, lan: str) -> None:
    married = _married(store, lan, home=FAR)
    values = birth(father_full_name="", father_birth_year="", mother_residence=HOME)
    born = key(store, lan, values).entry_id
    persons.link(store, (born, "mother"), (married, "wife"), account_id=lan)
    corrected = values | _values({"child_full_name": "Nông Thị Hiên"})
    entries.correct(store, born, values=corrected, base_revision=1, account_id=lan, page_no=1, reason="đọc nhầm")
    gather(store)
    assert frozenset({(born, "mother"), (married, "wife")}) in _clusters(store)


def test_what_a_form_was_filled_from_is_linked_after_saving(store: Store, lan: str) -> None:
    married = _married(store, lan, home=FAR, wife_ethnicity="Tày")
    alone = birth(father_full_name="", father_birth_year="", mother_residence=HOME, mother_ethnicity="Kinh")
    born = key(store, lan, alone).entry_id
    links = {"mother": (married, "wife"), "father": (married, "husband"), "declarant": ("gone", "x")}
    said = persons.take(store, born, links, account_id=lan)
    assert [(one.key, one.other, one.how) for one in said] == [((born, "mother"), (married, "wife"), "taken")]


@pytest.mark.parametrize("role", ["father", "nobody"])
def test_a_role_the_page_does_not_name_cannot_be_linked(store: Store, lan: str, role: str) -> None:
    married = _married(store, lan)
    born = key(store, lan, birth(father_full_name="", father_birth_year="")).entry_id
    with pytest.raises(NoSuchMention):
        persons.link(store, (born, role), (married, "husband"), account_id=lan)


def test_persons_are_found_with_their_kin_and_shown_on_a_card(store: Store, lan: str) -> None:
    married = _married(store, lan)
    born = key(store, lan, child()).entry_id
    (mother,) = persons.find(store, "hoang thi lan 1990")
    assert (mother.full_name, mother.birth, len(mother.hits)) == ("Hoàng Thị Lan", "05.06.1990", 2)
    kin = {(one.relation, one.full_name) for one in mother.kin}
    assert kin == {("child_of", "Nông Thị Hiền"), ("spouse_of", "Nông Văn Bảo")}

    card = persons.card(store, mother.person_id)
    assert [(one.entry_id, one.role) for one in card.shown] == [(married, "wife"), (born, "mother")]
    assert [(said.how, said.account_id) for said in card.said] == [("auto", "")]
    assert {item.name for item in card.said[0].evidence} == {"name", "birth_year", "spouse", "hamlet"}
    child_id = next(one.person_id for one in card.kin if one.relation == "child_of")
    relations = {(one.relation, one.person_id): str(one.label) for one in persons.kin(store, child_id)}
    assert relations["mother_of", mother.person_id] == "mẹ"
    with pytest.raises(NoSuchPerson):
        persons.card(store, "nobody")
    assert persons.find(store, "không ai") == []
