"""Second keying, blind: given out, taken up by others than the first keyer, compared exactly, settled from the page, charged."""

from __future__ import annotations

import json
from random import Random

import pytest
from sqlalchemy import update

from registers.kinds import PositionState
from registers.rekeying import Scope
from registers.slips import ErrorClass
from registers.value import Mark, Value, Values
from registers.workflow import Act, EntryState, OwnWork, Role
from storage import accounts, chain, entries, measured, positions, rekeying, secondkeying
from storage.engine import Store
from storage.permissions import OPERATOR, AccountLocked, NotAllowed
from storage.rekeying import Due, NothingDue, NothingForKeyer, NothingToGive, TakenBack
from storage.reviewtables import Rekeying
from storage.secondkeying import NotAsked, ReadAgain
from storage.tables import core
from tests.storage.office import BIRTHS, NAMES, birth, found, hire, key

NAME, BORN, SIGNER = "child_full_name", "child_birth_date", "signer_name"
SIX = (*NAMES, "Triệu Mùi Chản")


@pytest.fixture
def people(store: Store) -> dict[str, str]:
    """Ids of three clerks and a supervisor, by name."""
    found(store)
    return {name: hire(store, name) for name in ("Lan", "Mai", "Cúc")} | {
        "Hương": hire(store, "Hương", Role.SUPERVISOR)
    }


def _give(store: Store, by: str, scope: Scope = Scope.ALL, **more: object) -> rekeying.Given:
    return rekeying.give_out(store, BIRTHS.id, scope, by=by, random=Random(1), **more)  # type: ignore[arg-type]


def _read(due: Due, page: Values, **other: str) -> Values:
    """What a keyer reads from the page, with other texts where the hand slips."""
    texts = {name: page.get(name, Value()) for name in due.fields}
    return texts | {name: Value(text, text) for name, text in other.items() if name in due.fields}


def _second(store: Store, who: str, **slips: str) -> tuple[Due, secondkeying.Compared]:
    due = rekeying.next_due(store, BIRTHS.id, who)
    page = birth(SIX[due.position.number - 1])
    kept = secondkeying.key_again(
        store, due.entry_id, _read(due, page, **slips), base_revision=due.revision, account_id=who, fields=due.fields
    )
    return due, kept


def test_a_page_with_nothing_on_it_is_not_given_out_and_does_not_wait_to_be(
    store: Store, people: dict[str, str]
) -> None:
    key(store, people["Lan"], birth(SIX[0]))
    blank = positions.claim_next(store, BIRTHS.id, people["Lan"])
    entries.save(store, blank, kind="KS", position_state=PositionState.BLANK_PAGE, values={}, page_no=None,
                 account_id=people["Lan"], reason="sổ ghi như vậy")  # fmt: skip
    (row,) = rekeying.books(store, people["Hương"], every=True)
    assert row.to_give == 1
    assert _give(store, people["Hương"]).entries == 1
    (row,) = rekeying.books(store, people["Hương"], every=True)
    assert (row.to_give, row.given) == (0, 1)


def test_equal_keyings_settle_and_nobody_gets_his_own_work(store: Store, people: dict[str, str]) -> None:
    with pytest.raises(NothingToGive):
        _give(store, people["Hương"])
    for name in SIX[:3]:
        key(store, people["Lan"], birth(name))
    with pytest.raises(NotAllowed):
        _give(store, people["Mai"])
    given = _give(store, people["Hương"])
    assert given.entries == 3
    with pytest.raises(NothingToGive):
        _give(store, people["Hương"])
    with pytest.raises(NothingDue):
        rekeying.next_due(store, BIRTHS.id, people["Lan"])
    assert [row.mine for row in rekeying.books(store, people["Lan"], every=True)] == [3 - 3]
    (row,) = rekeying.books(store, people["Mai"], every=False)
    assert (row.given, row.mine, row.settled) == (3, 3, 0)
    first, kept = _second(store, people["Mai"])
    assert kept.state is EntryState.SETTLED
    assert first.left == 3
    assert measured.of(store, people["Lan"]).faults == 0
    (row,) = rekeying.books(store, people["Mai"], every=True)
    assert (row.mine, row.settled, row.to_give) == (2, 1, 0)
    assert chain.verify(store).ok


