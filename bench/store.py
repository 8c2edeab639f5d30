"""How fast entries are kept: one clerk saving, several at once, files taken in; beside raw sqlite3 inserts of the very same rows.

    python -m bench store [--entries 2000] [--writers 4] [--json]

A save is the whole unit of work a clerk waits for: checks, revision, persons, log line and outbox item, durable when it returns.
Raw sqlite3 writes the rows that the saves left, a transaction an entry (of a file: as many as the import has in one), into a file with
the same tables, indexes and durability; it checks nothing, computes no hash, and is what any program has to pay at least.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import grown, rawrows, waiting
from bench.grown import GrowingOffice
from bench.machine import machine, percentiles
from bench.offices import PASSWORD
from bench.rawrows import Rows
from registers.position import Position
from registers.workflow import Role
from storage import accounts, intake, positions
from storage.engine import Store
from storage.permissions import OPERATOR
from storage.shelf import BookRow
from storage.surroundings import Stated

_TURN = 100
"""Saves after which it is the peer's turn, so that what else the machine does meets both."""
_PATIENCE = 120.0
_EMPTY = "empty.db"
_START = 300  # seconds until all writers have come to the line

_Work = list[tuple[str, Stated]]
"""Pages to key, in their order, each with the book it stands in."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this bench."""
    parser.add_argument("--entries", type=int, default=2_000, help="entries of each measurement")
    parser.add_argument("--writers", type=int, default=4, help="processes that save at once")
    parser.add_argument("--seed", type=int, default=1)


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Save, save together, import; each with its peer."""
    with TemporaryDirectory(prefix="hotich-store-") as name:
        folder = Path(name)
        Store.open(f"sqlite:///{folder / _EMPTY}").close()  # made once: each store is a copy of it
        return {
            "entries": args.entries,
            "one_writer": _one_writer(folder, args.entries, args.seed),
            "writers": _writers(folder, args.entries, args.writers, args.seed),
            "bulk": _bulk(folder, args.entries, args.seed),
            "machine": machine(args.seed),
        }


# ---- one writer


def _one_writer(folder: Path, entries: int, seed: int) -> dict[str, Any]:
    path = folder / "one.db"
    store = _fresh(path)
    office = GrowingOffice(store, 0, seed, spare=["KS"] * _books(entries))
    peer = rawrows.like(path, folder / "one-raw.db")
    work = _pages(office, office.spare)[:entries]
    saves: list[float] = []
    claims: list[float] = []
    raw: list[float] = []
    with rawrows.opened(peer) as connection:
        for start in range(0, entries, _TURN):
            saved = [_key(store, office.clerk, one, claims, saves) for one in work[start : start + _TURN]]
            left = rawrows.of_entries(path, saved)
            raw += [_ms(rawrows.insert, connection, [rows]) for rows in left]
    store.close()
    return {
        "per_s": _rate(entries, sum(saves) + sum(claims)),
        "save_ms": percentiles(saves),
        "next_position_ms": percentiles(claims),
        "raw_per_s": _rate(entries, sum(raw)),
        "raw_insert_ms": percentiles(raw),
    }


def _key(store: Store, clerk: str, one: tuple[str, Stated], claims: list[float], saves: list[float]) -> str:
    """Take the next position and save the page that stands there, as the keying screen does; the entry's id."""
    book_id, stated = one
    began = time.perf_counter()
    claim = positions.claim_next(store, book_id, clerk)
    claimed = time.perf_counter()
    saved = grown.save(store, claim, stated)
    ended = time.perf_counter()
    assert claim.position == stated.position
    claims.append((claimed - began) * 1000)
    saves.append((ended - claimed) * 1000)
    return saved.entry_id


# ---- several processes


