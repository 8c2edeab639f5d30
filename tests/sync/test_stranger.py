"""The documents are enough: a client written from them alone, with json, hashlib and urllib, proves bodies and speaks the protocol.

Nothing of this program's own code helps it; the centre at the other end is the real one.
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from bench.offices import OFFICE
from tests.sync.conftest import Running

_DOCS = Path(__file__).parent.parent.parent / "docs"
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def _blocks(document: str, kind: str) -> list[str]:
    text = (_DOCS / document).read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def written(value: Any) -> str:
    """The canonical form, by the rules of the document, one after the other."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + "".join(_SHORT.get(c, c if c >= " " else f"\\u{ord(c):04x}") for c in value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    members = sorted(value, key=lambda name: [ord(c) for c in name])
    return "{" + ",".join(f"{written(name)}:{written(value[name])}" for name in members) + "}"


def proof(body: dict[str, Any]) -> str:
    return hashlib.sha256(written(body).encode()).hexdigest()


def _vectors() -> list[list[str]]:
    (block,) = _blocks("protocol.md", "vectors")
    return [vector.split("\n") for vector in block.strip().split("\n\n")]


@pytest.mark.parametrize(("text", "canonical", "sha256"), _vectors())
def test_the_vectors_can_be_met_from_the_document_alone(text: str, canonical: str, sha256: str) -> None:
    value = json.loads(text)
    assert written(value) == canonical
    assert proof(value) == sha256


def _body() -> dict[str, Any]:
    """A body the document shows: the longest of its vectors that gives no reasons."""
    bodies = [json.loads(text) for text, _, _ in _vectors()]
    body: dict[str, Any] = next(one for one in bodies if one.get("office") and not one["overrides"])
    return body


def _item(body: dict[str, Any]) -> dict[str, Any]:
    return {"entry_id": body["entry_id"], "revision": body["revision"], "sha256": proof(body), "body": body}


def _ask(centre: Running, path: str, items: list[dict[str, Any]] | None = None, **headers: str) -> tuple[int, Any]:
    request = urllib.request.Request(
        f"{centre.address}{path}",
        data=None if items is None else json.dumps({"items": items}, indent=1).encode(),  # any spelling will do
        headers={"Authorization": f"Bearer {centre.tokens[OFFICE]}", **headers},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


_PUSH = f"/v1/offices/{OFFICE}/revisions"


def test_a_stranger_pushes_and_is_answered_as_the_document_shows(centre: Running) -> None:
    body = _body()
    other = body | {"entry_id": body["entry_id"][:-1] + "8", "number": 8}
    bad = body | {"entry_id": body["entry_id"][:-1] + "9", "number": 9}
    bad["values"] = body["values"] | {"child_sex": ["\u200b2", "2", ""]}
    status, answer = _ask(centre, _PUSH, [_item(body), _item(bad), _item(other) | {"sha256": "0" * 64}])
    assert status == 200
    (shown,) = (json.loads(block) for block in _blocks("protocol.md", "json"))
    stored, refused, unproven = answer["answers"]
    assert stored == shown["answers"][0]
    assert refused.keys() == shown["answers"][1].keys()
    assert refused["problem"].keys() == shown["answers"][1]["problem"].keys()
    assert {name: refused["problem"][name] for name in ("title", "status", "field", "rule")} == {
        name: shown["answers"][1]["problem"][name] for name in ("title", "status", "field", "rule")
    }
    assert (unproven["outcome"], unproven["problem"]["rule"]) == ("refused", "proof")
    assert answer.keys() == shown.keys() - {"chain"}  # a client without a log leaves `chain` out


def test_a_stranger_may_ask_as_often_as_it_likes(centre: Running) -> None:
    body = _body()
    key = {"Idempotency-Key": "one"}
    first = _ask(centre, _PUSH, [_item(body)], **key)
    assert _ask(centre, _PUSH, [_item(body)], **key) == first
    assert _ask(centre, _PUSH, [_item(body)])[1]["answers"][0]["outcome"] == "already"
    changed = body | {"page_no": 70}
    assert _ask(centre, _PUSH, [_item(changed)])[1]["answers"][0]["outcome"] == "conflict"
    assert _ask(centre, _PUSH, [_item(changed)], **key)[0] == 409


def test_a_stranger_reads_everything_back_page_by_page(centre: Running) -> None:
    body = _body()
    bodies = [body | {"entry_id": f"{body['entry_id'][:-1]}{n}", "number": n} for n in range(5)]
    _ask(centre, _PUSH, [_item(one) for one in bodies])
    found, after, more = [], "", True
    while more:
        _, page = _ask(centre, f"{_PUSH}?limit=2&after={after}")
        found += page["items"]
        after, more = page["cursor"], page["more"]
    assert [one["body"] for one in found] == bodies
    assert [one["sha256"] for one in found] == [proof(one) for one in bodies]


def _token_commands() -> list[str]:
    """The commands about tokens the document for operators shows, without comments and without what is optional."""
    (block,) = (one for one in _blocks("centre.md", "sh") if "token issue" in one)
    return [re.sub(r"\s*(\[[^\]]*\]|#.*)", "", line) for line in block.splitlines() if line]


def test_the_commands_about_tokens_do_what_the_document_says(tmp_path: Path) -> None:
    root = str(_DOCS.parent)
    environment = {
        "HOTICH_CENTRE_DATABASE": f"sqlite:///{tmp_path / 'centre.db'}",
        "PYTHONPATH": root,
        "LC_ALL": "C.UTF-8",
    }
    told = []
    for line in _token_commands():
        program, *arguments = shlex.split(line)
        assert program == "hotich"
        done = subprocess.run(
            [sys.executable, "-c", "from tui.cli import main; main()", *arguments],
            env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        told.append(done.stdout)
    issued, listed, _, province = told
    assert re.fullmatch(r"hotich_01693_[0-9a-f]{12}_[0-9a-f]{64}\n", issued)
    assert issued.split("_")[2] in listed
    assert "xã Vĩnh Quang, máy 1" in listed
    assert issued.strip().split("_")[3] not in listed  # a hash only
    assert province.startswith("hotich_04_")
