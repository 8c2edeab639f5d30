"""Finding persons as people type them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from registers.workflow import Act
from storage import entries, search
from storage.engine import Store
from storage.search import Asked, read_search
from tests.storage.office import BIRTHS, birth, found, hire, key

PEOPLE = [
    birth(
        "Nông Thị Hiền", "02.03.2016", mother_residence="Xóm Nà Kinh, xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"
    ),
    birth("Nông Văn Tài", "01.01.2016", mother_full_name="Đàm Thị Đào", mother_birth_year="1992"),
    birth("Lý Thị Hiên", "03.02.2016", mother_full_name="Lý Mỹ", father_full_name="H'Mông A Páo"),
    birth("Hiền Nông", "04.02.2016", mother_full_name="", father_full_name=""),
]


def _keyed(store: Store) -> list[str]:
    found(store)
    lan = hire(store, "Lan")
    return [key(store, lan, values).entry_id for values in PEOPLE]


@pytest.fixture
def keyed(store: Store) -> list[str]:
    """Ids of four births."""
    return _keyed(store)


@pytest.fixture(scope="module")
def people(shelved_url: str) -> Iterator[Store]:
    """A store with those four births, to be read only."""
    store = Store.open(shelved_url)
    _keyed(store)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("nong thi hien", ["Nông Thị Hiền"]),
        ("Nông Thị Hiền", ["Nông Thị Hiền"]),
        ("NÔNG  THỊ\tHIỀN\x00", ["Nông Thị Hiền"]),
        ("thi hien", ["Lý Thị Hiên", "Nông Thị Hiền"]),
        ("hien", ["Hiền Nông", "Lý Thị Hiên", "Nông Thị Hiền"]),
        ("hien nong", ["Hiền Nông", "Nông Thị Hiền"]),
        ("nong hien", ["Hiền Nông", "Nông Thị Hiền"]),
        ("dam", ["Đàm Thị Đào"]),
        ("đào", ["Đàm Thị Đào"]),
        ("dao", ["Đàm Thị Đào"]),
        ("lý mỹ", ["Lý Mỹ"]),
        ("ly my", ["Lý Mỹ"]),
        ("li mi", ["Lý Mỹ"]),
        ("h'mong", ["H'Mông A Páo"]),
        ("h’mông páo", ["H'Mông A Páo"]),
        ("ien", []),
        ("%", []),
        ("_", []),
        ("", []),
        (" , ", []),
        ("hien 2016", ["Hiền Nông", "Lý Thị Hiên", "Nông Thị Hiền"]),
        ("thi 1992", ["Đàm Thị Đào"]),
        ("thi 1993", []),
        ("lan, na kinh", ["Hoàng Thị Lan"]),
        ("lan, nowhere", []),
        ("'; DROP TABLE name; --", []),
    ],
)
def test_names_are_found_as_they_are_typed(people: Store, typed: str, names: list[str]) -> None:
    hits = search.entries_by_name(people, typed)
    assert sorted({hit.full_name for hit in hits}) == sorted(names)


def test_a_hit_says_who_and_where(store: Store, keyed: list[str]) -> None:
    (hit,) = search.entries_by_name(store, "nong thi hien")
    assert (hit.entry_id, hit.kind, hit.role, hit.birth, hit.sex) == (keyed[0], "KS", "child", "02.03.2016", "2")
    assert str(hit.position) == "1/2016"


def test_the_name_itself_comes_before_those_that_begin_with_it(store: Store, keyed: list[str]) -> None:
    assert search.entries_by_name(store, "hien")[0].full_name == "Hiền Nông"


def test_many_names_come_in_the_order_of_a_few(store: Store) -> None:
    """The name itself, then those that begin with it, then the others; of one name by birth: as many as there may be."""
    found(store, replace(BIRTHS, last_no=100, entries=100))
    lan = hire(store, "Lan")
    letters = "BCDGHKLMNPQRSTVX"
    others = [f"Nông {first} {second}" for first in letters[:4] for second in letters]
    for name in reversed(["Nông Văn An", *others, "An", "An Nông", "An Nông"]):
        key(store, lan, birth(name, mother_full_name="", father_full_name=""))
    names = [hit.full_name for hit in search.entries_by_name(store, "an")]
    assert names == ["An", "An Nông", "An Nông", "Nông Văn An"]
    some = [hit.full_name for hit in search.entries_by_name(store, "nong", limit=70)]
    assert some == [*sorted(others), "Nông Văn An", "An Nông", "An Nông"][:70]


def test_no_more_are_given_than_asked_for(store: Store, keyed: list[str]) -> None:
    assert len(search.entries_by_name(store, "thi", limit=2)) == 2


def test_who_is_corrected_away_or_withdrawn_is_not_found(store: Store, keyed: list[str]) -> None:
    lan = entries.load(store, keyed[0]).keyer
    entries.correct(store, keyed[0], values=birth("Nông Thị Hoa"), base_revision=1, account_id=lan)
    assert search.entries_by_name(store, "nong thi hien") == []
    entries.step(store, keyed[0], Act.WITHDRAW, base_revision=2, account_id=lan, reason="nhầm")
    assert search.entries_by_name(store, "nong thi hoa") == []


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Nông Thị Hiền 1987, Hồng Việt", Asked(("nong", "thi", "hien"), "1987", "hong viet")),
        ("1750 hien", Asked(("1750", "hien"), "", "")),
        ("", Asked((), "", "")),
    ],
)
def test_what_is_typed_is_taken_apart(typed: str, asked: Asked) -> None:
    assert read_search(typed) == asked
