"""How long finding somebody takes in a full store: entries by name and persons by name, beside a scan with plain LIKE.

    python -m bench search [--entries 20000] [--json]

Four ways to ask of somebody, and one that finds nobody. `entries` is what the search screen asks at every letter, `persons` what
`hotich persons find` asks, with everybody gathered before. The scan is the SQL one writes without a dictionary of names, in the same
store: every word LIKE anywhere in the name, in the column that has tones and capitals taken off already, best first by name.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import text

from bench.grown import GrowingOffice
from bench.machine import machine, percentile
from registers.text import fold
from storage import persons, search
from storage.engine import Store
from storage.gathering import gather

_LIMIT = 200
"""Hits the search screen asks for."""
_NOBODY = ("Nguyễn Quốc Zét", "Phạm Wolfgang", "Trịnh Hữu Fờ", "Võ Jimmy", "Đỗ Thế Xoắn")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this bench."""
    parser.add_argument("--entries", type=int, default=20_000, help="entries of the store")
    parser.add_argument("--questions", type=int, default=40, help="questions of each kind")
    parser.add_argument("--seed", type=int, default=1)


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Fill a store, gather its persons, and ask each question three ways in turns."""
    with TemporaryDirectory(prefix="hotich-search-") as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'office.db'}")
        try:
            fill_s = _seconds(lambda: GrowingOffice(store, args.entries, args.seed).grow(args.entries))
            gather_s = _seconds(lambda: gather(store))
            asked = _questions(store, random.Random(args.seed), args.questions)
            kinds = {kind: _asked(store, questions) for kind, questions in asked.items()}
        finally:
            store.close()
    return {
        "entries": args.entries,
        "kinds": kinds,
        "fill_s": fill_s,
        "gather_s": gather_s,
        "machine": machine(args.seed),
    }


def _questions(store: Store, chance: random.Random, number: int) -> dict[str, list[str]]:
    """Texts as people type them, by kind of question, about people of the store."""
    with store.read() as session:
        born = "SELECT full_name, birth FROM mention WHERE birth <> '' ORDER BY entry_id, role"
        some = chance.choices(session.connection().execute(text(born)).all(), k=number)
    names = [row.full_name for row in some]
    years = [row.birth[-4:] for row in some]
    return {
        "full_name": names,
        "without_tones": [fold(name) for name in names],
        "beginning": [" ".join([*words[:-1], words[-1][:2]]) for words in (fold(name).split() for name in names)],
        "name_and_year": [f"{fold(name)} {year}" for name, year in zip(names, years, strict=True)],
        "no_hit": [_NOBODY[at % len(_NOBODY)] for at in range(number)],
    }


def _asked(store: Store, questions: list[str]) -> dict[str, Any]:
    ways: dict[str, Callable[[str], int]] = {
        "entries": lambda question: len(search.entries_by_name(store, question, limit=_LIMIT)),
        "persons": lambda question: len(persons.find(store, question)),
        "like_scan": lambda question: _scan(store, question),
    }
    times: dict[str, list[float]] = {way: [] for way in ways}
    hits: dict[str, int] = dict.fromkeys(ways, 0)
    for question in questions:
        for way, ask in ways.items():
            began = time.perf_counter()
            hits[way] += ask(question)
            times[way].append((time.perf_counter() - began) * 1000)
    return {
        way: {f"p{at}_ms": round(percentile(times[way], at), 2) for at in (50, 99)}
        | {"hits": round(hits[way] / len(questions), 1)}
        for way in ways
    }


def _scan(store: Store, question: str) -> int:
    """The same question as one statement that looks at every mention; how many it finds."""
    asked = search.read_search(question)
    words = {f"word_{at}": f"%{word}%" for at, word in enumerate(asked.words)}
    where = " AND ".join(f"mention.folded LIKE :{name}" for name in words)
    query = text(
        "SELECT mention.full_name, mention.birth, mention.role, mention.residence, entry.book_id, entry.kind, entry.year, entry.number"
        " FROM mention JOIN entry ON entry.office = mention.office AND entry.id = mention.entry_id"
        f" WHERE {where} AND mention.birth LIKE :year AND entry.state <> 'withdrawn'"
        " ORDER BY mention.folded, mention.birth LIMIT :most"
    )
    with store.read() as session:
        return len(session.connection().execute(query, words | {"year": f"%{asked.year}", "most": _LIMIT}).all())


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return round(time.perf_counter() - began, 1)
