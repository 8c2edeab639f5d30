"""The review queue over a hundred thousand waiting entries: time to open it, to page, to jump to its end, of each filter; both engines.

    python -m bench review [--entries 100000] [--engines sqlite postgresql] [--json]

Each size on each engine is an office of its own. A page is what the screen reads at once, a count what it reads behind. Then a
clerk saves and a supervisor approves, beside a store without the queue's indexes but those that the orders need.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, event

from bench import postgresql, waiting
from bench.machine import machine, percentile
from bench.offices import PASSWORD
from registers.workflow import Role
from storage import accounts, decisions, review
from storage.engine import Store
from storage.permissions import OPERATOR
from storage.review import Order, Wanted

ENGINES = ("sqlite", "postgresql")
_TIMES = 20
_PAGES = 100
_WARM = 2  # reads before the measured ones
_DECISIONS = 60
_BARE = ("risk", "age", "place")
"""The indexes of the queue's orders alone."""
_SLOW_STEP = re.compile(r"Seq Scan on entry|Sort|SCAN entry(?! USING)|TEMP B-TREE")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this bench."""
    parser.add_argument("--entries", type=int, nargs="+", default=[100_000], help="waiting entries of each office")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--seed", type=int, default=1)


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Measure every size on every engine in this one run."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="hotich-review-")))
        server = stack.enter_context(postgresql.server(folder / "pg")) if "postgresql" in args.engines else ""
        sizes = [
            {"entries": entries}
            | {
                engine: _office(_address(engine, entries, folder, server), entries, args.seed)
                for engine in args.engines
            }
            for entries in args.entries
        ]
    return {"sizes": sizes, "machine": machine(args.seed)}


def _address(engine: str, entries: int, folder: Path, server: str) -> str:
    if engine == "sqlite":
        return f"sqlite:///{folder / f'{entries}.db'}"
    return postgresql.database(server, f"review_{entries}")


def _office(address: str, entries: int, seed: int) -> dict[str, Any]:
    store = Store.open(address)
    try:
        began = time.perf_counter()
        filled = waiting.fill(store, entries, seed)
        took = round(time.perf_counter() - began, 1)
        if store.path is None:  # PostgreSQL, as its own autovacuum does; nobody does it on SQLite
            with store.write() as session:
                session.connection().exec_driver_sql("ANALYZE")
        return {"fill_s": took} | _queue(store, filled.books) | _work(store, filled)
    finally:
        store.close()


# ---- reading


def _queue(store: Store, books: list[str]) -> dict[str, Any]:
    filters = {
        "book": Wanted(book=books[len(books) // 2]),
        "clerk": Wanted(clerk="lan 3"),
        "kind": Wanted(kind="KT"),
        "flag": Wanted(rule="V7"),
        "severity": Wanted(severity="I"),
        "age": Wanted(older_than=60),
        "risk": Wanted(risk=250),
        "name": Wanted(text=("bế", "trang")),
        "number": Wanted(text=("12",)),
        "clerk and flag": Wanted(clerk="lan 3", rule="V7"),
        "nothing found": Wanted(kind="GH"),
    }
    return {
        "open_ms": _sum_up(_timed(lambda: review.queue(store), _TIMES)),
        "page_down_ms": _sum_up([time for order in Order for time in _page_down(store, order)]),
        "end_ms": _sum_up([time for order in Order for time in _timed(_last(store, Wanted(), order), _TIMES)]),
        "count_ms": _sum_up(_timed(lambda: review.count(store), _TIMES)),
        "filters": {name: _filter(store, wanted) for name, wanted in filters.items()},
    }


def _page_down(store: Store, order: Order) -> list[float]:
    """Page by page from the head, as a held PgDn reads them."""
    times, place = [], None
    for _ in range(_PAGES):
        began = time.perf_counter()
        rows = review.queue(store, order=order, after=place)
        times.append(_ms_since(began))
        if not rows:
            break
        place = rows[-1].place
    return times


def _filter(store: Store, wanted: Wanted) -> dict[str, Any]:
    """The first page, one that follows a place, and the last, in each order."""
    times, slow = [], set()
    for order in Order:
        first = review.queue(store, wanted, order=order)
        after = first[len(first) // 2].place if first else None
        for work in (
            lambda order=order: review.queue(store, wanted, order=order),
            lambda order=order, after=after: review.queue(store, wanted, order=order, after=after),
            _last(store, wanted, order),
        ):
            times += _timed(work, _TIMES // 4)
            with _plans(store) as plans:
                work()
            slow |= {step for plan in plans for step in _SLOW_STEP.findall(plan)}
    counts = _timed(lambda: review.count(store, wanted), _TIMES // 4)
    return {"page_ms": _sum_up(times), "count_ms": _sum_up(counts), "sorted_or_walked": sorted(slow)}


def _last(store: Store, wanted: Wanted, order: Order) -> Callable[[], object]:
    return lambda: review.queue(store, wanted, order=order, before=())


@contextmanager
def _plans(store: Store) -> Iterator[list[str]]:
    """How the engine answers each page that is asked for inside, as it says itself."""
    found: list[str] = []
    asked: list[tuple[str, Any]] = []

    def heard(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if "ORDER BY entry" in statement:
            asked.append((statement, parameters))

    with store.read() as session:
        engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", heard)
    yield found
    event.remove(engine, "before_cursor_execute", heard)
    with store.read() as session:
        found += [_plan(session.connection(), *one) for one in asked]


def _plan(connection: Connection, statement: str, parameters: Any) -> str:
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(step[-1]) for step in connection.exec_driver_sql(f"{explain} {statement}", parameters))


# ---- writing


@dataclass(frozen=True)
class _Hands:
    clerk: str
    supervisor: str


def _work(store: Store, filled: waiting.Filled) -> dict[str, Any]:
    """Saving and approving, with the indexes of the queue and then with those of its orders alone."""
    boss = accounts.add(store, "minh", Role.SUPERVISOR, PASSWORD, by=OPERATOR).account_id
    clerk = accounts.add(store, "thu", Role.CLERK, PASSWORD, by=OPERATOR).account_id
    hands = _Hands(clerk, boss)
    found = {"with": _saved(store, filled, hands)}
    with store.write() as session:
        connection = session.connection()
        for name in waiting.queue_indexes():
            if name.removeprefix("ix_entry_waiting_") not in _BARE:
                connection.exec_driver_sql(f"DROP INDEX {name}")
    found["bare"] = _saved(store, filled, hands)
    return {
        "save_ms": found["with"][0],
        "approve_ms": found["with"][1],
        "bare_save_ms": found["bare"][0],
        "bare_approve_ms": found["bare"][1],
    }


def _saved(store: Store, filled: waiting.Filled, hands: _Hands) -> tuple[dict[str, float], dict[str, float]]:
    saves, approvals = [], []
    for _ in range(_DECISIONS):
        began = time.perf_counter()
        saved = waiting.key_next(store, filled.empty, hands.clerk)
        saves.append(_ms_since(began))
        began = time.perf_counter()
        decisions.approve(store, saved.entry_id, base_revision=saved.revision, account_id=hands.supervisor)
        approvals.append(_ms_since(began))
    return _sum_up(saves), _sum_up(approvals)


# ---- time


def _timed(work: Callable[[], object], times: int) -> list[float]:
    samples = []
    for _ in range(_WARM + times):
        began = time.perf_counter()
        work()
        samples.append(_ms_since(began))
    return samples[_WARM:]


def _ms_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _sum_up(samples: list[float]) -> dict[str, float]:
    return {f"p{at}": round(percentile(samples, at), 2) for at in (50, 99)}
