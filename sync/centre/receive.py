"""One push: looked at first, then stored, countersigned and remembered in one transaction, so that one commit is waited for."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection

from registers.catalogue import say
from registers.plan import Plan
from sync.centre import ingest
from sync.centre.chainheads import countersign, signed_before
from sync.centre.database import Database
from sync.centre.examine import is_suspect
from sync.centre.idempotency import Replay, correct, remember, replayed
from sync.centre.ingest import Ready
from sync.centre.judging import judge
from sync.centre.problems import Refusal
from sync.centre.settings import Identity
from sync.protocol import Alike, Batch, BatchAnswer, Countersigned, encode, misshapen

LONGEST_KEY = 200
"""Characters of an Idempotency-Key."""

_LARGE = 100_000
"""Bytes of a request's body from which on it waits its turn to be looked at."""

_turn = threading.Lock()
"""Held while a large batch is looked at. That is all work of the interpreter: two at once would both be done when the second is,
and the database would have nothing to do till then."""

_batch = msgspec.json.Decoder(Batch)


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to a push as it goes over the wire; `outcomes` counts what became of its items, of none where it is a replay."""

    answer: bytes
    replayed: bool = False
    outcomes: Counter[str] = field(default_factory=Counter)


def receive(
    database: Database, plan: Plan, identity: Identity, office: str, body: bytes, key: str, *, sent: bytes | None = None
) -> Received:
    """Take in the batch in `body` (JSON) from `office`, under its Idempotency-Key ("" for none). Raises Refusal (400, 409).

    `sent` is the same as it came over the line, where that is not `body` itself.
    """
    if len(key) > LONGEST_KEY:
        raise Refusal(400, "the Idempotency-Key is too long", say("centre.long_key", limit=LONGEST_KEY))
    with _turn if len(body) > _LARGE else nullcontext():
        batch = decoded(body)
        judged = judge(office, batch.items, suspect=is_suspect(body))
    request = hashlib.sha256(body if sent is None else sent).hexdigest() if key else ""  # packed it is a tenth as long
    now = database.now()

    def work(connection: Connection, look: bool) -> Received:
        before = replayed(connection, office, key, request) if key else Replay.NEW
        if before is Replay.OTHER_REQUEST and sent is not None:  # versions before kept the hash of what was unpacked
            before = replayed(connection, office, key, hashlib.sha256(body).hexdigest())
        if before is Replay.OTHER_REQUEST:
            raise Refusal(409, "this Idempotency-Key was used for another request", say("centre.key_reused"))
        if isinstance(before, bytes):
            return Received(before, replayed=True)
        signed = signed_before(connection, office, batch.chain) if batch.chain else None
        ready = ingest.prepare(connection, plan, office, judged, look=look)
        received = _answered(batch, ready, now, identity, signed)
        kept = remember(connection, office, key, request, received.answer, now) if key else False
        ingest.store(connection, office, ready, now)
        if batch.chain and not signed:  # mostly it is; then there is only the commit to do
            signed = countersign(connection, office, batch.chain, identity.key, now)
            received = _answered(batch, ready, now, identity, signed)
            if kept:
                correct(connection, office, key, received.answer)
        return received

    return ingest.in_transaction(database, work)


def _answered(batch: Batch, ready: Ready, now: str, identity: Identity, signed: Countersigned | None) -> Received:
    """The answer to a batch once it is stored; in brief where that is asked for and enough."""
    if batch.brief and ready.alike:
        size = len(batch.items)
        answer = encode(BatchAnswer([], now, identity.name, signed, Alike(ready.alike, size)))
        return Received(answer, outcomes=Counter({ready.alike: size}))
    answers = ready.answers
    answer = encode(BatchAnswer(answers, now, identity.name, signed))
    return Received(answer, outcomes=Counter(one.outcome for one in answers))


def decoded(body: bytes) -> Batch:
    """The batch of a request. JSON has one kind of number, so 7.0 is taken for 7 where somebody writes it so. Raises Refusal."""
    try:
        try:
            batch = _batch.decode(body)
        except msgspec.ValidationError:
            batch = _batch.decode(encode(_whole(msgspec.json.decode(body))))
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise Refusal(400, "not a batch", say("centre.not_json", why=str(error))) from None
    if wrong := misshapen(batch.items):
        raise Refusal(
            400, "not a batch", say("centre.not_json", why=f"not as its schema says - at `$.items[...].{wrong}`")
        )
    return batch


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {name: _whole(one) for name, one in value.items()}
    return value
