"""Whom a block is offered: every row of the table fits the forms, and a page's own words decide between persons."""

from __future__ import annotations

import pytest

from registers.catalogue import label
from registers.dates import PartialDate
from registers.fills import PageAt, place_at
from registers.form import all_forms, load
from registers.people import People
from registers.prefill import EVERY_KIND, PrefillError, prefills, read_prefills
from registers.proposals import Proposal, proposals
from registers.sightings import sightings
from registers.value import Value

HOME = "Xóm Nà Kinh, xã Vĩnh Quang, thị xã Cao Bằng, tỉnh Cao Bằng"


def stored(**values: str) -> dict[str, Value]:
    return {name: Value(text, text) for name, text in values.items()}


WEDDING = stored(
    registration_date="10.05.2010",
    husband_full_name="Hoàng Văn Thái", husband_birth_date="27.12.1985", husband_ethnicity="Tày",
    husband_residence=HOME, husband_residence_kind="1", husband_id_kind="1", husband_id_no="084330675",
    husband_id_date="11.05.2006", husband_id_place="Công an tỉnh Cao Bằng",
    wife_full_name="Lương Thị Loan", wife_birth_date="06.06.1991", wife_ethnicity="Nùng", wife_residence=HOME,
)  # fmt: skip
CHILD = stored(
    registration_date="09.03.2014",
    child_full_name="Hoàng Thị Mai",
    child_birth_date="01.03.2014",
    child_ethnicity="Tày",
)


@pytest.fixture
def people() -> People:
    """A couple married in 2010, with their number in the book."""
    known = People()
    add(known, "KH", "C1", WEDDING, "e1", "3/2010")
    return known


def add(people: People, kind: str, layout: str, values: dict[str, Value], entry: str, number: str) -> None:
    year = int(number.partition("/")[2])
    people.add(sightings(load(kind, layout), values, entry=entry, office="01693", year=year), number=number)


def ask(
    people: People, kind: str, layout: str, role: str, typed: str, values: dict[str, Value], day: str
) -> list[Proposal]:
    date = PartialDate.from_normalised(day)
    assert date is not None
    return proposals(people, load(kind, layout), role, typed, values, PageAt("01693", date.year, date))


def test_every_row_of_the_table_fits_the_forms() -> None:
    forms = {(str(form.kind), form.layout): form for form in all_forms()}
    roles = {(kind, role.name) for (kind, _), form in forms.items() for role in form.roles}
    for fill in prefills().fills.values():
        kinds = [kind for kind, _ in forms] if fill.kind == EVERY_KIND else [fill.kind]
        assert any((kind, fill.role) in roles for kind in kinds), fill
        assert {*fill.from_, *fill.soon, *fill.lately} <= roles, fill
        assert bool(fill.within) is bool(fill.soon or fill.lately), fill
        for source, _ in (*fill.soon, *fill.lately):
            assert label(f"persons.item_near_{source.lower()}").vi
        for form in (form for (kind, _), form in forms.items() if kind == fill.kind):
            names = {role.name for role in form.roles}
            assert {*fill.with_, *fill.of, *(role for role, _, _ in fill.like)} <= names, fill
            assert not fill.on or fill.on in form
            assert fill.ref is None or form.layout in "ABC1" or set(filter(None, fill.ref)) <= set(form.index)
    for marital in prefills().maritals:
        assert marital.said_in in load(marital.kind, "D")
        assert (marital.kind, marital.role) in roles
        assert marital.ended <= {kind for kind, _ in forms}
    for dies in prefills().deaths:
        assert dies.date in load(dies.kind, "D")
        assert load(dies.kind, "D").part(dies.role, "full_name") is not None


