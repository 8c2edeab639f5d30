"""What the office and the centre say to each other: the models both ends decode with, and the limits both keep.

A push sends immutable revisions. Their identity is `(office, entry_id, revision)`, their proof the SHA-256 of the body's
canonical JSON (`registers.canonical`, specified with test vectors in `docs/protocol.md`). Sending one twice, late or out of
order changes nothing at the centre.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from registers.kinds import Layout, PositionState
from registers.workflow import EntryState

MAX_ITEMS = 10_000
"""Items of one batch. Centres of versions before take 2,000: a sender goes back to what passes (`sync.batchsize`)."""
MAX_BODY_BYTES = 16 * 1024 * 1024
"""Bytes of one request's body after decompression; a body that grows beyond is refused unread."""
MAX_ITEM_BYTES = 256 * 1024
"""Bytes of one revision's body."""
LONGEST_TEXT = 20_000
"""Characters of one text in a body."""
PAGE = 500
"""Items of one page of a feed, unless fewer are asked for."""

_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
TheOffice = Annotated[str, Meta(extra_json_schema={"pattern": "^[0-9]{2,5}$", "description": "GSO code of the office"})]
TheEntry = Annotated[str, Meta(extra_json_schema={"pattern": _UUID})]
"""Told by the schema; decoding need not look, for both must be those the request and the item name."""
Uuid = Annotated[str, Meta(extra_json_schema={"pattern": _UUID})]
Sha256 = Annotated[str, Meta(extra_json_schema={"pattern": "^[0-9a-f]{64}$"})]
"""Told by the schema and looked at by `misshapen`, all of a batch at once: one by one, each would be a call into Python."""
RevisionNumber = Annotated[int, Meta(ge=1, le=1_000_000)]
_MOMENT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}Z$"
Moment = Annotated[str, Meta(extra_json_schema={"pattern": _MOMENT, "description": "UTC, RFC 3339"})]
Year = Annotated[int, Meta(ge=1800, le=2100)]
Short = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(extra_json_schema={"maxLength": LONGEST_TEXT})]
"""These two are told by the schema and looked at by `fault_of`: while decoding, each text of each body would cost its look."""
FieldName = Annotated[str, Meta(extra_json_schema={"pattern": "^[a-z][a-z0-9_]{0,63}$"})]
"""Told by the schema; decoding need not look, for a name no form has is refused anyway, and unbound names are read quicker."""
WireValue = tuple[Text, Text, Annotated[str, Meta(max_length=16)]]
"""`[as_written, normalised, mark]`."""


class Problem(Struct, omit_defaults=True):
    """Why something was refused (RFC 9457), with the entry's field and the rule where there is one."""

    title: str
    status: int
    detail: str = ""
    type: str = "about:blank"
    instance: str = ""
    field: str = ""
    rule: str = ""


class RevisionBody(Struct, frozen=True, gc=False):
    """One immutable revision of an entry, whole. This is what the SHA-256 is taken of.

    Its members stand in the order canonical JSON has them, so that a body that was read from it is written as it was, unsorted.
    """

    account_id: Short
    act: Short
    at: Moment
    book_id: Short
    entry_id: TheEntry
    keyer: Short
    kind: Annotated[str, Meta(max_length=8)]
    layout: Layout
    number: Annotated[int, Meta(ge=0, le=1_000_000)]
    office: TheOffice
    overrides: dict[Annotated[str, Meta(max_length=96)], Text]
    page_no: Annotated[int, Meta(ge=0, le=1_000_000)] | None
    position_state: PositionState
    reason: Text
    revision: RevisionNumber
    state: EntryState
    suffix: Annotated[str, Meta(max_length=16)]
    values: dict[FieldName, WireValue]
    year: Year


class Item(Struct, gc=False):
    """One revision of a batch: its key, its proof, and its body as sent."""

    entry_id: Uuid
    revision: RevisionNumber
    sha256: Sha256
    body: Raw


class ChainLink(Struct, frozen=True):
    """A line of the office's log of actions: its number and its hash, "" where the log has no such line."""

    seq: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    hash: Annotated[str, Meta(max_length=64)]


class ChainHead(Struct, omit_defaults=True):
    """The head of the office's chain of actions when the batch was made; the centre keeps and countersigns it.

    `before` is the line the centre named last (`Countersigned.previous`, or else the head it signed last), with the hash the
    log has there now. Where that is not the hash the centre keeps, the log was rewritten since.
    """

    seq: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    hash: Annotated[str, Meta(max_length=64)]
    before: ChainLink | None = None


class Batch(Struct, omit_defaults=True):
    """`POST /v1/offices/{office}/revisions`. `brief` says that the sender understands `BatchAnswer.alike`."""

    items: Annotated[list[Item], Meta(min_length=1, max_length=MAX_ITEMS)]
    chain: ChainHead | None = None
    brief: bool = False


Outcome = Literal["stored", "already", "conflict", "refused"]


class Answer(Struct, omit_defaults=True, gc=False):
    """What became of one item: `stored`, `already` (same hash), `conflict` (same key, other hash) or `refused`."""

    entry_id: str
    revision: int
    outcome: Outcome
    problem: Problem | None = None


class Countersigned(Struct, omit_defaults=True):
    """The chain head the centre keeps, with its signature over office, seq, hash and moment (HMAC-SHA-256).

    `previous` is the head it kept before this one: the office's log must still hold that line.
    """

    seq: int
    hash: str
    at: str
    signature: str
    previous: ChainLink | None = None


