"""From keying to the supervisor: what was carried and never changed is recorded, listed, and opened."""

from __future__ import annotations

from tests.tui.conftest import Hand, Opening
from tests.tui.keying.hands import press


async def _key(hand: Hand, number: int, name: str) -> None:
    """One birth; everything the form knows is left as it is."""
    await press(hand, f"1{number}0107<enter>{name}<enter>")
    for _ in range(60):
        if f"số {number + 1}/2007" in hand.lines[0]:
            return
        await press(hand, "<enter>")
    raise AssertionError(hand.text)


async def test_a_supervisor_sees_what_nobody_typed_and_opens_a_page(opened: Opening) -> None:
    async with opened() as hand:
        await hand.sign_in()
        hand.app.open("keying", "KS-2007")
        await hand.settled()
        for number, name in ((1, "nông văn an"), (2, "lý a páo")):
            await _key(hand, number, name)
        await press(hand, "<ctrl+b>")
        hand.app.open("ledger", "KS-2007")
        await hand.settled()
        await hand.press("f11")
        assert "chưa từng đổi" not in hand.lines[0]  # for who compares with the page
        await hand.press("escape", "ctrl+x")
        await hand.sign_in("minh")
        hand.app.open("ledger", "KS-2007")
        await hand.settled()
        await hand.press("f11")
        assert "Điền sẵn, chưa từng đổi · Khai sinh" in hand.lines[0]
        line = next(line for line in hand.lines if "Quyển số" in line)
        assert line.split()[-2:] == ["01/2007", "2/2"]
        await hand.type("quyen")
        assert "Không ai gõ ô này ở: 1/2007–2/2007." in hand.text
        await hand.press("enter")
        assert "số 2/2007" in hand.lines[0]