@pytest.mark.parametrize(
    "text",
    ["x", "[[fill]]\nkind='KS'", "[[fill]]\nkind='A'\nrole='b'\nfrom=['KS']",
     "[[fill]]\nkind='A'\nrole='b'\nfrom=[]\nfoo=1", "[[fill]]\nkind='A'\nrole='b'\nfrom=[]\nas={birth_date='age'}",
     "[[fill]]\nkind='A'\nrole='b'\nfrom=[]\nlike=['a.x=b.y']",
     "[[fill]]\nkind='A'\nrole='b'\nfrom=[]\n[[fill]]\nkind='A'\nrole='b'\nfrom=[]",
     "[[fill]]\nkind='A'\nrole='b'\nfrom=[]\nmostly=[9, 1]", "[[fill]]\nkind='A'\nrole='b'\nfrom=[]\nsoon=['KH']",
     "[[dies]]\nkind='A'\nrole='b'\ndate='c'\nmostly=[1, 9]",
     "[[marital]]\nkind='A'\nrole='b'\nfield='c'\nended=[]\nsingle=''\nmarried=''\ndivorced=''\nwidowed=''\nage=1"],
)  # fmt: skip
def test_a_wrong_table_is_refused(text: str) -> None:
    with pytest.raises(PrefillError):
        read_prefills(text)


@pytest.mark.parametrize("typed", ["lu th lo", "luong", "Lương Thị Loan", "LUONG THI LOAN"])
def test_a_birth_is_offered_the_couple_of_the_marriage(people: People, typed: str) -> None:
    (offer,) = ask(people, "KS", "D", "mother", typed, CHILD, "09.03.2014")
    assert (offer.name, offer.links) == ("Lương Thị Loan", {"mother": ("e1", "wife"), "father": ("e1", "husband")})
    assert offer.fills["father_full_name"] == "Hoàng Văn Thái"
    assert "mother_birth_year" not in offer.fills  # some birth pages give the parents' years, some the days
    assert offer.births == ("1991", "06/06/1991")
    assert offer.fills["father_residence"] == HOME.replace("thị xã", "thành phố")  # since 2012
    assert offer.fills["father_residence_kind"] == "thường trú"
    assert not any("id_no" in name for name in offer.fills)  # the page prints no paper of a parent


@pytest.mark.parametrize("typed", ["", "loan", "luongx", "l th hi"])
def test_nobody_is_offered_without_a_letter_of_his_name(people: People, typed: str) -> None:
    assert ask(people, "KS", "D", "mother", typed, CHILD, "09.03.2014") == []


@pytest.mark.parametrize("day", ["01.01.0001", "31.12.9999", "31.02.2010", "30.13.2010"])
@pytest.mark.parametrize(("kind", "role"), [("HN", "person"), ("KH", "wife"), ("CMC", "child"), ("KS", "mother")])
def test_a_day_mistyped_stops_nobody_from_looking_for_a_person(people: People, kind: str, role: str, day: str) -> None:
    for typed in ("", "luong"):
        assert len(ask(people, kind, "D", role, typed, {}, day)) <= 2


def test_an_age_is_asked_because_it_is_of_one_year_or_the_next(people: People) -> None:
    (offer,) = ask(people, "KS", "A", "mother", "luong", {}, "09.03.2012")
    assert "mother_birth_year" not in offer.fills
    assert offer.births == ("21", "20", "22", "1991", "06/06/1991")


def test_a_birth_is_offered_as_pages_of_the_kind_mostly_write_it(people: People) -> None:
    (offer,) = ask(people, "KS", "D", "mother", "luong", {}, "09.03.2014")
    assert offer.births == ("1991", "06/06/1991")
    (offer,) = ask(people, "HN", "D", "person", "luong", {}, "09.03.2014")
    assert offer.births == ("06/06/1991", "1991")
    said = CHILD | stored(mother_full_name="Lương Thị Loan", mother_birth_year="1990", mother_residence=HOME,
                          father_full_name="Hoàng Văn Thái", father_birth_year="1985")  # fmt: skip
    add(people, "KS", "D", said, "e2", "5/2014")
    (offer,) = ask(people, "HN", "D", "person", "luong", {}, "09.03.2016")
    assert offer.births == ("06/06/1991", "1991", "1990")  # another page says so


