"""The whole path of an entry: the office's store, HTTP, the centre on PostgreSQL; beside staged COPY alone and one request an entry.

All three move the same revisions into the same server in one run, and wait for its commits. The centre is a process of its
own, as are its database's; the pushers are threads of this one. With `--already` the centre holds so many entries before.

Staged COPY alone is one connection that writes the table `revision` with its indexes, from rows made before the clock is started,
a commit for as many entries as a batch of the path has. What every centre must do besides is left out of it, and of the ratio; a
second figure tells the same COPY with the fold into `entry`. Findings are looked for behind the pushers' backs: how long after
the last answer they are through is a figure of its own.
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import psutil
from msgspec import Raw
from sqlalchemy import text

from bench import postgresql, stagedcopy
from bench.machine import machine
from bench.offices import OFFICE, OTHER_OFFICE, office_with
from registers.canonical import canonical_json, digest
from registers.plan import plan_3510
from storage import outbox, outboxstatus
from storage.engine import Store
from storage.leases import Due
from sync.centre.database import Database
from sync.centre.examine import Accepted, examine
from sync.centre.tokens import issue
from sync.protocol import Item
from sync.pusher import push_once
from sync.transport import Line

_WARM_UP = 20
"""Entries each line pushes before the clock is started: what both ends do once (connect, read forms, plan statements) is not an
entry's cost. All at the same time, as they will push, for the centre has a connection to its database for each."""
_ONE_BY_ONE = 300
"""Entries pushed one a request: the rate is even, so a few hundred tell it."""
_COPIED = 2_000
"""Rows staged COPY commits at once: more cost it no less processor time a row."""
_LOOK = 0.1
"""Seconds between looks at how far the findings are."""
_CENTRE = """
import sys
from sync.centre.serve import serve
serve(sys.argv[1], port=int(sys.argv[2]), rate=1e6, burst=10**6)
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be chosen."""
    parser.add_argument("--entries", type=int, default=60_000, help="entries to push")
    parser.add_argument(
        "--already", type=int, nargs="*", default=[0], help="entries the centre holds before; one run each"
    )
    parser.add_argument("--rounds", type=int, default=3, help="times each is measured, in turns; the middle one counts")
    parser.add_argument("--pushers", type=int, default=3, help="connections at once")
    parser.add_argument("--server", default="", help="address of a PostgreSQL server (default: one of its own)")


@dataclass(frozen=True)
class Rate:
    """Entries a second, and seconds of processor an entry of each party."""

    per_s: float
    cpu_us: dict[str, float]


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Push, and measure the peers."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="hotich-push-")))
        server = args.server or stack.enter_context(postgresql.server(folder / "pg"))
        master = folder / "office.db"
        store = Store.open(f"sqlite:///{master}")
        office_with(store, args.entries + _WARM_UP * args.pushers)
        due = outbox.lease(store, OFFICE, "bench", limit=args.entries + _WARM_UP, seconds=0)
        store.close()
        copied: list[Rate] = []
        folded: list[Rate] = []
        paths: dict[int, list[Rate]] = {already: [] for already in args.already}
        findings_s = 0.0
        for left in reversed(range(args.rounds)):  # in turns, so that what else the machine does meets all of them
            copied.append(_staged_copy(postgresql.database(server, "copied"), due))
            folded.append(_staged_copy(postgresql.database(server, "folded"), due, fold=True))
            for already, rates in paths.items():
                rate, findings_s = _run(server, folder, master, args, already, await_findings=not left)
                rates.append(rate)
        one_by_one = _one_by_one(postgresql.database(server, "single"), folder)
    copy, path = _median(copied), _median(paths[args.already[0]])
    return {
        "machine": machine(),
        "entries": args.entries,
        "pushers": args.pushers,
        "rounds": args.rounds,
        "path_per_s": round(path.per_s),
        "staged_copy_per_s": round(copy.per_s),
        "staged_copy_and_fold_per_s": round(_median(folded).per_s),
        "one_by_one_per_s": round(one_by_one),
        "path_to_copy_time": round(copy.per_s / path.per_s, 2),
        "path_to_copy_time_by_round": [
            round(one.per_s / other.per_s, 2) for one, other in zip(copied, paths[args.already[0]], strict=True)
        ],
        "path_to_one_by_one": round(path.per_s / one_by_one, 1),
        "findings_s_later": findings_s,
        "cpu_us_per_entry": path.cpu_us,
        "staged_copy_cpu_us_per_entry": copy.cpu_us,
        "by_already": [{"already": n, "path_per_s": round(_median(rates).per_s)} for n, rates in paths.items()],
    }


def _median(rates: Sequence[Rate]) -> Rate:
    """The one in the middle; of two, the faster."""
    return sorted(rates, key=lambda rate: rate.per_s)[len(rates) // 2]


def _run(
    server: str, folder: Path, master: Path, args: argparse.Namespace, already: int, *, await_findings: bool
) -> tuple[Rate, float]:
    """The whole path, with so many entries at the centre before; and how many seconds later its findings are through, where
    that is waited for.
    """
    address = postgresql.database(server, f"centre_{already}")
    database = Database.open(address)
    token = issue(database, OFFICE)
    if already:
        _fill(database, already)
    database.close()
    path = folder / f"office-{already}.db"
    path.write_bytes(master.read_bytes())
    store = Store.open(f"sqlite:///{path}")
    with _served(address) as (base, process):
        lines = [Line(base, OFFICE, token) for _ in range(args.pushers)]
        _push(store, lines, limit=_WARM_UP)
        rate = _timed(process, lambda: _push(store, lines), args.entries)
        for line in lines:
            line.close()
        findings_s = _until_found(address) if await_findings else 0.0
    assert outboxstatus.status(store).sent == args.entries + _WARM_UP * args.pushers
    store.close()
    return rate, findings_s


def _until_found(address: str) -> float:
    """Seconds until the centre has looked at everything it was sent for findings."""
    started = time.perf_counter()
    database = Database.open(address)
    behind = text("SELECT count(*) FROM office WHERE examined < received")
    while True:
        with database.read() as connection:
            if not connection.execute(behind).scalar_one():
                break
        time.sleep(_LOOK)
    database.close()
    return round(time.perf_counter() - started, 1)


def _push(store: Store, lines: Sequence[Line], limit: int | None = None) -> None:
    """Push all there is, or `limit` entries a line, over all lines at once."""

    def run(number: int) -> None:
        push_once(store, lines[number], pusher=f"pusher {number}", limit=limit)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(lines))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _timed(centre: psutil.Process | None, work: Callable[[], None], entries: int) -> Rate:
    """How fast `work` is, and what it costs here, at the centre, and in the server's processes."""
    before = _cpu(centre)
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    after = _cpu(centre)
    return Rate(entries / seconds, {name: round(1e6 * (after[name] - before[name]) / entries, 1) for name in before})


