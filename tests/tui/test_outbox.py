"""The outbox on the screen: how it stands, what needs people, and sending that keeps nobody from keying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from storage import outbox, outboxstatus, receipts
from storage.engine import Store
from storage.home import Home
from storage.receipts import Answered
from sync import link
from sync.centre.app import create_app
from sync.centre.database import Database
from sync.centre.tokens import issue
from sync.pusher import Backoff
from tests.sync.serving import serving
from tests.tui.conftest import OFFICE, Opening, keyed
from tui.screens.keying import KeyingScreen


@pytest.fixture
def address(tmp_path: Path, home: Home) -> Iterator[str]:
    """A centre this office pushes to."""
    database = Database.open(f"sqlite:///{tmp_path / 'centre.db'}")
    token = issue(database, OFFICE[0])
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with serving(create_app(database)) as served:
        link.save(home.path, replace(link.Link(), address=served).with_token(token))
        yield served
    structlog.reset_defaults()


@pytest.fixture
def waiting(store: Store) -> None:
    """Three births wait; the centre refused the second one for a field."""
    for number in (1, 2, 3):
        keyed(store, "lan", "KS-2007", number, child_full_name=f"Nông Thị Hiền {number}", child_birth_date="01.02.2007")
    items = outbox.lease(store, OFFICE[0], "test", limit=3, seconds=60)
    refused = {"field": "child_sex", "rule": "text", "detail": "the centre's own words"}
    receipts.settle(store, "test", [Answered(items[1], "refused", refused)], centre="centre")
    outbox.postpone(store, "test", items, seconds=0, why="")


@pytest.mark.usefixtures("waiting", "address")
async def test_it_tells_how_it_stands_and_how_to_mend_what_was_refused(opened: Opening) -> None:
    async with opened() as hand:
        await hand.sign_in("minh")
        await hand.press("f12")
        assert "Chờ gửi: 2. Đã gửi: 0. Cần xem lại: 1." in hand.text
        assert "Nam, nữ" in hand.text
        assert "child_sex" not in hand.text
        assert "Gửi được ngay" in hand.text
        assert "Nội dung có ký tự điều khiển" in hand.text
        assert "the centre's own words" not in hand.text
        assert "sửa trường nêu trên" in hand.text
        await hand.press("ctrl+t")
        assert "holds control or invisible characters" in hand.text
        assert "Nội dung" not in hand.text


@pytest.mark.usefixtures("waiting", "address")
async def test_sending_goes_on_behind_the_screen(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await hand.sign_in("minh")
        await hand.press("f12", "f6")
        assert "Chờ gửi: 0. Đã gửi: 2. Cần xem lại: 1." in hand.text
        assert "Không còn gì chờ gửi; trung tâm chưa có những lần ghi cần xem lại." in hand.text
        assert "Trung tâm đã nhận 2 lần ghi" in hand.text
        await hand.press("f7", "f6")
        assert "Chờ gửi: 0. Đã gửi: 3. Cần xem lại: 0." in hand.text
        assert "Mọi lần ghi đã ở trung tâm." in hand.text
    assert outboxstatus.status(store).stored == 3


@pytest.mark.usefixtures("waiting")
async def test_without_a_centre_it_says_what_to_do(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await hand.sign_in("minh")
        await hand.press("f12")
        assert "Chưa khai báo trung tâm" in hand.text
        assert "Gửi được ngay" not in hand.text
        await hand.press("f6")
        assert hand.text.count("Chưa khai báo trung tâm") == 2
    assert outboxstatus.status(store).waiting == 2


@pytest.mark.usefixtures("waiting")
async def test_a_centre_that_was_given_wrongly_hides_nothing(opened: Opening, home: Home) -> None:
    (home.path / "centre.toml").write_text("address = [", encoding="utf-8")
    async with opened() as hand:
        await hand.sign_in("minh")
        await hand.press("f12")
        assert "Chờ gửi: 2." in hand.text
        assert "--token-stdin" not in hand.text
        await hand.press("f6")
        assert "--token-stdin" in hand.text  # sending says what is wrong, and how to mend it


@pytest.mark.usefixtures("waiting")
async def test_asked_to_send_now_it_does_not_wait_for_the_pause_to_end(
    opened: Opening, store: Store, address: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def an_hour(self: Backoff, _asked: float | None = None) -> float:
        return 3600.0

    monkeypatch.setattr(Backoff, "next", an_hour)
    there = link.load(home.path)
    link.save(home.path, replace(there, address="http://127.0.0.1:9"))  # nobody listens there
    async with opened() as hand:
        await hand.sign_in("minh")
        await hand.press("f12", "f6")
        assert "không nối được tới trung tâm" in hand.text
        assert outboxstatus.status(store).waiting == 2
        link.save(home.path, replace(there, address=address))  # the line is back
        await hand.press("f6")
        assert "Chờ gửi: 0. Đã gửi: 2. Cần xem lại: 1." in hand.text


@pytest.mark.usefixtures("waiting", "address")
async def test_a_clerk_looks_and_opens_but_does_not_send(opened: Opening, store: Store) -> None:
    async with opened() as hand:
        await hand.sign_in("lan")
        await hand.press("f12", "f6", "f7")
        assert outboxstatus.status(store).sent == 0
        await hand.press("enter")
        assert isinstance(hand.top, KeyingScreen)
        assert hand.top.state is not None
        assert hand.top.state.draft.at == "child_sex"  # what the centre did not take