def _writers(folder: Path, entries: int, writers: int, seed: int) -> dict[str, Any]:
    """Each process keys books of its own; then as many insert the rows those left."""
    path = folder / "many.db"
    store = _fresh(path)
    each = -(-entries // writers)
    office = GrowingOffice(store, 0, seed, spare=["KS"] * writers * _books(each))
    clerks = [
        accounts.add(store, f"lan.{number}", Role.CLERK, PASSWORD, by=OPERATOR).account_id for number in range(writers)
    ]
    jobs = []
    for number, clerk in enumerate(clerks):
        own = office.spare[number * _books(each) : (number + 1) * _books(each)]
        jobs.append((store.url, clerk, _pages(office, own)[:each]))
    peer = rawrows.like(path, folder / "many-raw.db")
    store.close()
    keyed = _together(_save_all, jobs)
    ids = [[entry for entry, _ in did.done] for did in keyed]
    inserted = _together(_insert_all, [(peer, rawrows.of_entries(path, some)) for some in ids])
    return {
        "processes": writers,
        "per_s": _rate_of(keyed),
        "save_ms": percentiles([ms for did in keyed for _, ms in did.done]),
        "raw_per_s": _rate_of(inserted),
        "raw_insert_ms": percentiles([ms for did in inserted for _, ms in did.done]),
    }


class _Did:
    """What a process did: an id and milliseconds of each entry, and from when to when (of the machine's one clock)."""

    def __init__(self, began: float, done: list[tuple[str, float]], ended: float) -> None:
        self.began, self.done, self.ended = began, done, ended


def _together(work: Callable[..., list[tuple[str, float]]], jobs: Sequence[tuple[Any, ...]]) -> list[_Did]:
    """Run `work` on every job, each in a process of its own, all from the same moment on."""
    context = multiprocessing.get_context("spawn")
    line, answers = context.Barrier(len(jobs)), context.SimpleQueue()
    processes = [context.Process(target=_take_part, args=(work, job, line, answers)) for job in jobs]
    for process in processes:
        process.start()
    found = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    wrong = next((one for one in found if isinstance(one, Exception)), None)
    if wrong is not None:
        raise wrong
    return found


def _take_part(work: Callable[..., list[tuple[str, float]]], job: tuple[Any, ...], line: Any, answers: Any) -> None:
    try:
        line.wait(_START)
        began = time.monotonic()
        answers.put(_Did(began, work(*job), time.monotonic()))
    except Exception as wrong:  # noqa: BLE001  the bench fails with it
        answers.put(wrong)


def _save_all(url: str, clerk: str, work: _Work) -> list[tuple[str, float]]:
    store = Store.open(url, patience=_PATIENCE)
    done = []
    for one in work:
        saves: list[float] = []
        done.append((_key(store, clerk, one, [], saves), saves[0]))
    store.close()
    return done


def _insert_all(path: Path, entries: list[Rows]) -> list[tuple[str, float]]:
    with rawrows.opened(path) as connection:
        return [("", _ms(rawrows.insert, connection, [rows])) for rows in entries]


# ---- files


def _bulk(folder: Path, entries: int, seed: int) -> dict[str, Any]:
    """Take in pages as from a file, then insert the rows that left."""
    path = folder / "bulk.db"
    store = _fresh(path)
    office = GrowingOffice(store, 0, seed, spare=["KS"] * _books(entries))
    work = _pages(office, office.spare)[:entries]
    desk = intake.Intake(store, intake.importer(store), reason="")
    peer = rawrows.like(path, folder / "bulk-raw.db")
    seconds = 0.0
    for book in office.spare:
        pages = [_as_file_page(stated) for book_id, stated in work if book_id == book.id]
        seconds += _ms(desk.take, book.id, pages) / 1000
    assert desk.report.imported == entries, desk.report.refused[:3]
    kept = [str(row.entry_id) for book in office.spare for row in positions.list_positions(store, book.id)]
    store.close()
    rows = rawrows.of_entries(path, kept)
    with rawrows.opened(peer) as connection:
        batches = [rows[start : start + intake.BATCH] for start in range(0, len(rows), intake.BATCH)]
        raw = sum(_ms(rawrows.insert, connection, batch) for batch in batches)
    return {"import_per_s": round(entries / seconds, 1), "raw_per_s": _rate(entries, raw), "batch": intake.BATCH}


def _as_file_page(stated: Stated) -> intake.Page:
    written = {name: value.as_written for name, value in stated.values.items()}
    return intake.Page(
        stated.position.number, stated.position, stated.kind, stated.position_state, stated.page_no, written
    )


# ---- what all have


def _fresh(path: Path) -> Store:
    """A store with nothing in it."""
    path.write_bytes((path.parent / _EMPTY).read_bytes())
    return Store.open(f"sqlite:///{path}")


def _books(entries: int) -> int:
    return -(-entries // waiting.A_BOOK)


def _pages(office: GrowingOffice, books: Sequence[BookRow]) -> _Work:
    """Every page of the books, in the order they are keyed."""
    numbers = range(1, waiting.A_BOOK + 1)
    return [(book.id, office.stated(book, Position(book.year_from, number))) for book in books for number in numbers]


def _ms(work: Callable[..., object], *given: Any) -> float:
    """Milliseconds `work` takes with what it is given."""
    began = time.perf_counter()
    work(*given)
    return (time.perf_counter() - began) * 1000


def _rate(entries: int, ms: float) -> float:
    return round(entries / ms * 1000, 1)


def _rate_of(did: Sequence[_Did]) -> float:
    """Entries a second, from the first one's start to the last one's end."""
    seconds = max(one.ended for one in did) - min(one.began for one in did)
    return round(sum(len(one.done) for one in did) / seconds, 1)
