"""Looking at one revision before it is stored: the proof, the schema, and the rules the office should have kept.

Pure. What is refused is answered with the field and rule concerned; it never keeps the rest of its batch from being stored.
"""

from __future__ import annotations

import hashlib
import re

import msgspec
from msgspec import Struct

from registers.catalogue import say
from registers.form import Form, UnknownForm, load
from registers.kinds import Layout, PositionState
from registers.workflow import EntryState
from sync.protocol import MAX_ITEM_BYTES, Answer, Item, Problem, RevisionBody, canonical, encode, fault_of, read_body

# Control, zero-width and direction characters; canonical JSON escapes the ones below the space, of which a line's end is fine.
_DIRTY = re.compile(r"(?<!\\)(?:\\\\)*\\[ubfrt]|[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_SUSPECT = (b"\\", b"\x7f", b"\xc2", b"\xd8", b"\xe2", b"\xef")
"""What any such character begins with in UTF-8; looking for six bytes costs a fraction of looking at every character."""
_PLACE = re.compile(r"`\$\.([a-z_]+)")  # where msgspec says what is wrong
HAVE_VALUES = tuple(state for state in PositionState if state.has_values)
"""Position states with a page to key from. A tuple, for a StrEnum's hash is a call into Python."""


class Accepted(Struct, frozen=True, gc=False):
    """A revision that may be stored: the canonical bytes its proof was taken of, and what the tables say of it.

    The body it was read from is let go of at once: a batch of bodies is the better part of a million objects.
    """

    entry_id: str
    revision: int
    sha256: str
    canonical: bytes
    book_id: str
    kind: str
    year: int
    number: int
    suffix: str
    registration: str  # normalised date, "" for none
    position_state: str
    state: str

    @classmethod
    def of(cls, body: RevisionBody, sha256: str, canonical: bytes) -> Accepted:
        """What is kept of `body`."""
        registered = body.values.get("registration_date")
        return cls(
            body.entry_id, body.revision, sha256, canonical, body.book_id, body.kind, body.year, body.number, body.suffix,
            registered[1] if registered else "", body.position_state._value_, body.state._value_,
        )  # fmt: skip


def examine(office: str, item: Item, *, suspect: bool = True) -> Accepted | Answer:
    """`item` as it may be stored for `office`, or the answer that refuses it.

    `suspect` is False where nothing the item was sent in is (`is_suspect`): then its text need not be looked at again.
    """
    raw = bytes(item.body)
    if len(raw) > MAX_ITEM_BYTES:
        return refused(item, say("centre.too_large", size=len(raw), limit=MAX_ITEM_BYTES), rule="size")
    try:
        body = read_body(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        place = _PLACE.search(str(error))
        return refused(item, say("centre.bad_body", why=error), field=place[1] if place else "", rule="schema")
    if fault := fault_of(body, len(raw)):
        return refused(
            item, say("centre.bad_body", why=f"not as its schema says - at `$.{fault}`"), field=fault, rule="schema"
        )
    if body.office != office:
        return refused(item, say("centre.other_office", office=body.office), field="office", rule="office")
    if body.entry_id != item.entry_id or body.revision != item.revision:
        return refused(item, say("centre.other_key"), field="entry_id", rule="key")
    proven = canonical(body)
    if hashlib.sha256(proven).hexdigest() != item.sha256:
        return refused(item, say("centre.bad_proof"), field="sha256", rule="proof")
    if suspect and _dirty(proven):
        return refused(item, say("centre.dirty"), field=_dirty_field(body), rule="text")
    if body.values or body.position_state in HAVE_VALUES:
        form = _form(body.kind, body.layout)
        if form is None:
            return refused(
                item, say("centre.unknown_form", kind=body.kind, layout=body.layout), field="kind", rule="form"
            )
        if not body.values.keys() <= form.index.keys():
            stranger = min(body.values.keys() - form.index.keys())
            return refused(item, say("centre.unknown_field", field=stranger), field=stranger, rule="form")
    if body.state is EntryState.APPROVED and body.account_id == body.keyer:
        return refused(item, say("centre.own_approval"), field="account_id", rule="keyer_approver")
    return Accepted.of(body, item.sha256, proven)


def is_suspect(text: bytes) -> bool:
    """True where JSON may hold what no register holds: it has a byte such a character begins with, which hardly any has."""
    return any(text.find(begin) >= 0 for begin in _SUSPECT)


def _dirty(canonical: bytes) -> bool:
    """True where canonical JSON holds what no register holds."""
    return is_suspect(canonical) and _DIRTY.search(canonical.decode()) is not None


def _dirty_field(body: RevisionBody) -> str:
    """The first field that holds such text: of the entry's values, or else of the body itself."""
    told: dict[str, object] = {**body.values, **msgspec.structs.asdict(body)}
    return next((name for name, value in told.items() if _dirty(encode(value))), "")


def refused(item: Item, detail: str, *, field: str = "", rule: str = "") -> Answer:
    """The answer that refuses `item`."""
    problem = Problem(title="refused", status=422, detail=detail, field=field, rule=rule)
    return Answer(item.entry_id, item.revision, "refused", problem)


def _form(kind: str, layout: Layout) -> Form | None:
    try:
        return load(kind, layout)
    except UnknownForm:
        return None
