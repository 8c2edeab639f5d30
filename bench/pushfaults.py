"""Revisions through a line that fails while centre and pushers are killed: is each stored once, whole, and accounted for?

Everything is real and apart: an office's store (SQLite), pushers and the centre as processes, HTTP between them through a
proxy that fails and lets no long request through; batches are of one size, or grow and shrink. Afterwards what the office made is
compared with what the centre's tables hold, row by row.
"""

from __future__ import annotations

import hashlib
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from msgspec import Raw
from sqlalchemy import text
from sqlmodel import select
from zstandard import ZstdCompressor

from bench.faultproxy import failing_line
from bench.offices import OFFICE, approve, birth_book, key, office_with
from storage import outbox, outboxstatus
from storage.engine import Store
from storage.outboxtables import OutboxItem, Receipt
from storage.permissions import OPERATOR
from storage.receipts import ACCEPTED
from storage.tables import Revision
from sync.centre.database import Database
from sync.centre.tokens import issue
from sync.protocol import Batch, ChainHead, Item, encode

RATE = 0.4
"""Share of requests the line lets fail."""
FIXED, SWAYING = 1, 2
"""Pushers whose batches are of one size, and those whose batches grow and shrink as the product's do."""
_MOST = 16  # times the fixed size, to which batches grow
_LONGEST = 3  # times the fixed size: longer batches the line does not let through
_APPROVED = 4  # one revision in so many is an approval
_BETWEEN_KILLS = (0.5, 2.5)  # seconds, drawn evenly
_LOOK = 0.2  # seconds between looks at how far it is

_CENTRE = """
import sys
from sync.centre.serve import serve
serve(sys.argv[1], port=int(sys.argv[2]), rate=1e6, burst=10**6)
"""


