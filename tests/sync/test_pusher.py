"""The outbox reaches the centre, exactly once: a real office store, a real centre, real HTTP between them."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
import zstandard
from sqlalchemy import text
from sqlmodel import col, select

from bench.offices import OFFICE, OTHER_OFFICE, PASSWORD, birth_book, key, office_with
from registers.workflow import Role
from storage import accounts, actions, bodies, entries, heads, outbox, outboxstatus, receipts
from storage.engine import Store, stamp
from storage.outboxtables import OutboxItem, Receipt, Refusal
from storage.permissions import OPERATOR
from storage.tables import Revision
from sync.centre import feeds
from sync.centre.chainheads import REWRITTEN
from sync.protocol import Batch, encode
from sync.pusher import LONGEST_PAUSE, Backoff, PushStopped, Sent, push_once, watch
from sync.storeside import StoreSide
from tests.storage.conftest import Ticking
from tests.storage.test_chain import tamper
from tests.sync.conftest import Running

Answer = Callable[[httpx.Request], httpx.Response | None]


class Between(httpx.BaseTransport):
    """A real transport with somebody on the line: `answer` may answer in the centre's place, or raise."""

    def __init__(self, answer: Answer) -> None:
        self._real = httpx.HTTPTransport()
        self._answer = answer
        self.requests = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        return self._answer(request) or self._real.handle_request(request)

    def close(self) -> None:
        self._real.close()


def no_pause(_low: float, _high: float) -> float:
    return 0.0


def pushed(store: Store) -> dict[tuple[str, int], str]:
    """SHA-256 of each revision the office made."""
    with store.read() as session:
        rows = session.exec(select(Revision.entry_id, Revision.revision, Revision.sha256))
        return {(entry, number): sha for entry, number, sha in rows}


def items(store: Store) -> list[OutboxItem]:
    with store.read() as session:
        return list(session.exec(select(OutboxItem).order_by(OutboxItem.entry_id, col(OutboxItem.revision))))


# ---- what arrives


def test_a_centre_that_answers_item_by_item_is_understood(office: Store, centre: Running) -> None:
    office_with(office, 5)

    def unasked(request: httpx.Request) -> None:
        batch = msgspec.json.decode(zstandard.decompress(request.read()), type=Batch)
        batch.brief = False
        body = encode(batch)
        request.stream = httpx.ByteStream(body)
        request.headers["Content-Length"] = str(len(body))
        del request.headers["Content-Encoding"]

    line = centre.line(transport=Between(unasked))
    assert push_once(office, line, pusher="a").stored == 5
    assert [one.answer for one in items(office)] == ["stored"] * 5
    line.close()


@pytest.mark.parametrize(
    ("alike", "answers"),
    [
        ({"outcome": "stored", "items": 2}, []),  # of another batch
        ({"outcome": "refused", "items": 3}, []),  # that is said of each item, with the reason
        ({"outcome": "stored", "items": 3}, [{"entry_id": "x", "revision": 1, "outcome": "conflict"}]),
    ],
)
def test_an_answer_for_all_that_is_not_of_this_batch_is_none(
    office: Store, centre: Running, alike: dict[str, object], answers: list[dict[str, object]]
) -> None:
    office_with(office, 3)
    answer = {"answers": answers, "at": "2026", "centre": "c", "alike": alike}
    line = centre.line(transport=Between(lambda _request: httpx.Response(200, json=answer)))
    sent = push_once(office, line, pusher="a", backoff=Backoff(no_pause))
    assert (sent.answered, sent.failures) == (0, 1)
    assert [one.state for one in items(office)] == ["waiting"] * 3
    line.close()


def test_everything_keyed_arrives_once_and_whole(office: Store, centre: Running) -> None:
    office_with(office, 25)
    line = centre.line()
    sent = push_once(office, line, pusher="a", batch=10)
    assert (sent.stored, sent.already, sent.batches, sent.pause) == (25, 0, 3, 0.0)
    assert centre.kept() == pushed(office)
    assert push_once(office, line, pusher="a") == Sent()
    line.close()


def test_the_bytes_sent_are_those_the_proof_was_taken_of(office: Store, centre: Running) -> None:
    office_with(office, 3)
    for due in outbox.lease(office, OFFICE, "a", limit=10, seconds=60):
        assert hashlib.sha256(due.body).hexdigest() == due.sha256


def test_an_answered_batch_leaves_a_receipt_with_the_countersigned_head(office: Store, centre: Running) -> None:
    office_with(office, 3)
    head = heads.told(office, OFFICE).head
    line = centre.line()
    push_once(office, line, pusher="a")
    line.close()
    with office.read() as session:
        (receipt,) = session.exec(select(Receipt))
    assert [(one.answer, one.tries, one.receipt) for one in items(office)] == [("stored", 1, receipt.number)] * 3
    assert (receipt.chain_seq, receipt.chain_head) == (head.seq, head.hash)
    assert len(receipt.signature) == 64
    assert receipt.centre.startswith("centre-")