def test_a_child_is_offered_who_stands_in_books_of_later_years(people: People) -> None:
    (offer,) = ask(people, "KS", "B", "child", "lu th lo", {}, "01.07.1991")
    assert (offer.name, offer.links) == ("Lương Thị Loan", {"child": ("e1", "wife")})
    told = {"child_full_name": "Lương Thị Loan", "child_birth_date": "06/06/1991", "child_sex": "Nữ"}
    assert offer.fills == told
    assert (
        ask(people, "KS", "D", "child", "lu th lo", {}, "01.07.2016") == []
    )  # 25 years old: a late entry, which is seldom
    assert [one.late for one in ask(people, "KS", "D", "child", "luong thi loan", {}, "01.07.2016")] == [True]
    assert ask(people, "KS", "B", "child", "luong thi loan", {}, "01.07.1985") == []  # not yet born
    born = stored(registration_date="01.07.1991", child_full_name="Lương Thị Loan", child_birth_date="06.06.1991",
                  child_birth_place=HOME, mother_full_name="Bế Thị Lan", mother_residence=HOME)  # fmt: skip
    add(people, "KS", "B", born, "e2", "4/1991")
    assert all(one.source.entry != "e2" for one in ask(people, "KS", "B", "child", "luong thi loan", {}, "01.07.1991"))


def test_who_was_keyed_on_the_page_already_points_at_the_other_of_the_couple(people: People) -> None:
    mother = CHILD | stored(mother_full_name="Lương Thị Loan", mother_birth_year="1991")
    assert ask(people, "KS", "D", "father", "", mother, "09.03.2014") == []  # the name and a year are no evidence
    mother |= stored(mother_residence=HOME)
    (offer,) = ask(people, "KS", "D", "father", "", mother, "09.03.2014")
    assert (offer.name, offer.evidence[0].name) == ("Hoàng Văn Thái", "spouse")
    assert "mother_birth_year" not in offer.fills  # what is keyed stays


def test_the_parent_who_declares_brings_the_paper_of_his_marriage(people: People) -> None:
    both = CHILD | stored(
        mother_full_name="Lương Thị Loan", mother_birth_year="1991", mother_residence=HOME,
        father_full_name="Hoàng Văn Thái", father_birth_year="1985", father_residence=HOME,
    )  # fmt: skip
    add(people, "KS", "D", both, "e2", "5/2014")
    offer = ask(people, "KS", "D", "declarant", "", both, "09.03.2014")[0]
    assert offer.name == "Hoàng Văn Thái"
    assert offer.evidence[0].name == "on_page"
    assert (offer.paper["declarant_id_no"], offer.paper["declarant_id_date"]) == ("084330675", "11/05/2006")
    assert not any("_id_" in name for name in offer.fills)  # many pages have none, or a newer one: it is asked


def test_a_mother_lives_where_the_father_of_the_page_does(people: People) -> None:
    moved = HOME.replace("Nà Kinh", "Nà Đuốc")
    assert moved != HOME
    father = CHILD | stored(father_full_name="Lý A Páo", father_residence=moved)
    (offer,) = ask(people, "KS", "C1", "mother", "luong", father, "09.03.2011")
    assert offer.fills["mother_residence"] == moved


def test_asked_for_a_whole_name_nobody_else_is_offered(people: People) -> None:
    page = PageAt("01693", 2014, PartialDate.from_normalised("09.03.2014"))
    form = load("KS", "D")
    found = [proposals(people, form, "mother", typed, CHILD, page, whole=True) for typed in ("luong", "Luong Thi Loan")]
    assert [[one.name for one in offers] for offers in found] == [[], ["Lương Thị Loan"]]


def test_what_a_bride_leaves_behind_and_a_year_for_a_day_are_asked_for(people: People) -> None:
    add(
        people,
        "KS",
        "C1",
        CHILD | stored(mother_full_name="Bế Thị Nga", mother_birth_year="1992", mother_residence=HOME),
        "e2",
        "8/2014",
    )
    (bride,) = ask(people, "KH", "D", "wife", "be thi nga", {}, "10.05.2012")
    assert not {"wife_birth_date", "wife_residence"} & set(bride.fills)
    assert bride.births == ("1992",)
    (wife,) = ask(people, "HN", "D", "person", "luong thi loan", {}, "10.05.2016")  # married in 2010
    assert wife.fills["person_birth_date"] == "06/06/1991"
    assert "person_residence" not in wife.fills
    (before,) = ask(people, "HN", "C1", "person", "luong thi loan", {}, "01.05.2010")
    assert before.fills["person_residence"] == HOME


