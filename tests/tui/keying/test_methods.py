"""Vietnamese typed inside, at the real screen: the method switched by one key, and letters that stay as they are."""

from __future__ import annotations

from storage import accounts, entries, positions
from storage.engine import Store
from tests.tui.conftest import PASSWORD, Hand, Opening
from tests.tui.keying.hands import BIRTH, press
from tui.keying.state import FormState
from tui.screens.keying import KeyingScreen

TYPED = {
    "Telex": "noong thij hieenf",
    "VNI": "no6ng thi5 hie62n",
    "VIQR": "no^ng thi. hie^`n",
    "Không bỏ dấu": "nông thị hiền",
}


async def at_the_name(hand: Hand, name: str = "lan") -> FormState:
    """Sign in and open the births at the child's name."""
    await hand.sign_in(name)
    hand.app.open("keying", "KS-2007")
    await hand.settled()
    await press(hand, "120107<enter>")
    return state_of(hand)


def state_of(hand: Hand) -> FormState:
    """The page on the screen."""
    assert isinstance(hand.top, KeyingScreen)
    assert hand.top.state is not None
    return hand.top.state


def shown(hand: Hand) -> str:
    """What the child's name shows."""
    return next(line for line in hand.lines if "Họ và tên" in line).split("Họ và tên", 1)[1].strip()


async def test_one_key_goes_round_the_methods_and_the_bar_says_which(opened: Opening) -> None:
    async with opened() as hand:
        await at_the_name(hand)
        for method, typed in [*TYPED.items(), ("Telex", TYPED["Telex"])]:
            assert hand.lines[0].endswith(f"{method} · lan · Người nhập")
            await press(hand, typed)
            assert shown(hand) == "Nông Thị Hiền", method
            await press(hand, "<ctrl+u><alt+v>")


async def test_the_next_key_is_of_the_new_method_and_the_field_stays_as_it_was(opened: Opening) -> None:
    async with opened() as hand:
        state = await at_the_name(hand)
        await press(hand, "noong thi<left><left><left>")
        before = state.draft
        await press(hand, "<alt+v>")
        assert (state.draft, state_of(hand)) == (before, state)
        assert "Kiểu gõ từ phím sau: VNI. Alt-v: kiểu kế tiếp." in hand.text
        await press(hand, "<end>5<alt+v> hie^`n")
        assert shown(hand) == "Nông Thị Hiền"
        await press(hand, "<ctrl+z>")
        assert shown(hand) == ""


async def test_the_choice_is_the_accounts_and_there_after_signing_in_again(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await at_the_name(hand)
        await press(hand, "<alt+v><alt+v>")
        assert accounts.sign_in(store, "lan", PASSWORD).settings["method"] == "viqr"
    async with opened() as hand:
        await hand.sign_in()
        hand.app.open("keying", "KS-2007")
        await press(hand, "no^ng")
        assert shown(hand) == "Nông"
        assert "VIQR · lan" in hand.lines[0]
        await hand.press("ctrl+b", "ctrl+x")
        await hand.sign_in("minh")
        hand.app.open("keying", "KH-2007")
        await hand.settled()
        assert "Telex · minh" in hand.lines[0]


async def test_the_method_is_switched_from_the_menu_too(opened: Opening) -> None:
    async with opened() as hand:
        await at_the_name(hand)
        await press(hand, "<ctrl+p>")
        line = next(line for line in hand.lines if "Đổi kiểu gõ" in line)
        await press(hand, line.split("Đổi kiểu gõ")[0].split()[-1])
        assert "VNI · lan" in hand.lines[0]


AS_TYPED = [
    ("<ctrl+v>Lee", "Lee"),
    ("Lee<ctrl+v>", "Lee"),  # also behind the word, when it is seen what became of it
    ("Lee<ctrl+v><ctrl+v>", "Lê"),
    ("<ctrl+v>Wen", "Wen"),
    ("Wen<ctrl+v>", "Wen"),
    ("<ctrl+v>Slinh", "Slinh"),
    ("Slinh<ctrl+v>", "Slinh"),
    ("Lý Wen<ctrl+v> Lee", "Lý Wen Lee"),
    ("<ctrl+v>de Souza", "de Souza"),  # no capital by itself, either
]


async def test_as_typed_letters_stay_what_they_are(opened: Opening) -> None:
    async with opened() as hand:
        await at_the_name(hand)
        for typed, kept in AS_TYPED:
            await press(hand, typed)
            assert shown(hand) == kept, typed
            await press(hand, "<ctrl+u><up><enter>")  # leaving the field ends the wish


async def test_and_so_they_are_stored(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await at_the_name(hand)
        await press(hand, "<ctrl+v>Slinh Lee Wen<enter>" + BIRTH.partition("<enter>")[2])
        assert "số 2/2007" in hand.lines[0]
    row = next(row for row in positions.list_positions(store, "KS-2007") if row.entry_id)
    value = entries.load(store, str(row.entry_id)).values["child_full_name"]
    assert (value.as_written, value.normalised) == ("Slinh Lee Wen", "Slinh Lee Wen")


async def test_a_narrow_screen_drops_the_role_and_the_name_before_the_method(opened: Opening) -> None:
    async with opened(size=(56, 24)) as hand:
        await at_the_name(hand)
        assert "còn 30" in hand.lines[0]
        assert hand.lines[0].endswith("Telex · lan")
    async with opened(size=(48, 24)) as hand:
        await at_the_name(hand)
        assert "còn 30" in hand.lines[0]
        assert hand.lines[0].endswith("Telex")


async def test_the_bar_says_that_letters_stay_as_they_are_until_the_field_is_left(opened: Opening) -> None:
    async with opened() as hand:
        await at_the_name(hand)
        await press(hand, "<ctrl+v>")
        assert "Nguyên chữ · lan" in hand.lines[0]
        await press(hand, "Lee<enter>")
        assert "Telex · lan" in hand.lines[0]


async def test_the_key_that_signs_out_of_lists_only_tells_the_way_while_keying(opened: Opening) -> None:
    async with opened() as hand:
        state = await at_the_name(hand)
        await press(hand, "noong")
        before = state.draft
        await press(hand, "<ctrl+x>")
        assert "^B về danh sách, rồi ^X để thoát" in hand.text
        assert (state_of(hand), state.draft) == (state, before)
        await press(hand, " thij")
        assert shown(hand) == "Nông Thị"
        await press(hand, "<alt+x>")
        assert shown(hand).startswith("Nông Thị [")
