"""Names for tests, drawn from the built-in lists: every group, both sexes, a fixed seed."""

from __future__ import annotations

import csv
import random
from functools import cache
from importlib import resources


def _rows(table: str) -> list[dict[str, str]]:
    text = (resources.files("tui.typing") / "lists" / table).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def names(count: int, seed: int = 1) -> list[str]:
    """`count` distinct full names of two to four syllables."""
    return list(_names(count, seed))


@cache
def _names(count: int, seed: int) -> tuple[str, ...]:
    rng = random.Random(seed)
    surnames = [row["name"] for row in _rows("surnames.csv")]
    middle = [row["name"] for row in _rows("middle.csv")]
    given = [row["name"] for row in _rows("given.csv")]
    made: dict[str, None] = {}
    while len(made) < count:
        words = [rng.choice(surnames), *rng.sample(middle, rng.choice((0, 1, 1, 1, 2))), rng.choice(given)]
        made[" ".join(words)] = None
    return tuple(made)


GROUPS = ("Tày", "Nùng", "Mông", "Dao", "Kinh", "Sán Chay", "Lô Lô")
"""The groups of the province whose surnames are listed."""


def names_of_groups(count: int, seed: int = 1) -> list[str]:
    """`count` distinct names, as many of each of `GROUPS`: its surnames, its own middle and given names where it has any.

    One in ten is in capitals, as many books have them.
    """
    rng = random.Random(seed)
    surnames, middle, given = (_rows(f"{table}.csv") for table in ("surnames", "middle", "given"))
    pools = {
        group: (
            [row["name"] for row in surnames if row["group"] == group],
            [row["name"] for row in middle if row["group"] in ("", group)],
            [row["name"] for row in given if row["group"] == (group if group in ("Mông", "Dao") else "")],
        )
        for group in GROUPS
    }
    made: dict[str, None] = {}
    while len(made) < count:
        first, between, last = pools[GROUPS[len(made) % len(GROUPS)]]
        name = " ".join([rng.choice(first), *rng.sample(between, rng.choice((0, 1, 1, 2))), rng.choice(last)])
        made[name.upper() if rng.random() < 0.1 else name] = None
    return list(made)


def words() -> list[str]:
    """Every distinct syllable of the built-in lists."""
    return sorted({row["name"] for table in ("surnames.csv", "middle.csv", "given.csv") for row in _rows(table)})
