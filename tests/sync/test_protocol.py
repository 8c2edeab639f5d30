"""The wire: the document's test vectors, proofs of any spelling, and that both ends mean the same body."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.canonical import canonical_json, digest
from registers.revision import FIELDS
from sync.protocol import Batch, RevisionBody, encode, proven, read_body
from tests.sync.revisions import batch, birth

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "protocol.md"


def _vectors() -> list[tuple[str, str, str]]:
    block = DOCUMENT.read_text(encoding="utf-8").split("```vectors\n")[1].split("```")[0]
    return [tuple(vector.split("\n")) for vector in block.strip().split("\n\n")]  # type: ignore[misc]


@pytest.mark.parametrize("vector", _vectors())
def test_the_documents_vectors_hold(vector: tuple[str, str, str]) -> None:
    text, canonical, proof = vector
    assert canonical_json(json.loads(text)).decode() == canonical
    assert digest(json.loads(text)) == proof
    assert proven(text.encode(), proof) == canonical.encode()


_plain = st.text(st.characters(exclude_categories=["Cs"]))
_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_plain, inner, max_size=4),
    max_leaves=12,
)


@given(_json)
def test_the_canonical_form_is_json_of_the_same_value_and_a_fixed_point(value: Any) -> None:
    canonical = canonical_json(value)
    assert json.loads(canonical) == value
    assert canonical_json(json.loads(canonical)) == canonical
    assert proven(json.dumps(value, indent=1).encode(), digest(value)) == canonical


@pytest.mark.parametrize("raw", [b"", b"{", b"NaN", b"1.5", b'"\\ud800"', b"\xff"])
def test_what_has_no_canonical_form_proves_nothing(raw: bytes) -> None:
    assert proven(raw, "0" * 64) is None


def test_a_body_is_what_the_office_states_and_nothing_else() -> None:
    assert RevisionBody.__struct_fields__ == FIELDS
    body = read_body(canonical_json(birth(1)))
    assert canonical_json(msgspec.to_builtins(body)) == canonical_json(birth(1))


def test_a_batch_survives_the_wire() -> None:
    sent = batch(birth(1), birth(2, 3), chain=(5, "a" * 64))
    got = msgspec.json.decode(encode(sent), type=Batch)
    assert [bytes(item.body) for item in got.items] == [canonical_json(birth(1)), canonical_json(birth(2, 3))]
    assert got.chain == sent.chain
