"""Whatever is sent to the centre, on either engine: it is refused clearly, as a problem, and nothing of it is kept."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
import zstandard
from httpx import Client

from registers.canonical import canonical_json
from sync.centre import feeds, tokens
from sync.centre.app import create_app
from sync.centre.database import Database
from sync.protocol import MAX_BODY_BYTES, MAX_ITEMS, encode
from tests.sync.revisions import OFFICE, OTHER_OFFICE, batch, birth, entry_id, item
from tests.sync.serving import client_of

PUSH = f"/v1/offices/{OFFICE}/revisions"
_BOMB = b" " * (MAX_BODY_BYTES * 8)
_UUID = entry_id(1).encode()


@pytest.fixture
def client(database: Database) -> Iterator[Client]:
    with client_of(create_app(database, rate=1e6, burst=10**6)) as made:
        yield made


@pytest.fixture
def auth(database: Database) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.issue(database, OFFICE)}"}


def _item(body: bytes, sha256: str = "") -> bytes:
    """A batch of one item with these bytes for its body, and their true hash."""
    proof = sha256 or hashlib.sha256(body).hexdigest()
    return b'{"items":[{"entry_id":"%s","revision":1,"sha256":"%s","body":%s}]}' % (_UUID, proof.encode(), body)


def _with(**change: Any) -> bytes:
    body = birth(1) | change
    try:
        return canonical_json(body)
    except (ValueError, TypeError):
        return json.dumps(body).encode()


AS_A_WHOLE: dict[str, tuple[bytes, dict[str, str], int]] = {
    "nothing": (b"", {}, 400),
    "no json": (b"hello", {}, 400),
    "no batch": (b"[1, 2]", {}, 400),
    "no items": (b'{"items": []}', {}, 400),
    "too many items": (encode(batch(*[birth(1)] * (MAX_ITEMS + 1))), {}, 400),
    "deep": (b"[" * 100_000 + b"]" * 100_000, {}, 400),
    "deep and packed": (gzip.compress(b'{"a":' * 1_000_000, compresslevel=1), {"Content-Encoding": "gzip"}, 400),
    "deep body": (_item(b'{"values":' * 2000 + b"1" + b"}" * 2000), {}, 400),
    "NaN": (b'{"items": [NaN]}', {}, 400),
    "NaN in a body": (_item(canonical_json(birth(1)).replace(b'"number":1', b'"number":NaN')), {}, 400),
    "infinite": (b'{"items": [], "chain": {"seq": 1e999, "hash": ""}}', {}, 400),
    "huge number": (b'{"items": [{}], "chain": {"seq": %s, "hash": ""}}' % (b"9" * 5000), {}, 400),
    "number beyond": (b'{"items": [{}], "chain": {"seq": 9007199254740992, "hash": ""}}', {}, 400),
    "lone surrogate": (b'{"items": ["\\ud800"]}', {}, 400),
    "lone surrogate in a body": (_item(_with(reason="\ud800")), {}, 400),
    "not utf-8": (b'{"items": ["\xff"]}', {}, 400),
    "oversize": (b" " * (MAX_BODY_BYTES + 1), {}, 413),
    "gzip bomb": (gzip.compress(_BOMB, compresslevel=1), {"Content-Encoding": "gzip"}, 413),
    "zstd bomb": (zstandard.compress(_BOMB), {"Content-Encoding": "zstd"}, 413),
    "zstd bomb of unknown size": (
        zstandard.ZstdCompressor(write_content_size=False).compress(_BOMB), {"Content-Encoding": "zstd"}, 413),
    "cut short": (gzip.compress(b'{"items": []}')[:-4], {"Content-Encoding": "gzip"}, 400),
    "other encoding": (b"{}", {"Content-Encoding": "br"}, 415),
    "twice packed": (b"{}", {"Content-Encoding": "gzip, gzip"}, 415),
    "long key": (encode(batch(birth(1))), {"Idempotency-Key": "k" * 201}, 400),
}  # fmt: skip

AS_AN_ITEM: dict[str, tuple[bytes, str]] = {
    "NUL": (_with(reason="a\x00b"), "text"),
    "escape": (_with(reason="\x1b[2J"), "text"),
    "turned text": (_with(reason="\u202egpj.exe"), "text"),
    "huge number": (_with(number=10**30), "schema"),
    "fraction": (_with(number=1.5), "schema"),
    "negative": (_with(revision=-1), "schema"),
    "number as text": (_with(year="2007"), "schema"),
    "large": (_with(reason="x" * 300_000), "size"),
    "deep": (_with(values={"notes": [[[[[[[]]]]]]]}), "schema"),
    "another proof": (_with(reason="khác"), "proof"),
    "one member more": (_with(salary=7), "proof"),
    "a member twice": (_with().replace(b'"number":1,', b'"number":1,"number":7,'), "proof"),
}
"""Bodies whose own bytes' hash is sent as the proof, or a wrong one, and the rule they break."""


