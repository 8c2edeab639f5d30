"""The province's page: through plain HTTP always, in a real headless Chromium where one is installed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from httpx import Client

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
        for title in ("Theo giai đoạn", "Theo loại sổ", "Theo huyện"):
            assert title in shown.text
        districts = re.findall(r'href="/\?([^"]*district=[^"]*)"', shown.text)
        offices = "".join(client.get(f"/?{unescape(query)}").text for query in districts)
        assert f"office={OFFICE}" in offices
        assert f"office={OTHER_OFFICE}" in offices
        down = client.get("/", params={"office": OFFICE}).text
        assert "Điều cần xem lại" in down
        assert client.get("/", params={"lang": "en"}).text.count("By phase of the plan") == 1


def test_nothing_of_it_comes_from_elsewhere(address: str, token: str) -> None:
    with Client(base_url=address, follow_redirects=True) as client:
        shown = client.post("/", data={"token": token})
        assert "default-src 'none'" in shown.headers["content-security-policy"]
        assert not re.search(r"<script|src=|@import|url\(", shown.text)
        assert all(link.startswith("/?") for link in re.findall(r'href="([^"]*)"', shown.text))


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
        browser.act("document.querySelector('nav a').click()")
        assert browser.run("document.documentElement.lang") == "en"
        assert browser.run("document.documentElement.scrollWidth <= window.innerWidth")
        asked = [
            e["params"]["request"]["url"] for e in browser.events if e.get("method") == "Network.requestWillBeSent"
        ]
        assert asked
        assert all(url.startswith(address) for url in asked)
        entries = [e["params"]["entry"] for e in browser.events if e.get("method") == "Log.entryAdded"]
        assert [entry for entry in entries if "favicon" not in entry.get("url", "")] == []
