"""One push: looked at first, then stored, countersigned and remembered in one transaction, so that one commit is waited for."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from registers.catalogue import say
from registers.plan import Plan
from sync.centre import ingest
from sync.centre.chainheads import countersign, signed_before
from sync.centre.database import Database
from sync.centre.examine import is_suspect
from sync.centre.idempotency import Replay, correct, remember, replayed
from sync.centre.ingest import Ready
from sync.centre.problems import Refusal
from sync.centre.settings import Identity
from sync.protocol import Alike, Batch, BatchAnswer, Countersigned, encode

LONGEST_KEY = 200
"""Characters of an Idempotency-Key."""

_batch = msgspec.json.Decoder(Batch)


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to a push as it goes over the wire; `outcomes` counts what became of its items, of none where it is a replay."""

    answer: bytes
    replayed: bool = False
    outcomes: Counter[str] = field(default_factory=Counter)


def receive(database: Database, plan: Plan, identity: Identity, office: str, body: bytes, key: str) -> Received:
    """Take in the batch in `body` (JSON) from `office`, under its Idempotency-Key ("" for none). Raises Refusal (400, 409)."""
    if len(key) > LONGEST_KEY:
        raise Refusal(400, "the Idempotency-Key is too long", say("centre.long_key", limit=LONGEST_KEY))
    batch = decoded(body)
    judged = ingest.judge(office, batch, suspect=is_suspect(body))
    request = hashlib.sha256(body).hexdigest() if key else ""
    now = database.now()
    with database.write() as connection:
        before = replayed(connection, office, key, request) if key else Replay.NEW
        if before is Replay.OTHER_REQUEST:
            raise Refusal(409, "this Idempotency-Key was used for another request", say("centre.key_reused"))
        if isinstance(before, bytes):
            return Received(before, replayed=True)
        ready = ingest.prepare(connection, plan, office, judged)
        chain = signed_before(connection, office, batch.chain) if batch.chain else None
        hoped = kept = None
        if ready.whole and (chain or not batch.chain):  # mostly it comes so; then there is only the commit to do
            hoped = _answered(batch, ready, {}, now, identity, chain)
            kept = remember(connection, office, key, request, hoped.answer, now) if key else False
        known = ingest.store(connection, office, ready, now)
        if hoped and not known:
            return hoped
        if batch.chain and not chain:
            chain = countersign(connection, office, batch.chain, identity.key, now)
        received = _answered(batch, ready, known, now, identity, chain)
        if kept:
            correct(connection, office, key, received.answer)
        elif key and not hoped:
            remember(connection, office, key, request, received.answer, now)
    return received


def _answered(
    batch: Batch,
    ready: Ready,
    known: Mapping[tuple[str, int], str],
    now: str,
    identity: Identity,
    chain: Countersigned | None,
) -> Received:
    """The answer to a batch of which `known` was here before; in brief where that is asked for and enough."""
    outcome = ingest.alike(ready, known) if batch.brief else None
    if outcome:
        size = len(batch.items)
        answer = encode(BatchAnswer([], now, identity.name, chain, Alike(outcome, size)))
        return Received(answer, outcomes=Counter({outcome: size}))
    answers = ingest.answers(ready, known)
    answer = encode(BatchAnswer(answers, now, identity.name, chain))
    return Received(answer, outcomes=Counter(one.outcome for one in answers))


def decoded(body: bytes) -> Batch:
    """The batch of a request. JSON has one kind of number, so 7.0 is taken for 7 where somebody writes it so. Raises Refusal."""
    try:
        try:
            return _batch.decode(body)
        except msgspec.ValidationError:
            return _batch.decode(encode(_whole(msgspec.json.decode(body))))
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise Refusal(400, "not a batch", say("centre.not_json", why=str(error))) from None


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {name: _whole(one) for name, one in value.items()}
    return value
