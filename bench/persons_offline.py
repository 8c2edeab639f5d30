"""How well persons are known: proposals and clusters over paper books whose truth names the persons, in the plan's order.

    python -m bench persons-offline --books ../shared/books/sample [--json]

Each entry is read as a perfect clerk would have keyed it. Before it is taken up, every block of a person is asked for: with
nothing typed, with the first two or three letters of each word of the name, and with the whole name, all without marks; the
page is known as far as the fields before the name. A block counts as known where its person stands on an entry before, or on
the page itself. `first_right` is over the blocks known to which anybody was offered, `first_of_known` over all known;
`first_of_new` how often somebody is offered first for a person no entry has. Clusters are judged by pairs of sightings.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import comb
from pathlib import Path
from typing import Any

from bench.machine import machine, percentiles
from registers.dates import PartialDate
from registers.fills import PageAt
from registers.form import Form, load
from registers.kinds import Layout, Level
from registers.normalise import normalise, normalise_entry
from registers.people import People
from registers.plan import kind_rank, plan_3510
from registers.prefill import prefills
from registers.proposals import Proposal, proposals
from registers.reading import Context
from registers.sightings import Key, sightings
from registers.text import fold
from registers.value import Value
from storage.intake import Page
from storage.paperbooks import read_book

TYPED = {"nothing": 0, "two_letters": 2, "three_letters": 3, "whole_name": 99}
"""Letters of each word typed."""

_FIRST_YEARS = (2016, 2006, 1999)  # of the plan's phases, in their order


@dataclass
class Blocks:
    """What was offered to the blocks of one role, or of all."""

    known: int = 0
    offered: int = 0
    right: int = 0
    listed: int = 0
    new: int = 0
    new_offered: int = 0

    def to_json(self) -> dict[str, Any]:
        """The figures and their shares."""
        return {
            "known": self.known,
            "first_right": _share(self.right, self.offered),
            "first_of_known": _share(self.right, self.known),
            "listed_of_known": _share(self.listed, self.known),
            "new": self.new,
            "first_of_new": _share(self.new_offered, self.new),
        }


@dataclass
class Paper:
    """An entry as the paper has it, normalised, with the persons its truth names by role."""

    row: Mapping[str, str]
    form: Form
    page: Page
    values: dict[str, Value]
    persons: Mapping[str, str]
    context: Context
    entry: str = ""


@dataclass
class Reader:
    """Everything known and counted so far."""

    people: People = field(default_factory=People)
    truth: dict[Key, str] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    blocks: dict[tuple[str, str], Blocks] = field(default_factory=lambda: defaultdict(Blocks))
    ms: list[float] = field(default_factory=list)
    fills: Counter[str] = field(default_factory=Counter)
    blocks_filled: Counter[str] = field(default_factory=Counter)
    taking_up: float = 0.0

    def take(self, paper: Paper) -> None:
        """Ask for every block of the page, then take the page up."""
        for role in paper.form.roles:
            name = paper.form.part(role.name, "full_name")
            if name is not None and role.name in paper.persons and name.name in paper.values:
                self._ask(paper, role.name, name.name)
        began = time.thread_time()
        seen = sightings(
            paper.form, paper.values, entry=paper.entry, office=paper.row["office_code"], year=paper.page.position.year
        )
        self.people.add(seen, number=str(paper.page.position))
        self.taking_up += time.thread_time() - began
        for one in seen:
            for key in one.keys:
                self.truth[key] = paper.persons.get(key[1], "")
        self.met |= set(paper.persons.values())

    def _ask(self, paper: Paper, role: str, field_name: str) -> None:
        form, kind = paper.form, str(paper.form.kind)
        written = paper.values[field_name].normalised
        if not written or prefills().of(kind, role) is None:
            return
        before = form.index[field_name]
        known = {name: value for name, value in paper.values.items() if form.index[name] < before}
        here = {p for r, p in paper.persons.items() if (f := form.part(r, "full_name")) and form.index[f.name] < before}
        is_known = paper.persons[role] in self.met | here
        page = PageAt(paper.row["office_code"], paper.page.position.year, _date(paper.values))
        for level, letters in TYPED.items():
            typed = " ".join(word[:letters] for word in fold(written).split())
            began = time.thread_time()
            offered = proposals(self.people, form, role, typed, known, page)
            self.ms.append((time.thread_time() - began) * 1000)
            right = [self._person(one, paper) == paper.persons[role] for one in offered]
            if level == "whole_name" and right and right[0]:
                self._judge(paper, offered[0], known)
            for blocks in (self.blocks[level, f"{kind}.{role}"], self.blocks[level, ""]):
                _count(blocks, is_known, right)

    def _judge(self, paper: Paper, taken: Proposal, known: Mapping[str, Value]) -> None:
        """How much of what a right person fills in is what the page says; a field the page leaves empty is no harm told."""
        wrong: Counter[str] = Counter()
        entry = {name: value.normalised for name, value in known.items()}
        for name, text in taken.fills.items():
            truth = paper.values.get(name, Value()).normalised
            role = paper.form[name].role
            said = normalise(paper.form[name], text, replace(paper.context, entry=entry)).normalised
            part = f"{paper.form[name].part}_{'right' if said == truth else 'wrong' if truth else 'not_on_page'}"
            self.fills[part] += 1
            wrong[role] += bool(truth) and said != truth
        for role in taken.links:
            self.blocks_filled[
                "whole" if not wrong[role] else "one_to_mend" if wrong[role] == 1 else "more_to_mend"
            ] += 1

    def _person(self, one: Proposal, paper: Paper) -> str:
        return self.truth.get(one.source.key, "") if one.source.entry else paper.persons.get(one.source.role, "")

    def clusters(self) -> dict[str, Any]:
        """Precision and recall of the persons, by pairs of sightings."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        true: Counter[str] = Counter()
        for key, person in self.truth.items():
            if person:
                found[self.people.person(key) or ""][person] += 1
                true[person] += 1
        together = sum(comb(count.total(), 2) for count in found.values())
        right = sum(comb(n, 2) for count in found.values() for n in count.values())
        return {
            "sightings": true.total(),
            "persons": len(true),
            "clusters": len(found),
            "clusters_of_two_persons": sum(len(count) > 1 for count in found.values()),
            "pair_precision": _share(right, together),
            "pair_recall": _share(right, sum(comb(n, 2) for n in true.values())),
        }


