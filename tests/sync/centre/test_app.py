"""The centre over HTTP: who gets in, what is refused and how, and that nothing becomes a traceback."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
import zstandard
from httpx import Client

from sync.centre import tokens
from sync.centre.app import create_app
from sync.centre.database import Database
from sync.centre.findings import notice
from sync.protocol import encode
from tests.sync.revisions import OFFICE, OTHER_OFFICE, batch, birth, entry_id, written
from tests.sync.serving import client_of

pytestmark = pytest.mark.parametrize("centre_url", ["sqlite"], indirect=True)
PUSH = f"/v1/offices/{OFFICE}/revisions"


@pytest.fixture
def client(database: Database) -> Iterator[Client]:
    with client_of(create_app(database)) as made:
        yield made


@pytest.fixture
def auth(database: Database) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.issue(database, OFFICE)}"}


@pytest.fixture
def province(database: Database) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.issue(database, '04')}"}


def _push(client: Client, headers: dict[str, str], *bodies: dict[str, Any], path: str = PUSH) -> list[str]:
    response = client.post(path, content=encode(batch(*bodies)), headers=headers)
    assert response.status_code == 200, response.text
    return [answer["outcome"] for answer in response.json()["answers"]]


def test_health_needs_no_token_and_tells_nothing(client: Client) -> None:
    response = client.get("/v1/health")
    assert response.status_code == 200
    assert set(response.json()) == {"ok", "centre"}
    assert response.headers["x-request-id"]


@pytest.mark.parametrize("path", [PUSH, "/v1/changes", "/v1/progress", f"/v1/offices/{OFFICE}/findings"])
@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer hotich_01693_000000000000_" + "0" * 64}])
def test_without_a_valid_token_nothing_is_told(client: Client, path: str, header: dict[str, str]) -> None:
    response = client.get(path, headers=header)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["content-type"] == "application/problem+json"


def test_an_office_sees_and_writes_itself_only(client: Client, auth: dict[str, str], database: Database) -> None:
    tokens.issue(database, OTHER_OFFICE)
    other = f"/v1/offices/{OTHER_OFFICE}/revisions"
    assert client.post(other, content=encode(batch(birth(1, office=OTHER_OFFICE))), headers=auth).status_code == 403
    assert client.get(other, headers=auth).status_code == 403
    assert client.get("/v1/changes", headers=auth).status_code == 403


def test_a_revoked_token_stops_at_once(client: Client, auth: dict[str, str], database: Database) -> None:
    assert _push(client, auth, birth(1)) == ["stored"]
    tokens.revoke(database, OFFICE)
    assert client.get(PUSH, headers=auth).status_code == 401


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_compressed_batches_are_read(client: Client, auth: dict[str, str], encoding: str) -> None:
    plain = encode(batch(birth(1)))
    packed = gzip.compress(plain) if encoding == "gzip" else zstandard.compress(plain)
    response = client.post(PUSH, content=packed, headers=auth | {"Content-Encoding": encoding})
    assert response.json()["answers"][0]["outcome"] == "stored"


def test_the_same_request_again_gets_the_same_answer(client: Client, auth: dict[str, str]) -> None:
    key = auth | {"Idempotency-Key": "k1"}
    content = encode(batch(birth(1), chain=(3, "c" * 64)))
    first = client.post(PUSH, content=content, headers=key)
    again = client.post(PUSH, content=content, headers=key)
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert first.json()["chain"]["hash"] == "c" * 64
    other = client.post(PUSH, content=encode(batch(birth(2))), headers=key)
    assert other.status_code == 409


def test_too_many_requests_are_told_when_to_come_back(database: Database, auth: dict[str, str]) -> None:
    with client_of(create_app(database, rate=1.0, burst=2, monotonic=lambda: 5.0)) as client:
        assert [client.get("/v1/progress", headers=auth).status_code for _ in range(3)] == [200, 200, 429]
        assert client.get("/v1/progress", headers=auth).headers["retry-after"] == "1"


def test_a_feed_is_read_page_by_page(client: Client, auth: dict[str, str], province: dict[str, str]) -> None:
    _push(client, auth, *(birth(n) for n in range(1, 6)))
    seen, cursor, more = [], "", True
    while more:
        page = client.get(PUSH, params={"after": cursor, "limit": 2}, headers=province).json()
        seen += [item["body"]["number"] for item in page["items"]]
        cursor, more = page["cursor"], page["more"]
    assert seen == [1, 2, 3, 4, 5]
    assert client.get(PUSH, params={"after": "zz"}, headers=auth).status_code == 422


def test_progress_counts_by_the_plans_phase(client: Client, auth: dict[str, str], province: dict[str, str]) -> None:
    _push(client, auth, birth(1), birth(2), birth(1, 2, state="approved"))
    told = client.get("/v1/progress", headers=province).json()
    assert (told["target"], told["received"], told["official"]) == (634_023, 2, 1)
    assert sum(phase["received"] for phase in told["phases"]) == 2
    assert told["kinds"] == [{"kind": "KS", "received": 2, "official": 1}]


def test_findings_reach_both_offices_once(
    client: Client, auth: dict[str, str], province: dict[str, str], database: Database
) -> None:
    there = {"Authorization": f"Bearer {tokens.issue(database, OTHER_OFFICE)}"}
    same = written(
        child_full_name="Nông Thị Hiền", child_birth_date="01.03.2007", child_sex="2", registration_date="12.03.2007"
    )
    _push(client, auth, birth(1, values=same))
    _push(client, there, birth(2, office=OTHER_OFFICE, values=same), path=f"/v1/offices/{OTHER_OFFICE}/revisions")
    while notice(database):
        pass
    mine = client.get(f"/v1/offices/{OFFICE}/findings", headers=auth).json()["items"]
    theirs = client.get(f"/v1/offices/{OTHER_OFFICE}/findings", headers=province).json()["items"]
    assert [(one["rule"], one["entry_id"], one["other_office"]) for one in mine] == [
        ("duplicate_birth", entry_id(1), OTHER_OFFICE)
    ]
    assert [(one["rule"], one["other_entry_id"]) for one in theirs] == [("duplicate_birth", entry_id(1))]


def test_the_page_opens_with_the_provinces_token_only(
    client: Client, auth: dict[str, str], province: dict[str, str]
) -> None:
    _push(client, auth, birth(1), birth(1, 2, state="approved"))
    assert client.get("/").status_code == 401
    assert client.post("/", data={"token": auth["Authorization"][7:]}).status_code == 401
    shown = client.post("/", data={"token": province["Authorization"][7:]})
    assert shown.status_code == 200
    assert "Toàn tỉnh" in shown.text
    assert "Khai sinh" in shown.text
    assert "109.304" in shown.text
    assert "http" not in shown.text.replace("http-equiv", "")
    assert "<script" not in shown.text
    drilled = client.get("/", params={"district": "040", "lang": "en"})
    assert "By office" in drilled.text
    assert client.get("/", params={"office": OFFICE}).status_code == 200
    assert client.get("/", params={"office": "<b>x"}).status_code == 200
    assert "<b>x" not in client.get("/", params={"office": "<b>x"}).text


def test_logs_and_metrics_hold_no_personal_data(
    client: Client, auth: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    _push(client, auth, birth(1))
    client.post(PUSH, content=b"{}", headers=auth)
    told = client.get("/metrics").text
    assert 'hotich_revisions_total{of="stored"} 1' in told
    printed = "".join(capsys.readouterr())
    assert "Nông" not in printed + told
    assert auth["Authorization"][20:] not in printed


def test_openapi_is_published_from_the_protocol(client: Client) -> None:
    document = client.get("/openapi.json").json()
    assert set(document["paths"]) == {
        "/v1/offices/{office}/revisions",
        "/v1/offices/{office}/findings",
        "/v1/changes",
        "/v1/progress",
        "/v1/health",
    }
    body = document["components"]["schemas"]["RevisionBody"]
    assert set(body["required"]) == set(birth(1))
