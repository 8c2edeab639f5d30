"""The review queue and its decisions: every wanted entry once in its order, each decided once, comments where they belong."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from sqlalchemy import text

from registers.risk import UNMEASURED, measured_rate, risk
from registers.value import Mark, Value
from registers.workflow import Act, EntryState, OwnWork, Role
from storage import accounts, chain, decisions, entries, measured, plants, review
from storage.decisions import Decided, NoSuchField, PlantCaught, StillPlanted, Undecided
from storage.engine import Store
from storage.entries import ReasonMissing, Superseded
from storage.permissions import NotAllowed
from storage.review import Order, Wanted
from tests.storage.office import BIRTHS, NAMES, birth, hire, key


def _all(store: Store, order: Order, size: int, *, backwards: bool = False) -> list[str]:
    """Every row, page by page, from either end."""
    rows: list[review.Waiting] = []
    while True:
        if backwards:
            page = review.queue(store, order=order, before=rows[0].place if rows else (), limit=size)
            rows = page + rows
        else:
            page = review.queue(store, order=order, after=rows[-1].place if rows else None, limit=size)
            rows = rows + page
        if len(page) < size:
            return [row.entry_id for row in rows]


def test_pages_give_every_waiting_entry_once_from_either_end(store: Store, lan: str, huong: str) -> None:
    kept = [key(store, lan, birth(name, sex)) for name in NAMES for sex in ("02.03.2016", "31.12.2016")]
    decisions.approve(store, kept[3].entry_id, base_revision=1, account_id=huong)
    waiting = {saved.entry_id for saved in kept} - {kept[3].entry_id}
    for order in Order:
        forwards = _all(store, order, 4)
        assert set(forwards) == waiting
        assert len(forwards) == len(waiting)
        assert _all(store, order, 4, backwards=True) == forwards
    assert _all(store, Order.AGE, 3) == [saved.entry_id for saved in kept if saved.entry_id in waiting]
    risks = [row.risk for row in review.queue(store, order=Order.RISK)]
    assert risks == sorted(risks, reverse=True)
    assert len(set(risks)) > 1
    assert review.count(store).total == len(waiting)
    assert sum(review.count(store).by_severity.values()) == len(waiting)


def test_filters_find_what_they_say(store: Store, lan: str, huong: str) -> None:
    first = key(store, lan, birth(NAMES[0]))
    other = key(store, hire(store, "Minh"), birth(NAMES[1], "31.12.2016"))
    flagged = next(row for row in review.queue(store) if row.entry_id == other.entry_id)
    plain = next(row for row in review.queue(store) if row.entry_id == first.entry_id)
    rule = next(flag.rule for flag in flagged.flags if flag.rule not in {other.rule for other in plain.flags})
    for wanted, expected in (
        (Wanted(), {first.entry_id, other.entry_id}),
        (Wanted(clerk="minh"), {other.entry_id}),
        (Wanted(book=BIRTHS.id, kind="KS"), {first.entry_id, other.entry_id}),
        (Wanted(kind="KH"), set()),
        (Wanted(rule=rule), {other.entry_id}),
        (Wanted(severity=flagged.severity, text=("páo",)), {other.entry_id}),
        (Wanted(rule="V", text=("pao",)), set()),
        (Wanted(text=("páo",)), {other.entry_id}),
        (Wanted(text=("nong", "hien")), {first.entry_id}),
        (Wanted(text=("2/2016",)), {other.entry_id}),
        (Wanted(text=("%",)), set()),
        (Wanted(older_than=1), set()),
        (Wanted(older_than=0), {first.entry_id, other.entry_id}),
        (Wanted(risk=flagged.risk), {other.entry_id}),
        (Wanted(states=(EntryState.APPROVED,)), set()),
    ):
        got = {row.entry_id for row in review.queue(store, wanted)}
        assert got == expected, wanted
        assert review.count(store, wanted).total == len(expected), wanted


def test_two_supervisors_never_decide_one_entry_twice(
    store: Store, lan: str, huong: str, opened: Callable[[], Store]
) -> None:
    saved = [key(store, lan, birth(name)) for name in NAMES]
    seen = [(each.entry_id, each.revision) for each in saved]
    second, there = hire(store, "Thu", Role.SUPERVISOR), opened()
    first = decisions.decide(store, Act.APPROVE, seen[:3], account_id=huong)
    again = decisions.decide(there, Act.RETURN, seen, account_id=second, reason="xem lại")
    assert all(isinstance(answer, Decided) for answer in first)
    assert [type(answer) for answer in again] == [Undecided] * 3 + [Decided] * 2
    assert all(isinstance(answer.why, Superseded) for answer in again if isinstance(answer, Undecided))
    acts = [row.act for each in saved for row in entries.history(store, each.entry_id)[1:]]
    assert acts == [Act.APPROVE] * 3 + [Act.RETURN] * 2


def test_everything_a_filter_finds_is_decided_and_the_rest_named(store: Store, lan: str, huong: str) -> None:
    mine = [key(store, lan, birth(name)) for name in NAMES[:3]]
    own = key(store, huong, birth(NAMES[3]))
    answers = decisions.decide(store, Act.APPROVE, decisions.found_by(store, Wanted(book=BIRTHS.id)), account_id=huong)
    refused = [answer for answer in answers if isinstance(answer, Undecided)]
    assert [answer.entry_id for answer in refused] == [own.entry_id]
    assert isinstance(refused[0].why, OwnWork)
    assert {a.entry_id for a in answers if isinstance(a, Decided)} == {saved.entry_id for saved in mine}
    assert chain.verify(store).ok


def test_what_is_stopped_between_units_of_work_is_decided_so_far_and_goes_on_from_there(
    store: Store, lan: str, huong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "_TOGETHER", 2)
    ids = [key(store, lan, birth(name)).entry_id for name in NAMES]
    these, heard = decisions.found_by(store, Wanted()), list[int]()

    def stop_at_four(done: int) -> bool:
        heard.append(done)
        return done < 4

    first = decisions.decide(store, Act.APPROVE, these, account_id=huong, go_on=stop_at_four)
    assert (heard, len(first)) == ([2, 4], 4)
    states = [entries.load(store, entry_id).state for entry_id, _ in these]
    assert states == [EntryState.APPROVED] * 4 + [EntryState.KEYED]
    again = decisions.decide(store, Act.APPROVE, these, account_id=huong)
    assert [type(answer) for answer in again] == [Undecided] * 4 + [Decided]
    assert [len(entries.history(store, entry_id)) for entry_id in ids] == [2] * 5, "each was decided once"


def test_a_comment_meets_the_clerk_at_its_field_until_the_entry_is_keyed_again(
    store: Store, lan: str, huong: str
) -> None:
    saved = key(store, lan, birth(NAMES[0]))
    said = {"child_full_name": "Sổ ghi Hiên, không phải Hiền"}
    returned = decisions.send_back(store, saved.entry_id, base_revision=1, account_id=huong, comments=said)
    assert decisions.comments(store, saved.entry_id) == said
    assert decisions.returned_to(store, lan) == [saved.entry_id]
    assert entries.history(store, saved.entry_id)[-1].reason == said["child_full_name"]
    entries.correct(
        store, saved.entry_id, values=birth("Nông Thị Hiên"), base_revision=returned.revision, account_id=lan, page_no=1
    )
    assert decisions.comments(store, saved.entry_id) == {}
    assert decisions.returned_to(store, lan) == []
    assert decisions.all_comments(store, saved.entry_id) == {2: said}
    assert measured.of(store, lan) == measured.Quality(len(birth()), 1)


def test_returning_needs_a_reason_or_a_comment_at_a_field_of_the_page(store: Store, lan: str, huong: str) -> None:
    saved = key(store, lan)
    with pytest.raises(ReasonMissing):
        decisions.send_back(store, saved.entry_id, base_revision=1, account_id=huong)
    with pytest.raises(NoSuchField):
        decisions.send_back(store, saved.entry_id, base_revision=1, account_id=huong, comments={"groom_name": "?"})
    assert entries.load(store, saved.entry_id).revision == 1
    assert measured.of(store, lan) == measured.Quality()


def test_a_planted_error_is_seen_by_its_reviewer_alone_and_decides_nothing(store: Store, lan: str, huong: str) -> None:
    pages = [key(store, lan), key(store, lan, birth(NAMES[1], "05.06.2016"))]
    thu = hire(store, "Thu", Role.SUPERVISOR)
    with pytest.raises(NotAllowed):
        plants.plant(store, pages[0].entry_id, huong, by=huong, random=Random(1))
    for saved, caught in zip(pages, (True, False), strict=True):
        field = plants.plant(store, saved.entry_id, huong, by=thu, random=Random(1))
        real = entries.load(store, saved.entry_id)
        shown = plants.shown_to(store, real, huong)
        assert {name for name in real.values if shown.values[name] != real.values[name]} == {field}
        assert plants.shown_to(store, real, thu) == real
        if caught:
            with pytest.raises(PlantCaught):
                decisions.send_back(store, real.id, base_revision=1, account_id=huong, comments={field: "sai"})
        else:
            with pytest.raises(StillPlanted):
                decisions.approve(store, real.id, base_revision=1, account_id=huong)
        assert entries.load(store, saved.entry_id) == real
        assert plants.shown_to(store, real, huong) == real
    assert _rows(store, "revision") == _rows(store, "outbox_item") == 2
    decisions.approve(store, pages[0].entry_id, base_revision=1, account_id=huong)
    rate = plants.catch_rate(store, huong)
    assert (rate.shown, rate.caught) == (2, 1)
    assert 0.01 < rate.interval.low < 0.02 < 0.98 < rate.interval.high < 0.99
    assert chain.verify(store).ok


def _rows(store: Store, table: str) -> int:
    with store.read() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_risk_grows_with_flags_marks_and_the_keyers_rate() -> None:
    plain = {"a": Value("x", "x"), "b": Value()}
    assert risk(plain, (), UNMEASURED) == 6
    assert risk(plain | {"b": Value("y", "y", Mark.DOUBTFUL)}, (), UNMEASURED) > risk(plain, (), UNMEASURED)
    assert risk(plain, (), 0.1) > risk(plain, (), UNMEASURED)
    assert measured_rate(0, 0) == UNMEASURED
    assert UNMEASURED < measured_rate(100, 3) < 0.03


def test_a_clerk_is_named_as_he_is_typed_and_a_book_by_its_beginning(store: Store, lan: str, huong: str) -> None:
    for name in ("Quản Trị", "Lân", "Lân 2"):
        hire(store, name)
    key(store, lan)
    found = {typed: review.count(store, Wanted(clerk=typed)).total for typed in ("lan", "LAN", "Lân", "la", "quan_tri")}
    assert found == {"lan": 1, "LAN": 1, "Lân": 0, "la": 0, "quan_tri": 0}
    key(store, next(at for at, name in accounts.names(store).items() if name == "Quản Trị"))
    for typed in ("quản trị", "quan_tri", "quantri", "qu"):
        assert review.count(store, Wanted(clerk=typed)).total == 1, typed
    for typed in (BIRTHS.id, BIRTHS.id[:-2]):
        assert review.count(store, Wanted(book=typed)).total == 2, typed


def test_states_that_do_not_wait_have_their_pages_too(store: Store, lan: str, huong: str) -> None:
    ids = [key(store, lan).entry_id for _ in range(5)]
    for entry_id in ids[:3]:
        decisions.approve(store, entry_id, base_revision=1, account_id=huong)
    decisions.send_back(store, ids[3], base_revision=1, account_id=huong, reason="mờ")
    for states, expected in (
        ((EntryState.APPROVED,), ids[:3]),
        ((EntryState.RETURNED,), ids[3:4]),
        ((EntryState.KEYED, EntryState.SETTLED), ids[4:]),
        ((EntryState.APPROVED, EntryState.RETURNED, EntryState.KEYED), ids),
    ):
        wanted = Wanted(states=states)
        for order in Order:
            rows, page = [], review.queue(store, wanted, order=order, limit=2)
            while page:
                rows += page
                page = review.queue(store, wanted, order=order, after=page[-1].place, limit=2)
            assert sorted(row.entry_id for row in rows) == sorted(expected)
            assert [row.entry_id for row in review.queue(store, wanted, order=order, before=())] == [
                row.entry_id for row in rows
            ]
        assert review.count(store, wanted).total == len(expected)