def arguments(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    parser.add_argument("--books", type=Path, required=True, help="a folder of paper books with truth")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Read the books and report."""
    reader = Reader()
    entries = 0
    for entries, paper in enumerate(papers(args.books), start=1):
        paper.entry = f"{entries:08d}"
        reader.take(paper)
    return {
        "entries": entries,
        "overall": {level: reader.blocks[level, ""].to_json() for level in TYPED},
        "roles": {
            role: blocks.to_json()
            for (level, role), blocks in sorted(reader.blocks.items())
            if level == "whole_name" and role
        },
        "fills_of_right_persons": dict(sorted(reader.fills.items())),
        "blocks_of_right_persons": dict(reader.blocks_filled),
        "clusters": reader.clusters(),
        "proposal_ms": percentiles(reader.ms),
        "take_up_ms_per_entry": round(reader.taking_up * 1000 / max(1, entries), 3),
        "machine": machine(),
    }


def papers(folder: Path) -> Iterator[Paper]:
    """The entries of a folder of books in the plan's order."""
    with (folder / "inventory.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=_place)
    for row in rows:
        path = folder / "entries" / f"{row['book_id']}.jsonl"
        above: dict[str, dict[str, str]] = {}
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        for page, line in zip(read_book(path, row["book_id"]), lines, strict=True):
            if not isinstance(page, Page) or not page.state.has_values:
                continue
            form = load(page.kind, row["layout"])
            context = Context(
                office=row["office_code"],
                level=Level(row["level"]),
                kind=page.kind,
                layout=Layout(row["layout"]),
                year=page.position.year,
                above=above.get(page.kind, {}),
            )
            values = normalise_entry(form, page.values, page.marks, context)
            above[page.kind] = {name: value.normalised for name, value in values.items()}
            yield Paper(row, form, page, values, json.loads(line).get("persons", {}), context)


def _place(row: Mapping[str, str]) -> tuple[Any, ...]:
    phase = next((at for at, year in enumerate(_FIRST_YEARS) if int(row["year_to"]) >= year), len(_FIRST_YEARS))
    return phase, kind_rank(row["kind"], plan_3510()), int(row["year_from"]), row["book_id"]


def _date(values: Mapping[str, Value]) -> PartialDate | None:
    return (
        PartialDate.from_normalised(values["registration_date"].normalised) if "registration_date" in values else None
    )


def _count(blocks: Blocks, is_known: bool, right: list[bool]) -> None:
    if is_known:
        blocks.known += 1
        blocks.offered += bool(right)
        blocks.right += bool(right and right[0])
        blocks.listed += any(right)
    else:
        blocks.new += 1
        blocks.new_offered += bool(right)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