def test_what_is_handed_out_holds_no_text_of_a_field_asked_for(store: Store, people: dict[str, str]) -> None:
    for name in SIX:
        key(store, people["Lan"], birth(name))
    _give(store, people["Hương"], Scope.KEY_FIELDS)
    for _ in SIX:
        due = rekeying.next_due(store, BIRTHS.id, people["Mai"])
        assert {NAME, BORN} <= set(due.fields)
        assert not set(due.fields) & set(due.rest)
        shown = " ".join(f"{value.as_written} {value.normalised}" for value in due.rest.values())
        assert not any(name in shown for name in SIX)
        _second(store, people["Mai"])


def test_a_dispute_is_settled_by_a_third_who_sees_neither_and_errors_are_charged(
    store: Store, people: dict[str, str]
) -> None:
    wrong = {BORN: Value("03.02.2016", "03.02.2016"), SIGNER: Value("Nguyễn Văn Thượng", "Nguyễn Văn Thượng")}
    saved = key(store, people["Lan"], birth(SIX[0]) | wrong)  # the page says 02.03.2016
    _give(store, people["Hương"])
    _, kept = _second(store, people["Mai"], signer_name="Nguyễn Văn Thương")
    assert (kept.state, set(kept.differing)) == (EntryState.DIFFERING, {BORN, SIGNER})
    for who in ("Lan", "Mai"):
        with pytest.raises(NothingDue):
            rekeying.next_due(store, BIRTHS.id, people[who])
        with pytest.raises(OwnWork):
            secondkeying.settle(store, saved.entry_id, {}, base_revision=kept.revision, account_id=people[who])
    due = rekeying.next_due(store, BIRTHS.id, people["Cúc"])
    assert (due.turn, set(due.fields)) == (3, {BORN, SIGNER})
    assert not set(due.rest) & {BORN, SIGNER}
    third = {"base_revision": due.revision, "account_id": people["Cúc"]}
    page = _read(due, birth(SIX[0]))
    with pytest.raises(NotAsked):
        secondkeying.settle(store, saved.entry_id, {BORN: page[BORN]}, **third)  # type: ignore[arg-type]
    alone = {**page, BORN: Value("02.03.2015", "02.03.2015")}
    with pytest.raises(ReadAgain) as again:
        secondkeying.settle(store, saved.entry_id, alone, **third)  # type: ignore[arg-type]
    assert again.value.fields == (BORN,)
    assert entries.load(store, saved.entry_id).state is EntryState.DIFFERING
    secondkeying.settle(store, saved.entry_id, page, **third)  # type: ignore[arg-type]
    entry = entries.load(store, saved.entry_id)
    assert (entry.state, entry.values[BORN].normalised) == (EntryState.SETTLED, "02.03.2016")
    assert [row.act for row in entries.history(store, entry.id)] == [Act.KEY, Act.SECOND_KEY, Act.DIFFER, Act.SETTLE]
    charged = {(each.account_id, each.error_class): each.count for each in rekeying.charged(store)}
    assert charged == {(people["Lan"], ErrorClass.DAY_MONTH): 1, (people["Mai"], ErrorClass.TONE): 1}
    assert rekeying.charged(store, people["Cúc"]) == []
    assert chain.verify(store).ok