class Alike(Struct):
    """What became of each item of a batch, and how many there were: said once, for a sender that asked for it (`brief`)."""

    outcome: Literal["stored", "already"]
    items: int


class BatchAnswer(Struct, omit_defaults=True):
    """The answer to a batch, one answer an item, in the batch's order; or none, and `alike` for all of them."""

    answers: list[Answer]
    at: str
    centre: str
    chain: Countersigned | None = None
    alike: Alike | None = None


class StoredItem(Struct):
    """One revision as the centre keeps it, for an office that rebuilds its store."""

    entry_id: str
    revision: int
    sha256: str
    received_at: str
    body: Raw


class RevisionsPage(Struct, omit_defaults=True):
    """`GET /v1/offices/{office}/revisions?after=CURSOR`: pages until `more` is false.

    `chain` is the last head of the office's chain of actions that was countersigned.
    """

    items: list[StoredItem]
    cursor: str
    more: bool
    chain: Countersigned | None = None


class Change(Struct):
    """One step of the official partition: an entry became official, was replaced there, or left it."""

    office: str
    entry_id: str
    revision: int
    change: Literal["official", "withdrawn"]
    kind: str
    at: str
    body: Raw


class ChangesPage(Struct):
    """`GET /v1/changes?after=CURSOR`: the feed of official entries for other databases."""

    items: list[Change]
    cursor: str
    more: bool


class Finding(Struct):
    """Something the centre noticed across entries or offices; for people to look at, never an automatic change."""

    id: str
    rule: str
    entry_id: str
    other_office: str
    other_entry_id: str
    detail: dict[str, str]
    at: str


class FindingsPage(Struct):
    """`GET /v1/offices/{office}/findings?after=CURSOR`."""

    items: list[Finding]
    cursor: str
    more: bool


def encode(value: Any) -> bytes:
    """`value` (one of these models) as JSON."""
    return msgspec.json.encode(value)


class _Beside(Struct):
    """What a `Batch` holds beside its items."""

    chain: ChainHead
    brief: bool


def encode_batch(items: bytes, chain: ChainHead) -> tuple[bytes, bytes, bytes]:
    """The pieces of a batch that may be answered in brief, out of its items, written as JSON with commas between them.

    Pieces, for a copy of the millions of bytes of a large batch costs as much as packing them.
    """
    return b'{"items":[', items, b"]," + encode(_Beside(chain, brief=True))[1:]


_body = msgspec.json.Decoder(RevisionBody)
_bodies = msgspec.json.Decoder(list[RevisionBody])
_canonical = msgspec.json.Encoder(order="sorted")
_as_read = msgspec.json.Encoder()


def read_body(raw: bytes | Raw) -> RevisionBody:
    """The body of a revision. Raises msgspec.DecodeError where it is not JSON, msgspec.ValidationError where not a body."""
    return _body.decode(raw)


def read_bodies(raws: Sequence[bytes]) -> list[RevisionBody] | None:
    """The bodies of some revisions, read at once; None unless all are bodies, and canonical but for the order of names in them.

    Each of `raws` is one JSON value.
    """
    together = b"[%b]" % b",".join(raws)
    try:
        bodies = _bodies.decode(together)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None
    return bodies if _as_read.encode(bodies) == together else None


_HEXADECIMAL = b"0123456789abcdef"
_HYPHENS = (8, 13, 18, 23)  # places of a UUID's


def misshapen(items: Sequence[Item]) -> str:
    """The member by which an item is not as its schema says, "" where all are; there are items."""
    entries, proofs = [item.entry_id for item in items], [item.sha256 for item in items]
    if set(map(len, entries)) != {36} or not _are_uuids("".join(entries).encode(), len(items)):
        return "entry_id"
    hexadecimal = set(map(len, proofs)) == {64} and not "".join(proofs).encode().translate(None, _HEXADECIMAL)
    return "" if hexadecimal else "sha256"


def _are_uuids(joined: bytes, count: int) -> bool:
    """True where `joined` is `count` UUIDs of 36 characters each, one behind the other."""
    hyphens = b"-" * count
    at_their_places = all(joined[place::36] == hyphens for place in _HYPHENS)
    return at_their_places and joined.translate(None, _HEXADECIMAL) == hyphens * len(_HYPHENS)


_is_moment = re.compile(_MOMENT).fullmatch
_all_are_moments = re.compile(f"(?:{_MOMENT[1:-1]}\n)+").fullmatch


def are_moments(texts: Sequence[str]) -> bool:
    """True where each of `texts`, of which there are some, is a `Moment`."""
    together = "\n".join([*texts, ""])
    return together.count("\n") == len(texts) and _all_are_moments(together) is not None


def fault_of(body: RevisionBody, size: int) -> str:
    """The first member of a body that was read from `size` bytes that is not as its schema says; "" where all are."""
    if _is_moment(body.at) is None:
        return "at"
    if size <= LONGEST_TEXT:
        return ""
    told = {"reason": [body.reason], "overrides": body.overrides.values(), **body.values}
    return next((name for name, texts in told.items() if any(len(text) > LONGEST_TEXT for text in texts)), "")


def canonical(body: RevisionBody) -> bytes:
    """The canonical bytes of a body, which its proof is taken of: the same as `canonical_json` writes, at a tenth of the time.

    Made of the body as it was read, so whatever spelling it came in, and whatever else stood there, the proof speaks of this.
    """
    return _canonical.encode(body)
