"""One push: looked at first, then stored, countersigned and remembered in one transaction, so that one commit is waited for."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import msgspec

from registers.catalogue import say
from registers.plan import Plan
from sync.centre import ingest
from sync.centre.chainheads import countersign
from sync.centre.database import Database
from sync.centre.examine import is_suspect
from sync.centre.idempotency import Replay, remember, replayed
from sync.centre.problems import Refusal
from sync.centre.settings import Identity
from sync.protocol import Batch, BatchAnswer, encode

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
        answers = ingest.store(connection, plan, office, judged, now)
        chain = countersign(connection, office, batch.chain, identity.key, now) if batch.chain else None
        answer = encode(BatchAnswer(answers, now, identity.name, chain))
        if key:
            remember(connection, office, key, request, answer, now)
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
