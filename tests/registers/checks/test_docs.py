"""docs/checks.md is the table of rules, word for word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from registers.catalogue import entries
from registers.checks import RULES, Rule, Severity
from registers.checks.docs import as_markdown, texts_of

ROOT = Path(__file__).parents[3]


def test_the_page_is_made_from_the_table() -> None:
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert page == as_markdown(), "run: python -m registers.checks > docs/checks.md"


def test_every_rule_of_the_list_is_there_once() -> None:
    assert sorted(rule.id for rule in RULES) == sorted(["R0", "R1", "R2", "R3", *(f"V{n}" for n in range(1, 33))])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_demands_why_and_what_it_found(rule: Rule) -> None:
    assert rule.summary.vi.endswith(".")
    assert rule.summary.en.endswith(".")
    assert rule.source.vi
    assert list(texts_of(rule))
    assert rule.severity is min(rule.severities, key=list(Severity).index)


def test_no_text_belongs_to_no_rule() -> None:
    known = {rule.id for rule in RULES} | {"severity", "level"}
    assert {name.partition("_")[0] for name in entries("checks")} == known


def test_every_text_is_used() -> None:
    """A case is named in the code as a word of its own, or made from a code or a part."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "registers" / "checks").glob("*.py"))
    made = {"tick1", "tick2", "full_name", "ethnicity", "nationality", "source", "flag"}
    made |= {"shape_1", "shape_2", "shape_4", "shape_personal_no", "shape_other"}
    for name in entries("checks"):
        rule, _, case = name.partition("_")
        if re.fullmatch(r"[RV]\d+", rule) and case and case not in made:
            assert f'"{case}"' in code, name
