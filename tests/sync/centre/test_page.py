"""The province's page: through plain HTTP always, in a real headless Chromium where one is installed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from httpx import Client
from sqlalchemy import text

from bench.offices import OFFICE, OTHER_OFFICE
from registers.plan import plan_3510
from sync.centre import page
from sync.centre.app import create_app
from sync.centre.database import Database
from sync.centre.findings import notice
from sync.centre.ingest import ingest
from sync.centre.tokens import issue
from tests.sync import chromium
from tests.sync.revisions import batch, birth
from tests.sync.serving import serving

_OTHER_NAME = "xã Đức Hạnh"
pytestmark = pytest.mark.parametrize("centre_url", ["sqlite"], indirect=True)


@pytest.fixture
def token(database: Database) -> str:
    """The province's token; three births of one office, two of another, one approved, one pair that looks alike."""
    for office, count in ((OFFICE, 3), (OTHER_OFFICE, 2)):
        issue(database, office)
        bodies = [birth(number, office=office) for number in range(1, count + 1)]
        ingest(database, plan_3510(), office, batch(*bodies, birth(1, 2, office=office, state="approved")))
    while notice(database):
        pass
    return issue(database, "04")


@pytest.fixture
def address(database: Database, token: str) -> Iterator[str]:
    with serving(create_app(database)) as served:
        yield served


def test_without_the_provinces_token_it_shows_nothing(database: Database, address: str) -> None:
    with Client(base_url=address) as client:
        first = client.get("/")
        assert first.status_code == 401
        assert "Khóa truy cập của tỉnh" in first.text
        for wrong in ("", "x", issue(database, OFFICE)):
            refused = client.post("/", data={"token": wrong})
            assert refused.status_code == 401
            assert "Theo giai đoạn" not in refused.text
        assert client.get("/", headers={"Cookie": f"{page._COOKIE}=9999999999.00"}).status_code == 401


def test_it_tells_plan_and_actual_and_leads_down_to_the_findings(address: str, token: str) -> None:
    with Client(base_url=address, follow_redirects=True) as client:
        shown = client.post("/", data={"token": token})
        assert shown.status_code == 200
        for title in ("Theo giai đoạn", "Theo loại sổ", "Theo huyện", "Theo bước xử lý", "Điều cần xem lại"):
            assert title in shown.text
        assert _row(shown.text, "2020-2022")[1:] == ["31/12/2022", "409.152", "5", "2", "< 0,1 %"]
        assert _row(shown.text, "Khai sinh")[1:3] == ["5", "2"]
        assert _row(shown.text, "đã phê duyệt")[1:] == ["2"]
        assert _row(shown.text, "Có thể khai sinh trùng ở hai nơi")[1:] == ["4"]
        districts = re.findall(r'href="/\?([^"]*district=[^"]*)"', shown.text)
        offices = "".join(client.get(f"/?{unescape(query)}").text for query in districts)
        assert f"office={OFFICE}" in offices
        assert f"office={OTHER_OFFICE}" in offices
        down = client.get("/", params={"office": OFFICE}).text
        assert _row(down, "2020-2022")[1:] == ["31/12/2022", "3", "1", "< 0,1 %"]
        assert _row(down, "Có thể khai sinh trùng ở hai nơi")[1:4] == [
            "Khai sinh 1/2007",
            _OTHER_NAME,
            "Khai sinh 1/2007",
        ]
        assert "Nông" not in down
        narrowed = client.get("/", params={"phase": "2024"}).text
        assert "Khai sinh" not in narrowed
        assert client.get("/", params={"lang": "en"}).text.count("By phase of the plan") == 1


def test_a_long_list_of_findings_is_read_page_by_page(database: Database, address: str, token: str) -> None:
    with database.write() as connection:
        for seq in range(10, 260):
            connection.execute(
                text(
                    "INSERT INTO finding (office, seq, rule, entry_id, other_office, other_entry_id, detail, at)"
                    " VALUES (:office, :seq, 'log_rewritten', :line, '', '', '{}', '2026-11-23T01:00:00.000000Z')"
                ),
                {"office": OFFICE, "seq": seq, "line": str(seq)},
            )
    with Client(base_url=address, follow_redirects=True) as client:
        client.post("/", data={"token": token})
        seen, page_of = set(), f"/?office={OFFICE}"
        while page_of:
            shown = client.get(page_of).text
            seen |= set(re.findall(r"Nhật ký, dòng ([0-9]+)", shown))
            more = re.search(r'<a href="(/[^"]*after=[^"]*)">Xem tiếp', shown)
            page_of = unescape(more[1]) if more else ""
    assert seen == set(map(str, range(10, 260)))