def test_a_people_whose_branches_pages_name_is_known_where_three_pages_agree(people: People) -> None:
    child = CHILD | stored(
        mother_full_name="Lương Thị Loan", mother_birth_year="1991", mother_ethnicity="Nùng",
        father_full_name="Hoàng Văn Thái", father_birth_year="1985",
    )  # fmt: skip
    asked: tuple[str, str, str, str, dict[str, Value], str] = ("HN", "D", "person", "luong thi loan", {}, "10.05.2016")
    assert "person_ethnicity" not in ask(people, *asked)[0].fills
    add(people, "KS", "D", child, "e2", "8/2014")
    assert "person_ethnicity" not in ask(people, *asked)[0].fills
    add(people, "KS", "D", child | stored(registration_date="09.03.2015"), "e4", "8/2015")
    assert ask(people, *asked)[0].fills["person_ethnicity"] == "Nùng"
    add(
        people,
        "KS",
        "D",
        child | stored(mother_ethnicity="Nùng (Nùng An)", registration_date="09.03.2016"),
        "e3",
        "8/2016",
    )
    assert "person_ethnicity" not in ask(people, *asked)[0].fills
    assert ask(people, "HN", "D", "person", "hoang van thai", {}, "10.05.2016")[0].fills["person_ethnicity"] == "Tày"


def test_a_people_whose_branch_no_page_here_names_is_known_from_one_page(people: People) -> None:
    asked: tuple[str, str, str, str, dict[str, Value], str] = ("HN", "D", "person", "luong thi loan", {}, "10.05.2016")
    pages = [
        stored(registration_date="02.03.2001", child_full_name=f"Chu Thị {name}", child_birth_date="01.03.2001",
               child_ethnicity="Nùng", mother_full_name=f"Chu Thị Sen {name}", mother_ethnicity="Nùng")
        for name in "ABCDEGHIKLMNOPQ"
    ]  # fmt: skip
    for number, page in enumerate(pages, start=1):
        add(people, "KS", "C1", page, f"n{number}", f"{number}/2001")
    assert ask(people, *asked)[0].fills["person_ethnicity"] == "Nùng"
    add(people, "KS", "C1", pages[0] | stored(child_ethnicity="Nùng (Nùng An)"), "n99", "99/2001")
    assert "person_ethnicity" not in ask(people, *asked)[0].fills
    people.forget("n99")
    assert ask(people, *asked)[0].fills["person_ethnicity"] == "Nùng"


def test_a_page_that_names_somebody_twice_tells_of_his_people_once_however_often_it_is_corrected() -> None:
    people = People()
    birth = stored(registration_date="02.03.2001", child_full_name="Chu Thị Sen", child_birth_date="01.03.2001",
                   child_ethnicity="Nùng", father_full_name="Chu Văn Páo", father_ethnicity="Nùng",
                   declarant_name="Chu Văn Páo", declarant_relation="cha")  # fmt: skip
    for number in range(1, 21):
        add(people, "KS", "D", birth, f"n{number}", f"{number}/2001")
    assert not people.branched("Nùng")
    for number in range(1, 21):
        people.forget(f"n{number}")
        add(people, "KS", "D", birth, f"n{number}", f"{number}/2001")
    assert not people.branched("Nùng")


def test_who_marries_sooner_comes_first(people: People) -> None:
    sooner = stored(registration_date="20.03.2010", wife_full_name="Vi Thị Ươm", wife_birth_date="06.06.1991",
                    wife_ethnicity="Nùng", wife_residence=HOME)  # fmt: skip
    add(people, "KH", "C1", sooner, "e2", "2/2010")
    offered = [one.name for one in ask(people, "HN", "D", "person", "", {}, "01.03.2010")]
    assert (offered[0], "Lương Thị Loan" in offered) == ("Vi Thị Ươm", True)


