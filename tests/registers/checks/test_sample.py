"""The rules on whole books: hardly anything is flagged on pages that are right, and nothing blocks but an impossible page.

What a careful clerk stores of the synthetic sample books (`truth`) goes through every rule. A rule that warns of more than
one entry in twenty would teach clerks to look away.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from registers.checks import RULES, About, Flag, Neighbour, Rule, Severity, check
from registers.dates import PartialDate
from registers.form import load
from registers.kinds import Layout, Level, PositionState
from registers.value import Mark, Value
from tests.registers.checks.judging import TODAY

MOST_WARNED = 0.05


@dataclass(frozen=True)
class Judged:
    """One entry of the sample and what the rules say of it."""

    kind: str
    layout: Layout
    flags: list[Flag]


def _values(record: dict[str, Any], stored: dict[str, str]) -> dict[str, Value]:
    kept = {}
    for name, normalised in stored.items():
        written, mark = record["values"].get(name, ""), Mark(record["marks"].get(name, ""))
        if not normalised and not mark:
            mark = Mark.UNKNOWN if written else Mark.BLANK
        kept[name] = Value(written, normalised, mark)
    return kept


def _neighbour(record: dict[str, Any]) -> Neighbour:
    registered = PartialDate.from_normalised(record["truth"].get("registration_date", ""))
    return Neighbour(record["entry_no"], record["suffix"], record["year"], registered, record["page_no"])


def _book(row: dict[str, str], records: list[dict[str, Any]]) -> list[Judged]:
    beside = [None, *map(_neighbour, records), None]
    judged = []
    for at, record in enumerate(records):
        around = About(
            office=row["office_code"],
            office_name=row["office_name"],
            level=Level(row["level"]),
            kind=record["kind"],
            layout=Layout(row["layout"]),
            year=record["year"],
            number=record["entry_no"],
            suffix=record["suffix"],
            book_years=(int(row["year_from"]), int(row["year_to"])),
            today=TODAY,
            opened=PartialDate.from_normalised(row["opened"]),
            closed=PartialDate.from_normalised(row["closed"]),
            position_state=PositionState(record["state"]),
            before=beside[at],
            after=beside[at + 2],
            page=record["page_no"],
        )
        form = load(record["kind"], row["layout"])
        found = check(form, _values(record, record["truth"]), around)
        judged.append(Judged(record["kind"], around.layout, found))
    return judged


@pytest.fixture(scope="module")
def sample(sample_books: Path) -> list[Judged]:
    with (sample_books / "inventory.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    judged = []
    for row in rows:
        lines = (sample_books / "entries" / f"{row['book_id']}.jsonl").read_text(encoding="utf-8").splitlines()
        judged += _book(row, [json.loads(line) for line in lines])
    return judged


def test_nothing_blocks_a_page_that_can_be(sample: list[Judged]) -> None:
    blocked = [flag for entry in sample for flag in entry.flags if flag.severity is Severity.E]
    assert [(flag.rule, str(flag.message)) for flag in blocked] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_hardly_anything_is_warned_of(rule: Rule, sample: list[Judged]) -> None:
    of_rule = [entry for entry in sample if rule.applies(entry.kind, entry.layout)]
    warned = [e for e in of_rule if any(f.rule == rule.id and f.severity is Severity.W for f in e.flags)]
    assert of_rule
    assert len(warned) <= MOST_WARNED * len(of_rule)


def test_what_is_in_the_books_is_found(sample: list[Judged]) -> None:
    """Faults every sample has: an early marriage, words that contradict figures, a gap, a repeated number."""
    found = {(flag.rule, flag.case) for entry in sample for flag in entry.flags}
    assert {("V11", ""), ("V21", ""), ("V2", "gap"), ("V2", "suffix")} <= found