def test_a_rewritten_log_shows_at_both_ends_with_the_next_pushes(office: Store, centre: Running) -> None:
    clerk = office_with(office, 2)
    line = centre.line()
    push_once(office, line, pusher="a")
    tamper(office, "DELETE FROM action")  # whoever can write into the store rewrites the whole log, its links and all
    with office.write() as session:
        actions.record_all(session, clerk, [("day.never", str(n), {}) for n in range(40)])
    assert feeds.findings(centre.database, OFFICE, "", 9).items == []
    for number in (3, 4):
        key(office, birth_book().id, clerk, [number])
        assert push_once(office, line, pusher="a").stored == 1
    line.close()
    assert outboxstatus.status(office).log_differs
    rules = [one.rule for one in feeds.findings(centre.database, OFFICE, "", 9).items]
    assert rules.count(REWRITTEN) == 1


def test_a_lost_answer_is_asked_for_again_and_is_already_there(office: Store, centre: Running) -> None:
    office_with(office, 4)
    lost: list[bool] = []

    def cut_after(request: httpx.Request) -> httpx.Response | None:
        if lost:
            return None
        lost.append(True)
        with httpx.HTTPTransport() as real:
            real.handle_request(request).read()
        raise httpx.ReadError("cut")

    line = centre.line(transport=Between(cut_after))
    first = push_once(office, line, pusher="a", backoff=Backoff(no_pause))
    assert (first.stored, first.failures, first.why) == (0, 1, "ReadError")
    # New entries change the head of the chain, so the batch is another request; its items are the same.
    key(office, birth_book().id, accounts.get(office, f"lan-{OFFICE}").account_id, range(5, 7))
    second = push_once(office, line, pusher="a")
    assert (second.already, second.stored) == (4, 2)
    assert centre.kept() == pushed(office)
    line.close()


def test_only_the_items_of_the_lines_office_are_sent(office: Store, centre: Running) -> None:
    office_with(office, 3)
    office_with(office, 2, office=OTHER_OFFICE)
    line = centre.line(OTHER_OFFICE)
    assert push_once(office, line, pusher="a").stored == 2
    line.close()
    assert len(centre.kept(OTHER_OFFICE)) == 2
    assert centre.kept() == {}


# ---- what needs people


def test_a_conflict_is_shown_and_keeps_nobody_else_back(office: Store, centre: Running) -> None:
    office_with(office, 5)
    third = items(office)[2]
    line = centre.line()
    with centre.database.write() as connection:  # the centre has the third already, saying something else
        connection.execute(
            text(
                "INSERT INTO revision (office, entry_id, revision, sha256, body, arrival, received_at)"
                " VALUES (:office, :entry, 1, :sha, :body, 0, '')"
            ),
            {"office": OFFICE, "entry": third.entry_id, "sha": "0" * 64, "body": b"{}"},
        )
    sent = push_once(office, line, pusher="a")
    assert (sent.stored, sent.conflict) == (4, 1)
    [attention] = outboxstatus.status(office).attention
    assert (attention.entry_id, attention.answer, attention.rule) == (third.entry_id, "conflict", "conflict")
    assert push_once(office, line, pusher="a") == Sent()  # never retried blindly
    line.close()