def _row(html: str, first: str) -> list[str]:
    """The texts of the table row that begins with `first`."""
    for row in re.findall(r"<tr>(.*?)</tr>", html):
        cells = [
            unescape(re.sub(r"<[^>]*>", "", re.sub(r"<meter.*?</meter>", "", cell))).strip()
            for cell in re.findall(r"<td.*?>(.*?)</td>", row)
        ]
        if cells and cells[0] == first:
            return cells
    raise AssertionError(f"no row {first}")


def test_nothing_of_it_comes_from_elsewhere(address: str, token: str) -> None:
    with Client(base_url=address, follow_redirects=True) as client:
        shown = client.post("/", data={"token": token})
        assert "default-src 'none'" in shown.headers["content-security-policy"]
        assert not re.search(r"<script|src=|@import|url\(", shown.text)
        links = set(re.findall(r'href="([^"]*)"', shown.text)) - {"data:,"}  # an empty icon, so that none is asked for
        assert all(link.startswith("/?") for link in links)


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "99999", "\x00"])
def test_what_stands_in_the_address_is_only_text(address: str, token: str, hostile: str) -> None:
    with Client(base_url=address, follow_redirects=True) as client:
        client.post("/", data={"token": token})
        for name in ("phase", "kind", "district", "office"):
            shown = client.get("/", params={name: hostile})
            assert shown.status_code in (200, 422)
            assert "<script" not in shown.text
            assert "<img" not in shown.text


@pytest.mark.skipif(chromium.PROGRAM is None, reason="no Chromium is installed")
def test_a_real_browser_signs_in_and_drills_down(address: str, token: str, tmp_path: Path) -> None:
    with chromium.browser(tmp_path) as browser:
        browser.open(address)
        browser.act(f"document.querySelector('#token').value = '{token}'; document.forms[0].submit()")
        assert "Theo loại sổ" in browser.run("document.body.innerText")
        assert browser.run("getComputedStyle(document.querySelector('table')).borderCollapse") == "collapse"
        browser.act("document.querySelector('td a[href*=\"district=\"]').click()")
        browser.act("document.querySelector('td a[href*=\"office=\"]').click()")
        assert "Điều cần xem lại" in browser.run("document.body.innerText")
        browser.ask("Emulation.setDeviceMetricsOverride", width=1280, height=720, deviceScaleFactor=1, mobile=False)
        assert browser.run("document.documentElement.scrollWidth <= window.innerWidth")
        browser.act("document.querySelector('.switch a').click()")
        assert browser.run("document.documentElement.lang") == "en"
        assert browser.run("document.documentElement.scrollWidth <= window.innerWidth")
        asked = [
            e["params"]["request"]["url"] for e in browser.events if e.get("method") == "Network.requestWillBeSent"
        ]
        assert asked
        assert all(url.startswith(address) for url in asked)
        entries = [e["params"]["entry"] for e in browser.events if e.get("method") == "Log.entryAdded"]
        assert entries == []


@pytest.mark.skipif(chromium.PROGRAM is None, reason="no Chromium is installed")
def test_a_browser_without_scripts_shows_the_same_and_small_screens_do_not_overflow(
    address: str, token: str, tmp_path: Path
) -> None:
    with Client(base_url=address) as client:
        cookie = client.post("/", data={"token": token}).cookies[page._COOKIE]
    with chromium.browser(tmp_path) as browser:
        browser.ask("Emulation.setScriptExecutionDisabled", value=True)
        browser.ask("Network.setCookie", name=page._COOKIE, value=cookie, url=address)
        browser.ask("Emulation.setDeviceMetricsOverride", width=400, height=700, deviceScaleFactor=1, mobile=False)
        browser.open(f"{address}/?office={OFFICE}")
        tree = browser.ask("DOMSnapshot.captureSnapshot", computedStyles=[])
        assert any("Khai sinh 1/2007" in told for told in tree["strings"])
        layout = browser.ask("Page.getLayoutMetrics")
        assert layout["cssContentSize"]["width"] <= layout["cssLayoutViewport"]["clientWidth"]
