"""Second keying, policy by policy: how many of the errors a first keyer made are found, and what finding them costs in keys.

The first keyings are those of the books (`keyed`, with every error named); the second and third keyers are the same sort of
clerk, with slips of their own drawn from the seed. Adaptive second keying is `registers.rekeying`: fields whose text is the usual
one of the book are not keyed again but for spot checks, and a third reading that agrees with neither is read once more, as the
program has it done. `full, read twice` is full second keying with that same last step.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bench.machine import machine
from bench.paper import read_inventory
from registers.form import FieldType, load
from registers.kinds import Layout
from registers.rekeying import KEY_TYPES, Sort, Standing, worth_keying_again
from registers.slips import slip

SEED = 1
SLIP = 0.006
"""Share of fields a second or third keyer gets wrong: that of the first ones in the sample books."""

EYE = 0.15
"""Share of errors seen by a reviewer who reads the screen beside the page; passive proof-reading finds hardly more."""

SAMPLE = 0.2
"""Share of entries the sample policy keys again."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """One field as the first keyer left it; `right` is what the page says."""

    book: str
    entry: int
    name: str
    type: FieldType
    typed: str
    right: str

    @property
    def wrong(self) -> bool:
        """The first keyer erred here."""
        return _nfc(self.typed) != _nfc(self.right)


@dataclass(slots=True)
class Tally:
    """What a policy cost and left: keys beyond the first keying, errors found, errors left in what would be approved."""

    keys: int = 0
    found: int = 0
    left: int = 0
    second: int = 0  # fields keyed a second time


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument(
        "--books", type=Path, required=True, help="a folder with keyed books: entries/, keyed/, inventory.csv"
    )
    parser.add_argument("--seed", type=int, default=SEED)


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Every policy over the same fields with the same second keyer."""
    fields = list(read(args.books))
    single = sum(map(keys, (one.typed for one in fields)))
    injected = sum(one.wrong for one in fields)
    policies = []
    for name, policy in POLICIES.items():
        tally = policy(fields, args.seed)
        policies.append(
            {
                "name": name,
                "keys_ratio": round((single + tally.keys) / single, 4),
                "injected": injected,
                "found": tally.found,
                "residual_per_10000_fields": round(10_000 * tally.left / len(fields), 2),
                "fields_keyed_again": tally.second,
            }
        )
    return {
        "policies": policies,
        "fields": len(fields),
        "entries": len({(one.book, one.entry) for one in fields}),
        "slip_rate_of_later_keyers": SLIP,
        "errors_a_reviewer_sees": EYE,
        "machine": machine(args.seed),
    }


def read(folder: Path) -> Iterable[Keyed]:
    """Every field of the keyed books, in page order."""
    for file in sorted((folder / "keyed").glob("*.jsonl")):
        paper = (folder / "entries" / file.name).read_text(encoding="utf-8").splitlines()
        layouts = {_place(line): line["layout"] for line in map(json.loads, paper) if "layout" in line}
        for at, line in enumerate(map(json.loads, file.read_text(encoding="utf-8").splitlines())):
            yield from _fields(file.stem, at, line, layouts.get(_place(line)) or _layout(folder, file.stem))


def _place(line: Mapping[str, Any]) -> tuple[int, str, str]:
    return int(line["year"]), str(line["entry_no"]), str(line["suffix"])


def _layout(folder: Path, book: str) -> str:
    return read_inventory(folder)[book]["layout"]


def _fields(book: str, at: int, line: Mapping[str, Any], layout: str) -> Iterable[Keyed]:
    form = load(line["kind"], Layout(layout))
    right = dict(line["values"])
    for error in line["errors"]:
        right[error["field"]] = error["intended"]
        if error.get("other"):
            right[error["other"]] = error["other_intended"]
    for name in sorted({*line["values"], *right}, key=lambda name: form.index.get(name, len(form.fields))):
        kind = form[name].type if name in form else FieldType.TEXT
        typed, page = line["values"].get(name, ""), right[name]
        if typed or page:
            yield Keyed(book, at, name, kind, typed, page)