def test_of_two_pages_that_lead_here_the_nearer_is_told(people: People) -> None:
    add(people, "KH", "C1", WEDDING | stored(registration_date="20.03.2010"), "e2", "2/2010")
    offered = ask(people, "HN", "D", "person", "", {}, "01.03.2010")
    assert {str(one.evidence[0]) for one in offered} == {"kết hôn ngày 20/03/2010"}


def test_who_has_his_first_child_soon_after_comes_before_who_had_it_long_ago() -> None:
    people = People()
    for entry, name, born in (("m1", "Lý Thị Ba", "01.03.2000"), ("m2", "Lý Thị Ếm", "01.03.2012")):
        page = stored(registration_date="02.03.2012", child_full_name=f"Chu Văn {name[-2:]}", child_birth_date=born,
                      mother_full_name=name, mother_birth_date="05.05.1982")  # fmt: skip
        add(people, "KS", "D", page, entry, f"{entry[1:]}/2012")
    offered = [one.name for one in ask(people, "HN", "D", "person", "ly thi", {}, "10.05.2010")]
    assert offered == ["Lý Thị Ếm", "Lý Thị Ba"]


def test_a_note_tells_of_its_page_while_it_stands_there_and_only_of_a_birth_what_is_about_it() -> None:
    people = People()
    page = stored(registration_date="02.03.2007", child_full_name="Chu Thị Sen", child_birth_date="07.12.2006")
    note = stored(
        notes="Ngày 09/4/2010 cải chính ngày sinh từ 07.12.2006 thành 28.12.2006; ngày cấp từ 01.02.1999 thành 02.02.1999"
    )
    add(people, "KS", "D", page | note, "e1", "1/2007")
    (offer,) = ask(people, "TDCC", "D", "person", "", {}, "09.04.2010")
    assert offer.births[:2] == ("07/12/2006", "28/12/2006")
    assert not any("1999" in birth for birth in offer.births)
    people.forget("e1")
    add(people, "KS", "D", page, "e1", "1/2007")
    assert ask(people, "TDCC", "D", "person", "", {}, "09.04.2010") == []


def test_a_paper_issued_later_is_not_offered(people: People) -> None:
    (offer,) = ask(people, "HN", "C1", "person", "hoang van t", {}, "01.02.2006")
    assert "person_id_no" not in offer.paper
    (offer,) = ask(people, "HN", "C1", "person", "hoang van t", {}, "01.06.2006")
    assert (offer.paper["person_id_no"], offer.paper["person_id_date"]) == ("084330675", "11/05/2006")


@pytest.mark.parametrize(
    ("kind", "role", "day", "why"),
    [
        ("KS", "mother", "09.03.2000", "nine years old"),
        ("KS", "father", "09.03.2014", "a woman"),
        ("KH", "husband", "09.03.2014", "a woman"),
        ("KT", "deceased", "09.05.2010", "she marries the day after"),
    ],
)
def test_who_cannot_be_meant_is_not_offered(people: People, kind: str, role: str, day: str, why: str) -> None:
    assert ask(people, kind, "D", role, "luong thi loan", {}, day) == [], why


def test_who_lived_on_that_day_may_have_died_on_it(people: People) -> None:
    assert ask(people, "KT", "D", "deceased", "luong thi loan", {}, "10.05.2010")
    assert ask(people, "KT", "D", "deceased", "luong thi loan", stored(death_date="2010"), "01.02.2011")
    assert ask(people, "KT", "D", "declarant", "luong thi loan", {}, "09.05.2010")
    assert not ask(people, "KT", "D", "deceased", "luong thi loan", stored(death_date="04.2010"), "01.02.2011")