@dataclass
class Killed:
    """A program that is started again whenever it ends before its time."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0

    def keep_running(self) -> None:
        """Start it where it is not running."""
        if self.process is None or self.process.poll() is not None:
            self.process = self.start()

    def kill(self) -> None:
        """SIGKILL, wherever it is."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.kills += 1

    def end(self) -> None:
        """No more of it."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@dataclass
class Wire:
    """One run: the office's store, the centre's address, and the programs between."""

    store: Store
    centre_url: str
    programs: list[Killed] = field(default_factory=list)


def run_push(revisions: int, faults: int, kills: int, seed: int, centre_url: str = "") -> dict[str, Any]:
    """Push at least `revisions` through at least `faults` faults and `kills` kills; what is lost, doubled, unaccounted for."""
    chance = random.Random(seed)
    batch = max(1, int(revisions * RATE / (1 - RATE) / max(1, faults)))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="hotich-faults-")))
        store = Store.open(f"sqlite:///{folder / 'office.db'}")
        stack.callback(store.close)
        _fill(store, revisions)
        address = centre_url or f"sqlite:///{folder / 'centre.db'}"
        centre = Database.open(address)
        token = issue(centre, OFFICE)
        centre.close()
        port = _free_port()
        longest = _LONGEST * _length(store, batch)
        line = stack.enter_context(failing_line(("127.0.0.1", port), rate=RATE, seed=seed, longest=longest))
        changes = stack.enter_context((folder / "changes").open("ab"))
        batches = [str(batch)] * FIXED + [f"{2 * batch}-{_MOST * batch}"] * SWAYING
        programs = [
            Killed("centre", lambda: _centre(address, port)),
            *(
                Killed("pusher", _pusher(f"sqlite:///{folder / 'office.db'}", line.address, token, n, size, changes))
                for n, size in enumerate(batches)
            ),
        ]
        started = time.perf_counter()
        with _running(programs):
            _until_done(store, programs, lambda: sum(line.faults.values()) >= faults, kills, chance)
        seconds = time.perf_counter() - started
        return _account(store, address) | {
            "faults": sum(line.faults.values()),
            "fault_kinds": dict(sorted(line.faults.items())),
            "requests": line.requests,
            "too_long": line.too_long,
            "sizes": dict(sorted(Counter((folder / "changes").read_text().split()).items())),
            "centre_kills": programs[0].kills,
            "pusher_kills": sum(program.kills for program in programs[1:]),
            "seconds": round(seconds, 1),
        }


def _fill(store: Store, revisions: int) -> None:
    """Entries and approvals that make so many revisions."""
    approved = revisions // _APPROVED
    office_with(store, revisions - approved)
    with store.read() as session:
        first = session.exec(select(Revision.entry_id).order_by(Revision.entry_id).limit(approved)).all()
    approve(store, OFFICE, first)


def _length(store: Store, items: int) -> int:
    """Bytes of a request of so many items, about, as it is sent."""
    lease = outbox.lease(store, OFFICE, "nobody", limit=items, seconds=60)
    outbox.release(store, "nobody", lease)
    batch = Batch(
        [Item(due.entry_id, due.revision, due.sha256, Raw(due.body)) for due in lease], ChainHead(1, "0" * 64)
    )
    return len(ZstdCompressor(level=1).compress(encode(batch)))


def _centre(address: str, port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _CENTRE, address, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _pusher(
    url: str, address: str, token: str, number: int, batch: str, changes: BinaryIO
) -> Callable[[], subprocess.Popen[bytes]]:
    starts = iter(range(10**9))

    def start() -> subprocess.Popen[bytes]:
        name = f"pusher {number}.{next(starts)}"  # one that was killed never comes back under its name
        argv = [sys.executable, "-m", "bench.pushing", url, address, OFFICE, name, batch]
        process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=changes)
        assert process.stdin is not None
        process.stdin.write(token.encode() + b"\n")
        process.stdin.close()
        return process

    return start


@contextmanager
def _running(programs: list[Killed]) -> Iterator[None]:
    try:
        for program in programs:
            program.keep_running()
        yield
    finally:
        for program in programs:
            program.end()


def _until_done(
    store: Store, programs: list[Killed], enough: Callable[[], bool], kills: int, chance: random.Random
) -> None:
    """Kill at random moments, start again, send again what the line made the office set aside, until all is done."""
    next_kill = time.perf_counter() + chance.uniform(*_BETWEEN_KILLS)
    entries = outboxstatus.status(store).waiting
    clerk = ""
    while True:
        time.sleep(_LOOK)
        killed = sum(program.kills for program in programs)
        if killed < kills and time.perf_counter() >= next_kill:
            chance.choice(programs).kill()
            next_kill = time.perf_counter() + chance.uniform(*_BETWEEN_KILLS)
        for program in programs:
            program.keep_running()
        status = outboxstatus.status(store)
        if status.attention:
            outbox.send_again(store, account_id=OPERATOR)
        elif not status.waiting and (not enough() or killed < kills):
            clerk = clerk or _clerk(store)
            entries += 50
            _more(store, clerk, entries)
        elif not status.waiting:
            return


def _clerk(store: Store) -> str:
    from storage import accounts

    return accounts.get(store, f"lan-{OFFICE}").account_id


def _more(store: Store, clerk: str, entries: int) -> None:
    """Fifty entries more, numbered beyond the others."""
    key(store, birth_book().id, clerk, range(entries + 10**5, entries + 10**5 + 50))


def _account(store: Store, centre_url: str) -> dict[str, int]:
    """What became of each revision the office made."""
    centre = Database.open(centre_url)
    with centre.read() as connection:
        rows = connection.execute(text("SELECT entry_id, revision, sha256, body FROM revision")).all()
        official = connection.execute(text("SELECT entry_id FROM change")).scalars().all()
    centre.close()
    with store.read() as session:
        made = {
            (e, n): sha for e, n, sha in session.exec(select(Revision.entry_id, Revision.revision, Revision.sha256))
        }
        receipts = set(session.exec(select(Receipt.office, Receipt.number)))
        accounted = {
            (item.entry_id, item.revision)
            for item in session.exec(select(OutboxItem).where(OutboxItem.state == outbox.SENT))
            if item.answer in ACCEPTED and (item.office, item.receipt) in receipts
        }
    kept = Counter((str(e), int(n)) for e, n, _, _ in rows)
    whole = {(str(e), int(n)) for e, n, sha, body in rows if made.get((e, n)) == sha == _sha256(body)}
    steps = Counter(official)
    return {
        "revisions": len(made),
        "lost": len(made.keys() - kept.keys()),
        "doubled": sum(n - 1 for counts in (kept, steps) for n in counts.values()) + len(kept.keys() - made.keys()),
        "altered": len(kept.keys() & made.keys() - whole),
        "unaccounted": len(made.keys() - accounted),
    }


def _sha256(body: Any) -> str:
    return hashlib.sha256(bytes(body)).hexdigest()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
