"""What keying cost and what it stored, summed up: by kind, by field, over time, person by person."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.paper import PaperBook, PaperEntry
from bench.paperread import PageRead
from bench.stored import Wrong
from bench.thrifty import Tally
from registers.form import Form

_WHOLE_DATE = re.compile(r"\d\d\.\d\d\.\d{4}")

FEW_KEYS = 6
"""Keys in which the block of a person already known is to be filled."""


@dataclass
class Sum:
    """Keys of some entries, and what the other two ways would have cost."""

    entries: int = 0
    keys: int = 0
    plain: int = 0
    cspro: int = 0
    wrong: int = 0

    def add(self, keys: int, plain: int, cspro: int) -> None:
        """Count one more entry."""
        self.entries += 1
        self.keys += keys
        self.plain += plain
        self.cspro += cspro

    def to_json(self) -> dict[str, Any]:
        """The figures `commands.md` names, and the two peers."""
        entries = max(1, self.entries)
        return {
            "entries": self.entries,
            "keys_per_entry": round(self.keys / entries, 1),
            "plain_keys_per_entry": round(self.plain / entries, 1),
            "cspro_keys_per_entry": round(self.cspro / entries, 1),
            "ratio_plain": _share(self.keys, self.plain),
            "ratio_cspro": _share(self.keys, self.cspro),
            "wrong_values": self.wrong,
        }


@dataclass
class Persons:
    """Blocks of persons: those whose person an entry keyed before had already, and who was proposed.

    `few_keys` counts keys in fields of which an entry before told something of the person (a paper nobody saw yet must be
    typed), `but_days` the same without dates whose day only this page tells, `whole` all keys of the block. A proposal is judged
    where the person is known from an entry or from the page.
    """

    blocks: int = 0
    known: int = 0
    few_keys: int = 0
    but_days: int = 0
    proposed: int = 0
    right: int = 0
    whole: int = 0
    of_new: int = 0
    met: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # parts told of each person
    days: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # parts whose whole date was told
    roles: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, entry: PaperEntry, form: Form, tally: Tally) -> None:
        """Judge the blocks of one page, then take up its persons."""
        here: set[str] = set()
        for role in form.roles:
            name = form.part(role.name, "full_name")
            person = entry.persons.get(role.name)
            if name is None or person is None or not entry.values.get(name.name):
                continue
            self.blocks += 1
            if person in self.met:
                spent = {one.part: tally.by_field[one.name] for one in form.of_role(role.name)}
                few = sum(keys for part, keys in spent.items() if part in self.met[person]) <= FEW_KEYS
                told = self.met[person] - (_days(entry, form, role.name) - self.days[person])
                self.but_days += sum(keys for part, keys in spent.items() if part in told) <= FEW_KEYS
                self.known += 1
                self.few_keys += few
                self.whole += sum(spent.values()) <= FEW_KEYS
                block = self.roles[f"{entry.kind}.{role.name}"]
                block.update({"blocks": 1, "few": few} | {part: keys for part, keys in spent.items() if keys})
            met = tally.blocks.get(role.name)
            if met is not None and met.proposed and (person in self.met or person in here):
                self.proposed += 1
                self.right += met.taken_first
            elif met is not None:
                self.of_new += met.proposed
            here.add(person)
        for named, person in entry.persons.items():
            self.met[person].update(one.part for one in form.of_role(named) if entry.truth.get(one.name))
            self.days[person] |= _days(entry, form, named)

    def to_json(self) -> dict[str, Any]:
        """Shares: `already_known` of all blocks, the others of those they speak of."""
        return {
            "blocks": self.blocks,
            "already_known": _share(self.known, self.blocks),
            "filled_within_6_keys": _share(self.few_keys, self.known),
            "filled_within_6_keys_but_for_days_nobody_told": _share(self.but_days, self.known),
            "whole_block_within_6_keys": _share(self.whole, self.known),
            "proposed": self.proposed,
            "first_proposal_right": _share(self.right, self.proposed),
            "proposed_for_new_persons": self.of_new,
        }


@dataclass
class Ledger:
    """Everything counted so far."""

    kinds: dict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))
    by_field: Counter[str] = field(default_factory=Counter)
    times: Counter[str] = field(default_factory=Counter)
    persons: Persons = field(default_factory=Persons)
    alike: list[tuple[int, int]] = field(default_factory=list)  # lookalikes and fields, entry by entry
    letters: int = 0
    name_keys: int = 0
    flags: int = 0
    accepted: dict[str, set[str]] = field(default_factory=dict)  # fields taken from a suggestion, by position

    def add(self, entry: PaperEntry, form: Form | None, tally: Tally, plain: int, cspro: int) -> None:
        """Count one entry that was keyed."""
        kind = entry.kind
        self.kinds[kind].add(tally.keys, plain, cspro)
        self.flags += tally.flags
        self.accepted[str(entry.position)] = tally.accepted
        for name, keys in tally.by_field.items():
            self.by_field[f"{kind}.{name}"] += keys
        if form is None:
            return
        self.alike.append((tally.lookalikes, tally.fields))
        self.persons.add(entry, form, tally)
        for one in form.fields:
            text = entry.values.get(one.name, "")
            self.times[f"{kind}.{one.name}"] += bool(text)
            if one.type == "name" and text:
                self.letters += len(text)
                self.name_keys += tally.by_field[one.name]

    def judge(
        self, book: PaperBook, wrong: Iterable[Wrong], pages: Mapping[str, PageRead | None]
    ) -> list[dict[str, str]]:
        """Count what a finished book has wrong, each with where it comes from: a suggestion taken, typing, or the page.

        It is the page's where a careful reader of all pages so far would store the same: a hamlet written without its marks.
        """
        kinds = {str(entry.position): entry.kind for entry in book.entries}
        found = []
        for one in wrong:
            self.kinds[kinds.get(one.position, book.row["kind"])].wrong += 1
            page = pages.get(one.position)
            by = "suggestion" if one.what in self.accepted.get(one.position, ()) else "typing"
            if page is not None and one.what in page.form and page.wanted(page.form[one.what]) == one.stored:
                by = "page"
            said = {"book": book.id, "position": one.position, "field": one.what}
            said |= {"stored": one.stored, "truth": one.truth}
            found.append(said | {"by": by})
        self.accepted = {}
        return found

    def overall(self) -> Sum:
        """All kinds together."""
        whole = Sum()
        for one in self.kinds.values():
            whole.entries += one.entries
            whole.keys += one.keys
            whole.plain += one.plain
            whole.cspro += one.cspro
            whole.wrong += one.wrong
        return whole

    def lookalikes(self) -> tuple[float, list[float]]:
        """Lookalikes chosen first in 1,000 fields, over all and over each quarter of the entries."""
        quarter = max(1, -(-len(self.alike) // 4))
        parts = [self.alike[at : at + quarter] for at in range(0, len(self.alike), quarter)]
        return _per_1000(self.alike), [_per_1000(part) for part in parts]

    def fields(self) -> Mapping[str, dict[str, float]]:
        """Where the keys went, the greediest field first."""
        return {
            name: {"keys": keys, "times": self.times[name], "keys_each": round(keys / max(1, self.times[name]), 2)}
            for name, keys in self.by_field.most_common()
        }


def _days(entry: PaperEntry, form: Form, role: str) -> set[str]:
    """The parts of `role` of which the page has a whole date."""
    return {one.part for one in form.of_role(role) if _WHOLE_DATE.fullmatch(entry.truth.get(one.name, ""))}


def _per_1000(counts: list[tuple[int, int]]) -> float:
    return round(1000 * sum(alike for alike, _ in counts) / max(1, sum(fields for _, fields in counts)), 2)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