def test_a_reading_that_agrees_with_neither_stands_once_it_was_read_twice(store: Store, people: dict[str, str]) -> None:
    saved = key(store, people["Lan"], birth("Nông Thị Hiên"))
    _give(store, people["Hương"])
    _second(store, people["Mai"], child_full_name="Nông Thị Hiện")
    due = rekeying.next_due(store, BIRTHS.id, people["Cúc"])
    third = {"base_revision": due.revision, "account_id": people["Cúc"], "read_twice": True}
    secondkeying.settle(store, saved.entry_id, _read(due, birth(SIX[0])), **third)  # type: ignore[arg-type]
    assert entries.load(store, saved.entry_id).values[NAME].normalised == SIX[0]
    assert {(each.account_id, each.count) for each in rekeying.charged(store)} == {
        (people["Lan"], 1),
        (people["Mai"], 1),
    }


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (Value("Nông Thị Hiền", "Nông Thị Hiền"), Value("Nông Thị Hiền", "Nông Thị Hiền"), True),  # NFD and NFC
        (Value("2/3/2016", "02.03.2016"), Value("02.03.2016", "02.03.2016"), True),  # one date, two writings
        (Value("xóm 2", "xóm 2, xã A"), Value("xóm 2", "xóm 2, xã B"), True),  # the page is read alike
        (Value("Hòa", "Hòa"), Value("Hoà", "Hoà"), False),
        (Value("Hiền", "Hiền"), Value("hiền", "hiền"), False),
        (Value("Hiền", "Hiền"), Value("Hiền", "Hiền", Mark.DOUBTFUL), False),
        (Value("", "Việt Nam"), Value(), False),
        (Value(), Value(), True),
    ],
)
def test_comparison_is_exact(first: Value, second: Value, same: bool) -> None:
    assert (secondkeying.differences({NAME: first}, {NAME: second}, [NAME]) == ()) is same


def test_what_one_took_up_is_his_until_he_puts_it_down_or_it_is_taken_back(
    store: Store, people: dict[str, str]
) -> None:
    for name in SIX[:2]:
        key(store, people["Lan"], birth(name))
    _give(store, people["Hương"])
    mine = rekeying.next_due(store, BIRTHS.id, people["Mai"])
    other = rekeying.next_due(store, BIRTHS.id, people["Cúc"])
    assert {mine.position.number, other.position.number} == {1, 2}
    assert rekeying.next_due(store, BIRTHS.id, people["Mai"]).entry_id == mine.entry_id
    rekeying.put_down(store, mine, people["Cúc"])  # not hers
    assert rekeying.next_due(store, BIRTHS.id, people["Mai"]).entry_id == mine.entry_id
    rekeying.put_down(store, mine, people["Mai"])
    assert rekeying.next_due(store, BIRTHS.id, people["Cúc"]).entry_id in {mine.entry_id, other.entry_id}
    assert rekeying.take_back(store, BIRTHS.id, by=people["Hương"]) == TakenBack(2, 0)
    with pytest.raises(NothingDue):
        rekeying.next_due(store, BIRTHS.id, people["Mai"])
    assert _give(store, people["Hương"], to=people["Cúc"]).entries == 2
    with pytest.raises(NothingDue):
        rekeying.next_due(store, BIRTHS.id, people["Mai"])
    assert rekeying.next_due(store, BIRTHS.id, people["Cúc"]).turn == 2


def test_what_is_taken_back_while_it_is_keyed_again_can_still_be_settled(store: Store, people: dict[str, str]) -> None:
    key(store, people["Lan"], birth(SIX[0]))
    _give(store, people["Hương"])
    due = rekeying.next_due(store, BIRTHS.id, people["Mai"])
    assert rekeying.take_back(store, BIRTHS.id, by=people["Hương"]).entries == 1
    typed = _read(due, birth(SIX[0]), child_full_name="Nông Thị Hiện")
    kept = secondkeying.key_again(
        store, due.entry_id, typed, base_revision=due.revision, account_id=people["Mai"], fields=due.fields
    )
    assert kept.state is EntryState.DIFFERING
    (row,) = rekeying.books(store, people["Cúc"], every=True)
    assert (row.to_give, row.given, row.differing, row.mine) == (0, 1, 1, 1)
    assert rekeying.next_due(store, BIRTHS.id, people["Cúc"]).turn == 3, (
        "no entry is left in dispute with nobody to read it"
    )


def test_a_third_reading_somebody_began_and_never_ends_is_anybodys_once_taken_back(
    store: Store, people: dict[str, str]
) -> None:
    key(store, people["Lan"], birth(SIX[0]))
    _give(store, people["Hương"])
    _second(store, people["Mai"], child_full_name="Nông Thị Hiện")
    rekeying.next_due(store, BIRTHS.id, people["Cúc"])
    with pytest.raises(NothingDue):
        rekeying.next_due(store, BIRTHS.id, people["Hương"])
    assert rekeying.take_back(store, BIRTHS.id, by=people["Hương"]) == TakenBack(0, 1)
    assert rekeying.next_due(store, BIRTHS.id, people["Hương"]).turn == 3