def test_a_mother_of_a_child_born_months_before_is_not_offered(people: People) -> None:
    first = CHILD | stored(mother_full_name="Lương Thị Loan", mother_birth_year="1991", mother_residence=HOME)
    add(people, "KS", "D", first, "e2", "5/2014")
    again = stored(child_birth_date="05.07.2014")
    assert ask(people, "KS", "D", "mother", "luong thi loan", again, "08.07.2014") == []
    twin = stored(child_birth_date="01.03.2014")
    assert [one.name for one in ask(people, "KS", "D", "mother", "luong thi loan", twin, "09.03.2014")] == [
        "Lương Thị Loan"
    ]


def test_the_childs_surname_tells_which_couple(people: People) -> None:
    other = WEDDING | stored(
        husband_full_name="Nông Văn Bé", husband_id_no="", wife_birth_date="07.07.1988", registration_date="11.05.2012"
    )
    add(people, "KH", "C1", other, "e2", "4/2012")
    for child, father in (("Hoàng Thị Mai", "Hoàng Văn Thái"), ("Nông Thị Mai", "Nông Văn Bé")):
        page = CHILD | stored(child_full_name=child)
        first, second = ask(people, "KS", "D", "mother", "luong", page, "09.03.2014")
        assert first.fills["father_full_name"] == father
        assert second.fills["father_full_name"] != father


def test_an_entry_named_by_its_number_comes_first(people: People) -> None:
    other = WEDDING | stored(
        wife_birth_date="07.07.1990", husband_full_name="Nông Văn Bé", registration_date="11.05.2010"
    )
    add(people, "KH", "C1", other, "e2", "4/2010")
    for number, day, husband in (("3", "10.05.2010", "Hoàng Văn Thái"), ("4/2010", "11.05.2010", "Nông Văn Bé")):
        page = stored(marriage_entry_no=number, marriage_date=day)
        first = ask(people, "LH", "D", "person", "luong", page, "09.03.2016")[0]
        assert first.fills["ex_spouse_full_name"] == husband
        assert first.evidence[0].name == "reference"
        assert str(first.evidence[0])


def test_the_widow_declares_a_death(people: People) -> None:
    dead = stored(deceased_full_name="Hoàng Văn Thái", deceased_birth_date="27.12.1985", deceased_residence=HOME)
    offer = ask(people, "KT", "D", "declarant", "", dead, "09.03.2016")[0]
    assert (offer.name, [item.name for item in offer.evidence]) == ("Lương Thị Loan", ["is_spouse"])


def test_who_marries_within_half_a_year_is_offered_his_certificate_before_a_letter(people: People) -> None:
    for day, offered in (
        ("10.11.2009", ["Hoàng Văn Thái", "Lương Thị Loan"]),
        ("10.05.2010", ["Hoàng Văn Thái", "Lương Thị Loan"]),
        ("11.05.2010", []),  # married already
        ("01.09.2009", []),  # a certificate is good for six months
        ("2010", []),
    ):
        found = ask(people, "HN", "C1", "person", "", stored(registration_date=day), day)
        assert sorted(one.name for one in found) == offered, day
        assert all(str(one.evidence[0]) == "kết hôn ngày 10/05/2010" for one in found)


def test_who_has_a_certificate_for_that_wedding_is_not_offered_another(people: People) -> None:
    certificate = stored(
        registration_date="01.04.2010", person_full_name="Hoàng Văn Thái", person_birth_date="27.12.1985",
        person_id_kind="1", person_id_no="084330675",
    )  # fmt: skip
    add(people, "HN", "C1", certificate, "e2", "1/2010")
    found = ask(people, "HN", "C1", "person", "", stored(registration_date="20.04.2010"), "20.04.2010")
    assert [one.name for one in found] == ["Lương Thị Loan"]
    people.forget("e2")
    assert len(ask(people, "HN", "C1", "person", "", stored(registration_date="20.04.2010"), "20.04.2010")) == 2


def test_who_has_a_certificate_is_offered_at_the_wedding_before_a_letter() -> None:
    known = People()
    certificate = stored(registration_date="01.04.2010", person_full_name="Nông Văn Pá", person_birth_date="27.12.1985")
    add(known, "HN", "C1", certificate, "e1", "1/2010")
    page = stored(registration_date="20.04.2010")
    (offer,) = ask(known, "KH", "C1", "husband", "", page, "20.04.2010")
    assert (offer.name, str(offer.evidence[0])) == ("Nông Văn Pá", "giấy xác nhận ngày 01/04/2010")


