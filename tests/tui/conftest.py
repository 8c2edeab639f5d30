"""One office for the screens: a real store with accounts and books, copied for each test, and the program over it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from registers.kinds import Layout, Level, PositionState
from registers.position import Position
from registers.value import Value
from registers.workflow import Role
from storage import accounts, entries, positions, shelf
from storage.engine import Store
from storage.entries import Saved
from storage.home import Home
from storage.judging import EntryBlocked
from storage.permissions import OPERATOR
from tui.app import HotichApp
from tui.desk import Desk
from tui.keymap import Keymap
from tui.keys import Key
from tui.screen import DeskScreen

PASSWORD = "mật khẩu 9"
OFFICE = ("01696", "UBND xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng")


def _book(book_id: str, kind: str, year: int, last: int, **more: object) -> shelf.BookRow:
    return shelf.BookRow(
        id=book_id,
        office=OFFICE[0],
        office_name=OFFICE[1],
        level=Level.COMMUNE,
        kind=kind,
        layout=Layout.C1 if year < 2016 else Layout.D,
        book_no=f"01/{year}",
        year_from=year,
        year_to=year,
        first_no=1,
        last_no=last,
        entries=last,
        **more,  # type: ignore[arg-type]
    )


BOOKS = (
    _book("KS-2007", "KS", 2007, 30, shelf="A3", notes="Bìa rách"),
    _book("KH-2007", "KH", 2007, 12, shelf="A2"),
    _book("KT-2008", "KT", 2008, 5),
    _book("KH-2017", "KH", 2017, 8),
)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    moment: datetime = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, time: timedelta) -> None:
        """Let time pass."""
        self.moment += time


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a clerk, a supervisor, an administrator and an auditor, and four books."""
    path = tmp_path_factory.mktemp("office") / "store.db"
    store = Store.open(f"sqlite:///{path}", clock=Clock())
    for name, role in (("lan", Role.CLERK), ("minh", Role.SUPERVISOR), ("quản-trị", Role.ADMIN), ("hoa", Role.AUDITOR)):
        accounts.add(store, name, role, PASSWORD, by=OPERATOR)
    with store.write() as session:
        shelf.add(session, BOOKS)
    store.close()
    return path


@pytest.fixture
def home(office_template: Path, tmp_path: Path) -> Home:
    """The folder of an office of one's own."""
    home = Home(tmp_path / "home")
    home.make()
    shutil.copy(office_template, home.path / "store.db")
    return home


@pytest.fixture
def clock() -> Clock:
    """The clock of the desk."""
    return Clock()


@dataclass
class Hand:
    """A hand at the keyboard and an eye on the screen; each press waits until the program has done what it says."""

    app: HotichApp
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        """Press named keys, one after the other."""
        for key in keys:
            self.app.take_keys([Key.typed(key) if len(key) == 1 else Key.typed(" ") if key == "space" else Key(key)])
            await self.settled()

    async def type(self, text: str) -> None:
        """Type text in one go, as a terminal hands it over."""
        self.app.take_keys(map(Key.typed, text))
        await self.settled()

    async def sign_in(self, name: str = "lan") -> None:
        """Sign in as `name`."""
        await self.type(name)
        await self.press("enter")
        await self.type(PASSWORD)
        await self.press("enter")

    async def settled(self) -> None:
        """Wait until nothing is under way: no screen opening, no thread at work, no key in line, no message on its way."""
        quiet = 0
        while quiet < 3:
            await asyncio.sleep(0.001)
            await self.app.workers.wait_for_complete()
            pumps = [self.app, *self.app.screen_stack]
            under_way = self.app.workers or len(self.app.typeahead) or any(pump.message_queue_size for pump in pumps)
            quiet = quiet + 1 if self.top.ready and not under_way else 0

    @property
    def top(self) -> DeskScreen:
        """The screen on top."""
        return self.app.screen_on_top

    @property
    def lines(self) -> list[str]:
        """What the screen shows, right-stripped."""
        return [strip.text.rstrip() for strip in self.top.canvas.strips]

    @property
    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(self.lines)

    @property
    def chosen(self) -> str:
        """The line drawn reversed, "" where none is."""
        for strip in self.top.canvas.strips[1:]:
            if any(segment.style and segment.style.reverse and segment.style.bold for segment in strip):
                return strip.text.rstrip()
        return ""


Opening = Callable[..., AbstractAsyncContextManager[Hand]]


@pytest.fixture
def opened(home: Home, clock: Clock) -> Opening:
    """Opens the program on the office; a fault of its own fails the test."""

    @asynccontextmanager
    async def opening(
        *,
        size: tuple[int, int] = (80, 24),
        keymap: Keymap | None = None,
        idle: timedelta = timedelta(minutes=15),
        glance: timedelta = timedelta(0),
    ) -> AsyncIterator[Hand]:
        app = HotichApp(Desk(home, keymap or Keymap(), clock=clock, idle=idle, glance=glance))
        async with app.run_test(size=size) as pilot:
            hand = Hand(app, pilot)
            await pilot.pause()  # for the first refresh, behind which the store is opened
            await hand.settled()
            yield hand
        app.desk.close()
        faults = home.logs / "faults.log"
        assert not faults.exists(), faults.read_text(encoding="utf-8")

    return opening


@pytest.fixture
def store(home: Home, clock: Clock) -> Iterator[Store]:
    """The office's store, to prepare it or to look into it."""
    store = Store.open(home.store_url, clock=clock)
    yield store
    store.close()


def keyed(store: Store, by: str, book_id: str, number: int, page: int | None = None, **written: str) -> Saved:
    """Key an entry as the account called `by` would; whatever the checks would block is kept with a reason."""
    account = next(row.account_id for row in accounts.list_all(store) if row.name == by)
    book = shelf.get(store, book_id)
    claim = positions.claim(store, book_id, Position(book.year_from, number), account)
    values = {name: Value(text, text) for name, text in written.items()}
    overrides: dict[str, str] = {}
    while True:
        try:
            return entries.save(
                store,
                claim,
                kind=book.kind,
                position_state=PositionState.NORMAL,
                values=values,
                page_no=page,
                account_id=account,
                overrides=overrides,
            )
        except EntryBlocked as blocked:
            overrides |= {flag.rule: "sổ ghi như vậy" for flag in blocked.blocking}
