"""The wire: the document's test vectors, proofs of any spelling, and that both ends mean the same body."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec import Raw
from sqlalchemy import text

from registers.canonical import canonical_json, digest
from registers.revision import FIELDS
from storage.bodies import canonical_sql
from storage.engine import Store
from sync.protocol import Batch, Item, RevisionBody, are_moments, canonical, encode, encode_batch, misshapen, read_body
from tests.sync.revisions import batch, birth, entry_id

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "protocol.md"


def _vectors() -> list[tuple[str, str, str]]:
    block = DOCUMENT.read_text(encoding="utf-8").split("```vectors\n")[1].split("```")[0]
    return [tuple(vector.split("\n")) for vector in block.strip().split("\n\n")]  # type: ignore[misc]


@pytest.mark.parametrize("vector", _vectors())
def test_the_documents_vectors_hold(vector: tuple[str, str, str]) -> None:
    stated, written, proof = vector
    assert canonical_json(json.loads(stated)).decode() == written
    assert digest(json.loads(stated)) == proof


_plain = st.text(st.characters(exclude_categories=["Cs"]))
_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_plain, inner, max_size=4),
    max_leaves=12,
)


@given(_json)
def test_the_canonical_form_is_json_of_the_same_value_and_a_fixed_point(value: Any) -> None:
    written = canonical_json(value)
    assert json.loads(written) == value
    assert canonical_json(json.loads(written)) == written
    assert msgspec.json.encode(value, order="sorted") == written  # what both ends use for speed


@given(st.dictionaries(st.sampled_from(("notes", "child_full_name", "đ", "z")), st.tuples(_plain, _plain, st.just(""))))
def test_both_ends_write_a_bodys_canonical_form(values: dict[str, tuple[str, str, str]]) -> None:
    stated = birth(1, values={name: list(value) for name, value in values.items()}, reason="".join(values))
    written = canonical_json(stated)
    assert canonical(read_body(json.dumps(stated, indent=1).encode())) == written


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.none() | st.integers(0, 10**6))
@example("".join(map(chr, range(1, 0x300))) + "\u2028\ufffe\U0010ffff", None)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)  # the store is only asked
def test_a_database_writes_a_bodys_canonical_form(office: Store, reason: str, page_no: int | None) -> None:
    stated = birth(1, reason=reason, suffix=reason[:9], page_no=page_no, values={"notes": [reason, reason, ""]})
    facts = {n: canonical_json(v).decode() if isinstance(v, dict) else v for n, v in stated.items()}
    numbers = {"revision", "year", "number", "page_no"}
    told = ", ".join(f'CAST(:{n} AS {"INTEGER" if n in numbers else "TEXT"}) AS "{n}"' for n in facts)
    with office.read() as session:
        dialect = session.connection().dialect.name
        row = session.connection().execute(
            text(f"SELECT {canonical_sql(dialect)} FROM (SELECT {told}) AS revision"), facts
        )
        assert row.scalar_one().encode() == canonical_json(stated)


def test_a_body_is_what_the_office_states_and_nothing_else() -> None:
    assert RevisionBody.__struct_fields__ == tuple(sorted(FIELDS))
    body = read_body(canonical_json(birth(1)))
    assert canonical_json(msgspec.to_builtins(body)) == canonical_json(birth(1))


def test_a_batch_survives_the_wire() -> None:
    sent = batch(birth(1), birth(2, 3), chain=(5, "a" * 64))
    got = msgspec.json.decode(encode(sent), type=Batch)
    assert [bytes(item.body) for item in got.items] == [canonical_json(birth(1)), canonical_json(birth(2, 3))]
    assert got.chain == sent.chain


def test_a_batch_in_pieces_is_the_same_batch() -> None:
    sent = batch(birth(1), birth(2), chain=(5, "a" * 64))
    assert sent.chain
    pieces = encode_batch(b",".join(map(encode, sent.items)), sent.chain)
    got = msgspec.json.decode(b"".join(pieces), type=Batch)
    assert (got.chain, got.brief) == (sent.chain, True)
    assert [encode(item) for item in got.items] == [encode(item) for item in sent.items]


_ENTRY, _PROOF = entry_id(1), "0" * 64


@pytest.mark.parametrize(
    ("entries", "proofs", "wrong"),
    [
        ([_ENTRY, _ENTRY], [_PROOF, _PROOF], ""),
        ([_ENTRY, _ENTRY.upper()[:-1] + "A"], [_PROOF, _PROOF], "entry_id"),
        ([_ENTRY, f"{_ENTRY}\n{_ENTRY}"], [_PROOF, _PROOF], "entry_id"),
        ([_ENTRY, f"\n{_ENTRY[1:]}"], [_PROOF, _PROOF], "entry_id"),
        ([_ENTRY, ""], [_PROOF, _PROOF], "entry_id"),
        ([_ENTRY[:-1], _ENTRY[-1] + _ENTRY], [_PROOF, _PROOF], "entry_id"),
        ([_ENTRY, _ENTRY.replace("0-", "-0", 1)], [_PROOF, _PROOF], "entry_id"),
        ([_ENTRY, "0-0" + _ENTRY[3:8] + "0" + _ENTRY[9:]], [_PROOF, _PROOF], "entry_id"),
        ([_ENTRY, _ENTRY[:-1] + "é"], [_PROOF, _PROOF], "entry_id"),
        ([_ENTRY, _ENTRY], [_PROOF[1:], _PROOF + "0"], "sha256"),
        ([_ENTRY, _ENTRY], [_PROOF, _PROOF[1:] + "G"], "sha256"),
        ([_ENTRY, _ENTRY], [_PROOF, _PROOF[1:] + "é"], "sha256"),
        ([_ENTRY, _ENTRY], [_PROOF, _PROOF[1:] + "\n"], "sha256"),
    ],
)
def test_keys_and_proofs_are_looked_at_all_at_once(entries: list[str], proofs: list[str], wrong: str) -> None:
    items = [Item(entry, 1, proof, Raw(b"{}")) for entry, proof in zip(entries, proofs, strict=True)]
    assert misshapen(items) == wrong


_AT = "2026-11-22T01:02:03.000004Z"


@pytest.mark.parametrize(
    ("texts", "are"),
    [
        ([_AT, "2026-11-22T01:02:03Z"], True),
        ([_AT, "yesterday"], False),
        (["yesterday", _AT], False),
        ([_AT, f"{_AT} "], False),
        ([_AT, f"{_AT}\n{_AT}"], False),
        ([_AT, f"{_AT}\n"], False),
        ([""], False),
    ],
)
def test_moments_are_looked_at_all_at_once(texts: list[str], are: bool) -> None:
    assert are_moments(texts) is are