def test_nothing_is_given_to_one_who_cannot_key_it(store: Store, people: dict[str, str]) -> None:
    key(store, people["Lan"], birth(SIX[0]))
    auditor = hire(store, "Soi", Role.AUDITOR)
    for nobody in (people["Lan"], auditor):
        with pytest.raises(NothingForKeyer):
            _give(store, people["Hương"], to=nobody)
    accounts.lock(store, "Cúc", by=OPERATOR)
    with pytest.raises(AccountLocked):
        _give(store, people["Hương"], to=people["Cúc"])
    key(store, people["Mai"], birth(SIX[1]))
    assert _give(store, people["Hương"], to=people["Lan"]).entries == 1, "Mai's"


def test_what_was_approved_or_corrected_before_anybody_keyed_it_again_is_neither_given_nor_settled(
    store: Store, people: dict[str, str]
) -> None:
    approved, corrected, settled = (key(store, people["Lan"], birth(name)) for name in SIX[:3])
    _give(store, people["Hương"])
    entries.step(store, approved.entry_id, Act.APPROVE, base_revision=1, account_id=people["Hương"])
    entries.correct(
        store, corrected.entry_id, values=birth("Nông Thị Hoa"), base_revision=1, account_id=people["Lan"], page_no=2
    )
    _second(store, people["Mai"])
    entries.step(store, settled.entry_id, Act.APPROVE, base_revision=3, account_id=people["Hương"])
    (row,) = rekeying.books(store, people["Hương"], every=True)
    assert (row.to_give, row.given, row.differing, row.settled) == (1, 1, 0, 1)


def test_a_sample_is_given_out_and_a_corrected_entry_has_to_be_again(store: Store, people: dict[str, str]) -> None:
    saved = [key(store, people["Lan"], birth(name)) for name in SIX[:5]]
    assert _give(store, people["Hương"], share=0.4).entries == 2
    (row,) = rekeying.books(store, people["Hương"], every=True)
    assert (row.given, row.to_give) == (2, 3)
    assert _give(store, people["Hương"]).entries == 3
    entries.correct(
        store, saved[0].entry_id, values=birth("Nông Thị Hoa"), base_revision=1, account_id=people["Lan"], page_no=1
    )
    (row,) = rekeying.books(store, people["Hương"], every=True)
    assert row.to_give == 1
    assert _give(store, people["Hương"]).entries == 1


def test_by_measured_risk_usual_texts_are_not_asked_until_a_spot_check_finds_one_wrong(
    store: Store, people: dict[str, str]
) -> None:
    for number, name in enumerate(SIX):
        key(store, people["Lan"], birth(name, signer_title="Phó Chủ tịch" if number == 5 else "Chủ tịch"))
    _give(store, people["Hương"], Scope.ADAPTIVE)
    first = rekeying.next_due(store, BIRTHS.id, people["Mai"])
    assert NAME in first.fields
    assert SIGNER not in first.fields
    assert "child_sex" in first.fields  # a digit is always keyed again
    _spot(store, first, SIGNER)  # the draw of a spot check, made certain
    due, kept = _second(store, people["Mai"], signer_name="Nguyễn Văn Thương")
    assert kept.differing == (SIGNER,)
    third = rekeying.next_due(store, BIRTHS.id, people["Cúc"])
    assert third.entry_id == due.entry_id
    page = {SIGNER: Value("Nguyễn Văn Thương", "Nguyễn Văn Thương")}
    secondkeying.settle(
        store, third.entry_id, page, base_revision=third.revision, account_id=people["Cúc"]
    )  # the second keyer was right
    assert SIGNER in rekeying.next_due(store, BIRTHS.id, people["Mai"]).fields


def _spot(store: Store, due: Due, name: str) -> None:
    table = core(Rekeying)
    values = {"fields": json.dumps([*due.fields, name]), "spots": json.dumps([name])}
    with store.write() as session:
        session.execute(update(table).where(table.c.entry_id == due.entry_id).values(**values))