def test_requests_that_are_no_batch_are_refused_as_a_whole(
    client: Client, auth: dict[str, str], database: Database
) -> None:
    for name, (content, headers, status) in AS_A_WHOLE.items():
        response = client.post(PUSH, content=content, headers=auth | headers)
        assert (name, response.status_code) == (name, status)
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["status"] == status
        assert response.json()["title"]
    assert feeds.revisions(database, OFFICE, "", 10).items == []


def test_revisions_that_are_none_are_refused_and_keep_no_other_back(client: Client, auth: dict[str, str]) -> None:
    for number, (name, (body, rule)) in enumerate(AS_AN_ITEM.items(), 2):
        proof = "0" * 64 if name == "another proof" else ""
        content = _item(body, proof).removesuffix(b"]}") + b"," + encode(item(birth(number))) + b"]}"
        response = client.post(PUSH, content=content, headers=auth)
        assert (name, response.status_code) == (name, 200)
        refused, stored = response.json()["answers"]
        assert (name, refused["outcome"], refused["problem"]["rule"]) == (name, "refused", rule)
        assert refused["problem"]["detail"]
        assert stored["outcome"] == "stored"


@pytest.mark.parametrize(
    "hidden", ["\u00ad", "\u061c", "\u200b", "\u2028", "\u202e", "\u2060", "\u2066", "\u206f", "\ufeff"], ids=ascii
)
def test_nothing_hidden_gets_in_however_the_json_writes_it(client: Client, auth: dict[str, str], hidden: str) -> None:
    body = _with(reason=f"a{hidden}b")
    escaped = body.replace(hidden.encode(), json.dumps(hidden).strip('"').encode())
    assert escaped != body
    for written in (body, escaped):
        content = _item(written, hashlib.sha256(body).hexdigest())
        (answer,) = client.post(PUSH, content=content, headers=auth).json()["answers"]
        assert (answer["outcome"], answer["problem"]["rule"]) == ("refused", "text")


def test_whatever_a_head_of_the_log_says_is_kept_or_refused(client: Client, auth: dict[str, str]) -> None:
    good = b'{"items":[' + encode(item(birth(1))) + b"]"
    for chain, status in ((b'{"seq":9007199254740991,"hash":"a"}', 200), (b'{"seq":-1,"hash":""}', 400)):
        assert client.post(PUSH, content=good + b',"chain":' + chain + b"}", headers=auth).status_code == status


def test_strangers_are_turned_away_before_anything_is_read(
    client: Client, auth: dict[str, str], database: Database
) -> None:
    large = b" " * (MAX_BODY_BYTES + 1)
    elsewhere = f"/v1/offices/{OTHER_OFFICE}/revisions"
    revoked = {"Authorization": f"Bearer {tokens.issue(database, OTHER_OFFICE)}"}
    tokens.revoke(database, OTHER_OFFICE)
    for path, headers, status in (
        (PUSH, {}, 401),
        (PUSH, {"Authorization": "Bearer \x7f"}, 401),
        (PUSH, {"Authorization": "Basic aGE6aGE="}, 401),
        (PUSH, revoked, 401),
        (elsewhere, auth, 403),
        ("/v1/offices/%00/revisions", auth, 422),
        ("/v1/offices/../../etc/passwd", auth, 404),
    ):
        response = client.post(path, content=large, headers=headers)
        assert (path, response.status_code) == (path, status)
        assert response.headers["content-type"] == "application/problem+json"
