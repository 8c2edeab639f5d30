"""The built-in lists of names: what is likely before anything was learned.

`../lists/*.csv` hold surnames by ethnic group, middle and given names by group and sex, with weights inside each group;
`groups.csv` the groups' shares of the province's people (census 2019). An empty group stands for all who share the common
names: Tày, Nùng, Kinh, Sán Chay and Lô Lô. The weights are estimates that only order suggestions; learned counts soon outweigh them.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib import resources

SURNAME, MIDDLE, GIVEN = "S", "M", "G"
MAN, WOMAN = "1", "2"

Shares = Mapping[tuple[str, str], Mapping[str, float]]


@cache
def name_shares() -> Shares:
    """(part of the name, sex) → word → its share among the people of the province; each sums to 1."""
    people = {row["group"]: float(row["share"]) for row in _rows("groups.csv")}
    whole = sum(people.values())
    own = {row["group"] for row in _rows("middle.csv") if row["group"]}
    people[""] = sum(share for group, share in people.items() if group not in own)
    shares: dict[tuple[str, str], dict[str, float]] = {}
    for sex in (MAN, WOMAN):
        shares[SURNAME, sex] = _mixed(_rows("surnames.csv"), people, whole)
        for part, table in ((MIDDLE, "middle.csv"), (GIVEN, "given.csv")):
            rows = [row for row in _rows(table) if row["sex"] == sex]
            shares[part, sex] = _mixed(rows, people, whole)
    return shares


def _mixed(rows: list[dict[str, str]], people: Mapping[str, float], whole: float) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for row in rows:
        total[row["group"]] += float(row["weight"])
    mixed: dict[str, float] = defaultdict(float)
    for row in rows:
        mixed[row["name"]] += people[row["group"]] / whole * float(row["weight"]) / total[row["group"]]
    return dict(mixed)


@cache
def _rows(table: str) -> list[dict[str, str]]:
    text = resources.files("tui.typing").joinpath("lists", table).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
