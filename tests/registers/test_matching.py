"""Which pages speak of one person: what is evidence, what forbids it, and that a name and a year never suffice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.catalogue import label
from registers.clusters import components, joins
from registers.dates import PartialDate
from registers.kinship import MentionFacts
from registers.matching import Item, contradictions, evidence, settles
from registers.sightings import Relative, Sighting
from registers.text import fold


def seen(
    name: str = "Nông Thị Hiền",
    birth: str = "",
    *,
    entry: str = "1",
    role: str = "wife",
    sex: str = "2",
    id_no: str = "",
    home: tuple[str, str] = ("", ""),
    kin: tuple[tuple[str, str, str], ...] = (),
    alive: str = "",
    died: str = "",
) -> Sighting:
    """A person on the page `entry`; `kin` are (what they are, name, birth)."""
    return Sighting(
        entry=entry,
        kind="KH",
        role=role,
        facts=MentionFacts(role, name, fold(name), sex, PartialDate.from_normalised(birth), id_no=id_no),
        commune=home[0],
        hamlet=home[1],
        kin=tuple(
            Relative(as_, f"{as_}{at}", fold(other), PartialDate.from_normalised(born))
            for at, (as_, other, born) in enumerate(kin)
        ),
        alive=PartialDate.from_normalised(alive),
        died=PartialDate.from_normalised(died),
    )


HOME = ("01693", "na kinh")
ELSEWHERE = ("01693", "lung rang")
HUSBAND = ("spouse", "Hoàng Văn An", "1980")


@pytest.mark.parametrize(
    ("one", "other", "names", "one_person"),
    [
        # (1) the number of a paper, with the name or the birth; a number alone may be a slip
        (seen(id_no="080123456"), seen(id_no="080123456"), ["id", "name"], True),
        (seen(id_no="080123456"), seen("Lê Na", id_no="080123456"), ["id"], False),
        # (2) name, full birth, and a relative or the home
        (seen(birth="01.02.1985"), seen(birth="01.02.1985"), ["name", "birth_date"], False),
        (seen(birth="01.02.1985", kin=(HUSBAND,)), seen(birth="01.02.1985", kin=(HUSBAND,)), ["name", "birth_date", "spouse"], True),
        (seen(birth="01.02.1985", home=HOME), seen(birth="01.02.1985", home=ELSEWHERE), ["name", "birth_date", "commune"], True),
        # (3) name and year: the commune is no second item, the hamlet is
        (seen(birth="1985"), seen(birth="01.02.1985"), ["name", "birth_year"], False),
        (seen(birth="1985", home=HOME), seen(birth="1985", home=ELSEWHERE), ["name", "birth_year", "commune"], False),
        (seen(birth="1985", home=HOME), seen(birth="02.1985", home=HOME), ["name", "birth_year", "hamlet"], True),
        # (4) a couple: both names, both births
        (seen(kin=(HUSBAND,)), seen(kin=(HUSBAND,)), ["name", "spouse"], True),
        (seen(kin=(("spouse", "Hoàng Văn An", ""),)), seen(kin=(HUSBAND,)), ["name", "spouse_name"], False),
        (seen(kin=(("spouse", "Hoàng Văn An", "1970"),)), seen(kin=(HUSBAND,)), ["name"], False),
        # a year off is what ages make of births: it needs a relative
        (seen(birth="1984"), seen(birth="1985", home=HOME), ["name", "birth_near"], False),
        (seen(birth="1984", kin=(HUSBAND,)), seen(birth="1985", kin=(HUSBAND,)), ["name", "birth_near", "spouse"], True),
        (seen(birth="01.02.1985"), seen(birth="02.02.1985"), ["name", "birth_near"], False),
    ],
)  # fmt: skip
def test_what_makes_one_person(one: Sighting, other: Sighting, names: list[str], one_person: bool) -> None:
    items = evidence(one, other)
    assert [item.name for item in items] == names
    assert settles(items) is one_person
    assert [item.name for item in evidence(other, one)] == names
    assert all(str(item) for item in items)


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        (seen(), seen(sex="1", entry="2"), "other_sex"),
        (seen(birth="1985"), seen(birth="1987", entry="2"), "other_birth"),
        (seen(id_no="080123456"), seen(id_no="080123457", entry="2"), "other_id"),
        (seen(died="01.02.2010"), seen(alive="02.02.2010", entry="2"), "after_death"),
        (seen(died="01.02.2010"), seen(died="05.02.2010", entry="2"), "other_death"),
        (seen(), seen(role="husband"), "same_page"),
    ],
)
def test_what_forbids_one_person(one: Sighting, other: Sighting, name: str) -> None:
    assert name in [item.name for item in contradictions(one, other)]
    assert name in [item.name for item in contradictions(other, one)]
    assert label(f"persons.item_{name}").en


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (seen(birth="1985"), seen(birth="1986", entry="2")),
        (seen(id_no="080123456"), seen(id_no="004185000123", entry="2")),  # an old card and a new number
        (seen(died="01.02.2010"), seen(alive="01.02.2010", entry="2")),
        (seen(sex=""), seen(entry="2")),
    ],
)
def test_what_does_not_forbid_one_person(one: Sighting, other: Sighting) -> None:
    assert contradictions(one, other) == ()


def test_a_page_joins_the_person_it_fits_and_nobody_whom_any_page_contradicts() -> None:
    new = seen(birth="1985", home=HOME, entry="9")
    fits = seen(birth="1985", home=HOME)
    younger = [seen(birth="1986", home=HOME, entry="2"), seen(birth="1987", home=HOME, entry="3")]
    links = joins(new, {"a": [fits], "b": younger})
    assert [(link.key, link.other) for link in links] == [(("9", "wife"), ("1", "wife"))]
    assert joins(new, {"a": [fits]}, apart=["a"]) == []


def test_of_two_persons_who_exclude_each_other_the_better_is_joined() -> None:
    new = seen(birth="1985", home=HOME, kin=(HUSBAND,), entry="9")
    better = seen(birth="1985", home=HOME, kin=(HUSBAND,), id_no="080123456")
    worse = seen(birth="1985", home=HOME, id_no="080123457", entry="2")
    assert [link.other for link in joins(new, {"worse": [worse], "better": [better]})] == [("1", "wife")]


A, B, C = (("1", "a"), ("2", "b"), ("3", "c"))


@pytest.mark.parametrize(
    ("links", "apart", "persons"),
    [
        ([], [], {A: A, B: B, C: C}),
        ([(A, B), (C, B)], [], {A: A, B: A, C: A}),
        ([(A, B), (B, C)], [(A, C)], {A: A, B: A, C: C}),
        ([(B, C), (A, B)], [(C, A)], {A: A, B: B, C: B}),
    ],
)
def test_persons_are_what_hangs_together_but_for_what_is_kept_apart(
    links: list[tuple[tuple[str, str], tuple[str, str]]],
    apart: list[tuple[tuple[str, str], tuple[str, str]]],
    persons: dict[tuple[str, str], tuple[str, str]],
) -> None:
    assert components([A, B, C], links, apart) == persons


def test_evidence_is_kept_as_json() -> None:
    item = Item("spouse", "hoang van an 1980")
    assert Item.from_json(item.to_json()) == item


WEAK = ["name", "birth_year", "birth_near", "commune"]
"""What half a commune may share with somebody."""


@given(st.sets(st.sampled_from(WEAK)))
def test_no_weak_items_settle_it_however_many(names: set[str]) -> None:
    assert not settles(Item(name) for name in names)


@given(
    name=st.sampled_from(["Nông Thị Hiền", "Hoàng Văn An", "Lý A Sình", "Triệu Mùi Ghển"]),
    year=st.integers(1900, 2020),
    births=st.tuples(st.sampled_from(["", "{}", "03.{}"]), st.sampled_from(["", "{}", "03.{}"])),
    homes=st.tuples(*[st.sampled_from([("", ""), ("01693", ""), ("01693", "na kinh")])] * 2).filter(
        lambda homes: not (homes[0][1] and homes[1][1])
    ),
    sexes=st.tuples(*[st.sampled_from(["", "1", "2"])] * 2),
    others=st.lists(st.sampled_from(["Bế Thị Lan", "Đàm Văn Sơn"]), max_size=2, unique=True),
)
def test_nobody_is_joined_by_a_name_and_a_year_alone(
    name: str,
    year: int,
    births: tuple[str, str],
    homes: tuple[tuple[str, str], tuple[str, str]],
    sexes: tuple[str, str],
    others: list[str],
) -> None:
    """Whatever else the pages say, unless it is a paper's number, a relative both name, the hamlet or a whole birth date."""
    kin = tuple(("spouse", other, "") for other in others)
    new = seen(name, births[0].format(year), entry="2", home=homes[0], sex=sexes[0], kin=kin[:1])
    old = seen(name, births[1].format(year), home=homes[1], sex=sexes[1], kin=kin[1:])
    assert joins(new, {"old": [old]}) == []