def test_what_the_centre_refuses_names_field_and_rule_and_goes_again_when_told(
    office: Store, centre: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    office_with(office, 3)
    second = items(office)[1]
    read = bodies.items_text

    def stranger(*args: Any) -> tuple[int, bytes]:
        count, text = read(*args)
        place = text.rindex(b'{"body"', 0, text.index(second.entry_id.encode()))
        return count, text[:place] + text[place:].replace(b"mother_birth_year", b"mother_shoe_size!", 1)

    monkeypatch.setattr("storage.outbox.items_text", stranger)
    line = centre.line()
    sent = push_once(office, line, pusher="a")
    assert (sent.stored, sent.refused) == (2, 1)
    status = outboxstatus.status(office)
    [attention] = status.attention
    assert (attention.entry_id, attention.answer, attention.rule) == (second.entry_id, "refused", "proof")
    assert (attention.kind, attention.year, attention.number) == ("KS", 2007, 2)

    monkeypatch.undo()  # whatever was wrong is mended; now it is told to go again
    assert outbox.send_again(office, account_id=OPERATOR) == 1
    assert push_once(office, line, pusher="a").stored == 1
    assert centre.kept() == pushed(office)
    assert outboxstatus.status(office).attention == ()
    with office.read() as session:
        refused = session.exec(select(Refusal.entry_id, Refusal.tried, Refusal.answer)).all()
    assert [tuple(row) for row in refused] == [(second.entry_id, 1, "refused")]
    mended = next(item for item in items(office) if item.entry_id == second.entry_id)
    assert (mended.tries, mended.answer) == (2, "stored")
    line.close()


@pytest.mark.parametrize(
    "damaged", [b'"values":{"a":["x', b'"values":{"a": [1,\n2],\n', b'"values":"', b'"values":{}}}']
)
def test_a_body_that_is_damaged_in_the_store_keeps_no_other_back(
    office: Store, centre: Running, monkeypatch: pytest.MonkeyPatch, damaged: bytes
) -> None:
    office_with(office, 6)
    third = items(office)[2]
    read = bodies.items_text

    def damage(*args: Any) -> tuple[int, bytes]:
        count, text = read(*args)
        start = text.index(b'"values":', text.index(third.entry_id.encode()))
        return count, text[:start] + damaged + text[text.index(b',"year":', start) :]

    monkeypatch.setattr("storage.outbox.items_text", damage)
    line = centre.line()
    sent = push_once(office, line, pusher="a")
    line.close()
    assert (sent.stored, sent.refused) == (5, 1)
    assert [(one.entry_id, one.rule) for one in outboxstatus.status(office).attention] == [(third.entry_id, "request")]


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_a_batch_refused_as_such_is_halved_until_its_culprit_stands_alone(
    office: Store, centre: Running, status: int
) -> None:
    office_with(office, 16)
    culprit = items(office)[11]

    def refuse(request: httpx.Request) -> httpx.Response | None:
        import zstandard

        body = request.read()
        if request.headers.get("content-encoding") == "zstd":
            body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
        return httpx.Response(status) if culprit.entry_id.encode() in body else None

    between = Between(refuse)
    line = centre.line(transport=between)
    sent = push_once(office, line, pusher="a")
    assert (sent.stored, sent.refused) == (15, 1)
    assert between.requests <= 1 + 2 * 4  # one, then two a halving
    assert [one.entry_id for one in outboxstatus.status(office).attention] == [culprit.entry_id]
    assert len(centre.kept()) == 15
    line.close()


def test_a_refused_half_is_kept_though_the_line_fails_at_the_other_half(
    office: Store, centre: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal is still to be kept when the other half fails: it has to be, before the batch is let go of."""
    office_with(office, 4)
    answers = iter([422, 422, 503])  # the batch, its first half, its second half
    held = threading.Event()
    settle, keep_up, postpone = receipts.settle, StoreSide.keep_up, outbox.postpone

    def late(*args: Any, **named: Any) -> int:
        assert held.wait(60)
        return settle(*args, **named)

    def kept(side: StoreSide) -> None:
        if side._keeping:
            held.set()
        keep_up(side)

    def let_go(*args: Any, **named: Any) -> None:
        postpone(*args, **named)
        held.set()

    monkeypatch.setattr(receipts, "settle", late)
    monkeypatch.setattr(StoreSide, "keep_up", kept)
    monkeypatch.setattr(outbox, "postpone", let_go)
    line = centre.line(transport=Between(lambda _request: httpx.Response(next(answers))))
    sent = push_once(office, line, pusher="a", batch=2)
    assert (sent.refused, sent.failures) == (1, 1)
    assert [(item.state, item.tries) for item in items(office)] == [("attention", 1)] + [("waiting", 1)] + [
        ("waiting", 0)
    ] * 2
    line.close()


# ---- failures that pass, and the one that does not

AGAIN = [
    ("408", lambda: httpx.Response(408), 1.0),
    ("429 in seconds", lambda: httpx.Response(429, headers={"Retry-After": "17"}), 17.0),
    ("503 capped", lambda: httpx.Response(503, headers={"Retry-After": "86400"}), LONGEST_PAUSE),
    (
        "503 as a date",
        lambda: httpx.Response(
            503,
            headers={"Retry-After": "Mon, 23 Nov 2026 01:00:42 GMT", "Date": "Mon, 23 Nov 2026 01:00:00 GMT"},
        ),
        42.0,
    ),
    ("503 nonsense", lambda: httpx.Response(503, headers={"Retry-After": "soon"}), 1.0),
    ("500", lambda: httpx.Response(500), 1.0),
    ("502 a proxy's page", lambda: httpx.Response(502, html="<h1>sorry</h1>"), 1.0),
    ("404 a wrong address", lambda: httpx.Response(404), 1.0),
    ("302", lambda: httpx.Response(302, headers={"Location": "http://hotel.example/login"}), 1.0),
    ("200 garbage", lambda: httpx.Response(200, content=b'{"answers'), 1.0),
    ("200 of something else", lambda: httpx.Response(200, json={"answers": [], "at": "", "centre": ""}), 1.0),
    ("200 not text", lambda: httpx.Response(200, content=b"\xff\xfe"), 1.0),
]


@pytest.mark.parametrize(("answer", "pause"), [row[1:] for row in AGAIN], ids=[row[0] for row in AGAIN])
def test_a_failure_that_passes_sets_nothing_aside(
    office: Store, centre: Running, clock: Ticking, answer: Callable[[], httpx.Response], pause: float
) -> None:
    office_with(office, 2)
    clock.step = timedelta()
    replies = [answer()]
    line = centre.line(transport=Between(lambda _request: replies.pop() if replies else None))
    sent = push_once(office, line, pusher="a", backoff=Backoff(lambda _low, high: high))
    assert (sent.stored, sent.failures, sent.pause) == (0, 1, pause)
    status = outboxstatus.status(office)
    assert (status.waiting, status.attention) == (2, ())
    assert status.next_try == stamp(clock.moment + timedelta(seconds=pause))
    assert push_once(office, line, pusher="a") == Sent()  # not before its time
    clock.forward(pause)
    assert push_once(office, line, pusher="a").stored == 2
    line.close()


@pytest.mark.parametrize("failures", range(12))
def test_pauses_double_up_to_five_minutes_and_are_never_shorter_than_half(failures: int) -> None:
    ceiling = min(300.0, 2.0**failures)
    low = Backoff(lambda low, _high: low, failures).next()
    high = Backoff(lambda _low, high: high, failures).next()
    assert (low, high) == (ceiling / 2, ceiling)


@pytest.mark.parametrize("token", ["revoked", "wrong", "another office's"])
def test_a_token_that_is_not_let_in_stops_the_pusher_at_once(office: Store, centre: Running, token: str) -> None:
    from sync.centre.tokens import revoke

    office_with(office, 7)
    own, other = centre.tokens[OFFICE], centre.tokens[OTHER_OFFICE]
    if token == "revoked":
        revoke(centre.database, OFFICE)
    centre.tokens[OFFICE] = {"revoked": own, "wrong": own[:-1] + "x", "another office's": other}[token]
    between = Between(lambda _request: None)
    line = centre.line(transport=between)
    with pytest.raises(PushStopped) as stopped:
        push_once(office, line, pusher="a", batch=2)
    assert stopped.value.exit_code == 3
    assert between.requests == 1  # no hammering
    assert [(i.state, i.leased_by) for i in items(office)] == [("waiting", "")] * 7
    assert push_once(office, line, pusher="a", batch=2, limit=0) == Sent()
    line.close()


def test_watching_goes_on_after_failures_and_ends_when_told(office: Store, centre: Running, clock: Ticking) -> None:
    office_with(office, 3)
    replies = [httpx.Response(503), httpx.Response(503)]
    line = centre.line(transport=Between(lambda _request: replies.pop() if replies else None))
    waited: list[float] = []
    seen: list[Sent] = []

    def stopped(seconds: float) -> bool:
        waited.append(seconds)
        clock.forward(seconds)
        return len(waited) == 4

    watch(office, [line], pusher="a", stopped=stopped, idle=15.0, report=seen.append, uniform=lambda _low, high: high)
    assert waited == [1.0, 2.0, 15.0, 15.0]
    assert [(one.failures, one.stored) for one in seen] == [(1, 0), (1, 0), (0, 3), (0, 0)]
    line.close()


# ---- beside the clerks


def test_keying_goes_on_while_the_pusher_waits_for_the_centre(office_url: str, centre: Running) -> None:
    impatient = Store.open(office_url, patience=0.5)  # would raise StoreBusy if a transaction were open
    clerk = office_with(impatient, 4)
    more = iter(range(5, 9))

    def key_meanwhile(_request: httpx.Request) -> None:
        if (number := next(more, None)) is not None:
            key(impatient, birth_book().id, clerk, [number])

    line = centre.line(transport=Between(key_meanwhile))
    assert push_once(impatient, line, pusher="a", batch=2).stored == 8
    assert centre.kept() == pushed(impatient)
    line.close()
    impatient.close()


def test_an_approval_arrives_as_the_next_revision_and_becomes_official(office: Store, centre: Running) -> None:
    from registers.workflow import Act

    office_with(office, 1)
    boss = accounts.add(office, "minh", Role.SUPERVISOR, PASSWORD, by=OPERATOR).account_id
    entry = items(office)[0].entry_id
    entries.step(office, entry, Act.APPROVE, base_revision=1, account_id=boss)
    line = centre.line()
    assert push_once(office, line, pusher="a").stored == 2
    line.close()
    with centre.database.read() as connection:
        fold = connection.execute(text("SELECT revision, state, approved_revision FROM entry")).one()
    assert tuple(fold) == (2, "approved", 2)
