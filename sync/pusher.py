"""Sending the outbox to the centre, exactly once, while nobody waits for it.

One round leases due items, sends them as one batch, and keeps the answers in one transaction. A round that fails sorts itself
into three classes: *again* (later, with capped back-off and jitter), *attention* (people must look; never retried blindly),
*stop* (the token is wrong: one message and no hammering). Resending is harmless: the centre answers `already`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Raw

from registers.errors import HotichError
from registers.text import clean
from storage import heads, outbox
from storage.actions import Head
from storage.engine import Store
from storage.leases import Due, Lease
from storage.receipts import AllAccepted, Answered, Countersignature
from sync.batchsize import BatchSize
from sync.protocol import (
    MAX_BODY_BYTES,
    BatchAnswer,
    ChainHead,
    ChainLink,
    Item,
    Outcome,
    Problem,
    encode,
    encode_batch,
)
from sync.storeside import StoreSide
from sync.transport import Failed, Failure, Line

LEASE_SECONDS = 120.0
"""How long a pusher that died keeps its items from the others: longer than one request may take."""
LONGEST_PAUSE = 300.0
"""Seconds between two tries, at most."""
_FIRST_PAUSE = 1.0
_BESIDE = 1_000
"""Bytes of a request besides its items, at most."""
_MAY_BE_TOO_LARGE = frozenset({400, 413, 422})
"""Statuses with which something refuses a batch for its size: 400 a centre that takes fewer items, 413 a proxy, for its bytes."""


class PushStopped(HotichError):
    """The centre does not let this office in: the token is wrong or revoked."""

    key = "push.stopped"
    exit_code = 3


@dataclass
class Sent:
    """What a run of the pusher did."""

    stored: int = 0
    already: int = 0
    refused: int = 0
    conflict: int = 0
    batches: int = 0
    failures: int = 0
    pause: float = 0.0  # seconds until the next try after a failure
    why: str = ""

    @property
    def answered(self) -> int:
        """Revisions the centre answered for."""
        return self.stored + self.already + self.refused + self.conflict

    def __add__(self, later: Sent) -> Sent:
        """Both runs together; the later one says when to go on."""
        counts = {name: getattr(self, name) + getattr(later, name) for name in _COUNTS}
        return Sent(**counts, pause=later.pause, why=later.why or self.why)


_COUNTS = ("stored", "already", "refused", "conflict", "batches", "failures")


@dataclass
class Backoff:
    """Pauses after failures in a row: doubling, capped, with full jitter, and never shorter than the centre asked for."""

    uniform: Callable[[float, float], float] = random.uniform
    failures: int = 0

    def next(self, asked: float | None = None) -> float:
        """Seconds to wait after one more failure."""
        ceiling = min(LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(self.failures, 16))
        self.failures += 1
        return min(LONGEST_PAUSE, max(self.uniform(ceiling / 2, ceiling), asked or 0.0))

    def reset(self) -> None:
        """A round got through."""
        self.failures = 0


def push_once(
    store: Store,
    line: Line,
    *,
    pusher: str,
    batch: BatchSize | int | None = None,
    backoff: Backoff | None = None,
    limit: int | None = None,
    lease_seconds: float = LEASE_SECONDS,
    progress: Callable[[Sent], None] | None = None,
) -> Sent:
    """Send what is due, batch after batch, until nothing is, a round fails, or `limit` items are sent.

    `pusher` is a name no other pusher of the store has; `batch` is how many items a batch holds, a number for ever so many;
    `progress` hears after each batch what was done so far. Raises PushStopped (nothing changed; the items wait), StoreError.
    """
    size = BatchSize.fixed(batch) if isinstance(batch, int) else batch or BatchSize()
    with StoreSide(store, line.office, pusher, size=size, limit=limit, lease_seconds=lease_seconds) as side:
        run = _Run(store, side, line, pusher, backoff or Backoff(), size, progress)
        while items := side.next():
            if not run.send(items):
                break
    return run.sent


def watch(
    store: Store,
    lines: Sequence[Line],
    *,
    pusher: str,
    stopped: Callable[[float], bool],
    idle: float = 15.0,
    report: Callable[[Sent], None] | None = None,
    uniform: Callable[[float, float], float] = random.uniform,
) -> None:
    """Push for ever, over one line an office: again after `idle` seconds, or after the back-off where a round failed.

    `stopped(seconds)` waits that long and says whether to end. Raises PushStopped, StoreError.
    """
    backoffs = [Backoff(uniform) for _ in lines]
    sizes = [BatchSize() for _ in lines]
    while True:
        pauses = []
        for line, backoff, size in zip(lines, backoffs, sizes, strict=True):
            sent = push_once(store, line, pusher=pusher, batch=size, backoff=backoff)
            if report is not None:
                report(sent)
            if not sent.failures:  # all is through; what refused large batches once need not be there at the next round
                size.forget_refusals()
            pauses.append(sent.pause or idle)
        if stopped(min(pauses)):
            return


@dataclass
class _Run:
    """One run of a pusher over one line."""

    store: Store
    side: StoreSide
    line: Line
    pusher: str
    backoff: Backoff
    size: BatchSize
    progress: Callable[[Sent], None] | None
    sent: Sent = field(default_factory=Sent)
    _aside: int = 0  # items set aside because a batch of nothing else was refused

    def send(self, items: Sequence[Due]) -> bool:
        """Send what was leased together; False where the line failed and the run is over. Raises PushStopped, StoreError."""
        try:
            through = self._send(items)
        except PushStopped as stopped:
            self._put_off(items, LONGEST_PAUSE, str(stopped.values["why"]))
            raise
        if not through:
            self._put_off(items, self.sent.pause, self.sent.why)
        return through

    def _send(self, items: Sequence[Due]) -> bool:
        return all(self._send_part(part) for part in _parts(items, self.size))

    def _send_part(self, part: Sequence[Due]) -> bool:
        """Send one batch and keep what came back; False where the line failed."""
        told = heads.told(self.store, self.line.office)
        before = ChainLink(told.before.seq, told.before.hash) if told.before else None
        pieces = encode_batch(_text(part), ChainHead(told.head.seq, told.head.hash, before))
        started = self.size.clock()
        answer = self.line.push(pieces, part)
        if isinstance(answer, Failed):
            return self._failed(part, answer)
        self.size.passed(len(part), self.size.clock() - started)
        self.backoff.reset()
        self.sent.batches += 1
        _keep(self.side, part, answer, self.sent)
        self._tell()
        return True

    def _failed(self, part: Sequence[Due], failed: Failed) -> bool:
        if failed.failure is Failure.STOP:
            raise PushStopped(why=failed.why)
        if failed.failure is Failure.ATTENTION:
            if len(part) > 1:
                return self._halve(part, failed)
            _keep_refusal(self.side, part, failed, self.sent)
            self._aside += 1
            self._tell()
            return True
        self.size.failed()
        self.sent.failures += 1
        self.sent.pause = self.backoff.next(failed.retry_after)
        self.sent.why = failed.why
        return False

    def _halve(self, part: Sequence[Due], failed: Failed) -> bool:
        """The batch as such is refused: halve it until the item that is to blame stands alone, or until there are few enough."""
        aside, middle = self._aside, len(part) // 2
        if not (self._send(part[:middle]) and self._send(part[middle:])):
            return False
        if self._aside == aside and failed.status in _MAY_BE_TOO_LARGE:  # nothing in it is to blame: it was its size
            self.size.refused_above(len(part) - middle)
        return True

    def _put_off(self, items: Sequence[Due], seconds: float, why: str) -> None:
        """What of a batch was not settled, the failed part and all behind it, waits for the next try.

        What was answered of it is kept first: a refusal that comes after its item was let go of would be tried again.
        """
        self.side.keep_up()
        outbox.postpone(self.store, self.pusher, items, seconds=seconds, why=why)

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress(self.sent)


def _text(part: Sequence[Due]) -> bytes:
    """The items of a batch as they go over the wire; those of a whole lease are written already."""
    if isinstance(part, Lease):
        return part.text
    return b",".join(encode(Item(due.entry_id, due.revision, due.sha256, Raw(due.body))) for due in part)


def _keep(side: StoreSide, part: Sequence[Due], answer: BatchAnswer, sent: Sent) -> None:
    answered: list[Answered] | AllAccepted
    counts: Mapping[Outcome, int]
    if answer.alike:
        answered = AllAccepted(part, answer.alike.outcome)
        counts = {answer.alike.outcome: len(part)}
    else:
        answered = [
            Answered(due, one.outcome, _told(one.problem)) for due, one in zip(part, answer.answers, strict=True)
        ]
        counts = Counter(one.outcome for one in answer.answers)
    for outcome, count in counts.items():
        setattr(sent, outcome, getattr(sent, outcome) + count)
    chain = answer.chain
    previous = Head(chain.previous.seq, chain.previous.hash) if chain and chain.previous else None
    signed = Countersignature(chain.seq, chain.hash, chain.signature, previous) if chain else None
    side.keep(answered, centre=answer.centre, signed=signed)


_NOTHING: dict[str, str] = {}  # one for all: a thousand of them a batch would set the garbage collector to work


def _told(problem: Problem | None) -> dict[str, str]:
    """What the centre said of an item, cleaned: it comes from another machine."""
    if problem is None:
        return _NOTHING
    return {"field": clean(problem.field), "rule": clean(problem.rule), "detail": clean(problem.detail)}


def _keep_refusal(side: StoreSide, part: Sequence[Due], failed: Failed, sent: Sent) -> None:
    sent.refused += len(part)
    answered = [Answered(due, "refused", {"detail": failed.why, "rule": "request"}) for due in part]
    side.keep(answered, centre="")


def _parts(items: Sequence[Due], size: BatchSize) -> Iterator[Sequence[Due]]:
    """`items` in batches of the size there is when it is their turn, that stay under the longest body the centre reads."""
    if isinstance(items, Lease) and len(items) <= size.now and len(items.text) <= MAX_BODY_BYTES - _BESIDE:
        yield items  # a whole lease is sent, and kept, as such
        return
    start = 0
    while start < len(items):
        end, length, most = start, 0, start + size.now
        for due in items[start:most]:
            length += len(due.body) + 200
            if length > MAX_BODY_BYTES and end > start:
                break
            end += 1
        yield items[start:end]
        start = end
