"""Whole screens as text, in both languages and sizes, so that a change of what people see is seen in review.

Make them again with `REMAKE_SNAPSHOTS=1 python -m pytest tests/tui/test_snapshots.py`, then read the difference.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from storage import accounts, books, drafts, positions
from storage.engine import Store
from storage.home import Home
from storage.permissions import OPERATOR
from tests.tui.conftest import PASSWORD, Clock, Hand, Opening, keyed

FOLDER = Path(__file__).parent / "snapshots"
SIZES = ((80, 24), (120, 40))
SCREENS: dict[str, tuple[str, ...]] = {
    "queue": (),
    "ledger": ("end", "f6"),
    "ask": ("end", "f6", "end", "f4"),
    "search": ("f3", *"nong"),
    "settings": ("f8", "down"),
    "accounts": ("alt+u", "down"),
    "plants": ("alt+j",),
    "help": ("f1",),
    "palette": ("f10",),
}
"""Keys to each screen from the queue of a supervisor; the sign-in comes before."""


@pytest.fixture
def home(store_with_work: Path, tmp_path: Path) -> Home:
    """An office in which some work is done."""
    home = Home(tmp_path / "home")
    home.make()
    shutil.copy(store_with_work, home.path / "store.db")
    return home


@pytest.fixture(scope="module")
def store_with_work(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Entries, a draft, a pinned book and one that is given to a clerk."""
    path = tmp_path_factory.mktemp("worked") / "store.db"
    shutil.copy(office_template, path)
    store = Store.open(f"sqlite:///{path}", clock=Clock())
    child = {"child_birth_date": "01.02.2007", "mother_residence": "Xóm Nà Kinh, xã Hồng Việt"}
    keyed(store, "lan", "KS-2007", 1, 1, child_full_name="Nông Thị Hiền", mother_full_name="Nông Thị Mai", **child)
    keyed(store, "lan", "KT-2008", 1, 1, deceased_full_name="Nông Văn Páo", registration_date="02.01.2008")
    keyed(store, "lan", "KT-2008", 3, 2, deceased_full_name="Lý A Sình", registration_date="07.03.2008")
    clerk = accounts.sign_in(store, "lan", PASSWORD)
    accounts.assign(store, "lan", ["KT-2008"], by=OPERATOR)
    books.pin(store, "KS-2007", True, by=OPERATOR)
    drafts.put(store, positions.claim_next(store, "KT-2008", clerk.account_id), {"typed": "x"})
    store.close()
    return path


def _picture(hand: Hand) -> str:
    cursor = hand.top.cursor
    where = f"cursor at column {cursor.x + 1}, line {cursor.y + 1}" if cursor else "no cursor"
    chosen = f"chosen: {hand.chosen.strip()}" if hand.chosen else "nothing chosen"
    return f"{hand.text}\n{'=' * 80}\n{where}; {chosen}\n"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
async def test_every_screen_is_as_it_was(opened: Opening, size: tuple[int, int], language: str) -> None:
    shown = {}
    async with opened(size=size) as hand:
        if language == "en":
            await hand.press("f9")
        shown["sign_in"] = _picture(hand)
        await hand.sign_in("minh")
        queue = hand.top
        for screen, keys in SCREENS.items():
            await hand.press("home", *keys)
            shown[screen] = _picture(hand)
            while hand.top is not queue:
                await hand.press("ctrl+b")
    files = {screen: FOLDER / f"{screen}-{size[0]}x{size[1]}-{language}.txt" for screen in shown}
    if os.environ.get("REMAKE_SNAPSHOTS"):
        for screen, file in files.items():
            file.write_text(shown[screen], encoding="utf-8")
    assert {screen: file.read_text(encoding="utf-8") for screen, file in files.items()} == shown


def test_no_snapshot_is_of_a_screen_that_is_gone() -> None:
    screens = ("sign_in", *SCREENS)
    wanted = {f"{screen}-{w}x{h}-{to}.txt" for screen in screens for w, h in SIZES for to in ("vi", "en")}
    assert {file.name for file in FOLDER.iterdir()} == wanted
