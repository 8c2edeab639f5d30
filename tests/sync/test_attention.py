"""What operators are told of what the centre did not take: in their own language, whatever language the centre answers in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from registers.catalogue import Language, set_language
from storage.outboxstatus import Attention
from sync import attention
from sync.protocol import MAX_ITEM_BYTES

_PROTOCOL = (Path(__file__).parent.parent.parent / "docs" / "protocol.md").read_text(encoding="utf-8")
_RULES = re.findall(r"`(\w+)`", _PROTOCOL.partition("Rules an item is refused by:")[2].partition("\n\n")[0])
_SAID = "what the centre said"


def _item(answer: str = "refused", rule: str = "", field: str = "") -> Attention:
    return Attention("e", 1, "b", "KS", 2007, 1, "", answer, field, rule, _SAID, 1)


@pytest.mark.parametrize("rule", _RULES)
def test_every_rule_of_the_protocol_is_told_in_the_readers_language(rule: str) -> None:
    told = []
    for language in Language:
        set_language(language)
        told.append(attention.refusal(_item(rule=rule)))
        assert _SAID not in told[-1]
    assert len(set(told)) == len(Language)


def test_the_protocol_names_its_rules() -> None:
    assert {"size", "schema", "proof", "keyer_approver"} < set(_RULES)


def test_a_conflict_is_told_too() -> None:
    assert _SAID not in attention.refusal(_item("conflict", "conflict"))


def test_a_rule_nobody_here_knows_is_told_in_the_centres_words() -> None:
    assert attention.refusal(_item(rule="moon")) == _SAID
    assert attention.refusal(_item(rule="")) == _SAID


def test_why_a_whole_request_was_refused_only_the_centre_can_say() -> None:
    assert _SAID in attention.refusal(_item(rule="request"))


def test_values_the_office_knows_are_told() -> None:
    assert f"{MAX_ITEM_BYTES // 1024} KiB" in attention.refusal(_item(rule="size"))
    assert "child_seks" in attention.refusal(_item(rule="form", field="child_seks"))
    assert attention.refusal(_item(rule="form", field="kind")) != attention.refusal(_item(rule="form", field="x"))
