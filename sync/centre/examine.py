"""Looking at one revision before it is stored: the proof, the schema, and the rules the office should have kept.

Pure. What is refused is answered with the field and rule concerned; it never keeps the rest of its batch from being stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from registers.catalogue import say
from registers.form import Form, UnknownForm, load
from registers.kinds import Layout
from registers.workflow import EntryState
from sync.protocol import MAX_ITEM_BYTES, Answer, Item, Problem, RevisionBody, proven, read_body

# Control, zero-width and direction characters; canonical JSON escapes the ones below the space, of which a line's end is fine.
_DIRTY = re.compile(r"(?<!\\)(?:\\\\)*\\[ubfrt]|[\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A revision that may be stored: its parsed body and the canonical bytes the proof was taken of."""

    body: RevisionBody
    canonical: bytes
    sha256: str


def examine(office: str, item: Item) -> Accepted | Answer:
    """`item` as it may be stored for `office`, or the answer that refuses it."""
    raw = bytes(item.body)
    if len(raw) > MAX_ITEM_BYTES:
        return refused(item, say("centre.too_large", size=len(raw), limit=MAX_ITEM_BYTES), rule="size")
    try:
        body = read_body(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        return refused(item, str(error), rule="schema")
    if body.office != office:
        return refused(item, say("centre.other_office", office=body.office), field="office", rule="office")
    if (body.entry_id, body.revision) != (item.entry_id, item.revision):
        return refused(item, say("centre.other_key"), field="entry_id", rule="key")
    canonical = proven(raw, item.sha256)
    if canonical is None:
        return refused(item, say("centre.bad_proof"), field="sha256", rule="proof")
    if _dirty(canonical.decode()):
        return refused(item, say("centre.dirty"), rule="text")
    if body.position_state.has_values or body.values:
        form = _form(body.kind, body.layout)
        if form is None:
            return refused(
                item, say("centre.unknown_form", kind=body.kind, layout=body.layout), field="kind", rule="form"
            )
        stranger = next((name for name in body.values if name not in form), None)
        if stranger is not None:
            return refused(item, say("centre.unknown_field", field=stranger), field=stranger, rule="form")
    if body.state is EntryState.APPROVED and body.account_id == body.keyer:
        return refused(item, say("centre.own_approval"), field="account_id", rule="keyer_approver")
    return Accepted(body, canonical, item.sha256)


def _dirty(canonical: str) -> bool:
    """True where the text holds what no register holds. Almost all of it is printable, which is known in no time."""
    if canonical.isprintable() and "\\" not in canonical:
        return False
    return _DIRTY.search(canonical) is not None


def refused(item: Item, detail: str, *, field: str = "", rule: str = "") -> Answer:
    """The answer that refuses `item`."""
    problem = Problem(title="refused", status=422, detail=detail, field=field, rule=rule)
    return Answer(item.entry_id, item.revision, "refused", problem)


def _form(kind: str, layout: Layout) -> Form | None:
    try:
        return load(kind, layout)
    except UnknownForm:
        return None