def _cpu(centre: psutil.Process | None) -> dict[str, float]:
    servers = [p for p in psutil.process_iter(["name"]) if p.info["name"].startswith("postgres")]
    return {
        "office": time.process_time(),
        "centre": _seconds([centre] if centre else []),
        "postgresql": _seconds(servers),
    }


def _seconds(processes: Sequence[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue
        total += times.user + times.system
    return total


def _staged_copy(address: str, due: Sequence[Due], *, fold: bool = False) -> Rate:
    """How fast, and at what cost, by COPY into a staging table and one INSERT … ON CONFLICT, a commit a batch, and nothing else.

    With `fold` the entries' newest states are kept as well, by the statement the centre has for it.
    """
    database = Database.open(address)
    plan = plan_3510()
    accepted = [examine(OFFICE, Item(one.entry_id, one.revision, one.sha256, Raw(one.body))) for one in due]
    rows = stagedcopy.rows_of(plan, OFFICE, [one for one in accepted if isinstance(one, Accepted)])
    assert len(rows) == len(due)

    def copy(rows: Sequence[tuple[Any, ...]]) -> None:
        for start in range(0, len(rows), _COPIED):
            with database.write() as connection:
                stagedcopy.copy(connection, rows[start : start + _COPIED], fold=fold)

    copy(rows[:_WARM_UP])
    rate = _timed(None, lambda: copy(rows[_WARM_UP:]), len(rows) - _WARM_UP)
    database.close()
    return rate


def _one_by_one(address: str, folder: Path) -> float:
    """Entries a second over the same path, one entry a request, one connection."""
    database = Database.open(address)
    token = issue(database, OTHER_OFFICE)
    database.close()
    store = Store.open(f"sqlite:///{folder / 'single.db'}")
    office_with(store, _ONE_BY_ONE, office=OTHER_OFFICE)
    with _served(address) as (base, _):
        line = Line(base, OTHER_OFFICE, token)
        started = time.perf_counter()
        push_once(store, line, pusher="one", batch=1)
        seconds = time.perf_counter() - started
        line.close()
    assert outboxstatus.status(store).sent == _ONE_BY_ONE
    store.close()
    return _ONE_BY_ONE / seconds


def _fill(database: Database, entries: int) -> None:
    """Let the centre hold so many entries, of births in numbered years; by COPY, past the path that is measured."""
    with database.write() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        for table, columns, row in _FILLED:
            with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for number in range(entries):
                    copy.write_row(row(number))
        connection.execute(text("UPDATE office SET received = :entries, examined = :entries"), {"entries": entries})
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _revision_row(number: int) -> tuple[Any, ...]:
    body = _body(number)
    return OFFICE, body["entry_id"], 1, digest(body), canonical_json(body), number + 1, body["at"]


def _entry_row(number: int) -> tuple[Any, ...]:
    body = _body(number)
    told = (body[name] for name in ("entry_id", "book_id", "kind", "year", "number", "suffix"))
    return OFFICE, *told, "2005.03.12", "2024", "normal", 1, "keyed", 0, 0


_FILLED: tuple[tuple[str, str, Callable[[int], tuple[Any, ...]]], ...] = (
    ("revision", "office, entry_id, revision, sha256, body, arrival, received_at", _revision_row),
    (
        "entry",
        "office, entry_id, book_id, kind, year, number, suffix, registration, phase, position_state, revision, state, approved_revision, withdrawn_revision",
        _entry_row,
    ),
)


def _body(number: int) -> dict[str, Any]:
    facts = {
        "registration_date": "12.03.2005",
        "child_full_name": f"Lý Thị {number:x}",
        "child_birth_date": "01.03.2005",
    }
    return {
        "office": OFFICE, "entry_id": f"01800000-0000-7000-8000-{number:012x}", "revision": 1,
        "book_id": f"{OFFICE}-KS-2005", "kind": "KS", "layout": "C1", "year": 2005, "number": number % 1_000_000,
        "suffix": "", "page_no": 1, "position_state": "normal", "state": "keyed", "act": "key", "account_id": "a",
        "keyer": "a", "at": "2026-11-22T01:02:03.000004Z", "reason": "",
        "values": {name: [value, value, ""] for name, value in facts.items()}, "overrides": {},
    }  # fmt: skip


@contextmanager
def _served(address: str) -> Iterator[tuple[str, psutil.Process]]:
    """The centre in a process of its own, once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    running = subprocess.Popen(
        [sys.executable, "-c", _CENTRE, address, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                if httpx.get(f"{base}/v1/health").is_success:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield base, psutil.Process(running.pid)
    finally:
        running.terminate()
        running.wait()