def keys(text: str) -> int:
    """Keys to type `text` in Telex without help, and the one that leaves the field: marks and hooks are keys of their own."""
    apart = unicodedata.normalize("NFD", text)
    return sum(1 for letter in apart) + sum(letter in "đĐ" for letter in apart) + 1


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _later(one: Keyed, turn: int, seed: int) -> str:
    """What a later keyer types from the page: the same at each policy, so that they are compared on the same work."""
    random = Random(f"{seed} {turn} {one.book} {one.entry} {one.name}")
    if random.random() >= SLIP:
        return one.right
    made = slip(one.right, random)
    return made[1] if made else one.right


def _approval_only(fields: Sequence[Keyed], seed: int) -> Tally:
    """A reviewer reads every entry and retypes what he sees is wrong."""
    tally = Tally()
    for one in fields:
        random = Random(f"{seed} eye {one.book} {one.entry} {one.name}")
        seen = one.wrong and random.random() < EYE
        tally.keys += keys(one.right) if seen else 0
        tally.found += seen
        tally.left += one.wrong and not seen
    return tally


def _compare(tally: Tally, one: Keyed, seed: int, *, twice: bool = False) -> bool:
    """Key the field again; where the texts differ a third person reads the page, and his reading stands. True where they differ.

    `twice`: a reading that is neither of the two is read once more before it stands.
    """
    second = _later(one, 2, seed)
    tally.second += 1
    tally.keys += keys(second)
    stands, differ = one.typed, _nfc(second) != _nfc(one.typed)
    if differ:
        stands = _later(one, 3, seed)
        tally.keys += keys(stands)
        if twice and _nfc(stands) not in (_nfc(one.typed), _nfc(second)):
            stands = _later(one, 4, seed)
            tally.keys += keys(stands)
    right = _nfc(stands) == _nfc(one.right)
    tally.found += one.wrong and right
    tally.left += not right
    return differ and one.wrong


def _chosen(wanted: Callable[[Keyed], bool], *, twice: bool = False) -> Callable[[Sequence[Keyed], int], Tally]:
    """A policy that keys again the fields that are `wanted`."""

    def policy(fields: Sequence[Keyed], seed: int) -> Tally:
        tally = Tally()
        for one in fields:
            if wanted(one):
                _compare(tally, one, seed, twice=twice)
            else:
                tally.left += one.wrong
        return tally

    return policy


def _sample(fields: Sequence[Keyed], seed: int) -> Tally:
    tally = Tally()
    for one in fields:
        if Random(f"{seed} sample {one.book} {one.entry}").random() < SAMPLE:
            _compare(tally, one, seed)
        else:
            tally.left += one.wrong
    return tally


def _adaptive(fields: Sequence[Keyed], seed: int) -> Tally:
    """Key again what is odd in its book, spot-check the rest, and trust a sort of fields no more once an error was found in it."""
    tally = Tally()
    texts = Counter((one.book, one.name, one.typed) for one in fields)
    filled = Counter((one.book, one.name) for one in fields)
    before: dict[tuple[str, str], str] = {}
    distrusted: set[tuple[str, Sort]] = set()
    for one in fields:
        place = one.book, one.name
        repeats = before.get(place) == one.typed
        before[place] = one.typed
        standing = Standing(one.typed, texts[*place, one.typed] - 1, filled[place] - 1, repeats)
        sort = one.name, standing.sort
        spot = Random(f"{seed} spot {one.book} {one.entry} {one.name}").random()
        if not worth_keying_again(standing, distrusted=sort in distrusted, spot=spot):
            tally.left += one.wrong
        elif _compare(tally, one, seed, twice=True):
            distrusted.add(sort)
    return tally


POLICIES: Mapping[str, Callable[[Sequence[Keyed], int], Tally]] = {
    "approval only": _approval_only,
    "key fields": _chosen(lambda one: one.type in KEY_TYPES),
    "full": _chosen(bool),
    "full, read twice": _chosen(bool, twice=True),
    "sample": _sample,
    "adaptive": _adaptive,
}
"""Every policy, over the same keyed fields."""
