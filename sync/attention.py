"""What operators are told: which field is meant, why the line failed, and what to do, so that nobody is left with a code."""

from __future__ import annotations

import re

from registers.catalogue import Label, label, say
from registers.form import UnknownForm, load
from registers.kinds import Layout
from storage.engine import in_vietnam
from storage.outboxstatus import Attention, OutboxStatus
from sync.link import NoCentre
from sync.protocol import MAX_ITEM_BYTES

_ADVICE = {
    "conflict": "conflict",
    "schema": "update",
    "form": "update",
    "office": "token",
    "key": "damaged",
    "proof": "damaged",
    "text": "correct",
    "size": "correct",
    "keyer_approver": "approver",
    "request": "again",
}

_TOLD = frozenset({*_ADVICE, "form_field"})


def advice(answer: str, rule: str) -> Label:
    """How to mend what the centre answered (`refused` by a rule, or `conflict`)."""
    known = _ADVICE.get("conflict" if answer == "conflict" else rule, "again")
    return label(f"push.advice_{known}")


def refusal(item: Attention) -> str:
    """Why the centre did not take the item, in the reader's language; in the centre's own words where its rule is not known here.

    The centre answered whoever pushed, perhaps a service, in its language; the rule is the same in all. Of what a whole request
    was refused for, only the centre's words tell.
    """
    rule = "conflict" if item.answer == "conflict" else item.rule
    if rule == "form":
        rule = "form" if item.field == "kind" else "form_field"
    if rule not in _TOLD:
        return item.detail
    kibibytes = MAX_ITEM_BYTES // 1024
    return say(f"push.refused_{rule}", field=item.field, limit=kibibytes, why=item.detail)


def field_name(kind: str, field: str) -> str:
    """The field as the form of `kind` calls it; one of the revision itself in the program's words."""
    for layout in Layout:
        try:
            form = load(kind, layout)
        except UnknownForm:
            break
        if field in form:
            return str(form[field].label)
    return str(label(f"push.field_{field}")) if field in _OF_THE_REVISION else field


_OF_THE_REVISION = frozenset(
    {"office", "entry_id", "sha256", "account_id", "kind", "values", "page_no", "number", "year"}
)
_LINE = {
    "ConnectError": "no_line",
    "ConnectTimeout": "no_line",
    "SSLCertVerificationError": "untrusted",
    "ReadTimeout": "slow",
    "WriteTimeout": "slow",
    "ReadError": "cut",
    "WriteError": "cut",
    "CloseError": "cut",
    "RemoteProtocolError": "cut",
}
_STATUS = re.compile("([0-9]{3}) ")


def reason(why: str) -> str:
    """Why the line failed, in plain words, with what the program noted of it."""
    status = _STATUS.match(f"{why} ")
    if status is None:
        cause = _LINE.get(why, "garbled")
    elif status[1] in ("408", "425", "429"):
        cause = "busy"
    elif status[1] in ("401", "403"):
        cause = "token"
    else:
        cause = "trouble" if status[1] >= "500" else "not_there"
    return say(f"push.why_{cause}", why=why)


def when(status: OutboxStatus, now: str, *, linked: bool) -> str:
    """When what waits is sent next, and why it was not yet; "" where nothing waits.

    Where nothing is `linked` to a centre, it can go nowhere yet: then what to do about that.
    """
    if not status.waiting:
        return ""
    if not linked:
        return str(NoCentre())
    if status.next_try <= now:
        return say("push.due_now")
    at = f"{in_vietnam(status.next_try):%H:%M:%S %d/%m/%Y}"
    return say("push.next_try_after", at=at, why=reason(status.why)) if status.why else say("push.next_try", at=at)
