"""Persons known from other pages, at the keying screen: offered, taken with one key, undone with one, linked after saving."""

from __future__ import annotations

import pytest
from sqlmodel import select

from storage import persons
from storage.engine import Store
from storage.gathering import gather
from storage.home import Home
from storage.persontables import PersonLink
from storage.tables import Mention
from tests.tui.conftest import Clock, Hand, Opening
from tests.tui.conftest import keyed as key
from tests.tui.keying.hands import press
from tui.screens.keying import KeyingScreen

HOME = "Xóm Nà Kinh, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"
CHILD = "nông văn an<enter>050107<enter>1tày<enter>việt nam<enter>trạm y tế xã hồng việt<enter>xã hồng việt, huyện hòa an, tỉnh cao bằng<enter>"


@pytest.fixture
def store(home: Home, clock: Clock) -> Store:
    """The office's store with one birth: a couple and their child."""
    store = Store.open(home.store_url, clock=clock)
    key(
        store, "lan", "KS-2007", 1,
        registration_date="02.01.2007", child_full_name="Nông Thị Hiền", child_birth_date="01.02.2005",
        father_full_name="Nông Văn Pá", father_birth_year="1980", father_ethnicity="Tày", father_residence=HOME,
        mother_full_name="Hoàng Thị Mỷ", mother_birth_year="1982", mother_ethnicity="Nùng", mother_residence=HOME,
    )  # fmt: skip
    gather(store)
    return store


async def _at_the_father(hand: Hand) -> KeyingScreen:
    await hand.sign_in()
    hand.app.open("keying", "KS-2007")
    await hand.settled()
    await hand.app.workers.wait_for_complete()
    await press(hand, f"120107<enter>{CHILD}")
    assert isinstance(hand.top, KeyingScreen)
    return hand.top


def _values(screen: KeyingScreen) -> dict[str, str]:
    assert screen.state is not None
    return {name: cell.text for name, cell in screen.state.draft.cells.items()}


@pytest.mark.usefixtures("store")
async def test_the_parents_of_a_child_are_offered_to_the_next_and_taken_with_one_key(opened: Opening) -> None:
    async with opened() as hand:
        screen = await _at_the_father(hand)
        assert screen.state is not None
        assert screen.state.field is not None
        assert screen.state.field.name == "father_full_name"
        assert not [one for one in screen.state.suggestions if one.fill]
        await press(hand, "no")
        assert "Nông Văn Pá" in hand.text
        assert "1980 · Hoàng Thị Mỷ" in hand.text  # who that is, under the page
        before = _values(screen)
        await press(hand, "<tab>")
        taken = _values(screen)
        assert (taken["mother_full_name"], taken["mother_residence"]) == ("Hoàng Thị Mỷ", HOME)
        assert "father_birth_year" not in taken  # some pages have the day: it is asked, and known to be of that year
        assert screen.state.field.name == "father_birth_year"
        assert screen.state.suggestion is not None
        assert screen.state.suggestion.text == "1980"
        assert (
            "mother_ethnicity" not in taken
        )  # a people with branches: one page is too little to know what this one says
        while len(_values(screen)) > len(before):
            await press(hand, "<ctrl+z>")
        assert _values(screen) == before


async def test_the_birth_beside_a_known_person_has_slashes(opened: Opening, store: Store) -> None:
    key(
        store, "lan", "KH-2007", 1,
        registration_date="02.02.2006", husband_full_name="Lý A Páo", husband_birth_date="09.11.1981",
        husband_residence=HOME, wife_full_name="Lý Thị Máy", wife_birth_date="02.03.1984", wife_residence=HOME,
    )  # fmt: skip
    gather(store)
    store.close()
    async with opened() as hand:
        await hand.sign_in()
        hand.app.open("keying", "KS-2007")
        await hand.settled()
        await hand.app.workers.wait_for_complete()
        assert isinstance(hand.top, KeyingScreen)
        assert hand.top.state is not None
        number = hand.top.state.page.number("father_full_name")
        await press(hand, f"120107<enter><ctrl+g>{number}<enter>ly a")
        assert "09/11/1981" in hand.text
        assert "09.11.1981" not in hand.text


async def test_a_name_written_out_is_met_again_at_its_birth(opened: Opening, store: Store) -> None:
    store.close()
    async with opened() as hand:
        screen = await _at_the_father(hand)
        await press(hand, "nông văn pá<enter>")
        assert screen.state is not None
        assert [one.text for one in screen.state.suggestions if one.fill] == ["1980"]
        assert "Hoàng Thị Mỷ" in hand.text
        await press(hand, "<tab>")
        taken = _values(screen)
        assert (taken["father_birth_year"], taken["mother_full_name"]) == ("1980", "Hoàng Thị Mỷ")