def test_whose_page_has_a_note_of_that_day_is_the_one_a_change_is_about() -> None:
    known = People()
    note = "Ngày 27/4/2017 cải chính ngày sinh từ 07.01.2007 thành 28.01.2007 theo số 1"
    born = stored(
        registration_date="09.02.2007", child_full_name="Hoàng Thị Mai", child_birth_date="28.01.2007",
        mother_full_name="Lương Thị Loan", mother_birth_year="1985", notes=note,
    )  # fmt: skip
    add(known, "KS", "C1", born, "e1", "3/2007")
    page = stored(registration_date="27.04.2017")
    first, *others = ask(known, "TDCC", "D", "person", "", page, "27.04.2017")
    assert (first.name, str(first.evidence[0])) == ("Hoàng Thị Mai", "ghi chú ngày 27/04/2017 ở trang khác")
    assert first.births == ("28/01/2007", "07/01/2007", "2007")
    assert [one.name for one in others] == ["Lương Thị Loan"]
    assert ask(known, "TDCC", "D", "person", "", stored(registration_date="28.04.2017"), "28.04.2017") == []
    known.forget("e1")
    assert ask(known, "TDCC", "D", "person", "", page, "27.04.2017") == []


def test_of_two_of_a_name_he_comes_first_whose_age_most_are_of() -> None:
    known = People()
    for entry, birth in (("e1", "1990"), ("e2", "1940")):
        parent = stored(registration_date="09.02.2010", child_full_name="Vi Văn An", child_birth_date="01.02.2010",
                        father_full_name="Vi Văn Sơn", father_birth_year=birth)  # fmt: skip
        add(known, "KS", "C1", parent, entry, f"{entry[1:]}/2010")
    for kind, role, day, first in (("KT", "deceased", "01.03.2016", "1940"), ("KH", "husband", "01.03.2009", "1990")):
        found = ask(
            known, kind, "D" if day[-4:] > "2015" else "C1", role, "vi van son", stored(registration_date=day), day
        )
        births = [one.source.facts.birth.normalised for one in found if one.source.facts.birth is not None]
        assert births[0] == first


def test_a_couple_with_its_first_child_comes_before_those_who_married_already(people: People) -> None:
    child = stored(
        registration_date="09.02.2013", child_full_name="Hoàng Văn An", child_birth_date="01.02.2013",
        father_full_name="Hoàng Văn Thanh", father_birth_year="1985",
    )  # fmt: skip
    add(people, "KS", "C1", child, "e2", "1/2013")
    day = "05.06.2012"
    found = ask(people, "KH", "C1", "husband", "hoang van th", stored(registration_date=day), day)
    assert [one.name for one in found] == ["Hoàng Văn Thanh", "Hoàng Văn Thái"]


def test_who_is_forgotten_is_offered_no_more(people: People) -> None:
    people.forget("e1")
    assert (len(people), ask(people, "KS", "D", "mother", "luong", CHILD, "09.03.2014")) == (0, [])


@pytest.mark.parametrize(
    ("written_on", "day", "place"),
    [
        ("2010-05-10", "2011-01-01", HOME),
        ("2010-05-10", "2014-01-01", HOME.replace("thị xã", "thành phố")),
        ("2010-05-10", "2026-01-01", HOME),  # the commune is no more: the clerk sees what is known
    ],
)
def test_a_place_moves_to_the_names_of_its_day(written_on: str, day: str, place: str) -> None:
    from datetime import date

    found = place_at(HOME, written_on=date.fromisoformat(written_on), day=date.fromisoformat(day), office="01693")
    assert found == place


def test_what_a_proposal_says_is_in_the_catalogue() -> None:
    for name in ("on_page", "reference", "spouse", "child_name", "is_child", "is_adoptive_parent"):
        assert label(f"persons.item_{name}").en
