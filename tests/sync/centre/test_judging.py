"""Revisions looked at together: each comes to what it would come to by itself, whatever stands beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import Raw

from registers.canonical import canonical_json
from sync.centre import judging
from sync.centre.examine import Accepted, examine, is_suspect
from sync.centre.judging import judge
from sync.protocol import Item
from tests.sync.revisions import OFFICE, birth, entry_id, item, written

_BESIDE = 40  # more than are looked at together
_PLACE = 35


def sent(raw: bytes, proof: str = "") -> Item:
    """`raw` as the body of the entry in the middle, with its own proof, or another."""
    return Item(entry_id(_PLACE), 1, proof or hashlib.sha256(raw).hexdigest(), Raw(raw))


def stated(**change: Any) -> Item:
    """A body that is canonical, whatever it says."""
    return sent(canonical_json(birth(_PLACE, **change)))


def spelled(old: bytes, new: bytes) -> Item:
    """The body with one thing in it written otherwise, and the proof of what it says all the same."""
    raw = canonical_json(birth(_PLACE, overrides={"a": "1", "b": "2"}))
    assert raw.count(old) == 1
    return sent(raw.replace(old, new), hashlib.sha256(raw).hexdigest())


def proven_as_spelled(old: bytes, new: bytes) -> Item:
    """The same with the proof of the bytes that are sent, which are not canonical."""
    return sent(bytes(spelled(old, new).body))


_SPELLINGS = [
    (b'"act":"key"', b'"act": "key"'),
    (b'"act":"key"', b'"act":"k\\u0065y"'),
    (b'"act":"key"', b'"act":"done","act":"key"'),
    (b'"act":"key"', b'"act":"key","more":1'),
    (b'"act":"key","at":"2026-11-22T01:02:03.000004Z"', b'"at":"2026-11-22T01:02:03.000004Z","act":"key"'),
    (b'"a":"1","b":"2"', b'"b":"2","a":"1"'),
    (b'"a":"1"', b'"a":"0","a":"1"'),
    (b'"child_sex":["2","2",""],"entry_no":["35","35",""]', b'"entry_no":["35","35",""],"child_sex":["2","2",""]'),
    (b'"child_sex":["2","2",""]', b'"child_sex":["1","1",""],"child_sex":["2","2",""]'),
    (b'"year":2007', b'"year":2007.0'),
]
_OUTCOMES: list[tuple[str, Callable[[], Item], str]] = [
    *((f"spelled {number}", lambda s=s: spelled(*s), "") for number, s in enumerate(_SPELLINGS[:9])),
    *((f"proven {number}", lambda s=s: proven_as_spelled(*s), "proof") for number, s in enumerate(_SPELLINGS[:9])),
    ("a number with a point", lambda: proven_as_spelled(*_SPELLINGS[9]), "schema"),
    ("as it should be", stated, ""),
    ("another entry", lambda: sent(canonical_json(birth(1))), "key"),
    ("another revision", lambda: stated(revision=2), "key"),
    ("another office", lambda: stated(office="01291"), "office"),
    ("no proof of it", lambda: sent(canonical_json(birth(_PLACE)), "0" * 64), "proof"),
    ("no body", lambda: sent(b"null"), "schema"),
    ("two bodies", lambda: sent(canonical_json(birth(_PLACE)) + b"," + canonical_json(birth(1))), "schema"),
    (
        "a body too deep",
        lambda: proven_as_spelled(b'"act":"key"', b'"act":"key","more":' + b"[" * 2_000 + b"]" * 2_000),
        "schema",
    ),
    ("no moment", lambda: stated(at="yesterday"), "schema"),
    ("two moments", lambda: stated(at="2026-11-22T01:02:03.000004Z\n2026-11-22T01:02:03.000004Z"), "schema"),
    ("a text too long", lambda: stated(reason="a" * 20_001), "schema"),
    ("a mark too long", lambda: stated(values={"child_sex": ["2", "2", "m" * 17]}), "schema"),
    ("many texts", lambda: stated(values=written(notes="a" * 15_000, child_full_name="b" * 15_000)), ""),
    ("a hidden character", lambda: stated(reason="a\u200bb"), "text"),
    ("an escape", lambda: stated(reason='"'), ""),
    ("a dash", lambda: stated(reason="1 \u2013 2"), ""),
    ("own approval", lambda: stated(state="approved", account_id="clerk", act="approve"), "keyer_approver"),
    ("approval", lambda: stated(state="approved"), ""),
    ("a field no form has", lambda: stated(values=written(shoe_size="42")), "form"),
    ("a kind there is not", lambda: stated(kind="XX"), "form"),
    ("no values", lambda: stated(values={}), ""),
    ("no values of no kind", lambda: stated(values={}, kind="XX"), "form"),
    ("a blank page", lambda: stated(values={}, position_state="blank_page"), ""),
    ("a blank page of no kind", lambda: stated(values={}, kind="", position_state="blank_page"), ""),
    ("values on a blank page", lambda: stated(position_state="blank_page"), ""),
    ("values of no kind on a blank page", lambda: stated(kind="", position_state="blank_page"), "form"),
]


def suspect(*items: Item) -> bool:
    """As the centre asks it of a whole request."""
    return is_suspect(b"".join(bytes(one.body) for one in items))


@pytest.mark.parametrize(("made", "rule"), [case[1:] for case in _OUTCOMES], ids=[case[0] for case in _OUTCOMES])
def test_each_comes_to_what_it_would_by_itself_and_no_other_is_touched(made: Callable[[], Item], rule: str) -> None:
    items = [made() if number == _PLACE else item(birth(number)) for number in range(_BESIDE)]
    judged = judge(OFFICE, items, suspect=suspect(*items))
    assert judged == [(one, examine(OFFICE, one)) for one in items]
    assert [outcome for _, outcome in judged if not isinstance(outcome, Accepted)] == [
        outcome for _, outcome in judged[_PLACE : _PLACE + 1] if rule
    ]
    outcome = judged[_PLACE][1]
    told = "" if isinstance(outcome, Accepted) else outcome.problem.rule if outcome.problem else "?"
    assert told == rule


@given(st.lists(st.tuples(st.integers(0, 2_000), st.binary(max_size=3)), min_size=1, max_size=3), st.booleans())
@example([(0, b" ")], True)
def test_whatever_is_done_to_its_bytes(cuts: list[tuple[int, bytes]], proven: bool) -> None:
    raw = proof_of = canonical_json(birth(_PLACE, overrides={"age": "lớn"}))
    for place, put in cuts:
        raw = raw[: place % len(raw)] + put + raw[place % len(raw) + 1 :]
    try:
        msgspec.json.decode(raw, type=Raw)  # what is no JSON value gets into no batch
    except (msgspec.DecodeError, UnicodeError):
        return
    one = sent(raw, hashlib.sha256(raw if proven else proof_of).hexdigest())
    items = [item(birth(1)), one, item(birth(2))]
    assert judge(OFFICE, items, suspect=suspect(*items)) == [(each, examine(OFFICE, each)) for each in items]


@pytest.mark.parametrize("reason", ["", "1 \u2013 2"])
def test_what_is_as_it_should_be_is_looked_at_by_itself_only_beside_what_may_not_be(
    monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    alone: list[str] = []

    def looking(office: str, one: Item, *, suspect: bool) -> Any:
        alone.append(one.entry_id)
        return examine(office, one, suspect=suspect)

    monkeypatch.setattr(judging, "examine", looking)
    items = [item(birth(number)) for number in range(_BESIDE)]
    items[_PLACE] = stated(reason=reason)
    judge(OFFICE, items, suspect=suspect(*items))
    assert alone == ([entry_id(number) for number in range(32, _BESIDE)] if reason else [])


def test_names_no_form_has_are_not_remembered() -> None:
    judge(OFFICE, [item(birth(1))])
    known = judging._require_form.cache_info().currsize
    strange = [item(birth(number, values=written(**{f"shoe_size_{number}": "42"}))) for number in range(_BESIDE)]
    assert all(not isinstance(outcome, Accepted) for _, outcome in judge(OFFICE, strange))
    assert judging._require_form.cache_info().currsize == known