async def test_what_was_taken_is_linked_once_the_page_is_saved(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        screen = await _at_the_father(hand)
        await press(hand, "no<tab>")
        for _ in range(40):
            if screen.state is None or "số 3/2007" in hand.lines[0]:
                break
            await press(hand, "<enter>")
        assert "số 3/2007" in hand.lines[0]
        await hand.app.workers.wait_for_complete()
    with store.read() as session:
        links = session.exec(select(PersonLink).where(PersonLink.how == "taken")).all()
        assert {(link.role, link.other_role) for link in links} == {("father", "father"), ("mother", "mother")}
        second = next(m for m in session.exec(select(Mention)) if m.full_name == "Nông Văn An")
    mother = persons.person_of(store, second.entry_id, "mother")
    children = [one.full_name for one in persons.kin(store, mother) if one.relation == "child_of"]
    assert sorted(children) == ["Nông Thị Hiền", "Nông Văn An"]


async def test_who_was_keyed_in_this_sitting_is_known_at_once(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        screen = await _at_the_father(hand)
        await press(hand, "lý a páo<enter>1979<enter>")
        for _ in range(40):
            if "số 3/2007" in hand.lines[0]:
                break
            await press(hand, "<enter>")
        await hand.app.workers.wait_for_complete()
        await press(hand, f"<enter>{CHILD}ly a")
        assert screen.state is not None
        assert [one.text for one in screen.state.suggestions if one.fill] == ["Lý A Páo"]
    store.close()


async def test_a_person_who_is_somebody_else_is_refused_with_one_key_and_never_joined(
    opened: Opening, store: Store
) -> None:
    async with opened() as hand:
        screen = await _at_the_father(hand)
        assert screen.state is not None
        await press(hand, "nong van pa")
        assert [one.text for one in screen.state.suggestions if one.fill] == ["Nông Văn Pá"]
        await press(hand, "<alt+k>")
        assert not [one for one in screen.state.suggestions if one.fill]
        assert "Nông Văn Pá" in [one.text for one in screen.state.suggestions], "the name may be another's"
        assert "Không phải Nông Văn Pá đã biết" in hand.text
        await press(hand, "<ctrl+z>")
        assert [one.text for one in screen.state.suggestions if one.fill] == ["Nông Văn Pá"]
        await press(hand, "<alt+k><ctrl+b>")
        hand.app.open("keying", "KS-2007")  # the word stands after coming back
        await hand.settled()
        assert isinstance(hand.top, KeyingScreen)
        assert hand.top.state is not None
        assert not [one for one in hand.top.state.suggestions if one.fill]
        await press(hand, f"<ctrl+u>Nông Văn Pá<enter>1980<enter>tày<enter>việt nam<enter>{HOME}<enter>")
        for _ in range(40):
            if "số 3/2007" in hand.lines[0]:
                break
            await press(hand, "<enter>")
        await hand.app.workers.wait_for_complete()
    gather(store)
    with store.read() as session:
        links = session.exec(select(PersonLink)).all()
        fathers = [(link.how, link.role, link.other_role) for link in links if "father" in (link.role, link.other_role)]
    assert ("refused", "father", "father") in fathers
    mentions = {persons.person_of(store, link.entry_id, "father") for link in links if link.role == "father"}
    assert mentions.isdisjoint(
        {
            persons.person_of(store, link.other_entry_id, "father")
            for link in links
            if link.other_role == "father" and link.how == "refused"
        }
    )


FATHER = "xóm Nà Kinh, xã hồng việt, huyện hòa an, tỉnh cao bằng"


@pytest.mark.parametrize(
    "another",
    ["lý a páo<enter>", "<ctrl+u>lý a páo<enter>", "<bs>" * 11 + "lý a páo<enter>", "<ctrl+u><enter>"],
    ids=["typed over", "cleared first", "erased letter by letter", "left empty"],
)
@pytest.mark.usefixtures("store")
async def test_under_another_name_nothing_stays_of_who_was_taken_before(opened: Opening, another: str) -> None:
    async with opened() as hand:
        screen = await _at_the_father(hand)
        assert screen.state is not None
        before = _values(screen)
        await press(hand, "no<tab>")
        taken = _values(screen)
        await press(hand, f"<back>{another}")
        assert _values(screen) == before | ({"father_full_name": "Lý A Páo"} if "páo" in another else {})
        assert "Không còn là người trước: đã bỏ những gì điền theo. Lấy lại: Hoàn tác ^Z." in hand.text
        await press(hand, "<ctrl+z><ctrl+z>")  # the way on, then the name and all that went with it
        assert _values(screen) == taken


@pytest.mark.usefixtures("store")
async def test_what_is_gone_with_a_person_is_asked_wherever_the_clerk_was(opened: Opening) -> None:
    async with opened() as hand:
        screen = await _at_the_father(hand)
        assert screen.state is not None
        await press(hand, "no<tab>1980<enter>việt nam<enter>")
        number = screen.state.page.number("father_full_name")
        furthest = screen.state.draft.at
        await press(hand, f"<ctrl+g>{number}<enter>lý a páo<enter>")
        asked = []
        while screen.state.draft.at != furthest:
            asked.append(screen.state.draft.at)
            await press(hand, "<enter>")
        assert asked == ["father_ethnicity", "father_residence"]
        assert _values(screen)["father_birth_year"] == "1980", "what was keyed stays"


@pytest.mark.usefixtures("store")
async def test_another_wife_takes_nothing_of_her_husband_away(opened: Opening) -> None:
    async with opened() as hand:
        screen = await _at_the_father(hand)
        assert screen.state is not None
        await press(hand, "no<tab>")
        taken = _values(screen)
        number = screen.state.page.number("mother_full_name")
        await press(hand, f"<ctrl+g>{number}<enter>lý thị máy<enter>")
        now = _values(screen)
        assert now["mother_full_name"] == "Lý Thị Máy"
        assert {n: t for n, t in now.items() if not n.startswith("mother")} == {
            n: t for n, t in taken.items() if not n.startswith("mother")
        }
        assert "mother_residence" in taken
        assert "mother_residence" not in now


@pytest.mark.parametrize("same", ["<end>g<bs><enter>", "nong van pa<enter>"], ids=["mended", "typed without marks"])
@pytest.mark.usefixtures("store")
async def test_who_is_still_named_keeps_what_was_filled_in(opened: Opening, same: str) -> None:
    async with opened() as hand:
        screen = await _at_the_father(hand)
        await press(hand, "no<tab>")
        taken = _values(screen)
        await press(hand, f"<back>{same}")
        assert {**_values(screen), "father_full_name": ""} == {**taken, "father_full_name": ""}
