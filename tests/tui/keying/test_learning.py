"""What an office learned: kept beside the store, shared by sessions, there after a restart, never older than its store."""

from __future__ import annotations

from pathlib import Path

import pytest

from registers.form import load
from registers.value import Value
from storage.engine import Store
from storage.home import Home
from tests.tui.conftest import Clock, Opening
from tests.tui.conftest import keyed as key
from tests.tui.keying.hands import press
from tui.keying import learning
from tui.keying.learning import OfficeSuggester, freeze_names
from tui.typing.macros import Macros

BIRTH = load("KS", "C1")
BOOK = "KS-2007"
HOME = "Xóm Nà Kinh, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"
PAGE = {"registration_date": "02.01.2007", "child_full_name": "Nông Thị Hiền", "mother_residence": HOME}


@pytest.fixture
def store(home: Home, clock: Clock) -> Store:
    """The office's store with one birth."""
    store = Store.open(home.store_url, clock=clock)
    key(store, "lan", BOOK, 1, None, **PAGE)
    return store


def session(store: Store, home: Home) -> OfficeSuggester:
    one = OfficeSuggester(store, home.learned)
    one.take_up(one.catch_up())
    one.sit_down("01696", BOOK, Macros())
    one.open(BIRTH, BOOK, 2007)
    return one


def best(one: OfficeSuggester, name: str, typed: str) -> str:
    known = {"registration_date": Value("5/1/2007", "05.01.2007")}
    return next((each.text for each in one.suggest(BIRTH[name], typed, known)), "")


def test_a_new_session_knows_what_was_keyed_before_it(store: Store, home: Home) -> None:
    first = session(store, home)
    first.close()
    again = OfficeSuggester(store, home.learned)
    again.open(BIRTH, BOOK, 2007)
    assert best(again, "mother_residence", "nk") == HOME
    assert best(again, "child_full_name", "nong thi hien") == "Nông Thị Hiền"
    assert again.catch_up().names == []


def test_sessions_side_by_side_learn_each_entry_once(store: Store, home: Home) -> None:
    one, other = session(store, home), session(store, home)
    assert best(other, "child_full_name", "vu nhia xoong") != "Vừ Nhìa Xoọng"
    key(store, "lan", BOOK, 2, None, **PAGE | {"child_full_name": "Vừ Nhìa Xoọng", "mother_residence": ""})
    for each in (one, other):
        each.take_up(each.catch_up())
        each.open(BIRTH, BOOK, 2007)
        assert best(each, "child_full_name", "vu nhia xoong") == "Vừ Nhìa Xoọng"
    assert one.catch_up().clock == other.catch_up().clock == 2


def test_frozen_names_are_shared_and_what_comes_after_is_added(
    store: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = session(store, home)
    freeze_names(home.learned)
    key(store, "lan", BOOK, 2, None, **PAGE | {"child_full_name": "Vừ Nhìa Xoọng"})
    one.take_up(one.catch_up())
    for each in (one, session(store, home)):
        for typed, wanted in (("nong thi hien", "Nông Thị Hiền"), ("vu nhia xoong", "Vừ Nhìa Xoọng")):
            each.open(BIRTH, BOOK, 2007)
            assert best(each, "child_full_name", typed) == wanted
    asked: list[Path] = []
    monkeypatch.setattr(learning, "FRESH", 0)
    monkeypatch.setattr(learning, "_freeze_aside", asked.append)
    one.catch_up()
    assert asked == [home.learned]


def test_what_belongs_to_another_store_is_forgotten(store: Store, home: Home, tmp_path: Path, clock: Clock) -> None:
    session(store, home).close()
    older = Store.open(f"sqlite:///{tmp_path / 'older.db'}", clock=clock)
    one = OfficeSuggester(older, home.learned)
    assert best(one, "mother_residence", "nk") != HOME
    assert one.catch_up().clock == 0
    older.close()


def test_a_great_many_entries_are_learned_in_slices(store: Store, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(2, 9):
        key(store, "lan", BOOK, number, None, **PAGE | {"child_full_name": f"Lý Văn {'ABCDEGHIK'[number]}"})
    monkeypatch.setattr(learning, "SLICE", 2)
    monkeypatch.setattr(learning, "JUDGED", 3)
    monkeypatch.setattr(learning, "WINDOW", 5)
    one = OfficeSuggester(store, home.learned)
    news = one.catch_up()
    assert news.clock == 5  # the newest
    assert news.trust
    assert {each.name for each in news.names} == {f"Lý Văn {letter}" for letter in "EGHIK"}


async def test_the_next_page_and_the_next_session_offer_what_was_just_keyed(opened: Opening) -> None:
    async with opened() as hand:
        await hand.sign_in()
        hand.app.open("keying", BOOK)
        await hand.settled()
        await press(hand, "120107<enter>vừ nhìa xoọng<enter>")
        for _ in range(60):
            if "số 2/2007" in hand.lines[0]:
                break
            await press(hand, "<enter>")
        await press(hand, "130107<enter>vu nhi")
        assert "Vừ Nhìa Xoọng" in hand.text
    async with opened() as hand:
        await hand.sign_in()
        hand.app.open("keying", BOOK)
        await hand.settled()
        await press(hand, "a x")
        assert "Vừ Nhìa Xoọng" in hand.text
        await press(hand, "<tab>")
        assert any("Vừ Nhìa Xoọng" in line for line in hand.lines[1:8])


async def test_keying_goes_on_where_nothing_can_be_learned(opened: Opening, home: Home) -> None:
    home.learned.write_text("a file where a folder belongs")
    async with opened() as hand:
        await hand.sign_in()
        hand.app.open("keying", BOOK)
        await hand.settled()
        await press(hand, "120107<enter>lý a<enter>")
        assert "Lý A" in hand.text
        (home.logs / "faults.log").unlink()
