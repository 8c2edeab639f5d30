"""What clerks, supervisors and the pusher do in stores of a thousand to a hundred thousand entries: it should cost the same in all.

    python -m bench scale [--entries 100000] [--postgresql] [--json]

Each size is a store of its own, with the whole inventory on the shelf as from the first day, and so many entries of its books
keyed (`bench.grown`); all entries wait for review and for the centre. Every operation is timed through the function that screens and commands call, in
one store after the other in turns, so that what else the machine does meets all sizes.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import grown, postgresql
from bench.grown import YEARS, GrowingOffice
from bench.machine import machine, percentile
from bench.offices import OFFICE
from storage import books, decisions, entries, log, outbox, outboxstatus, positions, progress, queue, review, search
from storage.engine import Store
from storage.permissions import OPERATOR
from storage.review import Wanted
from storage.shelf import BookRow
from sync.pusher import LEASE_SECONDS

_WARM = 2  # of each before those that count
_SMALLEST = 1_000
_LEASED = 500
"""Items of a batch: every store has as many."""
_SEARCHED = 200
"""Hits the search screen asks for."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this bench."""
    parser.add_argument("--entries", type=int, default=100_000, help="entries of the fullest store")
    parser.add_argument("--postgresql", action="store_true", help="the same on a PostgreSQL server of its own as well")
    parser.add_argument("--times", type=int, default=60, help="saves timed at each size; of what only reads, a third")
    parser.add_argument("--seed", type=int, default=1)


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Measure every operation at every size; on PostgreSQL under a key of its own."""
    sizes = sizes_upto(args.entries)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="hotich-scale-")))
        found: dict[str, Any] = {"sizes": sizes}
        found |= _measured([f"sqlite:///{folder / f'{size}.db'}" for size in sizes], sizes, args.seed, args.times)
        if args.postgresql:
            server = stack.enter_context(postgresql.server(folder / "pg"))
            addresses = [postgresql.database(server, f"scale_{size}") for size in sizes]
            found["postgresql"] = _measured(addresses, sizes, args.seed, args.times)
    return found | {"machine": machine(args.seed)}


def sizes_upto(most: int) -> list[int]:
    """A thousand, ten thousand …, and `most`."""
    steps = itertools.takewhile(lambda size: size < most, (_SMALLEST * 10**at for at in itertools.count()))
    return [*steps, most]


def _measured(addresses: list[str], sizes: list[int], seed: int, times: int) -> dict[str, Any]:
    offices: list[GrowingOffice] = []
    fill_s = []
    try:
        for address, size in zip(addresses, sizes, strict=True):
            began = time.perf_counter()
            offices.append(GrowingOffice(Store.open(address), sizes[-1], seed, spare=("KS", "KT")))
            _fill(offices[-1], size)
            fill_s.append(round(time.perf_counter() - began, 1))
        reads = max(1, times // 3)
        took = _keying(offices, times) | _reading(offices, reads) | _sending(offices, reads)
    finally:
        for office in offices:
            office.store.close()
    return {
        "books": len(offices[0].books) + len(offices[0].spare),
        "operations": {name: list(map(_sum_up, sizes, of_sizes)) for name, of_sizes in took.items()},
        "fill_s": fill_s,
    }


def _fill(office: GrowingOffice, size: int) -> None:
    office.grow(size)
    for book in office.spare:
        office.half_keyed(book)
    if office.store.path is None:  # as its own autovacuum does; nobody does it on SQLite
        with office.store.write() as session:
            session.connection().exec_driver_sql("ANALYZE")


def _sum_up(size: int, times: list[float]) -> dict[str, float]:
    return {"entries": size} | {f"p{at}_ms": round(percentile(times, at), 2) for at in (50, 99)}


# ---- what a clerk and a supervisor write


def _keying(offices: list[GrowingOffice], most: int) -> dict[str, list[list[float]]]:
    """Take the next position of a half-keyed book and save it, correct it, approve it, over and over: births, then deaths.

    Of most of the dead the page gives a year of birth only, which many others have.
    """
    names = ("next_position", "save", "correct", "approve", "save_death")
    times: dict[str, list[list[float]]] = {name: [[] for _ in offices] for name in names}
    for _ in range(_WARM + most):
        for at, office in enumerate(offices):
            births, deaths = office.spare
            laps = _key_one(office, births)
            laps["save_death"] = _key_one(office, deaths)["save"]
            for name in names:
                times[name][at].append(laps[name])
    return {name: [some[_WARM:] for some in of_sizes] for name, of_sizes in times.items()}


def _key_one(office: GrowingOffice, book: BookRow) -> dict[str, float]:
    store = office.store
    laps: dict[str, float] = {}
    with _lap(laps, "next_position"):
        claim = positions.claim_next(store, book.id, office.clerk)
    first, second = office.stated(book, claim.position), office.stated(book, claim.position)
    with _lap(laps, "save"):
        saved = grown.save(store, claim, first)
    with _lap(laps, "correct"):
        saved = entries.correct(
            store,
            saved.entry_id,
            values=second.values,
            base_revision=saved.revision,
            account_id=office.clerk,
            page_no=second.page_no,
        )
    with _lap(laps, "approve"):
        decisions.approve(store, saved.entry_id, base_revision=saved.revision, account_id=office.boss)
    return laps


# ---- what screens and commands read


def _reading(offices: list[GrowingOffice], most: int) -> dict[str, list[list[float]]]:
    reads = [_reads(office) for office in offices]
    return {name: _in_turns([of_office[name] for of_office in reads], most) for name in reads[0]}


def _reads(office: GrowingOffice) -> dict[str, Callable[[], object]]:
    store, today, book = office.store, office.store.today(), office.spare[0]
    common, rare = "Nông Thị Hoa", "Sầm Mùi Mẩy"
    number = f"12/{YEARS[0]}"
    place = review.queue(store)[-1].place
    with store.read() as session:
        plan = queue.plan_in(session)
    return {
        "queue": lambda: books.queue(store, office.clerk, today=today),
        "ledger": lambda: (books.ledger(store, book.id), positions.list_positions(store, book.id)),
        "search_name": lambda: search.entries_by_name(store, common, limit=_SEARCHED),
        "search_rare_name": lambda: search.entries_by_name(store, rare, limit=_SEARCHED),
        "search_name_and_year": lambda: search.entries_by_name(store, f"{common} 1985", limit=_SEARCHED),
        "search_number": lambda: review.queue(store, Wanted(text=(number,))),
        "review_page": lambda: review.queue(store, after=place),
        "review_count": lambda: review.count(store),
        "log_about_number": lambda: log.lines(store, log.Wanted(about=number), by=OPERATOR),
        "plan_status": lambda: progress.of_plan(store, plan),
        "outbox_status": lambda: outboxstatus.status(store),
    }


# ---- what the pusher does


def _sending(offices: list[GrowingOffice], most: int) -> dict[str, list[list[float]]]:
    """Lease a batch; it is let go of again outside the time."""
    times: list[list[float]] = [[] for _ in offices]
    for _ in range(_WARM + most):
        for some, office in zip(times, offices, strict=True):
            laps: dict[str, float] = {}
            with _lap(laps, "lease"):
                due = outbox.lease(office.store, OFFICE, "bench", limit=_LEASED, seconds=LEASE_SECONDS)
            outbox.release(office.store, "bench", due)
            some.append(laps["lease"])
    return {"lease": [some[_WARM:] for some in times]}


# ---- time


def _in_turns(works: list[Callable[[], object]], most: int) -> list[list[float]]:
    """Milliseconds of each work, one after the other again and again."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(_WARM + most):
        for some, work in zip(times, works, strict=True):
            laps: dict[str, float] = {}
            with _lap(laps, "read"):
                work()
            some.append(laps["read"])
    return [some[_WARM:] for some in times]


@contextmanager
def _lap(laps: dict[str, float], name: str) -> Iterator[None]:
    """Note under `name` how many milliseconds the block took."""
    began = time.perf_counter()
    yield
    laps[name] = (time.perf_counter() - began) * 1000
