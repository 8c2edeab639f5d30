"""One record, one byte form, on every machine."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.canonical import canonical_json, digest


@pytest.mark.parametrize(
    ("obj", "bytes_"),
    [
        ({"b": 1, "a": [True, None, "x"]}, b'{"a":[true,null,"x"],"b":1}'),
        ({"Nông": "Hiền"}, '{"Nông":"Hiền"}'.encode()),
        ('"\\/\b\f\n\r\t\x00\x1f\x7f', b'"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7f"'),
        ("\u2028\U00020000", '"\u2028\U00020000"'.encode()),
        ((1, -(2**53) + 1), b"[1,-9007199254740991]"),
        ({}, b"{}"),
    ],
)
def test_vectors(obj: Any, bytes_: bytes) -> None:
    assert canonical_json(obj) == bytes_
    assert digest(obj) == hashlib.sha256(bytes_).hexdigest()


@pytest.mark.parametrize("obj", [1.0, float("nan"), {"a": 0.5}, {1: "a"}, b"x", {1, 2}, object(), [[{"x": (1.5,)}]]])
def test_what_json_readers_disagree_about_is_refused(obj: Any) -> None:
    with pytest.raises(TypeError):
        canonical_json(obj)


@pytest.mark.parametrize("obj", [2**53, -(2**53), "\ud800", {"\udfff": 1}])
def test_numbers_and_text_no_reader_takes_are_refused(obj: Any) -> None:
    with pytest.raises(ValueError, match=r"too large|surrogates"):
        canonical_json(obj)


_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner),
)


@given(_JSON)
def test_it_is_json_and_its_own_canonical_form(obj: Any) -> None:
    written = canonical_json(obj)
    assert json.loads(written) == obj
    assert canonical_json(json.loads(written)) == written


@given(st.dictionaries(_TEXT, _TEXT))
def test_the_order_keys_came_in_does_not_matter(obj: dict[str, str]) -> None:
    assert canonical_json(dict(reversed(obj.items()))) == canonical_json(obj)
